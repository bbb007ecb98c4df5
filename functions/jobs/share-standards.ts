import { canonicalJson, SYSTEM_ACTOR, systemScope } from '@xuncha/domain';
import {
  executeOnTenant,
  type Item,
  listRegistered,
  readStandards,
  type StoredStandards,
  standardsWrite,
  type Table,
} from '@xuncha/store';

const PAGE = 100;

/**
 * E02: hands HQ's newest standards to every unit as its core. Only a unit whose core differs gets a new version, so a
 * repeated record, or one that comes late, changes nothing.
 */
export const shareStandards = async (
  hqTenant: string,
  tableOf: (tenantId: string) => Promise<Table>,
  now: () => Date,
): Promise<void> => {
  const hqTable = await tableOf(hqTenant);
  const hq = await readStandards(hqTable, { tenantId: hqTenant });
  if (!hq) return;
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(hqTable, hqTenant, { limit: PAGE, startKey });
    for (const { tenantId } of page.tenants)
      await takeOver(await tableOf(tenantId), tenantId, hq, now().toISOString());
    startKey = page.lastKey;
  } while (startKey);
};

const takeOver = async (table: Table, tenantId: string, hq: StoredStandards, at: string): Promise<void> => {
  const own = await readStandards(table, { tenantId });
  if (canonicalJson(own?.core ?? []) === canonicalJson(hq.own)) return;
  const next: StoredStandards = {
    tenantId,
    version: (own?.version ?? 0) + 1,
    core: hq.own,
    own: own?.own ?? [],
    changedAt: at,
    changedByName: hq.changedByName,
  };
  const outcome = await executeOnTenant(table, systemScope('jobs', tenantId), {
    actor: SYSTEM_ACTOR('jobs'),
    at,
    event: {
      type: 'tenant.standards_received',
      data: { version: next.version, entries: hq.own.length, from: hq.version },
    },
    beside: [standardsWrite(next)],
    answer: { status: 200, body: null },
  });
  // Somebody of the unit wrote at the same moment: the record comes again.
  if (outcome.kind === 'refused_beside') throw new Error('the standards of the unit have just been changed');
};

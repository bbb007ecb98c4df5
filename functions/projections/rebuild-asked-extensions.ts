import { type Finding, systemScope } from '@xuncha/domain';
import {
  askedExtensionWrites,
  findingFromItem,
  indexKeys,
  keys,
  listAskedExtensions,
  ownerOfKey,
  type Table,
} from '@xuncha/store';

export interface AskedExtensionReport {
  /** Requests whose deciders would not have been reminded. */
  readonly missing: number;
  readonly repaired: number;
}

/** Only these may wait for another date, and a running case keeps what was asked for before. */
const STATES = ['rectifying', 'continuous', 'closing'] as const;
const END_OF_TIME = '9999-12-31';

const readAsking = async (table: Table, tenantId: string): Promise<Finding[]> => {
  const found: Finding[] = [];
  for (const state of STATES) {
    const rows = await table.queryAll({ index: 'byState', partition: indexKeys.state(tenantId, state) });
    const items = await table.getMany(rows.map((row) => keys.finding(tenantId, ownerOfKey(row).id)));
    found.push(...items.map(findingFromItem).filter(({ extension }) => extension));
  }
  return found;
};

/** F04: requests of before their deciders were reminded stand in the list of the clock too. Repeated, it changes nothing. */
export const rebuildAskedExtensions = async (
  table: Table,
  tenantId: string,
  compareOnly = false,
): Promise<AskedExtensionReport> => {
  const listed = await listAskedExtensions(table, systemScope('projections', tenantId), END_OF_TIME);
  const there = new Set(listed.map(({ findingId, extensionId }) => `${findingId} ${extensionId}`));
  const lost = (await readAsking(table, tenantId)).filter(
    ({ id, extension }) => !there.has(`${id} ${extension?.id}`),
  );
  const writes = lost.flatMap((finding) => askedExtensionWrites(undefined, finding));
  if (!compareOnly) for (const write of writes) await table.put(write);
  return { missing: writes.length, repaired: compareOnly ? 0 : writes.length };
};

import { type Finding, shanghaiDateOf } from '@xuncha/domain';
import { log } from '@xuncha/http';
import {
  findingFromItem,
  type HeadChange,
  type Item,
  projectChanges,
  readTenant,
  type Table,
} from '@xuncha/store';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf } from '../stream-events.ts';
import { type InboxItem, inboxItemsOf } from './inbox-items.ts';

export interface ProjectionDeps {
  readonly table: Table;
  readonly hqTenant: string;
  readonly now: () => Date;
}

/** The tumbling window makes Lambda name the shard: the mark of what was applied is kept for each. */
export type WindowedStreamEvent = DynamoDBStreamEvent & {
  readonly shardId?: string;
  readonly state?: Record<string, unknown>;
};

const headOf = (item: Item | undefined): Finding | undefined =>
  item?.kind === 'finding' ? findingFromItem(item) : undefined;

const isAmong = (items: readonly InboxItem[], { pk, sk }: InboxItem): boolean =>
  items.some((other) => other.pk === pk && other.sk === sk);

/** Inboxes follow heads: what the old head asked for and the new one doesn't is gone, what is new is there. */
const projectInbox = async (
  { before, after }: HeadChange,
  tenantName: string,
  { table, hqTenant }: ProjectionDeps,
): Promise<void> => {
  const wanted = after ? inboxItemsOf(after, tenantName, hqTenant) : [];
  const asked = before ? inboxItemsOf(before, tenantName, hqTenant) : [];
  const version = after?.version ?? Number.MAX_SAFE_INTEGER;
  const gone = asked.filter((item) => !isAmong(wanted, item));
  await Promise.all(gone.map((item) => table.removeOlder(item, version)));
  await Promise.all(wanted.map((item) => table.putNewer(item)));
};

/** Tenant names change hardly ever; a function instance keeps them for its short life. */
const nameCache = new Map<string, string>();
const tenantName = async (table: Table, tenantId: string): Promise<string> => {
  const known = nameCache.get(tenantId);
  if (known) return known;
  const name = (await readTenant(table, tenantId))?.name ?? tenantId;
  nameCache.set(tenantId, name);
  return name;
};

/** Findings of one batch are handled side by side, the changes of one finding in order. */
const PARALLEL = 16;

const eachFinding = async (changes: readonly HeadChange[], work: (change: HeadChange) => Promise<void>) => {
  const queue = [...Map.groupBy(changes, (change) => (change.after ?? change.before)?.id ?? '').values()];
  const worker = async (): Promise<void> => {
    for (let own = queue.shift(); own; own = queue.shift()) for (const change of own) await work(change);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
};

/**
 * Keeps inboxes, counters and roll-ups from the stream of finding heads. A batch that comes twice changes nothing: inbox
 * writes carry the head's version, counters the last sequence number of the shard.
 */
export const createProjections =
  (deps: ProjectionDeps) =>
  async (event: WindowedStreamEvent): Promise<{ state: Record<string, unknown>; batchItemFailures: [] }> => {
    const changes = event.Records.map(changeOf)
      .map((change) => ({
        before: headOf(change.before),
        after: headOf(change.after),
        sequence: change.sequence,
      }))
      .filter(({ before, after }) => before || after);
    const byTenant = Map.groupBy(changes, ({ before, after }) => (after ?? before)?.tenantId ?? '');
    const instant = deps.now();
    for (const [tenantId, own] of byTenant) {
      const name = await tenantName(deps.table, tenantId);
      await eachFinding(own, (change) => projectInbox(change, name, deps));
      await projectChanges(deps.table, {
        tenantId,
        hqTenantId: deps.hqTenant,
        shard: event.shardId ?? 'unnamed',
        at: instant.toISOString(),
        today: shanghaiDateOf(instant),
        changes: own,
      });
    }
    if (changes.length > 0) log('info', 'projected', { changes: changes.length, tenants: byTenant.size });
    return { state: {}, batchItemFailures: [] };
  };

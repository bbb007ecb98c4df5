import { type Finding, shanghaiDateOf } from '@xuncha/domain';
import { log } from '@xuncha/http';
import {
  ConditionFailed,
  findingFromItem,
  type HeadChange,
  type Item,
  keys,
  ownerOfKey,
  projectChanges,
  projectLedger,
  projectWordings,
  readTenant,
  type Table,
} from '@xuncha/store';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, recordsInOrder, type TableChange } from '../stream-events.ts';
import { projectClosedWordings } from './closed-wordings.ts';
import { projectExportTasks } from './export-tasks.ts';
import { projectFeedbackMeetings } from './feedback-meetings.ts';
import { projectGroupDuties } from './group-duties.ts';
import { projectGroupRounds } from './group-rounds.ts';
import { type InboxItem, inboxItemsOf } from './inbox-items.ts';
import { projectLogins } from './login-directory.ts';
import { projectMatterTasks } from './matter-tasks.ts';
import { startedItemsOf } from './started-items.ts';

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

/** A command holds the head for milliseconds; whoever needs longer comes again with the stream's own repetition. */
const PUT_TRIES = 5;

/**
 * Puts the items a head asks for, unless the head has moved on: then a later event brings what the new one asks for,
 * and items put now would stand there for good where that event has already passed (a batch that came twice, or late).
 */
const putWhileCurrent = async (table: Table, head: Finding, items: readonly InboxItem[]): Promise<void> => {
  if (items.length === 0) return;
  const current = { check: keys.finding(head.tenantId, head.id), attribute: 'version', equals: head.version };
  for (let attempt = 0; attempt < PUT_TRIES; attempt += 1) {
    try {
      await table.transact([current, ...items.map((item) => ({ put: item }))]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (error.failed.includes(0)) return;
    }
  }
  throw new Error('the inbox items of a head stayed locked by others');
};

/**
 * Inboxes, and the lists of those who handed something in, follow heads: what earlier heads asked for and the last one
 * doesn't is gone, what is new is there. Takes the changes of one finding in their order.
 */
const projectInbox = async (
  changes: readonly HeadChange[],
  tenantName: string,
  { table, hqTenant }: ProjectionDeps,
): Promise<void> => {
  const itemsOf = (finding: Finding | undefined): InboxItem[] =>
    finding ? [...inboxItemsOf(finding, tenantName, hqTenant), ...startedItemsOf(finding, tenantName)] : [];
  const last = changes.at(-1)?.after;
  const wanted = itemsOf(last);
  const asked = changes.flatMap(({ before, after }) => [...itemsOf(before), ...itemsOf(after)]);
  const gone = new Map(
    asked.filter((item) => !isAmong(wanted, item)).map((item) => [`${item.pk} ${item.sk}`, item]),
  );
  const version = last?.version ?? Number.MAX_SAFE_INTEGER;
  await Promise.all([...gone.values()].map((item) => table.removeOlder(item, version)));
  if (last) await putWhileCurrent(table, last, wanted);
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

const eachFinding = async (
  changes: readonly HeadChange[],
  work: (ofOne: readonly HeadChange[]) => Promise<void>,
): Promise<void> => {
  const queue = [...Map.groupBy(changes, (change) => (change.after ?? change.before)?.id ?? '').values()];
  const worker = async (): Promise<void> => {
    for (let own = queue.shift(); own; own = queue.shift()) await work(own);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
};

/** Wordings for the search; objections and remarks in the same item change nothing of it. */
const projectChangedWordings = async (table: Table, records: readonly TableChange[]): Promise<void> => {
  const owners = records
    .filter(({ before, after }) => after?.kind === 'body' && after.text !== before?.text)
    .flatMap(({ after }) => (after ? [ownerOfKey(after)] : []));
  for (const [tenantId, own] of Map.groupBy(owners, (owner) => owner.tenantId))
    await projectWordings(
      table,
      tenantId,
      own.map(({ id }) => id),
    );
};

/**
 * Keeps inboxes, counters and roll-ups from the stream of finding heads, and the login directory from that of members
 * and delegations. A batch that comes twice changes nothing: inbox
 * items are put while their head stands, counters keep the last sequence number of the shard.
 */
export const createProjections =
  (deps: ProjectionDeps) =>
  async (event: WindowedStreamEvent): Promise<{ state: Record<string, unknown>; batchItemFailures: [] }> => {
    const records = recordsInOrder(event.Records).map(changeOf);
    const logins = await projectLogins(deps.table, records);
    await projectExportTasks(records, deps, tenantName);
    await projectMatterTasks(records, deps, tenantName);
    await projectGroupDuties(records, deps, tenantName);
    await projectFeedbackMeetings(records, deps, tenantName);
    await projectGroupRounds(records, deps);
    await projectChangedWordings(deps.table, records);
    const changes = records
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
      await eachFinding(own, (ofOne) => projectInbox(ofOne, name, deps));
      await projectClosedWordings(deps.table, own);
      await projectChanges(deps.table, {
        tenantId,
        hqTenantId: deps.hqTenant,
        shard: event.shardId ?? 'unnamed',
        at: instant.toISOString(),
        today: shanghaiDateOf(instant),
        changes: own,
      });
      await projectLedger(
        deps.table,
        tenantId,
        own.flatMap(({ after }) => after ?? []),
      );
    }
    if (changes.length > 0 || logins > 0)
      log('info', 'projected', { changes: changes.length, tenants: byTenant.size, logins });
    return { state: {}, batchItemFailures: [] };
  };

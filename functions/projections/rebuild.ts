import { setTimeout as pause } from 'node:timers/promises';
import {
  departmentAssignee,
  type Effect,
  effectFactsOf,
  effectOf,
  FINDING_STATES,
  type Finding,
  MATTER_KIND_NAMES,
  type Matter,
  NO_EFFECT,
  ROLE_NAMES,
  type Role,
  roleAssignee,
  type StoredLedgerRow,
  storedRowOf,
  systemScope,
  type TenantScope,
  userAssignee,
} from '@xuncha/domain';
import {
  ARCHIVES,
  type ArchiveExport,
  BATCHES,
  ConditionFailed,
  type Counters,
  compareOrders,
  compareWordings,
  type Dashboard,
  dashboardOfHeads,
  effectWrites,
  feedbackMeetingItem,
  findingFromItem,
  groupDutyItem,
  groupEffectOf,
  groupRoundItem,
  type Item,
  indexKeys,
  type Key,
  keys,
  listDepartments,
  listDocuments,
  listMembers,
  MAX_TRANSACTION,
  matterFromItem,
  ownerOfKey,
  projectSheets,
  projectWordings,
  type Rollup,
  readAllSheets,
  readDashboard,
  readEffect,
  readGroupEffect,
  readTenant,
  rollupOf,
  type Table,
  type Write,
} from '@xuncha/store';
import { exportItemsOf } from './export-tasks.ts';
import { isFeedbackMeeting } from './feedback-meetings.ts';
import { isDuty } from './group-duties.ts';
import { type InboxItem, inboxItemsOf } from './inbox-items.ts';
import { matterTasksOf } from './matter-tasks.ts';
import { startedItemsOf, startedMatterItemsOf } from './started-items.ts';

/** One place where a projection does not say what the heads say. */
export interface Difference {
  readonly part: 'inbox' | 'sheet' | 'order' | 'wording' | 'counters' | 'due_month' | 'rollup' | 'effect';
  readonly kind: 'missing' | 'superfluous' | 'different';
  readonly key: Key;
  readonly findingId?: string;
  readonly stored?: unknown;
  readonly wanted?: unknown;
}

export interface RebuildReport {
  readonly tenantId: string;
  readonly findings: number;
  readonly tasks: number;
  readonly differences: readonly Difference[];
  /** How many of them were put right; the rest was overtaken by the stream, which carries it on. */
  readonly repaired: number;
  /** False when the tenant was written to all the time: its numbers could not be compared. */
  readonly settled: boolean;
}

export interface RebuildOptions {
  readonly table: Table;
  readonly hqTenant: string;
  readonly tenantId: string;
  readonly today: string;
  /** Only compare, write nothing. */
  readonly compareOnly?: boolean;
  /**
   * The stream's lag in milliseconds. Numbers are compared only when no head changed for so long: until then a change
   * may be in the heads and not yet in the numbers, and repairing them would count it twice.
   */
  readonly settleMs: number;
}

type Heads = ReadonlyMap<string, Finding>;

/** All heads of a tenant, by its index of states; no Scan. */
const readHeads = async (table: Table, tenantId: string): Promise<Heads> => {
  const heads = new Map<string, Finding>();
  for (const state of FINDING_STATES) {
    const rows = await table.queryAll({ index: 'byState', partition: indexKeys.state(tenantId, state) });
    const items = await table.getMany(rows.map((row) => keys.finding(tenantId, ownerOfKey(row).id)));
    for (const item of items) heads.set(String(item.id), findingFromItem(item));
  }
  return heads;
};

const sameHeads = (a: Heads, b: Heads): boolean =>
  a.size === b.size && [...a].every(([id, head]) => b.get(id)?.version === head.version);

const idOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;
const keyOf = (item: Item): Key => ({ pk: String(item.pk), sk: String(item.sk) });

/** HQ's list of rounds: the same line once more changes nothing. */
export const noteRounds = async (table: Table, hqTenant: string, tenantId: string): Promise<void> => {
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: 100, startKey });
    for (const batch of page.items)
      if (batch.status === 'published') await table.put({ put: groupRoundItem(hqTenant, batch) });
    startKey = page.lastKey;
  } while (startKey);
};

/** Which roles have an inbox per department: heads of the unit's, HQ's functional departments for consultations. */
const DEPARTMENT_ROLES: readonly Role[] = ['department_head', 'functional_dept'];

/** Every inbox of a tenant that may hold a task, and every list of what its people wait for. */
const inboxesOf = async (table: Table, scope: TenantScope): Promise<string[]> => {
  const [departments, members] = await Promise.all([
    listDepartments(table, scope),
    listMembers(table, scope),
  ]);
  const assignees = [
    ...ROLE_NAMES.map(roleAssignee),
    ...departments.flatMap(({ id }) => DEPARTMENT_ROLES.map((role) => departmentAssignee(id, role))),
    ...members.map(({ userId }) => userAssignee(userId)),
  ];
  return [
    ...assignees.map((assignee) => keys.inboxPk(scope.tenantId, assignee)),
    ...members.map(({ userId }) => keys.startedPk(scope.tenantId, userId)),
  ];
};

/** The tenant's tasks as they stand in its own inboxes and in HQ's. */
const readTasks = async (
  { table, hqTenant, tenantId }: RebuildOptions,
  wanted: readonly InboxItem[],
): Promise<Map<string, Item>> => {
  const partitions = new Set(wanted.map(({ pk }) => pk));
  for (const home of new Set([tenantId, hqTenant]))
    for (const partition of await inboxesOf(table, systemScope('projections', home)))
      partitions.add(partition);
  const tasks = new Map<string, Item>();
  for (const partition of partitions)
    for (const item of await table.queryAll({ partition, consistent: true }))
      if (item.tenantId === tenantId) tasks.set(idOf(keyOf(item)), item);
  return tasks;
};

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** What asks for tasks: where its head is and the version that was read. Findings, matters and exports, by id. */
type Askers = ReadonlyMap<string, { readonly key: Key; readonly version: number }>;

/** All matters of a tenant, kind by kind; no Scan. */
const readMatters = async (table: Table, tenantId: string): Promise<Matter[]> => {
  const matters: Matter[] = [];
  for (const kind of MATTER_KIND_NAMES) {
    const rows = await table.queryAll({ index: 'byState', partition: indexKeys.matters(tenantId, kind) });
    const items = await table.getMany(rows.map((row) => keys.matter(tenantId, ownerOfKey(row).id)));
    matters.push(...items.flatMap((item) => matterFromItem(item) ?? []));
  }
  return matters;
};

/** All exports of a tenant; one that waits for approval stands in HQ's inboxes (K06). */
const readExports = async (table: Table, tenantId: string): Promise<ArchiveExport[]> => {
  const exports: ArchiveExport[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, ARCHIVES, tenantId, { limit: 100, startKey });
    exports.push(...page.items);
    startKey = page.lastKey;
  } while (startKey);
  return exports;
};

const askersOf = (heads: Heads, matters: readonly Matter[], exports: readonly ArchiveExport[]): Askers =>
  new Map([
    ...[...heads.values()].map(
      ({ tenantId, id, version }) => [id, { key: keys.finding(tenantId, id), version }] as const,
    ),
    ...matters.map(({ tenantId, id, version }) => [id, { key: keys.matter(tenantId, id), version }] as const),
    ...exports.map(
      ({ tenantId, id, version }) => [id, { key: keys.archive(tenantId, id), version }] as const,
    ),
  ]);

/** Tasks that differ. One that is newer than the head that was read is the stream's, which is ahead of us. */
const compareTasks = (
  askers: Askers,
  wanted: readonly InboxItem[],
  stored: ReadonlyMap<string, Item>,
): Difference[] => {
  const byKey = new Map(wanted.map((item) => [idOf(item), item]));
  const differences: Difference[] = [];
  for (const item of wanted) {
    const there = stored.get(idOf(item));
    const place = {
      part: 'inbox',
      key: keyOf(item),
      findingId: String(item.findingId),
      wanted: item,
    } as const;
    if (!there) differences.push({ ...place, kind: 'missing' });
    else if (Number(there.version) <= item.version && plain(there) !== plain(item))
      differences.push({ ...place, kind: 'different', stored: there });
  }
  for (const [id, item] of stored) {
    const asker = askers.get(String(item.findingId));
    if (byKey.has(id) || (asker && Number(item.version) > asker.version)) continue;
    const findingId = String(item.findingId);
    differences.push({ part: 'inbox', kind: 'superfluous', key: keyOf(item), findingId, stored: item });
  }
  return differences;
};

/** Zeros say the same as nothing. */
const countsOf = ({
  byState,
  departments,
  stageAccepted = 0,
  rules = {},
}: Pick<Counters, 'byState' | 'departments' | 'stageAccepted' | 'rules'>) => ({
  stageAccepted,
  rules: Object.fromEntries(Object.entries(rules).filter(([, count]) => count !== 0)),
  byState: Object.fromEntries(Object.entries(byState).filter(([, count]) => count !== 0)),
  departments: Object.fromEntries(
    Object.entries(departments)
      .map(([id, { open, closed }]) => [id, { open, closed }] as const)
      .filter(([, { open, closed }]) => open !== 0 || closed !== 0),
  ),
});

const compareNumbers = (
  { tenantId, hqTenant }: RebuildOptions,
  wanted: Dashboard,
  stored: Dashboard,
  rollups: { readonly wanted: Rollup; readonly stored: Rollup | undefined },
): Difference[] => {
  const differences: Difference[] = [];
  const compare = (part: Difference['part'], key: Key, should: unknown, is: unknown): void => {
    if (plain(should) === plain(is)) return;
    const kind = is === undefined ? 'missing' : should === undefined ? 'superfluous' : 'different';
    differences.push({ part, kind, key, stored: is, wanted: should });
  };
  compare('counters', keys.counters(tenantId), countsOf(wanted.counters), countsOf(stored.counters));
  for (const month of new Set([...Object.keys(wanted.months), ...Object.keys(stored.months)]))
    compare(
      'due_month',
      keys.dueMonth(tenantId, month),
      wanted.months[month],
      Object.keys(stored.months[month] ?? {}).length > 0 ? stored.months[month] : undefined,
    );
  const numbers = (rollup: Rollup | undefined) =>
    rollup && { ...countsOf({ byState: rollup.byState, departments: {} }), overdue: rollup.overdue };
  compare('rollup', keys.rollup(hqTenant, tenantId), numbers(rollups.wanted), numbers(rollups.stored));
  return differences;
};

/** The effect chart of the unit, and what HQ has of it. */
const compareEffect = async (
  { table, tenantId, hqTenant }: RebuildOptions,
  { wanted, stored }: { readonly wanted: Effect; readonly stored: Effect },
): Promise<Difference[]> => {
  const { found } = wanted.steps;
  const atHq = (await readGroupEffect(table, hqTenant, tenantId)) ?? NO_EFFECT;
  const differences: Difference[] = [];
  if (plain(wanted) !== plain(stored))
    differences.push({
      part: 'effect',
      kind: found > 0 && stored.steps.found === 0 ? 'missing' : 'different',
      key: keys.effect(tenantId),
      stored,
      wanted,
    });
  if (plain(groupEffectOf(wanted)) !== plain(atHq))
    differences.push({
      part: 'effect',
      kind: 'different',
      key: keys.groupEffect(hqTenant, tenantId),
      stored: atHq,
      wanted: groupEffectOf(wanted),
    });
  return differences;
};

/** Lines of the ledger sheets that are missing or older than their heads. */
const compareSheets = (
  tenantId: string,
  heads: Heads,
  rows: readonly StoredLedgerRow[],
): (Difference & { readonly findingId: string })[] => {
  const stored = new Map(rows.map((row) => [row.id, row]));
  return [...heads.values()].flatMap((head) => {
    const there = stored.get(head.id);
    if (there && there.version >= head.version) return [];
    return [
      {
        part: 'sheet' as const,
        kind: there ? ('different' as const) : ('missing' as const),
        key: keys.finding(tenantId, head.id),
        findingId: head.id,
        stored: there,
        wanted: storedRowOf(head),
      },
    ];
  });
};

/** A line only ever gets newer, so that the stream may write meanwhile. */
const repairSheets = async (
  { table, tenantId }: RebuildOptions,
  heads: Heads,
  found: readonly { readonly findingId: string }[],
): Promise<number> => {
  await projectSheets(
    table,
    tenantId,
    found.flatMap(({ findingId }) => heads.get(findingId) ?? []),
  );
  return found.length;
};

/** Wordings a search would not find, or would find as they were. */
const wordingDifferences = async ({ table, tenantId }: RebuildOptions, heads: Heads) =>
  (await compareWordings(table, tenantId, [...heads.keys()])).map(({ findingId, kind }) => ({
    part: 'wording' as const,
    kind,
    key: keys.wording(tenantId, findingId),
    findingId,
  }));

const taskWrite = ({ kind, key, wanted, stored }: Difference): Write => {
  if (kind === 'superfluous') return { remove: key };
  const put = wanted as InboxItem;
  return kind === 'missing' ? { put, ifAbsent: true } : { put, ifVersion: Number((stored as Item).version) };
};

/**
 * Puts tasks right, one transaction for each finding or matter and only while its head is the one that was read: a later change
 * of the head finds what it expects, whatever the stream does meanwhile.
 */
const repairTasks = async (options: RebuildOptions, askers: Askers, found: readonly Difference[]) => {
  let repaired = 0;
  for (const [findingId, own] of Map.groupBy(found, (difference) => difference.findingId ?? '')) {
    const asker = askers.get(findingId);
    const guard: Write[] = asker ? [{ check: asker.key, attribute: 'version', equals: asker.version }] : [];
    for (let start = 0; start < own.length; start += MAX_TRANSACTION - 1) {
      const part = own.slice(start, start + MAX_TRANSACTION - 1);
      if (await written(options.table, [...guard, ...part.map(taskWrite)])) repaired += part.length;
    }
  }
  return repaired;
};

const repairNumbers = async (
  { table, tenantId, hqTenant }: RebuildOptions,
  wanted: Dashboard,
  stored: Dashboard,
  rollup: Rollup,
  effects: { readonly wanted: Effect; readonly stored: Effect },
  found: readonly Difference[],
): Promise<number> => {
  const { version, applied } = stored.counters;
  const put = {
    ...keys.counters(tenantId),
    kind: 'counters',
    ...wanted.counters,
    applied,
    version: version + 1,
  };
  const writes: Write[] = [
    version > 0 ? { put, ifVersion: version } : { put, ifAbsent: true },
    ...found
      .filter(({ part }) => part === 'due_month')
      .map(
        ({ key, wanted: days }): Write =>
          days === undefined ? { remove: key } : { put: { ...key, kind: 'due_month', days } },
      ),
    { put: { ...keys.rollup(hqTenant, tenantId), kind: 'rollup', ...rollup } },
    ...(found.some(({ part }) => part === 'effect')
      ? effectWrites({ tenantId, hqTenantId: hqTenant }, effects.stored, effects.wanted)
      : []),
  ];
  return (await written(table, writes)) ? found.length : 0;
};

const written = async (table: Table, writes: readonly Write[]): Promise<boolean> => {
  try {
    await table.transact(writes);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

const TRIES = 5;

/** Heads and numbers of a moment at which the stream had nothing left to apply; undefined when there was none. */
const settledNumbers = async ({ table, tenantId, settleMs }: RebuildOptions) => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await readHeads(table, tenantId);
    await pause(settleMs);
    const dashboard = await readDashboard(table, tenantId, true);
    const effect = await readEffect(table, tenantId, true);
    const heads = await readHeads(table, tenantId);
    if (sameHeads(before, heads)) return { heads, dashboard, effect };
  }
  return undefined;
};

const rollupOfToday = async ({ table, hqTenant, tenantId, today }: RebuildOptions, wanted: Dashboard) => {
  const stored = (await table.get(keys.rollup(hqTenant, tenantId))) as (Item & Rollup) | undefined;
  // The number of overdue findings is of the day it was counted for; the sweep renews it every day.
  const compared = rollupOf(tenantId, wanted, stored?.asOf ?? today);
  return { stored, compared, fresh: rollupOf(tenantId, wanted, today) };
};

/**
 * Makes a tenant's inboxes, ledger sheets, orders and wordings, counters, due-day buckets and roll-up again from its
 * findings, compares them with what stands in the table, and puts right what differs. The system may run meanwhile.
 */
export const rebuildProjections = async (options: RebuildOptions): Promise<RebuildReport> => {
  const { table, tenantId, hqTenant, compareOnly } = options;
  const tenant = await readTenant(table, tenantId);
  if (!tenant) throw new Error(`没有代码为 ${tenantId} 的单位`);
  const settled = await settledNumbers(options);
  const heads = settled?.heads ?? (await readHeads(table, tenantId));
  const matters = await readMatters(table, tenantId);
  const exports = await readExports(table, tenantId);
  const askers = askersOf(heads, matters, exports);
  const wantedTasks = [
    ...[...heads.values()].flatMap((head) => [
      ...inboxItemsOf(head, tenant.name, hqTenant),
      ...startedItemsOf(head, tenant.name),
    ]),
    ...matters.flatMap((matter) => [
      ...matterTasksOf(matter, tenant.name, hqTenant),
      ...startedMatterItemsOf(matter, tenant.name),
    ]),
    ...exports.flatMap((one) => exportItemsOf(one, tenant.name, hqTenant)),
  ];
  const tasks = compareTasks(askers, wantedTasks, await readTasks(options, wantedTasks));
  let repaired = compareOnly ? 0 : await repairTasks(options, askers, tasks);
  const sheets = compareSheets(tenantId, heads, await readAllSheets(table, tenantId));
  if (!compareOnly) repaired += await repairSheets(options, heads, sheets);
  const places = await compareOrders(table, tenantId, heads);
  if (!compareOnly) for (const { repair } of places) await repair();
  if (!compareOnly) repaired += places.length;
  const orders = places.map(({ kind, key, findingId }) => ({ part: 'order' as const, kind, key, findingId }));
  const words = await wordingDifferences(options, heads);
  if (!compareOnly) {
    const found = words.map(({ findingId }) => findingId);
    await projectWordings(table, tenantId, found);
    repaired += found.length;
  }
  const followed: Difference[] = [...tasks, ...sheets, ...orders, ...words];
  // HQ's overviews: a line that is missing or older than its duty or meeting is made again.
  if (!compareOnly)
    for (const matter of matters) {
      if (isDuty(matter)) await table.putNewer(groupDutyItem(hqTenant, matter, tenant.name));
      if (isFeedbackMeeting(matter)) await table.putNewer(feedbackMeetingItem(hqTenant, matter, tenant.name));
    }
  if (!compareOnly) await noteRounds(table, hqTenant, tenantId);
  const report = { tenantId, findings: heads.size, tasks: wantedTasks.length };
  if (!settled) return { ...report, differences: followed, repaired, settled: false };
  const wanted = dashboardOfHeads([...heads.values()]);
  const rollups = await rollupOfToday(options, wanted);
  const numbers = compareNumbers(options, wanted, settled.dashboard, {
    wanted: rollups.compared,
    stored: rollups.stored,
  });
  const effects = {
    wanted: effectOf([...settled.heads.values()].map(effectFactsOf)),
    stored: settled.effect,
  };
  numbers.push(...(await compareEffect(options, effects)));
  if (numbers.length > 0 && !compareOnly)
    repaired += await repairNumbers(options, wanted, settled.dashboard, rollups.fresh, effects, numbers);
  return { ...report, differences: [...followed, ...numbers], repaired, settled: true };
};

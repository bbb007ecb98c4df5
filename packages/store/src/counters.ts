import {
  type Finding,
  type FindingState,
  isCounted,
  isOpen,
  type ResultClass,
  resultClassOf,
} from '@xuncha/domain';
import { effectChangeWrites } from './effect.ts';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import { ConditionFailed, type Item, type Table, type Write } from './table.ts';

/** Numbers of a tenant's dashboard, kept by the stream; a request reads them, and never counts. */
export interface Counters {
  readonly byState: Readonly<Partial<Record<FindingState, number>>>;
  /** Open and closed findings by lead department. */
  readonly departments: Readonly<
    Record<string, { readonly name: string; readonly open: number; readonly closed: number }>
  >;
  /** Open findings with an accepted stage that are not continuous; those are counted by their state. */
  readonly stageAccepted?: number;
  /** Rules built or revised, by round (F08). */
  readonly rules?: Readonly<Record<string, number>>;
  /** Last stream record applied, by shard: a batch that comes again is recognised. */
  readonly applied: Readonly<Record<string, { readonly seq: string; readonly at: string }>>;
  readonly version: number;
}

/** Day of the month → open findings due that day. A month an item: a year's overdue count reads twelve. */
export type DueMonth = Readonly<Record<string, number>>;

export interface Dashboard {
  readonly counters: Counters;
  readonly months: Readonly<Record<string, DueMonth>>;
}

const EMPTY: Counters = { byState: {}, departments: {}, applied: {}, version: 0 };

const dashboardOf = (items: readonly Item[]): Dashboard => {
  const head = items.find((item) => item.sk === 'COUNTERS');
  const months = items
    .filter((item) => String(item.sk).startsWith('DUE#'))
    .map((item) => [String(item.sk).slice(4), item.days as DueMonth] as const);
  return { counters: head ? contentOf<Counters>(head) : EMPTY, months: Object.fromEntries(months) };
};

/** One Query answers all numbers of a tenant. */
export const readDashboard = async (table: Table, tenantId: string, consistent = false): Promise<Dashboard> =>
  dashboardOf(await table.queryAll({ partition: keys.dashboardPk(tenantId), consistent }));

/** Open findings due from `from` (inclusive) to before `before`; both calendar dates. */
export const countDue = (
  dashboard: Dashboard,
  range: { readonly from?: string; readonly before: string },
): number => {
  let count = 0;
  for (const [month, days] of Object.entries(dashboard.months))
    for (const [day, number] of Object.entries(days)) {
      const date = `${month}-${day}`;
      if (date < range.before && (!range.from || date >= range.from)) count += number;
    }
  return count;
};

/** Totals people read: leaves only (D07), drafts are nobody's findings yet. */
export const totalsOf = (
  counters: Pick<Counters, 'byState'>,
): { open: number; closed: number; total: number } => {
  let open = 0;
  let closed = 0;
  for (const [state, count] of Object.entries(counters.byState) as [FindingState, number][]) {
    if (isOpen(state)) open += count;
    else if (isCounted(state)) closed += count;
  }
  return { open, closed, total: open + closed };
};

/** The three classes of result (product.md): closed, stage result with continuing rectification, open. */
export const resultsOf = (
  counters: Pick<Counters, 'byState' | 'stageAccepted'>,
): Record<ResultClass, number> => {
  const { open, closed } = totalsOf(counters);
  const stage = (counters.byState.continuous ?? 0) + (counters.stageAccepted ?? 0);
  return { closed, stage, open: open - stage };
};

/** One change of a finding's head as the stream shows it. */
export interface HeadChange {
  readonly before?: Finding;
  readonly after?: Finding;
  readonly sequence: string;
}

/** Sequence numbers are decimal numbers of up to 40 digits: longer means later. */
const later = (a: string, b: string): boolean => (a.length === b.length ? a > b : a.length > b.length);

/** Shards live four hours and their records a day; what is older than two days can't come again. */
const FORGET_SHARDS_MS = 2 * 24 * 3600 * 1000;

const add = (record: Record<string, number>, key: string, by: number): void => {
  const value = (record[key] ?? 0) + by;
  if (value === 0) delete record[key];
  else record[key] = value;
};

/** The changes the shard has not applied yet: a batch may come again, also from its middle. */
const unapplied = ({ counters }: Dashboard, changes: readonly HeadChange[], shard: string): HeadChange[] => {
  let last = counters.applied[shard]?.seq ?? '';
  return changes.filter(({ sequence }) => {
    if (last && !later(sequence, last)) return false;
    last = sequence;
    return true;
  });
};

/** The dashboard after the changes; pure. Changes the shard has already applied are left out. */
export const applyChanges = (
  dashboard: Dashboard,
  changes: readonly HeadChange[],
  shard: string,
  at: string,
): { readonly dashboard: Dashboard; readonly months: readonly string[] } => {
  const byState: Record<string, number> = { ...dashboard.counters.byState };
  const departments = { ...dashboard.counters.departments };
  const rules: Record<string, number> = { ...dashboard.counters.rules };
  let stageAccepted = dashboard.counters.stageAccepted ?? 0;
  const months: Record<string, Record<string, number>> = {};
  for (const [month, days] of Object.entries(dashboard.months)) months[month] = { ...days };
  const touched = new Set<string>();
  let last = dashboard.counters.applied[shard]?.seq ?? '';
  const count = (finding: Finding | undefined, by: 1 | -1): void => {
    if (!finding) return;
    add(byState, finding.state, by);
    if (finding.state !== 'continuous' && resultClassOf(finding) === 'stage') stageAccepted += by;
    if (finding.rulesBuilt && isCounted(finding.state)) add(rules, finding.round, by * finding.rulesBuilt);
    if (isOpen(finding.state) && finding.dueDate) {
      const month = finding.dueDate.slice(0, 7);
      const days = months[month] ?? {};
      months[month] = days;
      add(days, finding.dueDate.slice(8), by);
      touched.add(month);
    }
    const { departmentId, departmentName } = finding.responsibility;
    if (!departmentId || !isCounted(finding.state)) return;
    const current = departments[departmentId] ?? { name: departmentName ?? '', open: 0, closed: 0 };
    const side = isOpen(finding.state) ? 'open' : 'closed';
    departments[departmentId] = {
      ...current,
      name: departmentName ?? current.name,
      [side]: current[side] + by,
    };
  };
  for (const change of unapplied(dashboard, changes, shard)) {
    count(change.before, -1);
    count(change.after, 1);
    last = change.sequence;
  }
  const applied = Object.fromEntries(
    Object.entries({ ...dashboard.counters.applied, [shard]: { seq: last, at } }).filter(
      ([, mark]) => Date.parse(at) - Date.parse(mark.at) < FORGET_SHARDS_MS,
    ),
  );
  const version = dashboard.counters.version + 1;
  const counters: Counters = { byState, departments, stageAccepted, rules, applied, version };
  return { dashboard: { counters, months }, months: [...touched] };
};

/** The numbers as they follow from all heads of a tenant, without what was applied when: for the rebuild. */
export const dashboardOfHeads = (heads: readonly Finding[]): Dashboard => {
  const all = heads.map((after, index) => ({ after, sequence: String(index + 1) }));
  return applyChanges({ counters: EMPTY, months: {} }, all, '', '').dashboard;
};

/** What HQ reads of a subsidiary: one small item in HQ's own partition. */
export interface Rollup {
  readonly tenantId: string;
  readonly byState: Counters['byState'];
  readonly overdue: number;
  /** Business date the overdue number was counted for; the daily sweep renews it. */
  readonly asOf: string;
}

export const rollupOf = (tenantId: string, dashboard: Dashboard, today: string): Rollup => ({
  tenantId,
  byState: dashboard.counters.byState,
  overdue: countDue(dashboard, { before: today }),
  asOf: today,
});

const rollupWrite = (hqTenantId: string, rollup: Rollup): Write => ({
  put: { ...keys.rollup(hqTenantId, rollup.tenantId), kind: 'rollup', ...rollup },
});

/**
 * Applies a batch of head changes to a tenant's numbers and its roll-up in one transaction; a batch that was applied
 * before changes nothing. Two shards at once: one wins, the other reads again.
 */
export const projectChanges = async (
  table: Table,
  input: {
    readonly tenantId: string;
    readonly hqTenantId: string;
    readonly shard: string;
    readonly at: string;
    readonly today: string;
    readonly changes: readonly HeadChange[];
  },
): Promise<void> => {
  for (;;) {
    const current = await readDashboard(table, input.tenantId, true);
    const { dashboard, months } = applyChanges(current, input.changes, input.shard, input.at);
    const fresh = unapplied(current, input.changes, input.shard);
    const writes: Write[] = [
      {
        put: { ...keys.counters(input.tenantId), kind: 'counters', ...dashboard.counters },
        ...(current.counters.version > 0
          ? { ifVersion: current.counters.version }
          : { ifAbsent: true as const }),
      },
      ...months.map((month) => ({
        put: {
          ...keys.dueMonth(input.tenantId, month),
          kind: 'due_month',
          days: dashboard.months[month] ?? {},
        },
      })),
      rollupWrite(input.hqTenantId, rollupOf(input.tenantId, dashboard, input.today)),
      ...(await effectChangeWrites(table, input, fresh)),
    ];
    try {
      await table.transact(writes);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
};

/** Renews the roll-up for a new day: what was due yesterday is overdue today. */
export const renewRollup = async (
  table: Table,
  hqTenantId: string,
  tenantId: string,
  today: string,
): Promise<void> => {
  const dashboard = await readDashboard(table, tenantId, true);
  const rollup = rollupOf(tenantId, dashboard, today);
  await table.put({ put: { ...keys.rollup(hqTenantId, tenantId), kind: 'rollup', ...rollup } });
};

/** All roll-ups of a group: one Query. */
export const listRollups = async (table: Table, hqTenantId: string): Promise<Rollup[]> =>
  (await table.queryAll({ partition: keys.rollupPk(hqTenantId) })).map((item) => contentOf<Rollup>(item));

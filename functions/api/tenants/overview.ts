import {
  addCalendarDays,
  covers,
  type FindingState,
  isCounted,
  isOpen,
  limitsContent,
  type ResultClass,
  resultClassOf,
  SOON_DAYS,
  type TenantScope,
} from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { countDue, listFindingRows, readDashboard, resultsOf, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { countersView } from './tenant-view.ts';

interface Numbers {
  readonly byState: Partial<Record<FindingState, number>>;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly departments: Readonly<Record<string, { name: string; open: number; closed: number }>>;
  readonly results: Record<ResultClass, number>;
  /** Rules built or revised, by round (F08). */
  readonly rules: Readonly<Record<string, number>>;
}

/** The tenant's numbers: kept by the stream for who sees all of it, counted for who sees a part. */
export const getOverview: Handler<'overview.get', ApiDeps> = async ({ scope, today }, { table }) => {
  const partial = scope.reach === 'department' || limitsContent(scope.principal.scope);
  const numbers = partial
    ? await countedNumbers(table, scope, today)
    : await keptNumbers(table, scope, today);
  const byDepartment = Object.entries(numbers.departments)
    .filter(([, { open, closed }]) => open + closed > 0)
    .map(([departmentId, { name, open, closed }]) => ({ departmentId, name, open, closed }))
    .sort((a, b) => b.open - a.open || (a.name < b.name ? -1 : 1));
  const { overdue, dueSoon } = numbers;
  const rulesByRound = Object.entries(numbers.rules)
    .map(([round, count]) => ({ round, count }))
    .sort((a, b) => (a.round < b.round ? 1 : -1));
  return {
    body: {
      counters: countersView(numbers.byState),
      results: numbers.results,
      overdue,
      dueSoon,
      byDepartment,
      rulesByRound,
    },
  };
};

const keptNumbers = async (table: Table, scope: TenantScope, today: string): Promise<Numbers> => {
  const dashboard = await readDashboard(table, scope.tenantId);
  return {
    byState: dashboard.counters.byState,
    overdue: countDue(dashboard, { before: today }),
    dueSoon: countDue(dashboard, { from: today, before: addCalendarDays(today, SOON_DAYS) }),
    departments: dashboard.counters.departments,
    results: resultsOf(dashboard.counters),
    rules: dashboard.counters.rules ?? {},
  };
};

/**
 * Numbers of one department, or of the batches an auditor may see: from the very rows the ledger would show. They
 * grow with that part only, and a part is a few hundred findings.
 */
const countedNumbers = async (table: Table, scope: TenantScope, today: string): Promise<Numbers> => {
  const soon = addCalendarDays(today, SOON_DAYS);
  const byState: Partial<Record<FindingState, number>> = {};
  const departments: Record<string, { name: string; open: number; closed: number }> = {};
  const results: Record<ResultClass, number> = { closed: 0, stage: 0, open: 0 };
  const rules: Record<string, number> = {};
  let overdue = 0;
  let dueSoon = 0;
  for (const row of await listFindingRows(table, scope)) {
    if (!covers(scope, row)) continue;
    byState[row.state] = (byState[row.state] ?? 0) + 1;
    const result = resultClassOf(row);
    if (result) results[result] += 1;
    if (row.rulesBuilt && isCounted(row.state)) rules[row.round] = (rules[row.round] ?? 0) + row.rulesBuilt;
    if (isOpen(row.state) && row.dueDate) {
      if (row.dueDate < today) overdue += 1;
      else if (row.dueDate < soon) dueSoon += 1;
    }
    if (!row.departmentId || !isCounted(row.state)) continue;
    const department = departments[row.departmentId] ?? {
      name: row.departmentName ?? '',
      open: 0,
      closed: 0,
    };
    department[isOpen(row.state) ? 'open' : 'closed'] += 1;
    departments[row.departmentId] = department;
  }
  return { byState, overdue, dueSoon, departments, results, rules };
};

import { isCounted, type PlanFinding, planFindingOf, type TenantScope } from '@xuncha/domain';
import { type Item, listBatchFindingIds, loadFinding, type Table } from '@xuncha/store';
import { inLanes } from '../../jobs/parallel.ts';

/** Findings read at the same time: at 8 ms each, 200 findings take a sixth of a second. */
const LANES = 10;
/** Pointers of a batch per query; they are tiny. */
const POINTERS = 500;

/** What this person sees of these findings, in their order: leaves that have been delivered (D07). */
const readAll = async (table: Table, scope: TenantScope, ids: readonly string[]): Promise<PlanFinding[]> => {
  const found = new Map<string, PlanFinding>();
  await inLanes(ids, LANES, async (id) => {
    const aggregate = await loadFinding(table, scope, id);
    if (aggregate && isCounted(aggregate.finding.state)) found.set(id, planFindingOf(aggregate));
  });
  return ids.flatMap((id) => found.get(id) ?? []);
};

/** One page of a plan's findings, in the order of the feedback. */
export const pagePlanFindings = async (
  table: Table,
  scope: TenantScope,
  batchId: string,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly findings: PlanFinding[]; readonly lastKey?: Item }> => {
  const { ids, lastKey } = await listBatchFindingIds(table, scope.tenantId, batchId, page);
  return { findings: await readAll(table, scope, ids), lastKey };
};

/** All findings of a plan: for submission, comparison and documents. */
export const allPlanFindings = async (
  table: Table,
  scope: TenantScope,
  batchId: string,
): Promise<PlanFinding[]> => {
  const all: PlanFinding[] = [];
  let startKey: Item | undefined;
  do {
    const page = await pagePlanFindings(table, scope, batchId, { limit: POINTERS, startKey });
    all.push(...page.findings);
    startKey = page.lastKey;
  } while (startKey);
  return all;
};

import { dutiesOnFeedback, SYSTEM_ACTOR, shanghaiDateOf, systemScope } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  batchesWithOpenFindings,
  ConditionFailed,
  type Item,
  keys,
  listDocuments,
  listLimitRuleSets,
  type Table,
} from '@xuncha/store';
import { planIdOf, planWrites } from '../batch-plan.ts';
import { createDuties, dutyOrigin } from '../report-duties.ts';

export interface CompletionOptions {
  readonly table: Table;
  readonly tenantId: string;
  readonly at: string;
  /** Only count what is missing. */
  readonly compareOnly?: boolean;
}

export interface CompletionReport {
  readonly plans: number;
  readonly duties: number;
}

/** A unit has a few batches a year. */
const PAGE = 100;

/** Published batches somebody still works on. What is finished owes no plan and no report any more. */
const unfinished = async ({ table, tenantId }: CompletionOptions): Promise<Batch[]> => {
  const batches: Batch[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: PAGE, startKey });
    batches.push(...page.items.filter(({ status }) => status === 'published'));
    startKey = page.lastKey;
  } while (startKey);
  const ids = batches.map(({ id }) => id);
  const open = await batchesWithOpenFindings(table, tenantId, ids);
  return batches.filter(({ id }) => open.has(id));
};

/**
 * E04, H01–H03: the plan and the reports of batches that were published before the system knew of them. Their dates run from
 * the day of feedback by the unit's rules, so what is late says so. Ids follow from the batch: a repeated run, or the
 * publication itself, meets what is there.
 */
export const completeBatches = async (options: CompletionOptions): Promise<CompletionReport> => {
  const { table, tenantId, at, compareOnly } = options;
  const scope = systemScope('jobs', tenantId);
  const batches = await unfinished(options);
  if (batches.length === 0) return { plans: 0, duties: 0 };
  const ruleSets = await listLimitRuleSets(table, scope);
  const isThere = async (id: string): Promise<boolean> =>
    (await table.get(keys.matter(tenantId, id))) !== undefined;
  let [plans, duties] = [0, 0];
  for (const batch of batches) {
    const { feedbackDate } = batch;
    if (!feedbackDate) continue;
    if (!(await isThere(planIdOf(batch)))) {
      plans += 1;
      if (!compareOnly) await open({ batch, feedbackDate, ruleSets, actor: SYSTEM_ACTOR('jobs'), at }, table);
    }
    const owed = dutiesOnFeedback(dutyOrigin(batch, ruleSets, 'jobs', at), shanghaiDateOf(new Date(at)));
    const items = await table.getMany(owed.map(({ matter }) => keys.matter(tenantId, matter.id)));
    const there = new Set(items.map(({ id }) => String(id)));
    const missing = owed.filter(({ matter }) => !there.has(matter.id));
    duties += missing.length;
    if (!compareOnly) await createDuties(table, scope, missing, 'jobs', at);
  }
  return { plans, duties };
};

/** Opened by somebody else meanwhile is opened. */
const open = async (plan: Parameters<typeof planWrites>[0], table: Table): Promise<void> => {
  try {
    await table.transact(planWrites(plan));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

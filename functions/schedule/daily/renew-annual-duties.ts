import {
  annualDuty,
  type DutyContent,
  fail,
  type Matter,
  ok,
  SYSTEM_ACTOR,
  settleAnnualDuty,
} from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  batchesWithOpenFindings,
  executeOnMatter,
  type Item,
  keys,
  listDocuments,
  listLimitRuleSets,
  matterFromItem,
  type Table,
} from '@xuncha/store';
import { createDuties, dutyOrigin } from '../../report-duties.ts';
import type { DailyContext, DailyStep } from './daily-step.ts';

/** A unit has a few batches a year. */
const PAGE = 100;

const publishedBatches = async (table: Table, tenantId: string): Promise<Batch[]> => {
  const batches: Batch[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: PAGE, startKey });
    batches.push(...page.items.filter(({ status }) => status === 'published'));
    startKey = page.lastKey;
  } while (startKey);
  return batches;
};

/** This year's annual report of a batch, and whether it is owed. */
interface Owed {
  readonly id: string;
  readonly stillOpen: boolean;
}

const settle = async (
  matter: Matter<DutyContent>,
  { stillOpen }: Owed,
  { table, scope, at, today }: DailyContext,
): Promise<void> => {
  if (!settleAnnualDuty(matter, stillOpen, today)) return;
  await executeOnMatter<DutyContent>(
    table,
    scope,
    { kind: 'duty', id: matter.id },
    (current) => {
      const change = settleAnnualDuty(current.matter, stillOpen, today);
      return change ? ok(change) : fail('conflict', 'duty_state', '这项报告任务已有变化，无需调整。');
    },
    { actor: SYSTEM_ACTOR('schedule'), at, answer: () => ({ status: 200, body: null }) },
  );
};

/**
 * H03: every batch with something open owes this year's annual report, from 1 January on; one that has nothing open any
 * more does not. Ids follow from batch and year, so the same day may come twice.
 */
export const renewAnnualDuties: DailyStep = {
  name: 'renew-annual-duties',
  of: 'subsidiary',
  async run(context) {
    const { table, scope, at, today } = context;
    const { tenantId } = scope;
    const batches = await publishedBatches(table, tenantId);
    if (batches.length === 0) return;
    const [open, ruleSets] = await Promise.all([
      batchesWithOpenFindings(
        table,
        tenantId,
        batches.map(({ id }) => id),
      ),
      listLimitRuleSets(table, scope),
    ]);
    const duties = batches.map((batch) => annualDuty(dutyOrigin(batch, ruleSets, 'schedule', at), today));
    const owed = duties.map(
      ({ matter }): Owed => ({ id: matter.id, stillOpen: open.has(matter.batchId ?? '') }),
    );
    const items = await table.getMany(owed.map(({ id }) => keys.matter(tenantId, id)));
    const there = new Map(items.map((item) => [String(item.id), matterFromItem<DutyContent>(item)]));
    const missing = duties.filter(({ matter }) => open.has(matter.batchId ?? '') && !there.has(matter.id));
    await createDuties(table, scope, missing, 'schedule', at);
    for (const one of owed) {
      const matter = there.get(one.id);
      if (matter) await settle(matter, one, context);
    }
  },
};

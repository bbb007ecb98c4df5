import {
  annualDuty,
  type DutyContent,
  fail,
  ok,
  SYSTEM_ACTOR,
  settleAnnualDuty,
  shanghaiDateOf,
  systemScope,
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
import { createDuties, dutyOrigin } from '../report-duties.ts';

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

/**
 * H03, once a day: every batch with something open owes this year's annual report, from 1 January on; one that has
 * nothing open any more does not. Runs as often as it likes.
 */
export const renewDuties = async (
  tenantId: string,
  { table, now }: { readonly table: Table; readonly now: () => Date },
): Promise<void> => {
  const at = now().toISOString();
  const today = shanghaiDateOf(now());
  const scope = systemScope('schedule', tenantId);
  const batches = await publishedBatches(table, tenantId);
  if (batches.length === 0) return;
  const [open, ruleSets] = await Promise.all([
    batchesWithOpenFindings(table, tenantId),
    listLimitRuleSets(table, scope),
  ]);
  const wanted = batches.map((batch) => ({
    stillOpen: open.has(batch.id),
    duty: annualDuty(dutyOrigin(batch, ruleSets, 'schedule', at), today),
  }));
  const items = await table.getMany(wanted.map(({ duty }) => keys.matter(tenantId, duty.matter.id)));
  const there = new Set(items.map((item) => matterFromItem<DutyContent>(item)?.id));
  const missing = wanted.filter(({ stillOpen, duty }) => stillOpen && !there.has(duty.matter.id));
  await createDuties(
    table,
    scope,
    missing.map(({ duty }) => duty),
    'schedule',
    at,
  );
  for (const item of items) {
    const matter = matterFromItem<DutyContent>(item);
    const stillOpen = wanted.some(({ duty, stillOpen: is }) => is && duty.matter.id === matter?.id);
    if (!matter || !settleAnnualDuty(matter, stillOpen, today)) continue;
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
  }
};

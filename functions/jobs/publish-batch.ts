import {
  type Actor,
  alertsOn,
  deliver,
  dutiesOnFeedback,
  type FindingAggregate,
  keepCourse,
  type LimitRuleSet,
  shanghaiDateOf,
  systemScope,
  underAlerts,
} from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  ConditionFailed,
  changeWrite,
  listBatchFindingIds,
  listLimitRuleSets,
  loadFinding,
  planChange,
  TooManyConflicts,
} from '@xuncha/store';
import { planWrites } from '../batch-plan.ts';
import { createDuties, dutyOrigin } from '../report-duties.ts';
import type { JobDeps } from './job-deps.ts';
import { inLanes, LANES } from './parallel.ts';
import { noteRecurrence, searchRecurrences } from './recurrences.ts';

/** Findings per step; at 8 ms for reading one and 100 ms for a transaction a step takes about a second. */
const STEP_FINDINGS = 200;
/** A delivery writes head and event: 40 × 2 stays below the 100 of a transaction. */
const PACK_FINDINGS = 40;
/** Findings of a pack read at the same time. */
const READS = 10;
const MAX_TRIES = 5;

type PublishDeps = Pick<JobDeps, 'table' | 'now'>;

/** A batch whose publication has been asked for. */
interface Publishing {
  readonly batch: Batch;
  readonly feedbackDate: string;
  readonly actor: Actor;
  readonly at: string;
  /** The unit's limit rules when it was published. */
  readonly ruleSets: readonly LimitRuleSet[];
}

const loadAll = async (
  tenantId: string,
  ids: readonly string[],
  { table }: PublishDeps,
): Promise<FindingAggregate[]> => {
  const scope = systemScope('jobs', tenantId);
  const found: FindingAggregate[] = [];
  await inLanes(ids, READS, async (id) => {
    const aggregate = await loadFinding(table, scope, id);
    if (aggregate) found.push(aggregate);
  });
  return found;
};

/** Delivers the drafts among these findings and answers how many of them are delivered now (D04). */
const deliverPack = async (
  { batch, feedbackDate, actor, at, ruleSets }: Publishing,
  ids: readonly string[],
  deps: PublishDeps,
): Promise<{ readonly delivered: number; readonly aggregates: readonly FindingAggregate[] }> => {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const aggregates = await loadAll(batch.tenantId, ids, deps);
    const deliveries = aggregates.flatMap((aggregate) => {
      const change = deliver(aggregate, feedbackDate, ruleSets);
      if (!change.ok) return [];
      const today = shanghaiDateOf(new Date(at));
      const ruled = {
        ...change.value,
        finding: underAlerts(change.value.finding, alertsOn(ruleSets, today)),
      };
      const delivery = keepCourse(aggregate, ruled, today);
      return [planChange(aggregate.finding, delivery, { actor, at })];
    });
    // What was delivered before has its date; a finding split or merged as a draft never gets one.
    const before = aggregates.filter(({ finding }) => finding.feedbackDate !== undefined).length;
    if (deliveries.length === 0) return { delivered: before, aggregates };
    try {
      await deps.table.transact(deliveries.flatMap(({ writes }) => writes));
      return { delivered: before + deliveries.length, aggregates };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new TooManyConflicts();
};

const packsOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / PACK_FINDINGS) }, (_, pack) =>
    ids.slice(pack * PACK_FINDINGS, (pack + 1) * PACK_FINDINGS),
  );

/** H01–H03: the reports the unit now owes. Before the batch counts as published, so that none is forgotten. */
const oweReports = async ({ batch, at, ruleSets }: Publishing, { table }: PublishDeps): Promise<void> => {
  const origin = dutyOrigin(batch, ruleSets, 'jobs', at);
  const duties = dutiesOnFeedback(origin, shanghaiDateOf(new Date(at)));
  await createDuties(table, systemScope('jobs', batch.tenantId), duties, 'jobs', at);
};

/** Publishes one page of a batch; the change of the batch's item that ends the step starts the next one. */
export const publishStep = async (batch: Batch, deps: PublishDeps): Promise<void> => {
  const { feedbackDate, publishedBy: actor, publishedAt: at } = batch;
  if (!feedbackDate || !actor || !at) throw new Error('a publishing batch lacks its date or its publisher');
  const page = await listBatchFindingIds(deps.table, batch.tenantId, batch.id, {
    limit: STEP_FINDINGS,
    startKey: batch.position,
  });
  const ruleSets = await listLimitRuleSets(deps.table, systemScope('jobs', batch.tenantId));
  let delivered = batch.delivered;
  const seen: FindingAggregate[] = [];
  await inLanes(packsOf(page.ids), LANES, async (ids) => {
    const pack = await deliverPack({ batch, feedbackDate, actor, at, ruleSets }, ids, deps);
    delivered += pack.delivered;
    seen.push(...pack.aggregates);
  });
  // Before the step counts as done, so that none is forgotten; one after the other, as each takes the unit's count.
  const search = await searchRecurrences(deps.table, batch.tenantId, shanghaiDateOf(new Date(at)));
  for (const aggregate of seen) await noteRecurrence(deps.table, aggregate, search, { actor, at });
  if (!page.lastKey) await oweReports({ batch, feedbackDate, actor, at, ruleSets }, deps);
  const moved = { ...batch, delivered, position: page.lastKey, updatedAt: deps.now().toISOString() };
  // Drafts that were split or merged count by what became of them.
  const after: Batch = page.lastKey ? moved : { ...moved, status: 'published', findings: delivered };
  // E04: with its last page the batch is published and its plan opened, both or neither.
  const opened = page.lastKey ? [] : planWrites({ batch, feedbackDate, actor, at, ruleSets });
  await deps.table.transact([changeWrite(BATCHES, batch, after), ...opened]);
};

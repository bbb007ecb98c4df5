import { type Actor, personsOf } from '../actor.ts';
import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { findingDue, measureTotals } from './due-date.ts';
import type { Finding, FindingAggregate, Measure } from './finding.ts';

const PLANNABLE: readonly Finding['state'][] = [
  'draft',
  'acknowledged',
  'planning',
  'rectifying',
  'continuous',
];
const REPORTABLE: readonly Finding['state'][] = ['rectifying', 'continuous'];

/** Rule 3 of closeout.md: while a case runs, finding, measures and evidence are read-only. */
const refuseLocked = (finding: Finding, allowed: readonly Finding['state'][]): Result<never> | undefined => {
  if (finding.state === 'closing')
    return fail(
      'conflict',
      'closeout_locked',
      '销号流程进行中，措施和材料只读；如需修改请先退回或撤回申请。',
    );
  if (!allowed.includes(finding.state))
    return fail('conflict', 'state_not_editable', '当前状态不能修改措施，请先认领问题并开始整改。');
  return undefined;
};

const find = (aggregate: FindingAggregate, measureId: string): Result<Measure> => {
  const measure = aggregate.measures.find((item) => item.id === measureId && item.status !== 'withdrawn');
  return measure ? ok(measure) : fail('missing', 'not_found', '没有找到这条措施，可能已被撤回，请刷新页面。');
};

const withMeasure = (aggregate: FindingAggregate, measure: Measure): Finding => {
  const measures = [...aggregate.measures.filter((item) => item.id !== measure.id), measure];
  const { finding } = aggregate;
  const due = finding.feedbackDate ? findingDue(finding, measures) : {};
  return { ...finding, ...measureTotals(measures), ...due };
};

/** While rectification runs a date moves later by an approved extension only (F04). */
const refuseLater = (
  { finding }: Pick<FindingAggregate, 'finding'>,
  before: string | undefined,
  later: string | undefined,
): Result<never> | undefined =>
  finding.state === 'rectifying' && before && (!later || later > before)
    ? fail('conflict', 'extension_required', `整改已经开始，期限（${before}）后移须先申请延期并经批准。`, {
        field: 'term',
      })
    : undefined;

/** The content of a measure as people write it (E01). */
export type MeasureContent = Pick<
  Measure,
  | 'text'
  | 'leaderName'
  | 'departmentId'
  | 'departmentName'
  | 'supportingDepartments'
  | 'handlerName'
  | 'handlerId'
  | 'term'
  | 'stages'
>;

/** 200 measures would be a plan of its own; the limit keeps a finding one readable page and one cheap Query. */
export const MAX_MEASURES = 200;

export const addMeasure = (
  aggregate: FindingAggregate,
  id: string,
  content: MeasureContent,
): Result<FindingChange> => {
  const locked = refuseLocked(aggregate.finding, PLANNABLE);
  if (locked) return locked;
  if (aggregate.measures.length >= MAX_MEASURES)
    return fail('invalid', 'too_many_measures', `一个问题最多 ${MAX_MEASURES} 条措施，请合并相近的措施。`);
  const seq = aggregate.measures.reduce((max, measure) => Math.max(max, measure.seq), 0) + 1;
  const measure: Measure = { ...content, id, seq, status: 'not_started', progress: 0 };
  const finding = withMeasure(aggregate, measure);
  const later = refuseLater(aggregate, aggregate.finding.dueDate, finding.dueDate);
  if (later) return later;
  return ok({
    finding: { ...finding, state: finding.state === 'acknowledged' ? 'planning' : finding.state },
    measures: [measure],
    event: { type: 'measure.added', data: { measureId: id, seq, text: content.text, term: content.term } },
  });
};

export const editMeasure = (
  aggregate: FindingAggregate,
  measureId: string,
  content: MeasureContent,
): Result<FindingChange> => {
  const locked = refuseLocked(aggregate.finding, PLANNABLE);
  if (locked) return locked;
  const found = find(aggregate, measureId);
  if (!found.ok) return found;
  const measure = { ...found.value, ...content };
  const finding = withMeasure(aggregate, measure);
  const later =
    refuseLater(aggregate, found.value.term.date, measure.term.date) ??
    refuseLater(aggregate, aggregate.finding.dueDate, finding.dueDate);
  if (later) return later;
  return ok({
    finding,
    measures: [measure],
    event: {
      type: 'measure.edited',
      data: { measureId, before: { text: found.value.text, term: found.value.term }, after: { ...content } },
    },
  });
};

/** F07: a measure is never deleted; it is withdrawn with a reason and stays readable. */
export const withdrawMeasure = (
  aggregate: FindingAggregate,
  measureId: string,
  reason: string,
): Result<FindingChange> => {
  const locked = refuseLocked(aggregate.finding, PLANNABLE);
  if (locked) return locked;
  const found = find(aggregate, measureId);
  if (!found.ok) return found;
  const measure: Measure = { ...found.value, status: 'withdrawn', withdrawnReason: reason };
  return ok({
    finding: withMeasure(aggregate, measure),
    measures: [measure],
    event: { type: 'measure.withdrawn', data: { measureId, reason } },
  });
};

/** How far a measure is, in a word: 100 % is done. */
export const statusAt = (progress: number): Exclude<Measure['status'], 'withdrawn'> =>
  progress === 100 ? 'done' : progress > 0 ? 'under_way' : 'not_started';

export interface ProgressReport {
  readonly progress: number;
  /** What was done since the last report. */
  readonly note?: string;
  /** The result, once the measure is done. */
  readonly result?: string;
  /** Files of this measure that show it. */
  readonly evidenceIds?: readonly string[];
  /** What stood there when this was written; a measure that says something else by now is not written over. */
  readonly seen?: Pick<Measure, 'progress' | 'result'>;
}

/**
 * Somebody else has reported something else meanwhile. What says the same as this report is no conflict, so that a
 * report whose answer was lost may be sent again.
 */
const refuseOvertaken = (
  measure: Measure,
  { seen, progress, result }: ProgressReport,
): Result<never> | undefined => {
  if (!seen) return undefined;
  const now = measure.result ?? '';
  const otherProgress = measure.progress !== seen.progress && measure.progress !== progress;
  const otherResult = result !== undefined && now !== (seen.result ?? '') && now !== result;
  return otherProgress || otherResult
    ? fail(
        'conflict',
        'changed_meanwhile',
        `在您填写期间，第${measure.seq}条措施已由他人填报（现为 ${measure.progress}%），请核对后再提交。`,
        { details: { progress: measure.progress, result: measure.result } },
      )
    : undefined;
};

/** Files a report names must be this measure's own and still stand. */
const strangeEvidence = (
  { evidence }: Pick<FindingAggregate, 'evidence'>,
  measureId: string,
  ids: readonly string[],
): boolean =>
  ids.some((id) => {
    const item = evidence.find((one) => one.id === id);
    return item?.measureId !== measureId || (item.status !== 'registered' && item.status !== 'verified');
  });

/** F04: reports progress; 100 % means done and needs a result text. Going back from done is allowed and recorded. */
export const reportProgress = (
  aggregate: FindingAggregate,
  measureId: string,
  report: ProgressReport,
  actor: Pick<Actor, 'userId' | 'onBehalfOf'>,
  at: string,
): Result<FindingChange> => {
  const locked = refuseLocked(aggregate.finding, REPORTABLE);
  if (locked) return locked;
  const found = find(aggregate, measureId);
  if (!found.ok) return found;
  const overtaken = refuseOvertaken(found.value, report);
  if (overtaken) return overtaken;
  const done = report.progress === 100;
  if (done && !report.result?.trim())
    return fail('invalid', 'result_missing', '填报完成时请写明整改结果。', { field: 'result' });
  if (strangeEvidence(aggregate, measureId, report.evidenceIds ?? []))
    return fail('invalid', 'evidence_unknown', '所选佐证材料不属于这条措施或已撤回，请重新选择。', {
      field: 'evidenceIds',
    });
  const measure: Measure = {
    ...found.value,
    progress: report.progress,
    status: statusAt(report.progress),
    result: report.result ?? found.value.result,
    doneAt: done ? at : undefined,
    // A new report is the answer to a stage that was returned.
    stage: found.value.stage?.outcome === 'returned' ? undefined : found.value.stage,
    reportedBy: [...new Set([...(found.value.reportedBy ?? []), ...personsOf(actor)])],
  };
  const finding = withMeasure(aggregate, measure);
  return ok({
    finding: finding.stage?.outcome === 'returned' ? { ...finding, stage: undefined } : finding,
    measures: [measure],
    event: {
      type: 'measure.reported',
      data: {
        measureId,
        seq: measure.seq,
        before: found.value.progress,
        progress: report.progress,
        note: report.note,
        result: report.result,
        evidenceIds: report.evidenceIds,
      },
    },
  });
};

import { type Actor, personsOf } from '../actor.ts';
import { type DomainError, fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { courseOfFinding, plannedProgress } from './course.ts';
import { type Finding, type FindingAggregate, isOpen, type Measure } from './finding.ts';

/** Done is not binary: closed, stage result with continuing rectification, or open (product.md). */
export const RESULT_CLASSES = ['closed', 'stage', 'open'] as const;
export type ResultClass = (typeof RESULT_CLASSES)[number];

/** Which of the three a finding counts as; undefined when it is not counted at all. */
export const resultClassOf = ({
  state,
  stage,
}: Pick<Finding, 'state'> & { readonly stage?: Pick<NonNullable<Finding['stage']>, 'outcome'> }):
  | ResultClass
  | undefined => {
  if (state === 'closed') return 'closed';
  if (!isOpen(state)) return undefined;
  return state === 'continuous' || stage?.outcome === 'accepted' ? 'stage' : 'open';
};

export interface StageDecision {
  /** The measure whose stage is decided; without one it is the finding's. */
  readonly measureId?: string;
  readonly outcome: 'accepted' | 'returned';
  readonly reason: string;
}

const refuseOwnWork = (
  { evidence }: Pick<FindingAggregate, 'evidence'>,
  measures: readonly Measure[],
  actor: Pick<Actor, 'userId' | 'onBehalfOf'>,
): DomainError | undefined => {
  const persons = personsOf(actor);
  const reported = measures.some(({ reportedBy }) => reportedBy?.some((user) => persons.includes(user)));
  const uploaded = evidence.some(
    ({ measureId, status, uploadedBy, uploadedOnBehalfOf }) =>
      status !== 'withdrawn' &&
      measures.some(({ id }) => id === measureId) &&
      (persons.includes(uploadedBy) ||
        (uploadedOnBehalfOf !== undefined && persons.includes(uploadedOnBehalfOf))),
  );
  if (!reported && !uploaded) return undefined;
  return {
    kind: 'forbidden',
    code: 'separation_of_duties',
    message: '您（或您代理的人）填报过进度或上传过材料，不能验收自己的工作，请由他人办理。',
  };
};

/**
 * F04, stage acceptance (阶段性验收): the office accepts what has been reached or returns it, with a reason. It closes
 * nothing: an accepted stage is a stage result with continuing rectification.
 */
export const decideStage = (
  aggregate: FindingAggregate,
  { measureId, outcome, reason }: StageDecision,
  actor: Actor,
  today: string,
): Result<FindingChange> => {
  const { finding } = aggregate;
  if (finding.state === 'closing')
    return fail('conflict', 'closeout_locked', '销号流程进行中，不再作阶段性验收。');
  if (finding.state !== 'rectifying' && finding.state !== 'continuous')
    return fail('conflict', 'state_not_rectifying', '整改中或持续整改的问题才能作阶段性验收。');
  const standing = aggregate.measures.filter(({ status }) => status !== 'withdrawn');
  const measures = measureId ? standing.filter(({ id }) => id === measureId) : standing;
  const [measure] = measures;
  if (measureId && !measure)
    return fail('missing', 'not_found', '没有找到这条措施，可能已被撤回，请刷新页面。');
  if (measures.every(({ progress }) => progress === 0))
    return fail('conflict', 'stage_empty', '还没有填报进度，没有可以验收的阶段成果。');
  const own = refuseOwnWork(aggregate, measures, actor);
  if (own) return { ok: false, error: own };
  const stage = { outcome, on: today };
  const course =
    measureId && measure
      ? { planned: plannedProgress(finding, measure, today), actual: measure.progress }
      : courseOfFinding(aggregate, today);
  return ok({
    finding: measureId ? finding : { ...finding, stage },
    ...(measureId && measure ? { measures: [{ ...measure, stage }] } : {}),
    event: {
      type: outcome === 'accepted' ? 'stage.accepted' : 'stage.returned',
      data: {
        ...(measure && measureId ? { measureId, seq: measure.seq } : {}),
        planned: course.planned,
        progress: course.actual,
        reason,
      },
    },
  });
};

import { type Actor, personsOf } from '../actor.ts';
import { admitKept } from '../evidence/evidence-commands.ts';
import type { LimitRuleSet } from '../limits/index.ts';
import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { findingDue, limitOnFeedback, measureTotals } from './due-date.ts';
import {
  type Finding,
  type FindingAggregate,
  type FindingBody,
  isOpen,
  type Responsibility,
} from './finding.ts';

/** Wording and classification may be corrected until publication freezes them (D07). */
export const editDraft = (
  { finding, body }: FindingAggregate,
  edit: {
    readonly text?: string;
    readonly title?: string;
    readonly category?: string;
    readonly domain?: string;
    readonly goal?: string;
    readonly remark?: string;
    readonly termClass?: Finding['termClass'];
  },
): Result<FindingChange> => {
  if (finding.state !== 'draft')
    return fail('conflict', 'wording_frozen', '问题已反馈，原文不能再修改；如有异议请走“提出异议”。');
  const { text, goal, remark, ...head } = edit;
  return ok({
    finding: { ...finding, ...head },
    body: { ...body, text: text ?? body.text, goal: goal ?? body.goal, remark: remark ?? body.remark },
    event: { type: 'finding.edited', data: { ...edit } },
  });
};

/** D04: publishing stamps the feedback date (t0), freezes the wording and computes the due date by the unit's rules. */
export const deliver = (
  aggregate: Pick<FindingAggregate, 'finding' | 'measures'>,
  feedbackDate: string,
  ruleSets: readonly LimitRuleSet[] = [],
): Result<FindingChange> => {
  const { finding } = aggregate;
  if (finding.state !== 'draft') return fail('conflict', 'state_not_draft', '该问题已经反馈过。');
  const dated = { ...finding, feedbackDate, limit: limitOnFeedback(finding, feedbackDate, ruleSets) };
  return ok({
    finding: { ...dated, ...findingDue(dated, aggregate.measures), state: 'delivered' },
    event: { type: 'finding.delivered', data: { feedbackDate } },
  });
};

/**
 * H04: a finding that runs is moved to another version of the rules, explicitly and with a reason; its dated measures
 * keep their say.
 */
export const moveToRuleSet = (
  { finding, measures }: Pick<FindingAggregate, 'finding' | 'measures'>,
  ruleSet: LimitRuleSet,
  reason: string,
): Result<FindingChange> => {
  const { feedbackDate } = finding;
  if (!feedbackDate || !isOpen(finding.state))
    return fail('conflict', 'state_not_open', '只有已反馈、尚未销号的问题可以调整时限。');
  if (finding.state === 'closing')
    return fail('conflict', 'closeout_locked', '销号流程进行中，时限不能调整；请先退回或撤回申请。');
  if (finding.limit?.version === ruleSet.version)
    return fail('conflict', 'limit_unchanged', '该问题已按这一版时限规则计算，无需调整。');
  const limit = limitOnFeedback(finding, feedbackDate, [{ ...ruleSet, effectiveFrom: feedbackDate }]);
  const moved = { ...finding, limit };
  const due = findingDue(moved, measures);
  return ok({
    finding: { ...moved, ...due },
    event: {
      type: 'finding.limit_moved',
      data: { version: ruleSet.version, from: finding.dueDate, to: due.dueDate, reason },
    },
  });
};

/** An import undone, or a draft taken out: nothing is deleted, it is withdrawn with the reason (F07). */
export const withdrawDraft = (
  { finding }: Pick<FindingAggregate, 'finding'>,
  reason: string,
): Result<FindingChange> => {
  if (finding.state !== 'draft') return fail('conflict', 'state_not_draft', '问题已反馈，不能再撤销导入。');
  return ok({
    finding: { ...finding, state: 'withdrawn' },
    event: { type: 'finding.withdrawn', data: { reason } },
  });
};

/** The unit acknowledges a delivered finding (认领, C06). */
export const acknowledge = ({ finding }: Pick<FindingAggregate, 'finding'>): Result<FindingChange> => {
  if (finding.state !== 'delivered')
    return fail('conflict', 'state_not_delivered', '只有“已反馈待认领”的问题可以认领，请刷新页面。');
  return ok({
    finding: { ...finding, state: 'acknowledged' },
    event: { type: 'finding.acknowledged', data: {} },
  });
};

/** The unit objects, with a reason (C06). */
export const objectTo = (
  { finding, body }: FindingAggregate,
  reason: string,
  actor: Actor,
  at: string,
): Result<FindingChange> => {
  if (finding.state !== 'delivered')
    return fail('conflict', 'state_not_delivered', '只有“已反馈待认领”的问题可以提出异议，请刷新页面。');
  return ok({
    finding: { ...finding, state: 'disputed', disputed: { by: [...personsOf(actor)], at } },
    body: { ...body, objection: { reason, by: actor.name, at }, objectionAnswer: undefined },
    event: { type: 'finding.objected', data: { reason } },
  });
};

/** What a unit has said to a finding that was fed back to it. */
export type FeedbackAnswer = 'acknowledged' | 'disputed' | 'awaited';

/**
 * What stands beside a finding on the acknowledgement sheet (C06): whatever goes on after the feedback has been
 * acknowledged. None for one that is not fed back, or was taken out because the objection was right.
 */
export const feedbackAnswerOf = (state: Finding['state']): FeedbackAnswer | undefined => {
  if (state === 'draft' || state === 'withdrawn') return undefined;
  if (state === 'delivered') return 'awaited';
  return state === 'disputed' ? 'disputed' : 'acknowledged';
};

/** HQ answers an objection: maintained goes back to the unit for acknowledgement, accepted takes the finding out. */
export const answerObjection = (
  { finding, body }: FindingAggregate,
  answer: { readonly outcome: 'maintained' | 'accepted'; readonly reason: string },
  actor: Actor,
  at: string,
): Result<FindingChange> => {
  if (finding.state !== 'disputed') return fail('conflict', 'state_not_disputed', '该问题没有待答复的异议。');
  const objectionAnswer: FindingBody['objectionAnswer'] = { ...answer, by: actor.name, at };
  return ok({
    finding: {
      ...finding,
      state: answer.outcome === 'maintained' ? 'delivered' : 'withdrawn',
      disputed: undefined,
    },
    body: { ...body, objectionAnswer },
    event: { type: 'finding.objection_answered', data: { ...answer } },
  });
};

/** States in which responsibility may be set or changed. */
export const ASSIGNABLE_STATES: readonly Finding['state'][] = [
  'draft',
  'acknowledged',
  'planning',
  'rectifying',
  'continuous',
];

/** A04: sets principal leader, responsible leader, lead department, supporting departments and handler. */
export const assign = (
  { finding }: FindingAggregate,
  responsibility: Responsibility,
): Result<FindingChange> => {
  if (!ASSIGNABLE_STATES.includes(finding.state))
    return fail(
      'conflict',
      'state_not_assignable',
      '当前状态不能调整责任分工：请先认领，或等待销号流程结束。',
    );
  const missing = missingResponsibility(responsibility);
  if (missing.length > 0 && (finding.state === 'rectifying' || finding.state === 'continuous'))
    return incompleteResponsibility(missing);
  return ok({
    finding: {
      ...finding,
      responsibility,
      state: finding.state === 'acknowledged' ? 'planning' : finding.state,
    },
    event: { type: 'finding.assigned', data: { ...responsibility } },
  });
};

/** What somebody saw of a responsibility when they began to change it; empty for nothing. */
export interface SeenResponsibility {
  readonly departmentId?: string;
  readonly leaderName?: string;
  readonly handlerName?: string;
}

const SEEN_FIELDS = ['departmentId', 'leaderName', 'handlerName'] as const;

/**
 * A04: sets what `patch` names and leaves the rest, unless somebody else has changed what this person saw meanwhile. Field
 * by field, so that two people who set different things of one finding don't stand in each other's way.
 */
export const reassign = (
  aggregate: FindingAggregate,
  patch: Partial<Responsibility>,
  seen: SeenResponsibility = {},
): Result<FindingChange> => {
  const { responsibility } = aggregate.finding;
  const field = SEEN_FIELDS.find(
    (name) => seen[name] !== undefined && seen[name] !== (responsibility[name] ?? ''),
  );
  if (!field) return assign(aggregate, { ...responsibility, ...patch });
  const now = (field === 'departmentId' ? responsibility.departmentName : responsibility[field]) || '（空）';
  return fail(
    'conflict',
    'changed_meanwhile',
    `在您填写期间，此项已被他人改为“${now}”。请核对后再保存，或放弃修改。`,
    { field, details: { value: responsibility[field] ?? '', shown: now } },
  );
};

/** A04: what a responsibility still lacks, as field and Chinese name; incomplete ones can't start rectification. */
export const missingResponsibility = (
  responsibility: Responsibility,
): { field: string; message: string }[] => {
  const missing: { field: string; message: string }[] = [];
  if (!responsibility.principalName)
    missing.push({ field: 'principalName', message: '第一责任人（主要负责人）' });
  if (!responsibility.leaderName) missing.push({ field: 'leaderName', message: '责任领导' });
  if (!responsibility.departmentId) missing.push({ field: 'departmentId', message: '牵头部门' });
  if (!responsibility.handlerName) missing.push({ field: 'handlerName', message: '经办人' });
  return missing;
};

const incompleteResponsibility = (missing: readonly { field: string; message: string }[]): Result<never> =>
  fail(
    'invalid',
    'responsibility_incomplete',
    `责任分工不完整，请先补充：${missing.map((item) => item.message).join('、')}。`,
    { details: { missing } },
  );

/** Starts rectification: acknowledged, responsibilities complete, at least one measure. */
export const startRectification = (aggregate: FindingAggregate): Result<FindingChange> => {
  const { finding } = aggregate;
  if (finding.state !== 'acknowledged' && finding.state !== 'planning')
    return fail('conflict', 'state_not_planning', '只有已认领、正在制定措施的问题可以开始整改。');
  const missing = missingResponsibility(finding.responsibility);
  if (missing.length > 0) return incompleteResponsibility(missing);
  if (measureTotals(aggregate.measures).measureCount === 0)
    return fail('invalid', 'no_measures', '还没有整改措施，请至少添加一条。');
  return ok({
    finding: { ...finding, ...findingDue(finding, aggregate.measures), state: 'rectifying' },
    event: { type: 'finding.started', data: {} },
  });
};

/** G06: the leading group reopens a closed finding; the frozen snapshot and the close-out number stay. */
export const reopen = (
  { finding, evidence }: Pick<FindingAggregate, 'finding' | 'evidence'>,
  reason: string,
  meetingId?: string,
): Result<FindingChange> => {
  if (finding.state !== 'closed')
    return fail('conflict', 'state_not_closed', '只有已销号的问题可以重新打开。');
  return ok({
    finding: { ...finding, state: 'rectifying' },
    evidence: admitKept({ evidence }),
    event: { type: 'finding.reopened', data: { reason, meetingId, closeoutNo: finding.closeoutNo } },
  });
};

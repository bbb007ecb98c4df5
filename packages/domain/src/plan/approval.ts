import { type Actor, personsOf } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import type { LimitRuleSet } from '../limits/index.ts';
import {
  type Matter,
  type MatterAggregate,
  type MatterChange,
  type MatterDue,
  type MatterWaiting,
  matterDue,
  newMatter,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';

/** drafting 起草 → committee 党委审议 → review 集团审核 → approved 已批准; a return leads back to drafting. */
export const PLAN_STATES = ['drafting', 'committee', 'review', 'approved'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** The three of HQ who look at a plan; the inspection office decides when it has the opinions of the others (E04). */
export const PLAN_REVIEWERS = ['group_discipline', 'group_organisation', 'inspection_office'] as const;
export type PlanReviewer = (typeof PLAN_REVIEWERS)[number];
const ADVISERS: readonly PlanReviewer[] = ['group_discipline', 'group_organisation'];

export const PLAN_STEPS = ['submitted', 'committee', 'opinion', 'review', 'revised'] as const;
export type PlanStepName = (typeof PLAN_STEPS)[number];

/** One step of the approval, kept for good: who, when, on which version, with what words. */
export interface PlanStep {
  readonly number: number;
  readonly step: PlanStepName;
  /** Of opinions and decisions. */
  readonly outcome?: 'approve' | 'return';
  readonly office?: PlanReviewer;
  readonly text?: string;
  /** Day of the committee's meeting. */
  readonly meetingDate?: string;
  readonly hash?: string;
  readonly persons: readonly string[];
  readonly byName: string;
  readonly at: string;
}

/** What stands in the head of a plan (E01). Root causes, standards and measures stand on the findings. */
export interface PlanContent {
  readonly goals: string;
  readonly organisation: string;
  readonly feedbackDate: string;
  /** The version that is drafted or decided on, from 1. */
  readonly number: number;
  /** Of the version submitted last. */
  readonly hash?: string;
  readonly findings?: number;
  readonly measures?: number;
  readonly approvedNumber?: number;
  readonly steps: readonly PlanStep[];
}
export type Plan = Matter<PlanContent>;
type PlanChange = MatterChange<PlanContent>;
type PlanAggregate = MatterAggregate<PlanContent>;

const waitingOf = (
  roles: readonly Role[],
  home: 'unit' | 'group',
  why: string,
  due?: string,
): MatterWaiting[] => roles.map((role) => ({ home, key: roleAssignee(role), why, due }));

const draftDue = (feedbackDate: string, ruleSets: readonly LimitRuleSet[]): MatterDue =>
  matterDue(ruleSets, 'plan', { label: '反馈', date: feedbackDate });

/** E04: publishing a batch opens its plan, to be handed in within the unit's limit after feedback. */
export const openPlan = (
  batch: {
    readonly tenantId: string;
    readonly planId: string;
    readonly batchId: string;
    readonly round: string;
    readonly feedbackDate: string;
  },
  ruleSets: readonly LimitRuleSet[],
  by: Pick<Actor, 'userId' | 'name'>,
  at: string,
): PlanChange => {
  const due = draftDue(batch.feedbackDate, ruleSets);
  return {
    matter: newMatter<PlanContent>(
      {
        tenantId: batch.tenantId,
        id: batch.planId,
        kind: 'plan',
        title: `${batch.round}巡察反馈问题整改方案`,
        status: 'drafting',
        batchId: batch.batchId,
        round: batch.round,
        due,
        waiting: waitingOf(['rectification_office'], 'unit', '整改方案待编制报送', due.date),
        content: { goals: '', organisation: '', feedbackDate: batch.feedbackDate, number: 1, steps: [] },
      },
      by,
      at,
    ),
    event: { type: 'plan.opened', data: { batchId: batch.batchId, due: due.date } },
  };
};

const refuseUnless = (
  plan: Plan,
  state: PlanState,
  code: string,
  message: string,
): Result<never> | undefined => (plan.status === state ? undefined : fail('conflict', code, message));

/** Overall goals and organisation, while the plan is drafted. */
export const editPlan = (
  { matter }: Pick<PlanAggregate, 'matter'>,
  edit: Pick<PlanContent, 'goals' | 'organisation'>,
): Result<PlanChange> => {
  const refused = refuseUnless(
    matter,
    'drafting',
    'plan_not_drafting',
    '方案已提交，内容不能修改；退回后可继续修改。',
  );
  if (refused) return refused;
  return ok({
    matter: { ...matter, content: { ...matter.content, ...edit } },
    event: { type: 'plan.edited', data: { ...edit } },
  });
};

/** The version at hand, frozen and counted, as the server made it. */
export interface SubmittedVersion {
  readonly hash: string;
  readonly findings: number;
  readonly measures: number;
}

const stepOf = (actor: Actor, at: string, step: Omit<PlanStep, 'persons' | 'byName' | 'at'>): PlanStep => ({
  ...step,
  persons: personsOf(actor),
  byName: actor.onBehalfOf ? `${actor.name}（代 ${actor.onBehalfOf.name}）` : actor.name,
  at,
});

/** The version goes to the party committee. What is missing has been asked before (`planGaps`). */
export const submitPlan = (
  { matter }: Pick<PlanAggregate, 'matter'>,
  version: SubmittedVersion,
  actor: Actor,
  at: string,
): Result<PlanChange> => {
  const refused = refuseUnless(
    matter,
    'drafting',
    'plan_not_drafting',
    '方案已经提交，请刷新页面查看审批进展。',
  );
  if (refused) return refused;
  const { content } = matter;
  const { hash, findings, measures } = version;
  const step = stepOf(actor, at, { number: content.number, step: 'submitted', hash });
  return ok({
    matter: {
      ...matter,
      status: 'committee',
      waiting: waitingOf(['party_secretary'], 'unit', '整改方案待党委审议', matter.due?.date),
      content: { ...content, hash, findings, measures, steps: [...content.steps, step] },
    },
    event: { type: 'plan.submitted', data: { number: content.number, hash, findings, measures } },
  });
};

export interface PlanDecision {
  readonly outcome: 'approve' | 'return';
  readonly text?: string;
  /** Hash of the version the person saw. */
  readonly hash: string;
  readonly meetingDate?: string;
}

/** A decision is bound to what was seen; nobody decides on a version they handed in or judged before (G07). */
const refuseDecision = (plan: Plan, decision: PlanDecision, actor: Actor): Result<never> | undefined => {
  const { content } = plan;
  if (decision.hash !== content.hash)
    return fail('conflict', 'plan_changed', '您看到的不是当前提交的版本，请刷新页面后再办理。');
  const involved = content.steps
    .filter(({ number }) => number === content.number)
    .flatMap(({ persons }) => persons);
  if (personsOf(actor).some((person) => involved.includes(person)))
    return fail(
      'forbidden',
      'separation_of_duties',
      '您已提交或办理过这一版方案，不能再参与审批，请由其他人员办理。',
    );
  if (decision.outcome === 'return' && !decision.text?.trim())
    return fail('invalid', 'reason_missing', '退回时请写明理由和修改要求。', { field: 'text' });
  return undefined;
};

/** Back to the rectification office: the next version, due as the first was. */
const returned = (plan: Plan, step: PlanStep, why: string, ruleSets: readonly LimitRuleSet[]): Plan => {
  const due = draftDue(plan.content.feedbackDate, ruleSets);
  return {
    ...plan,
    status: 'drafting',
    due,
    waiting: waitingOf(['rectification_office'], 'unit', why, due.date),
    content: { ...plan.content, number: plan.content.number + 1, steps: [...plan.content.steps, step] },
  };
};

/** Who of HQ still owes an opinion on the version at hand. */
export const missingOpinions = ({ content }: Pick<Plan, 'content'>): PlanReviewer[] =>
  ADVISERS.filter(
    (office) =>
      !content.steps.some(
        (step) => step.step === 'opinion' && step.office === office && step.number === content.number,
      ),
  );

const reviewWaiting = (plan: Plan): MatterWaiting[] => {
  const owing = missingOpinions(plan);
  return [
    ...waitingOf(owing, 'group', '整改方案待提出意见', plan.due?.date),
    ...waitingOf(
      ['inspection_office'],
      'group',
      owing.length > 0 ? '整改方案审核中，待各部门意见' : '整改方案待审核',
      plan.due?.date,
    ),
  ];
};

/** E04: the unit's party committee approves the version at hand, or returns it. */
export const decideAsCommittee = (
  { matter }: Pick<PlanAggregate, 'matter'>,
  decision: PlanDecision,
  actor: Actor,
  at: string,
  today: string,
  ruleSets: readonly LimitRuleSet[],
): Result<PlanChange> => {
  const refused =
    refuseUnless(matter, 'committee', 'plan_not_committee', '方案不在党委审议环节，请刷新页面。') ??
    refuseDecision(matter, decision, actor);
  if (refused) return refused;
  const { outcome, text, meetingDate, hash } = decision;
  if (outcome === 'approve' && !meetingDate)
    return fail('invalid', 'meeting_date_missing', '请填写党委会审议日期。', { field: 'meetingDate' });
  if (meetingDate && meetingDate > today)
    return fail('invalid', 'meeting_in_future', '党委会审议日期不能晚于今天，请改正。', {
      field: 'meetingDate',
    });
  const { number } = matter.content;
  const step = stepOf(actor, at, { number, step: 'committee', outcome, text, meetingDate, hash });
  const event = { type: 'plan.committee_decided', data: { number, outcome, text, meetingDate, hash } };
  if (outcome === 'return')
    return ok({ matter: returned(matter, step, '整改方案被党委退回，待修改', ruleSets), event });
  const next: Plan = {
    ...matter,
    status: 'review',
    due: matterDue(ruleSets, 'plan_review', { label: '方案提交审核', date: today }),
    content: { ...matter.content, steps: [...matter.content.steps, step] },
  };
  return ok({ matter: { ...next, waiting: reviewWaiting(next) }, event });
};

/** E04: discipline and organisation departments of HQ say what they think of the version. */
export const givePlanOpinion = (
  { matter }: Pick<PlanAggregate, 'matter'>,
  opinion: PlanDecision & { readonly office: PlanReviewer },
  actor: Actor,
  at: string,
): Result<PlanChange> => {
  const refused =
    refuseUnless(matter, 'review', 'plan_not_review', '方案不在集团审核环节，请刷新页面。') ??
    refuseDecision(matter, opinion, actor);
  if (refused) return refused;
  const { office, outcome, text, hash } = opinion;
  if (!actor.roles.includes(office))
    return fail('forbidden', 'not_this_office', '请以本部门的身份提出意见。', { field: 'office' });
  if (!missingOpinions(matter).includes(office))
    return fail('conflict', 'opinion_given', '本部门已对这一版方案提出意见，请刷新页面。');
  const { number } = matter.content;
  const step = stepOf(actor, at, { number, step: 'opinion', office, outcome, text, hash });
  const next: Plan = {
    ...matter,
    content: { ...matter.content, steps: [...matter.content.steps, step] },
  };
  return ok({
    matter: { ...next, waiting: reviewWaiting(next) },
    event: { type: 'plan.opinion_given', data: { number, office, outcome, text, hash } },
  });
};

/**
 * E04: HQ's inspection office concludes. It may go on without an opinion only after the limit, and says so: time alone
 * never decides.
 */
export const reviewPlan = (
  { matter }: Pick<PlanAggregate, 'matter'>,
  decision: PlanDecision,
  actor: Actor,
  at: string,
  today: string,
  ruleSets: readonly LimitRuleSet[],
): Result<PlanChange> => {
  const refused =
    refuseUnless(matter, 'review', 'plan_not_review', '方案不在集团审核环节，请刷新页面。') ??
    refuseDecision(matter, decision, actor);
  if (refused) return refused;
  const { outcome, text, hash } = decision;
  const owing = missingOpinions(matter);
  const late = matter.due !== undefined && today > matter.due.date;
  if (outcome === 'approve' && owing.length > 0 && !late)
    return fail(
      'conflict',
      'opinions_missing',
      '纪委、组织部的意见尚未齐备，请待其提出意见或审核时限届满后再批准。',
      {
        details: { owing },
      },
    );
  if (outcome === 'approve' && owing.length > 0 && !text?.trim())
    return fail('invalid', 'reason_missing', '有部门尚未提出意见，请写明不再等待的理由。', { field: 'text' });
  const { number } = matter.content;
  const step = stepOf(actor, at, { number, step: 'review', outcome, text, hash });
  const event = { type: 'plan.reviewed', data: { number, outcome, text, hash, owing } };
  if (outcome === 'return')
    return ok({ matter: returned(matter, step, '整改方案被集团退回，待修改', ruleSets), event });
  return ok({
    matter: {
      ...matter,
      status: 'approved',
      open: false,
      due: undefined,
      waiting: [],
      content: { ...matter.content, approvedNumber: number, steps: [...matter.content.steps, step] },
    },
    event,
  });
};

/** An approved plan that has to change starts its next version; the approved one stays readable. */
export const revisePlan = (
  { matter }: Pick<PlanAggregate, 'matter'>,
  reason: string,
  actor: Actor,
  at: string,
): Result<PlanChange> => {
  const refused = refuseUnless(matter, 'approved', 'plan_not_approved', '只有已批准的方案可以修订。');
  if (refused) return refused;
  const { number } = matter.content;
  const step = stepOf(actor, at, { number: number + 1, step: 'revised', text: reason });
  return ok({
    matter: {
      ...matter,
      status: 'drafting',
      open: true,
      waiting: waitingOf(['rectification_office'], 'unit', '整改方案修订中，待提交'),
      content: { ...matter.content, number: number + 1, steps: [...matter.content.steps, step] },
    },
    event: { type: 'plan.revised', data: { number: number + 1, reason } },
  });
};

import type { OperationId, OutputOf } from '@xuncha/contracts';
import { actionOf } from '@xuncha/contracts/action-of';
import {
  type Actor,
  authorize,
  type DomainError,
  decideAsCommittee,
  editPlan,
  givePlanOpinion,
  type MatterAggregate,
  missingOpinions,
  PLAN_STATES,
  type Plan,
  type PlanContent,
  type PlanState,
  type Principal,
  type Result,
  reviewPlan,
  revisePlan,
} from '@xuncha/domain';
import { matterFileView, matterSummary } from '../matter-view.ts';
import { versionNumbers } from './frozen-version.ts';

type Summary = OutputOf<'plans.list'>['items'][number];

const stateOf = (status: string): PlanState => PLAN_STATES.find((state) => state === status) ?? 'drafting';

export const planSummary = (plan: Plan, today: string): Summary => ({
  ...matterSummary(plan, today),
  status: stateOf(plan.status),
  number: plan.content.number,
  approvedNumber: plan.content.approvedNumber,
});

const refusal = (result: Result<unknown>): DomainError | undefined => (result.ok ? undefined : result.error);

type Rule = (plan: Plan, actor: Actor, today: string) => DomainError | undefined;

const seen = ({ content }: Plan, outcome: 'approve' | 'return') => ({
  outcome,
  hash: content.hash ?? '',
  text: '-',
});

/** Each step of a plan's page: the rule the command will run, asked beforehand so that the page can explain. */
const RULES: Readonly<Partial<Record<OperationId, Rule>>> = {
  'plans.edit': (matter) => refusal(editPlan({ matter }, matter.content)),
  'plans.submit': (matter) => refusal(editPlan({ matter }, matter.content)),
  'plans.approve': (matter, actor, today) =>
    refusal(decideAsCommittee({ matter }, seen(matter, 'return'), actor, '', today, [])),
  'plans.opine': (matter, actor) => {
    const [office] = missingOpinions(matter).filter((one) => actor.roles.includes(one));
    const own = office ?? 'group_discipline';
    return refusal(givePlanOpinion({ matter }, { ...seen(matter, 'approve'), office: own }, actor, ''));
  },
  'plans.review': (matter, actor, today) =>
    refusal(reviewPlan({ matter }, seen(matter, 'return'), actor, '', today, [])),
  'plans.revise': (matter, actor) => refusal(revisePlan({ matter }, '-', actor, '')),
};

const possibleFor = (
  plan: Plan,
  { principal, actor, today }: { principal: Principal; actor: Actor; today: string },
): OutputOf<'plans.get'>['possible'] =>
  (Object.entries(RULES) as [OperationId, Rule][]).flatMap(([operation, rule]) => {
    if (!authorize(principal, actionOf(operation), plan.tenantId).ok) return [];
    const error = rule(plan, actor, today);
    return [
      error
        ? { operation, allowed: false, code: error.code, reason: error.message }
        : { operation, allowed: true },
    ];
  });

export const planDetail = (
  { matter: plan, parts, files }: MatterAggregate<PlanContent>,
  tenantName: string,
  who: { principal: Principal; actor: Actor; today: string },
): OutputOf<'plans.get'> => {
  const { goals, organisation, feedbackDate, hash, findings, measures, steps } = plan.content;
  return {
    ...planSummary(plan, who.today),
    tenantName,
    goals,
    organisation,
    feedbackDate,
    hash,
    findings,
    measures,
    steps: steps.map(({ number, step, outcome, office, text, meetingDate, byName, at }) => ({
      number,
      step,
      outcome,
      office,
      text,
      meetingDate,
      byName,
      at,
    })),
    files: files.map(matterFileView),
    versions: versionNumbers(parts),
    missingOpinions: missingOpinions(plan),
    possible: possibleFor(plan, who),
  };
};

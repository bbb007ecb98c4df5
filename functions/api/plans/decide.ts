import {
  decideAsCommittee,
  givePlanOpinion,
  type MatterAggregate,
  type PlanContent,
  reviewPlan,
} from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { listLimitRuleSets } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { matterDone, runOnMatter } from '../matter-command.ts';

/** E04: the unit's party committee. Its approval starts the limit of HQ's review by the unit's rules. */
export const approveAsCommittee: Handler<'plans.approve', ApiDeps> = async (call, deps) => {
  const ruleSets = await listLimitRuleSets(deps.table, call.scope);
  return runOnMatter(call, deps, {
    kind: 'plan',
    matterId: call.params.planId,
    decide: (plan: MatterAggregate<PlanContent>) =>
      decideAsCommittee(plan, call.body, call.actor, call.at, call.today, ruleSets),
    body: matterDone,
  });
};

export const opineOnPlan: Handler<'plans.opine', ApiDeps> = (call, deps) =>
  runOnMatter(call, deps, {
    kind: 'plan',
    matterId: call.params.planId,
    decide: (plan: MatterAggregate<PlanContent>) => givePlanOpinion(plan, call.body, call.actor, call.at),
    body: matterDone,
  });

/** E04: HQ's inspection office. A return dates the next draft by the unit's rules again. */
export const reviewSubmittedPlan: Handler<'plans.review', ApiDeps> = async (call, deps) => {
  const ruleSets = await listLimitRuleSets(deps.table, call.scope);
  return runOnMatter(call, deps, {
    kind: 'plan',
    matterId: call.params.planId,
    decide: (plan: MatterAggregate<PlanContent>) =>
      reviewPlan(plan, call.body, call.actor, call.at, call.today, ruleSets),
    body: matterDone,
  });
};

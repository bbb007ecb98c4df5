import {
  blockingGaps,
  editPlan,
  fail,
  freezePlan,
  type MatterAggregate,
  type PlanContent,
  planGaps,
  planHash,
  revisePlan,
  submitPlan,
} from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import type { ApiDeps } from '../context.ts';
import { matterDone, runOnMatter } from '../matter-command.ts';
import { versionPart } from './frozen-version.ts';
import { allPlanFindings } from './plan-findings.ts';
import { batchOf } from './read-plan.ts';

export const editPlanTexts: Handler<'plans.edit', ApiDeps> = (call, deps) =>
  runOnMatter(call, deps, {
    kind: 'plan',
    matterId: call.params.planId,
    decide: (plan: MatterAggregate<PlanContent>) => editPlan(plan, call.body),
    body: matterDone,
  });

/** E04: checks that nothing is missing, freezes the version with its hash and hands it to the party committee. */
export const submitPlanVersion: Handler<'plans.submit', ApiDeps> = (call, deps) =>
  runOnMatter(call, deps, {
    kind: 'plan',
    matterId: call.params.planId,
    decide: async (plan: MatterAggregate<PlanContent>) => {
      const { content } = plan.matter;
      const findings = await allPlanFindings(deps.table, call.scope, batchOf(plan));
      const gaps = planGaps(content, findings);
      const blocking = blockingGaps(gaps);
      if (blocking > 0)
        return fail('invalid', 'plan_incomplete', `方案还有 ${blocking} 处缺项，请按清单逐项补充后再提交。`, {
          details: gaps,
        });
      const { number, goals, organisation } = content;
      const version = freezePlan(
        { number, goals, organisation, submittedAt: call.at, submittedByName: call.actor.name },
        findings,
      );
      const hash = planHash(version);
      const measures = findings.reduce((sum, finding) => sum + finding.measures.length, 0);
      const submitted = submitPlan(plan, { hash, findings: findings.length, measures }, call.actor, call.at);
      return submitted.ok
        ? { ok: true, value: { ...submitted.value, parts: [versionPart(version, hash)] } }
        : submitted;
    },
    body: matterDone,
  });

export const reviseApprovedPlan: Handler<'plans.revise', ApiDeps> = (call, deps) =>
  runOnMatter(call, deps, {
    kind: 'plan',
    matterId: call.params.planId,
    decide: (plan: MatterAggregate<PlanContent>) => revisePlan(plan, call.body.reason, call.actor, call.at),
    body: matterDone,
  });

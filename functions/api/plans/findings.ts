import type { OutputOf } from '@xuncha/contracts';
import type { PlanFinding } from '@xuncha/domain';
import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import type { ApiDeps } from '../context.ts';
import { pagePlanFindings } from './plan-findings.ts';
import { batchOf, findingScope, readPlan } from './read-plan.ts';

/** At 2 to 8 kB each, a page of 50 findings with their measures stays well below a megabyte. */
const PAGE = 50;

const viewOf = (finding: PlanFinding): OutputOf<'plans.findings'>['items'][number] => ({
  ...finding,
  causes: [...finding.causes],
  supportingDepartments: [...finding.supportingDepartments],
  measures: finding.measures.map((measure) => ({
    ...measure,
    stages: [...measure.stages],
    supportingDepartments: [...measure.supportingDepartments],
  })),
});

/** The findings of a plan with all that the three lists and the time line show. */
export const listPlanFindings: Handler<'plans.findings', ApiDeps> = async (call, { table }) => {
  const { scope, query, params } = call;
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const plan = await readPlan(table, scope, params.planId);
  const page = await pagePlanFindings(table, findingScope(scope), batchOf(plan), {
    limit: query.limit ?? PAGE,
    startKey,
  });
  return {
    body: {
      items: page.findings.map(viewOf),
      ...nextPage(page.lastKey),
    },
  };
};

import { authorize, type MatterAggregate, type PlanContent, type TenantScope } from '@xuncha/domain';
import { HttpProblem, notFound } from '@xuncha/http';
import { loadMatter, type Table } from '@xuncha/store';

/** The plan a path names, with its versions. */
export const readPlan = async (
  table: Table,
  scope: TenantScope,
  planId: string,
): Promise<MatterAggregate<PlanContent>> => {
  const plan = await loadMatter<PlanContent>(table, scope, 'plan', planId);
  if (!plan) throw notFound();
  return plan;
};

/** Every plan belongs to the batch whose publication opened it. */
export const batchOf = ({ matter }: Pick<MatterAggregate<PlanContent>, 'matter'>): string => {
  if (!matter.batchId) throw new HttpProblem(500, 'internal', '方案没有对应的反馈批次，请联系系统管理员。');
  return matter.batchId;
};

/**
 * Whose findings this person sees in a plan: those of the ledger, so one department's people see their own. Who has no
 * ledger and is asked for an opinion (HQ's discipline and organisation departments) sees what the plan is about.
 */
export const findingScope = (scope: TenantScope): TenantScope => {
  const ledger = authorize(scope.principal, 'finding.read', scope.tenantId);
  return ledger.ok ? ledger.value : scope;
};

import { etagOf, type Handler } from '@xuncha/http';
import { readTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { planDetail } from './plan-view.ts';
import { readPlan } from './read-plan.ts';

export const getPlan: Handler<'plans.get', ApiDeps> = async (call, { table }) => {
  const plan = await readPlan(table, call.scope, call.params.planId);
  const name = (await readTenant(table, call.scope.tenantId))?.name ?? call.scope.tenantId;
  return { body: planDetail(plan, name, call), etag: etagOf(plan.matter.version) };
};

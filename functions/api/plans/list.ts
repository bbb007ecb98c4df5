import type { PlanContent } from '@xuncha/domain';
import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import { listMatters } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { planSummary } from './plan-view.ts';

const PAGE = 20;

/** Plans of the unit, newest first. */
export const listPlans: Handler<'plans.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const page = await listMatters<PlanContent>(table, scope, 'plan', { limit: query.limit ?? PAGE, startKey });
  return {
    body: {
      items: page.matters.map((plan) => planSummary(plan, today)),
      ...nextPage(page.lastKey),
    },
  };
};

import { authorize } from '@xuncha/domain';
import { type Call, etagOf, type Handler, HttpProblem, problemOf } from '@xuncha/http';
import { listDepartments } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';
import { routesView } from './tenant-view.ts';

/** F09: which department of HQ is consulted for which category of finding. Replaces the whole list. */
export const setCategoryRouting: Handler<'tenants.setRouting', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const head = await changeableHead(deps.table, call.scope.tenantId);
    const known = new Set((await hqDepartments(call, deps)).map(({ id }) => id));
    for (const [index, { departmentId }] of call.body.routes.entries())
      if (!known.has(departmentId))
        throw new HttpProblem(422, 'department_unknown', '所选集团部门不存在，请从列表中重新选择。', {
          field: `routes.${index}.departmentId`,
        });
    const routing = Object.fromEntries(
      call.body.routes.map(({ category, departmentId }) => [category, departmentId]),
    );
    return {
      changes: [
        {
          head,
          next: { routing },
          event: { type: 'tenant.routing_set', data: { before: head.routing, routing } },
        },
      ],
      body: { routes: routesView({ routing }) },
      etag: etagOf(head.version + 1),
    };
  });

/** Routes lead to HQ, whichever tenant they are set for. */
const hqDepartments = ({ principal }: Call<'tenants.setRouting'>, { table, hqTenant }: ApiDeps) => {
  const hq = authorize(principal, 'tenant.read', hqTenant);
  if (!hq.ok) throw problemOf(hq.error);
  return listDepartments(table, hq.value);
};

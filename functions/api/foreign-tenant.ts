import { type GuardedRequest, HttpProblem, notFound } from '@xuncha/http';
import { readTenant } from '@xuncha/store';
import type { ApiDeps } from './context.ts';

/**
 * HQ's people act in tenants that are not their own, and the authorizer looks at their own only. Here the other tenant
 * is looked at: one that doesn't exist is a plain 404, and a suspended one takes no writes (A01), whoever sends them.
 */
export const checkForeignTenant = async (
  { table }: ApiDeps,
  { scope, command }: Pick<GuardedRequest, 'scope' | 'command'>,
): Promise<void> => {
  if (scope.tenantId === scope.principal.tenantId) return;
  const tenant = await readTenant(table, scope.tenantId);
  if (!tenant) throw notFound();
  if (command && tenant.status !== 'active')
    throw new HttpProblem(409, 'tenant_suspended', '该单位已停用，数据只读；需要办理请先恢复该单位。');
};

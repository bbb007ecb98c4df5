import type { TenantScope } from '@xuncha/domain';
import { type GuardedRequest, HttpProblem, notFound } from '@xuncha/http';
import { readTenant, recordAccess, type TenantHead } from '@xuncha/store';
import type { ApiDeps } from './context.ts';

/** A hundred people of HQ in fifty units; then the memory starts anew, which costs one refused put each. */
const REMEMBERED = 5000;

/**
 * HQ's people act in tenants that are not their own, and the authorizer looks at their own only. Here the other tenant
 * is looked at: one that doesn't exist is a plain 404, and a suspended one takes no writes (A01), whoever sends them.
 * Their being there is recorded for the unit to see, once a day and membership; a function that has recorded it
 * remembers.
 */
export const createForeignGuard = ({ anyTenant = false }: { readonly anyTenant?: boolean } = {}) => {
  const recorded = new Set<string>();
  return async (
    { table }: ApiDeps,
    { scope, command, capability, at, today }: GuardedRequest,
  ): Promise<void> => {
    if (scope.tenantId === scope.principal.tenantId) return;
    const mark = markOf(scope, today);
    if (anyTenant && recorded.has(mark)) return;
    const tenant = await readTenant(table, scope.tenantId);
    if (!anyTenant) checkUsable(tenant, command);
    // Before it is in use a tenant has no people to tell, and no data to look at.
    if (!tenant || tenant.status === 'provisioning' || recorded.has(mark)) return;
    await recordAccess(table, scope, { area: capability, at, date: today });
    if (recorded.size >= REMEMBERED) recorded.clear();
    recorded.add(mark);
  };
};

const markOf = ({ tenantId, principal }: TenantScope, today: string): string =>
  `${today}#${tenantId}#${principal.membershipId}`;

const checkUsable = (tenant: TenantHead | undefined, command: boolean): void => {
  if (!tenant) throw notFound();
  if (command && tenant.status !== 'active')
    throw new HttpProblem(409, 'tenant_suspended', '该单位已停用，数据只读；需要办理请先恢复该单位。');
};

import { DEFAULT_EXPORT_APPROVAL, DEFAULT_POLICY, DEFAULT_RETENTION } from '@xuncha/domain';
import { etagOf, type Handler, notFound } from '@xuncha/http';
import { listDepartments, type RegisteredTenant, readRegistered, readTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { detailOf, policyView, summaryOf } from './tenant-view.ts';

/** The tenant with its organisation and settings. */
export const getTenant: Handler<'tenants.get', ApiDeps> = async ({ scope }, { table, hqTenant }) => {
  const head = await readTenant(table, scope.tenantId);
  if (head && head.status !== 'provisioning')
    return { body: detailOf(head, await listDepartments(table, scope)), etag: etagOf(head.version) };
  const announced = await readRegistered(table, hqTenant, scope.tenantId);
  if (!announced) throw notFound();
  return { body: announcedDetail(announced), etag: etagOf(0) };
};

/** While a tenant is being made, it is shown as it was asked for, never half made. */
const announcedDetail = (tenant: RegisteredTenant) => ({
  ...summaryOf(tenant),
  departments: (tenant.request?.departments ?? []).map((department) => ({ ...department })),
  policy: policyView({ policy: DEFAULT_POLICY }),
  retention: DEFAULT_RETENTION,
  exportApproval: DEFAULT_EXPORT_APPROVAL,
  categoryRouting: [],
});

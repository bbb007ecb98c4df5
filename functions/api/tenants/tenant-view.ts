import type { OutputOf } from '@xuncha/contracts';
import { DEFAULT_EXPORT_APPROVAL, DEFAULT_RETENTION, type Department } from '@xuncha/domain';
import { type Counters, type RegisteredTenant, type Rollup, type TenantHead, totalsOf } from '@xuncha/store';

type Summary = OutputOf<'tenants.provision'>;
type Detail = OutputOf<'tenants.get'>;

/** Counters as people read them, with the totals over leaves only (D07). */
export const countersView = (byState: Counters['byState']): NonNullable<Summary['counters']> => ({
  byState: { ...byState },
  ...totalsOf({ byState }),
});

/** A subsidiary as HQ's list shows it; without a roll-up it has no findings yet, or they are not to be seen. */
export const summaryOf = (tenant: Omit<RegisteredTenant, 'request'>, rollup?: Rollup): Summary => ({
  tenantId: tenant.tenantId,
  name: tenant.name,
  kind: 'subsidiary',
  status: tenant.status,
  suspendedReason: tenant.suspendedReason,
  createdAt: tenant.createdAt,
  exportApproval: tenant.exportApproval,
  ...(rollup ? { counters: countersView(rollup.byState), overdue: rollup.overdue } : {}),
});

export const policyView = ({ policy }: Pick<TenantHead, 'policy'>): Detail['policy'] => ({
  version: policy.version,
  gates: [...policy.gates],
  limits: { ...policy.limits },
});

export const routesView = ({
  routing,
}: Pick<TenantHead, 'routing'>): NonNullable<Detail['categoryRouting']> =>
  Object.entries(routing).map(([category, departmentId]) => ({ category, departmentId }));

export const detailOf = (head: TenantHead, departments: readonly Department[]): Detail => ({
  tenantId: head.tenantId,
  name: head.name,
  kind: head.kind,
  status: head.status,
  suspendedReason: head.suspendedReason,
  createdAt: head.createdAt,
  departments: departments.map(({ id, name, parentId, order }) => ({ id, name, parentId, order })),
  policy: policyView(head),
  retention: head.retention ?? DEFAULT_RETENTION,
  exportApproval: head.exportApproval ?? DEFAULT_EXPORT_APPROVAL,
  categoryRouting: routesView(head),
  identityProvider: head.identityProvider && { ...head.identityProvider },
});

import type { OutputOf } from '@xuncha/contracts';
import { type LoginEntry, readMember, readTenant, type Table } from '@xuncha/store';

type Summary = OutputOf<'me.get'>['memberships'][number];

/**
 * All a person may act as, for the page's switch. Only the authorizer can tell: the memberships lie in several tenants,
 * and the credentials of a request reach one.
 */
export const membershipsOf = async (table: Table, entries: readonly LoginEntry[]): Promise<Summary[]> =>
  (await Promise.all(entries.map((entry) => summaryOf(table, entry)))).flatMap((one) => one ?? []);

const summaryOf = async (table: Table, entry: LoginEntry): Promise<Summary | undefined> => {
  const tenant = await readTenant(table, entry.tenantId);
  if (tenant?.status !== 'active') return undefined;
  const where = { tenantId: tenant.tenantId, tenantName: tenant.name, tenantKind: tenant.kind };
  if (entry.kind === 'login_membership')
    return { membershipId: entry.id, ...where, roles: [...entry.roles], title: entry.title };
  const absent = await readMember(table, entry.tenantId, entry.fromMembershipId);
  if (!absent) return undefined;
  return {
    membershipId: entry.id,
    ...where,
    roles: [...absent.roles],
    title: absent.title,
    delegation: { id: entry.id, fromName: entry.fromName, validTo: entry.validTo },
  };
};

import {
  ACTIONS,
  delegationActive,
  membershipActive,
  type Principal,
  reachFor,
  shanghaiDateOf,
} from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import { type LoginEntry, listLogins, readMember, readTenant, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** Who I am, what else I may act as, and every action with its reach: the page shows and hides by this. */
export const getMe: Handler<'me.get', ApiDeps> = async ({ principal, at }, { table }) => {
  const today = shanghaiDateOf(new Date(at));
  const entries = (await listLogins(table, principal.userId)).filter((entry) =>
    entry.kind === 'login_membership' ? membershipActive(entry, today) : delegationActive(entry, today),
  );
  const summaries = (await Promise.all(entries.map((entry) => summaryOf(table, entry)))).flatMap(
    (one) => one ?? [],
  );
  const current = summaries.find((summary) => summary.membershipId === principal.membershipId);
  if (!current) throw notFound();
  return {
    body: {
      userId: principal.userId,
      name: principal.name,
      current: {
        ...current,
        departmentId: principal.departmentId,
        ...(principal.onBehalfOf ? { onBehalfOf: { name: principal.onBehalfOf.name } } : {}),
      },
      memberships: summaries,
      actions: actionsOf(principal),
    },
  };
};

const actionsOf = (principal: Principal) =>
  Object.fromEntries(
    ACTIONS.flatMap((action) => {
      const reach = reachFor(principal, action);
      return reach ? [[action, reach] as const] : [];
    }),
  );

const summaryOf = async (table: Table, entry: LoginEntry) => {
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

import { checkDelegation, type Delegation } from '@xuncha/domain';
import {
  decodeCursor,
  encodeCursor,
  type Handler,
  HttpProblem,
  ListPosition,
  notFound,
  problemOf,
} from '@xuncha/http';
import { delegationWrite, listDelegations, listMembers, newId, readMember } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { runOnTenant } from '../tenant-command.ts';

const PAGE = 50;

/** A tenant's people and delegations are few hundred at most; they are read whole and paged by position. */
const pageOf = <T>(all: readonly T[], query: { cursor?: string; limit?: number }, tenantId: string) => {
  const start = decodeCursor(query.cursor, tenantId, ListPosition) ?? 0;
  const limit = query.limit ?? PAGE;
  const end = start + limit;
  return { items: all.slice(start, end), ...(end < all.length ? { next: encodeCursor(end) } : {}) };
};

/** Delegations I gave or was given, newest first. */
export const listMyDelegations: Handler<'delegations.list', ApiDeps> = async (call, { table }) => {
  const mine = (await listDelegations(table, call.scope))
    .filter((one) => one.fromUserId === call.principal.userId || one.toUserId === call.principal.userId)
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  return { body: pageOf(mine, call.query, call.scope.tenantId) };
};

/** G07: gives my roles to a colleague between two dates. A substitute can't pass on what is not their own. */
export const createDelegation: Handler<'delegations.create', ApiDeps> = async (call, deps) => {
  const { principal, scope, body, today } = call;
  if (principal.onBehalfOf) throw new HttpProblem(403, 'forbidden', '代理期间不能再次转授权，请由本人办理。');
  const to = await readMember(deps.table, scope.tenantId, body.toMembershipId);
  if (to?.status !== 'active')
    throw new HttpProblem(422, 'member_unknown', '所选代理人不在本单位人员中，请重新选择。', {
      field: 'toMembershipId',
    });
  const delegation: Delegation = {
    ...body,
    tenantId: scope.tenantId,
    id: newId(Date.parse(call.at)),
    fromMembershipId: principal.membershipId,
    fromUserId: principal.userId,
    fromName: principal.name,
    toUserId: to.userId,
    toName: to.name,
  };
  const checked = checkDelegation(delegation, today);
  if (!checked.ok) throw problemOf(checked.error);
  return runOnTenant(call, deps, {
    event: { type: 'delegation.given', data: { ...delegation } },
    beside: [delegationWrite(delegation)],
    status: 201,
    body: delegation,
    explain: () => new HttpProblem(409, 'busy', '请稍后再提交一次。'),
  });
};

/** Ends a delegation at once; both the giver and the substitute may. */
export const revokeDelegation: Handler<'delegations.revoke', ApiDeps> = async (call, deps) => {
  const { principal, scope, params } = call;
  const found = (await listDelegations(deps.table, scope)).find((one) => one.id === params.delegationId);
  const involved = found && [found.fromUserId, found.toUserId].includes(principal.userId);
  if (!found || !involved) throw notFound();
  if (found.revokedAt) throw new HttpProblem(409, 'delegation_revoked', '该代理授权已经撤销。');
  const revoked: Delegation = { ...found, revokedAt: call.at };
  return runOnTenant(call, deps, {
    event: { type: 'delegation.revoked', data: { delegationId: found.id } },
    beside: [delegationWrite(revoked)],
    status: 200,
    body: revoked,
    explain: () => new HttpProblem(409, 'busy', '请稍后再提交一次。'),
  });
};

/** Colleagues of my own tenant who could stand in for me. */
export const listColleagues: Handler<'colleagues.list', ApiDeps> = async (call, { table }) => {
  const colleagues = (await listMembers(table, call.scope))
    .filter((member) => member.status === 'active' && member.userId !== call.principal.userId)
    .map(({ id, name, title }) => ({ id, name, title }));
  return { body: pageOf(colleagues, call.query, call.scope.tenantId) };
};

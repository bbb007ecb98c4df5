import { checkMembership, type Membership } from '@xuncha/domain';
import { type Handler, HttpProblem, problemOf } from '@xuncha/http';
import { listDepartments, listMembers, memberWrite, newId } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { fieldsOf, memberData, memberView } from './member-view.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/** A03: gives a person a place in the tenant. They sign in with the login they have at the identity provider. */
export const addMember: Handler<'members.add', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, body, at } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    const [departments, members] = await Promise.all([
      listDepartments(deps.table, scope),
      listMembers(deps.table, scope),
    ]);
    const member: Membership = {
      ...fieldsOf(body),
      tenantId: scope.tenantId,
      id: newId(Date.parse(at)),
      userId: body.login,
      login: body.login,
      status: 'active',
    };
    const departmentIds = new Set(departments.map(({ id }) => id));
    const checked = checkMembership(member, { kind: head.kind, departmentIds });
    if (!checked.ok) throw problemOf(checked.error);
    if (members.some(({ login, status }) => login === body.login && status === 'active'))
      throw new HttpProblem(409, 'member_exists', `登录名“${body.login}”已是本单位人员，请直接调整其角色。`, {
        field: 'login',
      });
    return {
      changes: [{ head, event: { type: 'member.added', data: memberData(member) } }],
      beside: [memberWrite(member)],
      status: 201,
      body: memberView(member),
    };
  });

import { checkMembership, type Membership, replaceMember } from '@xuncha/domain';
import { type Handler, notFound, problemOf } from '@xuncha/http';
import { listDepartments, listMembers, memberWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { requireKnownRounds } from './known-rounds.ts';
import { fieldsOf, memberData, memberView } from './member-view.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/** Changes roles, department or validity of a person; it holds from their next request on. */
export const changeMember: Handler<'members.change', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, params, body, today } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    await requireKnownRounds(deps.table, scope, head, body.scope);
    const [departments, members] = await Promise.all([
      listDepartments(deps.table, scope),
      listMembers(deps.table, scope),
    ]);
    const before = members.find(({ id, status }) => id === params.membershipId && status === 'active');
    if (!before) throw notFound();
    const { tenantId, id, userId, login, issuer, status } = before;
    const after: Membership = { ...fieldsOf(body), tenantId, id, userId, login, issuer, status };
    const departmentIds = new Set(departments.map((department) => department.id));
    const checked = checkMembership(after, { kind: head.kind, departmentIds });
    if (!checked.ok) throw problemOf(checked.error);
    const replaced = replaceMember(members, after, { kind: head.kind, today });
    if (!replaced.ok) throw problemOf(replaced.error);
    return {
      changes: [
        {
          head,
          event: { type: 'member.changed', data: { before: memberData(before), after: memberData(after) } },
        },
      ],
      beside: [memberWrite(after)],
      body: memberView(after),
    };
  });

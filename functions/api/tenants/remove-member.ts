import { type Membership, replaceMember } from '@xuncha/domain';
import { type Handler, notFound, problemOf } from '@xuncha/http';
import { listMembers, memberWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { memberView } from './member-view.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/** Takes a person's place in the tenant away at once. The record stays, because their name stands in the trails. */
export const removeMember: Handler<'members.remove', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, params, body, today } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    const members = await listMembers(deps.table, scope);
    const before = members.find(({ id, status }) => id === params.membershipId && status === 'active');
    if (!before) throw notFound();
    const after: Membership = { ...before, status: 'removed' };
    const replaced = replaceMember(members, after, { kind: head.kind, today });
    if (!replaced.ok) throw problemOf(replaced.error);
    return {
      changes: [
        {
          head,
          event: {
            type: 'member.removed',
            data: { id: before.id, login: before.login, name: before.name, reason: body.reason },
          },
        },
      ],
      beside: [memberWrite(after)],
      body: memberView(after),
    };
  });

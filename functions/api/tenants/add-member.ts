import type { BodyOf } from '@xuncha/contracts';
import { checkMembership, isLoginOf, loginNameOf, type Membership } from '@xuncha/domain';
import { type Handler, HttpProblem, problemOf } from '@xuncha/http';
import { derivedId, listDepartments, listMembers, memberWrite, newId, type TenantHead } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { requireKnownRounds } from './known-rounds.ts';
import { fieldsOf, memberData, memberView } from './member-view.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/**
 * Under which name the person signs in, and the id they are known by in all trails. Equal names at two providers are
 * two people, so who signs in with the unit's own provider gets an id made of both.
 */
const whoOf = (
  { login, signIn }: BodyOf<'members.add'>,
  { identityProvider }: TenantHead,
): Pick<Membership, 'userId' | 'login' | 'issuer'> => {
  if (signIn !== 'own') return { userId: login, login };
  if (!identityProvider)
    throw new HttpProblem(
      422,
      'own_provider_missing',
      '本单位没有自有的统一身份认证，请选择集团统一身份认证。',
      {
        field: 'signIn',
      },
    );
  const { issuer } = identityProvider;
  return { userId: derivedId(0, `person/${issuer}\n${login}`), login, issuer };
};

/** A03: gives a person a place in the tenant. They sign in with the login they have at the identity provider. */
export const addMember: Handler<'members.add', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, body, at } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    await requireKnownRounds(deps.table, scope, head, body.scope);
    const [departments, members] = await Promise.all([
      listDepartments(deps.table, scope),
      listMembers(deps.table, scope),
    ]);
    const member: Membership = {
      ...fieldsOf(body),
      tenantId: scope.tenantId,
      id: newId(Date.parse(at)),
      ...whoOf(body, head),
      status: 'active',
    };
    const departmentIds = new Set(departments.map(({ id }) => id));
    const checked = checkMembership(member, { kind: head.kind, departmentIds });
    if (!checked.ok) throw problemOf(checked.error);
    if (members.some((one) => one.status === 'active' && isLoginOf(one, loginNameOf(member))))
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

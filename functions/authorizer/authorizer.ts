import {
  type Delegation,
  delegationActive,
  isLoginOf,
  type LoginName,
  type Membership,
  membershipActive,
  type Principal,
  shanghaiDateOf,
} from '@xuncha/domain';
import { log, type MembershipSummary, packMemberships } from '@xuncha/http';
import {
  type LoginEntry,
  listLogins,
  readDelegation,
  readMember,
  readTenant,
  type SessionVendor,
  type Table,
  type TenantHead,
} from '@xuncha/store';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { sessionTagsOf } from './request-access.ts';
import type { AdmitRequest } from './request-rates.ts';
import type { VerifiedLogin, VerifyToken } from './verify-token.ts';

export interface AuthorizerDeps {
  readonly table: Table;
  readonly verify: VerifyToken;
  /** Makes the credentials of a request: a session that reaches one tenant's data. */
  readonly vend: SessionVendor;
  /** Counts the request for its tenant, and says when to come again if it is one too many. */
  readonly admit: AdmitRequest;
  readonly now: () => Date;
}

/** What the authorizer looks at. */
type AuthorizerEvent = Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'methodArn'> &
  Partial<Pick<APIGatewayRequestAuthorizerEvent, 'pathParameters'>>;

/** What the person is told; the gateway's answer to a denied request is filled with it. */
const REFUSALS = {
  no_membership: {
    title: '没有可用的身份',
    detail: '您还没有可用的单位身份，或身份已到期，请联系本单位管理员。',
  },
  tenant_suspended: { title: '单位已停用', detail: '您所在的单位已停用，数据完整保留；请联系集团管理员。' },
  membership_choice: { title: '请选择身份', detail: '您有多个单位身份，请先选择以哪个身份办理。' },
} as const;
type Refusal = keyof typeof REFUSALS;

/** API Gateway answers 401 for exactly this message, and 403 for a policy that denies. */
const unauthenticated = (): Error => new Error('Unauthorized');

/**
 * Who is calling, with which membership? Verifies the token, loads the membership and the tenant's state, and hands
 * the principal to the functions, with credentials that reach the data of the tenant in question and no other: the
 * functions have none of their own. Roles of several memberships are never merged: who has several names the one they
 * act with. A suspended tenant's people are refused here, at their next request.
 */
export const createAuthorizer =
  (deps: AuthorizerDeps) =>
  async (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const token = bearer(headerOf(event, 'authorization'));
    const name = token ? await deps.verify(token) : undefined;
    if (!name) throw unauthenticated();
    const seat = await seatOf(deps, name, {
      wanted: headerOf(event, 'x-membership'),
      asksWhoTheyAre: event.methodArn.endsWith('/GET/me'),
    });
    if ('refusal' in seat) return deny(event, name.login, seat.refusal);
    const { principal, memberships } = seat;
    // Of the tenant the person belongs to: whoever of HQ looks into a unit uses up none of the unit's requests.
    const retryAfter = await deps.admit(principal.tenantId, principal.tenantKind);
    // An authorizer can answer 401 and 403 only; the function makes 429 of this. It gets no credentials: no data is touched.
    if (retryAfter !== undefined)
      return policy(event, name.login, 'Allow', { retryAfter: String(retryAfter) });
    return policy(event, name.login, 'Allow', {
      principal: JSON.stringify(principal),
      credentials: JSON.stringify(await deps.vend(sessionTagsOf(principal, event.pathParameters?.tenantId))),
      ...(memberships ? { memberships: packMemberships(memberships, principal.membershipId) } : {}),
    });
  };

const headerOf = (event: AuthorizerEvent, name: string): string | undefined =>
  Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];

const bearer = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];

/** A membership or delegation as its tenant has it now. */
interface Standing {
  readonly id: string;
  readonly tenant: TenantHead;
  /** Whose roles act. */
  readonly member: Membership;
  readonly delegation?: Delegation;
}

interface Seat {
  readonly principal: Principal;
  /** All a person may act as; only for `GET /v1/me`, whose function could not read it: it lies in several tenants. */
  readonly memberships?: readonly MembershipSummary[];
}

const seatOf = async (
  { table, now }: AuthorizerDeps,
  name: VerifiedLogin,
  { wanted, asksWhoTheyAre }: { readonly wanted: string | undefined; readonly asksWhoTheyAre: boolean },
): Promise<Seat | { readonly refusal: Refusal }> => {
  const today = shanghaiDateOf(now());
  const asked = (await listLogins(table, name)).filter(
    ({ id, kind, tenantId }) =>
      // Whoever a unit's own provider vouches for acts in that unit and nowhere else.
      (!name.onlyTenant || tenantId === name.onlyTenant) &&
      (asksWhoTheyAre || (wanted ? id === wanted : kind === 'login_membership')),
  );
  const found = (await Promise.all(asked.map((entry) => standingOf(table, name, entry, today)))).flatMap(
    (one) => one ?? [],
  );
  const active = found.filter(({ tenant }) => tenant.status === 'active');
  const own = active.filter(({ delegation }) => !delegation);
  const chosen = wanted ? active.find(({ id }) => id === wanted) : own[0];
  if (!chosen) {
    const suspended = found.some(
      ({ id, tenant }) => tenant.status === 'suspended' && (!wanted || id === wanted),
    );
    return { refusal: suspended ? 'tenant_suspended' : 'no_membership' };
  }
  const principal = principalOf(chosen);
  if (asksWhoTheyAre) return { principal, memberships: active.map(summaryOf) };
  return wanted || own.length === 1 ? { principal } : { refusal: 'membership_choice' };
};

/**
 * Read from the tenant itself, so that a change of roles, a removal or a revocation acts at the next request; the
 * directory's entry alone gives nothing. A substitute needs a standing membership of their own in the same tenant
 * beside the absent person's.
 */
const standingOf = async (
  table: Table,
  name: LoginName,
  { kind, tenantId, id }: LoginEntry,
  today: string,
): Promise<Standing | undefined> => {
  const delegation = kind === 'login_delegation' ? await readDelegation(table, tenantId, id) : undefined;
  if (kind === 'login_delegation' && !(delegation && delegationActive(delegation, today))) return undefined;
  const [tenant, own, absent] = await Promise.all([
    readTenant(table, tenantId),
    readMember(table, tenantId, delegation?.toMembershipId ?? id),
    delegation && readMember(table, tenantId, delegation.fromMembershipId),
  ]);
  if (!tenant || !own || !isLoginOf(own, name) || !membershipActive(own, today)) return undefined;
  const member = delegation ? absent : own;
  return member && membershipActive(member, today) ? { id, tenant, member, delegation } : undefined;
};

const principalOf = ({ tenant, member, delegation }: Standing): Principal => {
  const base = {
    tenantId: member.tenantId,
    tenantKind: tenant.kind,
    roles: member.roles,
    departmentId: member.departmentId,
    scope: member.scope,
  };
  if (!delegation) return { ...base, userId: member.userId, name: member.name, membershipId: member.id };
  return {
    ...base,
    userId: delegation.toUserId,
    name: delegation.toName,
    membershipId: delegation.id,
    onBehalfOf: { userId: member.userId, name: member.name, delegationId: delegation.id },
  };
};

const summaryOf = ({ id, tenant, member, delegation }: Standing): MembershipSummary => ({
  membershipId: id,
  tenantId: tenant.tenantId,
  tenantName: tenant.name,
  tenantKind: tenant.kind,
  roles: [...member.roles],
  title: member.title,
  validTo: member.validTo,
  ...(delegation ? { delegation: { id, fromName: delegation.fromName, validTo: delegation.validTo } } : {}),
});

const policy = (
  event: AuthorizerEvent,
  login: string,
  effect: 'Allow' | 'Deny',
  context: APIGatewayAuthorizerResult['context'],
): APIGatewayAuthorizerResult => ({
  principalId: login,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: event.methodArn }],
  },
  context,
});

const deny = (event: AuthorizerEvent, login: string, code: Refusal): APIGatewayAuthorizerResult => {
  log('info', 'sign_in_refused', { reason: code });
  return policy(event, login, 'Deny', { code, ...REFUSALS[code] });
};

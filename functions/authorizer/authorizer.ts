import { usageKeyOf } from '@xuncha/contracts/usage-key';
import {
  delegationActive,
  type Membership,
  membershipActive,
  type Principal,
  shanghaiDateOf,
} from '@xuncha/domain';
import { log, packMemberships } from '@xuncha/http';
import {
  type LoginEntry,
  listLogins,
  readMember,
  readTenant,
  type SessionVendor,
  type Table,
} from '@xuncha/store';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { membershipsOf } from './memberships.ts';
import { sessionTagsOf } from './request-access.ts';
import type { VerifyToken } from './verify-token.ts';

export interface AuthorizerDeps {
  readonly table: Table;
  readonly verify: VerifyToken;
  /** Makes the credentials of a request: a session that reaches one tenant's data. */
  readonly vend: SessionVendor;
  readonly now: () => Date;
  /** Stage whose usage plan the tenants' request rates are counted in. */
  readonly stage: string;
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
} as const;
type Refusal = keyof typeof REFUSALS;

/** API Gateway answers 401 for exactly this message, and 403 for a policy that denies. */
const unauthenticated = (): Error => new Error('Unauthorized');

/**
 * Who is calling, with which membership? Verifies the token, loads memberships and the tenant's state, and hands
 * the principal to the functions, with credentials that reach the data of the tenant in question and no other: the
 * functions have none of their own. A suspended tenant's people are refused here, at their next request.
 */
export const createAuthorizer =
  (deps: AuthorizerDeps) =>
  async (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const token = bearer(headerOf(event, 'authorization'));
    const claims = token ? await deps.verify(token) : undefined;
    if (!claims) throw unauthenticated();
    const today = shanghaiDateOf(deps.now());
    const entries = await listLogins(deps.table, claims.subject);
    let refusal: Refusal = 'no_membership';
    for (const chosen of candidates(entries, headerOf(event, 'x-membership'), today)) {
      const acting = await memberOf(deps.table, chosen, today);
      if (!acting || !membershipActive(acting, today)) continue;
      const tenant = await readTenant(deps.table, acting.tenantId);
      if (tenant?.status === 'active') {
        const principal = principalOf(chosen, acting, tenant.kind);
        const allowed = policy(event, claims.subject, 'Allow', {
          principal: JSON.stringify(principal),
          credentials: JSON.stringify(
            await deps.vend(sessionTagsOf(principal, event.pathParameters?.tenantId)),
          ),
          ...(await handedToMe(deps, event, usable(entries, today), principal)),
        });
        // The gateway counts the request against this tenant's rate.
        return { ...allowed, usageIdentifierKey: usageKeyOf(deps.stage, acting.tenantId) };
      }
      if (tenant?.status === 'suspended') refusal = 'tenant_suspended';
    }
    return deny(event, claims.subject, refusal);
  };

const headerOf = (event: AuthorizerEvent, name: string): string | undefined =>
  Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];

const bearer = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];

/** The membership or delegation the request names; without a name, all usable memberships in turn. */
const candidates = (
  entries: readonly LoginEntry[],
  wanted: string | undefined,
  today: string,
): readonly LoginEntry[] =>
  usable(entries, today).filter((entry) =>
    wanted ? entry.id === wanted : entry.kind === 'login_membership',
  );

const usable = (entries: readonly LoginEntry[], today: string): readonly LoginEntry[] =>
  entries.filter((entry) =>
    entry.kind === 'login_membership' ? membershipActive(entry, today) : delegationActive(entry, today),
  );

/** `GET /v1/me` alone tells about other memberships, and its function could not read them. */
const handedToMe = async (
  { table }: AuthorizerDeps,
  { methodArn }: AuthorizerEvent,
  entries: readonly LoginEntry[],
  { membershipId }: Principal,
): Promise<{ memberships?: string }> =>
  methodArn.endsWith('/GET/me')
    ? { memberships: packMemberships(await membershipsOf(table, entries), membershipId) }
    : {};

/**
 * Memberships are read from the tenant itself, so that a change of roles acts at the next request. A substitute
 * needs a standing membership of their own beside the absent person's.
 */
const memberOf = async (table: Table, entry: LoginEntry, today: string): Promise<Membership | undefined> => {
  if (entry.kind === 'login_membership') return readMember(table, entry.tenantId, entry.id);
  const [absent, substitute] = await Promise.all([
    readMember(table, entry.tenantId, entry.fromMembershipId),
    readMember(table, entry.tenantId, entry.toMembershipId),
  ]);
  return substitute && membershipActive(substitute, today) ? absent : undefined;
};

const principalOf = (
  entry: LoginEntry,
  member: Membership,
  tenantKind: Principal['tenantKind'],
): Principal => {
  const base = {
    tenantId: member.tenantId,
    tenantKind,
    roles: member.roles,
    departmentId: member.departmentId,
    scope: member.scope,
  };
  if (entry.kind === 'login_membership')
    return { ...base, userId: member.userId, name: member.name, membershipId: member.id };
  return {
    ...base,
    userId: entry.toUserId,
    name: entry.toName,
    membershipId: entry.id,
    onBehalfOf: { userId: member.userId, name: member.name, delegationId: entry.id },
  };
};

const policy = (
  event: AuthorizerEvent,
  subject: string,
  effect: 'Allow' | 'Deny',
  context: APIGatewayAuthorizerResult['context'],
): APIGatewayAuthorizerResult => ({
  principalId: subject,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: event.methodArn }],
  },
  context,
});

const deny = (event: AuthorizerEvent, subject: string, code: Refusal): APIGatewayAuthorizerResult => {
  log('info', 'sign_in_refused', { reason: code });
  return policy(event, subject, 'Deny', { code, ...REFUSALS[code] });
};

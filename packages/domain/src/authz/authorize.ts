import { type DomainError, fail, ok, type Result } from '../result.ts';
import {
  admitsBatch,
  admittedBatches,
  inScope,
  type LimitedBatch,
  limitsContent,
  type MembershipScope,
} from './content-limits.ts';
import { ACTIONS, type Action, type Reach, reachOf } from './matrix.ts';
import { reachFor } from './restricted-actions.ts';
import type { Role } from './roles.ts';

/** Home of components without a person. Not a possible tenant code, which begins with a letter. */
const SYSTEM_TENANT = '-system';

/** A person signed in with one membership. Built by the authorizer from verified data only. */
export interface Principal {
  readonly userId: string;
  readonly name: string;
  readonly membershipId: string;
  readonly tenantId: string;
  readonly tenantKind: 'group' | 'subsidiary';
  readonly roles: readonly Role[];
  readonly departmentId?: string;
  readonly scope?: MembershipScope;
  /** Set when the person acts as a dated substitute (G07): roles and department are the absent person's. */
  readonly onBehalfOf?: { readonly userId: string; readonly name: string; readonly delegationId: string };
}

declare const scopeBrand: unique symbol;

/**
 * The right to touch one tenant's data, for one request. `authorize` is its only maker, and every store method
 * takes it first, so code that forgot to ask cannot reach the table.
 */
export interface TenantScope {
  readonly tenantId: string;
  readonly action: Action;
  readonly reach: Reach;
  readonly principal: Principal;
  readonly [scopeBrand]: true;
}

const notFound = fail('missing', 'not_found', '没有找到这条记录，请检查网址，或从台账中重新打开。');

/**
 * May this person do this in this tenant? A tenant the person can't see answers exactly like one that doesn't
 * exist (always `not_found`), so that ids can't be probed.
 */
export const authorize = (
  principal: Principal,
  action: Action,
  tenantId: string,
): Result<TenantScope, DomainError> => {
  const reach = reachFor(principal, action);
  const own = principal.tenantId === tenantId;
  const auditedForeign = principal.tenantKind === 'group' && reach === 'group';
  if (!own && !auditedForeign) {
    // Somebody of HQ may know that subsidiaries exist; the refusal still names no difference.
    return notFound;
  }
  if (!reach) return fail('forbidden', 'forbidden', '您的角色没有这项权限，如确需办理请联系本单位管理员。');
  // The limit names subsidiaries: at home (who am I, the list of tenants) a limited auditor is still somebody.
  if (!own && !inScope(principal.scope, tenantId)) return notFound;
  return ok({ tenantId, action, reach, principal } as Omit<TenantScope, typeof scopeBrand> as TenantScope);
};

/** The same right, with the person's limits on rounds and dates translated into batches of the unit (A06). */
export const narrowed = (scope: TenantScope, batches: readonly LimitedBatch[]): TenantScope => {
  const limits = scope.principal.scope ?? {};
  const principal = {
    ...scope.principal,
    scope: { ...limits, admitted: admittedBatches(limits, batches) },
  };
  return { ...scope, principal };
};

/**
 * May this person be in this tenant at all, for one action or another? Decides whose data the credentials of a request
 * reach; `authorize` decides about the action itself.
 */
export const mayEnter = (principal: Principal, tenantId: string): boolean =>
  principal.tenantId === tenantId ||
  (principal.tenantKind === 'group' &&
    inScope(principal.scope, tenantId) &&
    ACTIONS.some((action) => reachFor(principal, action) === 'group'));

/** Drafts are seen by those who prepare the feedback; for all others a finding begins when it is delivered (D04). */
export const seesDrafts = (principal: Pick<Principal, 'tenantId' | 'roles'>): boolean =>
  principal.tenantId === SYSTEM_TENANT || reachOf(principal.roles, 'finding.edit_draft') !== undefined;

/**
 * Does the scope cover a finding of this batch, lead department and state? Otherwise it must look as if it didn't
 * exist.
 */
export const covers = (
  scope: TenantScope,
  finding: { readonly batchId: string; readonly departmentId?: string; readonly state?: string },
): boolean => {
  if (!admitsBatch(scope.principal.scope, finding.batchId)) return false;
  if (finding.state === 'draft' && !seesDrafts(scope.principal)) return false;
  if (scope.reach !== 'department') return true;
  return scope.principal.departmentId !== undefined && finding.departmentId === scope.principal.departmentId;
};

/** Does the scope cover every finding that counts? Then lists that know nothing of departments and batches serve it. */
export const seesWholeLedger = ({ reach, principal }: TenantScope): boolean =>
  reach !== 'department' && !limitsContent(principal.scope);

/**
 * Components that touch tenant data without a person: fed by the stream, by Step Functions, by S3 or by a clock,
 * never reachable over HTTP. The value says why each needs it.
 */
export const SYSTEM_COMPONENTS = {
  relay: 'carries events of all tenants to Step Functions',
  projections: 'keeps inboxes, counters and roll-ups of all tenants',
  jobs: 'imports, undoes and publishes in chunks after the request has been answered',
  closeout: 'opens gates when the workflow reaches them',
  provisioning: 'creates a tenant that has no members yet',
  evidence: 'checks files after they were uploaded',
  archive: 'builds an export that was requested and recorded before',
  schedule: 'passes limits and repairs lost executions',
  seal: 'signs the state of all audit chains every hour',
  notify: 'sends what was queued for people and robots of a unit',
  authorizer: 'reads memberships before anybody is known',
} as const;
export type SystemComponent = keyof typeof SYSTEM_COMPONENTS;

/** Scope of a listed component for one tenant. */
export const systemScope = (component: SystemComponent, tenantId: string): TenantScope =>
  ({
    tenantId,
    action: 'self.read',
    reach: 'tenant',
    principal: {
      userId: `system:${component}`,
      name: '系统',
      membershipId: 'system',
      tenantId: SYSTEM_TENANT,
      tenantKind: 'group',
      roles: [],
    },
  }) as Omit<TenantScope, typeof scopeBrand> as TenantScope;

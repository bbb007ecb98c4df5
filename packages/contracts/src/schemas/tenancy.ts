import { EXPORT_APPROVALS, LOGIN_CLAIMS, RETENTION_CLASSES, ROBOT_KINDS } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, FindingState, Gate, Id, Instant, line, Role, TenantId } from './base.ts';

export interface OrgNode {
  name: string;
  children?: OrgNode[];
}
export const OrgNode: z.ZodType<OrgNode> = z.lazy(() =>
  z.object({ name: z.string().trim().max(60), children: z.array(OrgNode).max(500).optional() }),
);
export const Department = z.object({
  id: Id,
  name: z.string(),
  parentId: Id.optional(),
  order: z.int(),
});
export const ProvisionRequest = z.object({
  code: TenantId,
  name: line(60),
  org: z.array(OrgNode).max(500),
  admin: z.object({ login: line(64), name: line(30) }),
});
export const Counters = z.object({
  byState: z.partialRecord(FindingState, z.int()),
  open: z.int(),
  closed: z.int(),
  total: z.int(),
});
export const TenantSummary = z.object({
  tenantId: TenantId,
  name: z.string(),
  kind: z.enum(['group', 'subsidiary']),
  status: z.enum(['provisioning', 'active', 'suspended']),
  suspendedReason: z.string().optional(),
  createdAt: Instant,
  counters: Counters.optional(),
  overdue: z.int().optional(),
  /** Who approves exports of its archives (K06). */
  exportApproval: z.enum(EXPORT_APPROVALS).optional(),
});
const EffectMonth = z.object({ month: z.string(), closed: z.int(), onTime: z.int(), late: z.int() });
/** Numbers of the effect chart (K03). Every one of them opens the list behind it. */
export const EffectNumbers = z.object({
  /** 发现、已制定措施、措施完成、已销号：后一项都是前一项的一部分。 */
  steps: z.object({ found: z.int(), planned: z.int(), done: z.int(), closed: z.int() }),
  /** 各月销号数，其中有整改期限的按时、逾期各多少。 */
  months: z.array(EffectMonth),
});
export const UnitEffect = EffectNumbers.extend({
  /** 确认的边改边犯；看不到边改边犯的人没有这一项。 */
  recurred: z.int().optional(),
  /** 领域 × 部门。 */
  cells: z.array(
    z.object({
      domain: z.string(),
      departmentId: Id.optional(),
      departmentName: z.string().optional(),
      open: z.int(),
      closed: z.int(),
    }),
  ),
});
export const GroupEffect = z.object({
  units: z.array(
    EffectNumbers.extend({
      tenantId: TenantId,
      /** 领域；* 是其余领域之和。 */
      domains: z.array(z.object({ domain: z.string(), open: z.int(), closed: z.int() })),
    }),
  ),
});
export const IdentityProvider = z.object({
  issuer: line(300),
  audience: line(200),
  clientId: line(200),
  scope: line(200),
  loginClaim: z.enum(LOGIN_CLAIMS),
});
export const TenantDetail = TenantSummary.extend({
  departments: z.array(Department),
  policy: z.object({
    version: z.int(),
    gates: z.array(Gate),
    limits: z.record(z.string(), z.int()),
  }),
  retention: z.enum(RETENTION_CLASSES),
  /** Who approves exports of the unit's archives (K06). */
  exportApproval: z.enum(EXPORT_APPROVALS),
  categoryRouting: z.array(z.object({ category: z.string(), departmentId: Id })).optional(),
  /** The unit's own sign-in, where HQ has registered one. */
  identityProvider: IdentityProvider.optional(),
});
export const PolicyInput = z.object({
  gates: z.array(Gate).max(5),
  limits: z.object({
    evidence_check: z.int(),
    consultation: z.int(),
    party_committee: z.int(),
    leading_group: z.int(),
  }),
});
/** A round and the units it was fed back to. */
export const KnownRound = z.object({ round: z.string(), tenantIds: z.array(TenantId) });
export const MembershipScopeInput = z.object({
  tenants: z.array(TenantId).max(100).optional(),
  batches: z.array(Id).max(100).optional(),
  rounds: z.array(line(60)).max(20).optional(),
  /** Only what was fed back in between, both days included. */
  feedbackFrom: CalendarDate.optional(),
  feedbackTo: CalendarDate.optional(),
});
export const MemberInput = z.object({
  login: line(64),
  /** Where the person signs in: with the group, or with the unit's own provider. The group when left out. */
  signIn: z.enum(['group', 'own']).optional(),
  name: line(30),
  title: z.string().trim().max(60).optional(),
  roles: z.array(Role).min(1, '请至少选择一个角色').max(8),
  departmentId: Id.optional(),
  validFrom: CalendarDate.optional(),
  validTo: CalendarDate.optional(),
  scope: MembershipScopeInput.optional(),
});
export const Member = MemberInput.extend({
  id: Id,
  userId: z.string(),
  tenantId: TenantId,
  status: z.enum(['active', 'removed']),
});
export const DelegationInput = z.object({
  toMembershipId: Id,
  validFrom: CalendarDate,
  validTo: CalendarDate,
  reason: line(200),
});
export const Delegation = z.object({
  id: Id,
  tenantId: TenantId,
  fromMembershipId: Id,
  fromUserId: z.string(),
  fromName: z.string(),
  toMembershipId: Id,
  toUserId: z.string(),
  toName: z.string(),
  validFrom: CalendarDate,
  validTo: CalendarDate,
  reason: z.string(),
  revokedAt: Instant.optional(),
});
/** That somebody of HQ worked in the unit on a day. */
export const AccessRecord = z.object({
  date: CalendarDate,
  at: Instant,
  userId: z.string(),
  membershipId: Id,
  name: z.string(),
  roles: z.array(Role),
  onBehalfOf: z.object({ name: z.string() }).optional(),
  /** Capability of the first request that day. */
  area: z.string(),
});
/** A group robot; its address holds a key and is never shown again. */
export const WebhookView = z.object({ id: Id, kind: z.enum(ROBOT_KINDS), name: z.string() });
export const WebhookInput = z.object({
  kind: z.enum(ROBOT_KINDS),
  name: line(40),
  url: z.string().trim().max(500),
});

import { MATTER_KIND_NAMES, RESTRICTED_CLASSES, STARTED_KINDS, TASK_KINDS } from '@xuncha/domain';
import * as z from 'zod';
import { ActionName, CalendarDate, Id, Instant, Role, Sha256, TenantId } from './base.ts';
import { MembershipScopeInput } from './tenancy.ts';

export const MembershipSummary = z.object({
  membershipId: Id,
  tenantId: TenantId,
  tenantName: z.string(),
  tenantKind: z.enum(['group', 'subsidiary']),
  roles: z.array(Role),
  title: z.string().optional(),
  /** Last day of the membership. */
  validTo: CalendarDate.optional(),
  /** Acting for somebody absent (G07): choosing it means acting with that person's roles. */
  delegation: z.object({ id: Id, fromName: z.string(), validTo: CalendarDate }).optional(),
});
export const Me = z.object({
  userId: z.string(),
  name: z.string(),
  current: MembershipSummary.extend({
    departmentId: Id.optional(),
    /** What a limited membership sees: the page says so wherever it shows lists. */
    scope: MembershipScopeInput.optional(),
    onBehalfOf: z.object({ name: z.string() }).optional(),
  }),
  memberships: z.array(MembershipSummary),
  /** Every action this membership may do, with its reach; the page shows and hides by this, never by role. */
  actions: z.partialRecord(ActionName, z.enum(['self', 'department', 'tenant', 'group'])),
});
/** A reminder of a due date, before or after it. */
export const NotificationLine = z.object({
  id: z.string().max(1024),
  tenantId: TenantId,
  tenantName: z.string(),
  subject: z.object({
    type: z.enum(['finding', 'matter']),
    id: Id,
    matterKind: z.enum(MATTER_KIND_NAMES).optional(),
  }),
  no: z.string(),
  title: z.string(),
  why: z.string(),
  due: CalendarDate,
  on: CalendarDate,
  overdue: z.boolean(),
  unread: z.boolean(),
});
/** How a person wants to be told. What is overdue is told in any case, once there is an address. */
export const Preferences = z.object({
  email: z.email().max(200).optional(),
  /** One mail a working day at most; without it only what is overdue. */
  digest: z.boolean(),
});
/** What I handed in and somebody else has now. */
export const StartedLine = z.object({
  id: z.string(),
  tenantId: TenantId,
  tenantName: z.string(),
  kind: z.enum(STARTED_KINDS),
  /** Of the finding, the matter or the export. */
  subjectId: Id,
  matterKind: z.enum(MATTER_KIND_NAMES).optional(),
  no: z.string(),
  title: z.string(),
  round: z.string(),
  /** Where it stands, and the roles it waits for. */
  where: z.string(),
  holders: z.array(Role),
  since: Instant,
  due: CalendarDate.optional(),
  overdue: z.boolean(),
});
export const InboxTask = z.object({
  id: z.string(),
  tenantId: TenantId,
  tenantName: z.string(),
  /** For a matter: its id; for a restricted one: its record. */
  findingId: Id,
  kind: z.enum(TASK_KINDS),
  matterKind: z.enum(MATTER_KIND_NAMES).optional(),
  restrictedClass: z.enum(RESTRICTED_CLASSES).optional(),
  why: z.string(),
  no: z.string(),
  title: z.string(),
  round: z.string(),
  departmentName: z.string().optional(),
  due: CalendarDate.optional(),
  overdue: z.boolean(),
  caseId: Id.optional(),
  /** What a decision of a gate task must name. */
  visit: z.int().optional(),
  snapshotHash: Sha256.optional(),
  since: Instant,
});

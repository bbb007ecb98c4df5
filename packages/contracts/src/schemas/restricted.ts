import {
  ADDRESSEE_ROLES,
  BRIEFING_STATES,
  INTERVIEW_STATES,
  LEADER_FEEDBACK_STATES,
  REFERRAL_STATES,
  RESTRICTED_STEP_NAMES,
} from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, TenantId, text } from './base.ts';

const AddresseeRole = z.enum(ADDRESSEE_ROLES);
const Addressees = z.array(AddresseeRole).max(ADDRESSEE_ROLES.length);
const RestrictedPerson = z.object({ userId: z.string(), name: z.string() });
/** Memberships of HQ; the server looks the people up. */
const People = z.array(Id).max(10, '最多 10 人');
const About = z.object({ unitId: TenantId, round: line(60) });

/** One step of the record's own trail. */
const TrailStep = z.object({
  seq: z.int(),
  at: Instant,
  type: z.string(),
  byName: z.string(),
  reason: z.string().optional(),
  /** The wording of that step, where it has one: earlier versions stay readable. */
  text: z.string().optional(),
});

const RestrictedHead = z.object({
  id: Id,
  unitId: TenantId,
  unitName: z.string(),
  round: z.string(),
  createdAt: Instant,
  createdByName: z.string(),
  updatedAt: Instant,
  version: z.int(),
  /** What this person may do with it now. */
  possible: z.array(z.enum(RESTRICTED_STEP_NAMES)),
  withdrawn: z.object({ at: Instant, byName: z.string(), reason: z.string() }).optional(),
});
const trail = { trail: z.array(TrailStep) };

export const InterviewPlanChange = z.object({
  interviewee: line(30),
  post: line(60),
  interviewerIds: People,
  date: CalendarDate,
  place: line(100),
  topics: z.array(line(200)).min(1, '请至少填写一项谈话内容').max(20),
});
export const InterviewPlanInput = About.extend(InterviewPlanChange.shape);
export const InterviewHeldInput = z.object({ heldOn: CalendarDate });
export const InterviewRecordInput = z.object({
  text: text(10_000),
  signed: z.boolean(),
  unsignedReason: z.string().trim().max(500).optional(),
});
export const InterviewSummary = RestrictedHead.extend({
  state: z.enum(INTERVIEW_STATES),
  interviewee: z.string(),
  post: z.string(),
  interviewers: z.array(RestrictedPerson),
  date: CalendarDate,
  place: z.string(),
  heldOn: CalendarDate.optional(),
});
export const InterviewDetail = InterviewSummary.extend({
  topics: z.array(z.string()),
  record: z
    .object({
      text: z.string(),
      signed: z.boolean(),
      unsignedReason: z.string().optional(),
      at: Instant,
      byName: z.string(),
    })
    .optional(),
  cancelReason: z.string().optional(),
  ...trail,
});
export const InterviewCount = z.object({
  unitId: TenantId,
  unitName: z.string(),
  round: z.string(),
  planned: z.int(),
  held: z.int(),
  recorded: z.int(),
  cancelled: z.int(),
});

export const BriefingChange = z.object({
  addressees: Addressees.min(1, '请选择通报的部门'),
  subject: line(100),
  text: text(10_000),
  findingNos: z.array(line(40)).max(50).optional(),
});
export const BriefingInput = About.extend(BriefingChange.shape);
export const BriefingSummary = RestrictedHead.extend({
  state: z.enum(BRIEFING_STATES),
  addressees: z.array(AddresseeRole),
  subject: z.string(),
  issuedAt: Instant.optional(),
  receipts: z.array(z.object({ role: AddresseeRole, at: Instant, byName: z.string() })),
});
export const BriefingDetail = BriefingSummary.extend({
  text: z.string(),
  findingNos: z.array(z.string()),
  ...trail,
});

export const LeaderFeedbackChange = z.object({
  leader: line(30),
  post: line(60),
  date: CalendarDate,
  place: line(100),
  giverIds: People.min(1, '请选择反馈人'),
  points: text(10_000),
  response: z.string().trim().max(5000).optional(),
});
export const LeaderFeedbackInput = About.extend(LeaderFeedbackChange.shape);
export const LeaderFeedbackSummary = RestrictedHead.extend({
  state: z.enum(LEADER_FEEDBACK_STATES),
  leader: z.string(),
  post: z.string(),
  date: CalendarDate,
  place: z.string(),
  givers: z.array(RestrictedPerson),
});
export const LeaderFeedbackDetail = LeaderFeedbackSummary.extend({
  points: z.string(),
  response: z.string().optional(),
  ...trail,
});

export const ReferralChange = z.object({
  recipient: AddresseeRole,
  copies: Addressees.optional(),
  subject: line(100),
  summary: text(10_000),
});
export const ReferralInput = About.extend(ReferralChange.shape);
export const ReferralReplyInput = z.object({ text: text(10_000) });
export const ReferralSummary = RestrictedHead.extend({
  state: z.enum(REFERRAL_STATES),
  recipient: AddresseeRole,
  copies: z.array(AddresseeRole),
  subject: z.string(),
  sentOn: CalendarDate,
  replyDue: CalendarDate,
  overdue: z.boolean(),
  receivedOn: CalendarDate.optional(),
  repliedOn: CalendarDate.optional(),
});
export const ReferralDetail = ReferralSummary.extend({
  summary: z.string(),
  /** Why the reply is due that day. */
  replyDueWhy: z.string(),
  reply: z.object({ text: z.string(), on: CalendarDate, late: z.boolean(), byName: z.string() }).optional(),
  returnReason: z.string().optional(),
  ...trail,
});

/** What the forms choose from: units of the group, and HQ's people who may take part. */
export const RestrictedChoices = z.object({
  units: z.array(z.object({ tenantId: TenantId, name: z.string() })),
  people: z.array(
    z.object({ membershipId: Id, userId: z.string(), name: z.string(), title: z.string().optional() }),
  ),
});

import {
  ALERT_LEVELS,
  ORDER_STATUSES,
  ORDER_TRIGGERS,
  RECURRENCE_STATUSES,
  RUNGS,
  TALK_STATUSES,
  TALK_WITH,
} from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, text } from './base.ts';
import { MatterAnswer, MatterEvent, MatterFileItem, MatterSummary } from './matters.ts';

/** Thresholds of supervision (F10, I07); zero switches a rule off. */
export const SupervisionSettings = z.object({
  overdueDays: z.int(),
  onRed: z.boolean(),
  refusals: z.int(),
  mostPerDay: z.int(),
  recurrenceMonths: z.int(),
  likeness: z.int(),
});
export const SupervisionRules = z.object({
  settings: SupervisionSettings,
  usual: SupervisionSettings,
  /** The rules in words, as they count. */
  formula: z.array(z.string()),
});

const Rung = z.enum(RUNGS);
const Addressee = z.object({
  departmentId: Id.optional(),
  departmentName: z.string().optional(),
  leaderName: z.string().optional(),
  principalName: z.string().optional(),
});

export const OrderItem = MatterSummary.extend({
  status: z.enum(ORDER_STATUSES),
  trigger: z.object({ rule: z.enum(ORDER_TRIGGERS), why: z.string() }),
  issuer: z.enum(['unit', 'group']),
  issuedOn: CalendarDate,
  to: Addressee,
  rung: Rung,
  listed: z.boolean(),
  replies: z.int(),
});
const Listing = z.object({
  reason: z.string(),
  byName: z.string(),
  at: Instant,
  requests: z.array(
    z.object({
      reason: z.string(),
      fileIds: z.array(Id),
      byName: z.string(),
      at: Instant,
      decision: z
        .object({ outcome: z.enum(['lifted', 'kept']), reason: z.string(), byName: z.string(), at: Instant })
        .optional(),
    }),
  ),
});
export const OrderDetail = z.object({
  order: OrderItem.extend({
    requirement: z.string(),
    startRung: Rung,
    climbs: z.array(z.object({ rung: Rung, passed: CalendarDate, on: CalendarDate })),
    replyList: z.array(MatterAnswer),
    listing: Listing.optional(),
    withdrawnReason: z.string().optional(),
  }),
  files: z.array(MatterFileItem),
  trail: z.array(MatterEvent),
  /** Operations this person may carry out on it now. */
  possible: z.array(z.string()),
});

export const OrderInput = z.object({
  findingIds: z.array(Id).max(50),
  departmentId: Id.optional(),
  /** For an order about no finding; otherwise the finding names it. */
  title: line(60).optional(),
  requirement: text(2000),
  level: z.enum(ALERT_LEVELS),
  /** Whom it goes to first. */
  startRung: z.enum(['department', 'leader']),
  /** Reason for putting it under listed supervision at once; HQ only. */
  listed: text(1000).optional(),
});
export const OrderReplyInput = z.object({ text: text(4000), fileIds: z.array(Id).max(20) });
export const LiftingInput = z.object({ reason: text(2000), fileIds: z.array(Id).max(20) });
export const LiftingDecision = z.object({ outcome: z.enum(['lifted', 'kept']), reason: text(1000) });

export const TalkItem = MatterSummary.extend({
  status: z.enum(TALK_STATUSES),
  host: z.enum(['unit', 'group']),
  talkers: z.array(z.string()),
  talkedTo: z.object({ name: z.string(), post: z.string().optional() }),
  date: CalendarDate,
  departmentName: z.string().optional(),
});
export const TalkDetail = z.object({
  talk: TalkItem.extend({
    reason: z.string(),
    orderId: Id.optional(),
    with: z.enum(TALK_WITH),
    place: z.string().optional(),
    points: z.string().optional(),
    rung: Rung,
    climbs: z.array(z.object({ rung: Rung, passed: CalendarDate, on: CalendarDate })),
    statements: z.array(MatterAnswer),
    cancelReason: z.string().optional(),
  }),
  files: z.array(MatterFileItem),
  trail: z.array(MatterEvent),
  possible: z.array(z.string()),
});
export const TalkInput = z.object({
  /** The order it follows from, or a finding. */
  orderId: Id.optional(),
  findingId: Id.optional(),
  reason: line(60),
  talkers: z.array(line(30)).min(1, '请填写约谈人').max(10),
  talkedTo: z.object({ name: line(30), post: z.string().trim().max(60).optional() }),
  with: z.enum(TALK_WITH),
  departmentId: Id.optional(),
  date: CalendarDate,
  place: z.string().trim().max(100).optional(),
});
export const TalkHeldInput = z.object({ heldOn: CalendarDate, points: text(4000) });

const Compared = z.object({ id: Id, no: z.string(), title: z.string(), text: z.string() });
export const RecurrenceItem = MatterSummary.extend({
  status: z.enum(RECURRENCE_STATUSES),
  node: z.string(),
  later: Compared,
  earlier: Compared.extend({ closedOn: CalendarDate, closeoutNo: z.string().optional() }),
  foundOn: CalendarDate,
  likeness: z.int(),
  why: z.string(),
  decision: z
    .object({
      outcome: z.enum(['confirmed', 'dismissed']),
      reason: z.string(),
      byName: z.string(),
      at: Instant,
    })
    .optional(),
});
export const RecurrenceCounts = z.object({ suspected: z.int(), confirmed: z.int(), dismissed: z.int() });
export const RecurrenceDecision = z.object({
  outcome: z.enum(['confirmed', 'dismissed']),
  reason: text(1000),
});

import {
  ASSIGNMENT_KINDS,
  ASSIGNMENT_STATUSES,
  MAX_MEETING_ACTIONS,
  UNIT_MEETING_STATUSES,
  UNIT_MEETING_TYPES,
  YEAR_CATEGORIES,
} from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, TenantId, text } from './base.ts';
import { Share } from './duties.ts';
import { MatterAnswer, MatterEvent, MatterFileItem, MatterSummary } from './matters.ts';

export const Year = z.string().regex(/^\d{4}$/, '年度应为四位数字');
export const YearCategoryName = z.enum(YEAR_CATEGORIES);
/** How many were held or given in the year; each number opens its list. */
export const YearCounts = z.object({
  year: Year,
  counts: z.record(YearCategoryName, z.int()),
  /** D05: feedback meetings with a leader of the group among all of them. */
  attendance: Share,
});
export const FeedbackMeetings = z.object({
  year: Year,
  attendance: Share,
  meetings: z.array(
    z.object({
      tenantId: TenantId,
      tenantName: z.string(),
      id: Id,
      title: z.string(),
      date: CalendarDate,
      leaders: z.array(z.string()),
    }),
  ),
});

export const UnitMeetingItem = MatterSummary.extend({
  status: z.enum(UNIT_MEETING_STATUSES),
  type: z.enum(UNIT_MEETING_TYPES),
  host: z.enum(['unit', 'group']),
  date: CalendarDate,
  attendees: z.array(z.string()),
  leaders: z.array(z.string()).optional(),
  actions: z.int(),
});
export const AssignmentItem = MatterSummary.extend({
  kind: z.enum(ASSIGNMENT_KINDS),
  status: z.enum(ASSIGNMENT_STATUSES),
  from: z.string(),
  date: CalendarDate,
  departmentName: z.string(),
  handlerName: z.string().optional(),
});
export const UnitMeetingDetail = z.object({
  meeting: UnitMeetingItem.extend({
    place: z.string().optional(),
    agenda: z.array(z.object({ title: z.string(), findingIds: z.array(Id) })),
    conclusions: z.string(),
    openBefore: z.array(
      z.object({
        id: Id,
        title: z.string(),
        departmentName: z.string(),
        due: CalendarDate.optional(),
      }),
    ),
    withdrawnReason: z.string().optional(),
  }),
  /** Findings whose close-out was decided at this meeting (G04). */
  decided: z.array(
    z.object({ findingId: Id, no: z.string(), agendaItem: z.string(), byName: z.string(), at: Instant }),
  ),
  /** What was agreed, as it stands now. */
  actions: z.array(AssignmentItem),
  files: z.array(MatterFileItem),
  trail: z.array(MatterEvent),
  /** Operations this person may carry out now. */
  possible: z.array(z.string()),
});
export const AssignmentDetail = z.object({
  assignment: AssignmentItem.extend({
    what: z.string(),
    meetingId: Id.optional(),
    reports: z.array(MatterAnswer),
    withdrawnReason: z.string().optional(),
  }),
  files: z.array(MatterFileItem),
  trail: z.array(MatterEvent),
  possible: z.array(z.string()),
});

/** Who does what by when. */
const Task = z.object({
  what: text(2000),
  departmentId: Id,
  /** Membership of the person; without one the department's handlers are asked. */
  handlerId: Id.optional(),
  due: CalendarDate,
  findingIds: z.array(Id).max(30).optional(),
});
export const UnitMeetingInput = z.object({
  title: line(80),
  type: z.enum(UNIT_MEETING_TYPES),
  date: CalendarDate,
  place: z.string().trim().max(100).optional(),
  attendees: z.array(line(30)).min(1).max(100),
  /** Leaders of the group who attended; of a feedback meeting only. */
  leaders: z.array(line(30)).max(20).optional(),
  agenda: z
    .array(z.object({ title: line(200), findingIds: z.array(Id).max(30).optional() }))
    .min(1)
    .max(20),
  conclusions: text(4000),
  actions: z.array(Task).max(MAX_MEETING_ACTIONS).optional(),
  /** Batch of feedback (round) it belongs to; otherwise that of the first finding. */
  batchId: Id.optional(),
});
export const InstructionInput = Task.extend({
  /** Post, and name where it is wanted: 党委书记 张某. */
  leader: line(60),
  date: CalendarDate,
  batchId: Id.optional(),
});
export const AssignmentReportInput = z.object({ text: text(4000), fileIds: z.array(Id).max(50).optional() });

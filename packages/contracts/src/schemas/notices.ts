import {
  MAX_PUBLIC_WORDING,
  NOTICE_AUDIENCES,
  NOTICE_FIELDS,
  NOTICE_STATUSES,
  type NoticeField,
  OUTCOMES,
} from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, TermClass, text } from './base.ts';
import { ReportNumbers } from './duties.ts';
import { entryCount } from './entry-count.ts';
import { MatterEvent, MatterSummary } from './matters.ts';

const NoticeAudience = z.enum(NOTICE_AUDIENCES);
const NoticeStatus = z.enum(NOTICE_STATUSES);
const FIELD_NAMES = Object.keys(NOTICE_FIELDS) as [NoticeField, ...NoticeField[]];

/** The refinement of the input enforces it; the published schema names it, so that a client knows before. */
const MAX_WORDINGS = 200;

const NoticeTexts = z.object({
  intro: z.string().max(3000, '引言最多 3000 个字'),
  closing: z.string().max(3000, '结语最多 3000 个字'),
  contact: z.string().max(300, '联系方式最多 300 个字'),
  /** Finding id → the wording that goes out for it. */
  wordings: z
    .record(Id, z.string().max(MAX_PUBLIC_WORDING, `公开表述最多 ${MAX_PUBLIC_WORDING} 个字`))
    .meta({ maxProperties: MAX_WORDINGS }),
  leftOut: z.array(Id).max(500),
});
/** Two hundred wordings of 500 characters stay below an item's 400 kB. */
export const NoticeWriteInput = z.object({
  title: line(80),
  texts: NoticeTexts.refine(entryCount('wordings', 0, MAX_WORDINGS), {
    message: `最多为 ${MAX_WORDINGS} 个问题填写公开表述`,
    path: ['wordings'],
  }),
});
export const NoticeDraftInput = z.object({ batchId: Id, audience: NoticeAudience, title: line(80) });

export const NoticeSummary = MatterSummary.extend({
  audience: NoticeAudience,
  status: NoticeStatus,
  batchTitle: z.string(),
  publishedOn: CalendarDate.optional(),
  comments: z.int(),
  commentsOpen: z.int(),
});
const NoticeView = z.object({
  audience: NoticeAudience,
  unitName: z.string(),
  title: z.string(),
  intro: z.string(),
  closing: z.string(),
  contact: z.string(),
  numbers: ReportNumbers,
  rows: z.array(
    z.object({
      no: z.string(),
      domain: z.string().optional(),
      category: z.string().optional(),
      title: z.string().optional(),
      departmentName: z.string().optional(),
      termClass: TermClass,
      outcome: z.enum(OUTCOMES),
      measureCount: z.int(),
      measureDone: z.int(),
      dueDate: CalendarDate.optional(),
      text: z.string().optional(),
    }),
  ),
  asOf: CalendarDate,
  leftOut: z.int(),
  withheld: z.array(z.enum(FIELD_NAMES)),
  hiddenNames: z.int(),
});
export const NoticeComment = z.object({
  id: Id,
  text: z.string(),
  from: z.string().optional(),
  receivedOn: CalendarDate,
  registeredByName: z.string(),
  status: z.enum(['open', 'answered', 'passed_on']),
  answer: z.string().optional(),
  findingId: Id.optional(),
  settledByName: z.string().optional(),
  settledAt: Instant.optional(),
});
export const NoticeDetail = NoticeSummary.extend({
  texts: NoticeTexts,
  decision: z
    .object({
      outcome: z.enum(['approved', 'returned']),
      reason: z.string().optional(),
      byName: z.string(),
      at: Instant,
    })
    .optional(),
  publication: z.object({ on: CalendarDate, place: z.string(), byName: z.string() }).optional(),
  summary: z.string().optional(),
  withdrawnReason: z.string().optional(),
  /** What is to be approved, was approved or has gone out; absent while it is being written. */
  frozen: NoticeView.optional(),
  commentList: z.array(NoticeComment),
  trail: z.array(MatterEvent),
  possible: z.array(
    z.enum(['write', 'submit', 'decide', 'publish', 'comment', 'close', 'withdraw', 'export']),
  ),
});
/** Exactly what would go out now, and the findings to choose from. */
export const NoticePreview = z.object({
  view: NoticeView,
  findings: z.array(z.object({ id: Id, no: z.string(), title: z.string() })),
});
export const NoticeDecision = z.object({
  outcome: z.enum(['approved', 'returned']),
  reason: z.string().trim().max(2000).optional(),
});
export const NoticePublication = z.object({ on: CalendarDate, place: line(200) });
export const NoticeCommentInput = z.object({
  text: text(2000),
  from: z.string().trim().max(100).optional(),
  receivedOn: CalendarDate,
});
export const NoticeSettlement = z.object({ answer: text(2000), findingId: Id.optional() });
export const NoticeClosing = z.object({ summary: text(3000) });

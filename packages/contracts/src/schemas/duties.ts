import {
  ACCOUNTABILITY_MANNER_NAMES,
  DUTY_STATUSES,
  DUTY_TYPES,
  FREE_SECTIONS,
  FUNNEL_STEPS,
  GENERATED_SECTIONS,
  OUTCOMES,
} from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, Sha256, TenantId, TermClass } from './base.ts';
import { MatterDue, MatterEvent, MatterFileItem, MatterSummary } from './matters.ts';

/** A percentage and the arithmetic it comes from. */
export const Share = z.object({
  part: z.int(),
  whole: z.int(),
  percent: z.string().optional(),
  formula: z.string(),
});
const Outcome = z.enum(OUTCOMES);
const DutyType = z.enum(DUTY_TYPES);
const DutyStatus = z.enum(DUTY_STATUSES);
const FreeSection = z.enum(FREE_SECTIONS);

export const ReportNumbers = z.object({
  rows: z.array(
    z.object({
      termClass: z.union([TermClass, z.literal('all')]),
      total: z.int(),
      closed: z.int(),
      stage: z.int(),
      open: z.int(),
    }),
  ),
  measures: z.object({ total: z.int(), done: z.int() }),
  shares: z.array(z.object({ name: z.string(), share: Share })),
});
export const Funnel = z.array(
  z.object({ step: z.enum(FUNNEL_STEPS), count: z.int(), share: Share.optional() }),
);

/** Four sections of 8,000 characters print on some twenty pages; a longer report has annexes. */
const FreeText = z.string().max(8000, '每个章节最多 8000 个字');
const Persons = z.int().min(0).max(10_000);
const Accountability = z.object(
  Object.fromEntries(ACCOUNTABILITY_MANNER_NAMES.map((manner) => [manner, Persons])) as Record<
    (typeof ACCOUNTABILITY_MANNER_NAMES)[number],
    typeof Persons
  >,
);
export const ReportTexts = z.object({
  free: z.partialRecord(FreeSection, FreeText),
  accountability: Accountability.optional(),
});

const DutySubmission = z.object({
  number: z.int(),
  at: Instant,
  on: CalendarDate,
  late: z.boolean(),
  byName: z.string(),
  files: z.array(z.object({ id: Id, fileName: z.string(), sha256: Sha256 })),
  decision: z
    .object({
      outcome: z.enum(['accepted', 'returned']),
      reason: z.string().optional(),
      at: Instant,
      byName: z.string(),
    })
    .optional(),
});
export const DutySummary = MatterSummary.extend({
  type: DutyType,
  status: DutyStatus,
  batchTitle: z.string(),
  feedbackDate: CalendarDate,
  year: z.int().optional(),
  /** Of the submission that stands. */
  late: z.boolean().optional(),
  submittedOn: CalendarDate.optional(),
  /** Its day has passed and no report stands that was handed in by then. */
  missed: z.boolean(),
});
export const DutyList = z.object({
  items: z.array(DutySummary),
  next: z.string().optional(),
  /** Over the newest hundred. */
  rate: Share,
});
export const DutyDetail = DutySummary.extend({
  sections: z.array(
    z.object({
      id: z.enum([...GENERATED_SECTIONS, ...FREE_SECTIONS]),
      title: z.string(),
      /** Of a free section: what belongs there. */
      hint: z.string().optional(),
    }),
  ),
  /** What is written so far; the unit's own people see it before it is handed in. */
  texts: ReportTexts.optional(),
  /** Of which day the data in the draft is; absent before anybody took it. */
  basisAsOf: CalendarDate.optional(),
  submissions: z.array(
    DutySubmission.extend({ texts: ReportTexts.optional(), numbers: ReportNumbers.optional() }),
  ),
  files: z.array(MatterFileItem),
  trail: z.array(MatterEvent),
  possible: z.array(z.enum(['write', 'submit', 'decide', 'export'])),
});
const Standing = z.object({ outcome: Outcome, measures: z.string() });
export const DutyDraft = z.object({
  asOf: CalendarDate,
  numbers: ReportNumbers,
  funnel: Funnel,
  findings: z.array(
    z.object({
      id: Id,
      no: z.string(),
      title: z.string(),
      departmentName: z.string().optional(),
      termClass: TermClass,
      outcome: Outcome,
      measureCount: z.int(),
      measureDone: z.int(),
      dueDate: CalendarDate.optional(),
      closeoutNo: z.string().optional(),
    }),
  ),
  /** Against the data the draft was last generated from. */
  difference: z
    .object({
      since: CalendarDate,
      moved: z.array(
        z.object({
          findingId: Id,
          no: z.string(),
          title: z.string(),
          from: Standing.optional(),
          to: Standing,
        }),
      ),
      gone: z.int(),
    })
    .optional(),
});
export const DutyDecision = z.object({
  outcome: z.enum(['accepted', 'returned']),
  reason: z.string().trim().max(2000).optional(),
});
/** A file that is made for the answer and kept nowhere. */
export const MadeFile = z.object({ fileName: z.string(), contentType: z.string(), base64: z.string() });

export const GroupDutyQuery = z.object({
  /** Of the due date; this year where absent. */
  year: z
    .string()
    .regex(/^\d{4}$/, '年份应为四位数字')
    .optional(),
});
export const GroupDuties = z.object({
  year: z.string(),
  rate: Share,
  units: z.array(
    z.object({
      tenantId: TenantId,
      tenantName: z.string(),
      rate: Share,
      duties: z.array(
        z.object({
          id: Id,
          type: DutyType,
          title: z.string(),
          status: DutyStatus,
          due: MatterDue.shape.date.optional(),
          late: z.boolean().optional(),
          submittedOn: CalendarDate.optional(),
          missed: z.boolean(),
        }),
      ),
    }),
  ),
});

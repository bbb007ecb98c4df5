import {
  ALERT_LEVELS,
  EFFECT_STEPS,
  EVIDENCE_STATUSES,
  FINDING_EVENTS,
  FINDING_STATES,
  IDLE_LEVELS,
  KEPT_ORDERS,
  LEDGER_ACTIONS,
  LEDGER_DUES,
  REQUEST_TYPES,
  RESULT_CLASSES,
  RETENTION_CLASSES,
} from '@xuncha/domain';
import * as z from 'zod';
import { Analysis } from './analysis.ts';
import {
  CalendarDate,
  Cursor,
  FindingState,
  Gate,
  Id,
  Instant,
  line,
  page,
  Sha256,
  TenantId,
  TermClass,
  text,
} from './base.ts';
import { entryCount } from './entry-count.ts';

export const Responsibility = z.object({
  principalName: z.string().trim().max(30).optional(),
  principalId: z.string().optional(),
  leaderName: z.string().trim().max(30).optional(),
  leaderId: z.string().optional(),
  departmentId: Id.optional(),
  departmentName: z.string().max(60).optional(),
  supportingDepartments: z.array(z.string().trim().min(1).max(60)).max(30),
  handlerName: z.string().trim().max(30).optional(),
  handlerId: z.string().optional(),
});
export const FindingRow = z.object({
  tenantId: TenantId,
  id: Id,
  no: z.string(),
  title: z.string(),
  domain: z.string().optional(),
  category: z.string().optional(),
  round: z.string(),
  batchId: Id,
  state: FindingState,
  termClass: TermClass,
  dueDate: CalendarDate.optional(),
  overdue: z.boolean(),
  departmentId: Id.optional(),
  departmentName: z.string().optional(),
  leaderName: z.string().optional(),
  handlerName: z.string().optional(),
  measureCount: z.int(),
  measureDone: z.int(),
  progress: z.int(),
  /** 预警：blue 临期，yellow 滞后或质量不高，red 逾期。 */
  alert: z.enum(ALERT_LEVELS).optional(),
  /** 最近一次有人办理的日期。 */
  lastActOn: CalendarDate.optional(),
  /** 久未推进。 */
  idle: z.enum(IDLE_LEVELS).optional(),
  /** 已销号、阶段性成果（持续整改）、未完成。 */
  result: z.enum(RESULT_CLASSES).optional(),
  /** 新建或修订的制度数。 */
  rulesBuilt: z.int().optional(),
  gate: Gate.optional(),
  gateDue: CalendarDate.optional(),
  closeoutNo: z.string().optional(),
});
const state = `(?:${FINDING_STATES.join('|')})`;
/** `rectifying,closing`: several of a list in one parameter. */
const States = z.string().regex(new RegExp(`^${state}(?:,${state}){0,11}$`), '状态不存在，请重新选择');
const part = z.string().trim().max(60).optional();
/** What narrows the ledger; the same in lists, saved views and exports. */
export const LedgerFilter = z.object({
  state: States.optional(),
  departmentId: Id.optional(),
  batchId: Id.optional(),
  /** open: everything that still needs somebody · overdue · soon: open and due within 30 days · ended: closed. */
  due: z.enum(LEDGER_DUES).optional(),
  round: part,
  /** Parts of names. */
  category: part,
  domain: part,
  person: part,
  termClass: TermClass.optional(),
  alert: z.enum(ALERT_LEVELS).optional(),
  /** Open findings nobody has worked on; `noticed` includes those that stand still for longer. */
  idle: z.enum(IDLE_LEVELS).optional(),
  result: z.enum(RESULT_CLASSES).optional(),
  /** Only findings whose rectification built or revised rules. */
  rules: z.enum(['built']).optional(),
  /** Has come at least to this step: planned, measures done, closed. */
  step: z.enum(EFFECT_STEPS).optional(),
  /** Closed in this month. */
  closedIn: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  /** Closed by its due date, or after it. */
  inTime: z.enum(['yes', 'no']).optional(),
  /** Words looked for in the whole wording, number, title, category, domain, round, department, persons and close-out number. */
  q: z.string().trim().max(100).optional(),
});
const BACKWARDS = KEPT_ORDERS.map((by) => `-${by}` as const);
export const FindingQuery = LedgerFilter.extend({
  cursor: Cursor.optional(),
  /** Of the key-ordered lists at most 100; of all others, lines of the ledger, at most 2,000. */
  limit: z.coerce.number().int().min(1).max(2000).optional(),
  /**
   * due, due_desc: by due date, while one index answers it · no, state, category, department, lastAct, each also with a
   * minus for the other way: the whole ledger by that column · ledger: as the findings were registered, any filter. The
   * answer says which of them it came in.
   */
  order: z.enum(['due', 'due_desc', 'ledger', ...KEPT_ORDERS, ...BACKWARDS]).optional(),
});
/** A line of the ledger with what this person may do with it now, alone or with others. */
export const LedgerLine = FindingRow.extend({
  possible: z.array(z.enum(LEDGER_ACTIONS)),
  /** Of a search: the place in the wording where the words stand that the line does not show. */
  excerpt: z.string().optional(),
});
export const FindingPage = page(LedgerLine).extend({
  /** What the lines are sorted by: lists that nothing keeps in the order asked for come in that of the ledger. */
  order: z.enum(['due', 'ledger', ...KEPT_ORDERS]),
  /** How many findings were looked at for this answer; `next` goes on where it stopped. */
  looked: z.int().optional(),
});
export const MeasureTerm = z.object({
  kind: z.enum(['date', 'immediate', 'continuous', 'none']),
  date: CalendarDate.optional(),
  original: z.string().max(100).optional(),
});
export const StageTarget = z.object({
  on: CalendarDate,
  percent: z.int().min(1).max(100),
  goal: line(200),
});
export const StageResult = z.object({ outcome: z.enum(['accepted', 'returned']), on: CalendarDate });
export const Extended = z.object({ from: CalendarDate, to: CalendarDate, on: CalendarDate, by: z.string() });
export const MeasureInput = z.object({
  text: text(2000),
  leaderName: z.string().trim().max(30).optional(),
  departmentId: Id.optional(),
  supportingDepartments: z.array(z.string().trim().min(1).max(60)).max(30).optional(),
  handlerName: z.string().trim().max(30).optional(),
  handlerId: z.string().optional(),
  /** As people write it: `2025年3月`, `立行立改`, `长期坚持` or a date. */
  term: line(100),
  /** Staged targets of a continuous measure, by day. */
  stages: z.array(StageTarget).max(20).optional(),
});
export const Measure = z.object({
  id: Id,
  seq: z.int(),
  text: z.string(),
  leaderName: z.string().optional(),
  departmentId: Id.optional(),
  departmentName: z.string().optional(),
  supportingDepartments: z.array(z.string()),
  handlerName: z.string().optional(),
  handlerId: z.string().optional(),
  term: MeasureTerm,
  stages: z.array(StageTarget).optional(),
  startsOn: CalendarDate.optional(),
  stage: StageResult.optional(),
  extended: Extended.optional(),
  extensions: z.int().optional(),
  status: z.enum(['not_started', 'under_way', 'done', 'withdrawn']),
  progress: z.int(),
  result: z.string().optional(),
  doneAt: Instant.optional(),
  withdrawnReason: z.string().optional(),
});
export const EvidenceItem = z.object({
  id: Id,
  purpose: z.enum(['measure', 'minutes']),
  measureId: Id.optional(),
  caseId: Id.optional(),
  fileName: z.string(),
  size: z.int(),
  sha256: Sha256,
  contentType: z.string(),
  source: z.string().optional(),
  formedOn: CalendarDate,
  uploadedAt: Instant.optional(),
  uploadedBy: z.string(),
  uploadedByName: z.string(),
  registeredAt: Instant,
  status: z.enum(EVIDENCE_STATUSES),
  refusal: z.object({ code: z.string(), message: z.string() }).optional(),
  withdrawnReason: z.string().optional(),
  title: z.string().optional(),
  takenBy: z.string().optional(),
  replaces: Id.optional(),
  replacedBy: Id.optional(),
  versionNo: z.int().optional(),
  /** Checked while a case runs; counts when the case has come back. */
  keptAt: Instant.optional(),
  hold: z.object({ reason: z.string(), byName: z.string(), at: Instant }).optional(),
});
export const TimelineEvent = z.object({
  seq: z.int(),
  at: Instant,
  type: z.enum(FINDING_EVENTS),
  actor: z.object({ userId: z.string(), name: z.string(), onBehalfOf: z.string().optional() }),
  data: z.record(z.string(), z.unknown()),
  hash: Sha256,
});
export const CloseoutCase = z.object({
  id: Id,
  status: z.enum(['running', 'closed', 'returned', 'continuous', 'withdrawn']),
  gates: z.array(Gate),
  policyVersion: z.int(),
  application: z.object({
    result: z.string(),
    similarCheck: z.string(),
    newRules: z.array(z.string()),
    by: z.string(),
    byName: z.string(),
    at: Instant,
  }),
  snapshotHash: Sha256,
  /** What was applied for is kept as a snapshot. */
  frozen: z.boolean().optional(),
  gate: Gate.optional(),
  visit: z.int().optional(),
  gateStatus: z.enum(['opening', 'open']).optional(),
  openedAt: Instant.optional(),
  due: CalendarDate.optional(),
  escalation: z.int().optional(),
  endedAt: Instant.optional(),
  closeoutNo: z.string().optional(),
});
/** What this person may do with this finding now; `refused` says why not, so the page can explain. */
export const Possible = z.object({
  operation: z.string(),
  allowed: z.boolean(),
  code: z.string().optional(),
  reason: z.string().optional(),
});
/** Planned, actual and what lies between, in percentage points. */
const Deviation = z.object({ planned: z.int(), actual: z.int(), deviation: z.int() });
export const MeasureCourse = Deviation.extend({
  measureId: Id,
  from: CalendarDate,
  to: CalendarDate.optional(),
  level: z.enum(ALERT_LEVELS).optional(),
});
export const FindingCourse = z.object({
  whole: Deviation,
  measures: z.array(MeasureCourse),
  reasons: z.array(z.string()),
  /** Says how the alert comes about. */
  formula: z.array(z.string()),
  idleDays: z.int().optional(),
});
/** One progress report as the trail keeps it. */
export const ProgressEntry = z.object({
  seq: z.int(),
  measureId: z.string(),
  at: Instant,
  byName: z.string(),
  onBehalfOf: z.string().optional(),
  before: z.int(),
  progress: z.int(),
  note: z.string().optional(),
  result: z.string().optional(),
  evidenceIds: z.array(z.string()),
});
export const PendingExtension = z.object({
  id: Id,
  measureId: Id.optional(),
  seq: z.int().optional(),
  from: CalendarDate,
  to: CalendarDate,
  decider: z.enum(['rectification_office', 'inspection_office']),
  due: CalendarDate,
  byName: z.string(),
});
/** Stage decisions and extensions as the trail keeps them. */
export const RequestEntry = z.object({
  seq: z.int(),
  type: z.enum(REQUEST_TYPES),
  at: Instant,
  byName: z.string(),
  onBehalfOf: z.string().optional(),
  extensionId: z.string().optional(),
  measureId: z.string().optional(),
  measureSeq: z.int().optional(),
  from: CalendarDate.optional(),
  to: CalendarDate.optional(),
  planned: z.int().optional(),
  progress: z.int().optional(),
  due: CalendarDate.optional(),
  dueWhy: z.string().optional(),
  reason: z.string(),
  evidenceIds: z.array(z.string()),
});
export const FindingDetail = z.object({
  finding: FindingRow.extend({
    responsibility: Responsibility,
    feedbackDate: CalendarDate.optional(),
    dueWhy: z.string().optional(),
    nextCheckDate: CalendarDate.optional(),
    stage: StageResult.optional(),
    /** The request for another date that waits for its decision. */
    extension: PendingExtension.optional(),
    extensions: z.int(),
    green: z.object({ since: CalendarDate }).optional(),
    parents: z.array(Id),
    children: z.array(Id),
    version: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  }),
  body: z.object({
    text: z.string(),
    goal: z.string().optional(),
    analysis: Analysis.optional(),
    remark: z.string().optional(),
    objection: z.object({ reason: z.string(), by: z.string(), at: Instant }).optional(),
    objectionAnswer: z
      .object({
        outcome: z.enum(['maintained', 'accepted']),
        reason: z.string(),
        by: z.string(),
        at: Instant,
      })
      .optional(),
    source: z.object({ importId: Id, sheet: z.string(), rowStart: z.int(), rowEnd: z.int() }).optional(),
  }),
  measures: z.array(Measure),
  course: FindingCourse,
  reports: z.array(ProgressEntry),
  requests: z.array(RequestEntry),
  evidence: z.array(EvidenceItem),
  cases: z.array(CloseoutCase),
  timeline: z.array(TimelineEvent),
  /** True when earlier events were left out; `finding.events` pages through all. */
  timelineTruncated: z.boolean(),
  missing: z.array(z.object({ code: z.string(), message: z.string(), measureId: Id.optional() })),
  possible: z.array(Possible),
});
export const DraftEdit = z
  .object({
    text: text(4000).optional(),
    title: line(40).optional(),
    category: z.string().trim().max(60).optional(),
    domain: z.string().trim().max(60).optional(),
    goal: z.string().trim().max(1000).optional(),
    remark: z.string().trim().max(1000).optional(),
    termClass: TermClass.optional(),
  })
  .refine(entryCount(undefined, 1, Number.MAX_SAFE_INTEGER), '没有要修改的内容');
export const Reason = z.object({ reason: text(1000) });
export const ObjectionAnswer = z.object({ outcome: z.enum(['maintained', 'accepted']), reason: text(1000) });
export const StageDecision = z.object({
  /** 不填则验收整个问题的阶段成果。 */
  measureId: Id.optional(),
  outcome: z.enum(['accepted', 'returned']),
  reason: text(1000),
});
export const ExtensionRequest = z.object({
  /** 不填则申请调整问题的整改期限。 */
  measureId: Id.optional(),
  to: CalendarDate,
  reason: text(1000),
  evidenceIds: z.array(Id).max(50).optional(),
});
export const ExtensionDecision = z.object({ outcome: z.enum(['approved', 'refused']), reason: text(1000) });
export const ProgressReport = z.object({
  progress: z.int().min(0).max(100),
  /** 本期做了什么。 */
  note: z.string().trim().max(2000).optional(),
  evidenceIds: z.array(Id).max(50).optional(),
  result: z.string().trim().max(2000).optional(),
  /** What stood there when this was written; a measure that says something else by now is not written over. */
  seen: z.object({ progress: z.int().min(0).max(100), result: z.string().max(2000).optional() }).optional(),
});
export const PartInput = z.object({
  title: line(40),
  text: text(4000),
  category: z.string().trim().max(60).optional(),
});
export const SplitInput = z.object({ parts: z.array(PartInput).min(2).max(10), reason: text(500) });
export const MergeInput = z.object({
  findingIds: z.array(Id).min(2).max(10),
  into: PartInput,
  reason: text(500),
});
/** `null`: the batch follows its unit again. Always said, so that a body without it changes nothing. */
export const BatchRetention = z.object({ retention: z.enum(RETENTION_CLASSES).nullable() });
export const Batch = z.object({
  id: Id,
  tenantId: TenantId,
  round: z.string(),
  title: z.string(),
  status: z.enum(['draft', 'publishing', 'published']),
  feedbackDate: CalendarDate.optional(),
  findings: z.int(),
  delivered: z.int(),
  /** How long its files are kept, where it differs from the unit (K04). */
  retention: z.enum(RETENTION_CLASSES).optional(),
  importId: Id.optional(),
  createdAt: Instant,
  createdByName: z.string(),
});
export const BulkResult = z.object({
  results: z.array(
    z.object({
      findingId: Id,
      ok: z.boolean(),
      problem: z.object({ code: z.string(), detail: z.string(), details: z.unknown().optional() }).optional(),
      next: z.string().optional(),
      closeoutNo: z.string().optional(),
    }),
  ),
});

/** Findings by the numbers an index sheet names; `cursor` goes on where a large ledger was left. */
export const FindingLookup = z.object({
  findings: z
    .array(z.object({ no: line(40), round: line(60).optional() }))
    .min(1)
    .max(50),
  cursor: Cursor.optional(),
});
export const FoundFindings = z.object({
  items: z.array(
    z.object({
      findingId: Id,
      no: z.string(),
      round: z.string(),
      title: z.string(),
      measures: z.array(z.object({ id: Id, seq: z.int() })),
      /** Why nothing can be uploaded to it now. */
      refusal: z.string().optional(),
    }),
  ),
  next: Cursor.optional(),
});

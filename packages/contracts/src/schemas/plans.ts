import { MAX_STANDARDS, PLAN_REVIEWERS, PLAN_STATES, PLAN_STEPS } from '@xuncha/domain';
import * as z from 'zod';
import { AppliedStandard, RootCauseName } from './analysis.ts';
import { CalendarDate, FindingState, Id, Instant, line, Sha256, TermClass, text } from './base.ts';
import { MeasureTerm, StageTarget } from './findings.ts';
import { MatterFileItem, MatterSummary } from './matters.ts';

export const AnalysisInput = z.object({
  termClass: TermClass,
  causes: z.array(RootCauseName).max(5),
  causeText: z.string().trim().max(2000).optional(),
  goal: z.string().trim().max(1000).optional(),
  standard: AppliedStandard.optional(),
});

const PlanMeasure = z.object({
  id: Id,
  seq: z.int(),
  text: z.string(),
  leaderName: z.string().optional(),
  departmentId: Id.optional(),
  departmentName: z.string().optional(),
  supportingDepartments: z.array(z.string()),
  handlerName: z.string().optional(),
  term: MeasureTerm,
  stages: z.array(StageTarget),
  status: z.enum(['not_started', 'under_way', 'done']),
  progress: z.int(),
});
/** A finding as plan, lists and time line show it. */
export const PlanFinding = z.object({
  id: Id,
  no: z.string(),
  title: z.string(),
  text: z.string(),
  domain: z.string().optional(),
  category: z.string().optional(),
  state: FindingState,
  termClass: TermClass,
  causes: z.array(RootCauseName),
  causeText: z.string().optional(),
  goal: z.string().optional(),
  standard: z.string().optional(),
  principalName: z.string().optional(),
  leaderName: z.string().optional(),
  departmentId: Id.optional(),
  departmentName: z.string().optional(),
  supportingDepartments: z.array(z.string()),
  handlerName: z.string().optional(),
  feedbackDate: CalendarDate.optional(),
  dueDate: CalendarDate.optional(),
  dueWhy: z.string().optional(),
  limitDate: CalendarDate.optional(),
  limitWhy: z.string().optional(),
  progress: z.int(),
  measures: z.array(PlanMeasure),
});

const PlanState = z.enum(PLAN_STATES);
export const PlanReviewer = z.enum(PLAN_REVIEWERS);
const PlanOutcome = z.enum(['approve', 'return']);
export const PlanSummary = MatterSummary.extend({
  status: PlanState,
  number: z.int(),
  approvedNumber: z.int().optional(),
});
const PlanStep = z.object({
  number: z.int(),
  step: z.enum(PLAN_STEPS),
  outcome: PlanOutcome.optional(),
  office: PlanReviewer.optional(),
  text: z.string().optional(),
  meetingDate: CalendarDate.optional(),
  byName: z.string(),
  at: Instant,
});
export const PlanDetail = PlanSummary.extend({
  tenantName: z.string(),
  goals: z.string(),
  organisation: z.string(),
  feedbackDate: CalendarDate,
  /** Of the version submitted last; decisions name it. */
  hash: Sha256.optional(),
  findings: z.int().optional(),
  measures: z.int().optional(),
  steps: z.array(PlanStep),
  /** Minutes and other papers. */
  files: z.array(MatterFileItem),
  /** Numbers of the versions submitted so far. */
  versions: z.array(z.int()),
  missingOpinions: z.array(PlanReviewer),
  possible: z.array(
    z.object({
      operation: z.string(),
      allowed: z.boolean(),
      code: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
});
export const PlanEdit = z.object({
  goals: z.string().trim().max(4000),
  organisation: z.string().trim().max(4000),
});
const Decision = z.object({
  outcome: PlanOutcome,
  /** Hash of the version that was seen. */
  hash: Sha256,
  text: z.string().trim().max(2000).optional(),
});
export const PlanCommitteeDecision = Decision.extend({ meetingDate: CalendarDate.optional() });
export const PlanOpinion = Decision.extend({ office: PlanReviewer });
export const PlanReview = Decision;

const PlanDifference = z.object({
  findingId: Id.optional(),
  no: z.string().optional(),
  title: z.string().optional(),
  field: z.string(),
  before: z.string(),
  after: z.string(),
});
/** A submitted version: what it changed against the one before, and what has changed since while it is decided on. */
export const PlanVersion = z.object({
  number: z.int(),
  hash: Sha256,
  goals: z.string(),
  organisation: z.string(),
  submittedAt: Instant,
  submittedByName: z.string(),
  findings: z.int(),
  measures: z.int(),
  previous: z.int().optional(),
  differences: z.array(PlanDifference),
  since: z.array(PlanDifference).optional(),
});

const StandardEntry = z.object({ id: Id, category: z.string(), text: z.string() });
export const Standards = z.object({
  version: z.int(),
  core: z.array(StandardEntry),
  own: z.array(StandardEntry),
  changedAt: Instant.optional(),
  changedByName: z.string().optional(),
});
export const StandardsInput = z.object({
  entries: z
    .array(
      z.object({
        /** Absent for a new entry. */
        id: Id.optional(),
        category: z.string().trim().max(60),
        text: text(1000),
      }),
    )
    .max(MAX_STANDARDS),
});

/** A list of placeholders, and those inside of it. */
const PlaceholderGroup = z.object({ name: z.string(), texts: z.array(z.string()) });
export const PlanTemplate = z.object({
  version: z.int(),
  /** Absent while the house form is used. */
  fileName: z.string().optional(),
  sha256: Sha256.optional(),
  changedAt: Instant.optional(),
  changedByName: z.string().optional(),
  placeholders: z.array(PlaceholderGroup),
  required: z.array(z.string()),
});
export const PlanTemplateInput = z.object({
  fileName: line(200),
  /** 300 kB become 400,000 letters. */
  base64: z
    .string()
    .regex(/^[A-Za-z0-9+/=]+$/, '文件内容应为 Base64')
    .max(420_000, '模板超过 300 KB，请删去图片后重新上传'),
});

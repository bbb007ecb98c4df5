import {
  ACTIONS,
  FINDING_EVENTS,
  FINDING_STATES,
  GATES,
  LEDGER_FIELDS,
  ROLE_NAMES,
  TASK_KINDS,
  TENANT_CODE,
  TERM_CLASSES,
} from '@xuncha/domain';
import * as z from 'zod';

/** Lower-case ULID: 26 characters of Crockford's base 32, so that no key delimiter can occur in an id. */
export const Id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/, '编号格式不正确');
export const TenantId = z.string().regex(TENANT_CODE, '单位代码应为 2 至 20 位小写字母或数字，以字母开头');
export const CalendarDate = z.iso.date('日期格式应为 YYYY-MM-DD');
export const Instant = z.iso.datetime();
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 应为 64 位十六进制');
/** Opaque; answered by the server as `next` and sent back unchanged. */
export const Cursor = z.string().max(2000);
const line = (max: number) => z.string().trim().min(1, '请填写').max(max, `最多 ${max} 个字`);
const text = (max: number) => z.string().trim().min(1, '请填写').max(max, `最多 ${max} 个字`);

export const Role = z.enum(ROLE_NAMES as [(typeof ROLE_NAMES)[number], ...(typeof ROLE_NAMES)[number][]]);
export const ActionName = z.enum(ACTIONS as [(typeof ACTIONS)[number], ...(typeof ACTIONS)[number][]]);
export const FindingState = z.enum(FINDING_STATES);
export const TermClass = z.enum(TERM_CLASSES);
export const Gate = z.enum(GATES);

/** RFC 9457 problem; `code` is stable, `title` and `detail` are Chinese and say what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  field: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  details: z.unknown().optional(),
  traceId: z.string().optional(),
});

/** A page of a list: `next` is there while more may follow. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: Cursor.optional() });
export const PageQuery = z.object({
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

// — tenancy —

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
});
export const TenantDetail = TenantSummary.extend({
  departments: z.array(Department),
  policy: z.object({
    version: z.int(),
    gates: z.array(Gate),
    limits: z.record(z.string(), z.int()),
  }),
  categoryRouting: z.array(z.object({ category: z.string(), departmentId: Id })).optional(),
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
export const MembershipScopeInput = z.object({
  tenants: z.array(TenantId).max(100).optional(),
  batches: z.array(Id).max(100).optional(),
});
export const MemberInput = z.object({
  login: line(64),
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

// — identity —

export const MembershipSummary = z.object({
  membershipId: Id,
  tenantId: TenantId,
  tenantName: z.string(),
  tenantKind: z.enum(['group', 'subsidiary']),
  roles: z.array(Role),
  title: z.string().optional(),
  /** Acting for somebody absent (G07): choosing it means acting with that person's roles. */
  delegation: z.object({ id: Id, fromName: z.string(), validTo: CalendarDate }).optional(),
});
export const Me = z.object({
  userId: z.string(),
  name: z.string(),
  current: MembershipSummary.extend({
    departmentId: Id.optional(),
    validTo: CalendarDate.optional(),
    onBehalfOf: z.object({ name: z.string() }).optional(),
  }),
  memberships: z.array(MembershipSummary),
  /** Every action this membership may do, with its reach; the page shows and hides by this, never by role. */
  actions: z.partialRecord(ActionName, z.enum(['self', 'department', 'tenant', 'group'])),
});
export const InboxTask = z.object({
  id: z.string(),
  tenantId: TenantId,
  tenantName: z.string(),
  findingId: Id,
  kind: z.enum(TASK_KINDS),
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

// — findings —

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
  gate: Gate.optional(),
  gateDue: CalendarDate.optional(),
  closeoutNo: z.string().optional(),
});
export const FindingQuery = PageQuery.extend({
  state: FindingState.optional(),
  departmentId: Id.optional(),
  batchId: Id.optional(),
  /** open: everything that still needs somebody · overdue: open and past the due date · ended: closed and withdrawn. */
  due: z.enum(['open', 'overdue', 'ended']).optional(),
  /** Words looked for in number, title, category and department. */
  q: z.string().trim().max(100).optional(),
});
export const MeasureTerm = z.object({
  kind: z.enum(['date', 'immediate', 'continuous', 'none']),
  date: CalendarDate.optional(),
  original: z.string().max(100).optional(),
});
export const MeasureInput = z.object({
  text: text(2000),
  leaderName: z.string().trim().max(30).optional(),
  departmentId: Id.optional(),
  supportingDepartments: z.array(z.string().trim().min(1).max(60)).max(30).optional(),
  handlerName: z.string().trim().max(30).optional(),
  handlerId: z.string().optional(),
  /** As people write it: `2025年3月`, `立行立改`, `长期坚持` or a date. */
  term: line(100),
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
  status: z.enum(['registered', 'verified', 'refused', 'withdrawn']),
  refusal: z.object({ code: z.string(), message: z.string() }).optional(),
  withdrawnReason: z.string().optional(),
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
export const FindingDetail = z.object({
  finding: FindingRow.extend({
    responsibility: Responsibility,
    feedbackDate: CalendarDate.optional(),
    dueWhy: z.string().optional(),
    nextCheckDate: CalendarDate.optional(),
    parents: z.array(Id),
    children: z.array(Id),
    version: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  }),
  body: z.object({
    text: z.string(),
    goal: z.string().optional(),
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
  .refine((edit) => Object.keys(edit).length > 0, '没有要修改的内容');
export const Reason = z.object({ reason: text(1000) });
export const ObjectionAnswer = z.object({ outcome: z.enum(['maintained', 'accepted']), reason: text(1000) });
export const ProgressReport = z.object({
  progress: z.int().min(0).max(100),
  result: z.string().trim().max(2000).optional(),
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
export const Batch = z.object({
  id: Id,
  tenantId: TenantId,
  round: z.string(),
  title: z.string(),
  status: z.enum(['draft', 'publishing', 'published']),
  feedbackDate: CalendarDate.optional(),
  findings: z.int(),
  delivered: z.int(),
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

// — imports —

export const ImportMapping = z.object({
  sheet: z.string().max(100),
  firstDataRow: z.int().min(1),
  /** Field → column number, counted from 0. */
  columns: z.partialRecord(z.enum(LEDGER_FIELDS), z.int().min(0).max(200)),
  /** Department names of the file → department of the tenant. */
  departments: z.record(z.string().max(100), Id).optional(),
});
export const ImportStatus = z.enum([
  'awaiting_upload',
  'uploaded',
  'reading',
  'previewed',
  'failed',
  'committing',
  'committed',
  'undoing',
  'undone',
]);
export const ImportRegistration = z.object({
  fileName: line(200),
  size: z
    .int()
    .min(1)
    .max(20 * 1024 * 1024, '台账文件不能超过 20 MB'),
  sha256: Sha256,
});
export const ImportSummary = z.object({
  id: Id,
  tenantId: TenantId,
  fileName: z.string(),
  status: ImportStatus,
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Findings handled so far and in all, while committing or undoing. */
  done: z.int(),
  total: z.int(),
  imported: z.int().optional(),
  skipped: z.int().optional(),
  batchId: Id.optional(),
  round: z.string().optional(),
  createdAt: Instant,
  createdByName: z.string(),
});
export const ImportDetail = ImportSummary.extend({
  sheets: z.array(z.string()).optional(),
  mapping: ImportMapping.optional(),
  /** Header texts by column of the chosen sheet, for the mapping editor. */
  headers: z.array(z.object({ column: z.int(), letter: z.string(), text: z.string() })).optional(),
  meta: z
    .object({
      title: z.string().optional(),
      unitName: z.string().optional(),
      feedbackDate: CalendarDate.optional(),
    })
    .optional(),
  totals: z
    .object({
      findings: z.int(),
      measures: z.int(),
      good: z.int(),
      warnings: z.int(),
      errors: z.int(),
      duplicates: z.int(),
    })
    .optional(),
  unknownDepartments: z.array(z.string()).optional(),
});
export const PreviewIssue = z.object({
  row: z.int(),
  column: z.string().optional(),
  field: z.string().optional(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  value: z.string().optional(),
});
export const PreviewFinding = z.object({
  index: z.int(),
  rowStart: z.int(),
  rowEnd: z.int(),
  no: z.string(),
  domain: z.string().optional(),
  category: z.string().optional(),
  text: z.string(),
  title: z.string(),
  goal: z.string().optional(),
  remark: z.string().optional(),
  termClass: TermClass.optional(),
  status: z.enum(['ok', 'warning', 'error', 'duplicate', 'exists']),
  measures: z.array(
    z.object({
      row: z.int(),
      text: z.string(),
      leader: z.string().optional(),
      departmentId: Id.optional(),
      departmentName: z.string().optional(),
      supportingDepartmentNames: z.array(z.string()),
      handlerName: z.string().optional(),
      term: MeasureTerm.optional(),
    }),
  ),
  issues: z.array(PreviewIssue),
});
export const ImportCommit = z.object({
  round: line(60),
  title: line(100),
  /** Leave out findings with errors; without it, any error refuses the commit. */
  onlyGood: z.boolean(),
});

// — close-out —

export const ApplicationInput = z.object({
  result: text(2000),
  similarCheck: text(2000),
  newRules: z.array(line(200)).max(50),
});
export const EvidenceTick = z.object({
  evidenceId: Id,
  verdict: z.enum(['sufficient', 'insufficient']),
  reason: z.string().trim().max(500).optional(),
});
export const CommitteeMeeting = z.object({
  date: CalendarDate,
  agendaItem: line(200),
  attendees: z.array(line(30)).max(100),
  resolution: text(2000),
  minutesId: Id,
});
export const DecisionInput = z.object({
  gate: Gate.exclude(['application']),
  visit: z.int().min(1),
  snapshotHash: Sha256,
  outcome: z.enum(['approve', 'return', 'continuous']),
  reason: z.string().trim().max(1000).optional(),
  returnTo: z.enum(['department', 'evidence_check', 'consultation', 'party_committee']).optional(),
  ticks: z.array(EvidenceTick).max(300).optional(),
  opinion: z.string().trim().max(2000).optional(),
  meeting: CommitteeMeeting.optional(),
  meetingId: Id.optional(),
  nextCheckDate: CalendarDate.optional(),
});
export const DecisionResult = z.object({
  caseId: Id,
  next: z.string(),
  closeoutNo: z.string().optional(),
  version: z.int(),
});
export const MeetingInput = z.object({
  title: line(100),
  date: CalendarDate,
  attendees: z.array(line(30)).min(1).max(100),
  /** Number of the written minutes, such as 领导小组纪要〔2025〕3号. */
  minutesNo: z.string().trim().max(60).optional(),
});
export const Meeting = MeetingInput.extend({
  id: Id,
  createdAt: Instant,
  createdByName: z.string(),
  decided: z.int(),
});
export const MeetingDecision = z.object({
  tenantId: TenantId,
  findingId: Id,
  caseId: Id,
  visit: z.int().min(1),
  snapshotHash: Sha256,
  outcome: z.enum(['approve', 'return', 'continuous']),
  reason: z.string().trim().max(1000).optional(),
  returnTo: z.enum(['department', 'evidence_check', 'consultation', 'party_committee']).optional(),
  nextCheckDate: CalendarDate.optional(),
});
export const MeetingDecisions = z.object({
  decisions: z.array(MeetingDecision).min(1).max(100, '一次最多决定 100 件'),
});

// — evidence and archive —

export const EvidenceInput = z.object({
  purpose: z.enum(['measure', 'minutes']),
  measureId: Id.optional(),
  caseId: Id.optional(),
  fileName: line(200),
  size: z.int().min(0),
  sha256: Sha256,
  contentType: z.string().trim().max(200),
  source: z.string().trim().max(100).optional(),
  formedOn: CalendarDate,
});
/** A presigned PUT: send the body with exactly these headers. */
export const Upload = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: Instant,
});
export const Link = z.object({ url: z.string(), expiresAt: Instant, fileName: z.string() });
export const ArchiveScope = z.object({
  kind: z.enum(['tenant', 'round', 'finding']),
  batchId: Id.optional(),
  findingId: Id.optional(),
});
export const ArchiveRequest = z.object({ scope: ArchiveScope, purpose: line(200) });
export const ArchiveExport = z.object({
  id: Id,
  tenantId: TenantId,
  no: z.string(),
  scope: ArchiveScope,
  scopeTitle: z.string(),
  purpose: z.string(),
  status: z.enum(['queued', 'building', 'ready', 'failed']),
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  findings: z.int().optional(),
  findingsDone: z.int().optional(),
  files: z.int().optional(),
  bytes: z.int().optional(),
  size: z.int().optional(),
  sha256: Sha256.optional(),
  /** 档案指纹: SHA-256 of tagmanifest-sha256.txt, to compare with what the offline verifier shows. */
  fingerprint: Sha256.optional(),
  createdAt: Instant,
  createdByName: z.string(),
  finishedAt: Instant.optional(),
});

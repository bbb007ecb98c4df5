import { ALERT_LEVELS, MATTER_KIND_NAMES } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, Sha256, TenantId } from './base.ts';

export const MatterKindName = z.enum(MATTER_KIND_NAMES);
/** A due date, and why it is that day. */
export const MatterDue = z.object({ date: CalendarDate, why: z.string() });

/** What all matters have in common, as a list shows it; each kind adds its own fields. */
export const MatterSummary = z.object({
  tenantId: TenantId,
  id: Id,
  kind: MatterKindName,
  title: z.string(),
  status: z.string(),
  open: z.boolean(),
  batchId: Id.optional(),
  round: z.string().optional(),
  findingIds: z.array(Id),
  due: MatterDue.optional(),
  overdue: z.boolean(),
  level: z.enum(ALERT_LEVELS).optional(),
  createdByName: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
  version: z.int(),
});
/** On the page of a finding: the last answer to a request for help or guidance stands beside it (F09). */
export const FindingMatter = MatterSummary.extend({
  reply: z.object({ text: z.string(), byName: z.string(), at: Instant }).optional(),
});
export const MatterFileItem = z.object({
  id: Id,
  purpose: z.string(),
  fileName: z.string(),
  size: z.int(),
  sha256: Sha256,
  status: z.enum(['registered', 'verified', 'refused', 'withdrawn']),
  refusal: z.object({ code: z.string(), message: z.string() }).optional(),
  withdrawnReason: z.string().optional(),
  uploadedByName: z.string(),
  registeredAt: Instant,
  uploadedAt: Instant.optional(),
});
/** What was answered to a matter, with which papers, and what the office said to it. */
export const MatterAnswer = z.object({
  no: z.int(),
  text: z.string(),
  fileIds: z.array(Id),
  byName: z.string(),
  at: Instant,
  check: z
    .object({
      outcome: z.enum(['accepted', 'returned']),
      reason: z.string().optional(),
      byName: z.string(),
      at: Instant,
    })
    .optional(),
});
export const MatterCheckInput = z.object({
  /** Number of the answer that was read. */
  no: z.int().min(1),
  outcome: z.enum(['accepted', 'returned']),
  reason: z.string().trim().max(1000).optional(),
});
/** A step in a matter's trail. */
export const MatterEvent = z.object({
  seq: z.int(),
  at: Instant,
  type: z.string(),
  byName: z.string(),
  onBehalfOfName: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
export const MatterFileInput = z.object({
  /** What the paper is to the matter, such as `minutes`. */
  purpose: z.string().regex(/^[a-z_]{1,30}$/),
  fileName: line(200),
  size: z.int().min(0),
  sha256: Sha256,
  contentType: z.string().trim().max(200),
});

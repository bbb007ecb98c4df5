import { DAMAGE_CODES, EXPORT_APPROVALS, RETENTION_CLASSES } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, Sha256, TenantId } from './base.ts';

export const EvidenceInput = z.object({
  purpose: z.enum(['measure', 'minutes']),
  measureId: Id.optional(),
  caseId: Id.optional(),
  fileName: line(200),
  size: z.int().min(0),
  sha256: Sha256,
  contentType: z.string().trim().max(200),
  source: z.string().trim().max(100).optional(),
  title: z.string().trim().max(200).optional(),
  takenBy: z.string().trim().max(30).optional(),
  formedOn: CalendarDate,
  /** The verified item this one is a newer version of. */
  replaces: Id.optional(),
});
/** How long files are kept at least (K04). */
export const RetentionClass = z.enum(RETENTION_CLASSES);
/** A file that is sent in parts: which size, how many, and which of them S3 holds already. */
export const PartedUpload = z.object({
  partSize: z.int(),
  parts: z.int(),
  finished: z.array(z.object({ number: z.int(), sha256: Sha256 })),
});
/** A presigned PUT of one part: send it with exactly these headers. */
export const PartAddress = z.object({
  number: z.int(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
});
/** A presigned PUT: send the body with exactly these headers. */
export const Upload = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: Instant,
});
/** One night's check of a unit's files. */
export const FixityRun = z.object({
  date: CalendarDate,
  startedAt: Instant,
  finishedAt: Instant,
  checked: z.int(),
  rehashed: z.int(),
  rehashedBytes: z.int(),
  damaged: z.int(),
  missing: z.int(),
  renewed: z.int(),
  left: z.boolean(),
});
export const OpenDamage = z.object({
  sha256: Sha256,
  code: z.enum(DAMAGE_CODES),
  message: z.string(),
  foundAt: Instant,
  findingId: Id,
  evidenceId: Id,
  fileName: z.string(),
});
export const Link = z.object({ url: z.string(), expiresAt: Instant, fileName: z.string() });
export const ArchiveScope = z.object({
  kind: z.enum(['tenant', 'round', 'finding']),
  batchId: Id.optional(),
  findingId: Id.optional(),
});
export const ArchiveRequest = z.object({
  scope: ArchiveScope,
  purpose: line(200),
  /** Missing or damaged evidence: the export fails and names it (default), or lists it in the archive. */
  onMissing: z.enum(['fail', 'list']).optional(),
});
export const ArchiveDecision = z.object({
  outcome: z.enum(['approve', 'refuse']),
  reason: line(200).optional(),
});
export const ArchiveApproval = z.object({ approval: z.enum(EXPORT_APPROVALS) });
/** As the scope of the export; the whole unit when nothing is chosen. */
export const ArchiveEstimateQuery = ArchiveScope.partial();
/** Which of the numbered bags; the first when absent. */
export const ArchiveBagQuery = z.object({ bag: z.coerce.number().int().min(1).optional() });
export const ArchiveEstimate = z.object({
  findings: z.int(),
  /** Plans, orders, talks, meetings, reports …: at least so many where the estimate is not exact. */
  matters: z.int(),
  files: z.int(),
  bytes: z.int(),
  bags: z.int(),
  seconds: z.int(),
  /** Counted, not projected from a sample. */
  exact: z.boolean(),
});
/** One ZIP of an export. */
const ArchiveBag = z.object({
  number: z.int(),
  fileName: z.string(),
  findings: z.int(),
  /** Plans, orders, talks, meetings, reports … of the unit. */
  matters: z.int().optional(),
  files: z.int(),
  size: z.int().optional(),
  /** Of the ZIP, eight hex digits; S3 verified it. */
  crc32: z.string().optional(),
  /** 档案指纹: SHA-256 of tagmanifest-sha256.txt, to compare with what the offline verifier shows. */
  fingerprint: Sha256.optional(),
});
export const ArchiveExport = z.object({
  id: Id,
  tenantId: TenantId,
  no: z.string(),
  scope: ArchiveScope,
  scopeTitle: z.string(),
  purpose: z.string(),
  /** `expired`: the files are gone, the proofs and the small files to build it again are kept. */
  status: z.enum(['requested', 'refused', 'queued', 'building', 'ready', 'failed', 'cancelled', 'expired']),
  /** Who must approve it, where approval is required. */
  approver: z.enum(EXPORT_APPROVALS).optional(),
  decision: z
    .object({
      outcome: z.enum(['approve', 'refuse']),
      reason: z.string().optional(),
      byName: z.string(),
      at: Instant,
    })
    .optional(),
  /** It waits for the person who asks. */
  mayDecide: z.boolean().optional(),
  /** How often it was downloaded, and by whom the last time. */
  downloads: z.int(),
  lastDownload: z.object({ at: Instant, byName: z.string() }).optional(),
  /** What is being done while it is built. */
  step: z.enum(['gather', 'seal', 'compose']).optional(),
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  findings: z.int().optional(),
  findingsDone: z.int().optional(),
  matters: z.int().optional(),
  files: z.int().optional(),
  bytes: z.int().optional(),
  size: z.int().optional(),
  filesTotal: z.int().optional(),
  filesDone: z.int().optional(),
  bytesTotal: z.int().optional(),
  bytesDone: z.int().optional(),
  /** Evidence files listed as missing. */
  missing: z.int().optional(),
  bags: z.array(ArchiveBag).optional(),
  /** Of the first bag. */
  fingerprint: Sha256.optional(),
  createdAt: Instant,
  createdByName: z.string(),
  finishedAt: Instant.optional(),
  /** Last day on which it can be downloaded. */
  expiresOn: CalendarDate.optional(),
  /** It can be built again with the same bytes. */
  mayRebuild: z.boolean(),
  /** The latest building again. */
  rebuild: z.object({ number: z.int(), reason: z.string(), byName: z.string(), at: Instant }).optional(),
});
/** What an expired archive is needed for again. */
export const ArchiveRebuild = z.object({ reason: line(200) });

/** One hourly seal over all audit chains of a unit (G06). */
export const Seal = z.object({
  tenantId: TenantId,
  number: z.int(),
  at: Instant,
  /** Chains covered, and how many went on since the seal before. */
  chains: z.int(),
  changed: z.int(),
  /** SHA-256 of the signed digest. */
  hash: z.string(),
  keyFingerprint: z.string(),
  /** Events that were dated back, and chains that did not continue what was sealed. */
  late: z.int(),
  conflicts: z.int(),
  stampedAt: Instant.optional(),
});
export const SealWithLinks = Seal.extend({
  file: Link,
  publicKey: Link,
  stamp: Link.optional(),
});

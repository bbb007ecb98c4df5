import { LEDGER_FIELDS } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, Sha256, TenantId, TermClass } from './base.ts';
import { MeasureTerm } from './findings.ts';

export const ImportMapping = z.object({
  sheet: z.string().max(100),
  firstDataRow: z.int().min(1),
  /** Field → column number, counted from 0. */
  columns: z.partialRecord(z.enum(LEDGER_FIELDS), z.int().min(0).max(200)),
  /** Department names of the file → department of the tenant. */
  departments: z.record(z.string().max(100), Id).optional(),
});
/** Of another sheet nobody knows the columns yet: where they are not named they are found as at the first reading. */
export const ImportMappingChoice = ImportMapping.partial({ firstDataRow: true, columns: true });
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
  headers: z
    .array(
      z.object({
        column: z.int(),
        letter: z.string(),
        text: z.string(),
        /** The first words that stand below the header, shortened. */
        sample: z.string().optional(),
      }),
    )
    .optional(),
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
  /** Some rows can't be imported as they are: a workbook with what to do about each can be downloaded. */
  correctable: z.boolean().optional(),
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

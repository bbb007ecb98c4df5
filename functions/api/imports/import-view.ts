import type { OutputOf } from '@xuncha/contracts';
import type { PreviewIssue, PreviewMeasure } from '@xuncha/domain';
import type { LedgerImport } from '@xuncha/store';
import { type ChunkFinding, ledgerTerm } from '../../import-files.ts';

type Summary = OutputOf<'imports.commit'>;
type Detail = OutputOf<'imports.get'>;
type Row = OutputOf<'imports.preview'>['items'][number];

/** The batch stands there from the end of the commit until the import is undone. */
const HAS_BATCH: readonly LedgerImport['status'][] = ['committed', 'undoing'];

export const summaryOf = (item: LedgerImport): Summary => ({
  id: item.id,
  tenantId: item.tenantId,
  fileName: item.fileName,
  status: item.status,
  problem: item.problem,
  done: item.done,
  total: item.total,
  imported: item.imported,
  skipped: item.skipped,
  batchId: HAS_BATCH.includes(item.status) && (item.imported ?? 0) > 0 ? item.batchId : undefined,
  round: item.round,
  createdAt: item.createdAt,
  createdByName: item.createdByName,
});

export const detailOf = (item: LedgerImport): Detail => {
  const { reading } = item;
  const totals = reading?.totals;
  return {
    ...summaryOf(item),
    // Before the person names the round, the one in which repetitions were looked for.
    round: item.round ?? reading?.round,
    sheets: reading && [...reading.sheets],
    mapping: reading?.mapping && {
      ...reading.mapping,
      columns: { ...reading.mapping.columns },
      departments: reading.mapping.departments && { ...reading.mapping.departments },
    },
    headers: reading?.headers.map((header) => ({ ...header })),
    meta: reading?.meta,
    totals: totals && {
      findings: totals.findings,
      measures: totals.measures,
      good: totals.good,
      warnings: totals.warnings,
      errors: totals.errors,
      // Repeats an earlier row, or is there already: neither is imported.
      duplicates: totals.duplicates + totals.exists,
    },
    unknownDepartments: reading && [...reading.unknownDepartments],
    correctable: reading?.correction,
  };
};

const blank = (text: string): string | undefined => text || undefined;

const measureOf = (measure: PreviewMeasure): Row['measures'][number] => ({
  row: measure.row,
  text: measure.text,
  leader: blank(measure.leader),
  departmentId: measure.departmentId,
  departmentName: blank(measure.departmentName),
  supportingDepartmentNames: [...measure.supportingDepartmentNames],
  handlerName: blank(measure.handlerName),
  term: ledgerTerm(measure.term),
});

const issueOf = (issue: PreviewIssue): Row['issues'][number] => ({
  ...issue,
  column: blank(issue.column),
  value: blank(issue.value),
});

export const previewRowOf = (finding: ChunkFinding): Row => ({
  index: finding.index,
  rowStart: finding.rowStart,
  rowEnd: finding.rowEnd,
  no: finding.no,
  domain: blank(finding.domain),
  category: blank(finding.category),
  text: finding.text,
  title: finding.title,
  goal: blank(finding.goal),
  remark: blank(finding.remark),
  termClass: finding.termClass,
  status: finding.status,
  measures: finding.measures.map(measureOf),
  issues: finding.issues.map(issueOf),
});

import {
  CORRECTION_LABELS,
  DEPARTMENTS_SHEET,
  LEDGER_FIELD_LABELS,
  type LedgerField,
  type Preview,
  type PreviewFinding,
  type PreviewIssue,
  type PreviewResponsibility,
  TERM_CLASS_TITLES,
} from '@xuncha/domain';
import { type CellInput, type DataRow, type WorkbookColumn, writeWorkbook } from './write-workbook.ts';

/** The rows that were held back, in the house form with what to do about each, ready to be uploaded again. */

/** The columns of the form with their width in characters; those of the finding span its measures. */
const FIELDS: readonly { field: LedgerField; width: number; merged?: boolean }[] = [
  { field: 'no', width: 6, merged: true },
  { field: 'domain', width: 14, merged: true },
  { field: 'category', width: 12, merged: true },
  { field: 'text', width: 40, merged: true },
  { field: 'goal', width: 20, merged: true },
  { field: 'measure', width: 36 },
  { field: 'leader', width: 12 },
  { field: 'department', width: 16 },
  { field: 'supportingDepartments', width: 16 },
  { field: 'handler', width: 10 },
  { field: 'term', width: 16 },
  { field: 'termClass', width: 10, merged: true },
  { field: 'doneFlag', width: 8 },
  { field: 'evidenceNames', width: 16, merged: true },
  { field: 'remark', width: 16, merged: true },
];

const COLUMNS: readonly WorkbookColumn[] = [
  ...FIELDS.map(({ field, width, merged }) => ({
    key: field,
    header: LEDGER_FIELD_LABELS[field],
    width,
    ...(merged ? { merged } : {}),
  })),
  { key: 'problem', header: CORRECTION_LABELS.problem, width: 48 },
  { key: 'sourceRow', header: CORRECTION_LABELS.sourceRow, width: 9, align: 'center' },
];

const responsibilityCells = (source: PreviewResponsibility): Record<string, CellInput> => ({
  leader: source.leader,
  department: source.departmentName,
  supportingDepartments: source.supportingDepartmentNames.join('、'),
  handler: source.handlerNames.join('、'),
  term: source.term.original,
});

/** 【完成时限】…（原文件 G11）: columns stand elsewhere here than in the file the row comes from. */
const describeIssue = ({ row, column, field, message }: PreviewIssue): string =>
  `【${LEDGER_FIELD_LABELS[field]}】${message}（原文件 ${column}${row}${column === '' ? ' 行' : ''}）`;

interface RowSource {
  readonly row: number;
  readonly cells: Readonly<Record<string, CellInput>>;
}

function rowSources(finding: PreviewFinding): RowSource[] {
  if (finding.measures.length === 0) {
    return [{ row: finding.rowStart, cells: responsibilityCells(finding.responsibility) }];
  }
  return finding.measures.map((measure) => ({
    row: measure.row,
    cells: { ...responsibilityCells(measure), measure: measure.text, doneFlag: measure.doneFlag },
  }));
}

/** Each problem stands beside its row; one of a row without a measure of its own stands beside the first. */
function problemsOf(
  issues: readonly PreviewIssue[],
  source: RowSource,
  all: readonly RowSource[],
): readonly PreviewIssue[] {
  const rows = all.map((each) => each.row);
  const isFirstOfRow = all.find((each) => each.row === source.row) === source;
  if (!isFirstOfRow) return [];
  return issues.filter(
    (issue) => issue.row === source.row || (source === all[0] && !rows.includes(issue.row)),
  );
}

function rowsOf(finding: PreviewFinding, issues: readonly PreviewIssue[]): DataRow[] {
  const own = issues.filter(
    (issue) => issue.severity === 'error' && issue.row >= finding.rowStart && issue.row <= finding.rowEnd,
  );
  const sources = rowSources(finding);
  return sources.map((source) => {
    const problems = problemsOf(own, source, sources);
    return {
      mergeKey: String(finding.rowStart),
      marked: problems.map((issue) => issue.field),
      cells: {
        no: finding.no,
        domain: finding.domain,
        category: finding.category,
        text: finding.text,
        goal: finding.goal,
        termClass: TERM_CLASS_TITLES[finding.termClass],
        evidenceNames: finding.evidenceNames.join('、'),
        remark: finding.remark,
        ...source.cells,
        problem: problems.map(describeIssue).join('\n'),
        sourceRow: source.row,
      },
    };
  });
}

/** The findings of a preview that cannot be committed as they are: wrong ones and repeated ones. */
export async function writeCorrectionWorkbook(
  preview: Preview,
  /** Valid department names, listed on a second sheet. */
  departmentNames: readonly string[] = [],
): Promise<Uint8Array> {
  const held = preview.findings.filter(
    (finding) => finding.status === 'error' || finding.status === 'duplicate',
  );
  const departments = {
    name: DEPARTMENTS_SHEET,
    columns: [{ key: 'name', header: DEPARTMENTS_SHEET, width: 30 }],
    rows: departmentNames.map((name) => ({ cells: { name } })),
  };
  return writeWorkbook({
    title: '需更正的问题',
    sheets: [
      {
        name: '需更正的问题',
        title: '需更正的问题清单',
        subtitles: [
          `来源工作表：${preview.sheetName}　共${held.length}个问题。请改正标红的单元格（原因见“错误说明”列），保存后重新上传本文件；其余问题不受影响，重复上传也不会重复导入。`,
        ],
        columns: COLUMNS,
        rows: held.flatMap((finding) => rowsOf(finding, preview.issues)),
        freezeColumns: 1,
      },
      ...(departmentNames.length > 0 ? [departments] : []),
    ],
  });
}

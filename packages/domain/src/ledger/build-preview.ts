import type { LedgerMapping } from './detect-header.ts';
import { fingerprintOf } from './fingerprint.ts';
import { groupFindings, type RowGroup } from './group-findings.ts';
import { LEDGER_FIELD_LABELS, LEDGER_FIELDS, type LedgerField } from './header-synonyms.ts';
import { isFormulaLike, shortTitle, splitNames, splitNumberedItems, tidyText } from './ledger-text.ts';
import {
  type Preview,
  type PreviewContext,
  type PreviewFinding,
  type PreviewIssue,
  type PreviewMeasure,
  type PreviewResponsibility,
  type PreviewStatus,
  type PreviewTerm,
  totalsOf,
} from './preview.ts';
import { readDoneFlag, readTermCell, readTermClass, termClassOfTerms } from './read-term.ts';
import { isEverybody, type NameResolver, nameResolver } from './resolve-names.ts';
import { type Cell, cellText, columnLetter, type Grid, gridOf, type Sheet } from './sheet.ts';

/**
 * Longest wording or measure, in characters. 4,000 Chinese characters are 12 kB in UTF-8: the item of a finding
 * stays far below the 400 kB of DynamoDB even with all its fields at this length.
 */
const MAX_TEXT_LENGTH = 4_000;

/** Names, numbers and terms: a cell with more than this holds something else by mistake. */
const MAX_SHORT_TEXT_LENGTH = 500;

const LONG_FIELDS: readonly LedgerField[] = ['text', 'measure', 'goal', 'remark', 'evidenceNames'];

const maxLengthOf = (field: LedgerField): number =>
  LONG_FIELDS.includes(field) ? MAX_TEXT_LENGTH : MAX_SHORT_TEXT_LENGTH;

/**
 * Measures of one finding that an import takes. A finding is created in one transaction of at most 100 items; five
 * are the finding's own, and the rest leaves room.
 */
const MAX_IMPORTED_MEASURES = 90;

/** Rows between two progress calls: 5,000 rows report 20 times. */
const PROGRESS_STEP = 250;

/** One finding in the making: the sheet, its mapping, and the issues found so far. */
interface Builder {
  /** First row of the finding at hand, 0-based. */
  readonly firstRow: number;
  readonly grid: Grid;
  readonly mapping: LedgerMapping;
  readonly context: PreviewContext;
  readonly names: NameResolver;
  readonly hiddenRows: ReadonlySet<number>;
  readonly issues: PreviewIssue[];
}

type IssueBody = Pick<PreviewIssue, 'severity' | 'code' | 'message'> & { readonly value?: string };

function report(builder: Builder, row: number, field: LedgerField, body: IssueBody): void {
  const column = builder.mapping.columns[field];
  if (continuesAbove(builder, row, column)) return;
  builder.issues.push({
    row: row + 1,
    column: column === undefined ? '' : columnLetter(column),
    field,
    severity: body.severity,
    code: body.code,
    message: body.message,
    value: body.value ?? read(builder, row, field),
  });
}

/** A cell merged over several rows of the finding is reported once, where it stands. */
function continuesAbove({ grid, firstRow }: Builder, row: number, column: number | undefined): boolean {
  if (column === undefined) return false;
  const start = grid.at(row, column).row;
  return start < row && start >= firstRow;
}

function cellOf({ grid, mapping }: Builder, row: number, field: LedgerField): Cell | null {
  const column = mapping.columns[field];
  return column === undefined ? null : grid.at(row, column).cell;
}

const read = (builder: Builder, row: number, field: LedgerField): string =>
  tidyText(cellText(cellOf(builder, row, field)));

/** Whether the value of a field stands in this row and not in a merged cell begun above. */
function beginsHere({ grid, mapping }: Builder, row: number, field: LedgerField): boolean {
  const column = mapping.columns[field];
  return column !== undefined && grid.at(row, column).row === row;
}

/** Fields whose cells are checked for formulas; a number may be one (`=ROW()-4`), a term is parsed strictly. */
const CHECKED_FIELDS = LEDGER_FIELDS.filter((field) => field !== 'no' && field !== 'term');

function checkCell(builder: Builder, row: number, field: LedgerField): void {
  const cell = cellOf(builder, row, field);
  if (cell === null) return;
  const label = LEDGER_FIELD_LABELS[field];
  if (cell.kind === 'error') {
    report(builder, row, field, {
      severity: 'error',
      code: 'error_value',
      message: `“${label}”的单元格是错误值 ${cell.value}，请改为正确内容`,
    });
  } else if (cell.formula !== undefined) {
    report(builder, row, field, {
      severity: 'warning',
      code: 'formula_cell',
      message: `“${label}”由公式算出，已取其当前结果，请核对`,
    });
  } else if (cell.kind === 'text' && isFormulaLike(cell.value)) {
    report(builder, row, field, {
      severity: 'error',
      code: 'formula_like_text',
      message: `“${label}”以 ${cell.value.trim().charAt(0)} 开头，像是公式，为防止打开导出文件时被执行，不能导入；请删去开头的公式部分，只保留文字`,
    });
  }
}

function checkCells(builder: Builder, row: number): void {
  if (builder.hiddenRows.has(row))
    report(builder, row, 'text', {
      severity: 'warning',
      code: 'hidden_row',
      message: '这一行在 Excel 中是隐藏的（或被筛选掉了），也会导入；如不需要，请在文件中删除后重新上传',
      value: '',
    });
  for (const field of CHECKED_FIELDS) checkCell(builder, row, field);
  for (const field of LEDGER_FIELDS) checkLength(builder, row, field, read(builder, row, field));
}

function checkLength(builder: Builder, row: number, field: LedgerField, text: string): void {
  const max = maxLengthOf(field);
  if (text.length <= max) return;
  report(builder, row, field, {
    severity: 'error',
    code: 'text_too_long',
    message: `“${LEDGER_FIELD_LABELS[field]}”有${text.length}字，最多${max}字，请精简或拆分`,
    value: `${text.slice(0, 100)}…`,
  });
}

interface DepartmentReading {
  readonly departmentId?: string;
  readonly departmentName: string;
  /** Further names in the cell of the lead department. */
  readonly others: readonly string[];
}

function readDepartment(builder: Builder, row: number): DepartmentReading {
  const [departmentName = '', ...others] = splitNames(read(builder, row, 'department'));
  if (departmentName === '') return { departmentName, others };
  if (others.length > 0) {
    report(builder, row, 'department', {
      severity: 'warning',
      code: 'several_departments',
      message: `责任部门只能有一个：以“${departmentName}”为责任部门，其余（${others.join('、')}）列为配合部门`,
    });
  }
  const departmentId = builder.names.department(departmentName);
  if (departmentId !== undefined) return { departmentId, departmentName, others };
  const similar = builder.names.similarDepartments(departmentName);
  const hint = similar.length > 0 ? `是否为“${similar.join('”“')}”？` : '';
  report(builder, row, 'department', {
    severity: 'error',
    code: 'unknown_department',
    message: `组织机构中没有“${departmentName}”。${hint}请在预览中为它指定部门，或先新建该部门`,
    value: departmentName,
  });
  return { departmentName, others };
}

function readSupporting(builder: Builder, row: number, others: readonly string[]): string[] {
  const listed = splitNames(read(builder, row, 'supportingDepartments'));
  for (const name of listed) {
    if (isEverybody(name) || builder.names.department(name) !== undefined) continue;
    report(builder, row, 'supportingDepartments', {
      severity: 'warning',
      code: 'unknown_supporting_department',
      message: `组织机构中没有配合部门“${name}”，仅按名称保留`,
      value: name,
    });
  }
  return [...new Set([...others, ...listed])];
}

function readHandler(
  builder: Builder,
  row: number,
): Pick<PreviewResponsibility, 'handlerName' | 'handlerId' | 'handlerNames'> {
  const handlerNames = splitNames(read(builder, row, 'handler'));
  const [handlerName = ''] = handlerNames;
  if (handlerName === '' || !builder.names.knowsPeople) return { handlerName, handlerNames };
  const person = builder.names.person(handlerName);
  if (person !== undefined && person !== 'ambiguous')
    return { handlerName, handlerNames, handlerId: person.id };
  report(builder, row, 'handler', {
    severity: 'warning',
    code: 'unknown_person',
    message:
      person === 'ambiguous'
        ? `有多名人员叫“${handlerName}”，请在导入后指定责任人`
        : `人员中没有“${handlerName}”，仅按姓名保留，请在导入后指定责任人`,
    value: handlerName,
  });
  return { handlerName, handlerNames };
}

const TERM_PROBLEMS = {
  impossible_date: {
    code: 'impossible_date',
    message: (text: string) => `完成时限“${text}”不是真实存在的日期，请改正`,
  },
  vague: {
    code: 'vague_term',
    message: (text: string) =>
      `完成时限“${text}”不明确，请写明日期（如2024年12月底前），或写“立行立改”“长期坚持”`,
  },
  unreadable: {
    code: 'unreadable_term',
    message: (text: string) =>
      `看不懂完成时限“${text}”，请写明日期（如2024年12月31日），或写“立行立改”“长期坚持”`,
  },
} as const;

function checkTerm(builder: Builder, row: number, term: PreviewTerm): void {
  if (term.kind === 'invalid') {
    const { code, message } = TERM_PROBLEMS[term.reason];
    report(builder, row, 'term', {
      severity: 'error',
      code,
      message: message(term.original),
      value: term.original,
    });
    return;
  }
  if (term.kind !== 'date') return;
  const { feedbackDate } = builder.context.round;
  if (term.assumed) {
    report(builder, row, 'term', {
      severity: 'warning',
      code: 'assumed_term',
      message: `完成时限“${term.original}”读作${term.reading}，请核对`,
      value: term.original,
    });
  }
  if (feedbackDate !== undefined && term.date < feedbackDate) {
    report(builder, row, 'term', {
      severity: 'warning',
      code: 'term_before_feedback',
      message: `完成时限${term.date}早于反馈日期${feedbackDate}，请核对`,
      value: term.original,
    });
  }
}

function readTerm(builder: Builder, row: number): PreviewTerm {
  const { feedbackDate } = builder.context.round;
  const term = readTermCell(
    cellOf(builder, row, 'term'),
    feedbackDate === undefined ? {} : { referenceDate: feedbackDate },
  );
  checkTerm(builder, row, term);
  return term;
}

function readResponsibility(builder: Builder, row: number): PreviewResponsibility {
  const { others, ...department } = readDepartment(builder, row);
  return {
    leader: read(builder, row, 'leader').replaceAll('\n', '、'),
    ...department,
    supportingDepartmentNames: readSupporting(builder, row, others),
    ...readHandler(builder, row),
    term: readTerm(builder, row),
  };
}

const HERITABLE = ['leader', 'department', 'handler', 'term'] as const;

const isBlank = (value: PreviewResponsibility, field: (typeof HERITABLE)[number]): boolean => {
  switch (field) {
    case 'leader':
      return value.leader === '';
    case 'department':
      return value.departmentName === '';
    case 'handler':
      return value.handlerName === '';
    case 'term':
      return value.term.kind === 'none';
  }
};

function take(
  from: PreviewResponsibility,
  field: (typeof HERITABLE)[number],
): Partial<PreviewResponsibility> {
  switch (field) {
    case 'leader':
      return { leader: from.leader };
    case 'department':
      return {
        departmentName: from.departmentName,
        ...(from.departmentId === undefined ? {} : { departmentId: from.departmentId }),
      };
    case 'handler':
      return {
        handlerName: from.handlerName,
        handlerNames: from.handlerNames,
        ...(from.handlerId === undefined ? {} : { handlerId: from.handlerId }),
      };
    case 'term':
      return { term: from.term };
  }
}

/** Blank cells beside a further measure mean "as above"; it is said once per row. */
function inherit(
  builder: Builder,
  row: number,
  own: PreviewResponsibility,
  above: PreviewResponsibility,
): PreviewResponsibility {
  const inherited = HERITABLE.filter(
    (field) => builder.mapping.columns[field] !== undefined && isBlank(own, field) && !isBlank(above, field),
  );
  const [first] = inherited;
  if (first === undefined) return own;
  report(builder, row, first, {
    severity: 'warning',
    code: 'inherited_value',
    message: `${inherited.map((field) => LEDGER_FIELD_LABELS[field]).join('、')}为空，已沿用上一条措施的内容，请核对`,
    value: '',
  });
  let result = own;
  for (const field of inherited) result = { ...result, ...take(above, field) };
  return result;
}

function measuresInRow(
  builder: Builder,
  row: number,
  responsibility: PreviewResponsibility,
): PreviewMeasure[] {
  const text = read(builder, row, 'measure');
  const doneFlag = readDoneFlag(read(builder, row, 'doneFlag'));
  return splitNumberedItems(text).map((item) => ({
    row: row + 1,
    text: item,
    ...responsibility,
    ...(doneFlag === undefined ? {} : { doneFlag }),
  }));
}

/** A row that only adds a department to the measure above: the measure cell is merged or left blank. */
function withSupporting(measure: PreviewMeasure, extra: PreviewResponsibility): PreviewMeasure {
  const names = [extra.departmentName, ...extra.supportingDepartmentNames].filter(
    (name) => name !== '' && name !== measure.departmentName,
  );
  return {
    ...measure,
    supportingDepartmentNames: [...new Set([...measure.supportingDepartmentNames, ...names])],
  };
}

interface FindingRows {
  readonly responsibility: PreviewResponsibility;
  readonly measures: readonly PreviewMeasure[];
}

function readRows(builder: Builder, group: RowGroup): FindingRows {
  const [firstRow = 0, ...furtherRows] = group.rows;
  const responsibility = readResponsibility(builder, firstRow);
  let above = responsibility;
  const measures =
    read(builder, firstRow, 'measure') === '' ? [] : measuresInRow(builder, firstRow, responsibility);
  for (const row of furtherRows) {
    const own = readResponsibility(builder, row);
    const last = measures.at(-1);
    const hasMeasure = beginsHere(builder, row, 'measure') && read(builder, row, 'measure') !== '';
    if (hasMeasure) {
      above = inherit(builder, row, own, above);
      measures.push(...measuresInRow(builder, row, above));
    } else if (last !== undefined) {
      measures[measures.length - 1] = withSupporting(last, own);
    }
  }
  return { responsibility, measures };
}

/** What a finding lacks before rectification can start (A04, E01) does not stop the import; too much of it does. */
function checkCompleteness(builder: Builder, row: number, found: FindingRows): void {
  const { columns } = builder.mapping;
  if (found.measures.length > MAX_IMPORTED_MEASURES) {
    report(builder, row, 'measure', {
      severity: 'error',
      code: 'too_many_measures',
      message: `一个问题有${found.measures.length}条措施，一次最多导入${MAX_IMPORTED_MEASURES}条，请合并相近的措施或拆分问题`,
      value: '',
    });
  }
  if (columns.measure !== undefined && found.measures.length === 0) {
    report(builder, row, 'measure', {
      severity: 'warning',
      code: 'missing_measure',
      message: '没有整改措施，导入后须在整改方案中补充',
    });
  }
  if (columns.department !== undefined && found.responsibility.departmentName === '') {
    report(builder, row, 'department', {
      severity: 'warning',
      code: 'missing_department',
      message: '没有责任部门，导入后须指定，否则不能开始整改',
    });
  }
}

function readClass(builder: Builder, row: number, found: FindingRows): PreviewFinding['termClass'] {
  const text = read(builder, row, 'termClass');
  const named = readTermClass(text);
  const derived = termClassOfTerms([found.responsibility, ...found.measures].map((each) => each.term));
  if (text !== '' && named === undefined) {
    report(builder, row, 'termClass', {
      severity: 'warning',
      code: 'unknown_term_class',
      message: `整改类型“${text}”不是立行立改、限期整改、持续整改之一，已按完成时限判断，请核对`,
    });
  }
  const termClass = named ?? derived;
  if (
    builder.mapping.columns.term !== undefined &&
    termClass === 'time_limited' &&
    found.responsibility.term.kind === 'none'
  ) {
    report(builder, row, 'term', {
      severity: 'warning',
      code: 'missing_term',
      message: '限期整改的问题没有完成时限，将按反馈之日起三个月计算',
    });
  }
  return termClass;
}

function checkWording(builder: Builder, row: number, text: string): void {
  if (text !== '') return;
  report(builder, row, 'text', {
    severity: 'error',
    code: 'missing_text',
    message: '问题描述为空，请填写；如本行是上一问题的措施，请同时删去编号',
  });
}

type FindingDraft = Omit<PreviewFinding, 'status'>;

/** The original wording keeps its line breaks; only the ends are trimmed (D07). */
const wording = (builder: Builder, row: number): string =>
  cellText(cellOf(builder, row, 'text'))
    .replace(/\r\n?/g, '\n')
    .trim();

function readFinding(builder: Builder, group: RowGroup): FindingDraft {
  const [firstRow = 0] = group.rows;
  const text = wording(builder, firstRow);
  for (const row of group.rows) checkCells(builder, row);
  checkWording(builder, firstRow, text);
  const found = readRows(builder, group);
  checkCompleteness(builder, firstRow, found);
  const [domain = '', subsection = ''] = group.section;
  return {
    rowStart: firstRow + 1,
    rowEnd: (group.rows.at(-1) ?? firstRow) + 1,
    no: read(builder, firstRow, 'no').replace(/[、.．]$/, ''),
    domain: read(builder, firstRow, 'domain') || domain,
    category: read(builder, firstRow, 'category') || subsection,
    title: shortTitle(text),
    text,
    goal: read(builder, firstRow, 'goal'),
    termClass: readClass(builder, firstRow, found),
    remark: read(builder, firstRow, 'remark'),
    evidenceNames: [...new Set(group.rows.flatMap((row) => splitNames(read(builder, row, 'evidenceNames'))))],
    ...found,
    fingerprint: text === '' ? '' : fingerprintOf(text),
  };
}

/** Which finding stood first with a wording, and which with a number, in this sheet. */
interface SeenFindings {
  readonly byFingerprint: Map<string, FindingDraft>;
  readonly byNo: Map<string, FindingDraft>;
}

function reportRepetition(
  builder: Builder,
  draft: FindingDraft,
  seen: SeenFindings,
): PreviewStatus | undefined {
  if (draft.fingerprint === '') return undefined;
  const row = draft.rowStart - 1;
  const twin = seen.byFingerprint.get(draft.fingerprint);
  if (twin !== undefined) {
    report(builder, row, 'text', {
      severity: 'error',
      code: 'duplicate_row',
      message: `与第${twin.rowStart}行的问题原文相同，本行不会导入；如确是两个问题，请把描述写得有所区别`,
    });
    return 'duplicate';
  }
  seen.byFingerprint.set(draft.fingerprint, draft);
  if (builder.context.existingFingerprints?.has(draft.fingerprint) !== true) return undefined;
  report(builder, row, 'text', {
    severity: 'warning',
    code: 'already_imported',
    message: '本轮次已有这个问题，本行不会重复导入',
  });
  return 'exists';
}

function reportRepeatedNo(builder: Builder, draft: FindingDraft, seen: SeenFindings): void {
  if (draft.no === '') return;
  const key = `${draft.domain}\n${draft.no}`;
  const twin = seen.byNo.get(key);
  if (twin === undefined) {
    seen.byNo.set(key, draft);
    return;
  }
  report(builder, draft.rowStart - 1, 'no', {
    severity: 'warning',
    code: 'duplicate_no',
    message: `序号“${draft.no}”与第${twin.rowStart}行相同，请核对`,
  });
}

function statusOf(issues: readonly PreviewIssue[], repetition: PreviewStatus | undefined): PreviewStatus {
  if (issues.some((issue) => issue.severity === 'error' && issue.code !== 'duplicate_row')) return 'error';
  if (repetition !== undefined) return repetition;
  return issues.length > 0 ? 'warning' : 'ok';
}

function previewFinding(all: Builder, group: RowGroup, seen: SeenFindings): PreviewFinding {
  const builder = { ...all, firstRow: group.rows[0] ?? 0 };
  const issuesBefore = builder.issues.length;
  const draft = readFinding(builder, group);
  const repetition = reportRepetition(builder, draft, seen);
  if (repetition !== 'duplicate') reportRepeatedNo(builder, draft, seen);
  return { ...draft, status: statusOf(builder.issues.slice(issuesBefore), repetition) };
}

/**
 * Turns a ledger sheet into what an import would create, with every error and warning at its row and column.
 * Pure and total: the same sheet, mapping and context always give the same preview.
 */
export function buildPreview(sheet: Sheet, mapping: LedgerMapping, context: PreviewContext): Preview {
  const grid = gridOf(sheet);
  const builder: Builder = {
    firstRow: 0,
    grid,
    mapping,
    context,
    names: nameResolver(context),
    hiddenRows: new Set(sheet.hiddenRows),
    issues: [],
  };
  const { groups, skipped } = groupFindings(grid, mapping);
  const seen: SeenFindings = { byFingerprint: new Map(), byNo: new Map() };
  let nextReport = PROGRESS_STEP;
  const findings = groups.map((group) => {
    const finding = previewFinding(builder, group, seen);
    if (finding.rowEnd >= nextReport) {
      context.onProgress?.(finding.rowEnd, grid.rowCount);
      nextReport = finding.rowEnd + PROGRESS_STEP;
    }
    return finding;
  });
  context.onProgress?.(grid.rowCount, grid.rowCount);
  return {
    sheetName: sheet.name,
    mapping: { headerRows: mapping.headerRows, firstDataRow: mapping.firstDataRow, columns: mapping.columns },
    findings,
    issues: builder.issues.toSorted((a, b) => a.row - b.row),
    skipped,
    totals: totalsOf(grid.rowCount - mapping.firstDataRow, findings),
  };
}

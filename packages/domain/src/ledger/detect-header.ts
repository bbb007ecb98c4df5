import { parseTermText } from '../limits/index.ts';
import { LEDGER_FIELDS, type LedgerField, matchLabel } from './header-synonyms.ts';
import { isFooterText, sectionHeading, tidyText } from './ledger-text.ts';
import { columnLetter, type Grid, gridOf, type Sheet } from './sheet.ts';

/** Which column holds which field, and where the data begin. Rows and columns are 0-based. */
export interface LedgerMapping {
  readonly headerRows: readonly number[];
  readonly firstDataRow: number;
  readonly columns: Readonly<Partial<Record<LedgerField, number>>>;
}

export interface LedgerMeta {
  readonly title?: string;
  readonly unitName?: string;
  readonly feedbackDate?: string;
}

/** One column with a header, for the screen on which a person corrects the mapping. */
export interface HeaderColumn {
  readonly column: number;
  readonly letter: string;
  /** Levels of the header joined by ` / `. */
  readonly label: string;
  readonly field?: LedgerField;
}

export interface HeaderDetection extends LedgerMapping {
  /** 0 = no header found; 1 = every field that matters was found under a known name. */
  readonly confidence: number;
  readonly labels: readonly HeaderColumn[];
  readonly meta: LedgerMeta;
}

/** Title rows, remarks and letterheads rarely take more rows than this. */
const SEARCHED_ROWS = 40;
const MAX_HEADER_ROWS = 3;

/** Scores are sums of the same hundredths in another order: differences below this are rounding. */
const SCORE_NOISE = 1e-6;

/** Share of each field in the confidence; the sum is 1. */
const IMPORTANCE: Readonly<Record<LedgerField, number>> = {
  text: 0.35,
  measure: 0.15,
  department: 0.15,
  term: 0.15,
  no: 0.05,
  termClass: 0.03,
  leader: 0.03,
  handler: 0.02,
  goal: 0.01,
  category: 0.01,
  domain: 0.01,
  supportingDepartments: 0.01,
  remark: 0.01,
  doneFlag: 0.01,
  evidenceNames: 0.01,
};

interface ColumnLabel {
  readonly column: number;
  readonly path: readonly string[];
}

/** The levels of one column's header from top to bottom, merged cells counted once. */
function labelPath(grid: Grid, column: number, top: number, depth: number): string[] {
  const path: string[] = [];
  for (let row = top; row < top + depth; row += 1) {
    const label = tidyText(grid.text(row, column)).replaceAll('\n', '');
    if (label !== '' && path.at(-1) !== label) path.push(label);
  }
  return path;
}

interface FieldMatch {
  readonly field: LedgerField;
  readonly column: number;
  readonly weight: number;
}

/** The lowest level names the column; where it says nothing known, the whole path or a higher level may. */
function matchColumn({ column, path }: ColumnLabel): FieldMatch | undefined {
  const leaf = path.at(-1);
  if (leaf === undefined) return undefined;
  const match = matchLabel(leaf) ?? matchLabel(path.join(''));
  return match === undefined ? undefined : { ...match, column };
}

interface Candidate {
  readonly top: number;
  readonly depth: number;
  readonly matches: ReadonlyMap<LedgerField, FieldMatch>;
  readonly labels: readonly ColumnLabel[];
  readonly score: number;
}

function candidateAt(grid: Grid, top: number, depth: number): Candidate {
  const matches = new Map<LedgerField, FieldMatch>();
  const labels: ColumnLabel[] = [];
  for (let column = 0; column < grid.columnCount; column += 1) {
    const label = { column, path: labelPath(grid, column, top, depth) };
    if (label.path.length === 0) continue;
    labels.push(label);
    const match = matchColumn(label);
    const held = match && matches.get(match.field);
    if (match && (held === undefined || held.weight < match.weight)) matches.set(match.field, match);
  }
  const score = [...matches.values()].reduce((sum, match) => sum + IMPORTANCE[match.field] * match.weight, 0);
  return { top, depth, matches, labels, score };
}

/** Better is what explains more columns; of equals, the one with fewer rows: title rows above add nothing. */
const isBetter = (candidate: Candidate, best: Candidate | undefined): boolean =>
  best === undefined ||
  candidate.score > best.score + SCORE_NOISE ||
  (candidate.score > best.score - SCORE_NOISE && candidate.depth < best.depth);

function bestCandidate(grid: Grid): Candidate | undefined {
  let best: Candidate | undefined;
  const lastTop = Math.min(grid.rowCount, SEARCHED_ROWS);
  for (let top = 0; top < lastTop; top += 1) {
    for (let depth = 1; depth <= Math.min(MAX_HEADER_ROWS, grid.rowCount - top); depth += 1) {
      const candidate = candidateAt(grid, top, depth);
      // A header needs two known columns; one alone is a sentence that happens to be short.
      if (candidate.matches.size >= 2 && isBetter(candidate, best)) best = candidate;
    }
  }
  return best;
}

/** The rows above that cells of the header reach up into: 序号 merged over both levels of a two-level header. */
function withUpperLevels(grid: Grid, best: Candidate): Candidate {
  const columns = [...best.matches.values()].map((match) => match.column);
  const top = Math.min(...columns.map((column) => grid.at(best.top, column).row));
  return top < best.top ? candidateAt(grid, top, best.top - top + best.depth) : best;
}

/** `1 2 3 4 …` or `甲 乙 1 2` under the header numbers the columns and is no data. */
function isColumnNumbering(grid: Grid, row: number): boolean {
  const texts = Array.from({ length: grid.columnCount }, (_, column) => grid.text(row, column)).filter(
    (text) => text !== '',
  );
  return (
    texts.length >= 4 &&
    texts.every((text) => /^(?:[(（]?\d{1,2}[)）]?|[甲乙丙丁])$/.test(text)) &&
    new Set(texts).size === texts.length
  );
}

const TITLE_WORDS = /台账|清单|方案|一览表|汇总表|情况表|统计表|明细表/;
const UNIT =
  /(?:填报单位|被巡察单位|被巡察党组织|整改单位|单位名称|单位)\s*(?:[（(][^）)]*[)）])?\s*[:：]\s*([^\s:：]+)/;
const FEEDBACK_DATE = /反馈(?:日期|时间)\s*[:：]\s*([^\s:：]+)/;

function metaOf(grid: Grid, headerTop: number): LedgerMeta {
  const lines: string[] = [];
  for (let row = 0; row < headerTop; row += 1) {
    for (let column = 0; column < grid.columnCount; column += 1) {
      const { cell, row: ownRow, column: ownColumn } = grid.at(row, column);
      if (cell !== null && ownRow === row && ownColumn === column) lines.push(grid.text(row, column));
    }
  }
  const title =
    lines.find((line) => TITLE_WORDS.test(line) && !/[:：]/.test(line)) ??
    lines.find((line) => line.length >= 6 && !/[:：]/.test(line));
  const all = lines.join(' ');
  const unitName = UNIT.exec(all)?.[1];
  const feedback = parseTermText(FEEDBACK_DATE.exec(all)?.[1] ?? '');
  return {
    ...(title === undefined ? {} : { title: tidyText(title).replaceAll('\n', '') }),
    ...(unitName === undefined ? {} : { unitName }),
    ...(feedback.kind === 'date' ? { feedbackDate: feedback.date } : {}),
  };
}

const emptyDetection = (grid: Grid): HeaderDetection => ({
  headerRows: [],
  firstDataRow: 0,
  columns: {},
  confidence: 0,
  labels: Array.from({ length: grid.columnCount }, (_, column) => ({
    column,
    letter: columnLetter(column),
    label: '',
  })),
  meta: metaOf(grid, 0),
});

function columnsOf(matches: ReadonlyMap<LedgerField, FieldMatch>): Partial<Record<LedgerField, number>> {
  const columns: Partial<Record<LedgerField, number>> = {};
  for (const field of LEDGER_FIELDS) {
    const match = matches.get(field);
    if (match) columns[field] = match.column;
  }
  return columns;
}

/** Finds the header of a ledger: title rows above it, up to three levels, merged cells, any first column. */
export function detectHeader(sheet: Sheet): HeaderDetection {
  const grid = gridOf(sheet);
  const found = bestCandidate(grid);
  if (found === undefined) return emptyDetection(grid);
  const best = withUpperLevels(grid, found);
  const end = best.top + best.depth;
  const fieldOfColumn = new Map([...best.matches.values()].map((match) => [match.column, match.field]));
  return {
    headerRows: Array.from({ length: best.depth }, (_, index) => best.top + index),
    firstDataRow: isColumnNumbering(grid, end) ? end + 1 : end,
    columns: columnsOf(best.matches),
    confidence: Math.round(best.score * 100) / 100,
    labels: best.labels.map(({ column, path }) => {
      const field = fieldOfColumn.get(column);
      return { column, letter: columnLetter(column), label: path.join(' / '), ...(field ? { field } : {}) };
    }),
    meta: metaOf(grid, best.top),
  };
}

/** Rows below the header that look like findings: neither blank nor section nor footer. */
function dataRowCount(sheet: Sheet, detection: HeaderDetection): number {
  const grid = gridOf(sheet);
  let count = 0;
  for (let row = detection.firstDataRow; row < grid.rowCount; row += 1) {
    const texts = new Set(
      Array.from({ length: grid.columnCount }, (_, column) => grid.text(row, column)).filter(
        (text) => text !== '',
      ),
    );
    const [first = ''] = texts;
    if (texts.size >= 2 && !isFooterText(first) && sectionHeading(first) === undefined) count += 1;
  }
  return count;
}

export interface SheetChoice {
  readonly index: number;
  readonly detection: HeaderDetection;
}

/** The sheet that holds the ledger: best header first, then most rows; hidden sheets only if nothing else has one. */
export function chooseSheet(sheets: readonly Sheet[]): SheetChoice | undefined {
  const rated = sheets
    .map((sheet, index) => ({ index, hidden: sheet.hidden, detection: detectHeader(sheet), sheet }))
    .filter((choice) => choice.detection.confidence > 0)
    .map((choice) => ({ ...choice, rows: dataRowCount(choice.sheet, choice.detection) }));
  const rank = (choice: (typeof rated)[number]): number =>
    (choice.hidden ? 0 : 4) + (choice.rows > 0 ? 2 : 0) + choice.detection.confidence;
  const [best] = rated.sort((a, b) => rank(b) - rank(a) || b.rows - a.rows);
  return best === undefined ? undefined : { index: best.index, detection: best.detection };
}

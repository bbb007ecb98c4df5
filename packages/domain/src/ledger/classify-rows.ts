import type { LedgerMapping } from './detect-header.ts';
import type { LedgerField } from './header-synonyms.ts';
import { isFooterText, isTotalText, type SectionHeading, sectionHeading, tidyText } from './ledger-text.ts';
import type { SkippedRow } from './preview.ts';
import type { Grid, MergedRange } from './sheet.ts';

/** What one row of the ledger is. Row numbers are 0-based. */
export type ClassifiedRow =
  | { readonly row: number; readonly kind: 'data' }
  | { readonly row: number; readonly kind: 'section'; readonly heading: SectionHeading }
  | { readonly row: number; readonly kind: Exclude<SkippedRow['reason'], 'section'> };

interface OwnCell {
  readonly column: number;
  readonly text: string;
  readonly merge?: MergedRange;
}

/** The cells that begin in this row; continued ones of merged ranges above or to the left are left out. */
function ownCells(grid: Grid, row: number): OwnCell[] {
  const cells: OwnCell[] = [];
  for (let column = 0; column < grid.columnCount; column += 1) {
    const resolved = grid.at(row, column);
    if (resolved.row !== row || resolved.column !== column || resolved.cell === null) continue;
    const text = tidyText(grid.text(row, column));
    if (text !== '') cells.push({ column, text, ...(resolved.merge ? { merge: resolved.merge } : {}) });
  }
  return cells;
}

/** Fields that a section row never has. */
const ROW_FIELDS: readonly LedgerField[] = ['measure', 'department', 'term', 'leader', 'handler', 'goal'];

/** Half of the columns: a heading that wide is a band across the table, numbered or not. */
const isBand = (cell: OwnCell, mappedColumns: number): boolean =>
  cell.merge !== undefined &&
  cell.merge.endColumn - cell.merge.startColumn + 1 >= Math.max(3, mappedColumns / 2);

function headingOf(cells: readonly OwnCell[], mapping: LedgerMapping): SectionHeading | undefined {
  const [first, second] = cells;
  if (first === undefined || cells.length > 2) return undefined;
  const rowColumns = ROW_FIELDS.map((field) => mapping.columns[field]);
  if (cells.some((cell) => rowColumns.includes(cell.column) && cell.merge === undefined)) return undefined;
  const numbered = sectionHeading(first.text);
  if (numbered) {
    const title = [numbered.title, second?.text ?? ''].filter((part) => part !== '').join(' ');
    return title === '' ? undefined : { level: numbered.level, title };
  }
  if (second !== undefined) return undefined;
  const inNumberColumn =
    first.column === mapping.columns.no && !/\d/.test(first.text) && first.text.length >= 4;
  return isBand(first, Object.keys(mapping.columns).length) || inNumberColumn
    ? { level: 1, title: first.text.replaceAll('\n', '') }
    : undefined;
}

/** The header printed again on a later page. */
function isRepeatedHeader(grid: Grid, mapping: LedgerMapping, cells: readonly OwnCell[]): boolean {
  const matching = cells.filter((cell) =>
    mapping.headerRows.some((row) => tidyText(grid.text(row, cell.column)) === cell.text),
  );
  return matching.length >= 2 && matching.length === cells.length;
}

function classifyRow(grid: Grid, mapping: LedgerMapping, row: number): ClassifiedRow {
  const cells = ownCells(grid, row);
  const [first] = cells;
  if (first === undefined) return { row, kind: 'blank' };
  // A signature line spreads over a few cells (填表人: … 审核人: …); a finding fills more.
  if (isTotalText(first.text) || (isFooterText(first.text) && cells.length <= 3))
    return { row, kind: 'footer' };
  if (isRepeatedHeader(grid, mapping, cells)) return { row, kind: 'title' };
  const heading = headingOf(cells, mapping);
  return heading === undefined ? { row, kind: 'data' } : { row, kind: 'section', heading };
}

export function classifyRows(grid: Grid, mapping: LedgerMapping): ClassifiedRow[] {
  const rows: ClassifiedRow[] = [];
  for (let row = mapping.firstDataRow; row < grid.rowCount; row += 1)
    rows.push(classifyRow(grid, mapping, row));
  return rows;
}

import { type ClassifiedRow, classifyRows } from './classify-rows.ts';
import type { LedgerMapping } from './detect-header.ts';
import type { LedgerField } from './header-synonyms.ts';
import { foldForComparison, type SectionHeading } from './ledger-text.ts';
import type { SkippedRow } from './preview.ts';
import type { Grid } from './sheet.ts';

/** The rows of one finding and the section it stands in. Row numbers are 0-based. */
export interface RowGroup {
  readonly rows: number[];
  /** Headings above it from the top level down. */
  readonly section: readonly string[];
}

export interface GroupedRows {
  readonly groups: readonly RowGroup[];
  readonly skipped: readonly SkippedRow[];
}

/** Text of a mapped field; '' where the sheet has no such column. */
export function fieldText(grid: Grid, mapping: LedgerMapping, row: number, field: LedgerField): string {
  const column = mapping.columns[field];
  return column === undefined ? '' : grid.text(row, column);
}

/** As `fieldText`, but only what begins in this row. */
function ownFieldText(grid: Grid, mapping: LedgerMapping, row: number, field: LedgerField): string {
  const column = mapping.columns[field];
  return column === undefined || grid.at(row, column).row !== row ? '' : grid.text(row, column);
}

/** A row with one of these and neither number nor wording belongs to the finding above. */
const MEASURE_FIELDS: readonly LedgerField[] = [
  'measure',
  'leader',
  'department',
  'supportingDepartments',
  'handler',
  'term',
];

function continuesByMerge(grid: Grid, mapping: LedgerMapping, row: number, firstRow: number): boolean {
  const column = mapping.columns.text;
  if (column === undefined) return false;
  const start = grid.at(row, column).row;
  return start < row && start >= firstRow;
}

/** Ledgers without merged cells repeat the wording beside each measure; the same measure again is a duplicate. */
function repeatsWording(grid: Grid, mapping: LedgerMapping, row: number, group: RowGroup): boolean {
  const [firstRow = row] = group.rows;
  const read = (at: number, field: LedgerField): string =>
    foldForComparison(fieldText(grid, mapping, at, field));
  const no = ownFieldText(grid, mapping, row, 'no');
  const measure = read(row, 'measure');
  return (
    measure !== '' &&
    read(row, 'text') === read(firstRow, 'text') &&
    (no === '' || no === fieldText(grid, mapping, firstRow, 'no')) &&
    group.rows.every((earlier) => read(earlier, 'measure') !== measure)
  );
}

function continues(grid: Grid, mapping: LedgerMapping, row: number, group: RowGroup): boolean {
  const [firstRow = row] = group.rows;
  if (continuesByMerge(grid, mapping, row, firstRow)) return true;
  if (ownFieldText(grid, mapping, row, 'text') !== '') return repeatsWording(grid, mapping, row, group);
  return (
    ownFieldText(grid, mapping, row, 'no') === '' &&
    MEASURE_FIELDS.some((field) => ownFieldText(grid, mapping, row, field) !== '')
  );
}

/** A heading ends those of its own and lower levels; a ledger may have only the second level （一）. */
const enterSection = (open: readonly SectionHeading[], heading: SectionHeading): SectionHeading[] => [
  ...open.filter((above) => above.level < heading.level),
  heading,
];

/** Groups the rows below the header into findings; section, footer, blank and repeated header rows are set aside. */
export function groupFindings(grid: Grid, mapping: LedgerMapping): GroupedRows {
  const groups: RowGroup[] = [];
  const skipped: SkippedRow[] = [];
  let section: SectionHeading[] = [];
  let current: RowGroup | undefined;
  const skip = ({ row, kind }: ClassifiedRow & { kind: SkippedRow['reason'] }): void => {
    skipped.push({ row: row + 1, reason: kind });
  };
  for (const classified of classifyRows(grid, mapping)) {
    if (classified.kind !== 'data') skip(classified);
    if (classified.kind === 'section') {
      section = enterSection(section, classified.heading);
      current = undefined;
    }
    if (classified.kind !== 'data') continue;
    const { row } = classified;
    if (current !== undefined && continues(grid, mapping, row, current)) {
      current.rows.push(row);
    } else {
      current = { rows: [row], section: section.map((heading) => heading.title) };
      groups.push(current);
    }
  }
  return { groups, skipped };
}

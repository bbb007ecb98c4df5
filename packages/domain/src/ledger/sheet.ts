/** A worksheet as the ledger import sees it: values only, no file format. Rows and columns are 0-based here. */

/** `text` of dates and numbers is what the person saw in Excel, number format applied. */
export type Cell =
  | { readonly kind: 'text'; readonly value: string; readonly formula?: string }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly formula?: string }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly formula?: string }
  | { readonly kind: 'error'; readonly value: string; readonly formula?: string }
  | {
      readonly kind: 'date';
      /** `YYYY-MM-DD` */
      readonly value: string;
      readonly text: string;
      /** What the number format shows: `yyyy"年"m"月"` shows no day, so the cell means the month. */
      readonly precision: 'day' | 'month' | 'year';
      readonly formula?: string;
    };

export interface MergedRange {
  readonly startRow: number;
  readonly startColumn: number;
  readonly endRow: number;
  readonly endColumn: number;
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly (readonly (Cell | null)[])[];
  readonly merges: readonly MergedRange[];
  /** Hidden by hand or by a filter. They are rows like the others, but whoever typed the ledger does not see them. */
  readonly hiddenRows?: readonly number[];
}

/** 0 → A, 25 → Z, 26 → AA */
export function columnLetter(column: number): string {
  const rest = column % 26;
  const letter = String.fromCharCode(65 + rest);
  return column < 26 ? letter : columnLetter((column - rest) / 26 - 1) + letter;
}

/** What a person reads in the cell, untrimmed. */
export function cellText(cell: Cell | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell.kind === 'text' || cell.kind === 'error') return cell.value;
  if (cell.kind === 'boolean') return cell.value ? '是' : '否';
  return cell.text;
}

export interface ResolvedCell {
  readonly cell: Cell | null;
  /** The row the value stands in: the first row of its merged range, else the row itself. */
  readonly row: number;
  readonly column: number;
  readonly merge?: MergedRange;
}

/** Looks cells up through merged ranges: every cell of a range has the value of its first cell. */
export interface Grid {
  readonly name: string;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly at: (row: number, column: number) => ResolvedCell;
  /** Trimmed text of the resolved cell. */
  readonly text: (row: number, column: number) => string;
}

export function gridOf(sheet: Sheet): Grid {
  const rowCount = sheet.rows.length;
  const columnCount = sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const mergeAt = new Map<number, MergedRange>();
  for (const merge of sheet.merges) {
    // Ranges may reach far beyond the used cells (whole columns); only the used ones are looked up.
    const lastRow = Math.min(merge.endRow, rowCount - 1);
    const lastColumn = Math.min(merge.endColumn, columnCount - 1);
    for (let row = merge.startRow; row <= lastRow; row += 1) {
      for (let column = merge.startColumn; column <= lastColumn; column += 1) {
        mergeAt.set(row * columnCount + column, merge);
      }
    }
  }
  const at = (row: number, column: number): ResolvedCell => {
    const merge = column < columnCount ? mergeAt.get(row * columnCount + column) : undefined;
    if (merge === undefined) return { cell: sheet.rows[row]?.[column] ?? null, row, column };
    const { startRow, startColumn } = merge;
    return { cell: sheet.rows[startRow]?.[startColumn] ?? null, row: startRow, column: startColumn, merge };
  };
  return {
    name: sheet.name,
    rowCount,
    columnCount,
    at,
    text: (row, column) => cellText(at(row, column).cell).trim(),
  };
}

import type { Cell, MergedRange, Sheet } from './sheet.ts';

/** Short ways to write sheets in tests. */

export type CellLiteral = string | number | null | Cell;

const toCell = (literal: CellLiteral): Cell | null => {
  if (literal === null || literal === '') return null;
  if (typeof literal === 'string') return { kind: 'text', value: literal };
  return typeof literal === 'number' ? { kind: 'number', value: literal, text: String(literal) } : literal;
};

/** `A1:C2` */
function toRange(reference: string): MergedRange {
  const match = /^([A-Z])(\d+):([A-Z])(\d+)$/.exec(reference);
  if (!match) throw new Error(`not a range: ${reference}`);
  const [, startColumn = '', startRow, endColumn = '', endRow] = match;
  return {
    startRow: Number(startRow) - 1,
    startColumn: startColumn.charCodeAt(0) - 65,
    endRow: Number(endRow) - 1,
    endColumn: endColumn.charCodeAt(0) - 65,
  };
}

export const sheetOf = (
  rows: readonly (readonly CellLiteral[])[],
  options: { merges?: readonly string[]; name?: string; hidden?: boolean } = {},
): Sheet => ({
  name: options.name ?? '台账',
  hidden: options.hidden ?? false,
  rows: rows.map((row) => row.map(toCell)),
  merges: (options.merges ?? []).map(toRange),
});

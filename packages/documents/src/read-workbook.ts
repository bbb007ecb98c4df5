import type { Cell, MergedRange, Sheet } from '@xuncha/domain';
import { zipSync } from 'fflate';
import { formatValue, type Cell as RawCell, type Sheet as RawSheet } from 'hucre';
import { readXlsx } from 'hucre/xlsx';
import { checkExtent, decodePart, extentOf, spellOutDateFormats } from './inspect-parts.ts';
import { openContainer } from './open-container.ts';
import { WorkbookError } from './workbook-error.ts';
import { DEFAULT_WORKBOOK_LIMITS, type WorkbookLimits } from './workbook-limits.ts';
import { abnormalStructure, checkColumns, checkNumberFormats, checkStructure } from './xml-structure.ts';

/** The used rectangle of all sheets together, for the reader's range. */
interface Bounds {
  readonly rows: number;
  readonly columns: number;
}

const isSheet = (name: string): boolean => /^xl\/worksheets\//i.test(name);

/** How many tags a part may have. Of sheets the cells are counted, and tags without a value cost little. */
function elementsOf(name: string, limits: WorkbookLimits): number {
  if (isSheet(name)) return Number.POSITIVE_INFINITY;
  if (/sharedStrings/i.test(name)) return limits.maxTextElements;
  return /styles/i.test(name) ? limits.maxStyleElements : limits.maxPartElements;
}

function inspectStyles(styles: string): Uint8Array {
  checkNumberFormats(styles);
  return new TextEncoder().encode(spellOutDateFormats(styles));
}

function inspect(parts: Map<string, Uint8Array>, limits: WorkbookLimits): Bounds {
  const bounds = { rows: 1, columns: 1 };
  let sheets = 0;
  for (const [name, bytes] of parts) {
    const xml = decodePart(bytes);
    checkStructure(xml, elementsOf(name, limits));
    if (/^xl\/styles\.xml$/i.test(name)) parts.set(name, inspectStyles(xml));
    if (!isSheet(name)) continue;
    checkColumns(xml);
    sheets += 1;
    if (sheets > limits.maxSheets) {
      throw new WorkbookError(
        'too_many_sheets',
        `工作表超过 ${limits.maxSheets} 个。请只保留台账工作表后重新上传`,
      );
    }
    const extent = extentOf(xml);
    checkExtent(extent, limits);
    bounds.rows = Math.max(bounds.rows, extent.rows);
    bounds.columns = Math.max(bounds.columns, extent.columns);
  }
  return bounds;
}

/** `yyyy"年"m"月"` → month; text in quotes, escapes and colours are no placeholders. */
function precisionOf(format: string | undefined): 'day' | 'month' | 'year' {
  if (format === undefined) return 'day';
  const placeholders = format
    .replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
    .split(';')[0]
    ?.toLowerCase();
  if (placeholders === undefined || placeholders.includes('d') || !placeholders.includes('y')) return 'day';
  return placeholders.includes('m') ? 'month' : 'year';
}

const isoDate = (date: Date): string => date.toISOString().slice(0, 10);

/** Day 0 and day 1 of both date systems: a cell with a time of day but no date. */
const isTimeOnly = (date: Date): boolean => date.getUTCFullYear() < 1900 || isoDate(date) === '1904-01-01';

function dateCell(date: Date, format: string | undefined): Cell {
  const text = format === undefined ? isoDate(date) : formatValue(date, format);
  if (Number.isNaN(date.getTime())) return { kind: 'error', value: '#VALUE!' };
  if (isTimeOnly(date)) return { kind: 'text', value: date.toISOString().slice(11, 16) };
  return { kind: 'date', value: isoDate(date), text, precision: precisionOf(format) };
}

/** Floating-point noise of binary fractions (2.3000000000000003) is not what the person saw. */
const plainNumber = (value: number): string => String(Number(value.toPrecision(15)));

function numberCell(value: number, format: string | undefined): Cell {
  const isPlain = format === undefined || format === 'General' || format === '@';
  return { kind: 'number', value, text: isPlain ? plainNumber(value) : formatValue(value, format).trim() };
}

function valueCell(value: RawCell['value'], raw: RawCell | undefined): Cell | null {
  if (raw?.type === 'error') return { kind: 'error', value: String(value) };
  if (value === null || value === '') return null;
  if (value instanceof Date) return dateCell(value, raw?.style?.numFmt);
  if (typeof value === 'number') return numberCell(value, raw?.style?.numFmt);
  return typeof value === 'boolean' ? { kind: 'boolean', value } : { kind: 'text', value };
}

function toCell(value: RawCell['value'], raw: RawCell | undefined): Cell | null {
  const cell = valueCell(value, raw);
  // A shared formula is stored once; its other cells carry an empty text and still are formulas.
  return cell === null || raw?.formula === undefined ? cell : { ...cell, formula: raw.formula };
}

/** Real merged ranges don't overlap: as far as the values reach, they cover them once at most. */
function toMerges(raw: RawSheet, bounds: Bounds): MergedRange[] {
  const merges = (raw.merges ?? []).filter(
    (merge) => merge.startRow < bounds.rows && merge.startCol < bounds.columns,
  );
  const covered = merges.reduce(
    (sum, { startRow, startCol, endRow, endCol }) =>
      sum +
      (Math.min(endRow, bounds.rows - 1) - startRow + 1) *
        (Math.min(endCol, bounds.columns - 1) - startCol + 1),
    0,
  );
  if (covered > bounds.rows * bounds.columns) throw abnormalStructure();
  return merges.map((merge) => ({
    startRow: merge.startRow,
    startColumn: merge.startCol,
    endRow: merge.endRow,
    endColumn: merge.endCol,
  }));
}

/** Rows without a value at the end are formatting only. */
function withoutTrailingBlankRows(rows: (Cell | null)[][]): (Cell | null)[][] {
  return rows.slice(0, rows.findLastIndex((row) => row.some((cell) => cell !== null)) + 1);
}

function checkText(raw: RawSheet, limits: WorkbookLimits): void {
  let characters = 0;
  for (const row of raw.rows)
    for (const value of row) if (typeof value === 'string') characters += value.length;
  if (characters > limits.maxText)
    throw new WorkbookError(
      'too_much_text',
      `工作表“${raw.name}”的文字超过 ${Math.floor(limits.maxText / 10_000)} 万字。请拆分成几个文件分别导入`,
    );
}

function toSheet(raw: RawSheet, bounds: Bounds, limits: WorkbookLimits): Sheet {
  checkText(raw, limits);
  const rows = raw.rows.map((row, rowIndex) =>
    row.map((value, column) => toCell(value, raw.cells?.get(`${rowIndex},${column}`))),
  );
  return {
    name: raw.name,
    hidden: raw.hidden === true || raw.veryHidden === true,
    rows: withoutTrailingBlankRows(rows),
    merges: toMerges(raw, bounds),
    hiddenRows: [...(raw.rowDefs ?? [])].flatMap(([row, { hidden }]) =>
      hidden && row < bounds.rows ? [row] : [],
    ),
  };
}

/** 1 → A */
function letters(column: number): string {
  const rest = (column - 1) % 26;
  const head = column <= 26 ? '' : letters((column - 1 - rest) / 26);
  return head + String.fromCharCode(65 + rest);
}

/**
 * Reads the values of an uploaded .xlsx: merged cells, rich text, cached results of formulas, dates by their
 * number format and date system. The file is not trusted: its parts are inflated within limits and looked at
 * first, and the parser sees a container rebuilt of nothing but those parts.
 *
 * @throws WorkbookError with a message for the user
 */
export async function readWorkbook(
  bytes: Uint8Array,
  limits: WorkbookLimits = DEFAULT_WORKBOOK_LIMITS,
): Promise<Sheet[]> {
  const parts = await openContainer(bytes, limits);
  const bounds = inspect(parts, limits);
  const rebuilt = zipSync(Object.fromEntries(parts), { level: 0 });
  try {
    const workbook = await readXlsx(rebuilt, {
      readStyles: true,
      range: `A1:${letters(bounds.columns)}${bounds.rows}`,
    });
    if (workbook.sheets.length === 0) throw new WorkbookError('no_sheet', '文件中没有工作表');
    return workbook.sheets.map((sheet) => toSheet(sheet, bounds, limits));
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw new WorkbookError('corrupt', '文件已损坏或不完整，无法读取。请用 Excel 打开并另存后重新上传', {
      cause: error,
    });
  }
}

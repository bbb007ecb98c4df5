import type { BorderStyle, Cell, CellStyle, CellValue, MergeRange, WriteSheet } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { safeLinkTarget, safeSheetNames, safeText } from './safe-cells.ts';

/** Tables in the house form: title, bordered and wrapped cells, filled header, A4 landscape, header on each page. */

export type CellInput =
  | string
  | number
  | boolean
  | null
  | undefined
  /** `link`: a path relative to the workbook (`data/佐证.pdf`), `https://…`, or `#'Sheet'!A1`. */
  | { readonly text: string; readonly link: string };

export interface WorkbookColumn {
  readonly key: string;
  readonly header: string;
  /** In characters; a Chinese character takes two. */
  readonly width: number;
  /** Common heading over neighbouring columns with the same group: makes a two-level header. */
  readonly group?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Merge this column over the rows of one `mergeKey`. */
  readonly merged?: boolean;
}

/** A heading over the whole width, such as 一、…方面. */
export interface SectionRow {
  readonly section: string;
}
export interface DataRow {
  readonly cells: Readonly<Record<string, CellInput>>;
  /** Keys of cells that are wrong: shown as Excel itself shows a bad value. */
  readonly marked?: readonly string[];
  /** Neighbouring rows with the same key are one entry: `merged` columns become one cell. */
  readonly mergeKey?: string;
}

export interface WorkbookSheet {
  readonly name: string;
  readonly title?: string;
  /** Lines under the title: unit, dates, classification, who exported it. */
  readonly subtitles?: readonly string[];
  readonly columns: readonly WorkbookColumn[];
  readonly rows: readonly (SectionRow | DataRow)[];
  /** Lines under the table. */
  readonly footers?: readonly string[];
  /** Columns that stay in view beside the header; the header rows always do. */
  readonly freezeColumns?: number;
}

export interface WorkbookInput {
  /** ISO time that the file says it was made at; the clock when absent. */
  readonly at?: string;
  readonly sheets: readonly WorkbookSheet[];
  readonly title?: string;
  /** Printed at the foot of every page: who exported it and when. */
  readonly pageFooter?: string;
}

const SIDE = { style: 'thin', color: { rgb: '808080' } } as const;
const BORDER: BorderStyle = { top: SIDE, right: SIDE, bottom: SIDE, left: SIDE };
const BODY_FONT = { name: '宋体', size: 10 } as const;

/** Text format `@`: a text such as `=1+1` stays text when the cell is edited and left again. */
const TEXT_FORMAT = '@';

const TITLE_STYLE: CellStyle = {
  numFmt: TEXT_FORMAT,
  font: { name: '方正小标宋简体', size: 18, bold: true },
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
};
const SUBTITLE_STYLE: CellStyle = {
  numFmt: TEXT_FORMAT,
  font: BODY_FONT,
  alignment: { horizontal: 'left', vertical: 'center', wrapText: true },
};
const HEADER_STYLE: CellStyle = {
  numFmt: TEXT_FORMAT,
  font: { name: '黑体', size: 10, bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'D9E2F3' } },
  border: BORDER,
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
};
const SECTION_STYLE: CellStyle = {
  numFmt: TEXT_FORMAT,
  font: { name: '黑体', size: 10, bold: true },
  border: BORDER,
  alignment: { horizontal: 'left', vertical: 'center', wrapText: true },
};
const LINK_FONT = { ...BODY_FONT, color: { rgb: '0563C1' }, underline: true } as const;

/** Excel's own colours of the cell style “差”. */
const MARKED: CellStyle = {
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFC7CE' } },
  font: { ...BODY_FONT, color: { rgb: '9C0006' } },
};

/** Points; a line of 18 pt needs 28. */
const TITLE_HEIGHT = 34;
const HEADER_HEIGHT = 24;

interface SheetDraft {
  readonly rows: CellValue[][];
  readonly cells: Map<string, Partial<Cell>>;
  readonly merges: MergeRange[];
  readonly heights: Map<number, { height: number }>;
  readonly width: number;
}

function bodyStyle(column: WorkbookColumn, value: CellInput): CellStyle {
  const isLink = typeof value === 'object' && value !== null;
  return {
    font: isLink ? LINK_FONT : BODY_FONT,
    border: BORDER,
    alignment: {
      horizontal: column.align ?? 'left',
      vertical: column.merged ? 'center' : 'top',
      wrapText: true,
    },
    ...(typeof value === 'number' ? {} : { numFmt: TEXT_FORMAT }),
  };
}

function toCell(column: WorkbookColumn, input: CellInput): Partial<Cell> {
  const style = bodyStyle(column, input);
  if (input === null || input === undefined) return { value: null, style };
  if (typeof input === 'object') {
    const target = safeLinkTarget(input.link);
    const value = safeText(input.text);
    return target === undefined ? { value, style } : { value, style, hyperlink: target };
  }
  if (typeof input === 'boolean') return { value: input ? '是' : '否', style };
  return { value: typeof input === 'string' ? safeText(input) : input, style };
}

const put = (draft: SheetDraft, row: number, column: number, cell: Partial<Cell>): void => {
  draft.cells.set(`${row},${column}`, cell);
};

/** A row that is one cell over the whole width. */
function addBand(draft: SheetDraft, text: string, style: CellStyle, height?: number): void {
  const row = draft.rows.length;
  draft.rows.push([safeText(text), ...Array<null>(draft.width - 1).fill(null)]);
  for (let column = 0; column < draft.width; column += 1) {
    put(draft, row, column, { value: column === 0 ? safeText(text) : null, style });
  }
  if (draft.width > 1)
    draft.merges.push({ startRow: row, startCol: 0, endRow: row, endCol: draft.width - 1 });
  if (height !== undefined) draft.heights.set(row, { height });
}

function addHeaderRow(draft: SheetDraft, labels: readonly string[]): void {
  const row = draft.rows.length;
  draft.rows.push([...labels]);
  labels.forEach((label, column) => {
    put(draft, row, column, { value: label, style: HEADER_STYLE });
  });
  draft.heights.set(row, { height: HEADER_HEIGHT });
}

/** Merges equal neighbouring groups across, and columns without a group down. */
function mergeHeader(draft: SheetDraft, top: number, columns: readonly WorkbookColumn[]): void {
  let start = 0;
  columns.forEach((column, index) => {
    if (column.group === undefined) {
      draft.merges.push({ startRow: top, startCol: index, endRow: top + 1, endCol: index });
    }
    const isLastOfGroup = columns[index + 1]?.group !== column.group;
    if (column.group !== undefined && isLastOfGroup && index > start) {
      draft.merges.push({ startRow: top, startCol: start, endRow: top, endCol: index });
    }
    if (isLastOfGroup) start = index + 1;
  });
}

function addHeader(draft: SheetDraft, columns: readonly WorkbookColumn[]): void {
  const top = draft.rows.length;
  const isTwoLevel = columns.some((column) => column.group !== undefined);
  if (isTwoLevel)
    addHeaderRow(
      draft,
      columns.map((column) => column.group ?? column.header),
    );
  addHeaderRow(
    draft,
    columns.map((column) => column.header),
  );
  if (isTwoLevel) mergeHeader(draft, top, columns);
}

function addDataRow(draft: SheetDraft, columns: readonly WorkbookColumn[], row: DataRow): void {
  const index = draft.rows.length;
  const cells = columns.map((column) => {
    const cell = toCell(column, row.cells[column.key]);
    return row.marked?.includes(column.key) ? { ...cell, style: { ...cell.style, ...MARKED } } : cell;
  });
  draft.rows.push(cells.map((cell) => cell.value ?? null));
  cells.forEach((cell, column) => {
    put(draft, index, column, cell);
  });
}

/** Merges `merged` columns over the rows `from`…`to` of one entry. */
function mergeEntry(draft: SheetDraft, columns: readonly WorkbookColumn[], from: number, to: number): void {
  if (to <= from) return;
  columns.forEach((column, index) => {
    if (column.merged) draft.merges.push({ startRow: from, startCol: index, endRow: to, endCol: index });
  });
}

function addRows(draft: SheetDraft, sheet: WorkbookSheet): void {
  let entry: { key: string; from: number } | undefined;
  const endEntry = (): void => {
    if (entry) mergeEntry(draft, sheet.columns, entry.from, draft.rows.length - 1);
    entry = undefined;
  };
  for (const row of sheet.rows) {
    if ('section' in row) {
      endEntry();
      addBand(draft, row.section, SECTION_STYLE);
      continue;
    }
    if (entry?.key !== row.mergeKey) endEntry();
    if (row.mergeKey !== undefined) entry ??= { key: row.mergeKey, from: draft.rows.length };
    addDataRow(draft, sheet.columns, row);
  }
  endEntry();
}

/** `&` starts a code in page footers and is doubled to stand for itself. */
const pageText = (text: string): string => safeText(text).replaceAll('&', '&&');

function toWriteSheet(sheet: WorkbookSheet, name: string, pageFooter: string | undefined): WriteSheet {
  const draft: SheetDraft = {
    rows: [],
    cells: new Map(),
    merges: [],
    heights: new Map(),
    width: Math.max(1, sheet.columns.length),
  };
  if (sheet.title !== undefined) addBand(draft, sheet.title, TITLE_STYLE, TITLE_HEIGHT);
  for (const subtitle of sheet.subtitles ?? []) addBand(draft, subtitle, SUBTITLE_STYLE);
  const headerTop = draft.rows.length;
  addHeader(draft, sheet.columns);
  const headerEnd = draft.rows.length;
  addRows(draft, sheet);
  for (const footer of sheet.footers ?? []) addBand(draft, footer, SUBTITLE_STYLE);
  return {
    name,
    rows: draft.rows,
    cells: draft.cells,
    merges: draft.merges,
    rowDefs: draft.heights,
    columns: sheet.columns.map((column) => ({ width: column.width })),
    freezePane: { rows: headerEnd, columns: sheet.freezeColumns ?? 0 },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      // 0 = as many pages down as it takes.
      fitToHeight: 0,
      horizontalCentered: true,
      printTitlesRow: `$${headerTop + 1}:$${headerEnd}`,
      // Inches: 0.5 is 12.7 mm, enough for binding.
      margins: { top: 0.6, right: 0.5, bottom: 0.6, left: 0.5, header: 0.3, footer: 0.3 },
    },
    headerFooter: {
      oddFooter: `${pageFooter === undefined ? '' : `&L${pageText(pageFooter)}`}&C第 &P 页 共 &N 页`,
    },
  };
}

/** Writes a workbook in the house form. Texts are always text: nothing a user typed becomes a formula. */
export async function writeWorkbook(input: WorkbookInput): Promise<Uint8Array> {
  const names = safeSheetNames(input.sheets.map((sheet) => sheet.name));
  return writeXlsx({
    sheets: input.sheets.map((sheet, index) =>
      toWriteSheet(sheet, names[index] ?? sheet.name, input.pageFooter),
    ),
    defaultFont: BODY_FONT,
    properties: {
      ...(input.title === undefined ? {} : { title: safeText(input.title) }),
      ...(input.at === undefined ? {} : { created: new Date(input.at), modified: new Date(input.at) }),
    },
  });
}

import { WorkbookError } from './workbook-error.ts';
import type { WorkbookLimits } from './workbook-limits.ts';

/** Looks at the raw XML of a workbook before any parser does: no DTD, no other encoding, bounded sheets. */

const decoder = new TextDecoder('utf-8', { fatal: true });

const forbidden = (cause?: unknown): WorkbookError =>
  new WorkbookError(
    'forbidden_xml',
    '文件内部含有不允许的内容，已拒绝。请新建工作簿，只粘贴台账数值后重新上传',
    {
      cause,
    },
  );

/** Excel and WPS write UTF-8 without DTD; anything else only serves entity tricks. */
export function decodePart(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (error) {
    throw forbidden(error);
  }
  if (text.includes('\u0000') || /<!(?:DOCTYPE|ENTITY)/i.test(text)) throw forbidden();
  return text;
}

/** Last row and column with a value (1-based) and the number of such cells. */
export interface SheetExtent {
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
}

/** A = 1 … XFD = 16384 */
const columnNumber = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

/** Opening tags of rows and of cells; those closed at once (`<c r="C3" s="1"/>`) hold a style but no value. */
const ROW_OR_CELL = /<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)>/g;

/**
 * Measures a sheet by its cells with a value. The declared `<dimension>` is not trusted, and styled empty cells,
 * which office files carry to the last row of the sheet, do not count.
 */
export function extentOf(xml: string): SheetExtent {
  let row = 0;
  let column = 0;
  const extent = { rows: 0, columns: 0, cells: 0 };
  for (const [, kind, attributes = ''] of xml.matchAll(ROW_OR_CELL)) {
    const reference = /\sr\s*=\s*["']([A-Z]*)(\d+)["']/.exec(attributes);
    if (kind === 'row') {
      row = reference ? Number(reference[2]) : row + 1;
      column = 0;
      continue;
    }
    column = reference ? columnNumber(reference[1] ?? '') : column + 1;
    if (reference) row = Number(reference[2]);
    if (attributes.endsWith('/')) continue;
    extent.rows = Math.max(extent.rows, row);
    extent.columns = Math.max(extent.columns, column);
    extent.cells += 1;
  }
  return extent;
}

export function checkExtent(extent: SheetExtent, limits: WorkbookLimits): void {
  if (extent.rows > limits.maxRows) {
    throw new WorkbookError(
      'too_many_rows',
      `工作表有 ${extent.rows} 行，一次最多导入 ${limits.maxRows} 行。请拆分成几个文件分别导入`,
    );
  }
  if (extent.columns > limits.maxColumns) {
    throw new WorkbookError(
      'too_many_columns',
      `工作表有 ${extent.columns} 列，最多 ${limits.maxColumns} 列。请删去台账以外的列`,
    );
  }
  if (extent.cells > limits.maxCells) {
    throw new WorkbookError(
      'too_many_cells',
      `工作表有 ${extent.cells} 个单元格，最多 ${limits.maxCells} 个。请拆分成几个文件分别导入`,
    );
  }
}

/**
 * Date formats that Chinese Excel and WPS write by number alone (ECMA-376, 18.8.30, zh-cn). Without their text
 * nobody can tell that format 57 shows no day and `2025年3月` means the month, not its first day.
 */
const CHINESE_DATE_FORMATS: Readonly<Record<number, string>> = {
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm/d/yy',
  31: 'yyyy"年"m"月"d"日"',
  36: 'yyyy"年"m"月"',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

/** Writes the implied formats into styles.xml, so that the reader hands them out with each cell. */
export function spellOutDateFormats(styles: string): string {
  const implied = Object.entries(CHINESE_DATE_FORMATS)
    .filter(([id]) => new RegExp(`<(?:\\w+:)?xf\\s[^>]*numFmtId="${id}"`).test(styles))
    .filter(([id]) => !new RegExp(`<(?:\\w+:)?numFmt\\s[^>]*numFmtId="${id}"`).test(styles))
    .map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code.replaceAll('"', '&quot;')}"/>`)
    .join('');
  if (implied === '') return styles;
  if (/<numFmts[\s>][^>]*[^/]>/.test(styles))
    return styles.replace(/<numFmts[^>]*>/, (open) => `${open}${implied}`);
  return styles.replace(/(<styleSheet[^>]*>)(?:<numFmts[^>]*\/>)?/, `$1<numFmts>${implied}</numFmts>`);
}

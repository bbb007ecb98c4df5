import { WorkbookError } from './workbook-error.ts';

/**
 * The shape of an XML part, looked at before any parser or pattern runs over it: every tag is closed before the next
 * begins, none is long, there are not too many of them, and they are not nested deep. What comes after this is linear
 * in the size of the part.
 */

export const abnormalStructure = (): WorkbookError =>
  new WorkbookError(
    'abnormal_structure',
    '文件内部结构异常（层次过深、内容过多或格式过长）。请新建工作簿，只粘贴台账数值后重新上传',
  );

const damaged = (): WorkbookError =>
  new WorkbookError('corrupt', '文件已损坏或不完整，无法读取。请用 Excel 打开并另存后重新上传');

/** Office files nest about ten levels. */
const MAX_DEPTH = 64;
/** The longest real tags list the cells of a conditional format: some kilobytes. */
const MAX_TAG = 64 * 1024;

/** Comments and CDATA may hold anything, also what looks like tags. */
const OPAQUE: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
];

/** Position behind a comment or CDATA section that begins here. */
const endOfOpaque = (xml: string, at: number): number | undefined => {
  for (const [open, close] of OPAQUE) {
    if (!xml.startsWith(open, at)) continue;
    const end = xml.indexOf(close, at + open.length);
    if (end === -1) throw damaged();
    return end + close.length;
  }
  return undefined;
};

const depthChange = (xml: string, open: number, close: number): number => {
  const first = xml[open + 1];
  if (first === '/') return -1;
  return first === '?' || first === '!' || xml[close - 1] === '/' ? 0 : 1;
};

/** @throws WorkbookError when the part is no XML an office program writes */
export function checkStructure(xml: string, maxElements: number): void {
  let elements = 0;
  let depth = 0;
  for (let at = xml.indexOf('<'); at !== -1; ) {
    const behind = endOfOpaque(xml, at);
    if (behind !== undefined) {
      at = xml.indexOf('<', behind);
      continue;
    }
    const next = xml.indexOf('<', at + 1);
    const close = xml.indexOf('>', at + 1);
    if (close === -1 || (next !== -1 && close > next)) throw damaged();
    if (close - at > MAX_TAG) throw abnormalStructure();
    elements += 1;
    depth += depthChange(xml, at, close);
    if (elements > maxElements || depth > MAX_DEPTH) throw abnormalStructure();
    at = next;
  }
}

/** Excel allows 255 characters; a generous file has a few more. */
const MAX_NUMBER_FORMAT = 1_000;
const NUMBER_FORMAT = /<(?:\w+:)?numFmt\s([^<>]*)>/g;

/** Number formats are matched against every date and number that has them. */
export function checkNumberFormats(styles: string): void {
  for (const [, attributes = ''] of styles.matchAll(NUMBER_FORMAT))
    if (attributes.length > MAX_NUMBER_FORMAT) throw abnormalStructure();
}

/** Excel's last column. */
const LAST_COLUMN = 16_384;
const COLUMN = /<(?:\w+:)?col\s([^<>]*)>/g;

const numberIn = (attributes: string, name: string): number =>
  Number(new RegExp(`(?:^|\\s)${name}\\s*=\\s*["'](\\d{1,9})["']`).exec(attributes)?.[1]);

/** Column definitions stand side by side: all together they cover a sheet once at most. */
export function checkColumns(sheet: string): void {
  let covered = 0;
  for (const [, attributes = ''] of sheet.matchAll(COLUMN)) {
    const width = numberIn(attributes, 'max') - numberIn(attributes, 'min') + 1;
    covered += width;
    if (!(width >= 1 && covered <= LAST_COLUMN)) throw abnormalStructure();
  }
}

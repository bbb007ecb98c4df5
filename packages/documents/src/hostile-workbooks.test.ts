import { Worker } from 'node:worker_threads';
import ExcelJS from 'exceljs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';

/**
 * Files made to exhaust whoever opens them, each a few kilobytes. Every one is read in a thread with less memory than
 * the import function has, and must end in it: read, or refused with a sentence for the person.
 */
const MB = 1024 * 1024;
/** The function has 1,769 MB; strings and buffers live outside this heap. */
const HEAP_MB = 700;

const SHEET = 'xl/worksheets/sheet1.xml';
const WORKBOOK = 'xl/workbook.xml';
const STRINGS = 'xl/sharedStrings.xml';
const STYLES = 'xl/styles.xml';

type Part = string | ((xml: string) => string);
let plain: Record<string, Uint8Array>;

beforeAll(async () => {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('台账').getCell('A1').value = '问题';
  plain = unzipSync(new Uint8Array(await workbook.xlsx.writeBuffer()));
});

const packed = (name: string, part: Part): Uint8Array => {
  const xml = typeof part === 'string' ? part : part(new TextDecoder().decode(plain[name]));
  return zipSync({ ...plain, [name]: strToU8(xml) });
};

const filled = (piece: string, megabytes = 24): string =>
  piece.repeat(Math.floor((megabytes * MB) / piece.length));
const inSheet = (piece: string) => (xml: string) => xml.replace('</sheetData>', `${piece}</sheetData>`);
const behindData = (piece: string) => (xml: string) => xml.replace('</sheetData>', `</sheetData>${piece}`);
const twoFormats = (format: string) => (xml: string) =>
  xml
    .replace(/<numFmts.*?<\/numFmts>|<numFmts[^>]*\/>/s, '')
    .replace(/<fonts/, `<numFmts><numFmt numFmtId="200" formatCode="${format}"/></numFmts><fonts`)
    .replace(/<cellXfs.*<\/cellXfs>/s, '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>');

interface Outcome {
  readonly code: string;
  readonly message?: string;
  readonly rows?: number;
}

const readApart = (bytes: Uint8Array): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./read-apart.fixture.ts', import.meta.url), {
      workerData: bytes,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.once('message', resolve);
    // Out of memory arrives here.
    worker.once('error', reject);
  });

describe('a workbook of', () => {
  it.each<[string, string, string, () => Part]>([
    ['millions of empty texts', 'abnormal_structure', STRINGS, () => `<sst>${filled('<si><t/></si>')}</sst>`],
    ['one text without end', 'too_much_text', STRINGS, () => `<sst><si><t>${filled('a', 28)}</t></si></sst>`],
    ['texts nested without end', 'abnormal_structure', STRINGS, () => filled('<a>')],
    ['cells nested without end', 'abnormal_structure', SHEET, () => `<worksheet>${filled('<x>')}`],
    ['a workbook part nested without end', 'abnormal_structure', WORKBOOK, () => filled('<x>')],
    ['format lists that never close', 'corrupt', STYLES, () => `<styleSheet>${filled('<numFmts ', 8)}`],
    ['formats that never close', 'corrupt', STYLES, () => `<styleSheet>${filled('<xf ', 8)}`],
    ['millions of formats', 'abnormal_structure', STYLES, () => `<s>${filled('<xf numFmtId="57"/>')}</s>`],
    ['a number format without end', 'abnormal_structure', STYLES, () => twoFormats(filled('[', 8))],
    ['cells that never close', 'corrupt', SHEET, () => `<worksheet><sheetData>${filled('<c ', 30)}`],
    ['a tag without end', 'abnormal_structure', SHEET, () => inSheet(`<row><c ${filled(' r')}/></row>`)],
    ['a comment without end', 'corrupt', SHEET, () => inSheet(`<!-- ${filled('<c>', 1)}`)],
    [
      'columns without end',
      'abnormal_structure',
      SHEET,
      () => behindData('<cols><col min="1" max="900000000"/></cols>'),
    ],
    [
      'columns over each other',
      'abnormal_structure',
      SHEET,
      () => behindData(filled('<col min="1" max="16384"/>', 6)),
    ],
    ['columns without numbers', 'abnormal_structure', SHEET, () => behindData('<col min="-1" max="1e9"/>')],
    [
      'merged ranges over each other',
      'abnormal_structure',
      SHEET,
      () => behindData(`<mergeCells>${filled('<mergeCell ref="A1:XFD1048576"/>', 5)}</mergeCells>`),
    ],
    [
      'one merged range over everything',
      'read',
      SHEET,
      () => behindData('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ],
    ['millions of empty rows', 'read', SHEET, () => inSheet(filled('<row/>', 6))],
    [
      'millions of styled empty cells',
      'read',
      SHEET,
      () => inSheet(`<row r="2">${filled('<c r="A2" s="0"/>', 8)}</row>`),
    ],
    [
      'millions of sheets',
      'abnormal_structure',
      WORKBOOK,
      () => (xml) =>
        xml.replace('</sheets>', `${filled('<sheet name="x" sheetId="9" r:id="rId1"/>', 6)}</sheets>`),
    ],
    [
      'millions of relations',
      'abnormal_structure',
      'xl/_rels/workbook.xml.rels',
      () => (xml) =>
        xml.replace(
          '</Relationships>',
          `${filled('<Relationship Id="x" Type="t" Target="y"/>', 6)}</Relationships>`,
        ),
    ],
    [
      'a number of millions of digits',
      'read',
      SHEET,
      () => inSheet(`<row r="2"><c r="A2"><v>${filled('9', 6)}</v></c></row>`),
    ],
    [
      'texts that are not there',
      'read',
      SHEET,
      () => inSheet('<row r="2"><c r="A2" t="s"><v>99999999999</v></c><c r="B2" t="s"><v>-1</v></c></row>'),
    ],
    [
      'cells at impossible places',
      'read',
      SHEET,
      () => inSheet('<row r="0"><c r="A0"><v>1</v></c></row><row r="-1"><c r="1A"><v>1</v></c></row>'),
    ],
    [
      'a formula over everything',
      'read',
      SHEET,
      () => inSheet('<row r="2"><c r="A2"><f t="shared" ref="A2:XFD1048576" si="0">A1</f><v>1</v></c></row>'),
    ],
    [
      'a relation out of the file',
      'corrupt',
      'xl/_rels/workbook.xml.rels',
      () => (xml) => xml.replace('worksheets/sheet1.xml', '../../../../etc/passwd'),
    ],
    [
      'a relation to another machine',
      'corrupt',
      'xl/_rels/workbook.xml.rels',
      () => (xml) =>
        xml.replace(
          'Target="worksheets/sheet1.xml"',
          'Target="http://169.254.169.254/" TargetMode="External"',
        ),
    ],
    [
      'entities that multiply',
      'forbidden_xml',
      STRINGS,
      () => `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`,
    ],
  ])('%s: %s', async (_name, code, part, make) => {
    const outcome = await readApart(packed(part, make()));
    expect(outcome.code, outcome.message).toBe(code);
    if (code !== 'read') expect(outcome.message).toMatch(/请/);
  });
});

describe('a container', () => {
  it('of a workbook within a workbook is not unpacked further', async () => {
    const inner = zipSync({ a: new Uint8Array(8 * MB) });
    expect((await readApart(zipSync({ ...plain, 'xl/embeddings/inner.xlsx': inner }))).code).toBe('read');
    expect((await readApart(zipSync({ ...plain, 'xl/worksheets/sheet2.xml': inner }))).code).toBe(
      'forbidden_xml',
    );
  });

  it('that declares 64-bit sizes it does not have is refused', async () => {
    const bytes = Buffer.from(zipSync(plain));
    const directory = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    // Sizes of ffffffff announce a ZIP64 field, and there is none.
    bytes.writeUInt32LE(0xffffffff, directory + 20);
    bytes.writeUInt32LE(0xffffffff, directory + 24);
    expect((await readApart(new Uint8Array(bytes))).code).toBe('inflated_too_large');
  });

  it('whose parts overlap is counted as often as it is unpacked', async () => {
    const strings = strToU8(`<sst>${' '.repeat(16 * MB)}</sst>`);
    const parts = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`xl/worksheets/s${index}.xml`, strings]),
    );
    expect((await readApart(zipSync({ ...plain, ...parts }))).code).toBe('inflated_too_large');
  });
});

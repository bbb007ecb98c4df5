import { columnLetter, type Sheet } from '@xuncha/domain';
import ExcelJS from 'exceljs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { extentOf, spellOutDateFormats } from './inspect-parts.ts';
import { readWorkbook } from './read-workbook.ts';
import { WorkbookError } from './workbook-error.ts';
import { DEFAULT_WORKBOOK_LIMITS } from './workbook-limits.ts';

/** Files are made with another library (ExcelJS), so that reader and writer do not share a mistake. */

type Fill = (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void;

async function workbookBytes(fill: Fill): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  fill(workbook.addWorksheet('台账'), workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

async function firstSheet(fill: Fill): Promise<Sheet> {
  const [sheet] = await readWorkbook(await workbookBytes(fill));
  if (sheet === undefined) throw new Error('no sheet');
  return sheet;
}

const plain = (): Promise<Uint8Array> =>
  workbookBytes((sheet) => {
    sheet.getCell('A1').value = '问题';
  });

/** The workbook with some of its parts replaced. */
async function withParts(
  replace: Record<string, Uint8Array | ((xml: string) => string)>,
): Promise<Uint8Array> {
  const parts: Record<string, Uint8Array> = unzipSync(await plain());
  for (const [name, part] of Object.entries(replace)) {
    parts[name] = typeof part === 'function' ? strToU8(part(new TextDecoder().decode(parts[name]))) : part;
  }
  return zipSync(parts);
}

const codeOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    await reading;
  } catch (error) {
    if (error instanceof WorkbookError) return error.code;
    throw error;
  }
  return 'read';
};

const SHEET = 'xl/worksheets/sheet1.xml';

describe('values', () => {
  it('reads texts, numbers, rich text, booleans and errors', async () => {
    const sheet = await firstSheet((target) => {
      target.getCell('A1').value = '第一行\n第二行';
      target.getCell('B1').value = 2.3;
      target.getCell('C1').value = { richText: [{ text: '富' }, { text: '文本', font: { bold: true } }] };
      target.getCell('D1').value = true;
      target.getCell('E1').value = { error: '#N/A' };
      target.getCell('F1').value = 0.5;
      target.getCell('F1').numFmt = '0%';
      target.getCell('G1').value = '=1+1';
      target.getCell('H1').value = 0.1 + 0.2;
    });
    expect(sheet.rows[0]).toEqual([
      { kind: 'text', value: '第一行\n第二行' },
      { kind: 'number', value: 2.3, text: '2.3' },
      { kind: 'text', value: '富文本' },
      { kind: 'boolean', value: true },
      { kind: 'error', value: '#N/A' },
      { kind: 'number', value: 0.5, text: '50%' },
      { kind: 'text', value: '=1+1' },
      { kind: 'number', value: 0.1 + 0.2, text: '0.3' },
    ]);
  });

  it('takes the cached result of a formula and says that it is one', async () => {
    const sheet = await firstSheet((target) => {
      target.getCell('A1').value = { formula: 'CONCATENATE("甲","乙")', result: '甲乙' };
      target.getCell('B1').value = { formula: '1/0', result: { error: '#DIV/0!' } };
    });
    expect(sheet.rows[0]).toEqual([
      { kind: 'text', value: '甲乙', formula: 'CONCATENATE("甲","乙")' },
      { kind: 'error', value: '#DIV/0!', formula: '1/0' },
    ]);
  });

  it('reads dates by their number format', async () => {
    const march = new Date(Date.UTC(2025, 2, 1));
    const sheet = await firstSheet((target) => {
      target.getCell('A1').value = march;
      target.getCell('A1').numFmt = 'yyyy"年"m"月"d"日"';
      target.getCell('B1').value = march;
      target.getCell('B1').numFmt = 'yyyy"年"m"月"';
      target.getCell('C1').value = march;
      target.getCell('C1').numFmt = 'yyyy/m/d h:mm';
    });
    expect(sheet.rows[0]).toEqual([
      { kind: 'date', value: '2025-03-01', text: '2025年3月1日', precision: 'day' },
      { kind: 'date', value: '2025-03-01', text: '2025年3月', precision: 'month' },
      { kind: 'date', value: '2025-03-01', text: '2025/3/1 0:00', precision: 'day' },
    ]);
  });

  it('knows the date formats Chinese Excel writes by number alone', async () => {
    const bytes = await withParts({
      [SHEET]: (xml) =>
        xml.replace(
          /<sheetData>.*<\/sheetData>/s,
          '<sheetData><row r="1"><c r="A1" s="1"><v>45717</v></c></row></sheetData>',
        ),
      'xl/styles.xml': (xml) =>
        xml.replace(
          /<cellXfs.*<\/cellXfs>/s,
          '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="57" applyNumberFormat="1"/></cellXfs>',
        ),
    });
    const [sheet] = await readWorkbook(bytes);
    expect(sheet?.rows[0]?.[0]).toEqual({
      kind: 'date',
      value: '2025-03-01',
      text: '2025年3月',
      precision: 'month',
    });
  });

  it('honours the 1904 date system', async () => {
    const sheet = await firstSheet((target, workbook) => {
      workbook.properties.date1904 = true;
      target.getCell('A1').value = new Date(Date.UTC(2024, 10, 30));
      target.getCell('A1').numFmt = 'yyyy-mm-dd';
    });
    expect(sheet.rows[0]?.[0]).toMatchObject({ kind: 'date', value: '2024-11-30' });
  });

  it('keeps merged ranges, hidden sheets and the offset of the table', async () => {
    const bytes = await workbookBytes((target, workbook) => {
      target.getCell('C3').value = '合并';
      target.mergeCells('C3:D4');
      workbook.addWorksheet('隐藏', { state: 'hidden' }).getCell('A1').value = '看不见';
    });
    const [sheet, hidden] = await readWorkbook(bytes);
    expect(sheet?.merges).toEqual([{ startRow: 2, startColumn: 2, endRow: 3, endColumn: 3 }]);
    expect(sheet?.rows[2]?.[2]).toEqual({ kind: 'text', value: '合并' });
    expect(sheet?.hidden).toBe(false);
    expect(hidden).toMatchObject({ name: '隐藏', hidden: true });
  });

  it('tells which rows are hidden, and reads them', async () => {
    const sheet = await firstSheet((target) => {
      target.addRows([['表头'], ['看得见'], ['被筛选掉']]);
      target.getRow(3).hidden = true;
    });
    expect(sheet.hiddenRows).toEqual([2]);
    expect(sheet.rows[2]?.[0]).toEqual({ kind: 'text', value: '被筛选掉' });
  });

  it('ignores styled empty cells to the end of the sheet', async () => {
    const bytes = await withParts({
      [SHEET]: (xml) =>
        xml.replace('</sheetData>', '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'),
    });
    const [sheet] = await readWorkbook(bytes);
    expect(sheet?.rows).toEqual([[{ kind: 'text', value: '问题' }]]);
  });
});

describe('files that are no workbook', () => {
  it.each([
    ['legacy_xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0])],
    ['csv', strToU8('序号,问题\n1,甲\n')],
    ['csv', strToU8('<html><table></table></html>')],
    ['not_xlsx', new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x00, 0x01])],
    ['not_xlsx', new Uint8Array()],
    ['not_xlsx', zipSync({ 'word/document.xml': strToU8('<w/>') })],
    ['corrupt', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3, 4, 5, 6, 7, 8])],
  ])('%s', async (code, bytes) => {
    expect(await codeOf(readWorkbook(bytes))).toBe(code);
  });

  it('tells an encrypted workbook from an old one', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    expect(await codeOf(readWorkbook(new Uint8Array(bytes)))).toBe('encrypted');
  });

  it('says in Chinese what to do', async () => {
    await expect(readWorkbook(strToU8('a,b'))).rejects.toThrow(/另存为“Excel 工作簿（.xlsx）”/);
  });

  it('reports a truncated file as damaged', async () => {
    const bytes = await plain();
    expect(await codeOf(readWorkbook(bytes.subarray(0, bytes.length / 2)))).toBe('corrupt');
  });

  it('reports broken XML as damaged', async () => {
    expect(
      await codeOf(readWorkbook(await withParts({ 'xl/workbook.xml': strToU8('<workbook><sheets>') }))),
    ).toMatch(/corrupt|no_sheet/);
  });
});

describe('hostile files', () => {
  const limits = { ...DEFAULT_WORKBOOK_LIMITS, maxInflatedBytes: 2_000_000 };

  it('refuses parts that inflate beyond the limit', async () => {
    // 8 MB of spaces pack into 8 kB.
    const bytes = await withParts({ 'xl/sharedStrings.xml': new Uint8Array(8_000_000).fill(0x20) });
    expect(bytes.length).toBeLessThan(50_000);
    expect(await codeOf(readWorkbook(bytes, limits))).toBe('inflated_too_large');
  });

  it('refuses parts that inflate beyond their declared size', async () => {
    const bytes = await withParts({ 'xl/sharedStrings.xml': new Uint8Array(8_000_000).fill(0x20) });
    const lying = Buffer.from(bytes);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(8_000_000);
    const claim = Buffer.alloc(4);
    claim.writeUInt32LE(1_000);
    let patched = 0;
    for (let at = lying.indexOf(size); at !== -1; at = lying.indexOf(size, at + 1)) {
      claim.copy(lying, at);
      patched += 1;
    }
    expect(patched).toBe(2);
    expect(await codeOf(readWorkbook(new Uint8Array(lying), limits))).toBe('corrupt');
  });

  it('does not inflate parts it has no use for', async () => {
    const bytes = await withParts({ 'xl/media/image1.png': new Uint8Array(8_000_000) });
    expect(await codeOf(readWorkbook(bytes, limits))).toBe('read');
  });

  it('refuses a container with too many parts', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [`xl/media/${index}`, new Uint8Array()]),
    );
    expect(await codeOf(readWorkbook(await withParts(many)))).toBe('too_many_parts');
  });

  it.each([
    ['a DTD', '<!DOCTYPE x [<!ENTITY a "aaaa">]>'],
    ['an entity', '<!ENTITY a SYSTEM "file:///etc/passwd">'],
  ])('refuses %s', async (_name, declaration) => {
    const bytes = await withParts({
      [SHEET]: (xml) => xml.replace('<worksheet', `${declaration}<worksheet`),
    });
    expect(await codeOf(readWorkbook(bytes))).toBe('forbidden_xml');
  });

  it('refuses XML in another encoding, where a DTD could hide', async () => {
    const utf16 = new Uint8Array(Buffer.from('\uFEFF<?xml version="1.0"?><!DOCTYPE x>', 'utf16le'));
    expect(await codeOf(readWorkbook(await withParts({ [SHEET]: utf16 })))).toBe('forbidden_xml');
  });

  it('refuses a file over its size before looking into it', async () => {
    const bytes = await plain();
    expect(await codeOf(readWorkbook(bytes, { ...limits, maxFileBytes: bytes.length - 1 }))).toBe(
      'file_too_large',
    );
  });

  it.each([
    ['too_many_rows', 'A20001'],
    ['too_many_columns', 'XFD1'],
  ])('%s: one cell far out is refused before any grid is made', async (code, reference) => {
    const row = reference.replace(/\D/g, '');
    const bytes = await withParts({
      [SHEET]: (xml) =>
        xml.replace('</sheetData>', `<row r="${row}"><c r="${reference}"><v>1</v></c></row></sheetData>`),
    });
    expect(await codeOf(readWorkbook(bytes))).toBe(code);
  });

  it('refuses too many cells and too many sheets', async () => {
    const bytes = await workbookBytes((sheet, workbook) => {
      sheet.addRow([1, 2, 3, 4]);
      workbook.addWorksheet('二').addRow([1]);
    });
    expect(await codeOf(readWorkbook(bytes, { ...limits, maxCells: 3 }))).toBe('too_many_cells');
    expect(await codeOf(readWorkbook(bytes, { ...limits, maxSheets: 1 }))).toBe('too_many_sheets');
    expect(await codeOf(readWorkbook(bytes, { ...limits, maxCells: 4 }))).toBe('read');
  });
});

describe('extentOf', () => {
  it.each([
    ['<row r="2"><c r="B2"><v>1</v></c><c r="ZZ2" s="1"/></row>', { rows: 2, columns: 2, cells: 1 }],
    [
      '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>1</v></c></row>',
      { rows: 2, columns: 2, cells: 3 },
    ],
    ['<x:row r="7"><x:c s="3" t="s" r="AA7"><x:v>1</x:v></x:c></x:row>', { rows: 7, columns: 27, cells: 1 }],
    ["<row r='3'><c r='C3'><v>1</v></c></row>", { rows: 3, columns: 3, cells: 1 }],
    ['<cols><col min="1" max="16384"/></cols>', { rows: 0, columns: 0, cells: 0 }],
  ])('measures %s', (xml, extent) => {
    expect(extentOf(xml)).toEqual(extent);
  });
});

describe('spellOutDateFormats', () => {
  it('adds to formats that are there, and only what is used', () => {
    const styles =
      '<styleSheet><numFmts count="1"><numFmt numFmtId="176" formatCode="0"/></numFmts><cellXfs><xf numFmtId="31"/></cellXfs></styleSheet>';
    expect(spellOutDateFormats(styles)).toBe(
      '<styleSheet><numFmts count="1"><numFmt numFmtId="31" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="176" formatCode="0"/></numFmts><cellXfs><xf numFmtId="31"/></cellXfs></styleSheet>',
    );
  });
  it('leaves styles without such formats alone', () => {
    const styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>';
    expect(spellOutDateFormats(styles)).toBe(styles);
  });
});

it('names columns as Excel does', () => {
  expect([0, 25, 26, 51, 52, 701, 702, 16_383].map(columnLetter)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'XFD',
  ]);
});

import ExcelJS from 'exceljs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { safeLinkTarget, safeSheetNames, safeText } from './safe-cells.ts';
import { type WorkbookInput, writeWorkbook } from './write-workbook.ts';

/** Files are read back with another library (ExcelJS), so that writer and reader do not share a mistake. */

async function written(
  input: WorkbookInput,
): Promise<{ workbook: ExcelJS.Workbook; parts: Record<string, Uint8Array> }> {
  const bytes = await writeWorkbook(input);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
  return { workbook, parts: unzipSync(bytes) };
}

const ledger: WorkbookInput = {
  title: '台账',
  pageFooter: '内部资料 & 测试',
  sheets: [
    {
      name: '整改台账',
      title: '模拟单位整改台账',
      subtitles: ['填报单位：模拟单位'],
      columns: [
        { key: 'no', header: '序号', width: 6, merged: true, align: 'center' },
        { key: 'text', header: '具体问题', width: 40, group: '反馈问题', merged: true },
        { key: 'category', header: '类别', width: 10, group: '反馈问题' },
        { key: 'measure', header: '整改措施', width: 30 },
      ],
      rows: [
        { section: '一、经营管理方面' },
        { mergeKey: 'a', cells: { no: 1, text: '问题甲', category: '合同', measure: '措施一' } },
        { mergeKey: 'a', cells: { no: 1, text: '问题甲', category: '合同', measure: '措施二' } },
        {
          mergeKey: 'b',
          cells: {
            no: 2,
            text: '问题乙',
            category: '采购',
            measure: { text: '佐证', link: 'data/佐证 1#.pdf' },
          },
        },
      ],
      footers: ['填表人：'],
    },
  ],
};

describe('the house form', () => {
  it('writes title, two-level header, sections, merged findings and a frozen, repeated header', async () => {
    const { workbook } = await written(ledger);
    const sheet = workbook.getWorksheet('整改台账');
    expect(sheet?.getCell('A1').value).toBe('模拟单位整改台账');
    expect(sheet?.getCell('A3').value).toBe('序号');
    expect(sheet?.getCell('B3').value).toBe('反馈问题');
    expect(sheet?.getCell('B4').value).toBe('具体问题');
    expect(sheet?.getCell('A5').value).toBe('一、经营管理方面');
    expect(sheet?.getCell('D7').value).toBe('措施二');
    expect(sheet?.model.merges.toSorted()).toEqual(
      ['A1:D1', 'A2:D2', 'A3:A4', 'A5:D5', 'A6:A7', 'A9:D9', 'B3:C3', 'B6:B7', 'D3:D4'].toSorted(),
    );
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 });
    expect(sheet?.pageSetup).toMatchObject({
      paperSize: 9,
      orientation: 'landscape',
      fitToWidth: 1,
      printTitlesRow: '3:4',
    });
    expect(sheet?.getCell('B6').alignment).toMatchObject({ wrapText: true });
    expect(sheet?.getCell('B6').border.top?.style).toBe('thin');
    expect(sheet?.getCell('B4').fill).toMatchObject({ pattern: 'solid' });
    expect(sheet?.getColumn(2).width).toBe(40);
    expect(sheet?.headerFooter.oddFooter).toBe('&L内部资料 && 测试&C第 &P 页 共 &N 页');
  });

  it('marks the cells that are wrong', async () => {
    const { workbook } = await written({
      sheets: [
        {
          name: '更正',
          columns: [
            { key: 'text', header: '具体问题', width: 40 },
            { key: 'term', header: '完成时限', width: 16 },
          ],
          rows: [{ cells: { text: '问题', term: '2024年2月30日' }, marked: ['term'] }],
        },
      ],
    });
    const sheet = workbook.getWorksheet('更正');
    expect(sheet?.getCell('B2').fill).toMatchObject({ pattern: 'solid', fgColor: { argb: 'FFFFC7CE' } });
    expect(sheet?.getCell('B2').border.top?.style).toBe('thin');
    expect(sheet?.getCell('A2').fill).not.toMatchObject({ pattern: 'solid' });
  });

  it('links to files beside the workbook', async () => {
    const { workbook } = await written(ledger);
    const cell = workbook.getWorksheet('整改台账')?.getCell('D8');
    expect(cell?.text).toBe('佐证');
    expect(decodeURI(cell?.hyperlink ?? '')).toBe('data/佐证 1%23.pdf');
  });
});

describe('texts that look like formulas', () => {
  it('stay texts, in text format', async () => {
    const texts = ["=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x","y")'];
    const { workbook, parts } = await written({
      sheets: [
        {
          name: 's',
          columns: [{ key: 'a', header: 'a', width: 10 }],
          rows: texts.map((a) => ({ cells: { a } })),
        },
      ],
    });
    const sheet = workbook.getWorksheet('s');
    texts.forEach((text, index) => {
      const cell = sheet?.getCell(index + 2, 1);
      expect(cell?.type).toBe(ExcelJS.ValueType.String);
      expect(cell?.value).toBe(text);
      expect(cell?.numFmt).toBe('@');
    });
    expect(new TextDecoder().decode(parts['xl/worksheets/sheet1.xml'])).not.toContain('<f>');
  });
});

describe('safe cells', () => {
  it('drops what XML or Excel cannot hold', () => {
    expect(safeText('a\u0000b\u001Fc\uD800d\r\ne')).toBe('abc\uFFFDd\ne');
    expect(safeText('长'.repeat(40_000))).toHaveLength(32_767);
  });

  it.each([
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
    ['C:\\temp\\a.pdf', undefined],
    ['../../a.pdf', undefined],
    ['/etc/passwd', undefined],
    ['', undefined],
    ['data/a.pdf', { target: 'data/a.pdf' }],
    ['data\\a.pdf', { target: 'data/a.pdf' }],
    ['data/甲?.pdf', { target: 'data/%E7%94%B2%3F.pdf' }],
    ['https://example.com/a b', { target: 'https://example.com/a%20b' }],
    ["#'目录'!A1", { target: '', location: "'目录'!A1" }],
  ])('link %s', (link, target) => {
    expect(safeLinkTarget(link)).toEqual(target);
  });

  it('makes sheet names valid and unique', () => {
    expect(safeSheetNames(['a/b', 'A b', '', '名'.repeat(40), '名'.repeat(40)])).toEqual([
      'a b',
      'A b(2)',
      'Sheet',
      '名'.repeat(31),
      `${'名'.repeat(28)}(2)`,
    ]);
  });
});

import { strFromU8, unzipSync } from 'fflate';
import mammoth from 'mammoth';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { type ApprovalSheet, writeApprovalSheet } from './approval-sheet.ts';

/** The sheet as others see it: a reader that knows nothing of us, and the order of elements Word insists on. */

const SHEET: ApprovalSheet = {
  title: '巡察反馈问题销号审批表',
  at: '2025-03-03T02:00:00.000Z',
  mark: '内部资料 · 示例集团 审计员癸 导出',
  footer: 'BHCYC-A-2025-0001',
  facts: [
    ['单位', '北河采油厂'],
    ['问题编号', '12'],
  ],
  text: '第一段：部分物资“先实施、后签约”。\n第二段 <招标> & 合同',
  measures: [{ text: '修订《采购管理办法》', by: '财务部', state: '已完成 100%' }],
  steps: [
    { time: '2025-02-28 09:00:00', gate: '证据审核', outcome: '通过', by: '整改办戊', grounds: '' },
    {
      time: '2025-03-01 10:00:00',
      gate: '领导小组销号',
      outcome: '同意销号',
      by: '主任壬',
      grounds: '〔2025〕3号',
    },
  ],
  evidence: [{ fileName: '报告.pdf', size: 7, sha256: 'ab'.repeat(32) }],
  digests: [['冻结快照', 'cd'.repeat(32)]],
};
const FILE = Buffer.from(writeApprovalSheet(SHEET));

/** Cells of every table in the HTML, row by row. */
const tablesOf = (html: string): string[][][] =>
  [...html.matchAll(/<table>(.*?)<\/table>/gs)].map(([, table = '']) =>
    [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<t([dh])>(.*?)<\/t\1>/gs)].map(([, , cell = '']) => cell.replaceAll(/<[^>]+>/g, '')),
    ),
  );

describe('the approval sheet in a reader of its own kind (mammoth)', () => {
  it('opens without an error and keeps title, headings and text in order', async () => {
    const { value, messages } = await mammoth.extractRawText({ buffer: FILE });
    expect(messages.filter(({ type }) => type === 'error')).toEqual([]);
    const lines = value.split('\n').filter((line) => line !== '');
    const wanted = [
      SHEET.title,
      '一、问题表述',
      '第一段：部分物资“先实施、后签约”。',
      '第二段 <招标> & 合同',
      '二、整改措施',
      '三、审批',
      '四、佐证材料',
      '五、指纹',
    ];
    expect(lines.filter((line) => wanted.includes(line))).toEqual(wanted);
  });

  it('has every table with every cell where it belongs', async () => {
    const { value } = await mammoth.convertToHtml({ buffer: FILE });
    expect(tablesOf(value)).toEqual([
      [
        ['单位', '北河采油厂'],
        ['问题编号', '12'],
      ],
      [
        ['措施及完成情况', '责任', '进展'],
        ['修订《采购管理办法》', '财务部', '已完成 100%'],
      ],
      [
        ['时间', '关口', '决定', '决定人', '意见、会议与决议'],
        ['2025-02-28 09:00:00', '证据审核', '通过', '整改办戊', ''],
        ['2025-03-01 10:00:00', '领导小组销号', '同意销号', '主任壬', '〔2025〕3号'],
      ],
      [
        ['文件', '字节', 'SHA-256'],
        ['报告.pdf', '7', 'ab'.repeat(32)],
      ],
      [['冻结快照', 'cd'.repeat(32)]],
    ]);
  });
});

/** Sequences of ECMA-376 part 1 (wml.xsd) for the elements we write; Word refuses a file that breaks one. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  'w:document': ['w:body'],
  'w:tbl': ['w:tblPr', 'w:tblGrid', 'w:tr'],
  'w:tblPr': ['w:tblStyle', 'w:tblW', 'w:jc', 'w:tblBorders', 'w:tblLayout', 'w:tblCellMar', 'w:tblLook'],
  'w:tblBorders': ['w:top', 'w:left', 'w:bottom', 'w:right', 'w:insideH', 'w:insideV'],
  'w:tblCellMar': ['w:top', 'w:left', 'w:bottom', 'w:right'],
  'w:tblGrid': ['w:gridCol'],
  'w:tr': ['w:trPr', 'w:tc'],
  'w:tc': ['w:tcPr', 'w:p'],
  'w:tcPr': ['w:tcW', 'w:gridSpan', 'w:vMerge', 'w:tcBorders', 'w:shd', 'w:vAlign'],
  'w:p': ['w:pPr', '*'],
  'w:pPr': ['w:pStyle', 'w:keepNext', 'w:keepLines', 'w:spacing', 'w:ind', 'w:jc', 'w:outlineLvl'],
  'w:r': ['w:rPr', '*'],
  'w:rPr': ['w:rFonts', 'w:b', 'w:i', 'w:color', 'w:sz', 'w:szCs', 'w:lang'],
  'w:sectPr': ['w:headerReference', 'w:footerReference', 'w:pgSz', 'w:pgMar'],
  'w:styles': ['w:docDefaults', 'w:latentStyles', 'w:style'],
  'w:docDefaults': ['w:rPrDefault', 'w:pPrDefault'],
  'w:style': ['w:name', 'w:basedOn', 'w:next', 'w:qFormat', 'w:pPr', 'w:rPr', 'w:tblPr'],
};

/** Elements that stand where the schema doesn't have them, as `parent: child after child`. */
const misplacedIn = (xml: string): string[] => {
  const misplaced: string[] = [];
  const open: { readonly name: string; at: number }[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    const parent = open.at(-1);
    const sequence = parent && SEQUENCES[parent.name];
    if (parent && sequence) {
      const found = sequence.indexOf(name);
      const place = found < 0 ? sequence.indexOf('*') : found;
      if (place < parent.at) misplaced.push(`${parent.name}: ${name} after ${sequence[parent.at]}`);
      parent.at = Math.max(parent.at, place);
    }
    open.push({ name, at: 0 });
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return misplaced;
};

describe('the parts of the sheet', () => {
  const parts = Object.entries(unzipSync(FILE)).filter(
    ([name]) => name.startsWith('word/') && name.endsWith('.xml'),
  );

  it.each(parts)('%s has its elements in the order of the standard', (_name, bytes) => {
    expect(misplacedIn(strFromU8(bytes))).toEqual([]);
  });

  it('would be found out if one stood in the wrong place', () => {
    const [, document] = parts.find(([name]) => name === 'word/document.xml') ?? [];
    const xml = strFromU8(document ?? new Uint8Array());
    const wrong = xml.replace(/(<w:tblStyle [^>]*>)(<w:tblW [^>]*>)/, '$2$1');
    expect(misplacedIn(wrong)).toEqual(['w:tblPr: w:tblStyle after w:tblW']);
    expect(misplacedIn(xml.replace('<w:tblGrid>', '<w:unknown/><w:tblGrid>'))).not.toEqual([]);
  });
});

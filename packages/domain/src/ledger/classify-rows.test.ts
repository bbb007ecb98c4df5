import { describe, expect, it } from 'vitest';
import { classifyRows } from './classify-rows.ts';
import type { LedgerMapping } from './detect-header.ts';
import { gridOf } from './sheet.ts';
import { type CellLiteral, sheetOf } from './sheet-fixture.ts';

const HEADER = ['序号', '问题', '整改措施', '责任部门', '完成时限', '备注'];
const MAPPING: LedgerMapping = {
  headerRows: [0],
  firstDataRow: 1,
  columns: { no: 0, text: 1, measure: 2, department: 3, term: 4, remark: 5 },
};

/** What the one row below the header is; `merged` is the first cell's range in row 2. */
const read = (
  cells: readonly CellLiteral[],
  { merged, header = [HEADER], mapping = MAPPING }: Options = {},
) => {
  const sheet = sheetOf([...header, cells], merged ? { merges: [merged] } : {});
  const [row] = classifyRows(gridOf(sheet), mapping);
  return row;
};
interface Options {
  readonly merged?: string;
  readonly header?: readonly (readonly CellLiteral[])[];
  readonly mapping?: LedgerMapping;
}
const kindOf = (cells: readonly CellLiteral[], options?: Options) => read(cells, options)?.kind;
const headingOf = (cells: readonly CellLiteral[], options?: Options) => {
  const row = read(cells, options);
  return row?.kind === 'section' ? row.heading : undefined;
};

describe('a row of the ledger', () => {
  it('is blank where nothing but spaces stands', () => {
    expect(kindOf([null, null, '', null])).toBe('blank');
    expect(kindOf(['  ', '\u3000', null])).toBe('blank');
  });

  it('is data with a number and a wording, with one measure, and with one term', () => {
    expect(kindOf([1, '问题甲', '修订制度'])).toBe('data');
    expect(kindOf([null, null, '修订制度'])).toBe('data');
    expect(kindOf([null, null, null, null, '2024年底'])).toBe('data');
  });

  it('is one of those below the header, each under its own number', () => {
    const grid = gridOf(sheetOf([HEADER, [1, '甲', '乙'], [], [2, '丙', '丁']]));
    expect(classifyRows(grid, MAPPING)).toEqual([
      { row: 1, kind: 'data' },
      { row: 2, kind: 'blank' },
      { row: 3, kind: 'data' },
    ]);
  });

  it('has no cells of its own where a range merged from above goes on', () => {
    const grid = gridOf(
      sheetOf([HEADER, [1, '问题甲', '修订制度'], [null, null, null]], {
        merges: ['A2:A3', 'B2:B3', 'C2:C3'],
      }),
    );
    expect(classifyRows(grid, MAPPING).map(({ kind }) => kind)).toEqual(['data', 'blank']);
  });
});

describe('the foot of a ledger', () => {
  it('is a total, however many cells stand beside it', () => {
    expect(kindOf(['合计', '12', '30', '4', '5', '6'])).toBe('footer');
  });

  it('is a line of signatures of up to three cells', () => {
    expect(kindOf(['填表人：甲'])).toBe('footer');
    expect(kindOf(['填表人：甲', '审核人：乙', '日期：2024年'])).toBe('footer');
    expect(kindOf(['备注', '问题甲', '修订制度', '财务部'])).toBe('data');
  });
});

describe('the header printed again', () => {
  it('is a row of its words and no others', () => {
    expect(kindOf(HEADER)).toBe('title');
    expect(kindOf([null, '问题', '整改措施'])).toBe('title');
    expect(kindOf(['序号', '问题', '修订制度'])).toBe('data');
    expect(kindOf([null, '问题'])).toBe('data');
    expect(kindOf(['问题', '序号', '整改措施'])).toBe('data');
  });

  it('may be one level of two', () => {
    const two = {
      header: [['序号', '反馈问题', '整改任务'], HEADER],
      mapping: { ...MAPPING, headerRows: [0, 1], firstDataRow: 2 },
    };
    expect(kindOf(HEADER, two)).toBe('title');
    expect(kindOf(['序号', '反馈问题', '整改任务'], two)).toBe('title');
  });
});

describe('a heading between findings', () => {
  it('is numbered, in one cell or in two', () => {
    expect(headingOf(['一、政治建设方面'])).toEqual({ level: 1, title: '政治建设方面' });
    expect(headingOf([null, '（二）选人用人'])).toEqual({ level: 2, title: '选人用人' });
    expect(headingOf(['一', '政治建设方面'])).toEqual({ level: 1, title: '政治建设方面' });
    expect(headingOf(['一、政治', '建设方面'])).toEqual({ level: 1, title: '政治 建设方面' });
  });

  it('is none without words, nor with a third cell', () => {
    expect(kindOf(['一'])).toBe('data');
    expect(kindOf(['一、政治建设', '问题甲', null, null, null, '重要'])).toBe('data');
  });

  it('is none where a measure, a department or a term stands beside the number', () => {
    expect(kindOf(['一', null, '修订制度'])).toBe('data');
    expect(kindOf(['一', null, null, '财务部'])).toBe('data');
    expect(kindOf([null, null, '一、修订制度'])).toBe('data');
  });

  it('may lie across those columns, being merged', () => {
    expect(headingOf([null, null, '一、政治建设方面'], { merged: 'C2:F2' })).toEqual({
      level: 1,
      title: '政治建设方面',
    });
  });

  it('is a band across half of the columns, and at least three, without a number', () => {
    expect(headingOf(['党的\n建设'], { merged: 'A2:C2' })).toEqual({ level: 1, title: '党的建设' });
    expect(headingOf([null, '党的建设'], { merged: 'B2:D2' })).toEqual({ level: 1, title: '党的建设' });
    expect(kindOf([null, '党的建设'], { merged: 'B2:C2' })).toBe('data');
    expect(kindOf([null, '党的建设'])).toBe('data');
    expect(kindOf([null, '党的建设', null, null, null, '重要'], { merged: 'B2:D2' })).toBe('data');
  });

  it('is the wider the more columns the table has', () => {
    const eight = { ...MAPPING, columns: { ...MAPPING.columns, goal: 6, handler: 7 } };
    const of = (merged: string) => kindOf([null, '党的建设'], { merged, mapping: eight });
    expect([of('B2:D2'), of('B2:E2')]).toEqual(['data', 'section']);
  });

  it('stands in the column of numbers as four words or more without a figure', () => {
    expect(headingOf(['党的建设'])).toEqual({ level: 1, title: '党的建设' });
    expect(kindOf(['党建类'])).toBe('data');
    expect(kindOf(['问题第12'])).toBe('data');
  });
});

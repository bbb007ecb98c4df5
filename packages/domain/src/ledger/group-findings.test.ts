import { describe, expect, it } from 'vitest';
import type { LedgerMapping } from './detect-header.ts';
import { fieldText, groupFindings } from './group-findings.ts';
import { gridOf } from './sheet.ts';
import { type CellLiteral, sheetOf } from './sheet-fixture.ts';

/** No header: numbers, wordings, measures, departments, remarks. */
const MAPPING: LedgerMapping = {
  headerRows: [],
  firstDataRow: 0,
  columns: { no: 0, text: 1, measure: 2, department: 3, remark: 4 },
};

const grouped = (
  rows: readonly (readonly CellLiteral[])[],
  { merges = [], mapping = MAPPING }: { merges?: string[]; mapping?: LedgerMapping } = {},
) => groupFindings(gridOf(sheetOf(rows, { merges })), mapping);
const rowsOf = (...given: Parameters<typeof grouped>) => grouped(...given).groups.map(({ rows }) => rows);

const first = [1, '问题甲', '修订制度', '财务部'];

describe('rows that belong to one finding', () => {
  it('hang together by a wording that is merged over them, whatever else they say', () => {
    expect(rowsOf([first, [2, null, '检查', null]], { merges: ['B1:B2'] })).toEqual([[0, 1]]);
    // Not even a measure of their own.
    expect(rowsOf([first, [null, null, null, null, '另附']], { merges: ['B1:B2'] })).toEqual([[0, 1]]);
  });

  it('do not, where the merged wording begins with another finding', () => {
    const rows = [first, [2, '问题乙', '检查'], [3, null, '通报']];
    expect(rowsOf(rows, { merges: ['B2:B3'] })).toEqual([[0], [1, 2]]);
  });

  it('have neither number nor wording, but a measure or a department', () => {
    expect(rowsOf([first, [null, null, '检查']])).toEqual([[0, 1]]);
    expect(rowsOf([first, [null, null, null, '采购部']])).toEqual([[0, 1]]);
    expect(rowsOf([first, [2, null, '检查']])).toEqual([[0], [1]]);
    expect(rowsOf([first, [null, null, null, null, '另附']])).toEqual([[0], [1]]);
  });

  it('have no number of their own where that of the finding is merged over them', () => {
    expect(rowsOf([first, [null, null, '检查']], { merges: ['A1:A2'] })).toEqual([[0, 1]]);
  });

  it('repeat the wording with another measure, under the same number or none', () => {
    const again = (no: CellLiteral, measure: CellLiteral, text = '问题 甲') => [no, text, measure, '财务部'];
    expect(rowsOf([first, again(1, '检查'), again(null, '通报')])).toEqual([[0, 1, 2]]);
    expect(rowsOf([first, again(2, '检查')])).toEqual([[0], [1]]);
    expect(rowsOf([first, again(1, '检查', '问题乙')])).toEqual([[0], [1]]);
    expect(rowsOf([first, again(1, '修订 制度')])).toEqual([[0], [1]]);
    expect(rowsOf([first, again(1, null)])).toEqual([[0], [1]]);
    // The second measure of three once more.
    expect(rowsOf([first, again(1, '检查'), again(1, '检查')])).toEqual([[0, 1], [2]]);
  });

  it('are told apart without a column of numbers as well', () => {
    const { no: _no, ...columns } = MAPPING.columns;
    const mapping = { ...MAPPING, columns };
    expect(rowsOf([first, [null, null, '检查'], [null, '问题乙', '通报']], { mapping })).toEqual([
      [0, 1],
      [2],
    ]);
  });

  it('are each their own where nobody has said which column holds the wording', () => {
    const { text: _text, ...columns } = MAPPING.columns;
    const mapping = { ...MAPPING, columns };
    expect(
      rowsOf(
        [
          [1, '问题甲', '修订'],
          [2, '问题乙', '检查'],
        ],
        { mapping },
      ),
    ).toEqual([[0], [1]]);
  });
});

describe('sections', () => {
  it('hold what stands below them, level by level, and end the finding above', () => {
    const { groups, skipped } = grouped([
      first,
      ['一、政治建设'],
      [null, '（一）学习'],
      [2, '问题乙', '检查'],
      [null, '（二）执行'],
      [null, null, '通报'],
      ['二、廉洁建设'],
      [3, '问题丙', '检查'],
    ]);
    expect(groups).toEqual([
      { rows: [0], section: [] },
      { rows: [3], section: ['政治建设', '学习'] },
      { rows: [5], section: ['政治建设', '执行'] },
      { rows: [7], section: ['廉洁建设'] },
    ]);
    expect(skipped).toEqual([2, 3, 5, 7].map((row) => ({ row, reason: 'section' })));
  });
});

describe('the text of a field', () => {
  it('is that of its column, and nothing where there is no such column', () => {
    const grid = gridOf(sheetOf([first]));
    expect(fieldText(grid, MAPPING, 0, 'measure')).toBe('修订制度');
    expect(fieldText(grid, MAPPING, 0, 'leader')).toBe('');
  });
});

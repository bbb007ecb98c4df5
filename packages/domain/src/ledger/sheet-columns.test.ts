import { describe, expect, it } from 'vitest';
import { detectHeader } from './detect-header.ts';
import { columnsOfSheet, likelyFirstDataRow } from './sheet-columns.ts';
import { sheetOf } from './sheet-fixture.ts';

describe('the first row of data where no header is known', () => {
  it.each([
    [
      'below the first row that fills half of the width',
      [['某单位情况表'], ['甲', '乙', '丙'], ['一', '二']],
      2,
    ],
    ['a row of half the width is enough', [['题'], ['甲', '乙', null, null], ['1', '2', '3', '4']], 2],
    ['the top where no row has two cells, as one is never a header', [['甲'], ['一']], 0],
    ['spaces fill nothing', [['  ', ' ', ' '], ['甲', '乙', '丙'], ['一']], 2],
    ['the top where nothing stands below', [['甲', '乙', '丙']], 0],
  ])('%s', (_case, rows, first) => {
    expect(likelyFirstDataRow(sheetOf(rows))).toBe(first);
  });
});

describe('the columns of a sheet', () => {
  const labelled = (rows: Parameters<typeof sheetOf>[0], firstDataRow?: number) => {
    const sheet = sheetOf(rows);
    const detection = detectHeader(sheet);
    return columnsOfSheet(sheet, detection, firstDataRow ?? detection.firstDataRow);
  };

  it('have the label of the header and an example of what stands below', () => {
    const rows = [
      ['序号', '问题描述', '整改措施', '责任部门', '完成时限'],
      ['1', '制度  不健全', '修订', null, '立行立改'],
      ['2', '执行不严', '检查', '财务部', '长期坚持'],
    ];
    expect(labelled(rows)).toEqual([
      { column: 0, letter: 'A', text: '序号', sample: '1' },
      { column: 1, letter: 'B', text: '问题描述', sample: '制度 不健全' },
      { column: 2, letter: 'C', text: '整改措施', sample: '修订' },
      { column: 3, letter: 'D', text: '责任部门', sample: '财务部' },
      { column: 4, letter: 'E', text: '完成时限', sample: '立行立改' },
    ]);
  });

  it('of a header that the person puts below the data are named by the row above the data', () => {
    const rows = [
      ['问题描述', '整改措施', '责任部门'],
      ['甲', '乙', null],
      ['一', '二', '三'],
    ];
    expect(labelled(rows, 2).map(({ text }) => text)).toEqual(['问题描述', '整改措施', '责任部门']);
    expect(columnsOfSheet(sheetOf(rows), { ...detectHeader(sheetOf(rows)), headerRows: [2] }, 2)).toEqual([
      { column: 0, letter: 'A', text: '甲', sample: '一' },
      { column: 1, letter: 'B', text: '乙', sample: '二' },
      // Nothing stands above: its first words.
      { column: 2, letter: 'C', text: '责任部门', sample: '三' },
    ]);
  });

  it('are as many as the widest row has, with nothing where nothing stands', () => {
    const columns = labelled([['甲'], ['一', null, '三', null]], 1);
    expect(columns.map(({ text, sample }) => [text, sample])).toEqual([
      ['甲', '一'],
      ['', undefined],
      ['三', '三'],
      ['', undefined],
    ]);
  });

  it('say no more than fits: 60 characters of a label, 16 of an example, examples of 30 columns', () => {
    const wide = Array.from({ length: 32 }, (_, column) => `${column}`.padEnd(70, '长'));
    const columns = labelled([wide, wide], 1);
    expect(columns.every(({ text }) => text.length === 60)).toBe(true);
    expect(columns.map(({ sample }) => sample?.length)).toEqual([
      ...Array.from({ length: 30 }, () => 16),
      undefined,
      undefined,
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { cellText, columnLetter, gridOf } from './sheet.ts';
import { sheetOf } from './sheet-fixture.ts';

it.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [51, 'AZ'],
  [52, 'BA'],
  [701, 'ZZ'],
  [702, 'AAA'],
])('column %i is %s', (column, letter) => {
  expect(columnLetter(column)).toBe(letter);
});

it('a cell reads as a person sees it', () => {
  expect(cellText(null)).toBe('');
  expect(cellText({ kind: 'boolean', value: true })).toBe('是');
  expect(cellText({ kind: 'boolean', value: false })).toBe('否');
  expect(cellText({ kind: 'error', value: '#REF!' })).toBe('#REF!');
  expect(cellText({ kind: 'number', value: 0.5, text: '50%' })).toBe('50%');
});

describe('the grid of a sheet', () => {
  it('is as wide as its widest row, and empty beyond', () => {
    const grid = gridOf(sheetOf([['甲'], ['乙', ' 丙 ']]));
    expect([grid.rowCount, grid.columnCount, grid.text(0, 1), grid.text(1, 1)]).toEqual([2, 2, '', '丙']);
    expect(grid.at(0, 2)).toEqual({ cell: null, row: 0, column: 2 });
  });

  it('answers every cell of a merged range with its first, and no cell beside it', () => {
    const grid = gridOf(
      sheetOf(
        [
          ['甲', null, '乙'],
          [null, null, '丙'],
        ],
        { merges: ['A1:B2'] },
      ),
    );
    expect(grid.at(1, 1)).toMatchObject({
      cell: { value: '甲' },
      row: 0,
      column: 0,
      merge: { endColumn: 1 },
    });
    expect(grid.at(0, 2)).toEqual({ cell: { kind: 'text', value: '乙' }, row: 0, column: 2 });
  });

  it('reads a range only as far as the sheet goes: a column beyond is no cell of the next row', () => {
    const far = { startRow: 0, startColumn: 1, endRow: 9, endColumn: 9 };
    const grid = gridOf({
      ...sheetOf([
        ['甲', '乙'],
        ['丙', null],
      ]),
      merges: [far],
    });
    expect([grid.text(0, 1), grid.text(1, 1), grid.text(1, 0)]).toEqual(['乙', '乙', '丙']);
    expect(grid.at(0, 3).merge).toBeUndefined();
    expect(grid.at(2, 0).merge).toBeUndefined();
  });

  it('has nothing where a range begins above the first cell', () => {
    const below = { startRow: 5, startColumn: 0, endRow: 6, endColumn: 0 };
    expect(gridOf({ ...sheetOf([['甲']]), merges: [below] }).text(5, 0)).toBe('');
  });
});

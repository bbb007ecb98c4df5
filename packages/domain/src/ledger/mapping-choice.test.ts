import { describe, expect, it } from 'vitest';
import { DEPARTMENTS_SHEET } from './header-synonyms.ts';
import { fieldOnSameColumn, takesWholeFile } from './mapping-choice.ts';

describe('a column chosen by hand', () => {
  it('is read for one field only', () => {
    const columns = { no: 0, text: 1, measure: 1, term: null };
    expect(fieldOnSameColumn(columns, 'measure')).toBe('text');
    expect(fieldOnSameColumn(columns, 'text')).toBe('measure');
    expect(fieldOnSameColumn(columns, 'no')).toBeUndefined();
  });

  it('that is none is no other’s', () => {
    expect(fieldOnSameColumn({ term: null, goal: null }, 'term')).toBeUndefined();
    expect(fieldOnSameColumn({}, 'text')).toBeUndefined();
  });
});

describe('an import takes the whole file', () => {
  const clean = { errors: 0, duplicates: 0 };
  it.each([
    ['of one sheet', ['台账'], clean, true],
    ['beside which only the names of departments stand', ['台账', DEPARTMENTS_SHEET], clean, true],
    ['not of several sheets', ['第一批', '第二批'], clean, false],
    ['not with a row left out for a fault', ['台账'], { errors: 1, duplicates: 0 }, false],
    ['not with a row left out as it stands above', ['台账'], { errors: 0, duplicates: 1 }, false],
    ['not before it was read', ['台账'], undefined, false],
    ['not without a sheet', [], clean, false],
  ])('%s', (_case, sheets, totals, whole) => {
    expect(takesWholeFile(sheets, totals)).toBe(whole);
  });
});

import { describe, expect, it } from 'vitest';
import { conflictsOf } from './conflicts-of.ts';

const labels: Readonly<Record<string, string>> = { text: '措施内容', term: '完成时限', departmentId: '部门' };
const labelOf = (field: string) => labels[field];

describe('what two people changed at the same time', () => {
  const base = { text: '甲', term: '2025-03-01', departmentId: 'd1', handlerId: 'h1' };

  it('is shown where their change and mine differ, as people read it', () => {
    const theirs = { ...base, text: '乙', departmentId: 'd2', handlerId: 'h2' };
    const mine = { ...base, text: '丙', term: '2025-04-01' };
    const names: Readonly<Record<string, string>> = { d1: '财务部', d2: '党群部' };
    expect(
      conflictsOf(base, theirs, mine, labelOf, (field, value) =>
        field === 'departmentId' ? names[String(value)] : undefined,
      ),
    ).toEqual([
      { field: 'text', label: '措施内容', mine: '丙', theirs: '乙' },
      { field: 'departmentId', label: '部门', mine: '财务部', theirs: '党群部' },
    ]);
  });

  it('is no conflict where both did the same, or only one did anything', () => {
    expect(conflictsOf(base, { ...base, text: '乙' }, { ...base, text: '乙' }, labelOf)).toEqual([]);
    expect(conflictsOf(base, base, { ...base, text: '丙' }, labelOf)).toEqual([]);
    expect(conflictsOf({}, { text: undefined }, { text: '' }, labelOf)).toEqual([]);
  });
});

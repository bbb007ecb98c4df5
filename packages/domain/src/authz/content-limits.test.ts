import { describe, expect, it } from 'vitest';
import {
  admitsBatch,
  admittedBatches,
  inScope,
  limitsContent,
  type MembershipScope,
} from './content-limits.ts';

const BATCHES = [
  { id: 'b1', round: '2024年第二轮', feedbackDate: '2024-12-20' },
  { id: 'b2', round: '2024年第二轮', feedbackDate: '2025-01-06' },
  { id: 'b3', round: '2025年第一轮', feedbackDate: '2025-06-30' },
  { id: 'draft', round: '2025年第一轮' },
];
const sees = (scope: MembershipScope): string[] => {
  const narrowed = { ...scope, admitted: admittedBatches(scope, BATCHES) };
  return BATCHES.filter(({ id }) => admitsBatch(narrowed, id)).map(({ id }) => id);
};

describe('limits of a membership (A06)', () => {
  it('by round', () => {
    expect(sees({ rounds: ['2024年第二轮'] })).toEqual(['b1', 'b2']);
    expect(sees({ rounds: ['没有这一轮'] })).toEqual([]);
  });

  it('by feedback date, both days included; what was not fed back has no date', () => {
    expect(sees({ feedbackFrom: '2025-01-06' })).toEqual(['b2', 'b3']);
    expect(sees({ feedbackTo: '2025-01-06' })).toEqual(['b1', 'b2']);
    expect(sees({ feedbackFrom: '2025-01-06', feedbackTo: '2025-01-06' })).toEqual(['b2']);
  });

  it('do not mind what stands before or after the other date', () => {
    expect(sees({ feedbackFrom: '2024-01-01' })).toEqual(['b1', 'b2', 'b3']);
    expect(sees({ feedbackTo: '2026-01-01' })).toEqual(['b1', 'b2', 'b3']);
  });

  it('are none without a scope', () => {
    expect(limitsContent(undefined)).toBe(false);
    expect(admitsBatch(undefined, 'b1')).toBe(true);
    expect(inScope(undefined, 'beihe')).toBe(true);
    expect(inScope({}, 'beihe')).toBe(true);
  });

  it('hold together', () => {
    expect(sees({ rounds: ['2024年第二轮'], feedbackFrom: '2025-01-01' })).toEqual(['b2']);
    expect(sees({ rounds: ['2024年第二轮'], batches: ['b1', 'b3'] })).toEqual(['b1']);
    expect(sees({ batches: ['b3'], feedbackTo: '2025-01-01' })).toEqual([]);
  });

  it('are none where nothing is named', () => {
    for (const scope of [{}, { tenants: ['beihe'], batches: [], rounds: [] }]) {
      expect(sees(scope)).toEqual(['b1', 'b2', 'b3', 'draft']);
      expect(limitsContent(scope)).toBe(false);
    }
    for (const scope of [{ batches: ['b1'] }, { rounds: ['r'] }, { feedbackTo: '2025-01-01' }])
      expect(limitsContent(scope)).toBe(true);
  });

  it('that nobody has translated into batches admit nothing', () => {
    expect(admitsBatch({ rounds: ['2024年第二轮'] }, 'b1')).toBe(false);
    expect(admitsBatch({ feedbackFrom: '2000-01-01' }, 'b1')).toBe(false);
  });
});

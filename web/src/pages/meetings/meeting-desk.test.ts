import { describe, expect, it } from 'vitest';
import {
  choiceOf,
  choose,
  chooseAll,
  EMPTY_DESK,
  move,
  select,
  settledOf,
  withoutDecided,
} from './meeting-desk.ts';

const CASES = ['a', 'b', 'c'];
const TODAY = '2025-03-01';

describe('the table of a meeting', () => {
  it('is walked from case to case, and not beyond its ends', () => {
    const first = move(EMPTY_DESK, CASES, 1);
    expect(first.at).toBe('a');
    expect(move(first, CASES, -1).at).toBe('a');
    const last = move(move(move(first, CASES, 1), CASES, 1), CASES, 1);
    expect(last.at).toBe('c');
    // The case was decided and has left the table: one begins anew.
    expect(move(last, ['a', 'b'], 1).at).toBe('a');
    expect(move(EMPTY_DESK, [], 1)).toEqual(EMPTY_DESK);
  });

  it('counts a case as settled once its decision is complete', () => {
    const returned = choose(choose(EMPTY_DESK, 'a', { outcome: 'approve' }), 'b', { outcome: 'return' });
    expect(settledOf(returned, CASES, TODAY)).toBe(1);
    const reasoned = choose(returned, 'b', { reason: '请补充材料' });
    expect(choiceOf(reasoned, 'b')).toMatchObject({ outcome: 'return', reason: '请补充材料' });
    expect(settledOf(reasoned, CASES, TODAY)).toBe(2);
    expect(settledOf(select(reasoned, ['a'], false), CASES, TODAY)).toBe(1);
    expect(settledOf(chooseAll(reasoned, CASES, 'approve'), CASES, TODAY)).toBe(3);
  });

  it('keeps what was written about a case that was not sent with the others', () => {
    const written = choose(choose(EMPTY_DESK, 'a', {}), 'b', { outcome: 'return', reason: '请补充材料' });
    const left = withoutDecided(select({ ...written, at: 'a' }, ['b'], false), ['a']);
    expect(choiceOf(left, 'b')).toMatchObject({ outcome: 'return', reason: '请补充材料' });
    expect(left).toMatchObject({ selected: [] });
    expect(left.at).toBeUndefined();
    expect(withoutDecided(left, ['b'])).toEqual(EMPTY_DESK);
  });
});

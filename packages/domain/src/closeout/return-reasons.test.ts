import { describe, expect, it } from 'vitest';
import { RETURN_REASONS } from './return-reasons.ts';

describe('usual reasons of a return', () => {
  it('begin a sentence that is to be finished, once each, within what a reason may hold', () => {
    for (const [gate, reasons] of Object.entries(RETURN_REASONS)) {
      expect(reasons.length, gate).toBeGreaterThan(1);
      expect(new Set(reasons).size, gate).toBe(reasons.length);
      // 1,000 characters are allowed (contracts); the larger part is the writer's.
      for (const reason of reasons) expect(reason, gate).toMatch(/^.{8,60}：$/);
    }
  });
});

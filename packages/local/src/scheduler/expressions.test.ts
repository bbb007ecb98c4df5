import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScheduleExpression } from './expressions.ts';

const at = (text: string): number => Date.parse(text);

describe('schedule expressions', () => {
  it.each([
    ['rate(5 minutes)', 'UTC', '2025-03-01T00:02:00Z', '2025-03-01T00:05:00Z'],
    ['rate(1 day)', 'UTC', '2025-03-01T00:00:00Z', '2025-03-02T00:00:00Z'],
    ['cron(0 8 * * ? *)', 'UTC', '2025-03-01T08:00:00Z', '2025-03-02T08:00:00Z'],
    ['cron(30 8 ? * MON-FRI *)', 'Asia/Shanghai', '2025-02-28T09:00:00+08:00', '2025-03-03T08:30:00+08:00'],
    // AWS counts days of the week from 1 = Sunday.
    ['cron(0 0 ? * 1 *)', 'UTC', '2025-03-01T00:00:00Z', '2025-03-02T00:00:00Z'],
    ['cron(0 0 L * ? *)', 'UTC', '2025-02-01T00:00:00Z', '2025-02-28T00:00:00Z'],
    ['cron(0/15 * * * ? *)', 'UTC', '2025-03-01T00:16:00Z', '2025-03-01T00:30:00Z'],
    ['at(2025-12-31T10:00:00)', 'Asia/Shanghai', '2025-03-01T00:00:00Z', '2025-12-31T02:00:00Z'],
  ])('%s in %s', (expression, timezone, after, expected) => {
    expect(parseScheduleExpression(expression, timezone).next(at(after))).toBe(at(expected));
  });

  it('end with their last year', () => {
    expect(
      parseScheduleExpression('cron(0 0 1 1 ? 2024)', 'UTC').next(at('2025-01-01T00:00:00Z')),
    ).toBeUndefined();
  });

  it('of a rate are always later, by one period at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 4e12 }), (minutes, after) => {
        const next = parseScheduleExpression(`rate(${minutes} minutes)`, 'UTC').next(after) ?? 0;
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(minutes * 60_000);
      }),
    );
  });

  it.each(['rate(0 minutes)', 'rate(5 weeks)', 'every day', 'cron(61 * * * ? *)'])(
    'refuse %s',
    (expression) => {
      expect(() => parseScheduleExpression(expression, 'UTC')).toThrow();
    },
  );
});

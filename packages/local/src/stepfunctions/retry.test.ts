import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catcherFor, retryAfter } from './retry.ts';

const taken = (by: string, error: string): boolean =>
  catcherFor([{ ErrorEquals: [by], Next: 'B' }], { error }) !== undefined;

describe('error names', () => {
  it.each([
    ['Refused', 'Refused', true],
    ['Refused', 'Other', false],
    ['States.ALL', 'Refused', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.TaskFailed', 'Refused', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.HeartbeatTimeout', false],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.Timeout', false],
  ])('%s takes %s: %s', (by, error, expected) => {
    expect(taken(by, error)).toBe(expected);
  });

  it('go to the first that takes them', () => {
    const catchers = ['Other', 'Refused', 'States.ALL'].map((name) => ({ ErrorEquals: [name], Next: name }));
    expect(catcherFor(catchers, { error: 'Refused' })?.Next).toBe('Refused');
  });
});

describe('retryAfter', () => {
  const failure = { error: 'Refused' };

  it('has the defaults of the States Language: 1, 2 and 4 s, then no more', () => {
    const delays: number[] = [];
    let attempts: number[] = [];
    for (;;) {
      const retry = retryAfter([{ ErrorEquals: ['States.ALL'] }], attempts, failure);
      if (!retry) break;
      delays.push(retry.delayMs);
      attempts = retry.attempts;
    }
    expect(delays).toEqual([1000, 2000, 4000]);
  });

  it('counts each retrier for itself', () => {
    const retriers = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
    ];
    expect(retryAfter(retriers, [], { error: 'C' })?.attempts).toEqual([0, 0, 1]);
    expect(retryAfter(retriers, [0, 0, 1], { error: 'A' })?.attempts).toEqual([1, 0, 1]);
    expect(retryAfter(retriers, [1, 0, 0], { error: 'A' })).toBeUndefined();
    expect(retryAfter(retriers, [], { error: 'B' })).toBeUndefined();
  });

  it('never waits longer than MaxDelaySeconds, nor less than nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(20),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (IntervalSeconds, BackoffRate, MaxDelaySeconds, used, random) => {
          const rule = {
            ErrorEquals: ['States.ALL'],
            IntervalSeconds,
            BackoffRate,
            MaxDelaySeconds,
            MaxAttempts: 99,
          };
          const plain = retryAfter([rule], [used], failure)?.delayMs ?? -1;
          const jittered = retryAfter([{ ...rule, JitterStrategy: 'FULL' }], [used], failure, () => random);
          expect(plain).toBeLessThanOrEqual(MaxDelaySeconds * 1000);
          expect(plain).toBeGreaterThanOrEqual(Math.min(IntervalSeconds, MaxDelaySeconds) * 1000);
          expect(jittered?.delayMs).toBe(
            Math.round((jittered ? plainSeconds(rule, used) : 0) * 1000 * random),
          );
        },
      ),
    );
  });

  function plainSeconds(
    rule: { IntervalSeconds: number; BackoffRate: number; MaxDelaySeconds: number },
    used: number,
  ): number {
    return Math.min(rule.IntervalSeconds * rule.BackoffRate ** used, rule.MaxDelaySeconds);
  }
});

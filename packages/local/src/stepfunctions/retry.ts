import type { Catcher, Retrier } from './definition.ts';
import type { Failure } from './state-evaluation.ts';

/** Errors that no wildcard takes, as on AWS. */
const BEYOND_WILDCARDS = new Set(['States.Runtime', 'States.DataLimitExceeded']);
const TIMEOUTS = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

function matches(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !BEYOND_WILDCARDS.has(error);
    if (name === 'States.TaskFailed') return !BEYOND_WILDCARDS.has(error) && !TIMEOUTS.has(error);
    // A missed heartbeat is a kind of timeout: older definitions know only States.Timeout.
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}

/**
 * Whether and when a failed state is tried again.
 * @param attempts how often each retrier was used since the state was entered
 * @param random in [0, 1), for JitterStrategy FULL
 */
export function retryAfter(
  retriers: readonly Retrier[],
  attempts: readonly number[],
  failure: Failure,
  random: () => number = Math.random,
): { delayMs: number; attempts: number[] } | undefined {
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure.error));
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const used = attempts[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  const pause = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const seconds = Math.min(pause, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return {
    delayMs: Math.round(seconds * 1000 * (retrier.JitterStrategy === 'FULL' ? random() : 1)),
    attempts: retriers.map((_, at) => (attempts[at] ?? 0) + (at === index ? 1 : 0)),
  };
}

/** The first catcher that takes the failure. */
export function catcherFor(catchers: readonly Catcher[], failure: Failure): Catcher | undefined {
  return catchers.find((catcher) => matches(catcher.ErrorEquals, failure.error));
}

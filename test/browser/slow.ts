import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';

/** `STORY_AT=slow` has every story told on a slow line and a slow processor. */
export const isSlow = process.env.STORY_AT === 'slow';

/** Another `STORY_SEED`, another order of what arrives. */
const SEED = Number(process.env.STORY_SEED ?? 1);

/** A step takes some five times as long. */
export const SLOW_STEP_MS = 240_000;

/** A laptop of an office against the machine of a developer. */
const SLOWER_PROCESSOR = 4;

/** Each way: a request and its answer together take up to 1.2 s more than they do here. */
const LONGEST_WAY_MS = 600;

/** mulberry32: small, and the same row of numbers for the same seed. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const next = numbersFrom(SEED);
const way = () => sleep(next() * LONGEST_WAY_MS);

/** Everything a page of these people asks for comes later, each by a time of its own, so that answers overtake one another. */
export const makeSlow = async (context: BrowserContext): Promise<void> => {
  context.on('page', (page) => {
    void context
      .newCDPSession(page)
      .then((line) => line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR }))
      .catch(() => undefined);
  });
  await context.route(/\.js$/, async (route) => {
    await Promise.all([way(), way()]);
    await route.continue().catch(() => undefined);
  });
  await context.route(/\/v1\//, async (route) => {
    await way();
    const answer = await route.fetch().catch(() => undefined);
    await way();
    // A tab that has gone meanwhile waits for nothing.
    await (answer ? route.fulfill({ response: answer }) : route.abort('internetdisconnected')).catch(
      () => undefined,
    );
  });
};

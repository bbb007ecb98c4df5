import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { seeded } from '../journeys/faults.ts';

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

const next = seeded(SEED);
const way = () => sleep(next() * LONGEST_WAY_MS);

/** Both ways of an answer, and the way of a script; on the line itself, so that being offline stays being offline. */
const LATE = [
  { urlPattern: '*/v1/*', requestStage: 'Request' },
  { urlPattern: '*/v1/*', requestStage: 'Response' },
  { urlPattern: '*.js', requestStage: 'Request' },
  { urlPattern: '*.js', requestStage: 'Response' },
] as const;

const slowDown = async (page: Page): Promise<void> => {
  const line = await page.context().newCDPSession(page);
  line.on('Fetch.requestPaused', async ({ requestId }) => {
    await way();
    // What was given up meanwhile waits for nothing.
    await line.send('Fetch.continueRequest', { requestId }).catch(() => undefined);
  });
  await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR });
  await line.send('Fetch.enable', { patterns: [...LATE] });
};

/** Everything the pages of these people ask for comes later, each by a time of its own, so that answers overtake one another. */
export const makeSlow = (context: BrowserContext): void => {
  // A page that has been closed again needs no line.
  context.on('page', (page) => void slowDown(page).catch(() => undefined));
};

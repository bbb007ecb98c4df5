import { setTimeout as pause } from 'node:timers/promises';

/** A loaded machine takes its time; two minutes mean that it will never be. */
const PATIENCE_MS = 120_000;
/** Each look costs the machine that is being waited for a request, so looks grow rarer; most things take 100 ms. */
const FIRST_PAUSE_MS = 80;
const LONGEST_PAUSE_MS = 320;

/** Looks until there is something to see, as somebody who keeps reloading a page would. */
export const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.4, LONGEST_PAUSE_MS)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
    await pause(wait);
  }
};

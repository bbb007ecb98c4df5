import { isConnectionLost } from './connection.ts';

/** After 1, 2, 4, 8 and then every 10 s, for about a minute and a half: a restart is over by then. */
const TRIES = 11;
const pauseMs = (failures: number): number => Math.min(1_000 * 2 ** failures, 10_000);

/** How a command goes on while the connection is lost. What it sends must be the same under the same key. */
export const TRY_AGAIN = {
  retry: (failures: number, error: Error): boolean => failures < TRIES && isConnectionLost(error),
  retryDelay: pauseMs,
} as const;

/** The same for a step of work that is no command of its own. */
export const tryAgain = async <T>(step: () => Promise<T>): Promise<T> => {
  for (let failures = 0; ; failures += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Error) || !TRY_AGAIN.retry(failures, error)) throw error;
      await new Promise((resolve) => window.setTimeout(resolve, TRY_AGAIN.retryDelay(failures)));
    }
  }
};

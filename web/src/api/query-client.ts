import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '@xuncha/contracts';

const tooMany = (error: unknown): boolean => error instanceof ProblemError && error.status === 429;

/** A refusal will be the same next time; a lost connection, a server fault or a full moment may not. */
const worthRepeating = (error: unknown): boolean =>
  !(error instanceof ProblemError) || error.status >= 500 || tooMany(error);

/** After 1, 2, 4 and 8 s a unit's bucket is usually full again; then the page says so and leaves it to the person. */
const TRIES = { tooMany: 4, other: 2 } as const;
/** Nobody looks at an empty page longer than this, whatever the server would like. */
const LONGEST_PAUSE_MS = 30_000;

/** Not before the server wants to be asked again, and up to half later: a unit's people must not all return at once. */
const pauseMs = (failures: number, error: unknown): number => {
  const asked = error instanceof ProblemError ? (error.retryAfter ?? 0) * 1_000 : 0;
  const pause = Math.min(Math.max(asked, 1_000 * 2 ** failures), LONGEST_PAUSE_MS);
  return tooMany(error) ? pause * (1 + Math.random() / 2) : pause;
};

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < (tooMany(error) ? TRIES.tooMany : TRIES.other) && worthRepeating(error),
        retryDelay: pauseMs,
        // 5 s: moving between pages shows what is there at once, and a return after reading asks again.
        staleTime: 5_000,
        // Without a network the page says so at once, instead of waiting in silence and sending later unasked.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

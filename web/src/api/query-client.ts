import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '@xuncha/contracts';

/** A refusal will be the same next time; a lost connection or a server fault may not. */
const worthRepeating = (error: unknown): boolean => !(error instanceof ProblemError) || error.status >= 500;

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && worthRepeating(error),
        // 5 s: moving between pages shows what is there at once, and a return after reading asks again.
        staleTime: 5_000,
        // Without a network the page says so at once, instead of waiting in silence and sending later unasked.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

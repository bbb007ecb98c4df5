import { ProblemError } from '@xuncha/contracts';
import { UploadPaused, UploadRefused } from './put-file.ts';

/** What waiting for the network needs of the browser. */
export interface Network {
  readonly online: () => boolean;
  /** Ends when the time is over, the network comes back, or the signal says stop. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const browserNetwork: Network = {
  online: () => navigator.onLine,
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = () => {
        window.clearTimeout(timer);
        window.removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = window.setTimeout(done, milliseconds);
      window.addEventListener('online', done);
      signal.addEventListener('abort', done);
    }),
};

/** Pauses of 1, 2, 4 … 30 s; with 12 tries a line that flaps for five minutes loses nothing. */
const MAX_TRIES = 12;
const pauseMs = (attempt: number): number => Math.min(30_000, 1000 * 2 ** attempt);
/** While the browser knows it is offline, it is asked again each minute and counts no try. */
const OFFLINE_MS = 60_000;

/** Lost on the way, or the server out of breath: the same request may do the next time. */
const passes = (error: unknown): boolean => {
  if (error instanceof UploadRefused) return error.status >= 500 || error.status === 429;
  if (error instanceof ProblemError) return error.status >= 500 || error.status === 429;
  return error instanceof TypeError;
};

/** Does something that needs the network, as often as it takes; what the server refuses is not repeated. */
export const patiently = async <T>(
  action: () => Promise<T>,
  network: Network,
  signal: AbortSignal,
  onWaiting: (waiting: boolean) => void = () => {},
): Promise<T> => {
  for (let attempt = 0; ; ) {
    if (signal.aborted) throw new UploadPaused();
    try {
      const result = await action();
      onWaiting(false);
      return result;
    } catch (error) {
      if (signal.aborted) throw new UploadPaused();
      if (!passes(error)) throw error;
      const online = network.online();
      if (online) attempt += 1;
      if (attempt >= MAX_TRIES) throw error;
      onWaiting(true);
      // Up to a quarter more, so that the files of one page don't all come back at the same instant.
      const asked = error instanceof ProblemError ? (error.retryAfter ?? 0) * 1_000 : 0;
      const pause = online ? Math.max(pauseMs(attempt), asked) : OFFLINE_MS;
      await network.wait(pause * (1 + Math.random() / 4), signal);
    }
  }
};

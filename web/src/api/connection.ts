import { ProblemError } from '@xuncha/contracts';
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let lost = false;

const set = (now: boolean): void => {
  if (lost === now) return;
  lost = now;
  for (const listener of listeners) listener();
};

/** The server was not reached, or what answered was only a gateway before it: a restart, a cable, a weak signal. */
export const isConnectionLost = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof ProblemError && [502, 503, 504].includes(error.status));

/** Every call tells how it went; the page then says once, at its top, that the connection is lost. */
export const noteAnswer = (error?: unknown): void => set(error !== undefined && isConnectionLost(error));

export const useConnectionLost = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lost,
  );

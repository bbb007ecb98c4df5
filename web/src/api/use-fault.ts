import type { UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';

interface Fault {
  /** Why it could not be read the last time; none once it has been read. */
  readonly error: Error | null;
  /** It is being tried again. */
  readonly retrying: boolean;
}

/**
 * Why a reading failed, also while it is tried again: the library forgets it then, and what says so would vanish with its
 * button from under somebody's keys.
 */
export const useFault = (
  query: Pick<UseQueryResult, 'error' | 'isPending' | 'isFetching' | 'errorUpdateCount'>,
): Fault => {
  const last = useRef<Error | null>(null);
  const { error, isPending, isFetching, errorUpdateCount } = query;
  // A reading of another key, which has not failed.
  if (errorUpdateCount === 0) last.current = null;
  if (error) last.current = error;
  const shown = error ?? (isPending ? last.current : null);
  return { error: shown, retrying: shown !== null && isFetching };
};

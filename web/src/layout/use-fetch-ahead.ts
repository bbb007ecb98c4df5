import { useEffect } from 'react';
import { fetchWorkAhead } from '../pages/page-table.ts';

/** By then the first page is painted even on a slow line. */
const AFTER_MS = 4_000;

/** Somebody has told the browser to save data: nothing is fetched that is not shown. */
const savesData = (): boolean => {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return (
    typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
  );
};

/** Fetches what the next page needs while nobody waits for anything, so that it opens at once. */
export const useFetchAhead = (): void =>
  useEffect(() => {
    if (savesData()) return undefined;
    const timer = window.setTimeout(
      // Not every browser tells when it is at rest.
      () => ('requestIdleCallback' in window ? window.requestIdleCallback(fetchWorkAhead) : fetchWorkAhead()),
      AFTER_MS,
    );
    return () => window.clearTimeout(timer);
  }, []);

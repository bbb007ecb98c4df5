import { useEffect } from 'react';

/** The browser asks before a tab with running uploads is closed. */
export const useWarnBeforeLeaving = (active: boolean): void => {
  useEffect(() => {
    if (!active) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [active]);
};

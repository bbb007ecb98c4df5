import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { goTo } from './go-to.ts';

/** Somebody has begun to type, or has opened a dialog: on a slow line the head of the page is there long before the rest. */
const isAtWork = (): boolean =>
  document.activeElement?.closest('input, textarea, select, [role=combobox], [role=dialog]') != null;

/** Goes to the section named in the address once it is there ("去办理" leads straight to the task). */
export const useSectionInAddress = (): void => {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash && !isAtWork()) goTo(hash.slice(1));
  }, [hash]);
};

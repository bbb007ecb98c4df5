import { type RefObject, useEffect, useRef } from 'react';

/** A dialog gives the focus back when it has gone, to a button that may be gone as well: 0.3 s. */
const DIALOG_LEAVES_MS = 350;

/** Nobody is at work with the keys anywhere: what had the focus went with the step before. */
const isLost = (): boolean => {
  const { activeElement } = document;
  return !activeElement || activeElement === document.body || activeElement.closest('.ant-modal') !== null;
};

/**
 * The focus goes on to the step that has begun, when the one before took it away with its buttons: who works by keys or
 * listens stands where the work goes on instead of at the top of the page.
 */
export const useStepFocus = <Place extends HTMLElement>(step: string): RefObject<Place | null> => {
  const place = useRef<Place>(null);
  useEffect(() => {
    const follow = (): void => {
      if (step && isLost()) place.current?.focus({ preventScroll: false });
    };
    follow();
    const later = window.setTimeout(follow, DIALOG_LEAVES_MS);
    return () => window.clearTimeout(later);
  }, [step]);
  return place;
};

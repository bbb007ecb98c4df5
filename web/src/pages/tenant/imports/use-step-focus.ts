import { type RefObject, useEffect, useRef } from 'react';

/** A dialog takes 0.3 s to go, on a slow machine up to ten times as long. */
const DIALOG_GOES_WITHIN_MS = 3_000;
const LOOK_MS = 100;

/**
 * Nobody is at work with the keys anywhere: what had the focus went with the step before. A dialog whose button is gone
 * gives the focus to the page itself.
 */
const isLost = (): boolean => document.activeElement?.matches('body, main') ?? true;

/** It may go with the step; one that stays is somebody's work. */
const isInDialog = (): boolean => document.activeElement?.closest('.ant-modal') != null;

/**
 * The focus goes on to the step that has begun, when the one before took it away with its buttons: who works by keys or
 * listens stands where the work goes on instead of at the top of the page.
 */
export const useStepFocus = <Place extends HTMLElement>(step: string): RefObject<Place | null> => {
  const place = useRef<Place>(null);
  useEffect(() => {
    if (!step) return undefined;
    const fromDialog = isInDialog();
    const until = Date.now() + DIALOG_GOES_WITHIN_MS;
    let later: number | undefined;
    const follow = (): void => {
      if (isLost()) place.current?.focus({ preventScroll: false });
      // Also once it has followed: a dialog that goes gives the focus back, to a button that may be gone.
      const mayBeLost = isInDialog() || (fromDialog && document.activeElement === place.current);
      if (mayBeLost && Date.now() < until) later = window.setTimeout(follow, LOOK_MS);
    };
    follow();
    return () => window.clearTimeout(later);
  }, [step]);
  return place;
};

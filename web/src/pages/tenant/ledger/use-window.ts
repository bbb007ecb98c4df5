import { useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useMedia } from '../../../layout/use-media.ts';

/** Lines kept above and below what is in view, so that fast scrolling shows no gaps. */
const MARGIN = 8;
/** Scrolling that has paused so long is over; a wheel sends its steps 16 to 50 ms apart. */
const SETTLED_MS = 150;

export interface DrawnLines {
  readonly first: number;
  readonly last: number;
  /** As many lines as are drawn at most. */
  readonly most: number;
  /** The box is being scrolled. */
  readonly moving: boolean;
}

const mostFor = (viewHeight: number, height: number): number =>
  Math.ceil(viewHeight / height) + 1 + 2 * MARGIN;

/** Which lines are drawn, from how far the box is scrolled. */
export const useWindow = (
  body: React.RefObject<HTMLElement | null>,
  count: number,
  height: number,
): DrawnLines => {
  // Before anything is measured: what fits the window.
  const [{ first, most, moving }, setRange] = useState(() => ({
    first: 0,
    most: mostFor(window.innerHeight, height),
    moving: false,
  }));
  useLayoutEffect(() => {
    // The box itself is not noted yet when what it holds is.
    const element = body.current?.closest<HTMLElement>('.ledger-box');
    if (!element) return undefined;
    let viewHeight = element.clientHeight;
    const measure = (scrolled: boolean): void =>
      setRange((before) => {
        const next = {
          first: Math.max(0, Math.floor(element.scrollTop / height) - MARGIN),
          most: mostFor(viewHeight, height),
          moving: scrolled || before.moving,
        };
        return before.first === next.first && before.most === next.most ? before : next;
      });
    let settling: number | undefined;
    const onScroll = (): void => {
      // Before this frame is painted, not after it.
      flushSync(() => measure(true));
      window.clearTimeout(settling);
      settling = window.setTimeout(() => setRange((before) => ({ ...before, moving: false })), SETTLED_MS);
    };
    measure(false);
    element.addEventListener('scroll', onScroll, { passive: true });
    const observer = new ResizeObserver(() => {
      viewHeight = element.clientHeight;
      measure(false);
    });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      window.clearTimeout(settling);
      observer.disconnect();
    };
  }, [body, height]);
  // Paper does not scroll.
  if (useMedia('print')) return { first: 0, last: count, most, moving: false };
  const last = Math.min(count, first + most);
  return { first: Math.min(first, last), last, most, moving };
};

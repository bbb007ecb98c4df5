import { useRef } from 'react';
import type { LedgerLine } from '../../../api/types.ts';

export interface DrawnLine {
  /** Names the elements that show it. */
  readonly key: number;
  readonly index: number;
  readonly line: LedgerLine;
}

/**
 * Which elements show which line. A line keeps its own for as long as it is drawn, wherever new data puts it; a new one
 * takes those of a line that has gone. In the order of the lines, which screen readers follow, except while the box is
 * scrolled: to move elements within the document costs as much as new ones.
 */
export const useRowElements = (
  lines: readonly LedgerLine[],
  first: number,
  last: number,
  moving: boolean,
): readonly DrawnLine[] => {
  const before = useRef<readonly DrawnLine[]>([]);
  const wanted = lines.slice(first, last);
  const wantedIds = new Set(wanted.map(({ id }) => id));
  const keys = new Map(before.current.map(({ key, line }) => [line.id, key]));
  const free = before.current.filter(({ line }) => !wantedIds.has(line.id)).map(({ key }) => key);
  let fresh = Math.max(-1, ...keys.values());
  const drawn = wanted.map((line, at): DrawnLine => {
    const key = keys.get(line.id) ?? free.shift() ?? ++fresh;
    return { key, index: first + at, line };
  });
  if (moving) {
    const places = new Map(before.current.map(({ key }, place) => [key, place]));
    const placeOf = ({ key }: DrawnLine): number => places.get(key) ?? places.size;
    drawn.sort((a, b) => placeOf(a) - placeOf(b));
  }
  before.current = drawn;
  return drawn;
};

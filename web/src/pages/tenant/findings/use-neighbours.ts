import { useState } from 'react';
import { useLocation } from 'react-router';
import { listAtHand } from './list-at-hand.ts';

/** Previous and next finding of the list this one was opened from. */
export const useNeighbours = () => {
  const { pathname } = useLocation();
  const [list] = useState(listAtHand);
  const at = list?.paths.indexOf(pathname) ?? -1;
  if (!list || at < 0) return undefined;
  return {
    from: list.from,
    back: list.back,
    place: at + 1,
    count: list.paths.length,
    previous: list.paths[at - 1],
    next: list.paths[at + 1],
  };
};

import { useEffect, useRef } from 'react';

/** The list somebody came from: where it is, and the findings on it in its order. */
export interface ListAtHand {
  readonly from: 'ledger' | 'home';
  /** Address of the list with its filters. */
  readonly back: string;
  /** Addresses of findings. */
  readonly paths: readonly string[];
}

const KEY = 'xuncha.list';

export const forgetListAtHand = (): void => sessionStorage.removeItem(KEY);

/** Of this tab, so that a reload of a finding still knows its neighbours. Holds ids only. */
export const listAtHand = (): ListAtHand | undefined => {
  const text = sessionStorage.getItem(KEY);
  return text ? (JSON.parse(text) as ListAtHand) : undefined;
};

const keep = (list: ListAtHand): void => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // A full storage: the page of a finding then leads back to the ledger only.
  }
};

/** Remembers the list when it is left; what it shows while somebody scrolls costs nothing. */
export const useKeepListAtHand = (listNow: () => ListAtHand): void => {
  const latest = useRef(listNow);
  latest.current = listNow;
  useEffect(
    () => () => {
      const list = latest.current();
      if (list.paths.length > 0) keep(list);
    },
    [],
  );
};

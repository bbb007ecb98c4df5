import { useEffect, useRef, useState } from 'react';
import type { LedgerViewState } from './use-ledger-view.ts';

/** Typing pauses this long before the list is asked again. */
const TYPING_PAUSE_MS = 350;

export type TextFilter = 'q' | 'category' | 'domain' | 'person' | 'round';

/** A text that filters when typing pauses, and follows the address when that changes. */
export const useTyped = (ledger: LedgerViewState, name: TextFilter) => {
  const asked = ledger.view.filter[name] ?? '';
  const [words, setWords] = useState(asked);
  // What this field has asked for and the page has not come to yet: by then somebody may have typed on.
  const own = useRef<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing asks
  useEffect(() => {
    if (words.trim() === asked) return undefined;
    const timer = window.setTimeout(() => {
      own.current = [...own.current, words.trim()];
      ledger.filter({ [name]: words.trim() || undefined });
    }, TYPING_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [words]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view that was opened brings its own words
  useEffect(() => {
    const at = own.current.indexOf(asked);
    own.current = at < 0 ? [] : own.current.slice(at + 1);
    if (at < 0 && words.trim() !== asked) setWords(asked);
  }, [asked]);
  return [words, setWords] as const;
};

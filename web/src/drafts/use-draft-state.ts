import { useEffect, useRef, useState } from 'react';
import { drafts } from './draft-store.ts';
import { useKeepsNoDrafts } from './keeps-no-drafts.ts';

interface DraftState<Value> {
  readonly value: Value;
  readonly change: (next: Value) => void;
  /**
   * For an answer that arrives later: changes what stands there by then, also where somebody has typed on, or has left.
   * Undefined: nothing is left to be kept.
   */
  readonly revise: (by: (now: Value) => Value | undefined) => void;
  /** It has been sent, or is not wanted: nothing of it stays. */
  readonly clear: () => void;
  /** Instant of the typing that was brought back. */
  readonly restoredAt: string | undefined;
}

/**
 * Like `useState` for what is typed outside of a form: it is there again after a reload until it is cleared. `subject`
 * names what it is about, so that another case begins empty.
 */
export const useDraftState = <Value extends object>(subject: string, empty: Value): DraftState<Value> => {
  const forbidden = useKeepsNoDrafts();
  // What an older release has stored may lack a field.
  const stored = (): Value => ({ ...empty, ...drafts.read<Value>(subject)?.values });
  const [restored, setRestored] = useState(() => (forbidden ? undefined : drafts.read<Value>(subject)));
  const [value, setValue] = useState<Value>(() => (forbidden ? empty : stored()));
  const latest = useRef(value);
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const change = (next: Value): void => {
    latest.current = next;
    setValue(next);
    if (!forbidden) drafts.write(subject, next, {});
  };
  const clear = (): void => {
    latest.current = empty;
    drafts.remove(subject);
    setRestored(undefined);
    setValue(empty);
  };
  return {
    value,
    change,
    revise(by) {
      // Whoever has left may have come back, and typed on in a page of their own.
      const next = by(isOpen.current || forbidden ? latest.current : stored());
      if (next) change(next);
      else clear();
    },
    clear,
    restoredAt: restored?.at,
  };
};

import { useState } from 'react';
import { drafts } from './draft-store.ts';
import { useKeepsNoDrafts } from './keeps-no-drafts.ts';

interface DraftState<Value> {
  readonly value: Value;
  readonly change: (next: Value) => void;
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
  const [restored, setRestored] = useState(() => (forbidden ? undefined : drafts.read<Value>(subject)));
  // What an older release has stored may lack a field.
  const [value, setValue] = useState<Value>(() => ({ ...empty, ...restored?.values }));
  return {
    value,
    change(next) {
      setValue(next);
      if (!forbidden) drafts.write(subject, next, {});
    },
    clear() {
      drafts.remove(subject);
      setRestored(undefined);
      setValue(empty);
    },
    restoredAt: restored?.at,
  };
};

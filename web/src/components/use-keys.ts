import { useEffect, useRef } from 'react';
import { useMe } from '../api/me.ts';
import { keep, kept } from '../auth/personal-storage.ts';

/** Whoever types means letters; whoever is in a dialog means the dialog. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input:not([type=checkbox],[type=radio]), textarea, select, [role=combobox]') !== null);

const NAME = 'single-keys';
/** Single keys can be in the way of dictation and switches; whoever wants none has none. */
export const areKeysOn = (userId: string): boolean => kept(userId, NAME) !== 'off';
export const turnKeys = (userId: string, on: boolean): void => keep(userId, NAME, on ? 'on' : 'off');

interface Options {
  /** Also while a dialog is open: for keys that belong to it. */
  readonly inDialog?: boolean;
}

/** Single keys of a page, by the letter they write; never with Ctrl, Alt or ⌘, which are the browser's. */
export const useKeys = (
  keys: Readonly<Record<string, () => void>>,
  { inDialog = false }: Options = {},
): void => {
  const { userId } = useMe();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // A page that has a meaning of its own for the key has taken it.
      if (event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target))
        return;
      const dialogOpen = document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null;
      if (dialogOpen !== inDialog) return;
      const action = latest.current[event.key];
      if (!action || !areKeysOn(userId)) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [inDialog, userId]);
};

import { useEffect, useRef } from 'react';
import { type LedgerKeyAction, ledgerKey } from './ledger-keys.ts';

/** Where keys are text or belong to somebody else. */
const OCCUPIED =
  'input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=combobox], [role=listbox], [role=menu], .ant-popover';
/** What a button or link does with these is its own. */
const OWN_OF_CONTROLS: readonly LedgerKeyAction[] = ['open', 'select'];

/**
 * Keys of the ledger, wherever on the page the focus is, unless somebody types or a dialog is open. Arrows and page keys
 * outside of the table scroll the page, as everywhere.
 */
export const useLedgerKeys = (
  table: React.RefObject<HTMLElement | null>,
  act: (action: LedgerKeyAction) => void,
): void => {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const action = ledgerKey(event.key);
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      if (
        !action ||
        target.closest(OCCUPIED) ||
        document.querySelector('.ant-modal-wrap:not([style*="none"])')
      )
        return;
      const inTable = target === table.current;
      if (!inTable && event.key.length > 1 && event.key !== 'Escape') return;
      if (
        !inTable &&
        target !== document.body &&
        target.closest('a, button, input') &&
        OWN_OF_CONTROLS.includes(action)
      )
        return;
      event.preventDefault();
      latest.current(action);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [table]);
};

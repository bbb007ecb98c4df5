/** Keys of the ledger page, for the page itself and for whatever shows a sheet of all keys. */
export const LEDGER_KEYS = [
  { keys: ['j', 'ArrowDown'], does: 'next' },
  { keys: ['k', 'ArrowUp'], does: 'previous' },
  { keys: ['PageDown'], does: 'pageDown' },
  { keys: ['PageUp'], does: 'pageUp' },
  { keys: ['Home'], does: 'first' },
  { keys: ['End'], does: 'last' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['x', ' '], does: 'select' },
  { keys: ['e'], does: 'assign' },
  { keys: ['F2'], does: 'edit' },
  { keys: ['/'], does: 'search' },
  { keys: ['Escape'], does: 'clear' },
  { keys: ['?'], does: 'help' },
] as const;
export type LedgerKeyAction = (typeof LEDGER_KEYS)[number]['does'];

/** What a key asks of the ledger. */
export const ledgerKey = (key: string): LedgerKeyAction | undefined =>
  LEDGER_KEYS.find(({ keys }) => (keys as readonly string[]).includes(key))?.does;

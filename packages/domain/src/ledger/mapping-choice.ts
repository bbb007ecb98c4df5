import { DEPARTMENTS_SHEET, LEDGER_FIELDS, type LedgerField } from './header-synonyms.ts';

type Columns = Readonly<Partial<Record<LedgerField, number | null>>>;

/** Another field that is read from the same column: it would say the same twice, most often by a slip of the hand. */
export const fieldOnSameColumn = (columns: Columns, field: LedgerField): LedgerField | undefined => {
  const column = columns[field];
  if (column === undefined || column === null) return undefined;
  return LEDGER_FIELDS.find((other) => other !== field && columns[other] === column);
};

/**
 * Whether an import takes all there is in its file. Only then is there nothing to gain from the same bytes: of several
 * sheets the others are still to come, and rows that were left out may be good as soon as a department is there. What was
 * imported before stays out either way, by its fingerprint.
 */
export const takesWholeFile = (
  sheets: readonly string[],
  totals: { readonly errors: number; readonly duplicates: number } | undefined,
): boolean =>
  sheets.filter((name) => name !== DEPARTMENTS_SHEET).length === 1 &&
  totals?.errors === 0 &&
  totals.duplicates === 0;

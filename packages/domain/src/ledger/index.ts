export { buildPreview } from './build-preview.ts';
export {
  chooseSheet,
  detectHeader,
  type HeaderColumn,
  type HeaderDetection,
  type LedgerMapping,
  type LedgerMeta,
  type SheetChoice,
} from './detect-header.ts';
export { fingerprintOf } from './fingerprint.ts';
export {
  CORRECTION_LABELS,
  DEPARTMENTS_SHEET,
  LEDGER_FIELD_LABELS,
  LEDGER_FIELDS,
  type LedgerField,
} from './header-synonyms.ts';
export { isFormulaLike, shortTitle, splitNames } from './ledger-text.ts';
export { fieldOnSameColumn, takesWholeFile } from './mapping-choice.ts';
export * from './preview.ts';
export {
  type Cell,
  cellText,
  columnLetter,
  type Grid,
  gridOf,
  type MergedRange,
  type ResolvedCell,
  type Sheet,
} from './sheet.ts';
export { columnsOfSheet, likelyFirstDataRow, type SheetColumn } from './sheet-columns.ts';

/** How large an uploaded workbook may be, before and after inflation. */
export interface WorkbookLimits {
  readonly maxFileBytes: number;
  /** All parts together, as they really inflate. */
  readonly maxInflatedBytes: number;
  readonly maxParts: number;
  readonly maxSheets: number;
  /** Of one sheet, counted to its last cell with a value. */
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxCells: number;
  /** Characters of all cells of a sheet together; a text that many cells share counts for each of them. */
  readonly maxText: number;
  /** Tags of the part with the texts, of the part with the styles, and of every other part but sheets. */
  readonly maxTextElements: number;
  readonly maxStyleElements: number;
  readonly maxPartElements: number;
}

const MIB = 1024 * 1024;

/**
 * A ledger of 5,000 rows × 12 columns is 0.3 MB packed and 5 MB inflated, so these leave an order of magnitude.
 * 10 MB is also what API Gateway's payload limit allows through a presigned upload screen for documents; 64 MiB
 * inflated with its parsed form stays below the 1 GB of the import function.
 */
export const DEFAULT_WORKBOOK_LIMITS: WorkbookLimits = {
  maxFileBytes: 10 * MIB,
  maxInflatedBytes: 64 * MIB,
  maxParts: 500,
  maxSheets: 50,
  maxRows: 20_000,
  maxColumns: 200,
  maxCells: 400_000,
  // 5,000 rows with 5,000 characters each.
  maxText: 25_000_000,
  // A text is two elements, with formats inside about ten: 400,000 cells of five.
  maxTextElements: 2_000_000,
  // Excel stops at 65,490 formats, each of up to three elements, and as many named styles.
  maxStyleElements: 500_000,
  // Sheets, names and relations.
  maxPartElements: 100_000,
};

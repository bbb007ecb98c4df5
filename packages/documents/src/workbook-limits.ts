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
};

export { writeCorrectionWorkbook } from './correction-workbook.ts';
export { type PlanPaper, writePlanWord, writePlanWorkbook } from './plan-documents.ts';
export {
  checkPlanTemplate,
  fillPlanTemplate,
  PLAN_PLACEHOLDERS,
  REQUIRED_PLACEHOLDERS,
  writeSampleTemplate,
} from './plan-template.ts';
export { readWorkbook } from './read-workbook.ts';
export { type ApprovalSheet, writeApprovalSheet } from './word/approval-sheet.ts';
export { TemplateError } from './word/open-template.ts';
export {
  type ReportBlock,
  type ReportDocument,
  writeReportDocument,
} from './word/report-document.ts';
export { WorkbookError, type WorkbookErrorCode } from './workbook-error.ts';
export { DEFAULT_WORKBOOK_LIMITS, type WorkbookLimits } from './workbook-limits.ts';
export {
  type CellInput,
  type DataRow,
  type SectionRow,
  type WorkbookColumn,
  type WorkbookInput,
  type WorkbookSheet,
  writeWorkbook,
} from './write-workbook.ts';

/** Why an uploaded file cannot be read as a workbook. */
export type WorkbookErrorCode =
  | 'legacy_xls'
  | 'csv'
  | 'encrypted'
  | 'not_xlsx'
  | 'corrupt'
  | 'file_too_large'
  | 'inflated_too_large'
  | 'too_many_parts'
  | 'forbidden_xml'
  | 'abnormal_structure'
  | 'too_many_sheets'
  | 'too_many_rows'
  | 'too_many_columns'
  | 'too_many_cells'
  | 'too_much_text'
  | 'no_sheet';

/** The message is shown to the user as it is: what is wrong and what to do. */
export class WorkbookError extends Error {
  readonly code: WorkbookErrorCode;
  constructor(code: WorkbookErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkbookError';
    this.code = code;
  }
}

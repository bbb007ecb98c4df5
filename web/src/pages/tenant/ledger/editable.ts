import type { LedgerColumnId } from '@xuncha/domain';
import type { LedgerLine } from '../../../api/types.ts';

const EDITABLE = ['department', 'leader', 'handler'] as const;
export type EditableColumn = (typeof EDITABLE)[number];

/** Columns that are changed where they stand, in lines that may be. */
export const mayBeEditable = (column: LedgerColumnId): column is EditableColumn =>
  EDITABLE.some((one) => one === column);

/** May this person change who works on the line? The server has answered that with the line (A04). */
export const isEditable = ({ possible }: LedgerLine): boolean => possible.includes('findings.assign');

import type { ImportDetail, ImportSummary } from '../../../api/types.ts';

const WORKING: readonly ImportSummary['status'][] = ['uploaded', 'reading', 'committing', 'undoing'];

/** Is the server busy with it, so that the page should look again? */
export const isWorking = (status: ImportSummary['status']): boolean => WORKING.includes(status);
export const WORKING_POLL_MS = 1_000;

/** Share done in per cent; reading has no number, so its bar is full and moving. */
export const jobShare = ({ status, done, total }: ImportSummary): number =>
  (status === 'committing' || status === 'undoing') && total > 0 ? (done / total) * 100 : 100;

/** Findings that an import would bring: a hint holds nothing up. */
export const importableOf = ({ good, warnings }: NonNullable<ImportDetail['totals']>): number =>
  good + warnings;

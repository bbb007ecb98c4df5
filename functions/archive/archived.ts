import type { Finding } from '@xuncha/domain';
import type { Batch } from '@xuncha/store';

/**
 * Does the archive hold this finding? Everything that was ever given to the unit: open, continuous, closed, taken out
 * by an accepted objection, and originals of splits and merges. Drafts and undone imports never were.
 */
export const isArchived = ({ state, feedbackDate }: Pick<Finding, 'state' | 'feedbackDate'>): boolean =>
  state !== 'draft' && (state !== 'withdrawn' || feedbackDate !== undefined);

/** Nothing of a batch that is still being prepared is archived. */
export const isPublished = (batch: Pick<Batch, 'status'>): boolean => batch.status !== 'draft';

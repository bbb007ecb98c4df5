import type { Finding, Matter } from '@xuncha/domain';
import type { Batch } from '@xuncha/store';

/**
 * Does the archive hold this finding? Everything that was ever given to the unit: open, continuous, closed, taken out
 * by an accepted objection, and originals of splits and merges. Drafts and undone imports never were.
 */
export const isArchived = ({ state, feedbackDate }: Pick<Finding, 'state' | 'feedbackDate'>): boolean =>
  state !== 'draft' && (state !== 'withdrawn' || feedbackDate !== undefined);

/** Nothing of a batch that is still being prepared is archived. */
export const isPublished = (batch: Pick<Batch, 'status'>): boolean => batch.status !== 'draft';

/**
 * Does an archive of these rounds hold this matter? What belongs to no round is of the whole unit and goes only into its
 * archive, which nobody limited to rounds can have (A06). What HQ keeps to itself leaves the system in no archive.
 */
export const isArchivedMatter = (
  { audience, batchId }: Pick<Matter, 'audience' | 'batchId'>,
  published: ReadonlySet<string>,
  wholeUnit: boolean,
): boolean => audience === 'all' && (batchId === undefined ? wholeUnit : published.has(batchId));

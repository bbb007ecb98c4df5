/**
 * What a limited membership may see (A06): an auditor's, or any other that HQ limits. Empty lists mean no limit; all
 * limits hold together. How long the membership itself lasts stands in its own dates.
 */
export interface MembershipScope {
  readonly tenants?: readonly string[];
  readonly batches?: readonly string[];
  /** Names of rounds: the same in every unit, where batches are one unit's. */
  readonly rounds?: readonly string[];
  /** Business dates, both inclusive: only what was fed back in between. */
  readonly feedbackFrom?: string;
  readonly feedbackTo?: string;
  /**
   * Batches of the unit at hand that rounds and dates admit; found at the beginning of each request. All of a finding
   * hangs on its batch, so every list that knows the batch can decide without reading further.
   */
  readonly admitted?: readonly string[];
}

/** A feedback batch as limits look at it. */
export interface LimitedBatch {
  readonly id: string;
  readonly round: string;
  readonly feedbackDate?: string;
}

/** Is this tenant among those a limited membership names? */
export const inScope = (scope: MembershipScope | undefined, tenantId: string): boolean =>
  !scope?.tenants?.length || scope.tenants.includes(tenantId);

/** Do the limits speak of rounds or dates, which only the unit's batches translate? */
export const limitsByBatchFacts = (scope: MembershipScope | undefined): boolean =>
  Boolean(scope?.rounds?.length || scope?.feedbackFrom || scope?.feedbackTo);

/** Is there anything of a unit that the membership may not see? Then totals of the unit would tell about it. */
export const limitsContent = (scope: MembershipScope | undefined): boolean =>
  Boolean(scope?.batches?.length) || limitsByBatchFacts(scope);

/** The unit's batches that rounds and dates admit. One without a feedback date was never fed back: dates exclude it. */
export const admittedBatches = (
  { rounds, feedbackFrom, feedbackTo }: MembershipScope,
  batches: readonly LimitedBatch[],
): string[] =>
  batches
    .filter(({ round }) => !rounds?.length || rounds.includes(round))
    .filter(
      ({ feedbackDate }) =>
        (!feedbackFrom || (feedbackDate !== undefined && feedbackDate >= feedbackFrom)) &&
        (!feedbackTo || (feedbackDate !== undefined && feedbackDate <= feedbackTo)),
    )
    .map(({ id }) => id);

/** Do the limits admit what belongs to this batch? Limits nobody has translated admit nothing. */
export const admitsBatch = (scope: MembershipScope | undefined, batchId: string): boolean => {
  if (scope?.batches?.length && !scope.batches.includes(batchId)) return false;
  return !limitsByBatchFacts(scope) || (scope?.admitted?.includes(batchId) ?? false);
};

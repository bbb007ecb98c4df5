import type { OutputOf } from '@xuncha/contracts';
import type { CommandOutcome } from '@xuncha/store';

export type BulkResult = OutputOf<'findings.acknowledgeMany'>['results'][number];

/** What became of one finding in a command on many: its own transaction, its own error. */
export const bulkResultOf = (findingId: string, outcome: CommandOutcome): BulkResult => {
  if (outcome.kind === 'done' || outcome.kind === 'repeated') return { findingId, ok: true };
  const problem =
    outcome.kind === 'refused'
      ? {
          code: outcome.error.code,
          detail: outcome.error.message,
          ...(outcome.error.details === undefined ? {} : { details: outcome.error.details }),
        }
      : { code: 'not_found', detail: '没有找到这个问题，请刷新台账。' };
  return { findingId, ok: false, problem };
};

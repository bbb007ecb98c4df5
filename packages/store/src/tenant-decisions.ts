import type { TenantScope } from '@xuncha/domain';
import { type Answer, repeated, TooManyConflicts } from './execute.ts';
import type { CommitContext } from './findings.ts';
import { firstAnswerWrite, type IdempotencyClaim } from './idempotency.ts';
import { ConditionFailed, type Table, type Write } from './table.ts';
import type { TenantHead } from './tenant-items.ts';
import { planTenantEvent, type TenantCommand } from './tenants.ts';

/** One tenant's part of a decision: its head as it was read, what becomes of it, and the event of its chain. */
export interface TenantChange {
  readonly head: TenantHead;
  readonly next?: Partial<
    Pick<
      TenantHead,
      | 'status'
      | 'suspendedReason'
      | 'policy'
      | 'routing'
      | 'identityProvider'
      | 'retention'
      | 'exportApproval'
      | 'supervision'
    >
  >;
  readonly event: TenantCommand['event'];
}

export interface TenantDecision {
  readonly changes: readonly TenantChange[];
  readonly beside?: readonly Write[];
  readonly answer: Answer;
}

/** HQ's chain is shared by all administrators of a group; eight writers at once still leave one try each. */
const MAX_TRIES = 8;

/**
 * A decision about one tenant or several (a subsidiary and HQ), recorded in the chain of each, in one transaction.
 * `decide` reads the heads first and everything else after them, and runs again when somebody wrote in between:
 * every change of members, departments and settings moves the head, so the head is the lock of them all. What
 * `decide` throws is the answer, unless this very request was carried out before; undefined means nothing to do.
 */
export const decideOnTenants = async (
  table: Table,
  scope: TenantScope,
  context: CommitContext & { readonly claim?: IdempotencyClaim },
  decide: () => Promise<TenantDecision | undefined>,
): Promise<Answer | undefined> => {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    let decision: TenantDecision | undefined;
    try {
      decision = await decide();
    } catch (error) {
      const first = await repeated(table, scope, context.claim);
      if (first) return first.answer;
      throw error;
    }
    if (!decision) return undefined;
    const { changes, beside = [], answer } = decision;
    const writes = [
      ...changes.flatMap(
        ({ head, next, event }) => planTenantEvent(head, { ...head, ...next }, event, context).writes,
      ),
      ...(context.claim ? [firstAnswerWrite(scope, context.claim, answer, context.at)] : []),
      ...beside,
    ];
    try {
      await table.transact(writes);
      return answer;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const first = await repeated(table, scope, context.claim);
      if (first) return first.answer;
    }
  }
  throw new TooManyConflicts();
};

import {
  type Finding,
  type FindingAggregate,
  type FindingChange,
  keepCourse,
  type Result,
  shanghaiDateOf,
  type TenantScope,
} from '@xuncha/domain';
import { type CommitContext, loadFinding, planChange } from './findings.ts';
import { type FirstAnswer, firstAnswerWrite, type IdempotencyClaim, readFirstAnswer } from './idempotency.ts';
import { ConditionFailed, type Table, type Write } from './table.ts';

/** The same Idempotency-Key came with other content. */
export class IdempotencyKeyReused extends Error {
  constructor() {
    super('the idempotency key was used for another request');
    this.name = 'IdempotencyKeyReused';
  }
}
/** Others kept writing first; the request may simply be repeated. */
export class TooManyConflicts extends Error {
  constructor() {
    super('the item kept changing');
    this.name = 'TooManyConflicts';
  }
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
}

export interface CommandInput extends CommitContext {
  readonly claim?: IdempotencyClaim;
  /** Version the person saw, where the operation asks for If-Match. */
  readonly ifVersion?: number;
  /** The pure rule. It may run again when somebody else wrote first. */
  readonly decide: (aggregate: FindingAggregate) => Result<FindingChange> | Promise<Result<FindingChange>>;
  /** Further writes of the same transaction, known once the change is (inbox token, number, snapshot). */
  readonly beside?: (aggregate: FindingAggregate, finding: Finding) => readonly Write[];
  readonly answer: (finding: Finding) => Answer;
}

export type CommandOutcome =
  | { readonly kind: 'done'; readonly answer: Answer; readonly finding: Finding }
  | { readonly kind: 'repeated'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: import('@xuncha/domain').DomainError }
  | { readonly kind: 'missing' }
  | { readonly kind: 'stale'; readonly version: number };

/**
 * Writers of one finding are few, but all closings of a tenant take their number from one item: twenty at once need
 * more than a try each. Twelve tries with growing random pauses (up to 5, 10 … 160 ms) spread them out.
 */
const MAX_TRIES = 12;
const pauseBefore = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 5 * 2 ** Math.min(attempt, 5)));

/**
 * One command on one finding: one read, one pure rule, one transaction with state, audit event (which is the
 * outbox) and idempotency record. Two writers at once: one wins, the other's rule runs again on the new state.
 */
export const executeOnFinding = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
  input: CommandInput,
): Promise<CommandOutcome> => {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    if (attempt > 0) await pauseBefore(attempt);
    const aggregate = await loadFinding(table, scope, findingId);
    if (!aggregate) return { kind: 'missing' };
    if (input.ifVersion !== undefined && aggregate.finding.version !== input.ifVersion)
      return (
        (await repeated(table, scope, input.claim)) ?? { kind: 'stale', version: aggregate.finding.version }
      );
    const decided = await input.decide(aggregate);
    if (!decided.ok)
      return (await repeated(table, scope, input.claim)) ?? { kind: 'refused', error: decided.error };
    const change = keepCourse(aggregate, decided.value, shanghaiDateOf(new Date(input.at)));
    const plan = planChange(aggregate.finding, change, input);
    const answer = input.answer(plan.finding);
    const writes = [
      ...plan.writes,
      ...(input.claim ? [firstAnswerWrite(scope, input.claim, answer, input.at)] : []),
      ...(input.beside?.(aggregate, plan.finding) ?? []),
    ];
    try {
      await table.transact(writes);
      return { kind: 'done', answer, finding: plan.finding };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const first = await repeated(table, scope, input.claim);
      if (first) return first;
    }
  }
  throw new TooManyConflicts();
};

/** The first answer, when this very request was carried out before. */
export const repeated = async (
  table: Table,
  scope: TenantScope,
  claim: IdempotencyClaim | undefined,
): Promise<{ kind: 'repeated'; answer: Answer } | undefined> => {
  if (!claim) return undefined;
  const first: FirstAnswer | undefined = await readFirstAnswer(table, scope, claim);
  if (!first) return undefined;
  if (first.requestHash !== claim.requestHash) throw new IdempotencyKeyReused();
  return { kind: 'repeated', answer: { status: first.status, body: first.body, etag: first.etag } };
};

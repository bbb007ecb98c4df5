import type { OperationId } from '@xuncha/contracts';
import type { Finding, FindingAggregate, FindingChange, Result } from '@xuncha/domain';
import { type Call, etagOf, notFound, problemOf, type Reply, stale } from '@xuncha/http';
import { type CommandOutcome, executeOnFinding, type Write } from '@xuncha/store';
import type { ApiDeps } from './context.ts';

export interface FindingCommand<Body> {
  readonly findingId: string;
  readonly decide: (aggregate: FindingAggregate) => Result<FindingChange> | Promise<Result<FindingChange>>;
  readonly beside?: (aggregate: FindingAggregate, finding: Finding) => readonly Write[];
  readonly status?: number;
  readonly body: (finding: Finding) => Body;
}

/** A command on one finding for an API operation: executed, and its outcome put into HTTP's words. */
export const runOnFinding = async <Body>(
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'>,
  deps: ApiDeps,
  command: FindingCommand<Body>,
): Promise<Reply<Body>> => {
  const outcome = await executeOnFinding(deps.table, call.scope, command.findingId, {
    actor: call.actor,
    at: call.at,
    claim: call.claim,
    ifVersion: call.ifVersion,
    decide: command.decide,
    beside: command.beside,
    answer: (finding) => ({
      status: command.status ?? 200,
      body: command.body(finding),
      etag: etagOf(finding.version),
    }),
  });
  const answer = answerOf(outcome);
  return { status: answer.status, body: answer.body as Body, etag: answer.etag };
};

const answerOf = (outcome: CommandOutcome) => {
  switch (outcome.kind) {
    case 'done':
    case 'repeated':
      return outcome.answer;
    case 'missing':
      throw notFound();
    case 'stale':
      throw stale(outcome.version);
    case 'refused':
      throw problemOf(outcome.error);
  }
};

/** The usual answer of a command on a finding. */
export const idAndVersion = (finding: Finding): { id: string; version: number } => ({
  id: finding.id,
  version: finding.version,
});

import type { OperationId } from '@xuncha/contracts';
import { type Call, notFound, type Reply } from '@xuncha/http';
import { executeOnTenant, type TenantCommand } from '@xuncha/store';
import type { ApiDeps } from './context.ts';

/**
 * A command recorded in the tenant's own chain. `explain` turns a refused write beside it (by position) into a
 * problem; without it a refusal means that somebody else changed the same thing first.
 */
export const runOnTenant = async <Body>(
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim'>,
  deps: ApiDeps,
  command: Pick<TenantCommand, 'event' | 'change' | 'beside'> & {
    readonly status: number;
    readonly body: Body;
    readonly etag?: string;
    readonly explain: (failed: readonly number[]) => Error;
  },
): Promise<Reply<Body>> => {
  const outcome = await executeOnTenant(deps.table, call.scope, {
    actor: call.actor,
    at: call.at,
    claim: call.claim,
    event: command.event,
    change: command.change,
    beside: command.beside,
    answer: { status: command.status, body: command.body, etag: command.etag },
  });
  if (outcome.kind === 'missing') throw notFound();
  if (outcome.kind === 'refused_beside') throw command.explain(outcome.failed);
  return { status: outcome.answer.status, body: outcome.answer.body as Body, etag: outcome.answer.etag };
};

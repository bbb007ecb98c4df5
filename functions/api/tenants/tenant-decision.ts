import type { OperationId } from '@xuncha/contracts';
import { type Call, HttpProblem, notFound, type Reply } from '@xuncha/http';
import {
  decideOnTenants,
  readTenant,
  type Table,
  type TenantChange,
  type TenantHead,
  type Write,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

export interface Decision<Body> {
  readonly changes: readonly TenantChange[];
  readonly beside?: readonly Write[];
  readonly status?: number;
  readonly body: Body;
  readonly etag?: string;
}

/**
 * A command on members, organisation or settings. `decide` reads the tenant's head before anything else and refuses
 * by throwing; it runs again when somebody else changed the tenant in between.
 */
export const runDecision = async <Body>(
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim'>,
  deps: ApiDeps,
  decide: () => Promise<Decision<Body>>,
): Promise<Reply<Body>> => {
  const { actor, at, claim } = call;
  const answer = await decideOnTenants(deps.table, call.scope, { actor, at, claim }, async () => {
    const { changes, beside, status = 200, body, etag } = await decide();
    return { changes, beside, answer: { status, body, etag } };
  });
  if (!answer) throw notFound();
  return { status: answer.status, body: answer.body as Body, etag: answer.etag };
};

/** The head of a tenant that may be changed: it exists and has been made ready. */
export const changeableHead = async (table: Table, tenantId: string): Promise<TenantHead> => {
  const head = await readTenant(table, tenantId);
  if (!head) throw notFound();
  if (head.status === 'provisioning')
    throw new HttpProblem(409, 'tenant_state', '该单位正在开通，请等开通完成后再操作。');
  return head;
};

import type { OutputOf } from '@xuncha/contracts';
import {
  acknowledge,
  type FindingAggregate,
  type FindingChange,
  type Responsibility,
  type Result,
  reassign,
  startRectification,
} from '@xuncha/domain';
import { type Call, type Handler, HttpProblem } from '@xuncha/http';
import { executeOnFinding, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { departmentName, personId } from './assign.ts';
import { type BulkResult, bulkResultOf } from './bulk-result.ts';

type ManyOperation = 'findings.acknowledgeMany' | 'findings.assignMany' | 'findings.startMany';

/** Each finding is its own transaction with its own key, so that a repeated call finishes what was left. */
const onMany = async (
  call: Pick<Call<ManyOperation>, 'scope' | 'actor' | 'at' | 'claim'>,
  findingIds: readonly string[],
  table: Table,
  decide: (aggregate: FindingAggregate) => Result<FindingChange>,
): Promise<{ body: OutputOf<ManyOperation> }> => {
  const results: BulkResult[] = [];
  for (const findingId of new Set(findingIds)) {
    const outcome = await executeOnFinding(table, call.scope, findingId, {
      actor: call.actor,
      at: call.at,
      claim: call.claim && { ...call.claim, key: `${call.claim.key}:${findingId}` },
      decide,
      answer: (finding) => ({ status: 200, body: { id: finding.id } }),
    });
    results.push(bulkResultOf(findingId, outcome));
  }
  return { body: { results } };
};

export const acknowledgeMany: Handler<'findings.acknowledgeMany', ApiDeps> = (call, { table }) =>
  onMany(call, call.body.findingIds, table, acknowledge);

export const startMany: Handler<'findings.startMany', ApiDeps> = (call, { table }) =>
  onMany(call, call.body.findingIds, table, startRectification);

/** A04 for many findings: what is named is set, the rest of each responsibility stays. */
export const assignMany: Handler<'findings.assignMany', ApiDeps> = async (call, { table }) => {
  const { scope, body } = call;
  const { departmentId, principalId, leaderId, handlerId, ...names } = body.responsibility;
  if (!departmentId && Object.values(names).every((name) => name === undefined))
    throw new HttpProblem(422, 'nothing_to_set', '请至少填写责任部门、责任领导或经办人中的一项。', {
      field: 'responsibility',
    });
  const person = (field: 'principalId' | 'leaderId' | 'handlerId', id: string | undefined) =>
    personId(table, scope.tenantId, field, id);
  // Another name without a membership is another person: the former one's tasks must not stay with the former one.
  const patch: Partial<Responsibility> = {
    ...names,
    ...(names.principalName === undefined ? {} : { principalId: await person('principalId', principalId) }),
    ...(names.leaderName === undefined ? {} : { leaderId: await person('leaderId', leaderId) }),
    ...(names.handlerName === undefined ? {} : { handlerId: await person('handlerId', handlerId) }),
    ...(departmentId
      ? { departmentId, departmentName: await departmentName(table, scope, departmentId) }
      : {}),
  };
  return onMany(call, body.findingIds, table, (aggregate) => reassign(aggregate, patch, body.seen));
};

import type { OperationId } from '@xuncha/contracts';
import type { AssignmentContent, Finding, Matter } from '@xuncha/domain';
import { type Call, HttpProblem } from '@xuncha/http';
import { BATCHES, readDocument, readMember, type Table } from '@xuncha/store';
import { departmentName } from '../findings/assign.ts';

type Caller = Pick<Call<OperationId>, 'scope'>;

/** Who was named for a task: a department of the unit, and perhaps one of its people. */
export const taskTarget = async (
  table: Table,
  { scope }: Caller,
  { departmentId, handlerId }: { readonly departmentId: string; readonly handlerId?: string },
): Promise<AssignmentContent['to']> => {
  const to = { departmentId, departmentName: await departmentName(table, scope, departmentId) };
  if (!handlerId) return to;
  const member = await readMember(table, scope.tenantId, handlerId);
  if (member?.status !== 'active')
    throw new HttpProblem(422, 'member_unknown', '所选人员不在本单位，请重新选择。', { field: 'handlerId' });
  return { ...to, handlerId: member.userId, handlerName: member.name };
};

/** The round it belongs to: the one that was named, or that of the first finding. */
export const roundOf = async (
  table: Table,
  { scope }: Caller,
  batchId: string | undefined,
  [first]: readonly Finding[],
): Promise<Pick<Matter, 'batchId' | 'round'>> => {
  if (!batchId) return first ? { batchId: first.batchId, round: first.round } : {};
  const batch = await readDocument(table, BATCHES, scope.tenantId, batchId);
  if (!batch)
    throw new HttpProblem(422, 'batch_unknown', '所选反馈批次不存在，请重新选择。', { field: 'batchId' });
  return { batchId, round: batch.round };
};

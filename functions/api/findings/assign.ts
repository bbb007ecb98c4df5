import type { TenantScope } from '@xuncha/domain';
import { assign, type Responsibility } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { readDepartment, readMember, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';

/** The department's name as the organisation tree has it; an unknown id is a clear refusal. */
export const departmentName = async (
  table: Table,
  scope: TenantScope,
  departmentId: string,
): Promise<string> => {
  const found = await readDepartment(table, scope, departmentId);
  if (!found)
    throw new HttpProblem(422, 'department_unknown', '所选部门不存在，请从列表中重新选择。', {
      field: 'departmentId',
    });
  return found.name;
};

/** Persons named by membership id must belong to the unit; inboxes are addressed by their user id. */
export const personId = async (
  table: Table,
  tenantId: string,
  field: 'principalId' | 'leaderId' | 'handlerId',
  id: string | undefined,
): Promise<string | undefined> => {
  if (!id) return undefined;
  const member = /^[0-9a-z]{26}$/.test(id) ? await readMember(table, tenantId, id) : undefined;
  if (member?.status !== 'active')
    throw new HttpProblem(422, 'member_unknown', '所选人员不在本单位，请重新选择。', { field });
  return member.userId;
};

/** A04: who answers for the finding. */
export const assignResponsibility: Handler<'findings.assign', ApiDeps> = async (call, deps) => {
  const { scope, body } = call;
  const { table } = deps;
  const responsibility: Responsibility = {
    ...body,
    departmentName: body.departmentId ? await departmentName(table, scope, body.departmentId) : undefined,
    principalId: await personId(table, scope.tenantId, 'principalId', body.principalId),
    leaderId: await personId(table, scope.tenantId, 'leaderId', body.leaderId),
    handlerId: await personId(table, scope.tenantId, 'handlerId', body.handlerId),
  };
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => assign(aggregate, responsibility),
    body: idAndVersion,
  });
};

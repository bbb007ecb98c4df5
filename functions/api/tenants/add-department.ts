import { type Department, MAX_ORG_DEPTH } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { departmentWrite, listDepartments, newId } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

const refuse = (code: string, field: string, detail: string): HttpProblem =>
  new HttpProblem(422, code, detail, { field });

/** A02: one more department, under another one or at the top. Names stay unique: the ledger finds them by name. */
export const addDepartment: Handler<'departments.add', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, body, at } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    const departments = await listDepartments(deps.table, scope);
    if (departments.some(({ name }) => name === body.name))
      throw refuse('org_name_repeated', 'name', `部门“${body.name}”已经存在，请改用不同的名称。`);
    if (body.parentId && !departments.some(({ id }) => id === body.parentId))
      throw refuse('department_unknown', 'parentId', '所选上级部门不存在，请从列表中重新选择。');
    if (depthOf(departments, body.parentId) >= MAX_ORG_DEPTH)
      throw refuse(
        'org_too_deep',
        'parentId',
        `组织层级不能超过 ${MAX_ORG_DEPTH} 级，请选择更高一级的部门。`,
      );
    const department: Department = {
      id: newId(Date.parse(at)),
      name: body.name,
      parentId: body.parentId,
      order: Math.max(0, ...departments.map(({ order }) => order)) + 1,
    };
    return {
      changes: [{ head, event: { type: 'department.added', data: { ...department } } }],
      beside: [departmentWrite(scope.tenantId, department)],
      status: 201,
      body: department,
    };
  });

/** Levels above a new child of the department. */
const depthOf = (departments: readonly Department[], id: string | undefined): number => {
  const department = departments.find((candidate) => candidate.id === id);
  return department ? 1 + depthOf(departments, department.parentId) : 0;
};

import { type Handler, HttpProblem } from '@xuncha/http';
import { listDepartments, type StoredMapping } from '@xuncha/store';
import { changeImport, requireStatus } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';

/** Corrects columns and department names; the ledger is read again. */
export const setImportMapping: Handler<'imports.setMapping', ImportDeps> = (call, deps) =>
  changeImport(call, deps, 202, async (before) => {
    requireStatus(before, ['previewed', 'failed'], '修改列对应');
    const mapping: StoredMapping = call.body;
    const known = new Set((await listDepartments(deps.table, call.scope)).map(({ id }) => id));
    const unknown = Object.entries(mapping.departments ?? {}).find(([, id]) => !known.has(id));
    if (unknown)
      throw new HttpProblem(
        422,
        'department_unknown',
        `为“${unknown[0]}”选择的部门不存在，请从列表中重新选择。`,
        { field: 'departments' },
      );
    return {
      event: { type: 'import.mapped', data: { mapping } },
      after: { status: 'uploaded', mapping, problem: undefined, done: 0, total: 0 },
    };
  });

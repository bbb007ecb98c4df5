import { columnLetter, fieldOnSameColumn, LEDGER_FIELD_LABELS, LEDGER_FIELDS } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { listDepartments, type MappingChoice } from '@xuncha/store';
import { changeImport, requireStatus } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';

const refuseColumnTwice = ({ columns = {} }: MappingChoice): void => {
  const field = LEDGER_FIELDS.findLast((each) => fieldOnSameColumn(columns, each));
  const other = field && fieldOnSameColumn(columns, field);
  if (!field || !other) return;
  const labels = `“${LEDGER_FIELD_LABELS[other]}”和“${LEDGER_FIELD_LABELS[field]}”`;
  throw new HttpProblem(
    422,
    'import_column_twice',
    `${columnLetter(columns[field] ?? 0)} 列同时对应了${labels}，请为其中一项改选别的列，或清空。`,
    { field: `columns.${field}` },
  );
};

/** Corrects columns and department names; the ledger is read again. */
export const setImportMapping: Handler<'imports.setMapping', ImportDeps> = (call, deps) =>
  changeImport(call, deps, 202, async (before) => {
    requireStatus(before, ['previewed', 'failed'], '修改列对应');
    const mapping: MappingChoice = call.body;
    refuseColumnTwice(mapping);
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

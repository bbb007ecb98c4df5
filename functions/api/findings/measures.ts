import {
  addMeasure,
  editMeasure,
  type MeasureContent,
  type MeasureTerm,
  parseTermText,
  reportProgress,
  type StageTarget,
  type TenantScope,
  withdrawMeasure,
} from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { newId, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';
import { departmentName } from './assign.ts';

/** Reads a term as people write it; the words are kept beside the date. */
const termOf = (text: string, today: string): MeasureTerm => {
  const parsed = parseTermText(text, { referenceDate: today });
  if (parsed.kind === 'invalid')
    throw new HttpProblem(
      422,
      'term_unreadable',
      `完成时限“${text}”无法识别，请写成“2025年3月”“2025-03-31”“立行立改”或“长期坚持”。`,
      { field: 'term' },
    );
  return {
    kind: parsed.kind,
    ...(parsed.kind === 'date' ? { date: parsed.date } : {}),
    original: text,
  };
};

interface MeasureBody {
  readonly text: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly supportingDepartments?: string[];
  readonly handlerName?: string;
  readonly handlerId?: string;
  readonly term: string;
  readonly stages?: StageTarget[];
}

const contentOf = async (
  table: Table,
  scope: TenantScope,
  body: MeasureBody,
  today: string,
): Promise<MeasureContent> => ({
  ...body,
  departmentName: body.departmentId ? await departmentName(table, scope, body.departmentId) : undefined,
  supportingDepartments: body.supportingDepartments ?? [],
  stages: body.stages?.length ? [...body.stages].sort((a, b) => (a.on < b.on ? -1 : 1)) : undefined,
  term: termOf(body.term, today),
});

export const addFindingMeasure: Handler<'measures.add', ApiDeps> = async (call, deps) => {
  const content = await contentOf(deps.table, call.scope, call.body, call.today);
  const id = newId(Date.parse(call.at));
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => addMeasure(aggregate, id, content),
    status: 201,
    body: idAndVersion,
  });
};

export const editFindingMeasure: Handler<'measures.edit', ApiDeps> = async (call, deps) => {
  const content = await contentOf(deps.table, call.scope, call.body, call.today);
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => editMeasure(aggregate, call.params.measureId, content),
    body: idAndVersion,
  });
};

export const withdrawFindingMeasure: Handler<'measures.withdraw', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => withdrawMeasure(aggregate, call.params.measureId, call.body.reason),
    body: idAndVersion,
  });

export const reportMeasure: Handler<'measures.report', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => reportProgress(aggregate, call.params.measureId, call.body, call.actor, call.at),
    body: idAndVersion,
  });

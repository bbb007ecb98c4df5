import type { OperationId, OutputOf } from '@xuncha/contracts';
import {
  type AssignmentContent,
  type AssignmentKind,
  type AssignmentStatus,
  assignTo,
  checkAssignment,
  fail,
  isAssignment,
  type Matter,
  type MatterAggregate,
  type MatterChange,
  mayCheckAssignment,
  owesResult,
  type Result,
  reportAssignment,
  withdrawAssignment,
  yearEntryOf,
} from '@xuncha/domain';
import { type Call, type Handler, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  listMatters,
  listYearMatters,
  newId,
  openMatter,
  yearEntryRemoval,
  yearEntryWrite,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { type MatterSteps, possibleSteps } from '../matter-steps.ts';
import { answersView, matterEventView, matterFileView, matterSummary } from '../matter-view.ts';
import { findingsOf } from '../supervision/orders.ts';
import { roundOf, taskTarget } from './named-in-record.ts';

type Assignment = Matter<AssignmentContent>;
const PAGE = 50;

/** What a list shows of an agreed action or an instruction. */
export const assignmentItem = (
  matter: Assignment,
  today: string,
): OutputOf<'assignments.list'>['items'][number] => {
  const { from, date, to } = matter.content;
  return {
    ...matterSummary(matter, today),
    kind: matter.kind as AssignmentKind,
    status: matter.status as AssignmentStatus,
    from,
    date,
    departmentName: to.departmentName,
    handlerName: to.handlerName,
  };
};

/** Open ones by due date, all, newest first, or the instructions of a year (A05). */
export const listAssignments: Handler<'assignments.list', ApiDeps> = async (
  { scope, query, today },
  { table },
) => {
  const { kind = 'action', year, show } = query;
  const at = {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  };
  const page =
    year && kind === 'instruction'
      ? await listYearMatters<AssignmentContent>(table, scope, { year, category: 'instruction', ...at })
      : await listMatters<AssignmentContent>(table, scope, kind, { ...at, open: show !== 'all' });
  return {
    body: {
      items: page.matters.map((matter) => assignmentItem(matter, today)),
      ...nextPage(page.lastKey),
    },
  };
};

const STEPS: MatterSteps<AssignmentContent> = {
  'assignments.report': owesResult,
  'assignments.check': (assignment, { actor }) => mayCheckAssignment(assignment, actor),
  'assignments.withdraw': ({ open }) => open,
};

export const getAssignment: Handler<'assignments.get', ApiDeps> = async (call, { table }) => {
  const opened = await openMatter<AssignmentContent>(table, call.scope, undefined, call.params.assignmentId);
  if (!opened || !isAssignment(opened.matter)) throw notFound();
  const { what, meetingId, reports, withdrawnReason } = opened.matter.content;
  return {
    body: {
      assignment: {
        ...assignmentItem(opened.matter, call.today),
        what,
        meetingId,
        reports: answersView(reports),
        withdrawnReason,
      },
      files: opened.files.map(matterFileView),
      trail: opened.trail.map(matterEventView),
      possible: possibleSteps(STEPS, opened.matter, call),
    },
  };
};

/** A05: an instruction is counted in its year, and is a task of the department at once. */
export const recordInstruction: Handler<'instructions.record', ApiDeps> = async (call, deps) => {
  const { scope, body, actor, at, today } = call;
  const findings = await findingsOf(deps.table, scope, [...new Set(body.findingIds ?? [])]);
  const draft = {
    kind: 'instruction' as const,
    tenantId: scope.tenantId,
    id: newId(Date.parse(at)),
    what: body.what,
    from: body.leader,
    date: body.date,
    due: body.due,
    to: await taskTarget(deps.table, call, body),
    findingIds: findings.map(({ id }) => id),
    ...(await roundOf(deps.table, call, body.batchId, findings)),
  };
  return runNewMatter<AssignmentContent, OutputOf<'instructions.record'>>(call, deps, {
    decide: () =>
      draft.date > today
        ? fail('invalid', 'date_in_future', '批示日期不能晚于今天。', { field: 'date' })
        : assignTo(draft, actor, at),
    beside: (matter) => [yearEntryWrite(yearEntryOf(matter, 'instruction', draft.date))],
    body: matterDone,
  });
};

type AssignmentCall = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'> & {
  readonly params: { readonly assignmentId: string };
};

const step = (
  call: AssignmentCall,
  deps: ApiDeps,
  decide: (aggregate: MatterAggregate<AssignmentContent>) => Result<MatterChange<AssignmentContent>>,
) =>
  runOnMatter<AssignmentContent, OutputOf<'assignments.report'>>(call, deps, {
    matterId: call.params.assignmentId,
    decide: (aggregate) => {
      if (!isAssignment(aggregate.matter)) throw notFound();
      return decide(aggregate);
    },
    // An instruction that was taken back is no longer counted.
    beside: (matter) =>
      matter.kind === 'instruction' && matter.status === 'withdrawn'
        ? [yearEntryRemoval(yearEntryOf(matter, 'instruction', matter.content.date))]
        : [],
    body: matterDone,
  });

export const reportResult: Handler<'assignments.report', ApiDeps> = (call, deps) =>
  step(call, deps, (aggregate) =>
    reportAssignment(
      aggregate,
      { text: call.body.text, fileIds: call.body.fileIds ?? [] },
      call.actor,
      call.at,
    ),
  );

export const checkResult: Handler<'assignments.check', ApiDeps> = (call, deps) =>
  step(call, deps, (aggregate) => checkAssignment(aggregate, call.body, call.actor, call.at));

export const withdrawTask: Handler<'assignments.withdraw', ApiDeps> = (call, deps) =>
  step(call, deps, (aggregate) => withdrawAssignment(aggregate, call.body.reason));

import type { BodyOf, OperationId, OutputOf } from '@xuncha/contracts';
import {
  type AssignmentContent,
  type AssignmentDraft,
  assignTo,
  countByCategory,
  decidedAt,
  fileUnitMeeting,
  inScope,
  leaderAttendance,
  limitsContent,
  type Matter,
  recordUnitMeeting,
  type UnitMeetingContent,
  type UnitMeetingDraft,
  type UnitMeetingStatus,
  withdrawUnitMeeting,
  yearEntryOf,
} from '@xuncha/domain';
import {
  type Call,
  type Handler,
  HttpProblem,
  nextPage,
  notFound,
  problemOf,
  startKeyOf,
} from '@xuncha/http';
import {
  listFeedbackMeetings,
  listMatters,
  listYearEntries,
  listYearMatters,
  newId,
  openMatter,
  planMatter,
  readMatters,
  yearEntryRemoval,
  yearEntryWrite,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { type MatterSteps, possibleSteps } from '../matter-steps.ts';
import { matterEventView, matterFileView, matterSummary } from '../matter-view.ts';
import { findingsOf } from '../supervision/orders.ts';
import { assignmentItem } from './assignments.ts';
import { roundOf, taskTarget } from './named-in-record.ts';

type UnitMeeting = Matter<UnitMeetingContent>;
const PAGE = 50;

const meetingItem = (matter: UnitMeeting, today: string): OutputOf<'unitMeetings.list'>['items'][number] => {
  const { type, host, date, attendees, leaders, actionIds } = matter.content;
  return {
    ...matterSummary(matter, today),
    status: matter.status as UnitMeetingStatus,
    type,
    host,
    date,
    attendees: [...attendees],
    ...(leaders ? { leaders: [...leaders] } : {}),
    actions: actionIds.length,
  };
};

/** How many meetings of each type and instructions there were in a year: as many as each list shows (A05). */
export const getYear: Handler<'meetingYears.get', ApiDeps> = async ({ scope, params }, { table }) => {
  const { year } = params;
  if (!/^\d{4}$/.test(year))
    throw new HttpProblem(400, 'year_invalid', '年度应为四位数字，如 2025。', { field: 'year' });
  const entries = await listYearEntries(table, scope, year);
  const feedback = entries.flatMap(({ category, leaders = 0 }) =>
    category === 'feedback' ? [{ leaders }] : [],
  );
  return { body: { year, counts: countByCategory(entries), attendance: leaderAttendance(feedback) } };
};

/**
 * D05, over all units: one Query of HQ's own partition. The lines name no round: somebody limited to some rounds or dates
 * (A06) gets none, as of every other sum over units.
 */
export const listFeedback: Handler<'feedbackMeetings.list', ApiDeps> = async (call, { table }) => {
  const year = call.query.year ?? call.today.slice(0, 4);
  const { principal, tenantId } = call.scope;
  const all = limitsContent(principal.scope) ? [] : await listFeedbackMeetings(table, tenantId, year);
  const seen = all.filter((meeting) => inScope(principal.scope, meeting.tenantId));
  const attendance = leaderAttendance(seen.map(({ leaders }) => ({ leaders: leaders.length })));
  return {
    body: {
      year,
      attendance,
      meetings: seen.map(({ tenantId: unit, tenantName, id, title, date, leaders }) => ({
        tenantId: unit,
        tenantName,
        id,
        title,
        date,
        leaders: [...leaders],
      })),
    },
  };
};

/** Those whose minutes are missing, all, newest first, or one type in one year. */
export const listMeetings: Handler<'unitMeetings.list', ApiDeps> = async (
  { scope, query, today },
  { table },
) => {
  const { year, category, show } = query;
  const at = {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  };
  const page =
    year && category
      ? await listYearMatters<UnitMeetingContent>(table, scope, { year, category, ...at })
      : await listMatters<UnitMeetingContent>(table, scope, 'meeting', { ...at, open: show === 'open' });
  return {
    body: {
      items: page.matters.map((matter) => meetingItem(matter, today)),
      ...nextPage(page.lastKey),
    },
  };
};

const mayFile = ({ status }: UnitMeeting): boolean => status === 'recorded';
const mayWithdraw = ({ status }: UnitMeeting): boolean => status !== 'withdrawn';
const STEPS: MatterSteps<UnitMeetingContent> = {
  'unitMeetings.file': mayFile,
  'unitMeetings.withdraw': mayWithdraw,
};

export const getMeeting: Handler<'unitMeetings.get', ApiDeps> = async (call, { table }) => {
  const opened = await openMatter<UnitMeetingContent>(
    table,
    call.scope,
    'meeting',
    call.params.unitMeetingId,
  );
  if (!opened) throw notFound();
  const { place, agenda, conclusions, actionIds, openBefore, withdrawnReason } = opened.matter.content;
  const actions = await readMatters<AssignmentContent>(table, call.scope, actionIds);
  return {
    body: {
      meeting: {
        ...meetingItem(opened.matter, call.today),
        place,
        agenda: agenda.map(({ title, findingIds }) => ({ title, findingIds: [...findingIds] })),
        conclusions,
        openBefore: [...openBefore],
        withdrawnReason,
      },
      decided: decidedAt(opened).map(({ findingId, no, agendaItem, byName, at }) => ({
        findingId,
        no,
        agendaItem,
        byName,
        at,
      })),
      actions: actions.map((action) => assignmentItem(action, call.today)),
      files: opened.files.map(matterFileView),
      trail: opened.trail.map(matterEventView),
      possible: possibleSteps(STEPS, opened.matter, call).filter(
        (step) => step !== 'unitMeetings.withdraw' || decidedAt(opened).length === 0,
      ),
    },
  };
};

/** Actions on the table of a meeting: more than that nobody goes through in one sitting. */
const MAX_OPEN_BEFORE = 30;

const openActions = async ({ scope }: Pick<Call<OperationId>, 'scope'>, { table }: ApiDeps) => {
  const { matters } = await listMatters<AssignmentContent>(table, scope, 'action', {
    limit: MAX_OPEN_BEFORE,
    open: true,
  });
  return matters.map(({ id, title, due, content }) => ({
    id,
    title,
    departmentName: content.to.departmentName,
    ...(due ? { due: due.date } : {}),
  }));
};

type ActionInput = NonNullable<BodyOf<'unitMeetings.record'>['actions']>[number];

const actionDrafts = async (
  call: Call<'unitMeetings.record'>,
  { table }: ApiDeps,
  meeting: Pick<UnitMeetingDraft, 'id' | 'title' | 'batchId' | 'round'>,
): Promise<AssignmentDraft[]> => {
  const draft = async ({ what, due, findingIds = [], ...to }: ActionInput): Promise<AssignmentDraft> => ({
    kind: 'action',
    tenantId: call.scope.tenantId,
    id: newId(Date.parse(call.at)),
    what,
    from: meeting.title,
    date: call.body.date,
    meetingId: meeting.id,
    due,
    to: await taskTarget(table, call, to),
    findingIds: [...new Set(findingIds)],
    batchId: meeting.batchId,
    round: meeting.round,
  });
  const drafts: AssignmentDraft[] = [];
  for (const action of call.body.actions ?? []) drafts.push(await draft(action));
  return drafts;
};

/** F05: what was agreed becomes tasks in the transaction that records the meeting. */
export const recordMeeting: Handler<'unitMeetings.record', ApiDeps> = async (call, deps) => {
  const { scope, body, actor, at, today, principal } = call;
  const agenda = body.agenda.map(({ title, findingIds = [] }) => ({ title, findingIds }));
  const named = [...agenda, ...(body.actions ?? [])].flatMap(({ findingIds = [] }) => findingIds);
  const findings = await findingsOf(deps.table, scope, [...new Set(named)]);
  const { title, type, date, place, attendees, leaders, conclusions } = body;
  const identity = {
    tenantId: scope.tenantId,
    id: newId(Date.parse(at)),
    title,
    ...(await roundOf(deps.table, call, body.batchId, findings)),
  };
  const actions = await actionDrafts(call, deps, identity);
  const draft: UnitMeetingDraft = {
    ...identity,
    type,
    host: principal.tenantKind === 'group' ? 'group' : 'unit',
    date,
    ...(place ? { place } : {}),
    attendees,
    ...(leaders ? { leaders } : {}),
    agenda,
    conclusions,
    actionIds: actions.map(({ id }) => id),
    openBefore: await openActions(call, deps),
    departmentIds: [...new Set(actions.map(({ to }) => to.departmentId))],
    actionLinks: actions.reduce((sum, { findingIds }) => sum + findingIds.length, 0),
  };
  const tasks = actions.map((action) => {
    const decided = assignTo(action, actor, at);
    if (!decided.ok) throw problemOf(decided.error);
    return decided.value;
  });
  return runNewMatter<UnitMeetingContent, OutputOf<'unitMeetings.record'>>(call, deps, {
    decide: () => recordUnitMeeting(draft, today, actor, at),
    beside: (matter) => [
      yearEntryWrite(yearEntryOf(matter, type, date, leaders?.length)),
      ...tasks.flatMap((task) => planMatter(undefined, task, { actor, at }).writes),
    ],
    body: matterDone,
  });
};

export const fileMeeting: Handler<'unitMeetings.file', ApiDeps> = (call, deps) =>
  runOnMatter<UnitMeetingContent, OutputOf<'unitMeetings.file'>>(call, deps, {
    kind: 'meeting',
    matterId: call.params.unitMeetingId,
    decide: fileUnitMeeting,
    body: matterDone,
  });

export const withdrawMeeting: Handler<'unitMeetings.withdraw', ApiDeps> = (call, deps) =>
  runOnMatter<UnitMeetingContent, OutputOf<'unitMeetings.withdraw'>>(call, deps, {
    kind: 'meeting',
    matterId: call.params.unitMeetingId,
    decide: (meeting) => withdrawUnitMeeting(meeting, call.body.reason),
    beside: (matter) => [yearEntryRemoval(yearEntryOf(matter, matter.content.type, matter.content.date))],
    body: matterDone,
  });

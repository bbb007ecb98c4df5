import type { BodyOf, OutputOf } from '@xuncha/contracts';
import { inScope, limitsContent } from '@xuncha/domain';
import type { Call } from '@xuncha/http';
import { errorFields, type Handler, HttpProblem, log, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  ConditionFailed,
  changeWrite,
  createWrite,
  executeOnFinding,
  type Item,
  type LeadingGroupMeeting,
  listDocuments,
  listMeetingDecisions,
  listRegistered,
  MEETINGS,
  newId,
  readDocument,
  type Table,
} from '@xuncha/store';
import { type ApiDeps, translateError } from '../context.ts';
import { runOnTenant } from '../tenant-command.ts';
import { caseAnswer, deciding } from './decide.ts';

const PAGE = 50;

const viewOf = (meeting: LeadingGroupMeeting): OutputOf<'meetings.create'> => ({
  id: meeting.id,
  title: meeting.title,
  date: meeting.date,
  attendees: [...meeting.attendees],
  minutesNo: meeting.minutesNo,
  createdAt: meeting.createdAt,
  createdByName: meeting.createdByName,
  decided: meeting.decided,
});

export const listMeetings: Handler<'meetings.list', ApiDeps> = async ({ scope, query }, { table }) => {
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const page = await listDocuments(table, MEETINGS, scope.tenantId, { limit: query.limit ?? PAGE, startKey });
  return {
    body: { items: page.items.map(viewOf), ...nextPage(page.lastKey) },
  };
};

/** Registers a meeting of the leading group. */
export const createMeeting: Handler<'meetings.create', ApiDeps> = async (call, deps) => {
  if (call.body.date > call.today)
    throw new HttpProblem(422, 'meeting_in_future', '会议日期不能晚于今天，请在会议召开后登记。', {
      field: 'date',
    });
  const meeting: LeadingGroupMeeting = {
    ...call.body,
    id: newId(Date.parse(call.at)),
    tenantId: call.scope.tenantId,
    createdAt: call.at,
    createdByName: call.actor.name,
    decided: 0,
    version: 1,
  };
  return runOnTenant(call, deps, {
    event: { type: 'meeting.registered', data: { meetingId: meeting.id, ...call.body } },
    beside: [createWrite(MEETINGS, meeting)],
    status: 201,
    body: viewOf(meeting),
    explain: () => new HttpProblem(409, 'busy', '请稍后再提交一次。'),
  });
};

/** A page of the registry names all units of a group; one more is a second Query. */
const UNITS_PAGE = 100;

const unitNames = async (table: Table, hqTenant: string): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, hqTenant, { limit: UNITS_PAGE, startKey });
    for (const { tenantId, name } of page.tenants) names.set(tenantId, name);
    startKey = page.lastKey;
  } while (startKey);
  return names;
};

/**
 * What a meeting decided, oldest first (G05). The lines name no round: somebody limited to some rounds or dates (A06) gets
 * none of them.
 */
export const meetingDecisions: Handler<'meetings.decisions', ApiDeps> = async (call, { table }) => {
  const { tenantId, principal } = call.scope;
  const meeting = await readDocument(table, MEETINGS, tenantId, call.params.meetingId);
  if (!meeting) throw notFound();
  if (limitsContent(principal.scope)) return { body: { items: [] } };
  const startKey = startKeyOf(call.query.cursor, tenantId);
  const [page, names] = await Promise.all([
    listMeetingDecisions(table, tenantId, meeting.id, { limit: call.query.limit ?? PAGE, startKey }),
    unitNames(table, tenantId),
  ]);
  const items = page.items
    .filter((line) => inScope(principal.scope, line.tenantId))
    .map(({ visit: _visit, ...line }) => ({
      ...line,
      tenantName: names.get(line.tenantId) ?? line.tenantId,
    }));
  return { body: { items, ...nextPage(page.lastKey) } };
};

type One = BodyOf<'meetings.decide'>['decisions'][number];
type OneResult = OutputOf<'meetings.decide'>['results'][number];

/** What became of one case, and whether this very request decided it (a repeated one did not). */
interface Outcome {
  readonly result: OneResult;
  readonly fresh: boolean;
}

const refusedOne = (one: One, code: string, detail: string, details?: unknown): Outcome => ({
  result: { findingId: one.findingId, ok: false, problem: { code, detail, details } },
  fresh: false,
});

/** One case of a meeting: its own transaction and idempotency key; its failure is its own, whatever it is. */
const decideOne = async (
  call: Call<'meetings.decide'>,
  deps: ApiDeps,
  meeting: LeadingGroupMeeting,
  one: One,
): Promise<Outcome> => {
  try {
    return await tryToDecide(call, deps, meeting, one);
  } catch (error) {
    const problem = translateError(error);
    log(problem ? 'info' : 'error', 'meeting_case_failed', { caseId: one.caseId, ...errorFields(error) });
    return problem
      ? refusedOne(one, problem.code, problem.message)
      : refusedOne(one, 'internal', '系统出错，这一件没有办成，请稍后重新提交。');
  }
};

const tryToDecide = async (
  call: Call<'meetings.decide'>,
  deps: ApiDeps,
  meeting: LeadingGroupMeeting,
  one: One,
): Promise<Outcome> => {
  const refused = (code: string, detail: string, details?: unknown): Outcome =>
    refusedOne(one, code, detail, details);
  const { findingId, ...decision } = one;
  const outcome = await executeOnFinding(deps.table, call.scope, findingId, {
    actor: call.actor,
    at: call.at,
    claim: call.claim && { ...call.claim, key: `${call.claim.key}:${one.caseId}:${one.visit}` },
    ...deciding(
      deps.table,
      call.scope,
      { ...decision, gate: 'leading_group', meetingId: meeting.id },
      { ...call, hqTenant: deps.hqTenant },
    ),
    answer: (finding) => ({ status: 200, body: caseAnswer(finding, one.caseId) }),
  });
  switch (outcome.kind) {
    case 'done':
    case 'repeated': {
      const { next, closeoutNo } = outcome.answer.body as ReturnType<typeof caseAnswer>;
      return { result: { findingId, ok: true, next, closeoutNo }, fresh: outcome.kind === 'done' };
    }
    case 'refused':
      return refused(outcome.error.code, outcome.error.message, outcome.error.details);
    default:
      return refused('not_found', '没有找到这个问题，请刷新后重试。');
  }
};

/**
 * Rule 8: up to 100 cases of one unit in one call, each with its own outcome and error; one bad case stops no other.
 * Close-out numbers run without gaps, so the cases are decided one after the other.
 */
export const decideAtMeeting: Handler<'meetings.decide', ApiDeps> = async (call, deps) => {
  const meeting = await readDocument(deps.table, MEETINGS, deps.hqTenant, call.params.meetingId);
  if (!meeting) throw notFound();
  const outcomes: Outcome[] = [];
  const named = new Set<string>();
  for (const one of call.body.decisions) {
    outcomes.push(
      named.has(one.caseId)
        ? refusedOne(one, 'case_named_twice', '同一件在本次提交中出现了两次，只办理了第一次，请核对。')
        : await decideOne(call, deps, meeting, one),
    );
    named.add(one.caseId);
  }
  await countDecided(deps.table, meeting, outcomes.filter(({ fresh }) => fresh).length);
  return { body: { results: outcomes.map(({ result }) => result) } };
};

/** Two calls for one meeting at once are two people at two screens; five tries are plenty. */
const COUNT_TRIES = 5;

/** A number for the list of meetings only; the cases themselves carry the meeting's id. */
const countDecided = async (table: Table, meeting: LeadingGroupMeeting, by: number): Promise<void> => {
  let current: LeadingGroupMeeting | undefined = meeting;
  for (let attempt = 0; by > 0 && current && attempt < COUNT_TRIES; attempt += 1) {
    try {
      await table.transact([changeWrite(MEETINGS, current, { ...current, decided: current.decided + by })]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      current = await readDocument(table, MEETINGS, meeting.tenantId, meeting.id);
    }
  }
};

import type { BodyOf, OutputOf } from '@xuncha/contracts';
import {
  cancelInterview,
  changeInterview,
  holdInterview,
  type Interview,
  type InterviewPlan,
  type Person,
  type Principal,
  planInterview,
  recordInterview,
  withdrawRecord,
} from '@xuncha/domain';
import { type Call, etagOf, type Handler, notFound } from '@xuncha/http';
import { listRestricted, readRestricted } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { findPeople, personOf, runNew, runStep } from './restricted-command.ts';
import { pageAfter, pageBody } from './restricted-page.ts';
import { headView, trailView } from './restricted-view.ts';

const summaryView = (interview: Interview, principal: Principal) => {
  const { interviewee, post, interviewers, date, place } = interview.plan;
  return {
    ...headView(interview, principal),
    state: interview.state,
    interviewee,
    post,
    interviewers: [...interviewers],
    date,
    place,
    heldOn: interview.heldOn,
  };
};

export const listInterviews: Handler<'interviews.list', ApiDeps> = async (call, { table }) => {
  const page = await listRestricted(table, call.scope, 'interview', pageAfter(call));
  return { body: pageBody(page, (record) => summaryView(record, call.principal)) };
};

export const getInterview: Handler<'interviews.get', ApiDeps> = async (call, { table }) => {
  const found = await readRestricted(table, call.scope, 'interview', call.params.interviewId);
  if (!found) throw notFound();
  const { record, trail } = found;
  const body: OutputOf<'interviews.get'> = {
    ...summaryView(record, call.principal),
    topics: [...record.plan.topics],
    record: record.record,
    cancelReason: record.cancelReason,
    trail: trailView(trail),
  };
  return { body, etag: etagOf(record.version) };
};

const planOf = (body: BodyOf<'interviews.change'>, interviewers: readonly Person[]): InterviewPlan => {
  const { interviewee, post, date, place, topics } = body;
  return { interviewee, post, date, place, topics, interviewers };
};

/** C01: a talk is planned with at least two interviewers. */
export const planNewInterview: Handler<'interviews.plan', ApiDeps> = async (call, deps) => {
  const people = await findPeople(call, deps, call.body.interviewerIds, 'interviewerIds');
  return runNew(call, deps, call.body, (origin) => planInterview(origin, planOf(call.body, people)));
};

type Step =
  | 'interviews.change'
  | 'interviews.hold'
  | 'interviews.record'
  | 'interviews.cancel'
  | 'interviews.withdraw';
const targetOf = ({ params }: Pick<Call<Step>, 'params'>) =>
  ({ class: 'interview', id: params.interviewId }) as const;

export const changePlannedInterview: Handler<'interviews.change', ApiDeps> = async (call, deps) => {
  const people = await findPeople(call, deps, call.body.interviewerIds, 'interviewerIds');
  return runStep(call, deps, targetOf(call), (one) => changeInterview(one, planOf(call.body, people)));
};

export const holdPlannedInterview: Handler<'interviews.hold', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    holdInterview(one, { heldOn: call.body.heldOn, today: call.today }),
  );

export const recordHeldInterview: Handler<'interviews.record', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    recordInterview(one, { ...call.body, at: call.at, by: personOf(call.actor) }),
  );

export const cancelPlannedInterview: Handler<'interviews.cancel', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) => cancelInterview(one, call.body));

export const withdrawInterview: Handler<'interviews.withdraw', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    withdrawRecord(one, { reason: call.body.reason, by: personOf(call.actor), at: call.at }),
  );

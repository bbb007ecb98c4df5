import type { BodyOf } from '@xuncha/contracts';
import {
  addLeaderFeedback,
  changeLeaderFeedback,
  type LeaderFeedback,
  type LeaderFeedbackText,
  type Person,
  type Principal,
  withdrawRecord,
} from '@xuncha/domain';
import { etagOf, type Handler, notFound } from '@xuncha/http';
import { listRestricted, readRestricted } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { findPeople, personOf, runNew, runStep } from './restricted-command.ts';
import { pageAfter, pageBody } from './restricted-page.ts';
import { headView, trailView } from './restricted-view.ts';

const summaryView = (feedback: LeaderFeedback, principal: Principal) => ({
  ...headView(feedback, principal),
  state: feedback.state,
  leader: feedback.leader,
  post: feedback.post,
  date: feedback.date,
  place: feedback.place,
  givers: [...feedback.givers],
});

export const listLeaderFeedback: Handler<'leaderFeedback.list', ApiDeps> = async (call, { table }) => {
  const page = await listRestricted(table, call.scope, 'leader_feedback', pageAfter(call));
  return { body: pageBody(page, (record) => summaryView(record, call.principal)) };
};

export const getLeaderFeedback: Handler<'leaderFeedback.get', ApiDeps> = async (call, { table }) => {
  const found = await readRestricted(table, call.scope, 'leader_feedback', call.params.feedbackId);
  if (!found) throw notFound();
  const { record, trail } = found;
  const { points, response } = record;
  return {
    body: { ...summaryView(record, call.principal), points, response, trail: trailView(trail) },
    etag: etagOf(record.version),
  };
};

const textOf = (body: BodyOf<'leaderFeedback.change'>, givers: readonly Person[]): LeaderFeedbackText => {
  const { leader, post, date, place, points, response } = body;
  return { leader, post, date, place, points, ...(response ? { response } : {}), givers };
};

/** D06: what a leader was told alone. */
export const addNewLeaderFeedback: Handler<'leaderFeedback.add', ApiDeps> = async (call, deps) => {
  const givers = await findPeople(call, deps, call.body.giverIds, 'giverIds');
  return runNew(call, deps, call.body, (origin) =>
    addLeaderFeedback(origin, textOf(call.body, givers), call.today),
  );
};

export const correctLeaderFeedback: Handler<'leaderFeedback.change', ApiDeps> = async (call, deps) => {
  const givers = await findPeople(call, deps, call.body.giverIds, 'giverIds');
  const target = { class: 'leader_feedback', id: call.params.feedbackId } as const;
  return runStep(call, deps, target, (one) =>
    changeLeaderFeedback(one, textOf(call.body, givers), call.today),
  );
};

export const withdrawLeaderFeedback: Handler<'leaderFeedback.withdraw', ApiDeps> = (call, deps) =>
  runStep(call, deps, { class: 'leader_feedback', id: call.params.feedbackId }, (one) =>
    withdrawRecord(one, { reason: call.body.reason, by: personOf(call.actor), at: call.at }),
  );

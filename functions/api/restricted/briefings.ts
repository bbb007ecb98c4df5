import type { BodyOf } from '@xuncha/contracts';
import {
  type Briefing,
  type BriefingText,
  changeBriefing,
  draftBriefing,
  issueBriefing,
  type Principal,
  receiveBriefing,
  withdrawRecord,
} from '@xuncha/domain';
import { type Call, etagOf, type Handler, notFound } from '@xuncha/http';
import { listRestricted, readRestricted } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { personOf, runNew, runStep } from './restricted-command.ts';
import { pageAfter, pageBody } from './restricted-page.ts';
import { headView, trailView } from './restricted-view.ts';

const summaryView = (briefing: Briefing, principal: Principal) => ({
  ...headView(briefing, principal),
  state: briefing.state,
  addressees: [...briefing.addressees],
  subject: briefing.subject,
  issuedAt: briefing.issuedAt,
  receipts: [...briefing.receipts],
});

export const listBriefings: Handler<'briefings.list', ApiDeps> = async (call, { table }) => {
  const page = await listRestricted(table, call.scope, 'briefing', pageAfter(call));
  return { body: pageBody(page, (record) => summaryView(record, call.principal)) };
};

export const getBriefing: Handler<'briefings.get', ApiDeps> = async (call, { table }) => {
  const found = await readRestricted(table, call.scope, 'briefing', call.params.briefingId);
  if (!found) throw notFound();
  const { record, trail } = found;
  const drafting = call.scope.reach === 'tenant' || record.createdBy.userId === call.principal.userId;
  return {
    body: {
      ...summaryView(record, call.principal),
      text: record.text,
      findingNos: [...record.findingNos],
      // What was drafted before the briefing was issued is the author's.
      trail: trailView(trail.filter(({ at }) => drafting || at >= (record.issuedAt ?? ''))),
    },
    etag: etagOf(record.version),
  };
};

const textOf = ({ addressees, subject, text, findingNos }: BodyOf<'briefings.change'>): BriefingText => ({
  addressees,
  subject,
  text,
  findingNos: findingNos ?? [],
});

/** D03: for the organisation and discipline departments of HQ only. */
export const draftNewBriefing: Handler<'briefings.draft', ApiDeps> = (call, deps) =>
  runNew(call, deps, call.body, (origin) => draftBriefing(origin, textOf(call.body)));

type Step = 'briefings.change' | 'briefings.issue' | 'briefings.receive' | 'briefings.withdraw';
const targetOf = ({ params }: Pick<Call<Step>, 'params'>) =>
  ({ class: 'briefing', id: params.briefingId }) as const;

export const changeDraftBriefing: Handler<'briefings.change', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) => changeBriefing(one, textOf(call.body)));

export const issueDraftBriefing: Handler<'briefings.issue', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) => issueBriefing(one, { at: call.at }));

export const receiveIssuedBriefing: Handler<'briefings.receive', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    receiveBriefing(one, { roles: call.principal.roles, by: personOf(call.actor), at: call.at }),
  );

export const withdrawBriefing: Handler<'briefings.withdraw', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    withdrawRecord(one, { reason: call.body.reason, by: personOf(call.actor), at: call.at }),
  );

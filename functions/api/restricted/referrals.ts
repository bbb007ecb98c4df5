import type { BodyOf } from '@xuncha/contracts';
import {
  isReplyOverdue,
  type Principal,
  type Referral,
  type ReferralText,
  receiveReferral,
  replyToReferral,
  resendReferral,
  returnReferral,
  sendReferral,
  withdrawRecord,
} from '@xuncha/domain';
import { type Call, etagOf, type Handler, notFound } from '@xuncha/http';
import { listLimitRuleSets, listRestricted, readRestricted } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { personOf, runNew, runStep } from './restricted-command.ts';
import { pageAfter, pageBody } from './restricted-page.ts';
import { headView, trailView } from './restricted-view.ts';

const summaryView = (referral: Referral, principal: Principal, today: string) => ({
  ...headView(referral, principal),
  state: referral.state,
  recipient: referral.recipient,
  copies: [...referral.copies],
  subject: referral.subject,
  sentOn: referral.sentOn,
  replyDue: referral.replyDue,
  overdue: isReplyOverdue(referral, today),
  receivedOn: referral.receivedOn,
  repliedOn: referral.reply?.on,
});

export const listReferrals: Handler<'referrals.list', ApiDeps> = async (call, { table }) => {
  const page = await listRestricted(table, call.scope, 'referral', pageAfter(call));
  return { body: pageBody(page, (record) => summaryView(record, call.principal, call.today)) };
};

export const getReferral: Handler<'referrals.get', ApiDeps> = async (call, { table }) => {
  const found = await readRestricted(table, call.scope, 'referral', call.params.referralId);
  if (!found) throw notFound();
  const { record, trail } = found;
  const { summary, replyDueWhy, reply, returnReason } = record;
  const head = summaryView(record, call.principal, call.today);
  return {
    body: { ...head, summary, replyDueWhy, reply, returnReason, trail: trailView(trail) },
    etag: etagOf(record.version),
  };
};

const textOf = ({ recipient, copies, subject, summary }: BodyOf<'referrals.resend'>): ReferralText => ({
  recipient,
  copies: copies ?? [],
  subject,
  summary,
});
/** HQ's own rules; where they say nothing, three calendar months. */
const sendingOf = async (
  { scope, today }: Pick<Call<'referrals.send'>, 'scope' | 'today'>,
  { table }: ApiDeps,
) => ({
  today,
  ruleSets: await listLimitRuleSets(table, scope),
});

/** I06: hands a clue over; the reply is due by rule. */
export const sendNewReferral: Handler<'referrals.send', ApiDeps> = async (call, deps) => {
  const sending = await sendingOf(call, deps);
  return runNew(call, deps, call.body, (origin) => sendReferral(origin, textOf(call.body), sending));
};

type Step =
  | 'referrals.receive'
  | 'referrals.reply'
  | 'referrals.return'
  | 'referrals.resend'
  | 'referrals.withdraw';
const targetOf = ({ params }: Pick<Call<Step>, 'params'>) =>
  ({ class: 'referral', id: params.referralId }) as const;

export const receiveSentReferral: Handler<'referrals.receive', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    receiveReferral(one, { roles: call.principal.roles, today: call.today }),
  );

export const replyToSentReferral: Handler<'referrals.reply', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    replyToReferral(one, {
      roles: call.principal.roles,
      text: call.body.text,
      by: personOf(call.actor),
      today: call.today,
    }),
  );

export const returnSentReferral: Handler<'referrals.return', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    returnReferral(one, { roles: call.principal.roles, reason: call.body.reason }),
  );

export const resendReturnedReferral: Handler<'referrals.resend', ApiDeps> = async (call, deps) => {
  const sending = await sendingOf(call, deps);
  return runStep(call, deps, targetOf(call), (one) => resendReferral(one, textOf(call.body), sending));
};

export const withdrawReferral: Handler<'referrals.withdraw', ApiDeps> = (call, deps) =>
  runStep(call, deps, targetOf(call), (one) =>
    withdrawRecord(one, { reason: call.body.reason, by: personOf(call.actor), at: call.at }),
  );

import type { Role } from '../authz/roles.ts';
import type { CalendarDate } from '../limits/calendar-date.ts';
import { dueByRule, dueSentence, type LimitRuleSet } from '../limits/rule-set.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  type AddresseeRole,
  baseOf,
  checkAddressee,
  checkStep,
  type Person,
  type RestrictedBase,
  type RestrictedChange,
  type RestrictedOrigin,
} from './record.ts';

export const REFERRAL_STATES = ['sent', 'received', 'replied', 'returned', 'withdrawn'] as const;

export interface ReferralText {
  /** The department that has to reply. */
  readonly recipient: AddresseeRole;
  /** Departments that read along. */
  readonly copies: readonly AddresseeRole[];
  readonly subject: string;
  readonly summary: string;
}

/** A clue handed to a department of HQ (I06): sent → received → replied or returned. */
export interface Referral extends RestrictedBase, ReferralText {
  readonly class: 'referral';
  readonly state: (typeof REFERRAL_STATES)[number];
  readonly sentOn: CalendarDate;
  readonly replyDue: CalendarDate;
  /** Why that day: rule, version and arithmetic. */
  readonly replyDueWhy: string;
  readonly receivedOn?: CalendarDate;
  readonly reply?: {
    readonly text: string;
    readonly on: CalendarDate;
    readonly late: boolean;
    readonly byName: string;
  };
  readonly returnReason?: string;
}

interface Sending {
  readonly today: CalendarDate;
  /** HQ's own rule sets; known practice is three calendar months. */
  readonly ruleSets: readonly LimitRuleSet[];
}

const checkText = ({ recipient, copies }: ReferralText): Result<true> =>
  copies.includes(recipient) || new Set(copies).size < copies.length
    ? fail('invalid', 'copy_repeated', '抄送部门不能与主办部门相同，也不能重复。', { field: 'copies' })
    : ok(true);

const sent = ({ today, ruleSets }: Sending) => {
  const due = dueByRule(ruleSets, 'clue_reply', { label: '移交', date: today });
  return { state: 'sent', sentOn: today, replyDue: due.date, replyDueWhy: dueSentence(due) } as const;
};

export const sendReferral = (
  origin: RestrictedOrigin,
  text: ReferralText,
  sending: Sending,
): Result<RestrictedChange<Referral>> => {
  const checked = checkText(text);
  if (!checked.ok) return checked;
  const next: Referral = { ...baseOf(origin), class: 'referral', ...text, ...sent(sending) };
  const { replyDue } = next;
  return ok({
    next,
    event: { type: 'referral.sent', data: { unitId: origin.unitId, round: origin.round, ...text, replyDue } },
  });
};

/** Answering is for the department that has to reply, in its turn; a copy is for reading. */
const checkAnswer = (
  referral: Referral,
  step: 'receive' | 'reply' | 'return',
  roles: readonly Role[],
): Result<true> => {
  const turn = checkStep(referral, step);
  return turn.ok ? checkAddressee(referral, roles) : turn;
};

/** Sends a returned clue again, to whom it belongs; the limit runs anew. */
export const resendReferral = (
  referral: Referral,
  text: ReferralText,
  sending: Sending,
): Result<RestrictedChange<Referral>> => {
  const turn = checkStep(referral, 'resend');
  if (!turn.ok) return turn;
  const checked = checkText(text);
  if (!checked.ok) return checked;
  const { receivedOn: _receivedOn, returnReason: _returnReason, ...rest } = referral;
  const next: Referral = { ...rest, ...text, ...sent(sending) };
  return ok({ next, event: { type: 'referral.resent', data: { ...text, replyDue: next.replyDue } } });
};

export const receiveReferral = (
  referral: Referral,
  input: { readonly roles: readonly Role[]; readonly today: CalendarDate },
): Result<RestrictedChange<Referral>> => {
  const turn = checkAnswer(referral, 'receive', input.roles);
  if (!turn.ok) return turn;
  return ok({
    next: { ...referral, state: 'received', receivedOn: input.today },
    event: { type: 'referral.received', data: {} },
  });
};

export const replyToReferral = (
  referral: Referral,
  input: {
    readonly roles: readonly Role[];
    readonly text: string;
    readonly by: Person;
    readonly today: CalendarDate;
  },
): Result<RestrictedChange<Referral>> => {
  const turn = checkAnswer(referral, 'reply', input.roles);
  if (!turn.ok) return turn;
  const late = input.today > referral.replyDue;
  const reply = { text: input.text, on: input.today, late, byName: input.by.name };
  return ok({
    next: { ...referral, state: 'replied', reply },
    event: { type: 'referral.replied', data: { text: input.text, late } },
  });
};

export const returnReferral = (
  referral: Referral,
  input: { readonly roles: readonly Role[]; readonly reason: string },
): Result<RestrictedChange<Referral>> => {
  const turn = checkAnswer(referral, 'return', input.roles);
  if (!turn.ok) return turn;
  return ok({
    next: { ...referral, state: 'returned', returnReason: input.reason },
    event: { type: 'referral.returned', data: { reason: input.reason } },
  });
};

/** Waits for a reply after its day (I06). */
export const isReplyOverdue = (
  referral: Pick<Referral, 'state' | 'replyDue'>,
  today: CalendarDate,
): boolean => (referral.state === 'sent' || referral.state === 'received') && referral.replyDue < today;

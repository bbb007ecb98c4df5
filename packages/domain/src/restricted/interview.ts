import type { CalendarDate } from '../limits/calendar-date.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  baseOf,
  checkStep,
  type Person,
  type RestrictedBase,
  type RestrictedChange,
  type RestrictedOrigin,
} from './record.ts';

export const INTERVIEW_STATES = ['planned', 'held', 'recorded', 'cancelled', 'withdrawn'] as const;

export interface InterviewPlan {
  readonly interviewee: string;
  readonly post: string;
  readonly interviewers: readonly Person[];
  readonly date: CalendarDate;
  readonly place: string;
  readonly topics: readonly string[];
}

export interface InterviewRecord {
  readonly text: string;
  /** Did the interviewee sign? Where not, the record says why. */
  readonly signed: boolean;
  readonly unsignedReason?: string;
  readonly at: string;
  readonly byName: string;
}

/** A talk during the inspection (C01): planned → held → recorded, or cancelled for a reason. */
export interface Interview extends RestrictedBase {
  readonly class: 'interview';
  readonly state: (typeof INTERVIEW_STATES)[number];
  readonly plan: InterviewPlan;
  readonly heldOn?: CalendarDate;
  readonly record?: InterviewRecord;
  readonly cancelReason?: string;
}

/** Nobody talks to an interviewee alone. */
const MIN_INTERVIEWERS = 2;

const checkPlan = (plan: InterviewPlan): Result<true> =>
  new Set(plan.interviewers.map(({ userId }) => userId)).size < MIN_INTERVIEWERS
    ? fail('invalid', 'interviewers_too_few', '谈话人不得少于两人，请补充谈话人。', { field: 'interviewers' })
    : ok(true);

export const planInterview = (
  origin: RestrictedOrigin,
  plan: InterviewPlan,
): Result<RestrictedChange<Interview>> => {
  const checked = checkPlan(plan);
  if (!checked.ok) return checked;
  return ok({
    next: { ...baseOf(origin), class: 'interview', state: 'planned', plan },
    event: { type: 'interview.planned', data: { unitId: origin.unitId, round: origin.round, plan } },
  });
};

export const changeInterview = (
  interview: Interview,
  plan: InterviewPlan,
): Result<RestrictedChange<Interview>> => {
  const turn = checkStep(interview, 'change');
  if (!turn.ok) return turn;
  const checked = checkPlan(plan);
  if (!checked.ok) return checked;
  return ok({ next: { ...interview, plan }, event: { type: 'interview.changed', data: { plan } } });
};

export const holdInterview = (
  interview: Interview,
  input: { readonly heldOn: CalendarDate; readonly today: CalendarDate },
): Result<RestrictedChange<Interview>> => {
  const turn = checkStep(interview, 'hold');
  if (!turn.ok) return turn;
  if (input.heldOn > input.today)
    return fail('invalid', 'date_in_future', '谈话日期不能晚于今天，请在谈话后登记。', { field: 'heldOn' });
  const { heldOn } = input;
  return ok({
    next: { ...interview, state: 'held', heldOn },
    event: { type: 'interview.held', data: { heldOn } },
  });
};

/** The written record. A later one replaces it in the page; every version stays in the trail. */
export const recordInterview = (
  interview: Interview,
  input: Omit<InterviewRecord, 'byName'> & { readonly by: Person },
): Result<RestrictedChange<Interview>> => {
  const turn = checkStep(interview, 'record');
  if (!turn.ok) return turn;
  const { by, ...content } = input;
  if (!content.signed && !content.unsignedReason)
    return fail('invalid', 'unsigned_reason_missing', '谈话对象未签字的，请说明原因。', {
      field: 'unsignedReason',
    });
  const { unsignedReason, ...rest } = content;
  const record = { ...rest, ...(content.signed ? {} : { unsignedReason }), byName: by.name };
  return ok({
    next: { ...interview, state: 'recorded', record },
    event: { type: 'interview.recorded', data: { ...record } },
  });
};

export const cancelInterview = (
  interview: Interview,
  input: { readonly reason: string },
): Result<RestrictedChange<Interview>> => {
  const turn = checkStep(interview, 'cancel');
  if (!turn.ok) return turn;
  return ok({
    next: { ...interview, state: 'cancelled', cancelReason: input.reason },
    event: { type: 'interview.cancelled', data: { reason: input.reason } },
  });
};

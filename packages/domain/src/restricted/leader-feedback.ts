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

export const LEADER_FEEDBACK_STATES = ['recorded', 'withdrawn'] as const;

export interface LeaderFeedbackText {
  readonly leader: string;
  readonly post: string;
  readonly date: CalendarDate;
  readonly place: string;
  /** Who gave the feedback. */
  readonly givers: readonly Person[];
  /** What the leader was told. */
  readonly points: string;
  /** What the leader answered. */
  readonly response?: string;
}

/** Feedback to one leader of the unit alone (D06); the record is HQ's. */
export interface LeaderFeedback extends RestrictedBase, LeaderFeedbackText {
  readonly class: 'leader_feedback';
  readonly state: (typeof LEADER_FEEDBACK_STATES)[number];
}

const checkText = (text: LeaderFeedbackText, today: CalendarDate): Result<true> => {
  if (text.givers.length === 0)
    return fail('invalid', 'giver_missing', '请选择反馈人。', { field: 'givers' });
  if (text.date > today)
    return fail('invalid', 'date_in_future', '反馈日期不能晚于今天，请在反馈后登记。', { field: 'date' });
  return ok(true);
};

export const addLeaderFeedback = (
  origin: RestrictedOrigin,
  text: LeaderFeedbackText,
  today: CalendarDate,
): Result<RestrictedChange<LeaderFeedback>> => {
  const checked = checkText(text, today);
  if (!checked.ok) return checked;
  return ok({
    next: { ...baseOf(origin), class: 'leader_feedback', state: 'recorded', ...text },
    event: {
      type: 'leader_feedback.recorded',
      data: { unitId: origin.unitId, round: origin.round, ...text },
    },
  });
};

export const changeLeaderFeedback = (
  feedback: LeaderFeedback,
  text: LeaderFeedbackText,
  today: CalendarDate,
): Result<RestrictedChange<LeaderFeedback>> => {
  const turn = checkStep(feedback, 'change');
  if (!turn.ok) return turn;
  const checked = checkText(text, today);
  if (!checked.ok) return checked;
  return ok({
    next: { ...feedback, ...text },
    event: { type: 'leader_feedback.changed', data: { ...text } },
  });
};

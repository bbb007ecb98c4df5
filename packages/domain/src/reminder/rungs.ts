import { addCalendarDays, type CalendarDate } from '../limits/index.ts';

/** When people are reminded of a due date, in calendar days. */
export interface ReminderRule {
  /** Days before it, and 0 for the day itself. */
  readonly before: readonly number[];
  /** First day after it, and from then on every so many days. */
  readonly after: { readonly first: number; readonly every: number };
}

/** A week and a working day or two ahead, on the day, the day after, then weekly with the office's weekly meeting. */
export const REMINDER_RULE: ReminderRule = { before: [7, 3, 1, 0], after: { first: 1, every: 7 } };

/** One reminder: its stable name, and the day it belongs to. */
export interface ReminderRung {
  /** `before-3`, `due`, `after-8`. */
  readonly name: string;
  readonly on: CalendarDate;
  readonly overdue: boolean;
}

const dayNumber = (date: CalendarDate): number => Date.parse(date) / 86_400_000;

/**
 * The latest reminder that falls into the days after `after` up to and with `until`; undefined when none does. A run
 * that left days out reminds once, not for every day.
 */
export const latestRung = (
  due: CalendarDate,
  days: { readonly after: CalendarDate; readonly until: CalendarDate },
  rule: ReminderRule = REMINDER_RULE,
): ReminderRung | undefined => {
  const late = dayNumber(days.until) - dayNumber(due);
  const { first, every } = rule.after;
  const offset =
    late >= first
      ? first + Math.floor((late - first) / every) * every
      : Math.max(...rule.before.map((ahead) => -ahead).filter((behind) => behind <= late));
  // No reminder is that early: the maximum of nothing.
  if (!Number.isFinite(offset)) return undefined;
  const on = addCalendarDays(due, offset);
  if (on <= days.after) return undefined;
  const name = offset === 0 ? 'due' : offset < 0 ? `before-${-offset}` : `after-${offset}`;
  return { name, on, overdue: offset > 0 };
};

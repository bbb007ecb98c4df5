import holidayCalendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { addCalendarDays, type CalendarDate, datePartsOf, weekdayOf } from './calendar-date.ts';

/**
 * Working days by the holiday calendar of the State Council, make-up days (调休) included (H04).
 * The calendar is the data file of the npm package `chinese-days`, which is renewed once a year after the notice
 * for the next year is published (about November). Only its data is used: its functions go through local time
 * and are a day off in browsers west of Greenwich. Years it does not hold yet are counted Monday to Friday
 * and are always named in the result, so that a date computed too early can say so and be recomputed.
 */

/** A day in the span that is not what its weekday suggests. */
export interface SpecialDay {
  readonly date: CalendarDate;
  /** Name of the holiday, e.g. 国庆节. */
  readonly name: string;
}

export interface WorkingDaySpan {
  readonly date: CalendarDate;
  /** Mondays to Fridays that were holidays and were not counted. */
  readonly holidays: readonly SpecialDay[];
  /** Saturdays and Sundays that were make-up days and were counted. */
  readonly makeUpDays: readonly SpecialDay[];
  /** Years in the span for which no holiday notice is known. */
  readonly unpublishedYears: readonly number[];
}

/** 20 years of working days (about 250 a year); a larger amount is a typing mistake, not a limit. */
const MAX_WORKING_DAYS = 5_000;

/** Date → `National Day,国庆节,3`: English name, Chinese name, days off by law. */
const HOLIDAYS: Readonly<Record<string, string>> = holidayCalendar.holidays;
const MAKE_UP_DAYS: Readonly<Record<string, string>> = holidayCalendar.workdays;

/**
 * 1 May is in every notice and, unlike 1 January, never in that of another year: the New Year holiday
 * sometimes reaches over the end of the year.
 */
const noticeDay = (year: number): string => `${year}-05-01`;

/** Whether the holiday notice of that year is in the calendar. */
export function hasHolidayCalendar(year: number): boolean {
  return noticeDay(year) in HOLIDAYS;
}

const isWeekend = (date: CalendarDate): boolean => weekdayOf(date) === 0 || weekdayOf(date) === 6;

export function isWorkingDay(date: CalendarDate): boolean {
  if (date in MAKE_UP_DAYS) return true;
  return !(date in HOLIDAYS) && !isWeekend(date);
}

function specialDay(date: CalendarDate): SpecialDay {
  const label = HOLIDAYS[date] ?? MAKE_UP_DAYS[date] ?? '';
  return { date, name: label.split(',')[1] ?? label };
}

/**
 * The `count`-th working day after `date` (before it, when negative). The day itself is never counted:
 * a limit runs from the day after its trigger.
 */
export function addWorkingDays(date: CalendarDate, count: number): WorkingDaySpan {
  if (!Number.isInteger(count) || Math.abs(count) > MAX_WORKING_DAYS) {
    throw new RangeError(`not a number of working days: ${count}`);
  }
  const step = count < 0 ? -1 : 1;
  const holidays: SpecialDay[] = [];
  const makeUpDays: SpecialDay[] = [];
  const unpublishedYears = new Set<number>();
  let current = date;
  let left = Math.abs(count);
  while (left > 0) {
    current = addCalendarDays(current, step);
    const { year } = datePartsOf(current);
    if (!hasHolidayCalendar(year)) unpublishedYears.add(year);
    const working = isWorkingDay(current);
    if (working) left -= 1;
    if (working && isWeekend(current)) makeUpDays.push(specialDay(current));
    if (!working && !isWeekend(current)) holidays.push(specialDay(current));
  }
  return { date: current, holidays, makeUpDays, unpublishedYears: [...unpublishedYears] };
}

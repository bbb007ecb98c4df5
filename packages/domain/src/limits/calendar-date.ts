/**
 * Calendar arithmetic for business dates.
 *
 * A business date is a day in Asia/Shanghai and is kept as the plain string `YYYY-MM-DD`: it has no time and
 * no offset, so it never shifts when a browser or a server runs elsewhere. All arithmetic here is done in UTC
 * on such strings.
 */

/** A day in the proleptic Gregorian calendar, `YYYY-MM-DD`. */
export type CalendarDate = string;

/** One day in milliseconds: 24 h × 60 min × 60 s × 1,000. */
const DAY_MS = 86_400_000;

/** Asia/Shanghai is UTC+8 all year: 8 h × 60 min × 60 s × 1,000. China has had no summer time since 1991. */
const SHANGHAI_OFFSET_MS = 28_800_000;

/**
 * Day 0 of Excel's 1900 date system, right from 1 March 1900 on: 30 December 1899 and not the 31st, because
 * Excel counts a 29 February 1900 that never was.
 */
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Makes a date of its parts, or `undefined` where the calendar has no such day (30 February, month 13). */
export function makeCalendarDate(year: number, month: number, day: number): CalendarDate | undefined {
  if (!Number.isInteger(year) || year < 1900 || year > 9999) return undefined;
  if (!Number.isInteger(month) || month < 1 || month > 12) return undefined;
  if (!Number.isInteger(day) || day < 1 || day > daysInMonth(year, month)) return undefined;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function isCalendarDate(text: string): text is CalendarDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match !== null && makeCalendarDate(Number(match[1]), Number(match[2]), Number(match[3])) === text;
}

export function datePartsOf(date: CalendarDate): DateParts {
  if (!isCalendarDate(date)) throw new RangeError(`not a calendar date: ${date}`);
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

const toUtc = (date: CalendarDate): number => {
  const { year, month, day } = datePartsOf(date);
  return Date.UTC(year, month - 1, day);
};

const fromUtc = (milliseconds: number): CalendarDate => new Date(milliseconds).toISOString().slice(0, 10);

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(date: CalendarDate): number {
  return new Date(toUtc(date)).getUTCDay();
}

export function endOfMonth(year: number, month: number): CalendarDate {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(daysInMonth(year, month), 2)}`;
}

export function addCalendarDays(date: CalendarDate, days: number): CalendarDate {
  return fromUtc(toUtc(date) + days * DAY_MS);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((toUtc(to) - toUtc(from)) / DAY_MS);
}

/**
 * Adds calendar months and clamps to the end of the month: 30 November + 3 months = 28 (29) February (H01, H04).
 * The day wanted is always that of `date`, so months are added in one step, never one after the other.
 */
export function addCalendarMonths(date: CalendarDate, months: number): CalendarDate {
  const { year, month, day } = datePartsOf(date);
  const monthIndex = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(monthIndex / 12);
  const targetMonth = (monthIndex % 12) + 1;
  const target = makeCalendarDate(
    targetYear,
    targetMonth,
    Math.min(day, daysInMonth(targetYear, targetMonth)),
  );
  if (target === undefined) throw new RangeError(`date out of range: ${date} + ${months} months`);
  return target;
}

/** The business day (Asia/Shanghai) on which an instant falls. */
export function shanghaiDateOf(instant: Date): CalendarDate {
  return fromUtc(instant.getTime() + SHANGHAI_OFFSET_MS);
}

/** The day an Excel serial number stands for in the 1900 date system; the time of day is dropped. */
export function fromExcelSerial(serial: number): CalendarDate {
  return fromUtc(EXCEL_EPOCH_MS + Math.floor(serial) * DAY_MS);
}

/** `2024年9月12日` */
export function formatChineseDate(date: CalendarDate): string {
  const { year, month, day } = datePartsOf(date);
  return `${year}年${month}月${day}日`;
}

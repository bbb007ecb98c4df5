import {
  addCalendarDays,
  addCalendarMonths,
  type CalendarDate,
  datePartsOf,
  makeCalendarDate,
} from './calendar-date.ts';
import { arithmeticInChinese, caveatInChinese, type Limit, type NamedDays } from './due-reason.ts';
import { addWorkingDays, type SpecialDay } from './working-days.ts';

/** The event from which a limit runs. */
export interface LimitTrigger {
  /** What happened, in Chinese: 反馈, 受理 … */
  readonly label: string;
  readonly date: CalendarDate;
}

/** A due date that can say why it is that date (H04). */
export interface ExplainedDueDate {
  readonly date: CalendarDate;
  readonly rule: { readonly name: string; readonly limit: Limit };
  readonly trigger: LimitTrigger;
  /** The arithmetic in Chinese, one sentence. */
  readonly arithmetic: string;
  /** What may still change the date, in Chinese; empty when nothing may. */
  readonly caveats: readonly string[];
  /** Years whose holiday notice is not known yet; the date is recomputed once it is. */
  readonly unpublishedYears: readonly number[];
  /** The day wanted, where the month is shorter and its end was taken. */
  readonly clampedFrom?: number;
  /** Holidays that were not counted, and make-up days that were. */
  readonly holidays?: readonly NamedDays[];
  readonly makeUpDays?: readonly NamedDays[];
}

const byName = (days: readonly SpecialDay[]): NamedDays[] =>
  [...Map.groupBy(days, (day) => day.name)].map(([name, group]) => ({
    name,
    days: group.map(({ date }) => {
      const { month, day } = datePartsOf(date);
      return { month, day };
    }),
  }));

type Computed = Pick<ExplainedDueDate, 'date' | 'clampedFrom' | 'holidays' | 'makeUpDays'> & {
  readonly unpublishedYears?: readonly number[];
};

const monthsAfter = (amount: number, { date: from }: LimitTrigger): Computed => {
  const date = addCalendarMonths(from, amount);
  const wanted = datePartsOf(from).day;
  return { date, ...(datePartsOf(date).day === wanted ? {} : { clampedFrom: wanted }) };
};

const workingDaysAfter = (amount: number, trigger: LimitTrigger): Computed => {
  const { date, holidays, makeUpDays, unpublishedYears } = addWorkingDays(trigger.date, amount);
  return { date, holidays: byName(holidays), makeUpDays: byName(makeUpDays), unpublishedYears };
};

const compute = (limit: Limit, trigger: LimitTrigger): Computed => {
  switch (limit.unit) {
    case 'month':
      return monthsAfter(limit.amount, trigger);
    case 'day':
      return { date: addCalendarDays(trigger.date, limit.amount) };
    case 'working_day':
      return workingDaysAfter(limit.amount, trigger);
    case 'year_end':
      return { date: makeCalendarDate(datePartsOf(trigger.date).year, 12, 31) ?? trigger.date };
  }
};

/** Computes when a limit ends and explains it (H01–H04): the rule, what set it off, and the arithmetic. */
export function explainDueDate(
  rule: { name: string; limit: Limit },
  trigger: LimitTrigger,
): ExplainedDueDate {
  const { limit } = rule;
  const computed = compute(limit, trigger);
  const { holidays = [], makeUpDays = [], unpublishedYears = [] } = computed;
  return {
    rule: { name: rule.name, limit },
    trigger,
    ...computed,
    unpublishedYears,
    arithmetic: arithmeticInChinese({ ...computed, trigger, limit, holidays, makeUpDays, unpublishedYears }),
    caveats: unpublishedYears.map(caveatInChinese),
  };
}

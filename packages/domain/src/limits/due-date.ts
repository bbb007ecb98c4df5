import {
  addCalendarDays,
  addCalendarMonths,
  type CalendarDate,
  datePartsOf,
  formatChineseDate,
  makeCalendarDate,
} from './calendar-date.ts';
import { addWorkingDays, type SpecialDay } from './working-days.ts';

/** A limit as rule sets hold it (H04). `year_end` is 31 December of the trigger's year (H03). */
export type Limit =
  | { readonly unit: 'month' | 'day' | 'working_day'; readonly amount: number }
  | { readonly unit: 'year_end' };

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
}

const shortDate = (date: CalendarDate): string => {
  const { month, day } = datePartsOf(date);
  return `${month}月${day}日`;
};

/** 国庆节(10月1日、10月2日) */
function describeSpecialDays(days: readonly SpecialDay[]): string {
  const byName = Map.groupBy(days, (day) => day.name);
  return [...byName]
    .map(([name, group]) => `${name}（${group.map((day) => shortDate(day.date)).join('、')}）`)
    .join('，');
}

export function describeLimit(limit: Limit): string {
  switch (limit.unit) {
    case 'month':
      return `${limit.amount}个月`;
    case 'day':
      return `${limit.amount}日`;
    case 'working_day':
      return `${limit.amount}个工作日`;
    case 'year_end':
      return '当年12月31日';
  }
}

type Computed = Pick<ExplainedDueDate, 'date' | 'arithmetic' | 'caveats' | 'unpublishedYears'>;

const settled = (date: CalendarDate, arithmetic: string): Computed => ({
  date,
  arithmetic,
  caveats: [],
  unpublishedYears: [],
});

function monthsAfter(amount: number, trigger: LimitTrigger, from: string): Computed {
  const date = addCalendarMonths(trigger.date, amount);
  const wanted = datePartsOf(trigger.date).day;
  const { month, day } = datePartsOf(date);
  const clamped = day === wanted ? '' : `（${month}月没有${wanted}日，取月末）`;
  return settled(date, `${from}起${amount}个月，到期日为${formatChineseDate(date)}${clamped}`);
}

function daysAfter(amount: number, trigger: LimitTrigger, from: string): Computed {
  const date = addCalendarDays(trigger.date, amount);
  return settled(date, `${from}的次日起算${amount}日（含休息日），到期日为${formatChineseDate(date)}`);
}

function workingDaysAfter(amount: number, trigger: LimitTrigger, from: string): Computed {
  const span = addWorkingDays(trigger.date, amount);
  const skipped = span.holidays.length > 0 ? `，跳过${describeSpecialDays(span.holidays)}` : '';
  const added = span.makeUpDays.length > 0 ? `，计入调休上班日${describeSpecialDays(span.makeUpDays)}` : '';
  return {
    date: span.date,
    arithmetic: `${from}的次日起算${amount}个工作日，跳过周末${skipped}${added}，到期日为${formatChineseDate(span.date)}`,
    caveats: span.unpublishedYears.map(
      (year) => `${year}年放假安排尚未收录，暂按周一至周五为工作日计算；安排公布后须重新计算`,
    ),
    unpublishedYears: span.unpublishedYears,
  };
}

function yearEnd(trigger: LimitTrigger, from: string): Computed {
  const { year } = datePartsOf(trigger.date);
  const date = makeCalendarDate(year, 12, 31) ?? trigger.date;
  return settled(date, `${from}，当年年底即${formatChineseDate(date)}`);
}

function compute(limit: Limit, trigger: LimitTrigger): Computed {
  const from = `自${trigger.label}之日${formatChineseDate(trigger.date)}`;
  switch (limit.unit) {
    case 'month':
      return monthsAfter(limit.amount, trigger, from);
    case 'day':
      return daysAfter(limit.amount, trigger, from);
    case 'working_day':
      return workingDaysAfter(limit.amount, trigger, from);
    case 'year_end':
      return yearEnd(trigger, from);
  }
}

/** Computes when a limit ends and explains it (H01–H04): the rule, what set it off, and the arithmetic. */
export function explainDueDate(
  rule: { name: string; limit: Limit },
  trigger: LimitTrigger,
): ExplainedDueDate {
  return { rule: { name: rule.name, limit: rule.limit }, trigger, ...compute(rule.limit, trigger) };
}

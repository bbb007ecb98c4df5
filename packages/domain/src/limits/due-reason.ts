import { type CalendarDate, datePartsOf } from './calendar-date.ts';

/** A limit as rule sets hold it (H04). `year_end` is 31 December of the trigger's year (H03). */
export type Limit =
  | { readonly unit: 'month' | 'day' | 'working_day'; readonly amount: number }
  | { readonly unit: 'year_end' };

/** Days of one holiday that fell on working days, or of its make-up days: month and day, as a sentence names them. */
export interface NamedDays {
  readonly name: string;
  readonly days: readonly { readonly month: number; readonly day: number }[];
}

/** How a rule came to its date: what set it off, how long it runs, and what the calendar did to it. */
export interface RuleReason {
  readonly by: 'rule';
  /** Name of the rule, in Chinese as `LIMIT_RULES` has it. */
  readonly rule: string;
  /** Version of the unit's rules; 0 stands for known practice. */
  readonly version: number;
  readonly trigger: { readonly label: string; readonly date: CalendarDate };
  readonly limit: Limit;
  readonly date: CalendarDate;
  /** The day that the month did not have, where its end was taken instead. */
  readonly clampedFrom?: number;
  readonly holidays: readonly NamedDays[];
  readonly makeUpDays: readonly NamedDays[];
  readonly unpublishedYears: readonly number[];
  /** The rule counts because no measure says a date. */
  readonly withoutMeasure?: true;
}

export interface ExtensionReason {
  readonly by: 'extension';
  readonly on: CalendarDate;
  readonly person: string;
  readonly from: CalendarDate;
}

/** Why a date is that date, as data (H04). */
export type DueReason =
  | RuleReason
  | ExtensionReason
  | {
      readonly by: 'measure';
      readonly seq: number;
      /** As it was written in the ledger. */
      readonly original?: string;
      readonly extended?: ExtensionReason;
    }
  | { readonly by: 'talk'; readonly date: CalendarDate }
  | {
      readonly by: 'action' | 'instruction';
      /** The meeting, or who gave the instruction. */
      readonly from: string;
      readonly on: CalendarDate;
      readonly date: CalendarDate;
    };

const chineseDate = (date: CalendarDate): string => {
  const { year, month, day } = datePartsOf(date);
  return `${year}年${month}月${day}日`;
};

/** 国庆节（10月1日、10月2日），中秋（10月6日） */
const daysInChinese = (days: readonly NamedDays[]): string =>
  days
    .map(
      ({ name, days: each }) => `${name}（${each.map(({ month, day }) => `${month}月${day}日`).join('、')}）`,
    )
    .join('，');

/** A limit in Chinese words. */
export const describeLimit = (limit: Limit): string => {
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
};

type Arithmetic = Omit<RuleReason, 'by' | 'rule' | 'version' | 'withoutMeasure'>;

/** The arithmetic of a rule in Chinese, without a full stop. */
export const arithmeticInChinese = (reason: Arithmetic): string => {
  const { trigger, limit, clampedFrom, holidays, makeUpDays } = reason;
  const from = `自${trigger.label}之日${chineseDate(trigger.date)}`;
  const date = chineseDate(reason.date);
  switch (limit.unit) {
    case 'month': {
      const { month } = datePartsOf(reason.date);
      const clamped = clampedFrom ? `（${month}月没有${clampedFrom}日，取月末）` : '';
      return `${from}起${limit.amount}个月，到期日为${date}${clamped}`;
    }
    case 'day':
      return `${from}的次日起算${limit.amount}日（含休息日），到期日为${date}`;
    case 'working_day': {
      const skipped = holidays.length > 0 ? `，跳过${daysInChinese(holidays)}` : '';
      const added = makeUpDays.length > 0 ? `，计入调休上班日${daysInChinese(makeUpDays)}` : '';
      return `${from}的次日起算${limit.amount}个工作日，跳过周末${skipped}${added}，到期日为${date}`;
    }
    case 'year_end':
      return `${from}，当年年底即${date}`;
  }
};

export const caveatInChinese = (year: number): string =>
  `${year}年放假安排尚未收录，暂按周一至周五为工作日计算；安排公布后须重新计算`;

const ruleInChinese = (reason: RuleReason): string => {
  const version = reason.version === 0 ? '通行做法' : `时限规则第${reason.version}版`;
  const sentence = [arithmeticInChinese(reason), ...reason.unpublishedYears.map(caveatInChinese)].join('；');
  const why = reason.withoutMeasure ? '措施没有写明日期，按' : '';
  return `${why}${reason.rule}（${version}：${reason.trigger.label}后${describeLimit(reason.limit)}）：${sentence}。`;
};

const extensionInChinese = ({ on, person, from }: ExtensionReason): string =>
  `${on}经${person}批准延期，原为${from}`;

/** Why it is that date, in Chinese: the sentence that is kept in records, on paper and in archives (H04). */
export const dueInChinese = (reason: DueReason): string => {
  switch (reason.by) {
    case 'rule':
      return ruleInChinese(reason);
    case 'extension':
      return extensionInChinese(reason);
    case 'measure': {
      const original = reason.original ? `（原文“${reason.original}”）` : '';
      const moved = reason.extended ? `；${extensionInChinese(reason.extended)}` : '';
      return `最晚一条措施（第${reason.seq}条）的完成时限${original}${moved}`;
    }
    case 'talk':
      return `约谈定于${reason.date}进行。`;
    case 'action':
      return `${reason.from}（${reason.on}）议定：于${reason.date}前完成。`;
    case 'instruction':
      return `${reason.from}${reason.on}批示：于${reason.date}前反馈办理情况。`;
  }
};

import { type CalendarDate, datePartsOf } from './calendar-date.ts';
import type { DueReason, ExtensionReason, Limit, NamedDays, RuleReason } from './due-reason.ts';
import { readDueReason } from './read-due-reason.ts';

/**
 * Why a date is that date, for whoever reads English: the same data as the Chinese sentence, in other words. Names of
 * rules and of what sets them off are looked up by their Chinese, which is what records keep.
 */

const RULES: Readonly<Record<string, string>> = {
  报送整改方案: 'Submitting the plan',
  整改方案审核: 'Review of the plan',
  问题整改: 'Rectification of the finding',
  立行立改: 'Immediate rectification',
  整改情况报告: 'Rectification report',
  主要负责人组织落实情况报告: 'Principal leader’s report',
  阶段性整改情况报告: 'Stage report',
  年度整改情况报告: 'Annual report',
  线索办理情况反馈: 'Reply to a referral',
  质效评估: 'Evaluation',
  职能部门指导意见答复: 'Answer to a guidance request',
  协调事项答复: 'Answer to a help request',
  延期申请审批: 'Decision on an extension',
  督办回复: 'Reply to an order',
  约谈书面说明: 'Written statement after a talk',
  公开公示期: 'Period of publication',
};

const TRIGGERS: Readonly<Record<string, string>> = {
  反馈: 'the feedback',
  方案提交审核: 'the submission of the plan',
  当年仍有未销号问题: 'a year with open findings',
  线索移交: 'the referral',
  移交: 'the referral',
  集中整改期结束: 'the end of the concentrated period',
  提请指导: 'the request for guidance',
  提出协调请求: 'the request for help',
  提出延期申请: 'the request for an extension',
  督办单送达: 'the delivery of the order',
  约谈: 'the talk',
  公开: 'the publication',
};

/** What sets a limit off without anybody asking: the ladder of supervision (F10). */
const PASSED: Readonly<Record<string, string>> = {
  '督办单逾期未回复，升级至': 'the escalation of the overdue order to ',
  '书面说明逾期未交，升级至': 'the escalation of the overdue statement to ',
};

const RUNGS: Readonly<Record<string, string>> = {
  '责任部门（经办人、部门负责人）': 'the department',
  责任领导: 'the responsible leader',
  主要负责人: 'the principal leader',
  集团巡察办: 'the inspection office',
  集团领导小组: 'the leading group',
};

const HOLIDAYS: Readonly<Record<string, string>> = {
  元旦: 'New Year’s Day',
  春节: 'Spring Festival',
  清明: 'Tomb-sweeping Day',
  劳动节: 'Labour Day',
  端午: 'Dragon Boat Festival',
  中秋: 'Mid-autumn Festival',
  国庆节: 'National Day',
  中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日: 'Victory Day',
};

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const monthName = (month: number): string => MONTHS[month - 1] ?? String(month);

/** `23 Nov 2026`: how a date stands in every English sentence. */
export const englishDate = (date: CalendarDate): string => {
  const { year, month, day } = datePartsOf(date);
  return `${day} ${monthName(month).slice(0, 3)} ${year}`;
};

const count = (amount: number, thing: string): string => `${amount} ${thing}${amount === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c` */
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** `1, 2 and 3 October`; a holiday may reach over the end of a month. */
const daysInEnglish = (days: NamedDays['days']): string =>
  listed(
    [...Map.groupBy(days, ({ month }) => month)].map(
      ([month, group]) => `${listed(group.map(({ day }) => String(day)))} ${monthName(month)}`,
    ),
  );

const namedInEnglish = (days: readonly NamedDays[]): string =>
  days.map(({ name, days: each }) => `${HOLIDAYS[name] ?? name} (${daysInEnglish(each)})`).join(', ');

const limitInEnglish = (limit: Limit): string => {
  switch (limit.unit) {
    case 'month':
      return count(limit.amount, 'month');
    case 'day':
      return count(limit.amount, 'day');
    case 'working_day':
      return count(limit.amount, 'working day');
    case 'year_end':
      return '31 December of the year';
  }
};

/** The name of a rule in English; one that is not known stays as it is. */
export const ruleInEnglish = (rule: string): string => RULES[rule] ?? rule;

/** What sets a limit off, in English. */
export const triggerInEnglish = (label: string): string => {
  for (const [passed, words] of Object.entries(PASSED)) {
    if (!label.startsWith(passed)) continue;
    const rung = label.slice(passed.length);
    return `${words}${RUNGS[rung] ?? rung}`;
  }
  return TRIGGERS[label] ?? label;
};

const courseInEnglish = (reason: RuleReason): string => {
  const { limit, clampedFrom, holidays, makeUpDays } = reason;
  const trigger = `${triggerInEnglish(reason.trigger.label)} on ${englishDate(reason.trigger.date)}`;
  const date = englishDate(reason.date);
  switch (limit.unit) {
    case 'month': {
      const { month } = datePartsOf(reason.date);
      const clamped = clampedFrom ? ` (${monthName(month)} has no day ${clampedFrom}, so its last day)` : '';
      return `${limitInEnglish(limit)} from ${trigger}, so due on ${date}${clamped}`;
    }
    case 'day':
      return `${limitInEnglish(limit)} counted from the day after ${trigger}, weekends and holidays included, so due on ${date}`;
    case 'working_day': {
      const skipped = holidays.length > 0 ? `, without ${namedInEnglish(holidays)}` : '';
      const added = makeUpDays.length > 0 ? `, with the make-up days of ${namedInEnglish(makeUpDays)}` : '';
      return `${limitInEnglish(limit)} counted from the day after ${trigger}, without weekends${skipped}${added}, so due on ${date}`;
    }
    case 'year_end':
      return `${trigger}, so due at the end of the year, on ${date}`;
  }
};

const ruleReasonInEnglish = (reason: RuleReason): string => {
  const { rule, version, limit, trigger, unpublishedYears, withoutMeasure } = reason;
  const rules = version === 0 ? 'usual practice' : `limit rules, version ${version}`;
  const term =
    limit.unit === 'year_end'
      ? limitInEnglish(limit)
      : `${limitInEnglish(limit)} after ${triggerInEnglish(trigger.label)}`;
  const caveats = unpublishedYears.map(
    (year) =>
      `; the holidays of ${year} are not known yet, so Monday to Friday count as working days until they are announced`,
  );
  const why = withoutMeasure ? 'No measure says a date, so by rule. ' : '';
  const course = courseInEnglish(reason);
  return `${why}${ruleInEnglish(rule)} (${rules}: ${term}): ${course}${caveats.join('')}.`;
};

const extensionInEnglish = ({ on, person, from }: ExtensionReason): string =>
  `extended on ${englishDate(on)} by ${person}, before that ${englishDate(from)}`;

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** Why it is that date, in English. */
export const dueInEnglish = (reason: DueReason): string => {
  switch (reason.by) {
    case 'rule':
      return ruleReasonInEnglish(reason);
    case 'extension':
      return `${capital(extensionInEnglish(reason))}.`;
    case 'measure': {
      const original = reason.original ? ` (written as “${reason.original}”)` : '';
      const moved = reason.extended ? `; ${extensionInEnglish(reason.extended)}` : '';
      return `The date of the latest measure (measure ${reason.seq})${original}${moved}.`;
    }
    case 'talk':
      return `The talk is to be held on ${englishDate(reason.date)}.`;
    case 'action':
      return `Agreed at ${reason.from} on ${englishDate(reason.on)}: to be done by ${englishDate(reason.date)}.`;
    case 'instruction':
      return `Instruction of ${reason.from} on ${englishDate(reason.on)}: report on it by ${englishDate(reason.date)}.`;
  }
};

/** The sentence of a record in English; one of another form, as in records of before, stays as it is. */
export const dueSentenceInEnglish = (sentence: string): string => {
  const reason = readDueReason(sentence);
  return reason ? dueInEnglish(reason) : sentence;
};

import { type CalendarDate, makeCalendarDate } from './calendar-date.ts';
import type { DueReason, ExtensionReason, Limit, NamedDays, RuleReason } from './due-reason.ts';

const LIMIT_FORM = /^(?:(\d+)(个月|日|个工作日)|当年12月31日)$/u;
const RULE_FORM =
  /^(措施没有写明日期，按)?([^（]+)（(?:通行做法|时限规则第(\d+)版)：(.+?)后(\d+个月|\d+日|\d+个工作日|当年12月31日)）：自\4之日(\d+年\d+月\d+日)(.+)。$/u;
/** After the start: what was skipped and counted, the date, the end of the month, what may still move it. */
const COURSE_FORM =
  /^(?:起\d+个月|的次日起算\d+日（含休息日）|的次日起算\d+个工作日，跳过周末(?:，跳过(.+?))?(?:，计入调休上班日(.+?))?)?，(?:到期日为|当年年底即)(\d+年\d+月\d+日)(?:（\d+月没有(\d+)日，取月末）)?((?:；\d+年放假安排尚未收录，[^；]+；[^；]+)*)$/u;
const EXTENSION_FORM = /^(\d{4}-\d\d-\d\d)经(.+)批准延期，原为(\d{4}-\d\d-\d\d)$/u;
const MEASURE_FORM =
  /^最晚一条措施（第(\d+)条）的完成时限(?:（原文“([\s\S]+?)”）)?(?:；(.+批准延期，原为.+))?$/u;
const TALK_FORM = /^约谈定于(\d{4}-\d\d-\d\d)进行。$/u;
const ACTION_FORM = /^(.+)（(\d{4}-\d\d-\d\d)）议定：于(\d{4}-\d\d-\d\d)前完成。$/u;
const INSTRUCTION_FORM = /^(.+)(\d{4}-\d\d-\d\d)批示：于(\d{4}-\d\d-\d\d)前反馈办理情况。$/u;

const UNITS = { 个月: 'month', 日: 'day', 个工作日: 'working_day' } as const;
const isUnit = (words: string): words is keyof typeof UNITS => words in UNITS;

const readLimit = (words: string): Limit | undefined => {
  const [, amount, unit] = LIMIT_FORM.exec(words) ?? [];
  if (!amount) return words === '当年12月31日' ? { unit: 'year_end' } : undefined;
  return unit && isUnit(unit) ? { unit: UNITS[unit], amount: Number(amount) } : undefined;
};

const readDate = (words: string): CalendarDate | undefined => {
  const [year, month, day] = (words.match(/\d+/g) ?? []).map(Number);
  return year && month && day ? makeCalendarDate(year, month, day) : undefined;
};

const readDays = (words = ''): NamedDays[] =>
  [...words.matchAll(/([^（）]+?)（([^）]+)），?/gu)].map(([, name = '', days = '']) => ({
    name,
    days: days.split('、').map((each) => {
      const [month = 0, day = 0] = (each.match(/\d+/g) ?? []).map(Number);
      return { month, day };
    }),
  }));

const readRule = (sentence: string): RuleReason | undefined => {
  const [, withoutMeasure, rule, version, label, limitWords, start, course = ''] =
    RULE_FORM.exec(sentence) ?? [];
  const [, holidays, makeUpDays, end = '', clamped, caveats = ''] = COURSE_FORM.exec(course) ?? [];
  const [limit, from, date] = [readLimit(limitWords ?? ''), readDate(start ?? ''), readDate(end)];
  if (!rule || !label || !limit || !from || !date) return undefined;
  return {
    by: 'rule',
    rule,
    version: Number(version ?? 0),
    trigger: { label, date: from },
    limit,
    date,
    ...(clamped ? { clampedFrom: Number(clamped) } : {}),
    holidays: readDays(holidays),
    makeUpDays: readDays(makeUpDays),
    unpublishedYears: [...caveats.matchAll(/(\d+)年放假安排/gu)].map(([, year]) => Number(year)),
    ...(withoutMeasure ? { withoutMeasure: true } : {}),
  };
};

const readExtension = (sentence: string): ExtensionReason | undefined => {
  const [, on, person, from] = EXTENSION_FORM.exec(sentence) ?? [];
  return on && person && from ? { by: 'extension', on, person, from } : undefined;
};

const readMeasure = (sentence: string): DueReason | undefined => {
  const [, seq, original, moved] = MEASURE_FORM.exec(sentence) ?? [];
  if (!seq) return undefined;
  const extended = moved ? readExtension(moved) : undefined;
  return {
    by: 'measure',
    seq: Number(seq),
    ...(original ? { original } : {}),
    ...(extended ? { extended } : {}),
  };
};

const readTalk = (sentence: string): DueReason | undefined => {
  const [, date] = TALK_FORM.exec(sentence) ?? [];
  return date ? { by: 'talk', date } : undefined;
};

const readAssignment = (by: 'action' | 'instruction', form: RegExp, sentence: string) => {
  const [, from, on, date] = form.exec(sentence) ?? [];
  return from && on && date ? { by, from, on, date } : undefined;
};

/**
 * The reason that a record keeps as its Chinese sentence, as data again; undefined where the sentence has another form,
 * as in records of before.
 */
export const readDueReason = (sentence: string): DueReason | undefined =>
  readRule(sentence) ??
  readMeasure(sentence) ??
  readExtension(sentence) ??
  readTalk(sentence) ??
  readAssignment('action', ACTION_FORM, sentence) ??
  readAssignment('instruction', INSTRUCTION_FORM, sentence);

import type { TermClass } from '../finding/finding.ts';
import {
  addCalendarDays,
  addCalendarMonths,
  type CalendarDate,
  datePartsOf,
  endOfMonth,
  formatChineseDate,
  fromExcelSerial,
  isCalendarDate,
  makeCalendarDate,
} from './calendar-date.ts';
import { foldTermText } from './term-numerals.ts';
import { addWorkingDays } from './working-days.ts';

/**
 * Reads the term (完成时限) of a ledger row as people write it: `2024年12月底前`, `2025年3月`, `立行立改`,
 * `长期坚持`, Excel serials. The original words are always kept beside the reading (E05).
 */

/** `impossible_date`: 30 February. `vague`: no date can be meant (尽快). `unreadable`: not understood. */
export type TermProblem = 'impossible_date' | 'vague' | 'unreadable';

export interface DatedTerm {
  readonly kind: 'date';
  readonly date: CalendarDate;
  readonly termClass: 'time_limited';
  readonly original: string;
  /** How the words were read, in Chinese. */
  readonly reading: string;
  /** The reading fills in something the words leave open (a year, 中旬, 月前): a person should look at it. */
  readonly assumed: boolean;
  /** Words beside the date, e.g. `2024年12月底前完成并长期坚持` → continuous. */
  readonly qualifier?: 'immediate' | 'continuous';
}

export type ParsedTerm =
  | DatedTerm
  | { readonly kind: 'immediate'; readonly termClass: 'immediate'; readonly original: string }
  | { readonly kind: 'continuous'; readonly termClass: 'continuous'; readonly original: string }
  | { readonly kind: 'invalid'; readonly reason: TermProblem; readonly original: string };

export interface TermContext {
  /** The day from which missing years and relative limits count, usually that of the feedback. */
  readonly referenceDate?: CalendarDate;
}

/** What the words were read as, before they are explained. */
interface Reading {
  readonly date: CalendarDate;
  readonly assumed?: boolean;
  readonly how?: string;
}
type Outcome = Reading | TermProblem | undefined;

/** 2000–2099: other years in a ledger are typing mistakes. */
const isPlausibleYear = (year: number): boolean => year >= 2000 && year <= 2099;

/** Serials of 2000-01-01 (36526) to 2049-12-31 (54788); other five-digit numbers are amounts or codes. */
const SERIAL_MIN = 36_526;
const SERIAL_MAX = 54_788;

const IMMEDIATE =
  /立行立改|立查立改|立查立行|即知即改|即行即改|即查即改|立即(?:整改|改正|纠正|执行|办理)|马上就改|马上(?:整改|改正)|边(?:查|巡|整|督)边改|当(?:即|场)(?:整改|改正)|^立即$|^立改$/;
const DONE =
  /^(?:目前)?已(?:经)?(?:全部)?(?:整改)?(?:完成|完毕|办结|到位|整改|销号)(?:整改)?$|^(?:整改)?完成$|^整改到位$|^办结$/;
const CONTINUOUS =
  /长期|持续|常态|常抓|经常性|常年|贯穿(?:全年|始终)|日常(?:坚持|工作|管理)?|久久为功|一以贯之|滚动推进/;
const VAGUE =
  /尽快|尽早|近期|近日|抓紧|适时|择机|早日|逐步|视情|视.{0,6}情况|根据.{0,12}(?:情况|进度|要求|安排)|待定|另行|暂定|未定|下一步|短期|中长期|正在|推进中|整改中|未完成|不定期|有条件|条件成熟|按.{0,6}要求/;

/** Words before a date that carry no date. */
const LEADING =
  /^(?:(?:整改)?(?:完成)?(?:时限|时间|期限)(?:为|是)?|计划(?:于|在)?|预计(?:于|在)?|拟(?:于|在)?|力争(?:于|在)?|确保(?:于|在)?|原则上(?:于|在)?|最迟(?:于|在)?|不(?:晚|迟)于|截(?:至|止)(?:到)?|限(?:于|在)?|于|在|到|至|[:,。;、])+/;
/** What may follow a date without changing it. */
const TRAILING =
  /^(?:完成时限|(?:并)?(?:全面|全部|基本)?(?:完成|办结|结束|到位|落实|整改到位|整改)(?:整改|到位|任务|工作|完毕|销号)*|为止|止|时限|前后)*$/;

const isReading = (outcome: Outcome): outcome is Reading => typeof outcome === 'object';

/** A whole date; days that do not exist are named as such. */
function wholeDate(year: number, month: number, day: number): Outcome {
  if (!isPlausibleYear(year)) return 'unreadable';
  const date = makeCalendarDate(year, month, day);
  return date === undefined ? 'impossible_date' : { date };
}

const withAssumption = (outcome: Outcome, how: string): Outcome =>
  isReading(outcome) ? { ...outcome, assumed: true, how } : outcome;

/** The last day a part of a month stands for; 10, 20 and month's end are the three 旬. */
function partOfMonth(year: number, month: number, part: string): Outcome {
  if (!isPlausibleYear(year)) return 'unreadable';
  if (month < 1 || month > 12) return 'impossible_date';
  if (/^(?:初|上旬)/.test(part)) return withAssumption(wholeDate(year, month, 10), '上旬按10日计');
  if (/^中/.test(part)) return withAssumption(wholeDate(year, month, 20), '中旬按20日计');
  const outcome: Reading = { date: endOfMonth(year, month) };
  if (/^(?:之|以)?前/.test(part)) return withAssumption(outcome, `“${month}月前”按${month}月底计`);
  return outcome;
}

const QUARTER_END_MONTH: Readonly<Record<string, number>> = { '1': 3, '2': 6, '3': 9, '4': 12 };

/** 上半年, 下半年, 三季度, 年底 … of a known year. */
function partOfYear(year: number, part: string): Outcome {
  if (!isPlausibleYear(year)) return 'unreadable';
  if (/^上半年|^年中/.test(part)) return { date: endOfMonth(year, 6) };
  if (/^下半年/.test(part)) return { date: endOfMonth(year, 12) };
  const quarter = /^(?:第)?(\d)季度?|^[Qq](\d)/.exec(part);
  if (quarter) {
    const month = QUARTER_END_MONTH[quarter[1] ?? quarter[2] ?? ''];
    return month === undefined ? 'impossible_date' : { date: endOfMonth(year, month) };
  }
  return { date: endOfMonth(year, 12) };
}

/** Two-digit years are of this century: `24年` is 2024. */
const fullYear = (digits: string): number => (digits.length === 2 ? 2000 + Number(digits) : Number(digits));

interface Rule {
  /** Anchored at the start; what is left over must be one of the TRAILING words. */
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray, reference: CalendarDate | undefined) => Outcome;
}

/** `前`, `之前`, `底前`, `以内` … after a date, none of which moves it. */
const BEFORE = '(?:(?:之|以)?前|底前?|末前?|(?:以|之)?内|当天|当日)?';
const PART_OF_MONTH = '(上旬|中旬|下旬|月?初|中|底|末|份)?((?:之|以)?(?:前|内))?';
const PART_OF_YEAR = '(上半年|下半年|年中|(?:第)?\\d季度?|[Qq]\\d)';

function monthRule(year: number, month: string | undefined, part = '', before = ''): Outcome {
  // 前 alone is open (does it include the month?); after 底 or 旬 it is not.
  return partOfMonth(year, Number(month), part === '' || part === '份' ? before : part.replace('月', ''));
}

/** A month or day without a year: the next one on or after the reference date. */
function nextAfter(reference: CalendarDate | undefined, read: (year: number) => Outcome): Outcome {
  if (reference === undefined) return 'vague';
  const { year } = datePartsOf(reference);
  const same = read(year);
  const chosen = isReading(same) && same.date < reference ? read(year + 1) : same;
  if (!isReading(chosen)) return chosen;
  const year4 = datePartsOf(chosen.date).year;
  return withAssumption(chosen, `原文未写年份，按${formatChineseDate(reference)}之后的${year4}年计`);
}

function relativeYear(word: string, reference: CalendarDate | undefined): number | undefined {
  if (reference === undefined) return undefined;
  const { year } = datePartsOf(reference);
  return /^[明次来]年/.test(word) ? year + 1 : year;
}

function inRelativeYear(
  word: string,
  reference: CalendarDate | undefined,
  read: (year: number) => Outcome,
): Outcome {
  const year = relativeYear(word, reference);
  return year === undefined ? 'vague' : withAssumption(read(year), `“${word}”按${year}年计`);
}

/** `3个月内`, `15个工作日内`: runs from the reference date. */
function afterReference(amount: number, unit: string, reference: CalendarDate | undefined): Outcome {
  if (reference === undefined) return 'vague';
  // 3,650 = ten years of days: more is no limit but a misread number.
  if (amount < 1 || amount > 3_650) return 'unreadable';
  const how = `自${formatChineseDate(reference)}起算`;
  if (unit === '工作日') return { date: addWorkingDays(reference, amount).date, assumed: true, how };
  if (unit === '年') return { date: addCalendarMonths(reference, amount * 12), assumed: true, how };
  if (unit === '月') return { date: addCalendarMonths(reference, amount), assumed: true, how };
  return { date: addCalendarDays(reference, unit === '周' ? amount * 7 : amount), assumed: true, how };
}

const RULES: readonly Rule[] = [
  {
    // 2024年11月15日(前), 24年11月15号
    pattern: new RegExp(`^(\\d{4}|\\d{2})年度?(\\d{1,2})月(?:份)?(\\d{1,2})[日号]?${BEFORE}`),
    read: (m) => wholeDate(fullYear(m[1] ?? ''), Number(m[2]), Number(m[3])),
  },
  {
    // 2024年12月底前, 2025年3月
    pattern: new RegExp(`^(\\d{4}|\\d{2})年度?(\\d{1,2})月${PART_OF_MONTH}`),
    read: (m) => monthRule(fullYear(m[1] ?? ''), m[2], m[3], m[4]),
  },
  {
    // 2024年上半年, 2024年三季度末, 2024Q3
    pattern: new RegExp(`^(\\d{4}|\\d{2}(?=年))(?:年度?)?[,-]?${PART_OF_YEAR}${BEFORE}`),
    read: (m) => partOfYear(fullYear(m[1] ?? ''), m[2] ?? ''),
  },
  {
    // 2024年底, 2024年末前, 2024年内, 2024年
    pattern: /^(\d{4}|\d{2})年(?:度|年)?(底|末|终|内|以内)?(?:之|以)?(前|内)?/,
    read: (m) => (m[2] === undefined && m[3] === '前' ? 'vague' : partOfYear(fullYear(m[1] ?? ''), '')),
  },
  {
    // 2024-10-31, 2024.12.31, 2024/11/30
    pattern: new RegExp(`^(\\d{4})([-./])(\\d{1,2})[-./](\\d{1,2})[日号.]?${BEFORE}`),
    read: (m) => wholeDate(Number(m[1]), Number(m[3]), Number(m[4])),
  },
  {
    // 20241231, 202412
    pattern: new RegExp(`^(20\\d{2})(\\d{2})(\\d{2})?(?!\\d)${BEFORE}`),
    read: (m) =>
      m[3] === undefined
        ? partOfMonth(Number(m[1]), Number(m[2]), '')
        : wholeDate(Number(m[1]), Number(m[2]), Number(m[3])),
  },
  {
    // 2024-12, 2024.12, 2024/3
    pattern: new RegExp(`^(\\d{4})[-./](\\d{1,2})(?!\\d)月?${PART_OF_MONTH}`),
    read: (m) => monthRule(Number(m[1]), m[2], m[3], m[4]),
  },
  {
    // 今年12月底, 明年3月15日前
    pattern: new RegExp(`^([今本当明次来]年)度?(\\d{1,2})月(?:(\\d{1,2})[日号]${BEFORE}|${PART_OF_MONTH})`),
    read: (m, reference) =>
      inRelativeYear(m[1] ?? '', reference, (year) =>
        m[3] === undefined ? monthRule(year, m[2], m[4], m[5]) : wholeDate(year, Number(m[2]), Number(m[3])),
      ),
  },
  {
    // 今年上半年, 本年度, 明年底
    pattern: new RegExp(`^([今本当明次来]年)度?(?:${PART_OF_YEAR}|年?[底末内])?${BEFORE}`),
    read: (m, reference) => inRelativeYear(m[1] ?? '', reference, (year) => partOfYear(year, m[2] ?? '')),
  },
  {
    // 本月底, 下月底前
    pattern: new RegExp(`^([本当下次])个?月${PART_OF_MONTH}`),
    read: (m, reference) => {
      if (reference === undefined) return 'vague';
      const { year, month } = datePartsOf(addCalendarMonths(reference, /[下次]/.test(m[1] ?? '') ? 1 : 0));
      return withAssumption(
        monthRule(year, String(month), m[2], m[3]),
        `按${formatChineseDate(reference)}推算`,
      );
    },
  },
  {
    // 3个月内, 一年内, 15个工作日内, 反馈后三个月
    pattern:
      /^(?:自?(?:接到|收到)?(?:反馈|巡察反馈|通知|发文)(?:意见)?(?:之日)?(?:起|后)*的?)?(\d{1,4})(?:个)?(工作日|月|年|周|星期|日|天)(?:以内|之内|内|后)/,
    read: (m, reference) => afterReference(Number(m[1]), (m[2] ?? '').replace('星期', '周'), reference),
  },
  {
    // 半年内
    pattern: /^半年(?:以|之)?内/,
    read: (_m, reference) => afterReference(6, '月', reference),
  },
  {
    // 12月15日前
    pattern: new RegExp(`^(\\d{1,2})月(\\d{1,2})[日号]?${BEFORE}`),
    read: (m, reference) => nextAfter(reference, (year) => wholeDate(year, Number(m[1]), Number(m[2]))),
  },
  {
    // 12月底前
    pattern: new RegExp(`^(\\d{1,2})月${PART_OF_MONTH}`),
    read: (m, reference) => nextAfter(reference, (year) => monthRule(year, m[1], m[2], m[3])),
  },
  {
    // 上半年, 三季度末
    pattern: new RegExp(`^${PART_OF_YEAR}${BEFORE}`),
    read: (m, reference) => nextAfter(reference, (year) => partOfYear(year, m[1] ?? '')),
  },
  {
    // 年底前, 年内, 年度内
    pattern: /^(?:全年|年(?:度)?[底末终内](?:前)?)/,
    read: (_m, reference) => nextAfter(reference, (year) => partOfYear(year, '')),
  },
];

/** Excel serials as number or digits; the time of day is dropped. */
function readSerial(folded: string): Outcome {
  if (!/^\d{5}(?:\.\d+)?$/.test(folded)) return undefined;
  const serial = Number(folded);
  if (serial < SERIAL_MIN || serial >= SERIAL_MAX + 1) return 'unreadable';
  const date = fromExcelSerial(serial);
  return { date, how: `Excel 日期序号 ${Math.floor(serial)}` };
}

/** A bare year is a plausible reading of `2025`, but a person should confirm it. */
function readBareYear(folded: string): Outcome {
  if (!/^20\d{2}$/.test(folded)) return undefined;
  return withAssumption(partOfYear(Number(folded), ''), `只写了年份，按${folded}年12月31日计`);
}

function readPoint(folded: string, reference: CalendarDate | undefined): Outcome {
  const text = folded.replace(LEADING, '');
  for (const rule of RULES) {
    const match = rule.pattern.exec(text);
    if (!match) continue;
    const rest = text.slice(match[0].length);
    if (TRAILING.test(rest)) return rule.read(match, reference);
  }
  return undefined;
}

/** `2024年10月至12月`: the end counts; a year missing there is that of the start. */
function readRange(folded: string, reference: CalendarDate | undefined): Outcome {
  const parts = folded.split(/[至到~—–]+|(?<=[年月日号底末])-|(?<=\d)-(?=20\d{2}\D)/);
  if (parts.length !== 2) return undefined;
  const [from = '', to = ''] = parts;
  const start = readPoint(from, reference);
  if (start === undefined) return undefined;
  const end = readPoint(to, isReading(start) ? start.date : reference);
  if (!isReading(end)) return end;
  if (isReading(start) && end.date < start.date) return 'unreadable';
  return { date: end.date, assumed: true, how: '按起止时间的截止日期计' };
}

function readDate(folded: string, reference: CalendarDate | undefined): Outcome {
  return (
    readSerial(folded) ?? readBareYear(folded) ?? readPoint(folded, reference) ?? readRange(folded, reference)
  );
}

const explainReading = (reading: Reading): string =>
  reading.how === undefined
    ? formatChineseDate(reading.date)
    : `${formatChineseDate(reading.date)}（${reading.how}）`;

function dated(reading: Reading, original: string, qualifier?: 'immediate' | 'continuous'): DatedTerm {
  return {
    kind: 'date',
    date: reading.date,
    termClass: 'time_limited',
    original,
    reading: explainReading(reading),
    assumed: reading.assumed ?? false,
    ...(qualifier === undefined ? {} : { qualifier }),
  };
}

/** Takes the words of a class out, so that a date beside them can be read: `立行立改，2024年10月底前`. */
const withoutClassWords = (folded: string): string =>
  folded
    .replace(/(?:并|且|同时)?(?:长期|持续|常态化?)(?:坚持|整改|推进|执行|抓好|保持|巩固|开展)?(?:整改)?/g, '')
    .replace(IMMEDIATE, '')
    .replace(/^[,;、()。]+|[,;、()。]+$/g, '')
    .replace(/[()]/g, '');

function classOf(folded: string): TermClass | undefined {
  // Measures both done at once and kept up count as continuous: they still need staged targets (E05).
  if (CONTINUOUS.test(folded)) return 'continuous';
  if (IMMEDIATE.test(folded) || DONE.test(folded)) return 'immediate';
  return undefined;
}

function readWords(folded: string, original: string, reference: CalendarDate | undefined): ParsedTerm {
  const termClass = classOf(folded);
  const rest = termClass === undefined ? '' : withoutClassWords(folded);
  if (termClass === 'immediate' || termClass === 'continuous') {
    const beside = rest === folded ? undefined : readDate(rest, reference);
    if (beside === 'impossible_date') return { kind: 'invalid', reason: beside, original };
    if (isReading(beside)) return dated(beside, original, termClass);
    return termClass === 'immediate'
      ? { kind: 'immediate', termClass, original }
      : { kind: 'continuous', termClass, original };
  }
  return { kind: 'invalid', reason: VAGUE.test(folded) ? 'vague' : 'unreadable', original };
}

/** Reads one term. Never throws; what cannot be read says why. */
export function parseTermText(text: string | number, context: TermContext = {}): ParsedTerm {
  const original = String(text);
  const reference =
    context.referenceDate !== undefined && isCalendarDate(context.referenceDate)
      ? context.referenceDate
      : undefined;
  const folded = foldTermText(original);
  // A number such as 2024.1 lost its zero (October) or never had one (January): nobody can tell.
  if (typeof text === 'number' && /^\d{4}\.\d$/.test(folded)) {
    return { kind: 'invalid', reason: 'unreadable', original };
  }
  const outcome = readDate(folded, reference);
  if (isReading(outcome)) return dated(outcome, original);
  if (outcome !== undefined) return { kind: 'invalid', reason: outcome, original };
  return readWords(folded, original, reference);
}

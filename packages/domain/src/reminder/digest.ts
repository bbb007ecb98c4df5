import { type CalendarDate, formatChineseDate, shanghaiDateOf } from '../limits/index.ts';
import type { Notification } from './notification.ts';

/** A line of an inbox, as far as a mail may tell of it. */
export interface DigestTask {
  readonly no: string;
  readonly why: string;
  readonly due?: CalendarDate;
  /** Instant since when it waits, ISO 8601. */
  readonly since: string;
}

export interface DigestInput {
  readonly name: string;
  readonly today: CalendarDate;
  /** Day of the last run: what came since is news. */
  readonly lastRun: CalendarDate;
  /** All that waits; the first page of each inbox. */
  readonly tasks: readonly DigestTask[];
  /** More waits than `tasks` holds. */
  readonly more: boolean;
  /** Reminders of the days after `lastRun`. */
  readonly reminders: readonly Pick<Notification, 'no' | 'why' | 'due' | 'on' | 'overdue'>[];
  /** The person wants the daily mail, not only what is overdue. */
  readonly daily: boolean;
}

export interface Digest {
  readonly subject: string;
  readonly text: string;
}

/** A mail that lists more is not read. */
const MOST_LINES = 20;

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0
    ? []
    : [
        '',
        title,
        ...lines.slice(0, MOST_LINES).map((line) => `· ${line}`),
        ...(lines.length > MOST_LINES ? [`· ……共${lines.length}项`] : []),
      ];

const lineOf = ({ no, why, due }: { readonly no: string; readonly why: string; readonly due?: string }) =>
  [no ? `第${no}号问题` : undefined, why, due ? `期限${due}` : undefined].filter(Boolean).join('，');

/**
 * One mail of the day, or none when there is nothing new. Numbers, phrases and dates only: what a finding says does not
 * leave the system. Whoever does not want the daily mail still hears of what has become overdue.
 */
export const composeDigest = (input: DigestInput): Digest | undefined => {
  const { name, today, lastRun, tasks, more, reminders, daily } = input;
  const late = reminders.filter(({ overdue }) => overdue);
  const soon = reminders.filter(({ overdue }) => !overdue);
  // Business days from the last run's on, today left out: what comes after this morning's run is tomorrow's news.
  const fresh = tasks.filter(({ since }) => {
    const day = shanghaiDateOf(new Date(since));
    return day >= lastRun && day < today;
  });
  if (late.length === 0 && (!daily || soon.length + fresh.length === 0)) return undefined;
  const overdue = tasks.filter(({ due }) => due && due < today).length;
  const count = `${tasks.length}${more ? '余' : ''}项`;
  return {
    subject: `巡察整改待办：${count}${overdue > 0 ? `，其中逾期${overdue}项` : ''}（${today}）`,
    text: [
      `${name}：`,
      '',
      `截至${formatChineseDate(today)}，有${count}工作等您办理${overdue > 0 ? `，其中${overdue}项已逾期` : ''}。`,
      ...listed('已逾期：', late.map(lineOf)),
      ...(daily ? listed('临近期限：', soon.map(lineOf)) : []),
      ...(daily ? listed('新到待办：', fresh.map(lineOf)) : []),
      '',
      '请登录巡察整改云办理。本邮件不含问题内容，请勿回复。',
    ].join('\n'),
  };
};

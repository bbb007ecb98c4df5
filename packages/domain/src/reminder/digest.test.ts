import { describe, expect, it } from 'vitest';
import { composeDigest, type DigestInput } from './digest.ts';

const BASE: DigestInput = {
  name: '江某',
  today: '2025-03-14',
  lastRun: '2025-03-13',
  tasks: [
    { no: '3', why: '整改中', due: '2025-03-15', since: '2025-03-01T02:00:00.000Z' },
    { no: '7', why: '整改中', due: '2025-03-10', since: '2025-03-01T02:00:00.000Z' },
  ],
  more: false,
  reminders: [],
  daily: true,
};
const SOON = { no: '3', why: '整改中', due: '2025-03-15', on: '2025-03-14', overdue: false };
const LATE = { no: '7', why: '整改中', due: '2025-03-10', on: '2025-03-14', overdue: true };

describe('the mail of the day', () => {
  it('is not sent when nothing is new, however much waits', () => {
    expect(composeDigest(BASE)).toBeUndefined();
  });

  it('tells what is near, what is late and what is new, with counts', () => {
    // Nine in the evening in Shanghai, after that day's run.
    const fresh = { no: '9', why: '巡察反馈问题待认领', since: '2025-03-13T13:00:00.000Z' };
    const mail = composeDigest({ ...BASE, tasks: [...BASE.tasks, fresh], reminders: [SOON, LATE] });
    expect(mail?.subject).toBe('巡察整改待办：3项，其中逾期1项（2025-03-14）');
    expect(mail?.text).toContain('已逾期：\n· 第7号问题，整改中，期限2025-03-10');
    expect(mail?.text).toContain('临近期限：\n· 第3号问题，整改中，期限2025-03-15');
    expect(mail?.text).toContain('新到待办：\n· 第9号问题，巡察反馈问题待认领');
  });

  it('names a new task in one mail only, whatever the hour it came at', () => {
    const at = (since: string, today: string, lastRun: string) =>
      composeDigest({ ...BASE, today, lastRun, tasks: [{ no: '9', why: '待认领', since }] }) !== undefined;
    for (const since of ['2025-03-12T17:00:00.000Z', '2025-03-13T01:00:00.000Z', '2025-03-13T15:59:00.000Z'])
      expect(
        [
          ['2025-03-13', '2025-03-12'],
          ['2025-03-14', '2025-03-13'],
          ['2025-03-15', '2025-03-14'],
        ].filter(([today = '', lastRun = '']) => at(since, today, lastRun)),
      ).toEqual([['2025-03-14', '2025-03-13']]);
  });

  it('that was switched off comes for what has become overdue, and tells nothing else', () => {
    expect(composeDigest({ ...BASE, daily: false, reminders: [SOON] })).toBeUndefined();
    const mail = composeDigest({ ...BASE, daily: false, reminders: [SOON, LATE] });
    expect(mail?.text).toContain('已逾期：');
    expect(mail?.text).not.toContain('临近期限');
  });

  it('is written in whole lines, with the counts of the person’s inbox', () => {
    const mail = composeDigest({ ...BASE, more: true, reminders: [SOON, { ...LATE, no: '', due: '' }] });
    expect(mail).toEqual({
      subject: '巡察整改待办：2余项，其中逾期1项（2025-03-14）',
      text: [
        '江某：',
        '',
        '截至2025年3月14日，有2余项工作等您办理，其中1项已逾期。',
        '',
        '已逾期：',
        '· 整改中',
        '',
        '临近期限：',
        '· 第3号问题，整改中，期限2025-03-15',
        '',
        '请登录巡察整改云办理。本邮件不含问题内容，请勿回复。',
      ].join('\n'),
    });
    const calm = composeDigest({ ...BASE, tasks: [], reminders: [SOON] });
    expect(calm?.subject).toBe('巡察整改待办：0项（2025-03-14）');
    expect(calm?.text).toContain('有0项工作等您办理。');
  });

  it('counts as late what was due before today', () => {
    const of = (due?: string) =>
      composeDigest({
        ...BASE,
        tasks: [{ no: '1', why: '整改中', due, since: BASE.today }],
        reminders: [SOON],
      });
    expect(of('2025-03-13')?.subject).toContain('逾期1项');
    expect(of('2025-03-14')?.subject).not.toContain('逾期');
    expect(of()?.subject).not.toContain('逾期');
  });

  it('lists twenty lines in full', () => {
    const reminders = Array.from({ length: 20 }, (_, index) => ({ ...LATE, no: String(index + 1) }));
    expect(composeDigest({ ...BASE, reminders })?.text).not.toContain('……');
  });

  it('stays readable when very much is late', () => {
    const reminders = Array.from({ length: 45 }, (_, index) => ({ ...LATE, no: String(index + 1) }));
    const lines = composeDigest({ ...BASE, reminders })?.text.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('· '))).toHaveLength(21);
    expect(lines).toContain('· ……共45项');
  });
});

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

  it('stays readable when very much is late', () => {
    const reminders = Array.from({ length: 45 }, (_, index) => ({ ...LATE, no: String(index + 1) }));
    const lines = composeDigest({ ...BASE, reminders })?.text.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('· '))).toHaveLength(21);
    expect(lines).toContain('· ……共45项');
  });
});

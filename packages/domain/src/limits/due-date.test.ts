import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCalendarDays, daysBetween } from './calendar-date.ts';
import { explainDueDate } from './due-date.ts';
import { describeLimit } from './due-reason.ts';
import { addWorkingDays, hasHolidayCalendar, isWorkingDay } from './working-days.ts';

const feedback = { label: '反馈', date: '2024-09-12' };

describe('working days (H04)', () => {
  it.each([
    ['2024-09-14', true], // Saturday, make-up day of the Mid-autumn holiday
    ['2024-09-16', false], // Monday of the Mid-autumn holiday
    ['2024-09-29', true], // Sunday, make-up day of the National Day holiday
    ['2024-10-01', false],
    ['2024-10-07', false],
    ['2024-10-08', true],
    ['2024-10-12', true], // Saturday, make-up day
    ['2024-10-13', false],
    ['2026-02-23', false],
    ['2026-02-28', true], // Saturday, make-up day
  ])('%s working: %s', (date, working) => {
    expect(isWorkingDay(date)).toBe(working);
  });

  it('counts the next n working days and names what it skipped and counted', () => {
    const span = addWorkingDays('2024-09-12', 15);
    expect(span.date).toBe('2024-10-10');
    expect(span.holidays.map((day) => day.date)).toEqual([
      '2024-09-16',
      '2024-09-17',
      '2024-10-01',
      '2024-10-02',
      '2024-10-03',
      '2024-10-04',
      '2024-10-07',
    ]);
    expect(span.makeUpDays).toEqual([
      { date: '2024-09-14', name: '中秋' },
      { date: '2024-09-29', name: '国庆节' },
    ]);
    expect(span.unpublishedYears).toEqual([]);
  });

  it('names years without a holiday notice and counts Monday to Friday there', () => {
    expect(hasHolidayCalendar(2024)).toBe(true);
    expect(hasHolidayCalendar(2091)).toBe(false);
    // 2090-12-29 is a Friday.
    expect(addWorkingDays('2090-12-29', 5)).toEqual({
      date: '2091-01-05',
      holidays: [],
      makeUpDays: [],
      unpublishedYears: [2090, 2091],
    });
  });

  it('goes back as it came', () => {
    const workingDay = fc
      .integer({ min: 0, max: 1_000 })
      .map((days) => addCalendarDays('2024-01-02', days))
      .filter(isWorkingDay);
    fc.assert(
      fc.property(workingDay, fc.integer({ min: 0, max: 120 }), (date, count) => {
        const end = addWorkingDays(date, count).date;
        expect(addWorkingDays(end, -count).date).toBe(date);
        if (count > 0) expect(isWorkingDay(end)).toBe(true);
        let counted = 0;
        for (let day = 1; day <= daysBetween(date, end); day += 1) {
          if (isWorkingDay(addCalendarDays(date, day))) counted += 1;
        }
        expect(counted).toBe(count);
      }),
      { numRuns: 50 },
    );
  });

  it('does not depend on the time zone of the machine', () => {
    const module = new URL('./working-days.ts', import.meta.url).href;
    const script = `import { addWorkingDays } from '${module}'; console.log(JSON.stringify(addWorkingDays('2024-09-12', 15)))`;
    const [west, east] = ['America/New_York', 'Asia/Shanghai'].map(
      (zone) =>
        spawnSync(process.execPath, ['--input-type=module', '-e', script], {
          env: { ...process.env, TZ: zone },
          encoding: 'utf8',
        }).stdout,
    );
    expect(west).toContain('"date":"2024-10-10"');
    expect(west).toBe(east);
  });

  it('refuses amounts that are no amounts', () => {
    expect(() => addWorkingDays('2024-09-12', 1.5)).toThrow(RangeError);
    expect(() => addWorkingDays('2024-09-12', 50_000)).toThrow(RangeError);
  });
});

describe('explainDueDate (H01–H04)', () => {
  it('explains months', () => {
    const due = explainDueDate({ name: '整改情况报告', limit: { unit: 'month', amount: 3 } }, feedback);
    expect(due).toEqual({
      date: '2024-12-12',
      rule: { name: '整改情况报告', limit: { unit: 'month', amount: 3 } },
      trigger: feedback,
      arithmetic: '自反馈之日2024年9月12日起3个月，到期日为2024年12月12日',
      caveats: [],
      unpublishedYears: [],
    });
  });

  it('says when the end of the month clamps', () => {
    const due = explainDueDate(
      { name: '整改情况报告', limit: { unit: 'month', amount: 3 } },
      { label: '反馈', date: '2024-11-30' },
    );
    expect(due.arithmetic).toBe(
      '自反馈之日2024年11月30日起3个月，到期日为2025年2月28日（2月没有30日，取月末）',
    );
  });

  it('explains working days with holidays and make-up days', () => {
    const due = explainDueDate(
      { name: '报送整改方案', limit: { unit: 'working_day', amount: 15 } },
      feedback,
    );
    expect(due.date).toBe('2024-10-10');
    expect(due.arithmetic).toBe(
      '自反馈之日2024年9月12日的次日起算15个工作日，跳过周末，跳过中秋（9月16日、9月17日），国庆节（10月1日、10月2日、10月3日、10月4日、10月7日），计入调休上班日中秋（9月14日），国庆节（9月29日），到期日为2024年10月10日',
    );
  });

  it('flags a year whose holidays are not announced', () => {
    const due = explainDueDate(
      { name: '报送整改方案', limit: { unit: 'working_day', amount: 5 } },
      { label: '反馈', date: '2091-01-01' },
    );
    expect(due.unpublishedYears).toEqual([2091]);
    expect(due.caveats).toEqual(['2091年放假安排尚未收录，暂按周一至周五为工作日计算；安排公布后须重新计算']);
  });

  it('explains days and the end of the year', () => {
    expect(explainDueDate({ name: '线索反馈', limit: { unit: 'day', amount: 30 } }, feedback)).toMatchObject({
      date: '2024-10-12',
      arithmetic: '自反馈之日2024年9月12日的次日起算30日（含休息日），到期日为2024年10月12日',
    });
    expect(explainDueDate({ name: '年度报告', limit: { unit: 'year_end' } }, feedback)).toMatchObject({
      date: '2024-12-31',
      arithmetic: '自反馈之日2024年9月12日，当年年底即2024年12月31日',
    });
  });

  it.each([
    [{ unit: 'month', amount: 3 } as const, '3个月'],
    [{ unit: 'day', amount: 30 } as const, '30日'],
    [{ unit: 'working_day', amount: 15 } as const, '15个工作日'],
    [{ unit: 'year_end' } as const, '当年12月31日'],
  ])('names the limit %o', (limit, text) => {
    expect(describeLimit(limit)).toBe(text);
  });
});

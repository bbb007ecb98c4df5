import { describe, expect, it } from 'vitest';
import { findingFixture, measureFixture } from '../closeout/case-fixture.ts';
import { classLimitOf, findingDue, limitOnFeedback, measureTotals, runningLimitOf } from './due-date.ts';
import type { Measure } from './finding.ts';

const by = (date: string | undefined, over: Partial<Measure> = {}): Measure =>
  measureFixture({ term: { kind: date ? 'date' : 'none', date }, ...over });
const RULES = [
  {
    version: 1,
    effectiveFrom: '2025-01-01',
    limits: { finding: { unit: 'month', amount: 4 }, immediate: { unit: 'day', amount: 10 } },
    reason: '首版',
  },
  { version: 2, effectiveFrom: '2025-02-01', limits: {}, reason: '恢复' },
] as const;

describe('when a finding is due (H01, E05)', () => {
  const finding = { feedbackDate: '2025-01-02', termClass: 'time_limited' } as const;

  it('with the latest dated measure that stands, in the words of the ledger', () => {
    const measures = [
      by('2025-03-01', { seq: 1 }),
      by('2025-05-01', { seq: 2, term: { kind: 'date', date: '2025-05-01', original: '5月初' } }),
      by('2025-09-01', { seq: 3, status: 'withdrawn' }),
      by(undefined, { seq: 4 }),
      by('2025-05-01', { seq: 5 }),
    ];
    expect(findingDue(finding, measures)).toEqual({
      dueDate: '2025-05-01',
      dueBy: 'measure',
      dueWhy: '最晚一条措施（第2条）的完成时限（原文“5月初”）',
    });
    expect(findingDue(finding, [by('2025-05-01')]).dueWhy).toBe('最晚一条措施（第1条）的完成时限');
  });

  it('by the limit of its class where no measure says a day, and with none before feedback', () => {
    const due = findingDue(finding, [by(undefined)]);
    expect(due).toMatchObject({ dueDate: '2025-04-02', dueBy: 'limit' });
    expect(due.dueWhy).toMatch(/^措施没有写明日期，按问题整改（通行做法：反馈后3个月）：/);
    expect(findingDue({ ...finding, termClass: 'immediate' }, []).dueDate).toBe('2025-02-02');
    expect(findingDue({ ...finding, termClass: 'continuous' }, []).dueDate).toBe('2025-04-02');
    expect(findingDue({ termClass: 'time_limited' }, [])).toEqual({});
    expect(classLimitOf({ termClass: 'time_limited' })).toBeUndefined();
  });

  it('later by an extension of its own, unless a measure runs longer anyway', () => {
    const extended = { from: '2025-04-02', to: '2025-06-01', on: '2025-03-20', by: '集团巡察办甲' };
    const moved = {
      dueDate: '2025-06-01',
      dueBy: 'extension',
      dueWhy: '2025-03-20经集团巡察办甲批准延期，原为2025-04-02',
    };
    expect(findingDue({ ...finding, extended }, [])).toEqual(moved);
    expect(findingDue({ ...finding, extended }, [by('2025-05-31')])).toEqual(moved);
    expect(findingDue({ termClass: 'time_limited', extended }, [])).toEqual(moved);
    for (const date of ['2025-06-01', '2025-06-02'])
      expect(findingDue({ ...finding, extended }, [by(date)])).toMatchObject({
        dueDate: date,
        dueBy: 'measure',
      });
  });

  it('says who moved the measure that decides, and only when its date is the one granted', () => {
    const extended = { from: '2025-04-02', to: '2025-06-01', on: '2025-03-20', by: '整改办甲' };
    expect(findingDue(finding, [by('2025-06-01', { extended })]).dueWhy).toBe(
      '最晚一条措施（第1条）的完成时限；2025-03-20经整改办甲批准延期，原为2025-04-02',
    );
    expect(findingDue(finding, [by('2025-05-20', { extended })]).dueWhy).toBe(
      '最晚一条措施（第1条）的完成时限',
    );
  });
});

describe('the limit kept with a finding (H04)', () => {
  it('is the rule in force on the day of feedback; known practice where no version says otherwise', () => {
    const limit = (date: string, termClass: 'immediate' | 'time_limited' = 'time_limited') =>
      limitOnFeedback({ termClass }, date, RULES);
    expect(limit('2024-12-31')).toEqual({ ruleId: 'finding', version: 0 });
    expect(limit('2025-01-31')).toEqual({
      ruleId: 'finding',
      version: 1,
      limit: { unit: 'month', amount: 4 },
    });
    expect(limit('2025-01-31', 'immediate')).toEqual({
      ruleId: 'immediate',
      version: 1,
      limit: { unit: 'day', amount: 10 },
    });
    expect(limit('2025-02-01')).toEqual({ ruleId: 'finding', version: 2 });
  });

  it('goes on counting when the rules have changed since', () => {
    const limit = limitOnFeedback({ termClass: 'time_limited' }, '2025-01-02', RULES);
    const due = findingDue({ feedbackDate: '2025-01-02', termClass: 'time_limited', limit }, []);
    expect(due.dueDate).toBe('2025-05-02');
    expect(due.dueWhy).toContain('时限规则第1版：反馈后4个月');
  });

  it('runs only where it decides the date', () => {
    const running = findingFixture({ dueBy: 'limit', dueDate: '2025-04-02', termClass: 'immediate' });
    expect(runningLimitOf(running)).toEqual({
      id: 'fnd1',
      ruleId: 'immediate',
      trigger: { label: '反馈', date: '2025-01-02' },
      due: '2025-04-02',
    });
    for (const over of [{ dueBy: 'measure' }, { dueDate: undefined }, { feedbackDate: undefined }] as const)
      expect(runningLimitOf({ ...running, ...over })).toBeUndefined();
  });
});

describe('what the measures come to', () => {
  it('counts those that stand; the mean is rounded down, so that 100 means all of them', () => {
    const done = measureFixture();
    const measures = [done, by(undefined, { id: 'b', status: 'under_way', progress: 99 })];
    expect(measureTotals(measures)).toEqual({ measureCount: 2, measureDone: 1, progress: 99 });
    const gone = by(undefined, { id: 'c', status: 'withdrawn', progress: 0 });
    expect(measureTotals([done, gone])).toEqual({ measureCount: 1, measureDone: 1, progress: 100 });
    expect(measureTotals([gone])).toEqual({ measureCount: 0, measureDone: 0, progress: 0 });
  });
});

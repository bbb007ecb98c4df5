import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blamed, refusedWith } from '../closeout/case-fixture.ts';
import { alertFormula, USUAL_ALERTS } from './alert-thresholds.ts';
import { addCalendarDays, type CalendarDate, datePartsOf } from './calendar-date.ts';
import type { Limit } from './due-reason.ts';
import {
  alertsOn,
  checkRuleSet,
  dueByRule,
  dueSentence,
  LIMIT_RULE_IDS,
  LIMIT_RULES,
  type LimitRuleSet,
  previewRuleChange,
  ruleSetOn,
} from './rule-set.ts';
import { isWorkingDay } from './working-days.ts';

const feedback = (date: CalendarDate) => ({ label: '反馈', date });
const shorter: LimitRuleSet = {
  version: 1,
  effectiveFrom: '2025-01-01',
  limits: { plan: { unit: 'working_day', amount: 10 } },
  reason: '集团要求加快',
};

describe('rule sets (H04)', () => {
  it('follow known practice where nobody decided otherwise', () => {
    const date = (ruleId: keyof typeof LIMIT_RULES) => dueByRule([], ruleId, feedback('2024-11-30')).date;
    expect(date('rectification_report')).toBe('2025-02-28');
    expect(date('organisation_report')).toBe('2025-02-28');
    expect(date('stage_report')).toBe('2025-05-30');
    expect(date('annual_report')).toBe('2024-12-31');
    expect(dueByRule([], 'plan', feedback('2024-09-12'))).toMatchObject({ date: '2024-10-10', version: 0 });
  });

  it('count from the day they take effect, and the newest of those in effect counts', () => {
    const withdrawn: LimitRuleSet = { ...shorter, version: 2, effectiveFrom: '2025-06-01', limits: {} };
    const all = [withdrawn, shorter];
    expect(ruleSetOn(all, '2024-12-31')).toBeUndefined();
    expect(ruleSetOn(all, '2025-01-01')).toBe(shorter);
    expect(ruleSetOn(all, '2025-06-01')).toBe(withdrawn);
    expect(dueByRule(all, 'plan', feedback('2025-03-03'))).toMatchObject({ date: '2025-03-17', version: 1 });
    expect(dueByRule(all, 'plan', feedback('2025-06-02'))).toMatchObject({ date: '2025-06-23', version: 2 });
  });

  it('say why in one sentence: rule, version, trigger, arithmetic, holidays', () => {
    expect(dueSentence(dueByRule([shorter], 'plan', feedback('2025-09-25')))).toBe(
      '报送整改方案（时限规则第1版：反馈后10个工作日）：自反馈之日2025年9月25日的次日起算10个工作日，跳过周末，跳过国庆节（10月1日、10月2日、10月3日、10月7日、10月8日），中秋（10月6日），计入调休上班日国庆节（9月28日、10月11日），到期日为2025年10月15日。',
    );
  });

  it('preview names exactly what would move, and moves nothing', () => {
    const running = [
      { id: 'a', ruleId: 'plan' as const, trigger: feedback('2024-12-02'), due: '2024-12-23' },
      { id: 'b', ruleId: 'stage_report' as const, trigger: feedback('2024-12-02'), due: '2025-06-02' },
    ];
    const moves = previewRuleChange([], shorter, running);
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatchObject({ id: 'a', from: '2024-12-23', to: { date: '2024-12-16', version: 1 } });
    expect(running[0]?.due).toBe('2024-12-23');
  });
});

describe('a new version of the rules (H04, F10)', () => {
  const TODAY = '2025-03-03';
  const check = (over: Partial<LimitRuleSet>) =>
    blamed(checkRuleSet({ ...shorter, effectiveFrom: TODAY, ...over }, TODAY));
  const limit = (unit: 'day' | 'working_day' | 'month', amount: number) =>
    check({ limits: { plan: { unit, amount } } });
  const alerts = (nearDays: number, behindPoints: number) => check({ alerts: { nearDays, behindPoints } });
  const fine = ['allowed', undefined];

  it('never reaches back, and there are at most fifty', () => {
    expect(check({})).toEqual(fine);
    expect(check({ effectiveFrom: '2025-03-02' })).toEqual(['limits_in_past', 'effectiveFrom']);
    expect(check({ version: 50 })).toEqual(fine);
    expect(check({ version: 51 })).toEqual(['limits_too_many', undefined]);
  });

  it('has whole, positive amounts of ten years at most', () => {
    for (const [unit, most] of [
      ['day', 3_650],
      ['working_day', 2_500],
      ['month', 120],
    ] as const) {
      for (const amount of [1, most]) expect(limit(unit, amount)).toEqual(fine);
      for (const amount of [0, -1, 1.5, most + 1, Number.NaN])
        expect(limit(unit, amount)).toEqual(['limit_amount', 'limits.plan.amount']);
    }
    expect(
      check({ limits: { annual_report: { unit: 'year_end' }, plan: { unit: 'day', amount: 0 } } }),
    ).toEqual(['limit_amount', 'limits.plan.amount']);
  });

  it('has thresholds that still say something', () => {
    for (const [near, behind] of [
      [1, 1],
      [60, 100],
    ] as const)
      expect(alerts(near, behind)).toEqual(fine);
    for (const near of [0, 61, 1.5]) expect(alerts(near, 20)).toEqual(['alert_threshold', 'alerts.nearDays']);
    for (const behind of [0, 101, 1.5])
      expect(alerts(7, behind)).toEqual(['alert_threshold', 'alerts.behindPoints']);
    expect(
      refusedWith(
        checkRuleSet(
          {
            ...shorter,
            effectiveFrom: TODAY,
            alerts: { nearDays: 7, behindPoints: 20 },
            limits: { plan: { unit: 'day', amount: 0 } },
          },
          TODAY,
        ),
      ),
    ).toBe('limit_amount');
  });

  it('says how alerts are counted with its own figures', () => {
    const words = alertFormula({ nearDays: 14, behindPoints: 30 }).join('');
    expect(words).toContain('距完成期限 14 天以内');
    expect(words).toContain('偏差达到 30 个百分点');
  });

  it('gives thresholds from its day on; one that says nothing of them leaves known practice', () => {
    const own = { nearDays: 14, behindPoints: 30 };
    const versions = [
      { ...shorter, alerts: own },
      { ...shorter, version: 2, effectiveFrom: '2025-06-01' },
    ];
    expect(alertsOn(versions, '2024-12-31')).toEqual({ ...USUAL_ALERTS, version: 0 });
    expect(alertsOn(versions, '2025-01-01')).toEqual({ ...own, version: 1 });
    expect(alertsOn(versions, '2025-06-01')).toEqual({ ...USUAL_ALERTS, version: 0 });
  });

  it('is previewed as if it held for what runs already', () => {
    const next = { ...shorter, version: 3, effectiveFrom: '2030-01-01' };
    const running = { id: 'a', ruleId: 'plan' as const, trigger: feedback('2025-03-03'), due: '2025-03-24' };
    expect(previewRuleChange([shorter], next, [running])).toMatchObject([
      { id: 'a', ruleId: 'plan', to: { date: '2025-03-17', version: 3 } },
    ]);
  });
});

/** The plainest model: a finger on a wall calendar, one day after the other. */
const byHand = (limit: Limit, start: CalendarDate): CalendarDate => {
  if (limit.unit === 'year_end') {
    let day = start;
    while (datePartsOf(addCalendarDays(day, 1)).year === datePartsOf(start).year)
      day = addCalendarDays(day, 1);
    return day;
  }
  let day = start;
  if (limit.unit === 'month') {
    for (let month = 0; month < limit.amount; month += 1) {
      // To the first of the next month, from any day.
      do day = addCalendarDays(day, 1);
      while (datePartsOf(day).day !== 1);
    }
    const wanted = datePartsOf(start).day;
    // Forward to the wanted day, or the last one before the month is over.
    if (limit.amount === 0) return start;
    while (datePartsOf(day).day < wanted && datePartsOf(addCalendarDays(day, 1)).day !== 1)
      day = addCalendarDays(day, 1);
    return day;
  }
  let left = limit.amount;
  while (left > 0) {
    day = addCalendarDays(day, 1);
    if (limit.unit === 'day' || isWorkingDay(day)) left -= 1;
  }
  return day;
};

describe('rule sets against a plain day-by-day model', () => {
  const dates = fc.integer({ min: 0, max: 4_000 }).map((days) => addCalendarDays('2019-01-01', days));
  const limits: fc.Arbitrary<Limit> = fc.oneof(
    fc.record({
      unit: fc.constantFrom('day' as const, 'working_day' as const),
      amount: fc.integer({ min: 1, max: 200 }),
    }),
    fc.record({ unit: fc.constant('month' as const), amount: fc.integer({ min: 1, max: 36 }) }),
    fc.constant({ unit: 'year_end' as const }),
  );

  it('every rule with any limit from any day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LIMIT_RULE_IDS), limits, dates, (ruleId, limit, date) => {
        const ruleSet = { version: 1, effectiveFrom: '2000-01-01', limits: { [ruleId]: limit }, reason: '' };
        const due = dueByRule([ruleSet], ruleId, feedback(date));
        expect(due.date).toBe(byHand(limit, date));
        expect(due.rule.limit).toEqual(limit);
        expect(dueSentence(due)).toContain(LIMIT_RULES[ruleId].name);
      }),
      { numRuns: 300 },
    );
  });

  it('the version in force is the newest in effect, in whatever order they are given', () => {
    const versions = fc
      .array(dates, { maxLength: 6 })
      .map((starts) =>
        starts.map((effectiveFrom, index) => ({ version: index + 1, effectiveFrom, limits: {}, reason: '' })),
      );
    fc.assert(
      fc.property(versions, dates, fc.integer(), (ruleSets, date, seed) => {
        const expected = ruleSets.findLast((ruleSet) => ruleSet.effectiveFrom <= date)?.version;
        const shuffled = ruleSets.toSorted((a, b) => ((a.version * seed) % 7) - ((b.version * seed) % 7));
        expect(ruleSetOn(shuffled, date)?.version).toBe(expected);
      }),
    );
  });
});

import holidayCalendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNG_TITLES } from '../supervision/ladder.ts';
import { addCalendarDays } from './calendar-date.ts';
import { dueInEnglish, dueSentenceInEnglish, ruleInEnglish, triggerInEnglish } from './due-in-english.ts';
import { type DueReason, dueInChinese } from './due-reason.ts';
import { readDueReason } from './read-due-reason.ts';
import { dueByRule, LIMIT_RULE_IDS, LIMIT_RULES, reasonOf } from './rule-set.ts';

const CHINESE = /\p{Script=Han}/u;

const day = fc.integer({ min: 0, max: 4_000 }).map((days) => addCalendarDays('2015-01-01', days));
const labels = [
  ...new Set(Object.values(LIMIT_RULES).map(({ trigger }) => trigger)),
  '移交',
  ...Object.values(RUNG_TITLES).flatMap((rung) => [
    `督办单逾期未回复，升级至${rung}`,
    `书面说明逾期未交，升级至${rung}`,
  ]),
];
const limit = fc.oneof(
  fc.record({
    unit: fc.constantFrom('month' as const, 'day' as const, 'working_day' as const),
    amount: fc.integer({ min: 1, max: 40 }),
  }),
  fc.constant({ unit: 'year_end' as const }),
);
const byRule: fc.Arbitrary<DueReason> = fc
  .record({
    ruleId: fc.constantFrom(...LIMIT_RULE_IDS),
    label: fc.constantFrom(...labels),
    date: day,
    limit: fc.option(limit, { nil: undefined }),
    withoutMeasure: fc.boolean(),
  })
  .map(({ ruleId, label, date, limit: own, withoutMeasure }) => {
    const rules = own ? [{ version: 3, effectiveFrom: date, limits: { [ruleId]: own }, reason: '' }] : [];
    const reason = reasonOf(dueByRule(rules, ruleId, { label, date }));
    return withoutMeasure ? { ...reason, withoutMeasure: true } : reason;
  });

const words = fc.constantFrom('沈知行', '集团巡察办姓名', '第二次协调会（续）', '2025年6月', '到“十五”末');
const extension = fc.record({ by: fc.constant('extension' as const), on: day, person: words, from: day });
const byPeople: fc.Arbitrary<DueReason> = fc.oneof(
  extension,
  fc.record(
    {
      by: fc.constant('measure' as const),
      seq: fc.integer({ min: 1, max: 90 }),
      original: words,
      extended: extension,
    },
    { requiredKeys: ['by', 'seq'] },
  ),
  fc.record({ by: fc.constant('talk' as const), date: day }),
  fc.record({
    by: fc.constantFrom('action' as const, 'instruction' as const),
    from: words,
    on: day,
    date: day,
  }),
);

describe('why a date is that date (H04)', () => {
  it('is read back from the sentence of a record as it was said', () => {
    fc.assert(
      fc.property(fc.oneof(byRule, byPeople), (reason) => {
        expect(readDueReason(dueInChinese(reason))).toEqual(reason);
      }),
      { numRuns: 500 },
    );
  });

  it('is said in English of every rule, trigger, rung and holiday', () => {
    fc.assert(
      fc.property(byRule, (reason) => {
        expect(dueSentenceInEnglish(dueInChinese(reason))).not.toMatch(CHINESE);
      }),
      { numRuns: 500 },
    );
    for (const { name, trigger } of Object.values(LIMIT_RULES))
      expect(`${ruleInEnglish(name)} ${triggerInEnglish(trigger)}`).not.toMatch(CHINESE);
    const days = Object.values({ ...holidayCalendar.holidays, ...holidayCalendar.workdays });
    const names = new Set(days.map((each) => each.split(',')[1] ?? ''));
    for (const name of names)
      expect(
        dueInEnglish({
          ...reasonOf(dueByRule([], 'plan', { label: '反馈', date: '2024-09-12' })),
          holidays: [{ name, days: [{ month: 5, day: 1 }] }],
        }),
        name,
      ).not.toMatch(CHINESE);
  });

  it('names holidays, make-up days, clamps and what may still move it', () => {
    const said = (sentence: string) => dueSentenceInEnglish(sentence);
    expect(
      said(
        '报送整改方案（时限规则第1版：反馈后10个工作日）：自反馈之日2025年9月25日的次日起算10个工作日，跳过周末，跳过国庆节（10月1日、10月2日、10月3日、10月7日、10月8日），中秋（10月6日），计入调休上班日国庆节（9月28日、10月11日），到期日为2025年10月15日。',
      ),
    ).toBe(
      'Submitting the plan (limit rules, version 1: 10 working days after the feedback): 10 working days counted from the day after the feedback on 25 Sep 2025, without weekends, without National Day (1, 2, 3, 7 and 8 October), Mid-autumn Festival (6 October), with the make-up days of National Day (28 September and 11 October), so due on 15 Oct 2025.',
    );
    expect(
      said(
        '措施没有写明日期，按问题整改（通行做法：反馈后3个月）：自反馈之日2024年11月30日起3个月，到期日为2025年2月28日（2月没有30日，取月末）。',
      ),
    ).toBe(
      'No measure says a date, so by rule. Rectification of the finding (usual practice: 3 months after the feedback): 3 months from the feedback on 30 Nov 2024, so due on 28 Feb 2025 (February has no day 30, so its last day).',
    );
    expect(
      said('最晚一条措施（第1条）的完成时限（原文“2025年6月”）；2025-06-01经沈知行批准延期，原为2025-06-30'),
    ).toBe(
      'The date of the latest measure (measure 1) (written as “2025年6月”); extended on 1 Jun 2025 by 沈知行, before that 30 Jun 2025.',
    );
    expect(
      said(dueInChinese(reasonOf(dueByRule([], 'plan', { label: '反馈', date: '2091-01-01' })))),
    ).toContain('; the holidays of 2091 are not known yet');
  });

  it('stays as it is in records of another form', () => {
    for (const sentence of ['按领导要求', '报送整改方案（通行做法）', ''])
      expect(dueSentenceInEnglish(sentence)).toBe(sentence);
  });
});

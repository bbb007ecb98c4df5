import { describe, expect, it } from 'vitest';
import { blamed, refusedWith } from '../closeout/case-fixture.ts';
import { checkSupervision, DEFAULT_SUPERVISION, supervisionFormula, supervisionOf } from './settings.ts';
import { decideQuality, decideSupervision, overdueAfter } from './trigger.ts';

const finding = { state: 'rectifying', dueDate: '2025-06-01', caseIds: [] } as const;
const settings = DEFAULT_SUPERVISION;

describe('orders raised by the day (F10)', () => {
  it('begin with the day on which the finding is overdue enough', () => {
    expect(decideSupervision(finding, '2025-06-15', settings)).toBeUndefined();
    const trigger = decideSupervision(finding, '2025-06-16', settings);
    expect(trigger).toMatchObject({ rule: 'overdue', cause: 'date:2025-06-01', level: 'red' });
    expect(trigger?.why).toBe('期限为2025-06-01，至2025-06-16已逾期15天，达到自动督办条件（逾期满15天）。');
  });

  it('have one cause for one date, whatever the day and the rule', () => {
    const causes = ['2025-06-16', '2025-09-01'].map(
      (day) => decideSupervision(finding, day, settings)?.cause,
    );
    const red = decideSupervision(finding, '2025-06-02', { ...settings, onRed: true });
    expect(new Set([...causes, red?.cause])).toEqual(new Set(['date:2025-06-01']));
    expect(red?.rule).toBe('red_alert');
  });

  it('hold a continuous finding to its next check', () => {
    const continuous = { ...finding, state: 'continuous', nextCheckDate: '2025-09-30' } as const;
    expect(decideSupervision(continuous, '2025-09-30', settings)).toBeUndefined();
    expect(decideSupervision(continuous, '2025-10-15', settings)?.cause).toBe('date:2025-09-30');
  });

  it.each(['draft', 'disputed', 'closing', 'closed', 'split', 'merged', 'withdrawn'] as const)(
    'leave a finding alone that is %s',
    (state) => {
      expect(
        decideSupervision({ ...finding, state }, '2026-01-01', { ...settings, onRed: true }),
      ).toBeUndefined();
    },
  );

  it('begin after the date, and with a red alert on the very next day', () => {
    const red = { ...settings, onRed: true, overdueDays: 0 };
    expect(decideSupervision(finding, '2025-06-01', red)).toBeUndefined();
    expect(decideSupervision(finding, '2025-06-02', red)).toEqual({
      rule: 'red_alert',
      why: '期限为2025-06-01，2025-06-02起为红色预警（逾期1天），达到自动督办条件（红色预警）。',
      cause: 'date:2025-06-01',
      level: 'red',
    });
    expect(decideSupervision(finding, '2025-05-01', { ...settings, overdueDays: 1 })).toBeUndefined();
    expect(decideSupervision({ ...finding, dueDate: undefined }, '2026-01-01', red)).toBeUndefined();
    const noted = { ...finding, nextCheckDate: '2030-01-01' };
    expect(decideSupervision(noted, '2025-06-02', red)?.cause).toBe('date:2025-06-01');
  });

  it('are looked for from the first day a rule may call for one', () => {
    expect(overdueAfter(settings)).toBe(15);
    expect(overdueAfter({ ...settings, onRed: true })).toBe(1);
    expect(overdueAfter({ ...settings, overdueDays: 0 })).toBeUndefined();
    expect(overdueAfter({ ...settings, overdueDays: 0, onRed: true })).toBe(1);
    expect(overdueAfter({ ...settings, overdueDays: 1 })).toBe(1);
  });

  it('can be switched off', () => {
    expect(decideSupervision(finding, '2026-01-01', { ...settings, overdueDays: 0 })).toBeUndefined();
  });
});

describe('orders raised by poor quality', () => {
  const refused = (id: string) => ({ id, status: 'returned', endedAtGate: 'evidence_check' }) as const;

  it('count what the evidence check returned, and nothing else', () => {
    const other = { id: 'c0', status: 'returned', endedAtGate: 'party_committee' } as const;
    expect(decideQuality([other, refused('c1')], 'c1', settings)).toBeUndefined();
    const running = { id: 'c9', status: 'running', endedAtGate: 'evidence_check' } as const;
    expect(decideQuality([running, refused('c1')], 'c1', settings)).toBeUndefined();
    expect(decideQuality([other, refused('c1'), refused('c2')], 'c2', settings)).toMatchObject({
      rule: 'poor_quality',
      cause: 'case:c2',
      level: 'yellow',
      why: '材料核验已累计退回2次，达到自动督办条件（退回满2次）。',
    });
  });

  it('can be switched off', () => {
    expect(decideQuality([refused('c1'), refused('c2')], 'c2', { ...settings, refusals: 0 })).toBeUndefined();
  });
});

describe('the thresholds', () => {
  it('are known practice where the unit says nothing else', () => {
    expect(supervisionOf(undefined)).toEqual(DEFAULT_SUPERVISION);
    expect(supervisionOf({ overdueDays: 7 })).toEqual({ ...DEFAULT_SUPERVISION, overdueDays: 7 });
  });

  it('are whole numbers within reason', () => {
    expect(checkSupervision(DEFAULT_SUPERVISION).ok).toBe(true);
    for (const wrong of [{ overdueDays: -1 }, { overdueDays: 1.5 }, { mostPerDay: 0 }, { likeness: 101 }]) {
      const checked = checkSupervision({ ...DEFAULT_SUPERVISION, ...wrong });
      expect(blamed(checked)).toEqual(['supervision_setting', Object.keys(wrong)[0]]);
    }
    const least = { overdueDays: 0, refusals: 0, mostPerDay: 1, recurrenceMonths: 0, likeness: 30 };
    const most = { overdueDays: 365, refusals: 10, mostPerDay: 200, recurrenceMonths: 60, likeness: 100 };
    for (const edge of [least, most])
      expect(refusedWith(checkSupervision({ ...DEFAULT_SUPERVISION, ...edge }))).toBe('allowed');
  });

  it('are shown as they count', () => {
    expect(supervisionFormula(DEFAULT_SUPERVISION)).toEqual([
      '逾期：今日 − 整改期限 ≥ 15 天，自动下发督办单。',
      '质量不高：材料核验累计退回 ≥ 2 次，自动下发督办单。',
      '同一问题、同一期限（同一次退回）只下发一次；每单位每日最多 20 张，逾期最久的在先。',
    ]);
    expect(supervisionFormula({ ...DEFAULT_SUPERVISION, onRed: true, overdueDays: 0, refusals: 0 })).toEqual([
      '红色预警：问题超过整改期限（持续整改按下次检查日期）的当日，自动下发督办单。',
      expect.stringContaining('只下发一次'),
    ]);
  });
});

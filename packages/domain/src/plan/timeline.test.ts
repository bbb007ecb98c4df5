import { describe, expect, it } from 'vitest';
import { aggregateFixture, findingFixture, measureFixture } from '../closeout/case-fixture.ts';
import { planFindingOf } from './plan-finding.ts';
import { planTimeline } from './timeline.ts';

const finding = (no: string, ...terms: Parameters<typeof measureFixture>[0][]) =>
  planFindingOf(
    aggregateFixture({
      finding: findingFixture({ id: no, no, termClass: 'time_limited', feedbackDate: '2025-01-31' }),
      measures: terms.map((over, index) => measureFixture({ id: `m${index}`, seq: index + 1, ...over })),
    }),
  );
const open = { status: 'under_way', progress: 40 } as const;
const until = (date: string) => ({ ...open, term: { kind: 'date' as const, date } });

describe('time line (E06)', () => {
  const plan = planTimeline(
    [
      finding('10', until('2025-06-30')),
      finding('2', until('2025-02-28'), { ...until('2025-02-28'), status: 'done', progress: 100 }),
      finding('3', { ...open, term: { kind: 'continuous' } }, { ...open, term: { kind: 'none' } }),
    ],
    '2025-03-03',
  );

  it('spans whole months from the feedback to the last day, with today in it', () => {
    expect(plan).toMatchObject({ from: '2025-01-01', to: '2025-07-01' });
    expect(plan.marks.map(({ date }) => date)).toEqual([
      '2025-01-01',
      '2025-02-01',
      '2025-03-01',
      '2025-04-01',
      '2025-05-01',
      '2025-06-01',
    ]);
    // 61 of 181 days.
    expect(plan.today).toBeCloseTo(33.7, 1);
  });

  it('orders findings by number and marks what is late, and what is done is not', () => {
    expect(plan.rows.map((row) => row.finding.no)).toEqual(['2', '3', '10']);
    expect(plan.rows.map(({ bars }) => bars.map(({ late }) => late))).toEqual([
      [true, false],
      [false, false],
      [false],
    ]);
  });

  it('lets what goes on run to the edge, and gives what has no day the limit of its class', () => {
    const [continuous, unnamed] = plan.rows[1]?.bars ?? [];
    expect(continuous).toMatchObject({ until: undefined });
    expect((continuous?.left ?? 0) + (continuous?.width ?? 0)).toBeCloseTo(100, 1);
    // Three calendar months after 31 January.
    expect(unnamed).toMatchObject({ until: '2025-04-30' });
  });

  it('takes quarters where months would run into each other, and stands without findings', () => {
    expect(planTimeline([finding('1', until('2027-06-30'))], '2025-03-03').marks).toHaveLength(10);
    expect(planTimeline([], '2025-03-03')).toMatchObject({ from: '2025-03-01', to: '2025-04-01', rows: [] });
  });
});

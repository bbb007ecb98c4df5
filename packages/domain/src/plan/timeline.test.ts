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

  it('puts each bar where its days lie on the scale, in per cent', () => {
    // 1 January to 1 July 2025 are 181 days; the feedback came on day 30.
    const [second, , tenth] = plan.rows.map(({ bars }) => bars[0]);
    expect(tenth).toMatchObject({ from: '2025-01-31', until: '2025-06-30', left: 16.57 });
    // Day 180 is at 99.45.
    expect(tenth?.width).toBeCloseTo(99.45 - 16.57, 2);
    expect(second?.width).toBeCloseTo(32.04 - 16.57, 2);
    expect(plan.marks.map(({ at }) => at)).toEqual([0, 17.13, 32.6, 49.72, 66.3, 83.43]);
  });

  it('shows a bar of one day, and one that ends before it begins, one per cent wide', () => {
    const short = planTimeline([finding('1', until('2025-01-31'), until('2024-12-01'))], '2025-03-03');
    expect(short.rows[0]?.bars.map(({ from, width }) => [from, width])).toEqual([
      ['2025-01-31', 1],
      ['2025-01-31', 1],
    ]);
  });

  it('is late from the day after, and only while it is not done', () => {
    const late = (today: string) =>
      planTimeline([finding('1', until('2025-03-31'))], today).rows[0]?.bars[0]?.late;
    expect([late('2025-03-30'), late('2025-03-31'), late('2025-04-01')]).toEqual([false, false, true]);
  });

  it('begins with the first feedback or today, whichever is earlier, and keeps two weeks of room', () => {
    const early = finding('1', until('2025-02-28'));
    const later = { ...finding('2', until('2025-02-28')), feedbackDate: '2025-02-20' };
    expect(planTimeline([later, early], '2025-02-10').from).toBe('2025-01-01');
    expect(planTimeline([later], '2025-01-15').from).toBe('2025-01-01');
    const silent = { ...later, feedbackDate: undefined, measures: [], dueDate: undefined };
    expect(planTimeline([silent], '2025-02-10')).toMatchObject({ from: '2025-02-01', to: '2025-03-01' });
    expect(planTimeline([silent], '2025-02-17').to).toBe('2025-04-01');
    expect(planTimeline([{ ...silent, dueDate: '2025-12-31' }], '2025-02-17').to).toBe('2026-01-01');
    const unsaid = { ...early, feedbackDate: undefined };
    expect(planTimeline([unsaid, later], '2025-03-10').rows[0]?.bars[0]?.from).toBe('2025-02-01');
  });

  it('marks eighteen months one by one, and from the nineteenth by quarters', () => {
    const marks = (date: string) => planTimeline([finding('1', until(date))], '2025-03-03').marks;
    expect(marks('2026-06-30')).toHaveLength(18);
    expect(marks('2026-07-01')).toHaveLength(7);
    expect(
      marks('2026-07-01')
        .map(({ date }) => date)
        .slice(0, 3),
    ).toEqual(['2025-01-01', '2025-04-01', '2025-07-01']);
  });

  it('takes quarters where months would run into each other, and stands without findings', () => {
    expect(planTimeline([finding('1', until('2027-06-30'))], '2025-03-03').marks).toHaveLength(10);
    expect(planTimeline([], '2025-03-03')).toMatchObject({ from: '2025-03-01', to: '2025-04-01', rows: [] });
  });
});

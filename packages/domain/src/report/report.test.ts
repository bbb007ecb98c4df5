import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, actorFixture, findingFixture, refusedWith } from '../closeout/case-fixture.ts';
import { FINDING_STATES, type Finding, isCounted, TERM_CLASSES } from '../finding/finding.ts';
import type { MatterAggregate, MatterChange, MatterFile } from '../matter/index.ts';
import type { Result } from '../result.ts';
import {
  annualDuty,
  basisOf,
  type DutyContent,
  type DutyOrigin,
  decideReport,
  differenceOf,
  dutiesOnFeedback,
  effectFunnel,
  onTimeRate,
  renewReport,
  reportNumbers,
  savedBasisOf,
  settleAnnualDuty,
  shareOf,
  submitReport,
  textsOf,
  writeReport,
} from './index.ts';

const origin = (over: Partial<DutyOrigin> = {}): DutyOrigin => ({
  tenantId: 'beihe',
  batch: { id: 'bat1', title: '2024年第二轮巡察反馈问题', round: '2024年第二轮' },
  feedbackDate: '2024-11-30',
  idOf: (seed) => seed,
  ruleSets: [],
  by: { userId: 'system:jobs', name: '系统' },
  at: AT,
  ...over,
});

const office = actorFixture('office', ['rectification_office']);
const secretary = actorFixture('secretary', ['party_secretary']);
const inspector = actorFixture('inspector', ['inspection_office'], { tenantId: 'jituan' });

type Aggregate = MatterAggregate<DutyContent>;
const duty = (type: DutyContent['type']): Aggregate => {
  const made = dutiesOnFeedback(origin(), '2024-12-02').find(({ matter }) => matter.content.type === type);
  if (!made) throw new Error(`no ${type}`);
  return { matter: made.matter, files: [], parts: [] };
};

const paper = (id: string): MatterFile => ({
  id,
  purpose: 'signed_report',
  fileName: `${id}.pdf`,
  size: 7,
  sha256: id.padEnd(64, '0'),
  contentType: 'application/pdf',
  uploadedBy: 'office',
  uploadedByName: '办公室',
  registeredAt: AT,
  status: 'verified',
});

/** The aggregate after a step that must be allowed. */
const after = (before: Aggregate, step: Result<MatterChange<DutyContent>>): Aggregate => {
  if (!step.ok) throw new Error(step.error.message);
  const parts = new Map([...before.parts, ...(step.value.parts ?? [])].map((part) => [part.id, part]));
  return { matter: step.value.matter, files: before.files, parts: [...parts.values()] };
};
const codeOf = (step: Result<unknown>): string => (step.ok ? 'ok' : refusedWith(step));

const basis = (asOf = '2025-02-01', findings: readonly Finding[] = [findingFixture()]) =>
  basisOf(findings, asOf);
const handIn = (aggregate: Aggregate, today: string, actor = office) =>
  submitReport(aggregate, actor, { at: AT, today, basis: basis(today) });

describe('what a unit owes after feedback (H01–H03)', () => {
  it('is four reports, each due by its own rule, counted from the feedback date', () => {
    const due = dutiesOnFeedback(origin(), '2024-12-02').map(({ matter }) => [
      matter.content.type,
      matter.due?.date,
      matter.waiting[0]?.key,
    ]);
    expect(due).toEqual([
      // Three months after 30 November is the end of February.
      ['rectification_report', '2025-02-28', 'role:rectification_office'],
      ['organisation_report', '2025-02-28', 'role:party_secretary'],
      ['stage_report', '2025-05-30', 'role:rectification_office'],
      ['annual_report', '2024-12-31', 'role:rectification_office'],
    ]);
  });

  it('says why each is due that day, and follows the unit’s own rules', () => {
    const own = origin({
      ruleSets: [
        {
          version: 1,
          effectiveFrom: '2024-01-01',
          limits: { stage_report: { unit: 'month', amount: 5 } },
          reason: '集团统一',
        },
      ],
    });
    const stage = dutiesOnFeedback(own, '2024-12-02')[2]?.matter;
    expect(stage?.due?.date).toBe('2025-04-30');
    expect(stage?.due?.why).toContain('时限规则第1版');
  });

  it('has ids that depend on batch, report and year alone', () => {
    const ids = (at: string, day: string) =>
      dutiesOnFeedback(origin({ at }), day).map(({ matter }) => matter.id);
    expect(ids(AT, '2024-12-02')).toEqual(ids('2024-12-05T00:00:00.000Z', '2024-12-05'));
    expect(annualDuty(origin(), '2024-12-31').matter.id).toBe(ids(AT, '2024-12-02')[3]);
    expect(annualDuty(origin(), '2025-01-01').matter.id).not.toBe(ids(AT, '2024-12-02')[3]);
  });
});

describe('an annual report', () => {
  it('falls away with the last open finding, and comes back when one is reopened in its year', () => {
    const { matter } = annualDuty(origin(), '2025-01-01');
    expect(settleAnnualDuty(matter, true, '2025-03-01')).toBeUndefined();
    const gone = settleAnnualDuty(matter, false, '2025-03-01')?.matter;
    expect(gone).toMatchObject({ status: 'lapsed', open: false, waiting: [] });
    const back = gone && settleAnnualDuty(gone, true, '2025-04-01')?.matter;
    expect(back).toMatchObject({ status: 'drafting', open: true });
    expect(back?.waiting).toHaveLength(1);
    expect(gone && settleAnnualDuty(gone, true, '2026-01-01')).toBeUndefined();
  });

  it('that was owed at the end of its year stays owed', () => {
    const { matter } = annualDuty(origin(), '2025-01-01');
    expect(settleAnnualDuty(matter, false, '2026-01-01')).toBeUndefined();
  });
});

describe('a draft', () => {
  it('keeps what people wrote when the data is taken anew', () => {
    const written = after(
      duty('stage_report'),
      writeReport(duty('stage_report'), { free: { overview: '第一段\n第二段' } }),
    );
    const renewed = after(written, renewReport(written, basis('2025-03-01')));
    const twice = after(renewed, renewReport(renewed, basis('2025-04-01')));
    expect(textsOf(twice)).toEqual({ free: { overview: '第一段\n第二段' } });
    expect(savedBasisOf(twice)?.asOf).toBe('2025-04-01');
  });

  it('takes only sections its report has', () => {
    expect(
      codeOf(writeReport(duty('rectification_report'), { free: { leadership: '不属于这份报告' } })),
    ).toBe('section_unknown');
  });

  it('says what the data says now that it did not say before', () => {
    const one = findingFixture({ id: 'a', state: 'rectifying', measureCount: 2, measureDone: 1 });
    const two = findingFixture({ id: 'b', no: '2', state: 'rectifying', measureCount: 1, measureDone: 0 });
    const three = findingFixture({ id: 'c', no: '3', state: 'rectifying' });
    const now = [
      { ...one, state: 'closed' as const, measureDone: 2 },
      { ...two },
      { ...three, state: 'split' as const },
      findingFixture({ id: 'd', no: '3-1', state: 'rectifying', measureCount: 0, measureDone: 0 }),
    ];
    const difference = differenceOf(basis('2025-02-01', [one, two, three]), now);
    expect(difference).toMatchObject({ since: '2025-02-01', gone: 1 });
    expect(difference.moved).toEqual([
      {
        findingId: 'a',
        no: '1',
        title: one.title,
        from: { outcome: 'open', measures: '1/2' },
        to: { outcome: 'closed', measures: '2/2' },
      },
      expect.objectContaining({ findingId: 'd', from: undefined }),
    ]);
    expect(differenceOf(basis('2025-02-01', now), now).moved).toEqual([]);
  });
});

describe('handing in', () => {
  const signed = (aggregate: Aggregate, ...ids: string[]): Aggregate => ({
    ...aggregate,
    files: [...aggregate.files, ...ids.map(paper)],
  });

  it('needs a signed paper that was checked', () => {
    const without = duty('rectification_report');
    expect(codeOf(handIn(without, '2025-02-01'))).toBe('signed_report_missing');
    const unchecked = { ...without, files: [{ ...paper('p'), status: 'registered' as const }] };
    expect(codeOf(handIn(unchecked, '2025-02-01'))).toBe('signed_report_missing');
    const other = { ...without, files: [{ ...paper('p'), purpose: 'annex' }] };
    expect(codeOf(handIn(other, '2025-02-01'))).toBe('signed_report_missing');
  });

  it('of the principal’s own report is the party secretary’s', () => {
    const own = signed(duty('organisation_report'), 'p');
    expect(codeOf(handIn(own, '2025-02-01', office))).toBe('duty_other_role');
    expect(codeOf(handIn(own, '2025-02-01', secretary))).toBe('ok');
  });

  it('is on time until the end of the due day; a return moves no date and wants a new paper', () => {
    const first = after(
      signed(duty('rectification_report'), 'p1'),
      handIn(signed(duty('rectification_report'), 'p1'), '2025-02-28'),
    );
    expect(first.matter.content.submissions[0]).toMatchObject({ number: 1, late: false });
    expect(first.matter.waiting[0]).toMatchObject({ home: 'group', key: 'role:inspection_office' });
    expect(codeOf(writeReport(first, { free: {} }))).toBe('duty_state');

    expect(codeOf(decideReport(first, inspector, { outcome: 'returned', reason: ' ' }, AT))).toBe(
      'reason_missing',
    );
    const returned = after(
      first,
      decideReport(first, inspector, { outcome: 'returned', reason: '数据不一致' }, AT),
    );
    expect(returned.matter).toMatchObject({ status: 'returned', due: { date: '2025-02-28' } });
    expect(codeOf(handIn(returned, '2025-03-01'))).toBe('signed_report_missing');
    const again = after(signed(returned, 'p2'), handIn(signed(returned, 'p2'), '2025-03-01'));
    expect(again.matter.content.submissions[1]).toMatchObject({ number: 2, late: true });
    expect(again.matter.content.submissions[1]?.files.map(({ id }) => id)).toEqual(['p2']);
    const accepted = after(again, decideReport(again, inspector, { outcome: 'accepted' }, AT));
    expect(accepted.matter).toMatchObject({ status: 'accepted', open: false, waiting: [] });
    expect(accepted.parts.map(({ id }) => id)).toContain('submission-1');
    expect(codeOf(decideReport(accepted, inspector, { outcome: 'accepted' }, AT))).toBe('duty_state');
  });

  it('is decided by nobody who handed in, nor by whom they stood in for', () => {
    const deputy = actorFixture('deputy', ['rectification_office'], {
      onBehalfOf: { userId: 'inspector', name: '替', delegationId: 'd1' },
    });
    const ready = signed(duty('rectification_report'), 'p1');
    const handedIn = after(ready, handIn(ready, '2025-02-01', deputy));
    expect(codeOf(decideReport(handedIn, inspector, { outcome: 'accepted' }, AT))).toBe('own_submission');
  });
});

describe('the on-time rate', () => {
  it('is on time ÷ due so far, over what has fallen due and did not fall away', () => {
    const today = '2025-03-01';
    const rate = onTimeRate(
      [
        { status: 'accepted', due: '2025-02-28', late: false },
        { status: 'submitted', due: '2025-02-28', late: true },
        { status: 'drafting', due: '2025-02-28' },
        { status: 'drafting', due: today },
        { status: 'submitted', due: '2025-06-30', late: false },
        { status: 'lapsed', due: '2024-12-31' },
      ],
      today,
    );
    expect(rate).toMatchObject({ part: 1, whole: 3, formula: '按时报送 1 ÷ 已到期 3 = 33.3%' });
  });
});

const finding = fc.record({
  state: fc.constantFrom(...FINDING_STATES),
  termClass: fc.constantFrom(...TERM_CLASSES),
  measureCount: fc.nat(9),
});
const findings = fc
  .array(finding, { maxLength: 40 })
  .chain((some) =>
    fc
      .tuple(...some.map(({ measureCount }) => fc.nat(measureCount)))
      .map((done) =>
        some.map((one, index) => findingFixture({ ...one, id: `f${index}`, measureDone: done[index] ?? 0 })),
      ),
  );

describe('numbers', () => {
  it('add up: classes to the sum, outcomes to each total, leaves only (D07)', () => {
    fc.assert(
      fc.property(findings, (some) => {
        const { rows } = reportNumbers(some);
        const all = rows.at(-1);
        expect(all?.total).toBe(some.filter(({ state }) => isCounted(state)).length);
        for (const row of rows) expect(row.closed + row.stage + row.open).toBe(row.total);
        const classes = rows.slice(0, -1).reduce((sum, { total }) => sum + total, 0);
        expect(classes).toBe(all?.total);
      }),
    );
  });

  it('show the arithmetic of each percentage, and none where there is nothing to divide by', () => {
    expect(shareOf(['已销号', 2], ['反馈问题', 3]).formula).toBe('已销号 2 ÷ 反馈问题 3 = 66.6%');
    expect(shareOf(['已销号', 0], ['反馈问题', 0])).toEqual({
      part: 0,
      whole: 0,
      formula: '已销号 0 ÷ 反馈问题 0（无可计算的项）',
    });
  });

  it('say 100.0% only when all are done', () => {
    expect(shareOf(['a', 9999], ['b', 10_000]).percent).toBe('99.9%');
  });
});

describe('the effect funnel (K03)', () => {
  it('never widens, and ends in what came back after closing', () => {
    fc.assert(
      fc.property(findings, fc.array(fc.nat(39)), (some, back) => {
        const recurred = new Set(back.map((index) => `f${index}`));
        const counts = effectFunnel(some, recurred).map(({ count }) => count);
        expect(counts).toHaveLength(5);
        for (const [index, count] of counts.entries())
          expect(count).toBeLessThanOrEqual(counts[index - 1] ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  it('counts a finding as far as it has come', () => {
    const at = (id: string, state: Finding['state'], measureCount: number, measureDone: number) =>
      findingFixture({ id, state, measureCount, measureDone });
    const some = [
      at('a', 'acknowledged', 0, 0),
      at('b', 'rectifying', 2, 1),
      at('c', 'closing', 2, 2),
      at('d', 'closed', 2, 2),
      at('e', 'split', 2, 2),
    ];
    expect(effectFunnel(some).map(({ step, count }) => [step, count])).toEqual([
      ['found', 4],
      ['planned', 3],
      ['done', 2],
      ['closed', 1],
    ]);
    const bars = effectFunnel(some, new Set(['d']));
    expect(bars.at(-1)?.share?.formula).toBe('边改边犯 1 ÷ 已销号 1 = 100.0%');
  });
});

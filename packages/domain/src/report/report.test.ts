import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  actorFixture,
  aggregateFixture,
  allowed,
  applied,
  blamed,
  findingFixture,
  measureFixture,
  refusedWith,
} from '../closeout/case-fixture.ts';
import {
  FINDING_STATES,
  type Finding,
  type FindingAggregate,
  isCounted,
  type Measure,
  TERM_CLASSES,
} from '../finding/finding.ts';
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
  exportReport,
  isMissed,
  onTimeRate,
  renewReport,
  reportFacts,
  reportNumbers,
  savedBasisOf,
  settleAnnualDuty,
  shareOf,
  standingSubmission,
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

describe('the trail of a report (G06)', () => {
  const draft = duty('rectification_report');
  const ready: Aggregate = { ...draft, files: [paper('p1')] };
  const submitted: Aggregate = { ...after(ready, handIn(ready, '2025-02-01')), files: ready.files };
  const { matter: annual } = annualDuty(origin(), '2025-01-01');
  const lapsed = settleAnnualDuty(annual, false, '2025-03-01');
  const eventOf = (step: Result<MatterChange<DutyContent>>) => allowed(step).event;

  it('says what was owed, written, renewed, exported, handed in and decided', () => {
    const texts = { free: { overview: '概况' }, accountability: undefined };
    const before = after(draft, writeReport(draft, { free: { problems: '困难' } }));
    expect([
      annualDuty(origin(), '2025-01-01').event,
      eventOf(writeReport(draft, texts)),
      eventOf(writeReport(before, { free: { problems: '困难', next: '' } })),
      eventOf(writeReport(before, { free: {} })),
      eventOf(renewReport(draft, basis('2025-03-01'))),
      eventOf(exportReport(draft, '2025-03-01')),
      eventOf(handIn(ready, '2025-02-01')),
      eventOf(decideReport(submitted, inspector, { outcome: 'accepted' }, AT)),
      eventOf(decideReport(submitted, inspector, { outcome: 'returned', reason: ' 不一致 ' }, AT)),
      lapsed?.event,
      lapsed && settleAnnualDuty(lapsed.matter, true, '2025-04-01')?.event,
    ]).toEqual([
      { type: 'duty.created', data: { type: 'annual_report', year: 2025, due: '2025-12-31' } },
      { type: 'duty.written', data: { sections: ['overview'] } },
      { type: 'duty.written', data: { sections: [] } },
      { type: 'duty.written', data: { sections: ['problems'] } },
      {
        type: 'duty.renewed',
        data: {
          asOf: '2025-03-01',
          all: { termClass: 'all', total: 1, closed: 0, stage: 0, open: 1 },
        },
      },
      { type: 'duty.exported', data: { asOf: '2025-03-01' } },
      { type: 'duty.submitted', data: { number: 1, late: false, files: ['p1'.padEnd(64, '0')] } },
      { type: 'duty.accepted', data: { number: 1, reason: undefined } },
      { type: 'duty.returned', data: { number: 1, reason: '不一致' } },
      { type: 'duty.lapsed', data: {} },
      { type: 'duty.revived', data: {} },
    ]);
  });

  it('keeps what was handed in as it was, with who decided', () => {
    const written = after(ready, writeReport(ready, { free: { overview: '概况' } }));
    const handed = after(written, handIn(written, '2025-02-01'));
    expect(handed.parts.find(({ id }) => id === 'submission-1')?.content).toEqual({
      texts: { free: { overview: '概况' } },
      basis: basis('2025-02-01'),
    });
    const returned = after(
      handed,
      decideReport(handed, inspector, { outcome: 'returned', reason: '不一致' }, AT),
    );
    expect(returned.matter.content.submissions[0]?.decision).toEqual({
      outcome: 'returned',
      reason: '不一致',
      at: AT,
      byName: '姓名inspector',
    });
  });

  it('tells who waits for what', () => {
    const whys = ({ matter }: Pick<Aggregate, 'matter'>) =>
      matter.waiting.map(({ home, why, due }) => `${home} ${why} ${due}`);
    expect(draft.matter).toMatchObject({
      kind: 'duty',
      title: '整改情况报告（2024年第二轮巡察反馈问题）',
      due: { why: expect.stringContaining('反馈后3个月') },
    });
    expect(annual).toMatchObject({
      title: '2025年度整改情况报告（2024年第二轮巡察反馈问题）',
      due: { why: expect.stringContaining('当年仍有未销号问题') },
    });
    const wide = dutiesOnFeedback(
      origin({ batch: { id: 'b', title: '长'.repeat(99), round: '-' } }),
      '2024-12-02',
    );
    expect(wide[0]?.matter.title).toHaveLength(80);
    expect(draft.matter.id).toBe('duty:bat1:rectification_report:');
    expect(whys(draft)).toEqual(['unit 整改情况报告待撰写报送 2025-02-28']);
    expect(whys(submitted)).toEqual(['group 整改情况报告待审核 undefined']);
    const back = after(
      submitted,
      decideReport(submitted, inspector, { outcome: 'returned', reason: '-' }, AT),
    );
    expect(whys(back)).toEqual(['unit 整改情况报告被退回，请修改后重新报送 2025-02-28']);
    const revived = lapsed && settleAnnualDuty(lapsed.matter, true, '2025-04-01');
    expect(revived && whys(revived)).toEqual(['unit 年度整改情况报告待撰写报送 2025-12-31']);
  });

  it('asks for what is missing by its field, in words that fit', () => {
    const foreign = writeReport(draft, { free: { leadership: '不属于这份报告' } });
    expect(blamed(foreign)).toEqual(['section_unknown', 'free.leadership']);
    const paperless = handIn(draft, '2025-02-01');
    expect(blamed(paperless)).toEqual(['signed_report_missing', 'files']);
    expect(paperless).toMatchObject({ error: { message: expect.stringMatching(/^还没有签字盖章的报告/) } });
    const noReason = decideReport(submitted, inspector, { outcome: 'returned' }, AT);
    expect(blamed(noReason)).toEqual(['reason_missing', 'reason']);
    const back = after(
      submitted,
      decideReport(submitted, inspector, { outcome: 'returned', reason: '-' }, AT),
    );
    expect(handIn(back, '2025-03-01')).toMatchObject({
      error: { message: expect.stringMatching(/^还没有修改后重新签字盖章的报告/) },
    });
    const done = after(submitted, decideReport(submitted, inspector, { outcome: 'accepted' }, AT));
    for (const [aggregate, word] of [
      [submitted, '正在等待审核'],
      [done, '已经办结'],
    ] as const)
      for (const step of [
        writeReport(aggregate, { free: {} }),
        renewReport(aggregate, basis()),
        handIn(aggregate, '2025-02-01'),
      ]) {
        expect(codeOf(step)).toBe('duty_state');
        expect(step).toMatchObject({ error: { message: expect.stringContaining(word) } });
      }
    expect(codeOf(handIn({ ...ready, matter: { ...ready.matter } }, '2025-02-01', secretary))).toBe('ok');
  });

  it('settles no report but an annual one that nobody has handed in', () => {
    expect(settleAnnualDuty(draft.matter, false, '2025-01-01')).toBeUndefined();
    const handed = {
      ...annual,
      content: { ...annual.content, submissions: submitted.matter.content.submissions },
    };
    expect(settleAnnualDuty(handed, false, '2025-03-01')).toBeUndefined();
    for (const status of ['submitted', 'returned', 'accepted'] as const)
      expect(settleAnnualDuty({ ...annual, status }, false, '2025-03-01')).toBeUndefined();
    expect(lapsed && settleAnnualDuty(lapsed.matter, false, '2025-04-01')).toBeUndefined();
  });
});

describe('what stands of a report', () => {
  const submission = (outcome?: 'accepted' | 'returned') => ({
    number: 1,
    at: AT,
    on: '2025-02-01',
    late: false,
    by: 'u',
    byName: '甲',
    persons: ['u'],
    files: [],
    ...(outcome ? { decision: { outcome, at: AT, byName: '乙' } } : {}),
  });

  it('is the last submission unless it came back', () => {
    expect(standingSubmission([])).toBeUndefined();
    expect(standingSubmission([submission('returned')])).toBeUndefined();
    for (const last of [submission(), submission('accepted')])
      expect(standingSubmission([submission('returned'), last])).toBe(last);
    expect(standingSubmission([submission('accepted'), submission('returned')])).toBeUndefined();
  });

  it('is missed once its day has passed without one in time', () => {
    const missed = (late: boolean | undefined, over = {}) =>
      isMissed({ status: 'drafting', due: '2025-02-28', late, ...over }, '2025-03-01');
    expect([missed(undefined), missed(true), missed(false)]).toEqual([true, true, false]);
    expect(missed(undefined, { due: '2025-03-01' })).toBe(false);
    expect(missed(undefined, { due: undefined })).toBe(false);
    expect(missed(undefined, { status: 'lapsed' })).toBe(false);
  });
});

describe('the facts of a report (H01–H03)', () => {
  const closed = applied();
  const read = (over: Partial<FindingAggregate> = {}) => aggregateFixture(over);

  it('are rows of findings that count, with the number of the close once it is closed', () => {
    const of = (state: Finding['state']) =>
      reportFacts([read({ finding: findingFixture({ state, closeoutNo: 'BEIHE-2025-0001' }) })]).findings;
    expect(of('closed')).toEqual([
      {
        id: 'fnd1',
        no: '1',
        title: '采购管理不规范',
        departmentName: '物资管理部',
        termClass: 'time_limited',
        outcome: 'closed',
        measureCount: 1,
        measureDone: 1,
        dueDate: '2025-06-30',
        closeoutNo: 'BEIHE-2025-0001',
      },
    ]);
    expect(of('rectifying')[0]?.closeoutNo).toBeUndefined();
    expect(of('split')).toEqual([]);
  });

  it('are measures that stand, each with its term in words', () => {
    const term = (over: Partial<Measure>, seq: number) => measureFixture({ id: `m${seq}`, seq, ...over });
    const { measures } = reportFacts([
      read({
        measures: [
          term({ term: { kind: 'date', date: '2025-06-30', original: '6月' } }, 1),
          term({ term: { kind: 'continuous', original: '长期' } }, 2),
          term({ term: { kind: 'continuous' } }, 3),
          term({ term: { kind: 'immediate' } }, 4),
          term({ term: { kind: 'none' } }, 5),
          term({ status: 'withdrawn' }, 6),
        ],
      }),
    ]);
    expect(measures.map(({ seq, term: words }) => [seq, words])).toEqual([
      [1, '2025-06-30'],
      [2, '长期'],
      [3, '长期坚持'],
      [4, '立行立改'],
      [5, ''],
    ]);
    expect(measures[0]).toMatchObject({
      findingNo: '1',
      status: 'done',
      progress: 100,
      result: '已修订并发布',
    });
  });

  it('are the rules that the latest standing application names, each once', () => {
    const [first] = closed.cases;
    if (!first) throw new Error('an application makes a case');
    const one = (id: string, status: typeof first.status, ...newRules: string[]) => ({
      ...first,
      id,
      status,
      application: { ...first.application, newRules },
    });
    const rules = (...cases: (typeof first)[]) => reportFacts([read({ cases })]).newRules;
    expect(rules(one('a', 'closed', '旧办法'), one('b', 'running', '办法', '办法', '细则'))).toEqual([
      { findingNo: '1', text: '办法' },
      { findingNo: '1', text: '细则' },
    ]);
    expect(
      rules(one('a', 'continuous', '办法'), one('b', 'returned', '新办法'), one('c', 'withdrawn', '细则')),
    ).toEqual([{ findingNo: '1', text: '办法' }]);
    expect(rules(one('a', 'returned', '新办法'))).toEqual([]);
    expect(rules()).toEqual([]);
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

  it('are named percentages with their arithmetic, measures summed', () => {
    const of = (
      state: Finding['state'],
      measureCount: number,
      measureDone: number,
      stage?: Finding['stage'],
    ) => findingFixture({ state, measureCount, measureDone, stage });
    const numbers = reportNumbers([
      of('closed', 2, 2),
      of('rectifying', 3, 1, { outcome: 'accepted', on: '2025-02-01' }),
      of('rectifying', 5, 0),
      of('draft', 9, 9),
    ]);
    expect(numbers.measures).toEqual({ total: 10, done: 3 });
    expect(numbers.rows.map(({ termClass }) => termClass)).toEqual(['time_limited', 'all']);
    expect(numbers.shares.map(({ name, share }) => `${name}：${share.formula}`)).toEqual([
      '销号率：已销号 1 ÷ 反馈问题 3 = 33.3%',
      '阶段性成效率：取得阶段性成效并持续整改 1 ÷ 反馈问题 3 = 33.3%',
      '整改成效率：已销号与阶段性成效 2 ÷ 反馈问题 3 = 66.6%',
      '措施完成率：已完成措施 3 ÷ 整改措施 10 = 30.0%',
    ]);
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
    expect(effectFunnel(some, new Set(['a', 'zzz'])).at(-1)?.count).toBe(0);
    expect(bars.at(-1)?.share?.formula).toBe('边改边犯 1 ÷ 已销号 1 = 100.0%');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyForCloseout, missingForApplication } from '../closeout/apply.ts';
import type { ChainPolicy, Gate } from '../closeout/case.ts';
import {
  AT,
  actorFixture,
  after,
  aggregateFixture,
  allowed,
  applied,
  approval,
  blamed,
  context,
  DECIDERS,
  evidenceFixture,
  findingFixture,
  measureFixture,
  minutesFixture,
  opened,
  refusedWith,
} from '../closeout/case-fixture.ts';
import { decideGate } from '../closeout/decide.ts';
import { DEFAULT_POLICY, OPTIONAL_GATES } from '../closeout/policy.ts';
import { gateDue } from '../closeout/run.ts';
import { waitingFor } from '../inbox/waiting-for.ts';
import { addCalendarDays } from '../limits/index.ts';
import { alertOf } from './course.ts';
import { askExtension, decideExtension, EXTENSION_RULE, withdrawExtension } from './extension.ts';
import { FINDING_STATES, type FindingAggregate, type Measure } from './finding.ts';
import { GREEN_CHANNEL, gateDays, setGreenChannel } from './green-channel.ts';
import { addMeasure, editMeasure, reportProgress } from './measures.ts';
import { decideStage, resultClassOf } from './stage.ts';

const TODAY = '2025-06-02';
const DUE = '2025-06-30';
const clerk = actorFixture('clerk', ['handler']);
const head = actorFixture('head', ['department_head']);
const office = actorFixture('office', ['rectification_office']);
const inspection = actorFixture('inspection', ['inspection_office'], { tenantId: 'jituan' });

const measure = (over: Partial<Measure> = {}): Measure =>
  measureFixture({
    status: 'under_way',
    progress: 40,
    result: undefined,
    doneAt: undefined,
    reportedBy: ['clerk'],
    term: { kind: 'date', date: DUE, original: '2025年6月' },
    ...over,
  });
const working = (over: Partial<FindingAggregate> = {}): FindingAggregate =>
  aggregateFixture({
    finding: findingFixture({ startedOn: '2025-03-22', dueDate: DUE, progress: 40, measureDone: 0 }),
    measures: [measure()],
    ...over,
  });
const ask = (aggregate: FindingAggregate, over: Partial<Parameters<typeof askExtension>[1]> = {}) =>
  askExtension(
    aggregate,
    { id: 'ext1', measureId: 'mea1', to: '2025-07-20', reason: '招标延后', ...over },
    head,
    TODAY,
  );
const asked = (over: Partial<Parameters<typeof askExtension>[1]> = {}, aggregate = working()) =>
  after(aggregate, allowed(ask(aggregate, over)));
const decide = (aggregate: FindingAggregate, actor = office, outcome: 'approved' | 'refused' = 'approved') =>
  decideExtension(aggregate, { extensionId: 'ext1', outcome, reason: '情况属实' }, actor, TODAY);

describe('who decides an extension', () => {
  const last = addCalendarDays(DUE, EXTENSION_RULE.officeDays);
  it.each([
    ['the first of a measure, thirty days', { to: last }, working(), 'rectification_office'],
    ['longer', { to: addCalendarDays(last, 1) }, working(), 'inspection_office'],
    ['again', { to: last }, working({ measures: [measure({ extensions: 1 })] }), 'inspection_office'],
    ['of the finding itself', { measureId: undefined, to: last }, working(), 'inspection_office'],
  ] as const)('%s: %s', (_name, over, aggregate, decider) => {
    const pending = asked(over, aggregate).finding;
    expect(pending.extension?.decider).toBe(decider);
    expect(waitingFor(pending)).toContainEqual({
      assignee: { home: decider === 'inspection_office' ? 'group' : 'unit', key: `role:${decider}` },
      kind: 'extension',
      why: expect.stringContaining('延期申请待审批'),
      // Five working days after Monday 2 June 2025.
      due: '2025-06-09',
    });
  });
});

describe('asking', () => {
  it.each(FINDING_STATES)('%s', (state) => {
    const aggregate = working({ finding: findingFixture({ state, dueDate: DUE }) });
    const may = state === 'rectifying' || state === 'continuous';
    expect(refusedWith(ask(aggregate))).toBe(
      may ? 'allowed' : state === 'closing' ? 'closeout_locked' : 'state_not_rectifying',
    );
  });

  it('needs a later date, a measure that is not done, files that stand, and nothing that waits', () => {
    for (const to of [DUE, '2025-06-01', 'morgen'])
      expect(blamed(ask(working(), { to }))).toEqual(['extension_date', 'to']);
    const overdue = working({ measures: [measure({ term: { kind: 'date', date: '2025-05-01' } })] });
    expect(refusedWith(ask(overdue, { to: TODAY }))).toBe('extension_date');
    expect(refusedWith(ask(overdue, { to: addCalendarDays(TODAY, 1) }))).toBe('allowed');
    expect(refusedWith(ask(working({ measures: [measure({ status: 'withdrawn' })] })))).toBe('not_found');
    const stands = (status: 'registered' | 'verified' | 'withdrawn' | 'refused' | 'replaced') =>
      blamed(
        ask(working({ evidence: [evidenceFixture(), evidenceFixture({ id: 'evd2', status })] }), {
          evidenceIds: ['evd1', 'evd2'],
        }),
      );
    for (const status of ['registered', 'verified'] as const)
      expect(stands(status)).toEqual(['allowed', undefined]);
    for (const status of ['withdrawn', 'refused', 'replaced'] as const)
      expect(stands(status)).toEqual(['evidence_unknown', 'evidenceIds']);
    expect(refusedWith(ask(working({ measures: [measure({ status: 'done' })] })))).toBe('measure_done');
    expect(refusedWith(ask(working(), { measureId: 'other' }))).toBe('not_found');
    expect(refusedWith(ask(working(), { evidenceIds: ['nowhere'] }))).toBe('evidence_unknown');
    expect(refusedWith(ask(asked(), { id: 'ext2' }))).toBe('extension_pending');
    const undated = {
      finding: findingFixture({ dueDate: undefined }),
      measures: [measure({ term: { kind: 'none' } })],
    };
    expect(refusedWith(ask(working(undated)))).toBe('extension_no_date');
  });

  it('keeps a close-out from starting until it is decided', () => {
    const done = {
      measures: [measureFixture(), measure({ id: 'mea2', seq: 2 })],
      evidence: [evidenceFixture()],
    };
    const pending = asked({ measureId: 'mea2' }, working(done));
    const ready = { ...pending, measures: [measureFixture()] };
    expect(missingForApplication(ready).map(({ code }) => code)).toEqual(['extension_pending']);
    const input = { caseId: 'case1', result: '完成', similarCheck: '已查', newRules: [] };
    expect(refusedWith(applyForCloseout(ready, input, DEFAULT_POLICY, head, AT))).toBe(
      'application_incomplete',
    );
  });

  it('is taken back by who asked, and by nobody else', () => {
    expect(refusedWith(withdrawExtension(asked(), 'ext1', '已完成', office))).toBe('not_applicant');
    const back = after(asked(), allowed(withdrawExtension(asked(), 'ext1', '已完成', head)));
    expect(back.finding.extension).toBeUndefined();
    expect(refusedWith(withdrawExtension(back, 'ext1', '已完成', head))).toBe('extension_decided');
    const substitute = { userId: 'sub', onBehalfOf: { userId: 'head', name: '负责人', delegationId: 'd' } };
    expect(refusedWith(withdrawExtension(asked(), 'ext1', '已完成', substitute))).toBe('allowed');
  });
});

describe('deciding', () => {
  it('approved: the date moves and says why, the count goes up, nothing waits any more', () => {
    const moved = after(asked(), allowed(decide(asked())));
    expect(moved.finding).toMatchObject({ dueDate: '2025-07-20', extensions: 1, extension: undefined });
    expect(moved.finding.dueWhy).toBe(
      '最晚一条措施（第1条）的完成时限（原文“2025年6月”）；2025-06-02经整改办姓名office批准延期，原为2025-06-30',
    );
    expect(moved.measures).toMatchObject([
      { extensions: 1, term: { date: '2025-07-20', original: '2025年6月' } },
    ]);
    expect(refusedWith(decide(moved))).toBe('extension_decided');
  });

  it('approved for the finding: its date moves beyond those of its measures', () => {
    const pending = asked({ measureId: undefined, to: '2025-09-30' });
    const moved = after(pending, allowed(decide(pending, inspection)));
    expect(moved.finding).toMatchObject({ dueDate: '2025-09-30', dueBy: 'extension' });
    expect(moved.finding.dueWhy).toContain('集团巡察办姓名inspection批准延期，原为2025-06-30');
    // It stays when a measure is reported on.
    const report = reportProgress(moved, 'mea1', { progress: 60 }, clerk, AT);
    expect(allowed(report).finding.dueDate).toBe('2025-09-30');
  });

  it('approved for one measure: the finding is due with the latest of all', () => {
    const later = measure({ id: 'mea2', seq: 2, term: { kind: 'date', date: '2025-12-31' } });
    const moved = allowed(decide(asked({}, working({ measures: [measure(), later] }))));
    expect(moved.finding.dueDate).toBe('2025-12-31');
    expect(moved.measures).toMatchObject([{ id: 'mea1', term: { date: '2025-07-20' } }]);
    const earlier = measure({ id: 'mea2', seq: 2, term: { kind: 'date', date: '2025-06-01' } });
    expect(allowed(decide(asked({}, working({ measures: [measure(), earlier] })))).finding.dueDate).toBe(
      '2025-07-20',
    );
  });

  it('refused: the date stays', () => {
    const kept = after(asked(), allowed(decide(asked(), office, 'refused')));
    expect(kept.finding).toMatchObject({ dueDate: DUE, extension: undefined });
    expect(kept.finding.extensions).toBeUndefined();
  });

  it('not by who asked, not by another office, not once a close-out has started', () => {
    const both = actorFixture('head', ['department_head', 'rectification_office']);
    expect(refusedWith(decide(asked(), both))).toBe('separation_of_duties');
    const substitute = { ...office, onBehalfOf: { userId: 'head', name: '负责人', delegationId: 'd' } };
    expect(refusedWith(decide(asked(), substitute))).toBe('separation_of_duties');
    expect(refusedWith(decide(asked(), inspection))).toBe('extension_role');
    expect(decide(asked(), inspection)).toMatchObject({
      error: { message: expect.stringContaining('本单位整改办') },
    });
    const long = decide(asked({ to: '2025-12-31' }), office);
    expect(refusedWith(long)).toBe('extension_role');
    expect(long).toMatchObject({ error: { message: expect.stringContaining('集团巡察办') } });
    const closing = { ...asked(), finding: { ...asked().finding, state: 'closing' as const } };
    expect(refusedWith(decide(closing))).toBe('closeout_locked');
  });

  it('is the only way to a later date while rectification runs', () => {
    const later = { kind: 'date' as const, date: '2025-12-31' };
    const content = { text: '新', supportingDepartments: [], term: later };
    expect(refusedWith(addMeasure(working(), 'new', content))).toBe('extension_required');
    expect(refusedWith(editMeasure(working(), 'mea1', content))).toBe('extension_required');
    expect(refusedWith(editMeasure(working(), 'mea1', { ...content, term: { kind: 'continuous' } }))).toBe(
      'extension_required',
    );
    const earlier = { ...content, term: { ...later, date: '2025-06-10' } };
    expect(refusedWith(editMeasure(working(), 'mea1', earlier))).toBe('allowed');
    expect(refusedWith(addMeasure(working(), 'new', earlier))).toBe('allowed');
    const planning = working({ finding: findingFixture({ state: 'planning', dueDate: DUE }) });
    expect(refusedWith(editMeasure(planning, 'mea1', content))).toBe('allowed');
  });
});

describe('stage acceptance (F04)', () => {
  const judge = (aggregate: FindingAggregate, over = {}, actor = office) =>
    decideStage(aggregate, { outcome: 'accepted', reason: '制度已印发', ...over }, actor, TODAY);

  it('makes a stage result, which is not closed', () => {
    const accepted = after(working(), allowed(judge(working())));
    expect(accepted.finding).toMatchObject({
      state: 'rectifying',
      stage: { outcome: 'accepted', on: TODAY },
    });
    expect(resultClassOf(accepted.finding)).toBe('stage');
    expect(resultClassOf(working().finding)).toBe('open');
    expect(resultClassOf({ ...accepted.finding, state: 'closed' })).toBe('closed');
    expect(resultClassOf({ state: 'continuous' })).toBe('stage');
    for (const state of ['draft', 'split', 'merged', 'withdrawn'] as const)
      expect(resultClassOf({ state, stage: { outcome: 'accepted' } })).toBeUndefined();
  });

  it('returned: poor quality until somebody reports again', () => {
    const returned = after(working(), allowed(judge(working(), { outcome: 'returned', measureId: 'mea1' })));
    expect(returned.measures).toMatchObject([{ stage: { outcome: 'returned' } }]);
    expect(alertOf(returned, '2025-03-25')).toMatchObject({ level: 'yellow' });
    const again = after(returned, allowed(reportProgress(returned, 'mea1', { progress: 50 }, clerk, AT)));
    expect(alertOf(again, '2025-03-25').level).toBeUndefined();
    const whole = after(working(), allowed(judge(working(), { outcome: 'returned' })));
    const report = allowed(reportProgress(whole, 'mea1', { progress: 50 }, clerk, AT));
    expect(report.finding.stage).toBeUndefined();
  });

  it('not of one’s own work, not before there is any, not once a close-out runs', () => {
    const worker = actorFixture('clerk', ['rectification_office']);
    expect(refusedWith(judge(working({ evidence: [] }), {}, worker))).toBe('separation_of_duties');
    const uploader = actorFixture('uploader', ['rectification_office']);
    const uploaded = working({ evidence: [evidenceFixture({ uploadedBy: 'uploader' })] });
    expect(refusedWith(judge(uploaded, { measureId: 'mea1' }, uploader))).toBe('separation_of_duties');
    expect(refusedWith(judge(working({ measures: [measure({ progress: 0 })] })))).toBe('stage_empty');
    const begun = [measure({ progress: 0 }), measure({ id: 'mea2', seq: 2, progress: 5 })];
    expect(refusedWith(judge(working({ measures: begun })))).toBe('allowed');
    expect(refusedWith(judge(working({ measures: begun }), { measureId: 'mea1' }))).toBe('stage_empty');
    const gone = [measure(), measure({ id: 'mea2', seq: 2, status: 'withdrawn' })];
    expect(refusedWith(judge(working({ measures: gone }), { measureId: 'mea2' }))).toBe('not_found');
    expect(refusedWith(judge(working(), { measureId: 'other' }))).toBe('not_found');
    const closing = working({ finding: findingFixture({ state: 'closing' }) });
    expect(refusedWith(judge(closing))).toBe('closeout_locked');
  });
});

describe('own work in a stage (G07)', () => {
  const judge = (over: Partial<FindingAggregate>, measureId?: string, who: Partial<typeof office> = {}) =>
    refusedWith(
      decideStage(
        working({ evidence: [], ...over }),
        { outcome: 'accepted', reason: '-', measureId },
        { ...office, ...who },
        TODAY,
      ),
    );
  const two = [measure({ reportedBy: ['other'] }), measure({ id: 'mea2', seq: 2, reportedBy: undefined })];
  const uploaded = (over: Parameters<typeof evidenceFixture>[0]) => ({
    measures: two,
    evidence: [evidenceFixture({ uploadedBy: 'other' }), evidenceFixture({ id: 'evd2', ...over })],
  });
  const own = 'separation_of_duties';

  it.each([
    ['nothing of one’s own', {}, undefined, 'allowed'],
    ['a file one uploaded', { uploadedBy: 'office' }, undefined, own],
    ['a file a substitute uploaded for one', { uploadedOnBehalfOf: 'office' }, undefined, own],
    ['a file of another measure than the one judged', { uploadedBy: 'office' }, 'mea2', 'allowed'],
    ['a file that was withdrawn', { uploadedBy: 'office', status: 'withdrawn' }, undefined, 'allowed'],
  ] as const)('%s', (_name, over, measureId, code) => {
    expect(judge(uploaded(over), measureId)).toBe(code);
  });

  it('reports count for each who made them, and for the absent one a substitute acts for', () => {
    const measures = [
      measure({ reportedBy: ['other', 'office'] }),
      measure({ id: 'mea2', seq: 2, reportedBy: [] }),
    ];
    expect(judge({ measures })).toBe(own);
    expect(judge({ measures }, 'mea2')).toBe('allowed');
    const substitute = { userId: 'sub', onBehalfOf: { userId: 'office', name: '甲', delegationId: 'd' } };
    expect(judge({ measures }, undefined, substitute)).toBe(own);
  });

  it.each(FINDING_STATES)('is judged while rectification goes on: %s', (state) => {
    const code = state === 'closing' ? 'closeout_locked' : 'state_not_rectifying';
    expect(judge({ measures: two, finding: findingFixture({ state }) })).toBe(
      state === 'rectifying' || state === 'continuous' ? 'allowed' : code,
    );
  });
});

describe('green channel (F06)', () => {
  const policies: fc.Arbitrary<ChainPolicy> = fc
    .record({
      left: fc.subarray([...OPTIONAL_GATES]),
      days: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 4 }),
    })
    .map(
      ({ left, days: [evidence_check = 1, consultation = 1, party_committee = 1, leading_group = 1] }) => ({
        version: 1,
        gates: DEFAULT_POLICY.gates.filter((gate) => !left.includes(gate)),
        limits: { evidence_check, consultation, party_committee, leading_group },
      }),
    );

  /** Every gate that people decide, from the application to the end. */
  const chainOf = (green: boolean, policy: ChainPolicy): Gate[] => {
    const base = aggregateFixture({
      finding: findingFixture(green ? { green: { since: TODAY } } : {}),
      evidence: [evidenceFixture(), minutesFixture()],
    });
    let current = opened(applied(base, { policy }));
    const gates: Gate[] = [];
    while (current.finding.closing) {
      const { gate } = current.finding.closing;
      if (gate === 'application') throw new Error('the application is decided by applying');
      gates.push(gate);
      current = after(current, allowed(decideGate(current, approval(current), context(DECIDERS[gate]))));
      if (current.finding.closing) current = opened(current);
    }
    expect(current.finding.state).toBe('closed');
    return gates;
  };

  it('has fewer days and exactly the same gates, whatever the policy', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(chainOf(true, policy)).toEqual(chainOf(false, policy));
        for (const gate of policy.gates) {
          const [usual, short] = [{}, { green: { since: TODAY } }].map((finding) =>
            gateDue(policy, gate, TODAY, finding),
          );
          if (usual && short) expect(short <= usual && short > TODAY).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('halves the days, rounded up, and leaves at least one', () => {
    const green = { green: { since: TODAY } };
    expect([1, 2, 5, 20].map((days) => gateDays(days, green))).toEqual([1, 1, 3, 10]);
    expect(gateDays(5, {})).toBe(5);
    expect(GREEN_CHANNEL.divisor).toBe(2);
  });

  it('is opened and ended with a reason, while the finding is open and no case runs', () => {
    const set = (aggregate: FindingAggregate, on: boolean) =>
      setGreenChannel(aggregate, { on, reason: '涉及群众利益' }, TODAY);
    const green = after(working(), allowed(set(working(), true)));
    expect(green.finding.green).toEqual({ since: TODAY });
    expect(refusedWith(set(green, true))).toBe('green_channel_unchanged');
    expect(after(green, allowed(set(green, false))).finding.green).toBeUndefined();
    expect(refusedWith(set(working({ finding: findingFixture({ state: 'closing' }) }), true))).toBe(
      'closeout_locked',
    );
    expect(refusedWith(set(working({ finding: findingFixture({ state: 'closed' }) }), true))).toBe(
      'state_not_open',
    );
  });
});

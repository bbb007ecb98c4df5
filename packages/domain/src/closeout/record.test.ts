import { describe, expect, it } from 'vitest';
import { applyForCloseout, type MissingItem, missingForApplication } from './apply.ts';
import type { Gate } from './case.ts';
import {
  AT,
  after,
  aggregateFixture,
  allowed,
  applied,
  approval,
  blamed,
  CASE,
  context,
  DECIDERS,
  evidenceFixture,
  findingFixture,
  measureFixture,
  minutesFixture,
  opened,
  PEOPLE,
  refusedWith,
  standingAt,
  TODAY,
} from './case-fixture.ts';
import { closesFinding, type DecisionInput, decideGate, nextStepOf } from './decide.ts';
import { checkPolicy, DEFAULT_POLICY } from './policy.ts';
import { escalateGate, openGate, resumeCase, withdrawCase } from './run.ts';
import { frozenSnapshot, snapshotHash, snapshotOf } from './snapshot.ts';

/** What a case writes down: its events, what it freezes, and what a refusal names. Read again years later (G08). */

const decide = (gate: Exclude<Gate, 'application'>, over: Partial<DecisionInput> = {}) => {
  const current = standingAt(gate);
  return decideGate(current, approval(current, over), context(DECIDERS[gate]));
};
/** A file of a measure that came, checked, while a case ran; it counts as soon as the case ends without closing. */
const kept = evidenceFixture({
  id: 'late',
  sha256: 'e'.repeat(64),
  status: 'registered',
  vaultKey: undefined,
  kept: { vaultKey: 't/beihe/late', crc32: '01020304', at: AT },
});
const withKept = (aggregate: ReturnType<typeof standingAt>) => ({
  ...aggregate,
  evidence: [...aggregate.evidence, kept],
});

describe('the events of a case', () => {
  it('of applying name the way on, the policy and what was applied for; the case remembers where it came from', () => {
    const change = allowed(
      applyForCloseout(
        aggregateFixture(),
        { caseId: CASE, result: '完成', similarCheck: '已查', newRules: ['甲办法'] },
        DEFAULT_POLICY,
        PEOPLE.head,
        AT,
      ),
    );
    expect(change.event.data).toEqual({
      caseId: CASE,
      gate: 'application',
      next: 'evidence_check',
      policyVersion: 1,
      snapshotHash: change.finding.closing?.snapshotHash,
      result: '完成',
      similarCheck: '已查',
      newRules: ['甲办法'],
    });
    expect(change.cases?.[0]?.startedFrom).toEqual({ state: 'rectifying', nextCheckDate: undefined });
  });

  it('of opening name case, gate, visit, limit and snapshot', () => {
    const current = applied();
    const { event } = allowed(openGate(current, CASE, AT, TODAY));
    expect(event).toEqual({
      type: 'closeout.gate_opened',
      data: {
        caseId: CASE,
        gate: 'evidence_check',
        visit: 1,
        due: '2025-03-10',
        snapshotHash: current.finding.closing?.snapshotHash,
      },
    });
  });

  it('of a new attempt name which one', () => {
    expect(allowed(resumeCase(standingAt('consultation'), CASE)).event).toEqual({
      type: 'closeout.resumed',
      data: { caseId: CASE, gate: 'consultation', visit: 2, attempt: 2 },
    });
  });

  it('of a passed limit name the limit that passed and the new one', () => {
    const current = standingAt('evidence_check');
    expect(allowed(escalateGate(current, CASE, '2025-03-11')).event.data).toEqual({
      caseId: CASE,
      gate: 'evidence_check',
      visit: 1,
      passed: '2025-03-10',
      due: '2025-03-18',
      escalation: 1,
    });
  });

  it('of withdrawing name gate, visit, reason and the files that count from now on', () => {
    const current = standingAt('consultation');
    const data = { caseId: CASE, gate: 'consultation', visit: 2, reason: '补充', next: 'withdrawn' };
    const withdraw = (aggregate: typeof current) =>
      allowed(withdrawCase(aggregate, { caseId: CASE, reason: '补充' }, PEOPLE.head, AT));
    expect(withdraw(current).event).toEqual({ type: 'closeout.withdrawn', data });
    expect(withdraw(current).evidence).toEqual([]);
    const change = withdraw(withKept(current));
    expect(change.event.data).toEqual({ ...data, admitted: ['late'] });
    expect(change.evidence).toMatchObject([{ id: 'late', status: 'verified', vaultKey: 't/beihe/late' }]);
  });

  it('of an approval repeat the decision and name the next gate', () => {
    const change = allowed(decide('consultation'));
    expect(change.event).toMatchObject({
      type: 'closeout.decided',
      data: { caseId: CASE, gate: 'consultation', visit: 2, outcome: 'approve', next: 'party_committee' },
    });
    expect(change.event.data).not.toHaveProperty('closeoutNo');
    expect(change.event.data).not.toHaveProperty('admitted');
  });

  it('of the closing decision name the number; what came meanwhile stays out', () => {
    const current = withKept(standingAt('leading_group'));
    const change = allowed(decideGate(current, approval(current), context(PEOPLE.leading)));
    expect(change.event.data).toMatchObject({ next: 'closed', closeoutNo: 'BEIHE-2025-0001' });
    expect(change.event.data).not.toHaveProperty('admitted');
    expect(change.evidence).toEqual([]);
    expect(change.finding).toMatchObject({ state: 'closed', rulesBuilt: 1 });
  });

  it('of a return name the files that count from now on, and count no new rules', () => {
    const plain = allowed(decide('consultation', { outcome: 'return', reason: '补充' }));
    expect(plain.event.data).toMatchObject({ next: 'returned' });
    expect(plain.event.data).not.toHaveProperty('admitted');
    expect(plain.finding).not.toHaveProperty('rulesBuilt');
    const current = withKept(standingAt('consultation'));
    const change = allowed(
      decideGate(
        current,
        approval(current, { outcome: 'return', reason: '补充' }),
        context(PEOPLE.consultant),
      ),
    );
    expect(change.event.data.admitted).toEqual(['late']);
    expect(change.evidence).toMatchObject([{ id: 'late', status: 'verified' }]);
  });
});

describe('what a case freezes', () => {
  it('is what was applied for, at the first gate, unless it is not that any more', () => {
    const current = applied();
    expect(allowed(openGate(current, CASE, AT, TODAY)).finding.closing?.frozen).toBe(true);
    const changed = { ...current, body: { ...current.body, text: '改写' } };
    expect(allowed(openGate(changed, CASE, AT, TODAY)).finding.closing?.frozen).toBeUndefined();
    const { closing } = current.finding;
    if (!closing) throw new Error('a case runs');
    // Frozen at an earlier gate it stays so, whatever the finding says by now.
    const later = { ...changed, finding: { ...changed.finding, closing: { ...closing, frozen: true } } };
    expect(allowed(openGate(later, CASE, AT, TODAY)).finding.closing?.frozen).toBe(true);
  });

  it('goes with the case when it ends; a closed one is always frozen', () => {
    const unfrozen = (gate: 'consultation' | 'leading_group') => {
      const current = standingAt(gate);
      const { closing } = current.finding;
      if (!closing) throw new Error('a case runs');
      return { ...current, finding: { ...current.finding, closing: { ...closing, frozen: undefined } } };
    };
    const end = (current: ReturnType<typeof standingAt>, actor = PEOPLE.consultant) =>
      allowed(
        decideGate(
          current,
          approval(current, actor === PEOPLE.consultant ? { outcome: 'return', reason: '补充' } : {}),
          context(actor),
        ),
      ).cases?.[0]?.frozen;
    expect(end(standingAt('consultation'))).toBe(true);
    expect(end(unfrozen('consultation'))).toBeUndefined();
    expect(end(unfrozen('leading_group'), DECIDERS.leading_group as typeof PEOPLE.consultant)).toBe(true);
  });

  it('is found by its case only', () => {
    const current = applied();
    const [closeoutCase] = current.cases;
    if (!closeoutCase) throw new Error('a case runs');
    const snapshot = snapshotOf(current, closeoutCase.application);
    expect(frozenSnapshot(current, CASE)).toEqual({ hash: snapshotHash(snapshot), snapshot });
    expect(frozenSnapshot(current, CASE)?.hash).toBe(closeoutCase.snapshotHash);
    expect(frozenSnapshot(current, 'other')).toBeUndefined();
    expect(frozenSnapshot(aggregateFixture(), CASE)).toBeUndefined();
  });

  it('is ordered by id', () => {
    const ids = ['b', 'c', 'a'];
    const aggregate = aggregateFixture({
      measures: ids.map((id, index) => measureFixture({ id, seq: index + 1 })),
      evidence: ids.map((id) => evidenceFixture({ id, measureId: 'a' })),
    });
    const application = applied().cases[0]?.application;
    if (!application) throw new Error('a case runs');
    const snapshot = snapshotOf(aggregate, application);
    expect(snapshot.measures.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(snapshot.evidence.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });
});

describe('a case among others', () => {
  it('is the named one: an earlier case of the finding is never taken for it', () => {
    const earlier = { ...standingAt('consultation').cases[0], id: 'earlier', status: 'returned' } as const;
    const current = standingAt('leading_group');
    const [running] = current.cases;
    if (!running) throw new Error('a case runs');
    const policy = { ...DEFAULT_POLICY, gates: ['application', 'party_committee'] as const };
    const both = { ...current, cases: [{ ...running, ...earlier, policy }, running] };
    expect(closesFinding(both, approval(both))).toBe(true);
    const done = after(both, allowed(decideGate(both, approval(both), context(PEOPLE.leading))));
    expect(done.cases.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'earlier returned',
      `${CASE} closed`,
    ]);
    expect(nextStepOf(done.finding, done.cases, 'earlier')).toBe('returned');
    expect(nextStepOf(current.finding, [{ id: 'other', status: 'running' }], 'other')).toBe('withdrawn');
    const first = applied();
    const twice = { ...first, cases: [{ ...running, ...earlier, policy }, ...first.cases] };
    expect(allowed(openGate(twice, CASE, AT, TODAY)).finding.closing).toMatchObject({ due: '2025-03-10' });
    const open = opened(twice);
    const withdrawn = allowed(withdrawCase(open, { caseId: CASE, reason: '补充' }, PEOPLE.head, AT));
    expect(withdrawn.cases).toMatchObject([{ id: CASE, status: 'withdrawn' }]);
  });

  it.each([
    ['another case', (one: ReturnType<typeof standingAt>) => one, 'other'],
    ['a case without its record', (one: ReturnType<typeof standingAt>) => ({ ...one, cases: [] }), CASE],
    [
      'a finding that runs none',
      (one: ReturnType<typeof standingAt>) => ({
        ...one,
        finding: { ...one.finding, closing: undefined },
      }),
      CASE,
    ],
  ])('has ended for every step: %s', (_what, make, caseId) => {
    const current = standingAt('evidence_check');
    const made = make(current);
    for (const answer of [
      openGate(made, caseId, AT, TODAY),
      escalateGate(made, caseId, '2026-01-01'),
      withdrawCase(made, { caseId, reason: '补充' }, PEOPLE.head, AT),
      decideGate(made, { ...approval(current), caseId }, context(PEOPLE.checker)),
    ])
      expect(refusedWith(answer)).toBe('case_ended');
  });

  it('is decided while it runs only', () => {
    const current = standingAt('leading_group');
    const over = { ...current, cases: current.cases.map((one) => ({ ...one, status: 'closed' as const })) };
    expect(refusedWith(decideGate(over, approval(over), context(PEOPLE.leading)))).toBe('case_ended');
    expect(closesFinding(over, approval(over))).toBe(false);
    expect(closesFinding(current, approval(current, { outcome: 'return' }))).toBe(false);
  });
});

describe('a refusal names what to mend', () => {
  const blame = (gate: Exclude<Gate, 'application'>, over: Partial<DecisionInput>) =>
    blamed(decide(gate, over));

  it.each<[Exclude<Gate, 'application'>, Partial<DecisionInput>, string, string]>([
    ['consultation', { outcome: 'return' }, 'reason_missing', 'reason'],
    ['consultation', { opinion: '' }, 'opinion_missing', 'opinion'],
    ['consultation', { outcome: 'continuous', reason: '长期' }, 'continuous_not_here', 'outcome'],
    [
      'consultation',
      { outcome: 'return', reason: '退', returnTo: 'leading_group' },
      'return_target',
      'returnTo',
    ],
    ['leading_group', { meetingId: undefined }, 'meeting_missing', 'meetingId'],
    ['leading_group', { outcome: 'continuous', meetingId: '' }, 'meeting_missing', 'meetingId'],
    ['leading_group', { outcome: 'continuous' }, 'reason_missing', 'reason'],
    ['leading_group', { outcome: 'continuous', reason: '  ' }, 'reason_missing', 'reason'],
    ['leading_group', { outcome: 'continuous', reason: '长期' }, 'next_check_missing', 'nextCheckDate'],
    ['evidence_check', { ticks: [] }, 'ticks_missing', 'ticks'],
    ['evidence_check', { ticks: [{ evidenceId: 'x', verdict: 'sufficient' }] }, 'ticks_wrong', 'ticks'],
    [
      'evidence_check',
      { ticks: [{ evidenceId: 'evd1', verdict: 'insufficient' }] },
      'tick_reason_missing',
      'ticks',
    ],
    [
      'evidence_check',
      { ticks: [{ evidenceId: 'evd1', verdict: 'insufficient', reason: '缺章' }] },
      'ticks_insufficient',
      'ticks',
    ],
    ['party_committee', { meeting: undefined }, 'meeting_missing', 'meeting'],
  ])('%s %o: %s at %s', (gate, over, code, field) => {
    expect(blame(gate, over)).toEqual([code, field]);
  });

  it('of a typed meeting by field', () => {
    const current = standingAt('party_committee');
    const { meeting } = approval(current);
    if (!meeting) throw new Error('the approval has a meeting');
    for (const [over, field] of [
      [{ agendaItem: ' ' }, 'agendaItem'],
      [{ resolution: ' ' }, 'resolution'],
      [{ date: '2025-03-04' }, 'date'],
      [{ attendees: [] }, 'attendees'],
      [{ minutesId: 'other' }, 'minutesId'],
    ] as const)
      expect(blame('party_committee', { meeting: { ...meeting, ...over } })[1]).toBe(`meeting.${field}`);
  });

  it('of ticks by file: the one without a reason, the ones not looked at; one insufficient among good ones', () => {
    const two = standingAt(
      'evidence_check',
      applied(aggregateFixture({ evidence: [evidenceFixture(), evidenceFixture({ id: 'evd2' })] })),
    );
    const answer = (ticks: DecisionInput['ticks']) =>
      decideGate(two, approval(two, { ticks }), context(PEOPLE.checker));
    const good = { evidenceId: 'evd1', verdict: 'sufficient' as const };
    expect(answer([good, { evidenceId: 'evd2', verdict: 'insufficient' }])).toMatchObject({
      error: { code: 'tick_reason_missing', details: { evidenceId: 'evd2' } },
    });
    expect(answer([good])).toMatchObject({
      error: { code: 'ticks_missing', details: { evidenceIds: ['evd2'] } },
    });
    expect(refusedWith(answer([good, { evidenceId: 'evd2', verdict: 'insufficient', reason: '缺章' }]))).toBe(
      'ticks_insufficient',
    );
  });

  it('of a gate that was decided: where the case stands', () => {
    expect(decide('consultation', { visit: 1 })).toMatchObject({
      error: { code: 'gate_already_decided', details: { gate: 'consultation', visit: 2 } },
    });
  });

  it('of a policy: the gates or the limit', () => {
    const { limits } = DEFAULT_POLICY;
    const without = (gate: Gate) => DEFAULT_POLICY.gates.filter((one) => one !== gate);
    for (const gate of ['application', 'party_committee', 'leading_group'] as const)
      expect(blamed(checkPolicy({ gates: without(gate), limits }))).toEqual(['policy_gate_missing', 'gates']);
    expect(blamed(checkPolicy({ gates: DEFAULT_POLICY.gates.toReversed(), limits }))).toEqual([
      'policy_order',
      'gates',
    ]);
    expect(
      blamed(checkPolicy({ gates: DEFAULT_POLICY.gates, limits: { ...limits, consultation: 0 } })),
    ).toEqual(['policy_limit', 'limits.consultation']);
    expect(allowed(checkPolicy(DEFAULT_POLICY))).toBe(true);
  });

  it('of an application: each gap in a sentence', () => {
    const { responsibility } = findingFixture();
    const aggregate = aggregateFixture({
      finding: findingFixture({
        responsibility: { ...responsibility, leaderName: undefined, handlerName: undefined },
        extension: { id: 'ext1' } as ReturnType<typeof findingFixture>['extension'],
      }),
      measures: [measureFixture({ seq: 3, status: 'under_way', progress: 60 })],
      evidence: [evidenceFixture({ status: 'registered' }), minutesFixture()],
    });
    const said = (missing: readonly MissingItem[]) => missing.map(({ message }) => message);
    const [persons, ...rest] = said(missingForApplication(aggregate));
    expect(persons).toMatch(/^责任分工不完整，请先补充：.+、.+。$/);
    expect(rest).toEqual([
      '延期申请正在审批，请等待决定或先撤回延期申请。',
      '第3条措施尚未完成（进度 60%），请先填报完成。',
      '第3条措施没有校验通过的佐证材料，请上传。',
      '第3条措施有 1 份材料未传完或未校验，请等待、重传或撤回。',
    ]);
    expect(said(missingForApplication(aggregateFixture({ measures: [] })))).toEqual([
      '还没有整改措施，请先添加措施。',
    ]);
  });
});

describe('whose hands a finding went through (G07)', () => {
  it('counts a report on any measure that stands, and none on a withdrawn one', () => {
    const made = (over: Parameters<typeof measureFixture>[0]) =>
      standingAt(
        'evidence_check',
        applied(
          aggregateFixture({
            measures: [measureFixture(), measureFixture({ id: 'mea2', seq: 2, ...over })],
            evidence: [evidenceFixture(), evidenceFixture({ id: 'evd2', measureId: 'mea2' })],
          }),
        ),
      );
    const ticks = ['evd1', 'evd2'].map((evidenceId) => ({ evidenceId, verdict: 'sufficient' as const }));
    const answer = (current: ReturnType<typeof standingAt>) =>
      refusedWith(decideGate(current, approval(current, { ticks }), context(PEOPLE.checker)));
    expect(answer(made({ reportedBy: ['checker'] }))).toBe('separation_of_duties');
    expect(answer(made({ reportedBy: ['checker'], status: 'withdrawn' }))).toBe('allowed');
  });

  it('lets nobody decide an application', () => {
    const { closing, ...finding } = standingAt('evidence_check').finding;
    if (!closing) throw new Error('a case runs');
    const current = standingAt('evidence_check');
    const made = {
      ...current,
      finding: { ...finding, closing: { ...closing, gate: 'application' as const } },
    };
    const input = { ...approval(current), gate: 'application' as const };
    expect(refusedWith(decideGate(made, input, context(PEOPLE.checker)))).toBe('gate_role');
  });
});

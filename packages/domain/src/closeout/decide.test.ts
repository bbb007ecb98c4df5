import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { ROLE_NAMES } from '../authz/roles.ts';
import { measureTotals } from '../finding/due-date.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import { type ChainPolicy, GATES, type Gate } from './case.ts';
import {
  actorFixture,
  after,
  aggregateFixture,
  allowed,
  applied,
  approval,
  CASE,
  context,
  DECIDERS,
  evidenceFixture,
  measureFixture,
  minutesFixture,
  opened,
  PEOPLE,
  refusedWith,
  standingAt,
} from './case-fixture.ts';
import { closesFinding, type DecisionInput, decideGate, GATE_ROLES, nextStepOf } from './decide.ts';
import { DEFAULT_POLICY } from './policy.ts';

type Decided = Exclude<Gate, 'application'>;
const DECIDED = GATES.slice(1) as readonly Decided[];

const decide = (aggregate: FindingAggregate, actor: Actor, over: Partial<DecisionInput> = {}) =>
  decideGate(aggregate, approval(aggregate, over), context(actor));

describe('the way through the gates', () => {
  it('leads from gate to gate and closes after the leading group, with number and ended case', () => {
    let current = standingAt('evidence_check');
    const gates: string[] = [];
    for (const gate of DECIDED) {
      gates.push(current.finding.closing?.gate ?? '');
      expect(closesFinding(current, approval(current))).toBe(gate === 'leading_group');
      const change = allowed(decide(current, DECIDERS[gate]));
      current = after(current, change);
      if (current.finding.closing) current = opened(current);
    }
    expect(gates).toEqual(DECIDED);
    expect(current.finding).toMatchObject({
      state: 'closed',
      closing: undefined,
      closeoutNo: 'BEIHE-2025-0001',
    });
    expect(current.cases).toMatchObject([
      { id: CASE, status: 'closed', closeoutNo: 'BEIHE-2025-0001', endedAtGate: 'leading_group' },
    ]);
    expect(nextStepOf(current.finding, current.cases, CASE)).toBe('closed');
  });

  it.each([
    [['application', 'party_committee', 'leading_group']],
    [['application', 'evidence_check', 'party_committee', 'leading_group']],
    [['application', 'consultation', 'party_committee', 'leading_group']],
  ] as const)('follows the policy the case started with: %s', (gates) => {
    const policy: ChainPolicy = { ...DEFAULT_POLICY, version: 7, gates };
    let current = opened(
      applied(aggregateFixture({ evidence: [evidenceFixture(), minutesFixture()] }), { policy }),
    );
    for (const gate of gates.slice(1) as Decided[]) {
      expect(current.finding.closing?.gate).toBe(gate);
      current = after(current, allowed(decide(current, DECIDERS[gate])));
      if (current.finding.closing) current = opened(current);
    }
    expect(current.finding.state).toBe('closed');
    expect(current.cases[0]?.policy.version).toBe(7);
  });

  it('counts visits and starts each new visit fresh', () => {
    const start = standingAt('consultation');
    const late = {
      ...start,
      finding: {
        ...start.finding,
        closing: start.finding.closing && { ...start.finding.closing, escalation: 3 },
      },
    };
    const change = allowed(decide(late, PEOPLE.consultant));
    expect(change.finding.closing).toMatchObject({
      gate: 'party_committee',
      visit: 3,
      status: 'opening',
      escalation: 0,
      due: undefined,
      openedAt: undefined,
    });
  });

  it('tells the workflow that a case the table does not run was withdrawn', () => {
    const current = standingAt('consultation');
    expect(nextStepOf(current.finding, current.cases, CASE)).toBe('consultation');
    expect(nextStepOf(current.finding, current.cases, 'other')).toBe('withdrawn');
  });
});

describe('who decides (rule 1, G07)', () => {
  it.each(DECIDED)('%s is decided by its roles only', (gate) => {
    const current = standingAt(gate);
    for (const role of ROLE_NAMES) {
      const answer = decide(current, actorFixture(`new-${role}`, [role]));
      expect(refusedWith(answer)).toBe(GATE_ROLES[gate].includes(role) ? 'allowed' : 'gate_role');
    }
  });

  it('lets nobody decide who applied or decided an earlier gate, admins included', () => {
    for (const gate of DECIDED)
      for (const earlier of [
        PEOPLE.head,
        ...DECIDED.slice(0, DECIDED.indexOf(gate)).map((one) => DECIDERS[one]),
      ])
        expect(
          refusedWith(
            decide(standingAt(gate), { ...earlier, roles: [...ROLE_NAMES], departmentId: undefined }),
          ),
        ).toBe('separation_of_duties');
  });

  it('counts both sides of a delegation, now and earlier', () => {
    const behalf = (userId: string) => ({ userId, name: userId, delegationId: 'dlg1' });
    const current = standingAt('consultation');
    const substitute = actorFixture('sub', ['functional_dept'], { onBehalfOf: behalf('checker') });
    expect(refusedWith(decide(current, substitute))).toBe('separation_of_duties');
    const first = standingAt('evidence_check');
    const acted = opened(
      after(
        first,
        allowed(
          decide(first, actorFixture('sub', ['rectification_office'], { onBehalfOf: behalf('absent') })),
        ),
      ),
    );
    for (const userId of ['sub', 'absent'])
      expect(refusedWith(decide(acted, actorFixture(userId, ['functional_dept'])))).toBe(
        'separation_of_duties',
      );
    expect(
      refusedWith(
        decide(acted, actorFixture('third', ['functional_dept'], { onBehalfOf: behalf('absent') })),
      ),
    ).toBe('separation_of_duties');
    expect(acted.finding.closing?.actors.at(-1)).toEqual({
      gate: 'evidence_check',
      userId: 'sub',
      onBehalfOf: 'absent',
    });
  });

  it('refuses who submitted evidence, in person or through a substitute, unless it was withdrawn', () => {
    const with_ = (over: Parameters<typeof evidenceFixture>[0]) =>
      standingAt(
        'evidence_check',
        applied(
          aggregateFixture({ evidence: [evidenceFixture(), evidenceFixture({ id: 'evd2', ...over })] }),
        ),
      );
    const ticks = [
      { evidenceId: 'evd1', verdict: 'sufficient' as const },
      { evidenceId: 'evd2', verdict: 'sufficient' as const },
    ];
    expect(refusedWith(decide(with_({ uploadedBy: 'checker' }), PEOPLE.checker, { ticks }))).toBe(
      'separation_of_duties',
    );
    expect(
      refusedWith(
        decide(with_({ uploadedBy: 'sub', uploadedOnBehalfOf: 'checker' }), PEOPLE.checker, { ticks }),
      ),
    ).toBe('separation_of_duties');
    expect(refusedWith(decide(with_({ uploadedBy: 'checker', status: 'withdrawn' }), PEOPLE.checker))).toBe(
      'allowed',
    );
  });

  it('refuses who reported a measure as done, in person or through a substitute', () => {
    const reported = (over: Parameters<typeof measureFixture>[0]) =>
      standingAt('evidence_check', applied(aggregateFixture({ measures: [measureFixture(over)] })));
    expect(refusedWith(decide(reported({ reportedBy: ['checker'] }), PEOPLE.checker))).toBe(
      'separation_of_duties',
    );
    expect(refusedWith(decide(reported({ reportedBy: ['sub', 'checker'] }), PEOPLE.checker))).toBe(
      'separation_of_duties',
    );
    expect(refusedWith(decide(reported({ reportedBy: ['clerk'] }), PEOPLE.checker))).toBe('allowed');
  });

  it('lets the secretary upload the minutes of the own meeting', () => {
    expect(refusedWith(decide(standingAt('party_committee'), PEOPLE.secretary))).toBe('allowed');
  });

  it('routes the consultation to the department of the category', () => {
    const current = standingAt(
      'consultation',
      applied(aggregateFixture(), { consultDepartmentId: 'hqdep1' }),
    );
    expect(refusedWith(decide(current, PEOPLE.consultant))).toBe('allowed');
    expect(refusedWith(decide(current, { ...PEOPLE.consultant, departmentId: 'hqdep2' }))).toBe(
      'gate_department',
    );
  });

  it('lets the same person decide the same gate again after a return, and nobody who decided a later one', () => {
    const at = standingAt('party_committee');
    const returned = opened(
      after(
        at,
        allowed(
          decide(at, PEOPLE.secretary, { outcome: 'return', reason: '补充', returnTo: 'evidence_check' }),
        ),
      ),
    );
    expect(refusedWith(decide(returned, PEOPLE.checker))).toBe('allowed');
    expect(refusedWith(decide(returned, { ...PEOPLE.consultant, roles: ['rectification_office'] }))).toBe(
      'separation_of_duties',
    );
  });
});

describe('what a decision is bound to (rules 2 and 4)', () => {
  it('refuses another visit, another gate, a gate that is not open and a case that has ended', () => {
    const current = standingAt('consultation');
    for (const over of [{ visit: 1 }, { visit: 3 }, { gate: 'evidence_check' as const }])
      expect(refusedWith(decide(current, PEOPLE.consultant, over))).toBe('gate_already_decided');
    expect(refusedWith(decide(current, PEOPLE.consultant, { caseId: 'other' }))).toBe('case_ended');
    const opening = after(current, allowed(decide(current, PEOPLE.consultant)));
    expect(refusedWith(decideGate(opening, approval(opening), context(PEOPLE.secretary)))).toBe(
      'gate_already_decided',
    );
    expect(
      refusedWith(decideGate(aggregateFixture(), { ...approval(current) }, context(PEOPLE.consultant))),
    ).toBe('case_ended');
  });

  it.each<[string, (aggregate: FindingAggregate) => FindingAggregate]>([
    ['wording', (a) => ({ ...a, body: { ...a.body, text: '改写' } })],
    ['goal', (a) => ({ ...a, body: { ...a.body, goal: '别的目标' } })],
    ['measure text', (a) => ({ ...a, measures: [measureFixture({ text: '别的措施' })] })],
    ['measure result', (a) => ({ ...a, measures: [measureFixture({ result: '别的结果' })] })],
    [
      'another measure',
      (a) => ({ ...a, measures: [measureFixture(), measureFixture({ id: 'mea2', seq: 2 })] }),
    ],
    ['evidence bytes', (a) => ({ ...a, evidence: [evidenceFixture({ sha256: 'd'.repeat(64) })] })],
    ['evidence name', (a) => ({ ...a, evidence: [evidenceFixture({ fileName: '别名.pdf' })] })],
    ['another file', (a) => ({ ...a, evidence: [evidenceFixture(), evidenceFixture({ id: 'evd9' })] })],
    ['a file gone', (a) => ({ ...a, evidence: [] })],
    [
      'responsibility',
      (a) => ({
        ...a,
        finding: { ...a.finding, responsibility: { ...a.finding.responsibility, leaderName: '他人' } },
      }),
    ],
  ])('refuses when the %s changed, and says what was seen and what is', (_what, change) => {
    const current = change(standingAt('consultation'));
    const answer = decide(current, PEOPLE.consultant);
    expect(answer).toMatchObject({
      ok: false,
      error: {
        kind: 'conflict',
        code: 'snapshot_changed',
        details: { seen: current.finding.closing?.snapshotHash },
      },
    });
  });

  it('refuses a hash that is not the one of the case, and a hash re-computed after a change', () => {
    const current = standingAt('consultation');
    expect(refusedWith(decide(current, PEOPLE.consultant, { snapshotHash: 'e'.repeat(64) }))).toBe(
      'snapshot_changed',
    );
  });

  it('does not mind the order in which items were read, nor minutes', () => {
    const two = aggregateFixture({
      measures: [measureFixture(), measureFixture({ id: 'mea2', seq: 2 })],
      evidence: [
        evidenceFixture(),
        evidenceFixture({ id: 'evd2', measureId: 'mea2', sha256: 'f'.repeat(64) }),
      ],
    });
    const current = opened(applied(two));
    const turned: FindingAggregate = {
      ...current,
      measures: current.measures.toReversed(),
      evidence: [...current.evidence.toReversed(), minutesFixture()],
    };
    const ticks = ['evd1', 'evd2'].map((evidenceId) => ({ evidenceId, verdict: 'sufficient' as const }));
    expect(refusedWith(decide(turned, PEOPLE.checker, { ticks }))).toBe('allowed');
  });
});

describe('evidence check (G02)', () => {
  const current = standingAt('evidence_check');
  const ticked = (ticks: DecisionInput['ticks'], over: Partial<DecisionInput> = {}) =>
    refusedWith(decide(current, PEOPLE.checker, { ticks, ...over }));
  const good = { evidenceId: 'evd1', verdict: 'sufficient' as const };
  const bad = { evidenceId: 'evd1', verdict: 'insufficient' as const };

  it('asks for one tick per item', () => {
    expect(ticked([])).toBe('ticks_missing');
    expect(ticked(undefined)).toBe('ticks_missing');
    expect(ticked([good, good])).toBe('ticks_wrong');
    expect(ticked([good, { evidenceId: 'min1', verdict: 'sufficient' }])).toBe('ticks_wrong');
    expect(ticked([{ ...good, evidenceId: 'unknown' }])).toBe('ticks_wrong');
    expect(ticked([good])).toBe('allowed');
  });

  it('asks for a reason where an item is insufficient, and approves only when all are sufficient', () => {
    expect(ticked([bad])).toBe('tick_reason_missing');
    expect(ticked([{ ...bad, reason: '  ' }])).toBe('tick_reason_missing');
    expect(ticked([{ ...bad, reason: '缺盖章' }])).toBe('ticks_insufficient');
    expect(ticked([{ ...bad, reason: '缺盖章' }], { outcome: 'return', reason: '补充材料' })).toBe('allowed');
    expect(ticked([bad], { outcome: 'return', reason: '补充材料' })).toBe('tick_reason_missing');
  });
});

describe('what the other gates must carry', () => {
  it('consultation: an opinion (G03)', () => {
    const current = standingAt('consultation');
    for (const opinion of [undefined, '', '  '])
      expect(refusedWith(decide(current, PEOPLE.consultant, { opinion }))).toBe('opinion_missing');
  });

  it('party committee: date, agenda item, attendees, resolution and a verified minutes file of the case (G04)', () => {
    const current = standingAt('party_committee');
    const meeting = approval(current).meeting;
    if (!meeting) throw new Error('the approval has a meeting');
    const held = (over: Partial<typeof meeting>) =>
      refusedWith(decide(current, PEOPLE.secretary, { meeting: { ...meeting, ...over } }));
    expect(refusedWith(decide(current, PEOPLE.secretary, { meeting: undefined }))).toBe('meeting_missing');
    expect(held({ date: '2025-03-04' })).toBe('meeting_in_future');
    expect(held({ date: '2025-03-03' })).toBe('allowed');
    expect(held({ agendaItem: ' ' })).toBe('meeting_incomplete');
    expect(held({ resolution: '' })).toBe('meeting_incomplete');
    expect(held({ attendees: [] })).toBe('meeting_incomplete');
    expect(held({ minutesId: 'evd1' })).toBe('minutes_missing');
    expect(held({ minutesId: 'unknown' })).toBe('minutes_missing');
    for (const over of [
      { caseId: 'other' },
      { status: 'registered' as const },
      { status: 'refused' as const },
    ])
      expect(
        refusedWith(
          decide({ ...current, evidence: [evidenceFixture(), minutesFixture(over)] }, PEOPLE.secretary),
        ),
      ).toBe('minutes_missing');
  });

  it('leading group: a meeting (G05)', () => {
    const current = standingAt('leading_group');
    expect(refusedWith(decide(current, PEOPLE.leading, { meetingId: undefined }))).toBe('meeting_missing');
  });
});

describe('returns', () => {
  it.each(DECIDED)('%s returns with a reason to the department, and rectification goes on', (gate) => {
    const current = standingAt(gate);
    expect(refusedWith(decide(current, DECIDERS[gate], { outcome: 'return', ticks: [] }))).toBe(
      'reason_missing',
    );
    expect(refusedWith(decide(current, DECIDERS[gate], { outcome: 'return', reason: ' ', ticks: [] }))).toBe(
      'reason_missing',
    );
    const done = after(
      current,
      allowed(decide(current, DECIDERS[gate], { outcome: 'return', reason: '材料不足', ticks: [] })),
    );
    expect(done.finding).toMatchObject({ state: 'rectifying', closing: undefined });
    expect(done.finding.closeoutNo).toBeUndefined();
    expect(done.cases[0]).toMatchObject({ status: 'returned', endedAtGate: gate });
    expect(nextStepOf(done.finding, done.cases, CASE)).toBe('returned');
  });

  it('reach exactly the earlier gates of the chain', () => {
    for (const gate of DECIDED)
      for (const target of DECIDED) {
        const current = standingAt(gate);
        const answer = decide(current, DECIDERS[gate], {
          outcome: 'return',
          reason: '退回',
          returnTo: target,
          ticks: [],
        });
        const earlier = DECIDED.indexOf(target) < DECIDED.indexOf(gate);
        expect(refusedWith(answer)).toBe(earlier ? 'allowed' : 'return_target');
        if (answer.ok)
          expect(answer.value.finding.closing).toMatchObject({ gate: target, status: 'opening' });
      }
  });

  it('do not name a gate the policy leaves out', () => {
    const policy: ChainPolicy = {
      ...DEFAULT_POLICY,
      gates: ['application', 'consultation', 'party_committee', 'leading_group'],
    };
    const current = standingAt('consultation', applied(aggregateFixture(), { policy }));
    expect(
      refusedWith(
        decide(current, PEOPLE.consultant, { outcome: 'return', reason: '退回', returnTo: 'evidence_check' }),
      ),
    ).toBe('return_target');
  });
});

describe('continuous rectification', () => {
  const complete = { outcome: 'continuous', reason: '长期坚持', nextCheckDate: '2025-09-01' } as const;

  it('is the leading group’s alone, at a meeting, with reason and a next check date after today (G05)', () => {
    for (const gate of DECIDED.slice(0, -1))
      expect(refusedWith(decide(standingAt(gate), DECIDERS[gate], complete))).toBe('continuous_not_here');
    const current = standingAt('leading_group');
    const with_ = (over: Partial<DecisionInput>) =>
      refusedWith(decide(current, PEOPLE.leading, { ...complete, ...over }));
    expect(with_({ meetingId: undefined })).toBe('meeting_missing');
    expect(with_({ reason: '' })).toBe('reason_missing');
    expect(with_({ nextCheckDate: undefined })).toBe('next_check_missing');
    expect(with_({ nextCheckDate: '2025-03-03' })).toBe('next_check_missing');
    expect(with_({ nextCheckDate: '2025-03-04' })).toBe('allowed');
  });

  it('ends the case without a number and keeps the finding open', () => {
    const current = standingAt('leading_group');
    expect(closesFinding(current, approval(current, complete))).toBe(false);
    const done = after(current, allowed(decide(current, PEOPLE.leading, complete)));
    expect(done.finding).toMatchObject({
      state: 'continuous',
      nextCheckDate: '2025-09-01',
      closing: undefined,
    });
    expect(done.finding.closeoutNo).toBeUndefined();
    expect(done.cases[0]?.status).toBe('continuous');
  });
});

it('the fixture is what the rules themselves would make', () => {
  const { finding, measures } = aggregateFixture();
  expect(finding).toMatchObject(measureTotals(measures));
});

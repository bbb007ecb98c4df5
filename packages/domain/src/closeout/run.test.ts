import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCalendarDays, isWorkingDay } from '../limits/index.ts';
import { type CloseoutProgress, GATES, type Gate } from './case.ts';
import {
  AT,
  actorFixture,
  after,
  aggregateFixture,
  allowed,
  applied,
  approval,
  CASE,
  context,
  DECIDERS,
  findingFixture,
  opened,
  PEOPLE,
  refusedWith,
  standingAt,
  TODAY,
} from './case-fixture.ts';
import { decideGate } from './decide.ts';
import { checkPolicy, DEFAULT_POLICY, earlierGates, gateAfter, OPTIONAL_GATES } from './policy.ts';
import { ESCALATION_ROLES, escalateGate, gateDue, openGate, resumeCase, withdrawCase } from './run.ts';

const closingOf = ({ finding }: { finding: { closing?: CloseoutProgress } }): CloseoutProgress => {
  if (!finding.closing) throw new Error('no case is running');
  return finding.closing;
};

describe('opening a gate', () => {
  it('starts the limit of the policy, in working days after today', () => {
    const closing = closingOf(opened(applied()));
    expect(closing).toMatchObject({ status: 'open', openedAt: AT, gate: 'evidence_check', visit: 1 });
    // Five working days after Monday 3 March 2025 is Monday 10 March.
    expect(closing.due).toBe('2025-03-10');
  });

  it('happens once per visit, and only while the case runs', () => {
    const current = opened(applied());
    expect(refusedWith(openGate(current, CASE, AT, TODAY))).toBe('gate_open');
    expect(refusedWith(openGate(current, 'other', AT, TODAY))).toBe('case_ended');
    expect(refusedWith(openGate(aggregateFixture(), CASE, AT, TODAY))).toBe('case_ended');
  });

  it('gives a gate limit that is a working day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GATES.slice(1)), fc.integer({ min: 0, max: 700 }), (gate, days) => {
        const today = addCalendarDays('2024-06-01', days);
        const due = gateDue(DEFAULT_POLICY, gate, today);
        return due !== undefined && due > today && isWorkingDay(due);
      }),
      { numRuns: 100 },
    );
    expect(gateDue(DEFAULT_POLICY, 'application', TODAY)).toBeUndefined();
  });
});

describe('a passed limit (time never decides)', () => {
  it('does nothing on the day itself', () => {
    const current = opened(applied());
    const due = closingOf(current).due ?? '';
    expect(refusedWith(escalateGate(current, CASE, due))).toBe('limit_not_passed');
    expect(refusedWith(escalateGate(current, 'other', '2026-01-01'))).toBe('case_ended');
    expect(refusedWith(escalateGate(applied(), CASE, '2026-01-01'))).toBe('limit_not_passed');
  });

  it.each(GATES.slice(1) as Exclude<Gate, 'application'>[])(
    '%s: first a reminder, then escalation to the level above, again every limit; gate, visit and state stay',
    (gate) => {
      let current = standingAt(gate);
      for (let round = 1; round <= 5; round += 1) {
        const before = closingOf(current);
        const today = addCalendarDays(before.due ?? '', 1);
        const change = allowed(escalateGate(current, CASE, today));
        expect(change.event.type).toBe(round === 1 ? 'closeout.reminded' : 'closeout.escalated');
        expect(change.event.data.to).toBe(round === 1 ? undefined : ESCALATION_ROLES[gate]);
        current = after(current, change);
        const now = closingOf(current);
        expect(now).toMatchObject({ gate, visit: before.visit, status: 'open', escalation: round });
        expect(now.due).toBe(gateDue(DEFAULT_POLICY, gate, today));
        expect(now.actors).toEqual(before.actors);
        expect(current.finding.state).toBe('closing');
        expect(current.cases[0]?.status).toBe('running');
      }
      expect(refusedWith(decideGate(current, approval(current), context(DECIDERS[gate])))).toBe('allowed');
    },
  );
});

describe('a lost execution', () => {
  it('is carried on by the next attempt at the same gate and visit, and its limit does not start anew', () => {
    const current = standingAt('consultation');
    const resumed = after(current, allowed(resumeCase(current, CASE)));
    expect(closingOf(resumed)).toMatchObject({
      gate: 'consultation',
      visit: 2,
      attempt: 2,
      status: 'opening',
    });
    const again = after(resumed, allowed(openGate(resumed, CASE, '2025-03-20T02:00:00.000Z', '2025-03-20')));
    expect(closingOf(again)).toEqual({ ...closingOf(current), attempt: 2 });
    expect(refusedWith(resumeCase(aggregateFixture(), CASE))).toBe('case_ended');
  });
});

describe('withdrawing the application', () => {
  const input = { caseId: CASE, reason: '补充材料' };
  const behalf = (userId: string) => ({ userId, name: userId, delegationId: 'dlg1' });

  it('is possible until the party committee opens', () => {
    for (const gate of ['evidence_check', 'consultation'] as const)
      expect(refusedWith(withdrawCase(standingAt(gate), input, PEOPLE.head, AT))).toBe('allowed');
    const consulted = standingAt('consultation');
    const opening = after(
      consulted,
      allowed(decideGate(consulted, approval(consulted), context(PEOPLE.consultant))),
    );
    expect(closingOf(opening)).toMatchObject({ gate: 'party_committee', status: 'opening' });
    expect(refusedWith(withdrawCase(opening, input, PEOPLE.head, AT))).toBe('allowed');
    for (const gate of ['party_committee', 'leading_group'] as const)
      expect(refusedWith(withdrawCase(standingAt(gate), input, PEOPLE.head, AT))).toBe('withdraw_too_late');
  });

  it('stays impossible after the party committee has opened: by a return to an earlier gate or a new attempt', () => {
    const current = standingAt('party_committee');
    const resumed = after(current, allowed(resumeCase(current, CASE)));
    expect(refusedWith(withdrawCase(resumed, input, PEOPLE.head, AT))).toBe('withdraw_too_late');
    const returned = after(
      current,
      allowed(
        decideGate(
          current,
          approval(current, { outcome: 'return', reason: '再核', returnTo: 'evidence_check' }),
          context(PEOPLE.secretary),
        ),
      ),
    );
    expect(refusedWith(withdrawCase(opened(returned), input, PEOPLE.head, AT))).toBe('withdraw_too_late');
  });

  it('is the applicant’s, in person or through a substitute', () => {
    const current = standingAt('consultation');
    expect(refusedWith(withdrawCase(current, input, actorFixture('other', ['department_head']), AT))).toBe(
      'not_applicant',
    );
    const substitute = actorFixture('sub', ['department_head'], { onBehalfOf: behalf('head') });
    expect(refusedWith(withdrawCase(current, input, substitute, AT))).toBe('allowed');
    const bySubstitute = opened(applied(aggregateFixture(), { actor: substitute }));
    expect(refusedWith(withdrawCase(bySubstitute, input, PEOPLE.head, AT))).toBe('allowed');
    expect(refusedWith(withdrawCase(bySubstitute, { ...input, caseId: 'other' }, PEOPLE.head, AT))).toBe(
      'case_ended',
    );
  });

  it('ends the case and puts the finding back where it was', () => {
    const current = standingAt('consultation');
    const done = after(current, allowed(withdrawCase(current, input, PEOPLE.head, AT)));
    expect(done.finding).toMatchObject({ state: 'rectifying', closing: undefined });
    expect(done.cases[0]).toMatchObject({ status: 'withdrawn', endedAtGate: 'consultation' });
    // Continuous rectification was the leading group's decision; applying and withdrawing must not undo it.
    const continuous = opened(
      applied(
        aggregateFixture({ finding: findingFixture({ state: 'continuous', nextCheckDate: '2025-09-01' }) }),
      ),
    );
    const back = after(continuous, allowed(withdrawCase(continuous, input, PEOPLE.head, AT)));
    expect(back.finding).toMatchObject({ state: 'continuous', nextCheckDate: '2025-09-01' });
  });
});

describe('chain policy', () => {
  const { limits } = DEFAULT_POLICY;

  it('accepts exactly the chains that leave out optional gates', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...GATES]), (gates) => {
        const sorted = GATES.filter((gate) => gates.includes(gate));
        const inOrder = sorted.every((gate, index) => gate === gates[index]);
        const complete = GATES.every((gate) => OPTIONAL_GATES.includes(gate) || gates.includes(gate));
        expect(checkPolicy({ gates, limits }).ok).toBe(inOrder && complete);
      }),
    );
    expect(checkPolicy({ gates: ['application', ...GATES], limits }).ok).toBe(false);
    expect(checkPolicy({ gates: [], limits }).ok).toBe(false);
  });

  it.each([0, -1, 61, 1.5, Number.NaN])('refuses a limit of %s days', (days) => {
    expect(refusedWith(checkPolicy({ gates: GATES, limits: { ...limits, consultation: days } }))).toBe(
      'policy_limit',
    );
  });

  it.each([1, 60])('accepts a limit of %s days', (days) => {
    expect(checkPolicy({ gates: GATES, limits: { ...limits, consultation: days } }).ok).toBe(true);
  });

  it('names the gates after and before', () => {
    expect(GATES.map((gate) => gateAfter(DEFAULT_POLICY, gate))).toEqual([...GATES.slice(1), undefined]);
    expect(earlierGates(DEFAULT_POLICY, 'evidence_check')).toEqual([]);
    expect(earlierGates(DEFAULT_POLICY, 'leading_group')).toEqual([
      'evidence_check',
      'consultation',
      'party_committee',
    ]);
  });
});

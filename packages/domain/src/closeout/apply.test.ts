import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FINDING_STATES } from '../finding/finding.ts';
import { applyForCloseout, missingForApplication } from './apply.ts';
import {
  AT,
  aggregateFixture,
  allowed,
  applied,
  CASE,
  evidenceFixture,
  findingFixture,
  measureFixture,
  PEOPLE,
  refusedWith,
} from './case-fixture.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { snapshotHash, snapshotOf } from './snapshot.ts';

const input = { caseId: CASE, result: '完成', similarCheck: '已排查', newRules: [] };
const apply = (aggregate = aggregateFixture()) =>
  applyForCloseout(aggregate, input, DEFAULT_POLICY, PEOPLE.head, AT);
const missingCodes = (aggregate = aggregateFixture()) =>
  missingForApplication(aggregate).map(({ code, measureId }) => (measureId ? `${code}:${measureId}` : code));

describe('what is missing (G01)', () => {
  it('is nothing when every measure is done and has verified evidence', () => {
    expect(missingCodes()).toEqual([]);
    expect(refusedWith(apply())).toBe('allowed');
  });

  it('names every gap, by measure', () => {
    const aggregate = aggregateFixture({
      measures: [
        measureFixture({ id: 'a', seq: 1, status: 'under_way', progress: 60 }),
        measureFixture({ id: 'b', seq: 2 }),
        measureFixture({ id: 'c', seq: 3, status: 'withdrawn' }),
        measureFixture({ id: 'd', seq: 4 }),
      ],
      evidence: [
        evidenceFixture({ id: '1', measureId: 'a' }),
        evidenceFixture({ id: '2', measureId: 'a', status: 'registered' }),
        evidenceFixture({ id: '3', measureId: 'b', status: 'refused' }),
        evidenceFixture({ id: '4', measureId: 'b', status: 'withdrawn' }),
        evidenceFixture({ id: '5', measureId: 'd' }),
        evidenceFixture({ id: '6', measureId: 'b', purpose: 'minutes' }),
      ],
    });
    expect(missingCodes(aggregate)).toEqual([
      'measure_open:a',
      'evidence_pending:a',
      'measure_without_evidence:b',
    ]);
    expect(apply(aggregate)).toMatchObject({
      ok: false,
      error: {
        kind: 'invalid',
        code: 'application_incomplete',
        details: { missing: [{ code: 'measure_open' }, {}, {}] },
      },
    });
  });

  it('says so when there are no measures, or all were withdrawn', () => {
    expect(missingCodes(aggregateFixture({ measures: [] }))).toEqual(['no_measures']);
    expect(missingCodes(aggregateFixture({ measures: [measureFixture({ status: 'withdrawn' })] }))).toEqual([
      'no_measures',
    ]);
  });

  it('includes an incomplete responsibility (A04)', () => {
    const { responsibility } = findingFixture();
    const finding = findingFixture({ responsibility: { ...responsibility, leaderName: undefined } });
    expect(missingCodes(aggregateFixture({ finding }))).toEqual(['responsibility_incomplete']);
  });
});

describe('applying', () => {
  it('is possible in rectification only, and once', () => {
    for (const state of FINDING_STATES) {
      const answer = refusedWith(apply(aggregateFixture({ finding: findingFixture({ state }) })));
      expect(answer).toBe(
        state === 'closing'
          ? 'closeout_running'
          : state === 'rectifying' || state === 'continuous'
            ? 'allowed'
            : 'state_not_rectifying',
      );
    }
  });

  it('starts the case: locked finding, first gate, snapshot, applicant as first actor, one event', () => {
    const change = allowed(apply());
    const [closeoutCase] = change.cases ?? [];
    if (!closeoutCase) throw new Error('a case starts');
    const hash = snapshotHash(snapshotOf(aggregateFixture(), closeoutCase.application));
    expect(closeoutCase).toMatchObject({
      id: CASE,
      status: 'running',
      snapshotHash: hash,
      policy: DEFAULT_POLICY,
    });
    expect(change.finding).toMatchObject({
      state: 'closing',
      caseIds: [CASE],
      closing: {
        caseId: CASE,
        gate: 'evidence_check',
        visit: 1,
        status: 'opening',
        escalation: 0,
        attempt: 1,
        actors: [{ gate: 'application', userId: 'head', onBehalfOf: undefined }],
        snapshotHash: hash,
      },
    });
    expect(change.event).toMatchObject({
      type: 'closeout.applied',
      data: { caseId: CASE, next: 'evidence_check', snapshotHash: hash },
    });
  });
});

describe('snapshot (rule 2)', () => {
  const application = applied().cases[0]?.application;
  if (!application) throw new Error('the fixture applies');

  it('has the same hash whatever the order of measures and evidence', () => {
    const measures = ['a', 'b', 'c'].map((id, index) => measureFixture({ id, seq: index + 1 }));
    const evidence = ['x', 'y', 'z'].map((id) => evidenceFixture({ id }));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(measures, { minLength: 3 }),
        fc.shuffledSubarray(evidence, { minLength: 3 }),
        (m, e) => {
          expect(snapshotHash(snapshotOf(aggregateFixture({ measures: m, evidence: e }), application))).toBe(
            snapshotHash(snapshotOf(aggregateFixture({ measures, evidence }), application)),
          );
        },
      ),
    );
  });

  it('holds standing measures and verified evidence only', () => {
    const snapshot = snapshotOf(
      aggregateFixture({
        measures: [measureFixture(), measureFixture({ id: 'gone', status: 'withdrawn' })],
        evidence: [
          evidenceFixture(),
          ...(['registered', 'refused', 'withdrawn'] as const).map((status) =>
            evidenceFixture({ id: status, status }),
          ),
          evidenceFixture({ id: 'minutes', purpose: 'minutes' }),
        ],
      }),
      application,
    );
    expect(snapshot.measures).toHaveLength(1);
    expect(snapshot.evidence.map(({ id }) => id)).toEqual(['evd1']);
  });
});

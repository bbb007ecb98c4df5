import { describe, expect, it } from 'vitest';
import {
  AT,
  aggregateFixture,
  allowed,
  findingFixture,
  measureFixture,
  PEOPLE,
  refusedWith,
} from '../closeout/case-fixture.ts';
import type { Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import {
  acknowledge,
  answerObjection,
  assign,
  deliver,
  editDraft,
  missingResponsibility,
  objectTo,
  reopen,
  startRectification,
  withdrawDraft,
} from './feedback.ts';
import {
  FINDING_STATES,
  type FindingAggregate,
  type FindingState,
  isCounted,
  isOpen,
  OPEN_STATES,
} from './finding.ts';

const inState = (state: FindingState): FindingAggregate =>
  aggregateFixture({ finding: findingFixture({ state }) });

/** Each step: where it may be taken, where it leads, and the code of the refusal elsewhere. */
const STEPS: readonly {
  readonly name: string;
  readonly run: (aggregate: FindingAggregate) => Result<FindingChange>;
  readonly leads: Partial<Record<FindingState, FindingState>>;
  readonly code: string;
}[] = [
  {
    name: 'editDraft',
    run: (a) => editDraft(a, { title: '新' }),
    leads: { draft: 'draft' },
    code: 'wording_frozen',
  },
  {
    name: 'deliver',
    run: (a) => deliver(a, '2025-01-31'),
    leads: { draft: 'delivered' },
    code: 'state_not_draft',
  },
  {
    name: 'withdrawDraft',
    run: (a) => withdrawDraft(a, '重复'),
    leads: { draft: 'withdrawn' },
    code: 'state_not_draft',
  },
  {
    name: 'acknowledge',
    run: acknowledge,
    leads: { delivered: 'acknowledged' },
    code: 'state_not_delivered',
  },
  {
    name: 'objectTo',
    run: (a) => objectTo(a, '事实有误', PEOPLE.checker, AT),
    leads: { delivered: 'disputed' },
    code: 'state_not_delivered',
  },
  {
    name: 'objection maintained',
    run: (a) => answerObjection(a, { outcome: 'maintained', reason: '属实' }, PEOPLE.leading, AT),
    leads: { disputed: 'delivered' },
    code: 'state_not_disputed',
  },
  {
    name: 'objection accepted',
    run: (a) => answerObjection(a, { outcome: 'accepted', reason: '成立' }, PEOPLE.leading, AT),
    leads: { disputed: 'withdrawn' },
    code: 'state_not_disputed',
  },
  {
    name: 'assign',
    run: (a) => assign(a, a.finding.responsibility),
    leads: {
      draft: 'draft',
      acknowledged: 'planning',
      planning: 'planning',
      rectifying: 'rectifying',
      continuous: 'continuous',
    },
    code: 'state_not_assignable',
  },
  {
    name: 'startRectification',
    run: startRectification,
    leads: { acknowledged: 'rectifying', planning: 'rectifying' },
    code: 'state_not_planning',
  },
  {
    name: 'reopen',
    run: (a) => reopen(a, '反弹'),
    leads: { closed: 'rectifying' },
    code: 'state_not_closed',
  },
];

describe.each(STEPS)('$name', ({ run, leads, code }) => {
  it.each(FINDING_STATES)('from %s', (state) => {
    const answer = run(inState(state));
    const next = leads[state];
    if (!next) return expect(answer).toMatchObject({ ok: false, error: { kind: 'conflict', code } });
    expect(allowed(answer).finding.state).toBe(next);
  });
});

describe('wording (D07)', () => {
  it('can be corrected in a draft only, and keeps what the edit does not name', () => {
    const change = allowed(editDraft(inState('draft'), { text: '更正', category: '工程建设' }));
    expect(change.body).toMatchObject({ text: '更正', goal: '规范采购' });
    expect(change.finding).toMatchObject({ category: '工程建设', title: '采购管理不规范' });
    expect(change.event.data).toEqual({ text: '更正', category: '工程建设' });
  });

  it('is in no other step of a finding’s life', () => {
    for (const { name, run, leads } of STEPS)
      for (const state of Object.keys(leads) as FindingState[]) {
        const { body } = allowed(run(inState(state)));
        if (name !== 'editDraft' && body) expect(body.text).toBe(aggregateFixture().body.text);
      }
  });
});

describe('delivery (D04)', () => {
  it('stamps the feedback date and computes the due date from it', () => {
    const draft = aggregateFixture({
      finding: findingFixture({
        state: 'draft',
        feedbackDate: undefined,
        dueDate: undefined,
        dueWhy: undefined,
      }),
      measures: [],
    });
    // Three calendar months, the end of the month clamps.
    expect(allowed(deliver(draft, '2024-11-30')).finding).toMatchObject({
      feedbackDate: '2024-11-30',
      dueDate: '2025-02-28',
    });
  });
});

describe('objections (C06)', () => {
  it('keep reason, person and time, and the answer', () => {
    const objected = allowed(objectTo(inState('delivered'), '事实有误', PEOPLE.checker, AT));
    expect(objected.body?.objection).toEqual({ reason: '事实有误', by: PEOPLE.checker.name, at: AT });
    const disputed = { ...inState('disputed'), body: objected.body ?? { text: '' } };
    const answered = allowed(
      answerObjection(disputed, { outcome: 'maintained', reason: '属实' }, PEOPLE.leading, AT),
    );
    expect(answered.body).toMatchObject({
      objection: { reason: '事实有误' },
      objectionAnswer: { outcome: 'maintained', reason: '属实', by: PEOPLE.leading.name },
    });
  });
});

describe('responsibility (A04)', () => {
  const { responsibility } = findingFixture();

  it.each(['principalName', 'leaderName', 'departmentId', 'handlerName'] as const)(
    'without %s rectification cannot start, and it cannot be taken away later',
    (field) => {
      const incomplete = { ...responsibility, [field]: undefined };
      expect(missingResponsibility(incomplete).map((item) => item.field)).toEqual([field]);
      const planning = aggregateFixture({
        finding: findingFixture({ state: 'planning', responsibility: incomplete }),
      });
      expect(startRectification(planning)).toMatchObject({
        ok: false,
        error: { kind: 'invalid', code: 'responsibility_incomplete', details: { missing: [{ field }] } },
      });
      for (const state of ['rectifying', 'continuous'] as const)
        expect(refusedWith(assign(inState(state), incomplete))).toBe('responsibility_incomplete');
      for (const state of ['draft', 'acknowledged', 'planning'] as const)
        expect(refusedWith(assign(inState(state), incomplete))).toBe('allowed');
    },
  );

  it('asks for nothing else', () => {
    expect(missingResponsibility(responsibility)).toEqual([]);
    expect(missingResponsibility({ supportingDepartments: [] })).toHaveLength(4);
  });

  it('rectification needs a standing measure', () => {
    for (const measures of [[], [measureFixture({ status: 'withdrawn' })]])
      expect(refusedWith(startRectification({ ...inState('planning'), measures }))).toBe('no_measures');
  });
});

describe('reopening (rule 6)', () => {
  it('keeps number and cases', () => {
    const closed = aggregateFixture({
      finding: findingFixture({ state: 'closed', closeoutNo: 'BEIHE-2025-0001', caseIds: ['case1'] }),
    });
    const change = allowed(reopen(closed, '问题反弹', 'mtg1'));
    expect(change.finding).toMatchObject({ closeoutNo: 'BEIHE-2025-0001', caseIds: ['case1'] });
    expect(change.cases).toBeUndefined();
    expect(change.event.data).toEqual({
      reason: '问题反弹',
      meetingId: 'mtg1',
      closeoutNo: 'BEIHE-2025-0001',
    });
  });
});

it('counts open leaves and closed ones, and nothing else (D07)', () => {
  expect(FINDING_STATES.filter(isOpen)).toEqual(OPEN_STATES);
  expect(FINDING_STATES.filter((state) => !isCounted(state))).toEqual([
    'draft',
    'split',
    'merged',
    'withdrawn',
  ]);
});

import { describe, expect, it } from 'vitest';
import {
  AT,
  aggregateFixture,
  allowed,
  blamed,
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
  feedbackAnswerOf,
  missingResponsibility,
  moveToRuleSet,
  objectTo,
  reassign,
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
    expect(objected.finding.disputed).toEqual({ by: [PEOPLE.checker.userId], at: AT });
    expect(objected.body?.objection).toEqual({ reason: '事实有误', by: PEOPLE.checker.name, at: AT });
    const disputed = { ...inState('disputed'), body: objected.body ?? { text: '' } };
    const answered = allowed(
      answerObjection(disputed, { outcome: 'maintained', reason: '属实' }, PEOPLE.leading, AT),
    );
    expect(answered.finding.disputed).toBeUndefined();
    const again = allowed(
      objectTo(
        { ...inState('delivered'), body: answered.body ?? { text: '' } },
        '仍有误',
        PEOPLE.checker,
        AT,
      ),
    );
    expect(again.body?.objectionAnswer).toBeUndefined();
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
    const nobody = { supportingDepartments: [] };
    expect(missingResponsibility(nobody)).toHaveLength(4);
    const planning = aggregateFixture({
      finding: findingFixture({ state: 'planning', responsibility: nobody }),
    });
    expect(startRectification(planning)).toMatchObject({
      error: {
        message: '责任分工不完整，请先补充：第一责任人（主要负责人）、责任领导、牵头部门、经办人。',
      },
    });
  });

  it('rectification needs a standing measure', () => {
    for (const measures of [[], [measureFixture({ status: 'withdrawn' })]])
      expect(refusedWith(startRectification({ ...inState('planning'), measures }))).toBe('no_measures');
  });
});

describe('changing a responsibility while others do (A04)', () => {
  const planning = inState('planning');

  it('sets what is named and leaves the rest', () => {
    const change = allowed(reassign(planning, { handlerName: '新经办' }, { handlerName: '经办人' }));
    expect(change.finding.responsibility).toEqual({
      ...planning.finding.responsibility,
      handlerName: '新经办',
    });
    expect(refusedWith(reassign(planning, { leaderName: '乙' }))).toBe('allowed');
  });

  it.each([
    ['departmentId', 'dep9', '物资管理部'],
    ['leaderName', '旧领导', '分管领导'],
    ['handlerName', '', '经办人'],
  ] as const)(
    'is refused when %s is no longer what the person saw, and says what it is now',
    (field, seen, now) => {
      const answer = reassign(planning, { [field]: 'x' }, { [field]: seen });
      expect(blamed(answer)).toEqual(['changed_meanwhile', field]);
      expect(answer).toMatchObject({
        error: {
          message: expect.stringContaining(`“${now}”`),
          details: { value: planning.finding.responsibility[field], shown: now },
        },
      });
    },
  );

  it('knows nothing for nothing', () => {
    const bare = aggregateFixture({
      finding: findingFixture({ state: 'planning', responsibility: { supportingDepartments: [] } }),
    });
    expect(refusedWith(reassign(bare, { leaderName: '乙' }, { leaderName: '', departmentId: '' }))).toBe(
      'allowed',
    );
    expect(reassign(bare, {}, { leaderName: '甲' })).toMatchObject({
      error: { details: { value: '', shown: '（空）' } },
    });
  });
});

describe('moving a running finding to other limits (H04)', () => {
  const ruleSet = {
    version: 2,
    effectiveFrom: '2025-02-01',
    limits: { finding: { unit: 'month', amount: 6 } },
    reason: '集团要求',
  } as const;
  const undated = (over: Parameters<typeof findingFixture>[0] = {}) =>
    aggregateFixture({
      finding: findingFixture({ dueDate: '2025-04-02', ...over }),
      measures: [measureFixture({ term: { kind: 'none' } })],
    });

  it('counts from the feedback by the rule of that version, though it came later', () => {
    const change = allowed(moveToRuleSet(undated(), ruleSet, '按新规'));
    expect(change.finding).toMatchObject({
      dueDate: '2025-07-02',
      dueBy: 'limit',
      limit: { ruleId: 'finding', version: 2, limit: { unit: 'month', amount: 6 } },
    });
    expect(change.event).toEqual({
      type: 'finding.limit_moved',
      data: { version: 2, from: '2025-04-02', to: '2025-07-02', reason: '按新规' },
    });
    expect(refusedWith(moveToRuleSet(undated(change.finding), ruleSet, '再次'))).toBe('limit_unchanged');
  });

  it('leaves dated measures their say', () => {
    expect(allowed(moveToRuleSet(aggregateFixture(), ruleSet, '按新规')).finding.dueDate).toBe('2025-06-30');
  });

  it.each(FINDING_STATES)('from %s', (state) => {
    const code = state === 'closing' ? 'closeout_locked' : isOpen(state) ? 'allowed' : 'state_not_open';
    expect(refusedWith(moveToRuleSet(undated({ state }), ruleSet, '按新规'))).toBe(code);
    expect(refusedWith(moveToRuleSet(undated({ state, feedbackDate: undefined }), ruleSet, '-'))).toBe(
      'state_not_open',
    );
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

describe('what a unit has said to the feedback (C06)', () => {
  it.each([
    ['draft', undefined],
    ['delivered', 'awaited'],
    ['disputed', 'disputed'],
    ['acknowledged', 'acknowledged'],
    ['rectifying', 'acknowledged'],
    ['closed', 'acknowledged'],
    ['withdrawn', undefined],
  ] as const)('of a finding that is %s: %s', (state, answer) => {
    expect(feedbackAnswerOf(state)).toBe(answer);
  });
});

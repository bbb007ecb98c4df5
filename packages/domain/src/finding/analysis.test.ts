import { describe, expect, it } from 'vitest';
import {
  aggregateFixture,
  allowed,
  findingFixture,
  measureFixture,
  refusedWith,
} from '../closeout/case-fixture.ts';
import { type AnalysisInput, analyse } from './analysis.ts';
import { FINDING_STATES, type FindingAggregate, type FindingState } from './finding.ts';

const INPUT: AnalysisInput = {
  termClass: 'time_limited',
  causes: ['institution', 'supervision'],
  causeText: '采购制度没有规定限额',
  goal: '采购全部合规',
  standard: { text: '制度印发并抽查合格' },
};
const inState = (state: FindingState, over: Partial<FindingAggregate> = {}): FindingAggregate =>
  aggregateFixture({ finding: findingFixture({ state, termClass: 'time_limited' }), ...over });

describe('analysis (E02, E03)', () => {
  it.each(FINDING_STATES)('in %s', (state) => {
    const expected: Partial<Record<FindingState, string>> = {
      acknowledged: 'allowed',
      planning: 'allowed',
      rectifying: 'allowed',
      continuous: 'allowed',
      closing: 'closeout_locked',
    };
    expect(refusedWith(analyse(inState(state), INPUT))).toBe(expected[state] ?? 'state_not_analysable');
  });

  it('is kept with the finding, opens planning, and leaves wording and measures alone', () => {
    const before = inState('acknowledged');
    const change = allowed(analyse(before, INPUT));
    expect(change.finding.state).toBe('planning');
    expect(change.body).toMatchObject({
      text: before.body.text,
      goal: '采购全部合规',
      analysis: { causes: ['institution', 'supervision'], standard: { text: '制度印发并抽查合格' } },
    });
    expect(change.measures).toBeUndefined();
    expect(change.event).toMatchObject({ type: 'finding.analysed', data: { goal: '采购全部合规' } });
  });
});

describe('class (E05)', () => {
  const planning = inState('planning', {
    finding: findingFixture({
      state: 'planning',
      termClass: 'time_limited',
      feedbackDate: '2025-01-31',
      dueDate: '2025-04-30',
    }),
    measures: [],
  });

  it('sets the limit: one calendar month for what is put right at once', () => {
    const change = allowed(analyse(planning, { ...INPUT, termClass: 'immediate' }));
    expect(change.finding).toMatchObject({
      termClass: 'immediate',
      dueDate: '2025-02-28',
      limit: { ruleId: 'immediate', version: 0 },
    });
    expect(change.event.data).toMatchObject({ classBefore: 'time_limited' });
  });

  it('follows the rules of the unit', () => {
    const ruleSets = [
      {
        version: 1,
        effectiveFrom: '2025-01-01',
        limits: { immediate: { unit: 'day' as const, amount: 10 } },
        reason: '从快',
      },
    ];
    expect(allowed(analyse(planning, { ...INPUT, termClass: 'immediate' }, ruleSets)).finding).toMatchObject({
      dueDate: '2025-02-10',
      limit: { version: 1 },
    });
  });

  it('is fixed once rectification has begun', () => {
    const working = inState('rectifying', { measures: [measureFixture()] });
    expect(refusedWith(analyse(working, { ...INPUT, termClass: 'continuous' }))).toBe('class_fixed');
  });
});

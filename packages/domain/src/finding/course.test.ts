import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  actorFixture,
  after,
  aggregateFixture,
  allowed,
  evidenceFixture,
  findingFixture,
  measureFixture,
  refusedWith,
} from '../closeout/case-fixture.ts';
import { DEFAULT_POLICY } from '../closeout/policy.ts';
import { addCalendarDays, USUAL_ALERTS } from '../limits/index.ts';
import { alertOf, courseOfFinding, courseOfMeasure, nextAlertDay, plannedProgress } from './course.ts';
import { FINDING_STATES, type FindingAggregate, isOpen, type Measure } from './finding.ts';
import { idleLevelOf } from './idle.ts';
import { adoptAlerts, followsOtherAlerts, keepCourse, renewAlert, underAlerts } from './keep-course.ts';
import { addMeasure, reportProgress } from './measures.ts';
import { progressHistory } from './progress-history.ts';

const clerk = actorFixture('clerk', ['handler']);
const open = (over: Partial<Measure> = {}): Measure =>
  measureFixture({ status: 'under_way', progress: 0, result: undefined, doneAt: undefined, ...over });

/** A hundred days: each is a percent of the plan. */
const START = '2025-03-22';
const DUE = '2025-06-30';
const scene = (measure: Partial<Measure> = {}, finding = {}): FindingAggregate =>
  aggregateFixture({
    finding: findingFixture({ startedOn: START, dueDate: DUE, progress: 0, measureDone: 0, ...finding }),
    measures: [open({ term: { kind: 'date', date: DUE }, ...measure })],
  });

describe('planned progress', () => {
  it.each([
    ['before the start', '2025-03-01', 0],
    ['on the first day', START, 0],
    ['a quarter of the days', addCalendarDays(START, 25), 25],
    ['the day before', addCalendarDays(DUE, -1), 99],
    ['on the date', DUE, 100],
    ['after it', '2025-08-01', 100],
  ])('%s', (_name, today, planned) => {
    const { finding, measures } = scene();
    expect(measures.map((measure) => plannedProgress(finding, measure, today))).toEqual([planned]);
  });

  it('follows staged targets instead of the line (E05)', () => {
    const stages = [
      { on: '2025-04-30', percent: 40, goal: '制度印发' },
      { on: '2025-06-15', percent: 70, goal: '培训完成' },
    ];
    const { finding, measures } = scene({ stages });
    const at = (today: string) => measures.map((measure) => plannedProgress(finding, measure, today));
    expect([at('2025-04-29'), at('2025-04-30'), at('2025-06-14'), at('2025-06-15'), at(DUE)]).toEqual([
      [0],
      [40],
      [40],
      [70],
      [100],
    ]);
  });

  it('has the finding’s date where the measure has none, and nothing to be behind with where neither has one', () => {
    const { finding } = scene();
    const undated = open({ term: { kind: 'continuous' } });
    expect(plannedProgress(finding, undated, DUE)).toBe(100);
    expect(plannedProgress({ ...finding, dueDate: undefined }, undated, '2030-01-01')).toBe(0);
  });
});

describe('deviation and alert', () => {
  it('is planned − actual in percentage points', () => {
    const { finding, measures } = scene({ progress: 10 });
    const [measure] = measures;
    if (!measure) throw new Error('the scene has a measure');
    expect(courseOfMeasure(finding, measure, addCalendarDays(START, 29))).toMatchObject({
      planned: 29,
      actual: 10,
      deviation: 19,
      level: undefined,
    });
    expect(courseOfMeasure(finding, measure, addCalendarDays(START, 30)).level).toBe('yellow');
  });

  it.each([
    ['on plan', scene({ progress: 50 }), addCalendarDays(START, 50), undefined],
    ['behind', scene({ progress: 30 }), addCalendarDays(START, 50), 'yellow'],
    ['a week before', scene({ progress: 95 }), addCalendarDays(DUE, -7), 'blue'],
    ['more than a week before', scene({ progress: 95 }), addCalendarDays(DUE, -8), undefined],
    ['the day after', scene({ progress: 95 }), addCalendarDays(DUE, 1), 'red'],
    [
      'a measure late, the finding not',
      scene({ progress: 90, term: { kind: 'date', date: '2025-04-01' } }),
      '2025-04-02',
      'yellow',
    ],
    [
      'not yet working: no plan to be behind',
      scene({}, { state: 'planning' }),
      addCalendarDays(START, 50),
      undefined,
    ],
    [
      'closing: the deciders are at work',
      scene({}, { state: 'closing' }),
      addCalendarDays(DUE, -1),
      undefined,
    ],
    [
      'continuous: held to the next check',
      scene({ progress: 100, status: 'done' }, { state: 'continuous', nextCheckDate: '2025-12-31' }),
      '2025-08-01',
      undefined,
    ],
  ] as const)('%s', (_name, aggregate, today, level) => {
    expect(alertOf(aggregate, today).level).toBe(level);
  });

  it('is yellow while an application that came back has not been made again (poor quality)', () => {
    const returned = { id: 'case1', status: 'returned' as const };
    const base = scene({ progress: 100, status: 'done' }, { caseIds: ['case1'] });
    const cases: FindingAggregate['cases'] = [
      {
        ...returned,
        policy: DEFAULT_POLICY,
        snapshotHash: '',
        application: { result: '', similarCheck: '', newRules: [], by: 'head', byName: '负责人', at: AT },
      },
    ];
    expect(alertOf({ ...base, cases }, START)).toMatchObject({
      level: 'yellow',
      reasons: [expect.stringContaining('退回')],
    });
  });

  it('says nothing of findings that have ended', () => {
    for (const state of FINDING_STATES.filter((each) => !isOpen(each)))
      expect(alertOf(scene({}, { state }), '2026-01-01')).toEqual({ reasons: [] });
  });

  it('names a reason for every level, and the mean of the measures is the finding’s own course', () => {
    const { finding } = scene();
    const measures = [open({ id: 'a', progress: 0 }), open({ id: 'b', seq: 2, progress: 41 })];
    const course = courseOfFinding({ finding, measures }, addCalendarDays(START, 50));
    expect(course).toEqual({ planned: 50, actual: 20, deviation: 30 });
  });
});

const days = fc.integer({ min: -30, max: 200 }).map((shift) => addCalendarDays(START, shift));
const plans = fc.record({
  progress: fc.integer({ min: 0, max: 99 }),
  due: fc.option(days, { nil: undefined }),
  stages: fc.option(
    fc.array(fc.record({ on: days, percent: fc.integer({ min: 1, max: 100 }), goal: fc.constant('目标') }), {
      maxLength: 4,
    }),
    { nil: undefined },
  ),
});
const aggregates = fc
  .record({
    measures: fc.array(plans, { maxLength: 4 }),
    dueDate: fc.option(days, { nil: undefined }),
    state: fc.constantFrom(...FINDING_STATES),
  })
  .map(({ measures, dueDate, state }) =>
    aggregateFixture({
      finding: findingFixture({ startedOn: START, dueDate, state }),
      measures: measures.map(({ progress, due, stages }, index) =>
        open({
          id: `m${index}`,
          seq: index + 1,
          progress,
          stages,
          term: due ? { kind: 'date', date: due } : { kind: 'none' },
        }),
      ),
    }),
  );
const RANK = [undefined, 'blue', 'yellow', 'red'];

describe('time alone', () => {
  it('only ever raises the alert', () => {
    fc.assert(
      fc.property(aggregates, days, fc.integer({ min: 1, max: 60 }), (aggregate, today, later) => {
        const now = alertOf(aggregate, today).level;
        const then = alertOf(aggregate, addCalendarDays(today, later)).level;
        expect(RANK.indexOf(then)).toBeGreaterThanOrEqual(RANK.indexOf(now));
      }),
    );
  });

  it('changes it on the very day that was foretold, and not before', () => {
    fc.assert(
      fc.property(aggregates, days, (aggregate, today) => {
        const day = nextAlertDay(aggregate, today);
        const now = alertOf(aggregate, today).level;
        if (!day) return;
        expect(alertOf(aggregate, day).level).not.toBe(now);
        expect(alertOf(aggregate, addCalendarDays(day, -1)).level).toBe(now);
      }),
    );
  });
});

describe('the reason of an alert', () => {
  const half = addCalendarDays(START, 50);
  const date = (on: string) => ({ kind: 'date' as const, date: on });

  it('names each measure that is late or behind, and leaves out those that stand well or were withdrawn', () => {
    const base = scene();
    const measures = [
      open({ id: 'a', seq: 1, progress: 90, term: date('2025-04-01') }),
      open({ id: 'b', seq: 2, progress: 10, term: date(DUE) }),
      open({ id: 'c', seq: 3, progress: 50, term: date(DUE) }),
      open({ id: 'd', seq: 4, progress: 0, term: date('2025-04-01'), status: 'withdrawn' }),
      open({ id: 'e', seq: 5, progress: 100, term: date('2025-04-01'), status: 'done' }),
    ];
    expect(alertOf({ ...base, measures }, half)).toEqual({
      level: 'yellow',
      reasons: ['第1条措施已超过期限2025-04-01', '第2条措施计划50%、实际10%，落后40个百分点'],
    });
  });

  it('speaks of the whole when no single measure explains it', () => {
    // The plan of a done measure is not judged, what it left undone still counts in the mean.
    const base = scene();
    const measures = [open({ id: 'a', progress: 10, status: 'done', term: date(DUE) })];
    expect(alertOf({ ...base, measures }, half).reasons).toEqual(['总体计划50%、实际10%，落后40个百分点']);
    const twenty = [open({ id: 'a', progress: 30, status: 'done', term: date(DUE) })];
    expect(alertOf({ ...base, measures: twenty }, half).level).toBe('yellow');
    const nineteen = [open({ id: 'a', progress: 31, status: 'done', term: date(DUE) })];
    expect(alertOf({ ...base, measures: nineteen }, half)).toEqual({ reasons: [] });
  });

  it('is the date alone once it has passed, and not before', () => {
    expect(alertOf(scene({ progress: 0 }), addCalendarDays(DUE, 1))).toEqual({
      level: 'red',
      reasons: [`已超过期限${DUE}`],
    });
    expect(alertOf(scene({ progress: 100 }), DUE).level).toBe('blue');
  });

  it('is what comes near: the finding’s date, else the measures’', () => {
    expect(alertOf(scene({ progress: 95 }), addCalendarDays(DUE, -7))).toEqual({
      level: 'blue',
      reasons: [`距期限${DUE}不足7天`],
    });
    const base = scene();
    const measures = [
      open({ id: 'a', seq: 1, progress: 90, term: date(addCalendarDays(half, 3)) }),
      open({ id: 'b', seq: 2, progress: 90, term: date(DUE) }),
    ];
    expect(alertOf({ ...base, measures }, half)).toEqual({
      level: 'blue',
      reasons: ['第1条措施距期限不足7天'],
    });
    const planning = { ...base, measures, finding: { ...base.finding, state: 'planning' as const } };
    expect(alertOf(planning, half)).toEqual({ reasons: [] });
  });

  it('is a stage that was returned, of the finding and of a measure that stands', () => {
    const returned = { outcome: 'returned' as const, on: START };
    const of = (finding: object, measure: Partial<Measure>) =>
      alertOf(scene({ progress: 50, ...measure }, finding), half).reasons;
    expect(of({ stage: returned }, {})).toEqual(['阶段性验收被退回，尚未重新填报']);
    expect(of({}, { stage: returned })).toEqual(['第1条措施阶段性验收被退回，尚未重新填报']);
    expect(of({}, { stage: returned, status: 'withdrawn' })).toEqual([]);
    const accepted = { outcome: 'accepted' as const, on: START };
    expect(of({ stage: accepted }, { stage: accepted })).toEqual([]);
  });

  it('is the last application alone, not one before it', () => {
    const closeoutCase = (id: string, status: 'returned' | 'running') => ({
      id,
      status,
      policy: DEFAULT_POLICY,
      snapshotHash: '',
      application: { result: '', similarCheck: '', newRules: [], by: 'head', byName: '负责人', at: AT },
    });
    const base = scene({ progress: 50 }, { caseIds: ['case1', 'case2'] });
    const level = (first: 'returned' | 'running', second: 'returned' | 'running') =>
      alertOf({ ...base, cases: [closeoutCase('case1', first), closeoutCase('case2', second)] }, half).level;
    expect(level('returned', 'running')).toBeUndefined();
    expect(level('running', 'returned')).toBe('yellow');
  });

  it('holds a finding that does not continue to its due date, whatever check is noted', () => {
    expect(
      alertOf(scene({ progress: 100 }, { nextCheckDate: '2025-12-31' }), addCalendarDays(DUE, 1)).level,
    ).toBe('red');
  });
});

describe('the unit’s own thresholds (F10)', () => {
  const rule = { version: 3, nearDays: 14, behindPoints: 40 };

  it('are adopted while the finding is open, and only when they are others', () => {
    const { finding } = scene();
    const change = allowed(adoptAlerts({ finding }, rule));
    expect(change.finding.alertRule).toEqual(rule);
    expect(change.event).toEqual({ type: 'finding.alert_rule_set', data: rule });
    const { finding: held } = change;
    expect(refusedWith(adoptAlerts({ finding: held }, { ...rule, version: 4 }))).toBe('alert_unchanged');
    expect(refusedWith(adoptAlerts({ finding: held }, { ...rule, nearDays: 10 }))).toBe('allowed');
    expect(refusedWith(adoptAlerts({ finding: held }, { ...rule, behindPoints: 10 }))).toBe('allowed');
    expect(refusedWith(adoptAlerts({ finding: { ...finding, state: 'closed' } }, rule))).toBe(
      'alert_unchanged',
    );
  });

  it('decide from then on', () => {
    const today = addCalendarDays(START, 50);
    const base = scene({ progress: 20 });
    expect(alertOf(base, today).level).toBe('yellow');
    expect(alertOf({ ...base, finding: underAlerts(base.finding, rule) }, today).level).toBeUndefined();
    const near = { ...base, finding: underAlerts(base.finding, rule), measures: [open({ progress: 95 })] };
    expect(alertOf(near, addCalendarDays(DUE, -14))).toMatchObject({
      level: 'blue',
      reasons: [`距期限${DUE}不足14天`],
    });
    expect(alertOf(near, addCalendarDays(DUE, -15)).level).toBeUndefined();
  });

  it('of known practice are not kept with a finding', () => {
    const { finding } = scene();
    const held = underAlerts(finding, rule);
    const usual = { ...USUAL_ALERTS, version: 0 };
    expect(underAlerts(held, usual).alertRule).toBeUndefined();
    expect(followsOtherAlerts(finding, usual)).toBe(false);
    expect(followsOtherAlerts(held, usual)).toBe(true);
  });
});

describe('what commands keep', () => {
  it('lowers the alert with the report that catches up, in the event of the command', () => {
    const today = addCalendarDays(START, 50);
    const behind = scene({}, { alert: 'yellow' });
    const change = allowed(reportProgress(behind, 'mea1', { progress: 60, note: '完成清查' }, clerk, AT));
    const kept = keepCourse(behind, change, today);
    expect(kept.finding.alert).toBeUndefined();
    // 60 + 20 points behind are reached on day 80.
    expect(kept.finding.alertCheck).toBe(addCalendarDays(START, 80));
    expect(kept.event).toMatchObject({
      type: 'measure.reported',
      data: { alert: { from: 'yellow', to: 'none' } },
    });
  });

  it('starts the plan with rectification, and a later measure on its own day', () => {
    const planning = scene({}, { state: 'planning', startedOn: undefined });
    const started = keepCourse(
      planning,
      { finding: { ...planning.finding, state: 'rectifying' }, event: { type: 'finding.started', data: {} } },
      '2025-04-01',
    );
    expect(started.finding.startedOn).toBe('2025-04-01');
    const content = { text: '补充', supportingDepartments: [], term: { kind: 'date' as const, date: DUE } };
    const working = after(planning, started);
    const added = keepCourse(working, allowed(addMeasure(working, 'new', content)), '2025-05-01');
    expect(added.measures).toMatchObject([{ id: 'new', startsOn: '2025-05-01' }]);
    expect(added.finding.startedOn).toBe('2025-04-01');
  });

  it('notes in the event of the command that the level rose, and nothing where it stayed', () => {
    const today = addCalendarDays(START, 50);
    const report = (before: FindingAggregate) =>
      keepCourse(before, allowed(reportProgress(before, 'mea1', { progress: 5 }, clerk, AT)), today).event
        .data;
    expect(report(scene())).toMatchObject({ alert: { from: 'none', to: 'yellow' } });
    expect(report(scene({}, { alert: 'yellow' }))).not.toHaveProperty('alert');
  });

  it('judges the finding as the command leaves it, other measures included', () => {
    const today = addCalendarDays(START, 50);
    const second = open({ id: 'mea2', seq: 2, progress: 0, term: { kind: 'date', date: DUE } });
    const behind = { ...scene({ progress: 0 }), measures: [...scene().measures, second] };
    const change = allowed(reportProgress(behind, 'mea1', { progress: 60 }, clerk, AT));
    expect(keepCourse(behind, change, today).finding.alert).toBe('yellow');
  });

  it.each([
    ['acknowledged', 'rectifying', '2025-04-01'],
    ['planning', 'rectifying', '2025-04-01'],
    ['planning', 'planning', undefined],
    ['closing', 'rectifying', undefined],
    ['closed', 'rectifying', undefined],
  ] as const)('from %s to %s rectification begins: %s', (before, state, startedOn) => {
    const aggregate = scene({}, { state: before, startedOn: undefined });
    const finding = { ...aggregate.finding, state };
    const event = { type: 'finding.started', data: {} } as const;
    expect(keepCourse(aggregate, { finding, event }, '2025-04-01').finding.startedOn).toBe(startedOn);
  });

  it('gives no measure a day of its own that was known before or is planned before rectification', () => {
    const today = '2025-05-01';
    const content = { text: '补充', supportingDepartments: [], term: { kind: 'date' as const, date: DUE } };
    const starts = (aggregate: FindingAggregate) =>
      keepCourse(aggregate, allowed(addMeasure(aggregate, 'new', content)), today).measures?.[0]?.startsOn;
    expect(starts(scene())).toBe(today);
    expect(starts(scene({}, { state: 'continuous' }))).toBe(today);
    expect(starts(scene({}, { state: 'planning' }))).toBeUndefined();
    const reported = allowed(reportProgress(scene(), 'mea1', { progress: 5 }, clerk, AT));
    expect(keepCourse(scene(), reported, today).measures?.[0]?.startsOn).toBeUndefined();
  });

  it('writes one event when the day has changed the level, and none when it has not', () => {
    const today = addCalendarDays(START, 50);
    const unnoticed = scene();
    const change = allowed(renewAlert(unnoticed, today));
    expect(change.event).toMatchObject({ type: 'finding.alerted', data: { from: 'none', to: 'yellow' } });
    const kept = keepCourse(unnoticed, change, today);
    expect(kept.event.data).not.toHaveProperty('alert');
    expect(refusedWith(renewAlert(after(unnoticed, kept), today))).toBe('alert_unchanged');
  });
});

describe('reports', () => {
  it('name files of their own measure that still stand', () => {
    const aggregate = {
      ...scene(),
      evidence: [
        evidenceFixture(),
        evidenceFixture({ id: 'gone', status: 'withdrawn' }),
        evidenceFixture({ id: 'other', measureId: 'mea2' }),
      ],
    };
    const report = (evidenceIds: string[]) =>
      refusedWith(reportProgress(aggregate, 'mea1', { progress: 10, evidenceIds }, clerk, AT));
    expect(report(['evd1'])).toBe('allowed');
    for (const id of ['gone', 'other', 'nowhere']) expect(report(['evd1', id])).toBe('evidence_unknown');
  });

  it('stand in the trail with who, when, how far, what and by which files', () => {
    const actor = { userId: 'u', name: '经办甲', membershipId: 'm', tenantId: 'beihe' };
    const event = {
      tenantId: 'beihe',
      streamId: 'finding/fnd1',
      seq: 4,
      at: AT,
      prevHash: '',
      hash: '',
      actor,
    };
    const data = { measureId: 'mea1', before: 10, progress: 40, note: '完成清查', evidenceIds: ['evd1'] };
    const trail = [
      { ...event, type: 'measure.added', data: {} },
      { ...event, seq: 5, type: 'measure.reported', data },
    ];
    expect(progressHistory(trail)).toEqual([
      { ...data, seq: 5, at: AT, byName: '经办甲', onBehalfOf: undefined, result: undefined },
    ]);
  });
});

describe('nothing shelved (F07)', () => {
  it.each([
    [13, undefined],
    [14, 'noticed'],
    [29, 'noticed'],
    [30, 'stalled'],
  ] as const)('%d days without a person: %s', (shift, level) => {
    const finding = findingFixture({ lastActOn: START });
    expect(idleLevelOf(finding, addCalendarDays(START, shift))).toBe(level);
    expect(idleLevelOf({ ...finding, state: 'closed' }, addCalendarDays(START, shift))).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  actorFixture,
  after,
  aggregateFixture,
  allowed,
  findingFixture,
  measureFixture,
  refusedWith,
} from '../closeout/case-fixture.ts';
import { addCalendarMonths } from '../limits/index.ts';
import { findingDue, measureTotals } from './due-date.ts';
import { FINDING_STATES, type FindingAggregate, type Measure } from './finding.ts';
import {
  addMeasure,
  editMeasure,
  MAX_MEASURES,
  type MeasureContent,
  type ProgressReport,
  reportProgress,
  withdrawMeasure,
} from './measures.ts';

const clerk = actorFixture('clerk', ['handler']);
const content: MeasureContent = {
  text: '新措施',
  supportingDepartments: [],
  term: { kind: 'date', date: '2025-05-31', original: '2025年5月' },
};
const PLANNABLE = ['draft', 'acknowledged', 'planning', 'rectifying', 'continuous'];
const REPORTABLE = ['rectifying', 'continuous'];

describe('when measures may change (rule 3)', () => {
  it.each(FINDING_STATES)('%s', (state) => {
    const aggregate = aggregateFixture({ finding: findingFixture({ state }) });
    const locked = state === 'closing' ? 'closeout_locked' : 'state_not_editable';
    const edit = PLANNABLE.includes(state) ? 'allowed' : locked;
    expect(refusedWith(addMeasure(aggregate, 'new', content))).toBe(edit);
    expect(refusedWith(editMeasure(aggregate, 'mea1', content))).toBe(edit);
    expect(refusedWith(withdrawMeasure(aggregate, 'mea1', '重复'))).toBe(edit);
    expect(refusedWith(reportProgress(aggregate, 'mea1', { progress: 50 }, clerk, AT))).toBe(
      REPORTABLE.includes(state) ? 'allowed' : locked,
    );
  });

  it('finds neither unknown nor withdrawn measures', () => {
    const aggregate = aggregateFixture({ measures: [measureFixture({ status: 'withdrawn' })] });
    for (const id of ['mea1', 'other']) {
      expect(refusedWith(editMeasure(aggregate, id, content))).toBe('not_found');
      expect(refusedWith(withdrawMeasure(aggregate, id, '重复'))).toBe('not_found');
      expect(refusedWith(reportProgress(aggregate, id, { progress: 1 }, clerk, AT))).toBe('not_found');
    }
  });
});

describe('adding', () => {
  it('moves an acknowledged finding to planning and numbers on, also behind withdrawn ones', () => {
    const aggregate = aggregateFixture({
      finding: findingFixture({ state: 'acknowledged' }),
      measures: [measureFixture({ seq: 4, status: 'withdrawn' })],
    });
    const change = allowed(addMeasure(aggregate, 'new', content));
    expect(change.finding.state).toBe('planning');
    expect(change.measures).toMatchObject([{ id: 'new', seq: 5, status: 'not_started', progress: 0 }]);
  });

  it('ends at the limit', () => {
    const full = Array.from({ length: MAX_MEASURES }, (_, index) =>
      measureFixture({ id: `m${index}`, seq: index + 1 }),
    );
    expect(refusedWith(addMeasure(aggregateFixture({ measures: full }), 'new', content))).toBe(
      'too_many_measures',
    );
    expect(refusedWith(addMeasure(aggregateFixture({ measures: full.slice(1) }), 'new', content))).toBe(
      'allowed',
    );
  });
});

describe('reporting (F04)', () => {
  const report = (
    progress: number,
    result?: string,
    measure = measureFixture({ status: 'under_way', progress: 10, result: undefined, doneAt: undefined }),
  ) => reportProgress(aggregateFixture({ measures: [measure] }), 'mea1', { progress, result }, clerk, AT);

  it('asks for a result where the measure is done', () => {
    for (const result of [undefined, '', ' '])
      expect(refusedWith(report(100, result))).toBe('result_missing');
    expect(allowed(report(100, '已完成')).measures).toMatchObject([
      { status: 'done', progress: 100, result: '已完成', doneAt: AT },
    ]);
  });

  it('derives the status, and goes back from done', () => {
    expect(allowed(report(0)).measures).toMatchObject([{ status: 'not_started' }]);
    expect(allowed(report(99)).measures).toMatchObject([{ status: 'under_way' }]);
    const back = allowed(report(80, undefined, measureFixture()));
    expect(back.measures).toMatchObject([{ status: 'under_way', result: '已修订并发布', doneAt: undefined }]);
    expect(back.event.data).toMatchObject({ before: 100, progress: 80 });
    expect(back.finding).toMatchObject({ measureDone: 0, progress: 80 });
  });

  describe('written while somebody else reported', () => {
    const seen = { progress: 10, result: undefined };
    const now = measureFixture({ status: 'under_way', progress: 60, result: '已办一半', doneAt: undefined });
    const write = (told: Partial<ProgressReport>, measure = now) =>
      reportProgress(
        aggregateFixture({ measures: [measure] }),
        'mea1',
        { progress: 40, seen, ...told },
        clerk,
        AT,
      );

    it('is refused with what stands there now, unless it says the same', () => {
      const refused = write({});
      expect(refused).toMatchObject({
        ok: false,
        error: { code: 'changed_meanwhile', details: { progress: 60, result: '已办一半' } },
      });
      expect(refusedWith(write({ progress: 60 }))).toBe('allowed');
    });

    it('is taken once it was seen, and from who names nothing', () => {
      expect(refusedWith(write({ seen: { progress: 60, result: '已办一半' } }))).toBe('allowed');
      expect(refusedWith(write({ seen: undefined }))).toBe('allowed');
    });

    it('is refused where it would write over another result, not where it leaves it alone', () => {
      const same = { progress: 60, seen: { progress: 60 } };
      expect(refusedWith(write({ ...same, result: '我的结果' }))).toBe('changed_meanwhile');
      expect(refusedWith(write({ ...same, result: '已办一半' }))).toBe('allowed');
      expect(refusedWith(write(same))).toBe('allowed');
      const seenEmpty = { progress: 60, result: '我的结果', seen: { progress: 60, result: '' } };
      expect(refusedWith(write(seenEmpty, { ...now, result: undefined }))).toBe('allowed');
    });
  });

  it('remembers everybody who reported, absent persons included (G07)', () => {
    const first = after(aggregateFixture(), allowed(report(50)));
    const substitute = actorFixture('sub', ['handler'], {
      onBehalfOf: { userId: 'absent', name: '缺席', delegationId: 'd' },
    });
    const second = allowed(reportProgress(first, 'mea1', { progress: 60 }, substitute, AT));
    expect(second.measures?.[0]?.reportedBy).toEqual(['clerk', 'sub', 'absent']);
  });
});

describe('editing and withdrawing', () => {
  it('keep the old words in the trail', () => {
    expect(allowed(editMeasure(aggregateFixture(), 'mea1', content)).event.data).toMatchObject({
      measureId: 'mea1',
      before: { text: '修订采购管理办法', term: { date: '2025-06-30' } },
      after: { text: '新措施' },
    });
    const gone = allowed(withdrawMeasure(aggregateFixture(), 'mea1', '重复'));
    expect(gone.measures).toMatchObject([
      { status: 'withdrawn', withdrawnReason: '重复', text: '修订采购管理办法' },
    ]);
    expect(gone.finding).toMatchObject({ measureCount: 0, progress: 0 });
  });
});

const anyMeasure: fc.Arbitrary<Measure> = fc
  .record({
    progress: fc.integer({ min: 0, max: 100 }),
    withdrawn: fc.boolean(),
    date: fc.option(fc.constantFrom('2025-03-31', '2025-06-30', '2026-12-31'), { nil: undefined }),
  })
  .map(({ progress, withdrawn, date }) =>
    measureFixture({
      progress,
      status: withdrawn
        ? 'withdrawn'
        : progress === 100
          ? 'done'
          : progress > 0
            ? 'under_way'
            : 'not_started',
      term: date ? { kind: 'date', date } : { kind: 'continuous' },
    }),
  );
const anyMeasures = fc
  .array(anyMeasure, { maxLength: 8 })
  .map((all) => all.map((measure, index) => ({ ...measure, id: `m${index}`, seq: index + 1 })));

describe('totals', () => {
  it('count standing measures; 100 % means all done', () => {
    fc.assert(
      fc.property(anyMeasures, (measures) => {
        const totals = measureTotals(measures);
        const standing = measures.filter(({ status }) => status !== 'withdrawn');
        expect(totals.measureCount).toBe(standing.length);
        expect(totals.measureDone).toBe(standing.filter(({ status }) => status === 'done').length);
        expect(totals.progress === 100).toBe(standing.length > 0 && totals.measureDone === standing.length);
        expect(totals.progress).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('are those of the measures after any sequence of commands', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant('add' as const) }),
      fc.record({ kind: fc.constant('edit' as const), at: fc.nat(5) }),
      fc.record({ kind: fc.constant('withdraw' as const), at: fc.nat(5) }),
      fc.record({
        kind: fc.constant('report' as const),
        at: fc.nat(5),
        progress: fc.integer({ min: 0, max: 100 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let current: FindingAggregate = aggregateFixture();
        commands.forEach((one, index) => {
          const id = 'at' in one ? (current.measures[one.at]?.id ?? '-') : '';
          const answer =
            one.kind === 'add'
              ? addMeasure(current, `n${index}`, content)
              : one.kind === 'edit'
                ? editMeasure(current, id, content)
                : one.kind === 'withdraw'
                  ? withdrawMeasure(current, id, '撤回')
                  : reportProgress(current, id, { progress: one.progress, result: '完成' }, clerk, AT);
          if (answer.ok) current = after(current, answer.value);
        });
        expect(current.finding).toMatchObject(measureTotals(current.measures));
        expect(current.finding).toMatchObject(findingDue(current.finding, current.measures));
        expect(new Set(current.measures.map(({ seq }) => seq)).size).toBe(current.measures.length);
      }),
    );
  });
});

describe('due date (H01)', () => {
  it('is the latest dated standing measure, else three months after feedback, and says why', () => {
    fc.assert(
      fc.property(anyMeasures, (measures) => {
        const { dueDate, dueWhy } = findingDue(
          { feedbackDate: '2024-11-30', termClass: 'time_limited' },
          measures,
        );
        const dates = measures
          .filter(({ status }) => status !== 'withdrawn')
          .flatMap(({ term }) => term.date ?? []);
        expect(dueDate).toBe(dates.toSorted().at(-1) ?? addCalendarMonths('2024-11-30', 3));
        expect(dueWhy).toMatch(dates.length > 0 ? /^最晚一条措施/ : /自反馈之日2024年11月30日起3个月/);
      }),
    );
  });

  it('is unknown before feedback, except from measures', () => {
    expect(findingDue({ termClass: 'immediate' }, [])).toEqual({});
    expect(findingDue({ termClass: 'immediate' }, [measureFixture()]).dueDate).toBe('2025-06-30');
    const undelivered = aggregateFixture({
      finding: findingFixture({
        state: 'draft',
        feedbackDate: undefined,
        dueDate: undefined,
        dueWhy: undefined,
      }),
    });
    expect(allowed(addMeasure(undelivered, 'new', content)).finding.dueDate).toBeUndefined();
  });
});

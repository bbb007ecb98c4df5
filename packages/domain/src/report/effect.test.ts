import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingFixture } from '../closeout/case-fixture.ts';
import { FINDING_STATES, type Finding, isCounted } from '../finding/finding.ts';
import { ledgerMatcher } from '../ledger-view/ledger-filter.ts';
import { storedRowOf } from '../ledger-view/ledger-row.ts';
import { applyEffect, EFFECT_STEPS, effectFactsOf, effectOf, movesEffect, NO_EFFECT } from './effect.ts';
import { effectFunnel } from './funnel.ts';

const anyHead = fc
  .record({
    state: fc.constantFrom(...FINDING_STATES),
    domain: fc.constantFrom('党建', '采购', undefined),
    dueDate: fc.constantFrom('2024-11-30', '2024-12-31', undefined),
    closedOn: fc.constantFrom('2024-11-30', '2024-12-01', '2025-01-15'),
    measureCount: fc.nat(2),
    measureDone: fc.nat(2),
    departmentId: fc.constantFrom('dep1', 'dep2', undefined),
  })
  .map(({ departmentId, measureDone, state, closedOn, ...rest }): Finding => {
    const { responsibility } = findingFixture();
    return findingFixture({
      ...rest,
      state,
      closedOn: state === 'closed' ? closedOn : undefined,
      measureDone: Math.min(measureDone, rest.measureCount),
      responsibility: { ...responsibility, departmentId },
    });
  });

describe('numbers of the effect chart (K03)', () => {
  it('kept change by change are those of a recount', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(4), head: anyHead }), { maxLength: 30 }), (steps) => {
        const heads = new Map<number, Finding>();
        const changes = steps.map(({ at, head }) => {
          const before = heads.get(at);
          heads.set(at, head);
          return { before, after: head };
        });
        const all = effectOf([...heads.values()].map(effectFactsOf));
        expect(applyEffect(NO_EFFECT, changes)).toEqual(all);
        expect(applyEffect(NO_EFFECT, changes.filter(movesEffect))).toEqual(all);
      }),
    );
  });

  it('are as many as the ledger shows behind each of them', () => {
    fc.assert(
      fc.property(fc.array(anyHead, { maxLength: 12 }), (heads) => {
        const { steps, months, domains } = effectOf(heads.map(effectFactsOf));
        const listed = (filter: Parameters<typeof ledgerMatcher>[0]) =>
          heads.filter((head) => ledgerMatcher(filter, '2025-02-01')(storedRowOf(head))).length;
        for (const step of EFFECT_STEPS) expect(listed({ step })).toBe(steps[step]);
        for (const [closedIn, { closed, onTime, late }] of Object.entries(months)) {
          expect(listed({ closedIn })).toBe(closed);
          expect(listed({ closedIn, inTime: 'yes' })).toBe(onTime);
          expect(listed({ closedIn, inTime: 'no' })).toBe(late);
        }
        for (const domain of ['党建', '采购'])
          for (const departmentId of ['dep1', 'dep2'])
            expect(listed({ domain, departmentId, due: 'open' })).toBe(
              domains[domain]?.[departmentId]?.open ?? 0,
            );
      }),
    );
  });

  it('agree with the funnel of the reports', () => {
    fc.assert(
      fc.property(fc.array(anyHead, { maxLength: 12 }), (heads) => {
        const { steps } = effectOf(heads.map(effectFactsOf));
        expect(effectFunnel(heads).map(({ count }) => count)).toEqual(
          EFFECT_STEPS.map((step) => steps[step]),
        );
        expect(steps.found).toBe(heads.filter(({ state }) => isCounted(state)).length);
      }),
    );
  });

  it('say how many closed in each month, and of these how many in time', () => {
    const closed = (closedOn: string | undefined, dueDate: string | undefined, lastActOn?: string) =>
      effectFactsOf(findingFixture({ state: 'closed', closedOn, dueDate, lastActOn, domain: '党建' }));
    const { months, domains, steps } = effectOf([
      closed('2024-11-30', '2024-11-30'),
      closed('2024-11-30', '2024-11-29'),
      closed('2024-11-01', undefined),
      closed(undefined, '2024-12-31', '2024-12-05'),
      closed('2024-12-01', '2024-12-31', '2025-01-05'),
      closed(undefined, '2024-12-31'),
    ]);
    expect(months).toEqual({
      '2024-11': { closed: 3, onTime: 1, late: 1 },
      '2024-12': { closed: 2, onTime: 2, late: 0 },
    });
    expect(domains).toEqual({ 党建: { dep1: { open: 0, closed: 6 } } });
    expect(steps).toEqual({ found: 6, planned: 6, done: 6, closed: 6 });
    const open = { ...effectFactsOf(findingFixture({ domain: undefined })), closedOn: '2024-11-30' };
    const reopened = effectOf([{ ...open, departmentId: undefined }]);
    expect(reopened.months).toEqual({});
    expect(reopened.domains).toEqual({ '': { '': { open: 1, closed: 0 } } });
  });

  it('reach a step by what stands of the measures', () => {
    const steps = (measureCount: number, measureDone: number) =>
      effectOf([effectFactsOf(findingFixture({ measureCount, measureDone }))]).steps;
    expect(steps(0, 0)).toEqual({ found: 1, planned: 0, done: 0, closed: 0 });
    expect(steps(2, 1)).toEqual({ found: 1, planned: 1, done: 0, closed: 0 });
    expect(steps(2, 2)).toEqual({ found: 1, planned: 1, done: 1, closed: 0 });
  });

  it('leave alone what does not move in it', () => {
    const head = findingFixture({ state: 'rectifying', measureCount: 2, measureDone: 0 });
    expect(movesEffect({ before: head, after: { ...head, progress: 40, alert: 'red' } })).toBe(false);
    expect(movesEffect({ before: head, after: { ...head, measureDone: 2 } })).toBe(true);
  });
});

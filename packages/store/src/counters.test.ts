import {
  effectFactsOf,
  effectOf,
  FINDING_STATES,
  type Finding,
  isCounted,
  isOpen,
  NO_EFFECT,
  RESULT_CLASSES,
  resultClassOf,
} from '@xuncha/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { findingFixture } from '../../domain/src/closeout/case-fixture.ts';
import {
  applyChanges,
  countDue,
  type Dashboard,
  type HeadChange,
  listRollups,
  projectChanges,
  readDashboard,
  renewRollup,
  resultsOf,
  totalsOf,
} from './counters.ts';
import { groupEffectOf, readEffect, readGroupEffect } from './effect.ts';
import type { Table } from './table.ts';

const AT = '2025-06-15T02:00:00.000Z';
const TODAY = '2025-06-15';
const EMPTY: Dashboard = { counters: { byState: {}, departments: {}, applied: {}, version: 0 }, months: {} };
const { responsibility } = findingFixture();

const anyHead = fc
  .record({
    state: fc.constantFrom(...FINDING_STATES),
    domain: fc.constantFrom('党建', '采购', undefined),
    closedOn: fc.constantFrom('2025-05-31', '2025-06-14'),
    dueDate: fc.constantFrom('2025-05-31', '2025-06-14', '2025-06-15', '2025-07-01', undefined),
    departmentId: fc.constantFrom('dep1', 'dep2', undefined),
    stage: fc.constantFrom(
      { outcome: 'accepted' as const, on: TODAY },
      { outcome: 'returned' as const, on: TODAY },
      undefined,
    ),
    rulesBuilt: fc.constantFrom(0, 2, 5, undefined),
    round: fc.constantFrom('2024年第一轮', '2024年第二轮'),
  })
  .map(({ departmentId, ...rest }) =>
    findingFixture({
      ...rest,
      responsibility: {
        ...responsibility,
        departmentId,
        departmentName: departmentId && `部门${departmentId}`,
      },
    }),
  );

/** A history: each step gives finding `at` its next head. */
const anyHistory = fc.array(fc.record({ at: fc.nat(5), head: anyHead }), { maxLength: 40 }).map((steps) => {
  const heads = new Map<number, Finding>();
  const changes = steps.map(({ at, head }, index): HeadChange => {
    const before = heads.get(at);
    heads.set(at, head);
    // Lengths differ, so that order by text would be wrong.
    return { before, after: head, sequence: String(95 + index) };
  });
  return { changes, heads: [...heads.values()] };
});

const recount = (heads: readonly Finding[]) => {
  const byState: Record<string, number> = {};
  const due: Record<string, number> = {};
  const departments: Record<string, { name: string; open: number; closed: number }> = {};
  for (const { state, dueDate, responsibility: who } of heads) {
    byState[state] = (byState[state] ?? 0) + 1;
    if (isOpen(state) && dueDate) due[dueDate] = (due[dueDate] ?? 0) + 1;
    if (!who.departmentId || !isCounted(state)) continue;
    const entry = departments[who.departmentId] ?? { name: who.departmentName ?? '', open: 0, closed: 0 };
    entry[isOpen(state) ? 'open' : 'closed'] += 1;
    departments[who.departmentId] = entry;
  }
  return { byState, due, departments };
};

const agree = (dashboard: Dashboard, heads: readonly Finding[]): void => {
  const expected = recount(heads);
  expect(dashboard.counters.byState).toEqual(expected.byState);
  const due = Object.entries(dashboard.months).flatMap(([month, days]) =>
    Object.entries(days).map(([day, count]) => [`${month}-${day}`, count]),
  );
  expect(Object.fromEntries(due)).toEqual(expected.due);
  const departments = Object.entries(dashboard.counters.departments).filter(
    ([, { open, closed }]) => open + closed > 0,
  );
  expect(Object.fromEntries(departments)).toEqual(expected.departments);
  expect(countDue(dashboard, { before: TODAY })).toBe(
    heads.filter(({ state, dueDate }) => isOpen(state) && dueDate !== undefined && dueDate < TODAY).length,
  );
  for (const result of RESULT_CLASSES)
    expect(resultsOf(dashboard.counters)[result]).toBe(
      heads.filter((head) => resultClassOf(head) === result).length,
    );
  for (const round of ['2024年第一轮', '2024年第二轮'])
    expect(dashboard.counters.rules?.[round] ?? 0).toBe(
      heads
        .filter((head) => head.round === round && isCounted(head.state))
        .reduce((sum, { rulesBuilt = 0 }) => sum + rulesBuilt, 0),
    );
  expect(totalsOf(dashboard.counters)).toEqual({
    open: heads.filter(({ state }) => isOpen(state)).length,
    closed: heads.filter(({ state }) => state === 'closed').length,
    total: heads.filter(({ state }) => isCounted(state)).length,
  });
};

/** Batches as the stream may deliver them: in order, any of them again, also from its middle. */
const delivered = (changes: readonly HeadChange[], cuts: readonly { size: number; again: number }[]) => {
  const batches: HeadChange[][] = [];
  let start = 0;
  for (const { size, again } of cuts) {
    batches.push(changes.slice(start, start + size));
    batches.push(changes.slice(Math.max(0, start - again), start + size));
    start += size;
  }
  batches.push(changes.slice(start));
  return batches;
};
const anyCuts = fc.array(fc.record({ size: fc.nat(6), again: fc.nat(10) }), { maxLength: 8 });

describe('counters', () => {
  it('equal a recount after any history, in whatever batches it comes, repeated or overlapping', () => {
    fc.assert(
      fc.property(anyHistory, anyCuts, ({ changes, heads }, cuts) => {
        let dashboard = EMPTY;
        for (const batch of delivered(changes, cuts))
          dashboard = applyChanges(dashboard, batch, 'shard-1', AT).dashboard;
        agree(dashboard, heads);
      }),
    );
  });

  it('keep shards apart, and forget one after two days', () => {
    const change = (sequence: string): HeadChange => ({ after: findingFixture(), sequence });
    const one = applyChanges(EMPTY, [change('500')], 'a', AT).dashboard;
    const two = applyChanges(one, [change('7')], 'b', '2025-06-16T02:00:00.000Z').dashboard;
    expect(two.counters.byState.rectifying).toBe(2);
    expect(Object.keys(two.counters.applied)).toEqual(['a', 'b']);
    const three = applyChanges(two, [change('8')], 'b', '2025-06-17T02:00:01.000Z').dashboard;
    expect(Object.keys(three.counters.applied)).toEqual(['b']);
  });
});

describe('in the table', () => {
  let engine: TestTable;
  let table: Table;
  beforeAll(async () => {
    engine = await startTestTable();
    table = engine.table;
  });
  afterAll(() => engine.stop());
  const project = (tenantId: string, changes: readonly HeadChange[], shard = 'shard-1') =>
    projectChanges(table, { tenantId, hqTenantId: 'jituan', shard, at: AT, today: TODAY, changes });
  let tenants = 0;

  it('dashboard and roll-up equal a recount, whatever came twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, anyCuts, async ({ changes, heads }, cuts) => {
        tenants += 1;
        const tenantId = `unit${tenants}`;
        for (const batch of delivered(changes, cuts)) await project(tenantId, batch);
        const dashboard = await readDashboard(table, tenantId, true);
        agree(dashboard, heads);
        const effect = effectOf(heads.map(effectFactsOf));
        expect(await readEffect(table, tenantId, true)).toEqual(effect);
        expect((await readGroupEffect(table, 'jituan', tenantId)) ?? NO_EFFECT).toEqual(
          groupEffectOf(effect),
        );
        const rollup = (await listRollups(table, 'jituan')).find((one) => one.tenantId === tenantId);
        expect(rollup).toEqual({
          tenantId,
          byState: dashboard.counters.byState,
          overdue: countDue(dashboard, { before: TODAY }),
          asOf: TODAY,
        });
      }),
      { numRuns: 15 },
    );
  });

  it('shards that write at once lose nothing', async () => {
    const change = (sequence: number): HeadChange => ({
      after: findingFixture(),
      sequence: String(sequence),
    });
    await Promise.all(
      Array.from({ length: 8 }, (_, shard) =>
        project('parallel', [change(1), change(2), change(3)], `shard-${shard}`),
      ),
    );
    expect((await readDashboard(table, 'parallel', true)).counters.byState).toEqual({ rectifying: 24 });
  });

  it('an HQ line stays small, however many domains the ledgers name', async () => {
    await project(
      'wide',
      Array.from({ length: 200 }, (_, index) => ({
        after: findingFixture({ domain: `领域${index}`, state: 'rectifying' }),
        sequence: String(index + 1),
      })),
    );
    const atHq = await readGroupEffect(table, 'jituan', 'wide');
    expect(Object.keys(atHq?.domains ?? {})).toHaveLength(30);
    expect(atHq?.domains['*']?.open).toBe(171);
    expect(Object.keys((await readEffect(table, 'wide')).domains)).toHaveLength(200);
  });

  it('a new day renews what is overdue', async () => {
    await project('days', [{ after: findingFixture({ dueDate: TODAY }), sequence: '1' }]);
    const overdue = async () =>
      (await listRollups(table, 'jituan')).find(({ tenantId }) => tenantId === 'days')?.overdue;
    expect(await overdue()).toBe(0);
    await renewRollup(table, 'jituan', 'days', '2025-06-16');
    expect(await overdue()).toBe(1);
  });
});

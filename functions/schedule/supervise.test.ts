import { type Finding, type Matter, type OrderContent, RUNGS, systemScope } from '@xuncha/domain';
import { findingToItem, listFindingMatters, listMatters } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useEnvironment } from '../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { superviseUnit } from './supervise.ts';

let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  await foundGroup(engine.table);
});
afterAll(() => engine.stop());

const scopeOf = (tenantId: string) => systemScope('schedule', tenantId);
/** Ten in the morning in Shanghai. */
const run = (tenantId: string, day: string) =>
  superviseUnit(engine.table, tenantId, new Date(`${day}T02:00:00.000Z`));
const unit = (tenantId: string) =>
  openTenant(engine.table, { tenantId, name: tenantId, departments: ['物资管理部'] });
const finding = (tenantId: string, over: Partial<Finding> = {}) =>
  seedFinding(engine.table, seedAggregate({ tenantId, dueDate: '2025-06-02', ...over }));
const ordersOf = async ({ tenantId, id }: Finding) =>
  (await listFindingMatters(engine.table, scopeOf(tenantId), id)) as Matter<OrderContent>[];
const allOrders = async (tenantId: string) =>
  (await listMatters<OrderContent>(engine.table, scopeOf(tenantId), 'order', { limit: 100 })).matters;

describe('orders raised by the clock (F10)', () => {
  it('come once, when the finding is overdue enough, whatever happens to the run', async () => {
    await unit('raise');
    const late = await finding('raise');
    const intime = await finding('raise', { dueDate: '2025-09-30' });
    await run('raise', '2025-06-16');
    expect(await ordersOf(late)).toEqual([]);
    await run('raise', '2025-06-17');
    const [order, ...more] = await ordersOf(late);
    expect(more).toEqual([]);
    expect(order).toMatchObject({ status: 'issued', level: 'red', createdByName: '系统' });
    expect(order?.content.trigger.why).toBe(
      '期限为2025-06-02，至2025-06-17已逾期15天，达到自动督办条件（逾期满15天）。',
    );
    expect(await ordersOf(intime)).toEqual([]);
    for (const day of ['2025-06-17', '2025-06-18', '2025-06-19']) await run('raise', day);
    expect(await ordersOf(late)).toHaveLength(1);
  });

  it('come for a continuous finding past its next check, although its own date is far', async () => {
    await unit('later');
    const continuous = await finding('later', {
      state: 'continuous',
      dueDate: '2026-12-31',
      nextCheckDate: '2025-06-02',
    });
    await run('later', '2025-06-17');
    expect(await ordersOf(continuous)).toHaveLength(1);
  });

  it('are as many a day as the unit can follow up, the longest overdue first', async () => {
    await unit('many');
    const dates = Array.from({ length: 25 }, (_, day) => `2025-05-${String(day + 1).padStart(2, '0')}`);
    for (const dueDate of dates) await finding('many', { dueDate });
    const raisedFor = async () =>
      (await allOrders('many'))
        .map(({ content }) => content.trigger.why.match(/\d{4}-\d{2}-\d{2}/)?.[0])
        .toSorted();
    await run('many', '2025-07-01');
    expect(await raisedFor()).toEqual(dates.slice(0, 20));
    await run('many', '2025-07-01');
    expect(await raisedFor()).toHaveLength(20);
    await run('many', '2025-07-02');
    expect(await raisedFor()).toHaveLength(25);
  });

  it('leave a finding alone that somebody is after already', async () => {
    await unit('twice');
    const late = await finding('twice');
    await run('twice', '2025-06-17');
    const [order] = await ordersOf(late);
    // The date moves, which is another cause; the first order is still open.
    const moved = { ...late, dueDate: '2025-06-20' };
    await engine.table.put({
      put: findingToItem(moved),
    });
    await run('twice', '2025-07-10');
    expect((await ordersOf(late)).map(({ id }) => id)).toEqual([order?.id]);
  });
});

describe('the ladder by the clock', () => {
  it('is climbed a rung with each limit, each exactly once and in the trail, up to the leading group', async () => {
    await unit('climb');
    const late = await finding('climb');
    const standing = async () => (await ordersOf(late))[0] as Matter<OrderContent>;
    await run('climb', '2025-06-17');
    const seen: string[] = [];
    for (let climbs = 0; climbs < RUNGS.length; climbs += 1) {
      const due = (await standing()).due?.date ?? '';
      const dayAfter = new Date(Date.parse(due) + 86_400_000).toISOString().slice(0, 10);
      await run('climb', due);
      await run('climb', dayAfter);
      await run('climb', dayAfter);
      seen.push((await standing()).content.rung);
    }
    expect(seen).toEqual(['leader', 'principal', 'inspection_office', 'leading_group', 'leading_group']);
    const { content, waiting } = await standing();
    expect(content.climbs.map(({ rung }) => rung)).toEqual(RUNGS.slice(1));
    expect(waiting.map(({ home, key }) => `${home} ${key}`)).toContain('group role:leading_group');
  });
});

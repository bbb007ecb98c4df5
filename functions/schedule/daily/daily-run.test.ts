import { departmentAssignee, newMatter, ok, roleAssignee, SYSTEM_ACTOR, systemScope } from '@xuncha/domain';
import { createMatter, listNotifications, newId, readDailyMark, type Table } from '@xuncha/store';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { createDailyRun } from './daily-run.ts';
import { DAILY_STEPS } from './daily-steps.ts';

const TENANT = 'beihe';
const DEPARTMENT = newId();
const OFFICE = roleAssignee('rectification_office');
const HEAD = departmentAssignee(DEPARTMENT, 'department_head');

let engine: TestTable;
beforeEach(async () => {
  await engine?.stop();
  engine = await startTestTable();
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: TENANT, name: '北河采油厂', departments: ['财务部'] });
});
afterAll(() => engine.stop());

/** A table whose nth write is the last one before the process dies. */
const dyingAt = (table: Table, last: number): Table => {
  let writes = 0;
  return {
    ...table,
    async put(write) {
      if (writes === last) throw new Error('killed');
      writes += 1;
      await table.put(write);
    },
  };
};

const runOn = (day: string, table: Table = engine.table) =>
  createDailyRun({
    tableOf: async () => table,
    hqTenant: HQ_TENANT,
    now: () => new Date(`${day}T00:10:00.000Z`),
    steps: DAILY_STEPS,
  })();

const told = async (assignee: string, home = TENANT): Promise<string[]> =>
  (await listNotifications(engine.table, home, assignee, { limit: 100 }))
    .map(({ notification }) => `${notification.on} ${notification.rung.split('@')[0]}`)
    .reverse();

const rectifying = (dueDate: string) =>
  seedFinding(
    engine.table,
    seedAggregate({
      tenantId: TENANT,
      state: 'rectifying',
      dueDate,
      responsibility: { departmentId: DEPARTMENT, departmentName: '财务部', supportingDepartments: [] },
    }),
  );

const days = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, day) =>
    new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10),
  );

const ALL = [
  '2025-03-08 before-7',
  '2025-03-12 before-3',
  '2025-03-14 before-1',
  '2025-03-15 due',
  '2025-03-16 after-1',
  '2025-03-23 after-8',
];

it('reminds before and after a due date, each time once, whoever it waits for', async () => {
  await rectifying('2025-03-15');
  for (const day of days('2025-03-06', 20)) {
    await runOn(day);
    // The schedule comes several times a day.
    await runOn(day);
  }
  expect(await told(HEAD)).toEqual(ALL);
});

it('says the same when every run is killed at some write and comes again', async () => {
  await rectifying('2025-03-15');
  let deaths = 0;
  for (const day of days('2025-03-06', 20))
    for (let last = 0; ; last += 1) {
      const alive = await runOn(day, dyingAt(engine.table, last)).then(
        () => true,
        () => false,
      );
      if (alive) break;
      deaths += 1;
    }
  expect(deaths).toBeGreaterThan(20);
  expect(await told(HEAD)).toEqual(ALL);
});

it('after days without a run reminds once, with the latest', async () => {
  await rectifying('2025-03-15');
  await runOn('2025-03-05');
  await runOn('2025-03-20');
  expect(await told(HEAD)).toEqual(['2025-03-16 after-1']);
});

it('reminds of matters, also people of HQ, and no longer once nothing waits', async () => {
  const scope = systemScope('schedule', TENANT);
  const line = (home: 'unit' | 'group', key: string) => ({
    home,
    key,
    why: '请回复督办单',
    due: '2025-03-15',
  });
  const matter = newMatter(
    {
      tenantId: TENANT,
      id: newId(),
      kind: 'order',
      title: '督办：招标程序',
      status: 'issued',
      content: {},
      due: { date: '2025-03-15', why: '' },
      waiting: [line('unit', OFFICE), line('group', roleAssignee('inspection_office'))],
    },
    { userId: 'u', name: '巡察办甲' },
    '2025-03-01T00:00:00.000Z',
  );
  await createMatter(engine.table, scope, () => ok({ matter, event: { type: 'order.issued', data: {} } }), {
    actor: SYSTEM_ACTOR('schedule'),
    at: '2025-03-01T00:00:00.000Z',
    answer: () => ({ status: 200, body: null }),
  });
  for (const day of days('2025-03-11', 3)) await runOn(day);
  expect(await told(OFFICE)).toEqual(['2025-03-12 before-3']);
  expect(await told(roleAssignee('inspection_office'), HQ_TENANT)).toEqual(['2025-03-12 before-3']);
  expect(await readDailyMark(engine.table, scope)).toMatchObject({ date: '2025-03-13', finished: true });
});

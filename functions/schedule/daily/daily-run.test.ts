import {
  askExtension,
  decideExtension,
  departmentAssignee,
  newMatter,
  ok,
  roleAssignee,
  SYSTEM_ACTOR,
  systemScope,
} from '@xuncha/domain';
import {
  type CommandInput,
  createMatter,
  executeOnFinding,
  listAskedExtensions,
  listNotifications,
  loadFinding,
  memberWrite,
  newId,
  readDailyMark,
  readMessage,
  savePreferences,
  type Table,
} from '@xuncha/store';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { actorFixture } from '../../../packages/domain/src/closeout/case-fixture.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { inboxItemsOf } from '../../projections/inbox-items.ts';
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

/** Ten past eight in Shanghai, and the last call of the morning. */
const EIGHT = '00:10';
const NINE = '01:10';

const runAt = (instant: string, tableOf: (tenantId: string) => Table) =>
  createDailyRun({
    tableOf: async (tenantId) => tableOf(tenantId),
    hqTenant: HQ_TENANT,
    now: () => new Date(`${instant}:00.000Z`),
    steps: DAILY_STEPS,
  })();
const runOn = (day: string, table: Table = engine.table) => runAt(`${day}T${EIGHT}`, () => table);

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

it('reminds whoever decides on another date by their own limit, however far the finding’s date is, until decided', async () => {
  const finding = await rectifying('2025-12-31');
  const scope = systemScope('schedule', TENANT);
  const asker = actorFixture('head', ['department_head']);
  const step = (decide: CommandInput['decide'], day: string) =>
    executeOnFinding(engine.table, scope, finding.id, {
      actor: asker,
      at: `${day}T02:00:00.000Z`,
      decide,
      answer: () => ({ status: 200, body: null }),
    });
  const request = { id: 'e', to: '2026-03-31', reason: '设备未到' };
  // A Monday: five working days end on the Monday after.
  await step((current) => askExtension(current, request, asker, '2025-03-10'), '2025-03-10');
  for (const day of days('2025-03-11', 9)) await runOn(day);
  expect(await told(roleAssignee('inspection_office'), HQ_TENANT)).toEqual([
    '2025-03-14 before-3',
    '2025-03-16 before-1',
    '2025-03-17 due',
    '2025-03-18 after-1',
  ]);
  expect(await listAskedExtensions(engine.table, scope, '2025-12-31')).toHaveLength(1);
  const decision = { extensionId: 'e', outcome: 'refused', reason: '理由不足' } as const;
  const decider = actorFixture('hq', ['inspection_office']);
  await step((current) => decideExtension(current, decision, decider, '2025-03-20'), '2025-03-20');
  for (const day of days('2025-03-20', 10)) await runOn(day);
  expect(await told(roleAssignee('inspection_office'), HQ_TENANT)).toHaveLength(4);
  expect(await listAskedExtensions(engine.table, scope, '2025-12-31')).toEqual([]);
});

it('writes one mail to a person of two memberships, about what waits for either', async () => {
  const member = { tenantId: TENANT, userId: 'both', login: 'both', name: '双岗', status: 'active' } as const;
  await engine.table.transact([
    memberWrite({ ...member, id: 'm1', roles: ['department_head'], departmentId: DEPARTMENT }),
    memberWrite({ ...member, id: 'm2', roles: ['rectification_office'] }),
  ]);
  await savePreferences(engine.table, TENANT, 'both', { email: 'both@beihe.cn', digest: true });
  const finding = { tenantId: TENANT, dueDate: '2025-03-15' };
  await seedFinding(engine.table, seedAggregate({ ...finding, no: 'W1', state: 'acknowledged' }));
  const responsibility = { departmentId: DEPARTMENT, departmentName: '财务部', supportingDepartments: [] };
  await seedFinding(
    engine.table,
    seedAggregate({ ...finding, no: 'R1', state: 'rectifying', responsibility }),
  );
  await runOn('2025-03-12');
  const message = await readMessage(engine.table, {
    tenantId: TENANT,
    date: '2025-03-12',
    receiver: 'mail:both',
  });
  const text = message?.outgoing.channel === 'mail' ? message.outgoing.text : '';
  expect(text.match(/第\w+号问题/g)?.toSorted()).toEqual(['第R1号问题', '第W1号问题']);
});

it('names a task as new in one mail, however often its finding changes while it waits', async () => {
  await engine.table.transact([
    memberWrite({
      tenantId: TENANT,
      id: 'm',
      userId: 'head',
      login: 'head',
      name: '处长',
      roles: ['department_head'],
      departmentId: DEPARTMENT,
      status: 'active',
    }),
  ]);
  await savePreferences(engine.table, TENANT, 'head', { email: 'head@beihe.cn', digest: true });
  const scope = systemScope('schedule', TENANT);
  const responsibility = { departmentId: DEPARTMENT, departmentName: '财务部', supportingDepartments: [] };
  const { id } = await seedFinding(
    engine.table,
    seedAggregate({
      tenantId: TENANT,
      state: 'rectifying',
      dueDate: '2025-12-31',
      createdAt: '2025-03-01T02:00:00.000Z',
      responsibility,
    }),
  );
  /** As the projections leave the inbox. */
  const project = async (): Promise<void> => {
    const aggregate = await loadFinding(engine.table, scope, id);
    for (const put of aggregate ? inboxItemsOf(aggregate.finding, '北河', HQ_TENANT) : [])
      await engine.table.put({ put });
  };
  const mailed = async (day: string): Promise<boolean> => {
    await project();
    await runOn(day);
    const message = { tenantId: TENANT, date: day, receiver: 'mail:head' };
    return (await readMessage(engine.table, message)) !== undefined;
  };
  const report = (day: string) =>
    executeOnFinding(engine.table, scope, id, {
      actor: actorFixture('clerk', ['handler']),
      at: `${day}T02:00:00.000Z`,
      decide: ({ finding }) => ok({ finding, event: { type: 'measure.reported', data: {} } }),
      answer: () => ({ status: 200, body: null }),
    });
  expect(await mailed('2025-03-02')).toBe(true);
  for (const day of ['2025-03-02', '2025-03-03']) {
    await report(day);
    expect(await mailed(days(day, 2).at(-1) ?? '')).toBe(false);
  }
});

describe('HQ’s one mail of the day', () => {
  const OTHER = 'dongpo';
  const INSPECTOR = 'inspector';
  const broken = (): never => {
    throw new Error('throttled');
  };
  const unlessBroken = (tenantId: string): Table => (tenantId === OTHER ? broken() : engine.table);
  const mailOf = async (day: string): Promise<string | undefined> => {
    const message = await readMessage(engine.table, {
      tenantId: HQ_TENANT,
      date: day,
      receiver: `mail:${INSPECTOR}`,
    });
    return message?.outgoing.channel === 'mail' ? message.outgoing.text : undefined;
  };
  const mentions = (text: string | undefined): string[] => text?.match(/第\w+号问题/g)?.toSorted() ?? [];

  beforeEach(async () => {
    await openTenant(engine.table, { tenantId: OTHER, name: '东坡炼油厂', departments: ['财务部'] });
    await engine.table.transact([
      memberWrite({
        tenantId: HQ_TENANT,
        id: 'm',
        userId: INSPECTOR,
        login: INSPECTOR,
        name: '巡察办甲',
        roles: ['inspection_office'],
        status: 'active',
      }),
    ]);
    await savePreferences(engine.table, HQ_TENANT, INSPECTOR, { email: 'a@hq.cn', digest: true });
    const extension = { id: 'e', from: '2025-12-31', to: '2026-01-31', by: ['x'], byName: '某' } as const;
    for (const [tenantId, no] of [
      [TENANT, 'B1'],
      [OTHER, 'D1'],
    ] as const)
      await seedFinding(
        engine.table,
        seedAggregate({
          tenantId,
          no,
          state: 'rectifying',
          dueDate: '2025-12-31',
          extension: { ...extension, decider: 'inspection_office', due: '2025-03-15' },
        }),
      );
    await runOn('2025-03-11');
  });

  it('waits for a unit whose run failed, and tells of it when it came later the same morning', async () => {
    await expect(runAt(`2025-03-12T${EIGHT}`, unlessBroken)).rejects.toThrow('1 of 2 tenants failed');
    expect(await mailOf('2025-03-12')).toBeUndefined();
    await runAt(`2025-03-12T${NINE}`, () => engine.table);
    expect(mentions(await mailOf('2025-03-12'))).toEqual(['第B1号问题', '第D1号问题']);
  });

  it('goes with the last call of the morning, and tells of the unit the day after, each line once', async () => {
    await expect(runAt(`2025-03-12T${NINE}`, unlessBroken)).rejects.toThrow('1 of 3 tenants failed');
    expect(mentions(await mailOf('2025-03-12'))).toEqual(['第B1号问题']);
    // By hand, at noon: the mail of the day has gone.
    await runAt('2025-03-12T04:00', () => engine.table);
    expect(mentions(await mailOf('2025-03-12'))).toEqual(['第B1号问题']);
    await runOn('2025-03-13');
    expect(mentions(await mailOf('2025-03-13'))).toEqual(['第D1号问题']);
    await runOn('2025-03-14');
    expect(mentions(await mailOf('2025-03-14'))).toEqual(['第B1号问题', '第D1号问题']);
  });
});

import { type Finding, type FindingState, SYSTEM_ACTOR } from '@xuncha/domain';
import {
  findingToItem,
  keys,
  listInbox,
  planChange,
  readDashboard,
  type Table,
  type Write,
  wordingItem,
} from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { streamRecords } from '../../test/engine/stream-records.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { createProjections } from './projections.ts';
import { type Difference, rebuildProjections } from './rebuild.ts';

const NOW = new Date('2025-03-03T02:00:00Z');
const STATES: readonly FindingState[] = [
  'draft',
  'delivered',
  'disputed',
  'planning',
  'rectifying',
  'rectifying',
  'continuous',
  'closed',
  'withdrawn',
];

let engine: TestTable;
let table: Table;
let tenants = 0;
let tenantId = '';
let findings: Finding[];

beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  table = engine.table;
  await foundGroup(table);
});
afterAll(() => engine.stop());

beforeEach(async () => {
  tenants += 1;
  tenantId = `danwei${tenants}`;
  await openTenant(table, { tenantId, name: `试验单位${tenants}`, departments: ['财务部'] });
  findings = [];
  for (const [index, state] of STATES.entries())
    findings.push(
      await seedFinding(
        table,
        seedAggregate({
          tenantId,
          state,
          dueDate: `2025-0${(index % 3) + 2}-1${index}`,
          nextCheckDate: '2025-05-01',
        }),
      ),
    );
  await project(findings.map((after) => ({ after })));
  await projectBodies();
});

/** Records of wordings as they come beside their heads, and once more with an old text, which a replay brings. */
const projectBodies = async (): Promise<void> => {
  const handler = createProjections({ table, hqTenant: HQ_TENANT, now: () => NOW });
  const bodies = await table.getMany(findings.map(({ id }) => keys.findingBody(tenantId, id)));
  const records = streamRecords(
    bodies.flatMap((after) => [{ after }, { after: { ...after, text: '旧的表述' } }]),
    1_000,
  );
  await handler({ Records: records, shardId: 'shard-1' });
};

const project = async (changes: readonly { before?: Finding; after: Finding }[], first = 1) => {
  const handler = createProjections({ table, hqTenant: HQ_TENANT, now: () => NOW });
  const records = streamRecords(
    changes.map(({ before, after }) => ({
      after: findingToItem(after),
      ...(before ? { before: findingToItem(before) } : {}),
    })),
    first,
  );
  await handler({ Records: records, shardId: 'shard-1' });
};

const rebuild = (over: { compareOnly?: boolean } = {}) =>
  rebuildProjections({ table, hqTenant: HQ_TENANT, tenantId, today: '2025-03-03', settleMs: 0, ...over });

const shape = (differences: readonly Difference[]): string[] =>
  differences.map(({ part, kind }) => `${part} ${kind}`).sort();

test('projections that followed the stream agree with the heads', async () => {
  const report = await rebuild();
  expect(report).toEqual({
    tenantId,
    findings: STATES.length,
    // delivered 1, disputed 1 (at HQ), planning 1, rectifying 2 × 2, continuous 1
    tasks: 8,
    differences: [],
    repaired: 0,
    settled: true,
  });
});

describe('damage', () => {
  const damage = async (): Promise<void> => {
    const inbox = keys.inboxPk(tenantId, 'dept:dep1:department_head');
    const [first, second] = (await table.queryAll({ partition: inbox })).map((item) => ({
      ...item,
      pk: String(item.pk),
      sk: String(item.sk),
    }));
    if (!first || !second) throw new Error('the department has no tasks');
    const counters = await table.get(keys.counters(tenantId));
    const rollup = await table.get(keys.rollup(HQ_TENANT, tenantId));
    const stray = { ...first, pk: keys.inboxPk(HQ_TENANT, 'role:leading_group') };
    const writes: Write[] = [
      { remove: first },
      { put: { ...second, title: '别的标题' } },
      { put: stray },
      { put: { ...counters, ...keys.counters(tenantId), byState: { rectifying: 7 } } },
      { remove: keys.dueMonth(tenantId, '2025-02') },
      { put: { ...keys.dueMonth(tenantId, '2031-01'), kind: 'due_month', days: { '05': 3 } } },
      { put: { ...rollup, ...keys.rollup(HQ_TENANT, tenantId), overdue: 99 } },
    ];
    const effect = await table.get(keys.effect(tenantId));
    writes.push({ put: { ...effect, ...keys.effect(tenantId), months: {} } });
    const [place, other] = await table.queryAll({ partition: keys.ledgerOrderPk(tenantId, 'no') });
    const [one, another] = findings.map(({ id }) => id);
    if (!place || !other || !one || !another) throw new Error('the ledger is in no order');
    const at = { pk: String(place.pk), sk: String(place.sk) };
    writes.push(
      { remove: at },
      { put: { ...other, pk: at.pk, sk: '1#30199!elsewhere' } },
      { remove: keys.wording(tenantId, one) },
      { put: wordingItem(tenantId, another, '别的表述') },
    );
    await table.transact(writes);
  };
  const expected = [
    'counters different',
    'due_month missing',
    'due_month superfluous',
    'effect different',
    'inbox different',
    'inbox missing',
    'inbox superfluous',
    'order missing',
    'order superfluous',
    'rollup different',
    'wording different',
    'wording missing',
  ];

  test('is reported and left alone when only compared', async () => {
    await damage();
    const report = await rebuild({ compareOnly: true });
    expect(shape(report.differences)).toEqual(expected);
    expect(report.repaired).toBe(0);
    expect(shape((await rebuild({ compareOnly: true })).differences)).toEqual(expected);
  });

  test('is put right, and the stream goes on from there', async () => {
    const before = await readDashboard(table, tenantId, true);
    await damage();
    const report = await rebuild();
    expect(shape(report.differences)).toEqual(expected);
    expect(report.repaired).toBe(expected.length);
    expect((await rebuild()).differences).toEqual([]);
    const after = await readDashboard(table, tenantId, true);
    expect(after.counters.byState).toEqual(before.counters.byState);
    expect(after.counters.applied).toEqual(before.counters.applied);
    expect(after.months).toEqual(before.months);

    const closing = findings.find(({ state }) => state === 'rectifying');
    if (!closing) throw new Error('nothing is being rectified');
    const event = { type: 'closeout.decided' as const, data: {} };
    const plan = planChange(
      closing,
      { finding: { ...closing, state: 'closed' }, event },
      {
        actor: SYSTEM_ACTOR('jobs'),
        at: NOW.toISOString(),
      },
    );
    await table.transact(plan.writes);
    await project([{ before: closing, after: plan.finding }], 100);
    expect((await rebuild()).differences).toEqual([]);
    const { tasks } = await listInbox(table, tenantId, 'dept:dep1:department_head', { limit: 50 });
    expect(tasks.map(({ task }) => task.findingId)).not.toContain(closing.id);
  });
});

test('a task of a finding that moved on meanwhile is left to the stream', async () => {
  const delivered = findings.find(({ state }) => state === 'delivered');
  if (!delivered) throw new Error('nothing was delivered');
  const [task] = await table.queryAll({ partition: keys.inboxPk(tenantId, 'role:rectification_office') });
  if (!task) throw new Error('nobody has to acknowledge');
  // The projection has already applied a newer head than the index shows to the rebuild.
  await table.put({
    put: { ...task, pk: String(task.pk), sk: String(task.sk), version: delivered.version + 1 },
  });
  expect((await rebuild()).differences).toEqual([]);
});

test('numbers of a tenant that is written to all the time are not touched', async () => {
  const finding = findings[4];
  if (!finding) throw new Error('no finding');
  let version = finding.version;
  const restless: Table = {
    ...table,
    async getMany(wanted) {
      version += 1;
      await table.put({ put: findingToItem({ ...finding, version }) });
      return table.getMany(wanted);
    },
  };
  const report = await rebuildProjections({
    table: restless,
    hqTenant: HQ_TENANT,
    tenantId,
    today: '2025-03-03',
    settleMs: 0,
  });
  expect(report.settled).toBe(false);
  expect(report.differences.every(({ part }) => ['inbox', 'sheet', 'order', 'wording'].includes(part))).toBe(
    true,
  );
});

test('an unknown tenant is refused', async () => {
  await expect(
    rebuildProjections({ table, hqTenant: HQ_TENANT, tenantId: 'nobody', today: '2025-03-03', settleMs: 0 }),
  ).rejects.toThrow('nobody');
});

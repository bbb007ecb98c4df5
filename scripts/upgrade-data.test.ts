import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GROUP_ISSUER, type Membership, nodeOf, systemScope } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  createWrite,
  forgetAskedExtension,
  keys,
  listAskedExtensions,
  listClosedWordings,
  listLogins,
  listMatters,
  memberWrite,
  newId,
} from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeBatches } from '../functions/jobs/complete-batches.ts';
import { rebuildAskedExtensions } from '../functions/projections/rebuild-asked-extensions.ts';
import { rebuildWordings } from '../functions/projections/rebuild-wordings.ts';
import { HQ_TENANT } from '../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../test/engine/table.ts';
import { foundGroup, openTenant } from '../test/engine/tenants.ts';
import { upgradeData } from './upgrade-data.ts';

const UNIT = 'beihe';
const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-upgrade-'));
let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: UNIT, name: '北河采油厂', departments: ['党群工作部'] });
});
afterAll(async () => {
  await engine.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A member as versions without the directory wrote them. */
const addMember = async (tenantId: string, login: string): Promise<Membership> => {
  const member: Membership = {
    tenantId,
    id: newId(),
    userId: login,
    login,
    name: '张三',
    roles: ['rectification_office'],
    status: 'active',
  };
  await engine.table.transact([memberWrite(member)]);
  return member;
};
const placesOf = async (login: string): Promise<string[]> =>
  (await listLogins(engine.table, { issuer: GROUP_ISSUER, login })).map(({ id }) => id);
const start = async (): Promise<string[]> => {
  const said: string[] = [];
  await upgradeData({
    dataDir,
    table: engine.table,
    hqTenant: HQ_TENANT,
    say: (line) => said.push(line),
  });
  return said;
};

describe('data of an older version', () => {
  test('gives everybody their place at the first start, and is left alone afterwards', async () => {
    const [hq, unit] = [await addMember(HQ_TENANT, 'anna'), await addMember(UNIT, 'bert')];
    expect(await placesOf('anna')).toEqual([]);
    const said = await start();
    expect(said.join()).toMatch(/登录目录 \d+ 处/);
    expect(await placesOf('anna')).toEqual([hq.id]);
    expect(await placesOf('bert')).toEqual([unit.id]);
    expect(JSON.parse(readFileSync(join(dataDir, 'upgrades.json'), 'utf8'))).toEqual([
      'login-directory',
      'closed-wordings',
      'asked-extensions',
      'plans-and-duties',
      'rounds',
    ]);
    expect(await start()).toEqual([]);
  });

  test('is looked at again when the step was interrupted', async () => {
    rmSync(join(dataDir, 'upgrades.json'));
    const login = { issuer: GROUP_ISSUER, login: 'bert' };
    const [entry] = await listLogins(engine.table, login);
    await engine.table.transact([{ remove: keys.loginMembership(login, UNIT, entry?.id ?? '') }]);
    await start();
    expect(await placesOf('bert')).toEqual([entry?.id]);
  });

  test('reminds deciders of what was asked for before they were reminded, once', async () => {
    rmSync(join(dataDir, 'upgrades.json'));
    const asked = { from: '2025-12-31', to: '2026-03-31', due: '2025-03-17', by: ['x'], byName: '某' };
    const { id } = await seedFinding(
      engine.table,
      seedAggregate({
        tenantId: UNIT,
        state: 'rectifying',
        extension: { ...asked, id: 'e', decider: 'inspection_office' },
      }),
    );
    const scope = systemScope('jobs', UNIT);
    const [line] = await listAskedExtensions(engine.table, scope, '2025-12-31');
    expect(line).toMatchObject({ findingId: id, due: '2025-03-17' });
    if (line) await forgetAskedExtension(engine.table, scope, line);
    expect(await rebuildAskedExtensions(engine.table, UNIT, true)).toEqual({ missing: 1, repaired: 0 });
    expect((await start()).join()).toContain('提醒线索 1 条');
    expect(await listAskedExtensions(engine.table, scope, '2025-12-31')).toEqual([line]);
    expect(await rebuildAskedExtensions(engine.table, UNIT)).toEqual({ missing: 0, repaired: 0 });
  });

  test('gets the pointers of what was closed, and plan and duties of what is still worked on, once', async () => {
    rmSync(join(dataDir, 'upgrades.json'));
    const batch = (id: string): Batch => ({
      id,
      tenantId: UNIT,
      createdAt: '2025-01-02T01:00:00.000Z',
      version: 1,
      round: '2024年第二轮',
      title: '反馈',
      status: 'published',
      feedbackDate: '2025-01-02',
      findings: 1,
      delivered: 1,
      createdByName: '办公室',
    });
    const [open, done] = [newId(), newId()];
    await engine.table.transact([createWrite(BATCHES, batch(open)), createWrite(BATCHES, batch(done))]);
    await seedFinding(engine.table, seedAggregate({ tenantId: UNIT, batchId: open, state: 'rectifying' }));
    const closed = await seedFinding(
      engine.table,
      seedAggregate({ tenantId: UNIT, batchId: done, state: 'closed', category: '物资采购' }),
    );
    const matters = async (kind: 'plan' | 'duty') =>
      (await listMatters(engine.table, systemScope('jobs', UNIT), kind, { limit: 100 })).matters;
    const pointers = async () => {
      const node = nodeOf(closed) ?? '';
      return (await listClosedWordings(engine.table, UNIT, node, '2000-01-01')).map(({ id }) => id);
    };
    expect([await pointers(), await matters('plan'), await matters('duty')]).toEqual([[], [], []]);
    const said = (await start()).join();
    expect(said).toContain('比对线索 1 条');
    expect(said).toContain('整改方案 1 份、报告任务 4 项');
    expect(await pointers()).toEqual([closed.id]);
    const [plan] = await matters('plan');
    expect(plan).toMatchObject({ batchId: open, status: 'drafting' });
    // The limit runs from feedback, not from today.
    expect(plan?.due?.date.slice(0, 4)).toBe('2025');
    const duties = await matters('duty');
    expect(new Set(duties.map(({ batchId }) => batchId))).toEqual(new Set([open]));
    rmSync(join(dataDir, 'upgrades.json'));
    expect(await start()).toEqual([]);
    expect((await matters('plan')).length + (await matters('duty')).length).toBe(5);
    // Only counting finds nothing to do either, and finds what was taken away.
    const node = nodeOf(closed) ?? '';
    const [pointer] = await engine.table.queryAll({ partition: keys.closedWordingsPk(UNIT, node) });
    await engine.table.transact([{ remove: { pk: String(pointer?.pk), sk: String(pointer?.sk) } }]);
    expect(await rebuildWordings(engine.table, UNIT, true)).toEqual({ missing: 1, repaired: 0 });
    expect(await pointers()).toEqual([]);
    const at = new Date().toISOString();
    const options = { table: engine.table, tenantId: UNIT, at, compareOnly: true };
    expect(await completeBatches(options)).toEqual({ plans: 0, duties: 0 });
  });
});

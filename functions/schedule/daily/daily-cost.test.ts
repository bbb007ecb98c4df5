import type { Finding } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  type Consumed,
  createWrite,
  newId,
  openTable,
  projectSheets,
} from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typicalFinding } from '../../../test/cost/typical-finding.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { createDailyRun } from './daily-run.ts';
import { DAILY_STEPS } from './daily-steps.ts';

const TENANT = 'beihe';
const BATCH = newId();
let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: TENANT, name: '北河采油厂', departments: ['财务部'] });
  const batch: Batch = {
    id: BATCH,
    tenantId: TENANT,
    createdAt: '2025-03-01T00:00:00.000Z',
    version: 1,
    round: '2024年第二轮',
    title: '反馈',
    status: 'published',
    feedbackDate: '2025-03-01',
    findings: 0,
    delivered: 0,
    createdByName: '巡察办甲',
  };
  await engine.table.transact([createWrite(BATCHES, batch)]);
});
afterAll(() => engine.stop());

/** Open findings of which the clock wants nothing for months. */
const addQuietOnes = async (count: number): Promise<void> => {
  const place = { tenantId: TENANT, batchId: BATCH, departmentId: newId(), departmentName: '财务部' };
  const heads: Finding[] = [];
  for (let no = 1; no <= count; no += 1) {
    const { finding, ...parts } = typicalFinding({ ...place, handlerId: 'u' }, 'rectifying', no);
    const quiet = { ...finding, dueDate: '2025-12-31', alertCheck: '2025-12-24', lastActOn: '2025-03-01' };
    heads.push(await seedFinding(engine.table, { finding: quiet, ...parts }));
  }
  await projectSheets(engine.table, TENANT, heads);
};

const morning = async (day: string) => {
  const spent: Consumed[] = [];
  const table = openTable(engine.client, engine.name, (one) => spent.push(one));
  await createDailyRun({
    tableOf: async () => table,
    hqTenant: HQ_TENANT,
    now: () => new Date(`${day}T00:10:00.000Z`),
    steps: DAILY_STEPS,
  })();
  const sum = (of: 'read' | 'write'): number => spent.reduce((units, one) => units + one[of], 0);
  return { requests: spent.length, rcu: sum('read'), wcu: sum('write') };
};

it('a morning on which nothing is due writes the same whatever the unit has, and walks its open findings as rows', async () => {
  await addQuietOnes(100);
  // The first morning makes this year's duty.
  await morning('2025-04-01');
  const few = await morning('2025-04-02');
  await addQuietOnes(300);
  const many = await morning('2025-04-03');
  expect(many.wcu).toBe(few.wcu);
  // A page more for each hundred rows; of 100 findings 7.5 RCU are rows of some 600 bytes, the rest their ledger sheets.
  expect(many.requests - few.requests).toBeLessThanOrEqual(3);
  expect((many.rcu - few.rcu) / 3).toBeLessThanOrEqual(10);
  expect(few).toMatchObject({ wcu: 10 });
  expect(few.requests).toBeLessThanOrEqual(50);
}, 120_000);

import type { OutputOf } from '@xuncha/contracts';
import { dutiesOnFeedback, newMatter, systemScope } from '@xuncha/domain';
import { BATCHES, type Batch, createWrite, newId, planMatter, projectSheets } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { type EvidenceScene, startEvidenceScene, TENANT } from '../../evidence/evidence-scene.fixture.ts';
import { createDuties, dutyOrigin } from '../../report-duties.ts';
import { createDailyRun } from '../../schedule/daily/daily-run.ts';
import { renewBoard } from '../../schedule/daily/renew-board.ts';

type Board = OutputOf<'boards.get'>;
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office' });
const inspector = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office' });
/** Findings due long ago, fed back in 2025. */
const batch: Batch = {
  id: newId(),
  tenantId: TENANT,
  round: '2025年第一轮',
  title: '2025年第一轮巡察反馈问题',
  status: 'published',
  feedbackDate: '2025-03-31',
  findings: 2,
  delivered: 2,
  createdByName: '巡察办',
  createdAt: '2025-04-01T02:00:00.000Z',
  version: 1,
};

let scene: EvidenceScene;
let reports: ApiHandler;
const get = (principal: typeof office, tenantId = TENANT, query?: { batchId: string }) =>
  send<Board & { code?: string }>(reports, 'boards.get', { principal, params: { tenantId }, query });

beforeAll(async () => {
  scene = await startEvidenceScene();
  reports = (await import('./reports.lambda.ts')).handler;
  const { table } = scene.engine;
  await table.transact([createWrite(BATCHES, batch)]);
  const findings = [];
  for (const [no, state] of [
    ['1', 'rectifying'],
    ['2', 'closed'],
  ] as const)
    findings.push(
      await seedFinding(
        table,
        seedAggregate({
          tenantId: TENANT,
          batchId: batch.id,
          no,
          state,
          termClass: 'immediate',
          dueDate: '2025-04-30',
        }),
      ),
    );
  await projectSheets(table, TENANT, findings);
  const duties = dutiesOnFeedback(dutyOrigin(batch, [], 'schedule', batch.createdAt), '2025-04-01');
  await createDuties(table, systemScope('schedule', TENANT), duties, 'schedule', batch.createdAt);
});
afterAll(() => scene.stop());

it('shows the unit’s gates as they are now, with goals, registers and the effect', async () => {
  const { body, status } = await get(office);
  expect(status).toBe(200);
  expect(body.batches.map(({ id }) => id)).toEqual([batch.id]);
  const cell = (gate: string) => body.board?.gates.find((one) => one.gate === gate);
  expect(cell('immediate')).toEqual({ gate: 'immediate', status: 'overdue', done: 1, total: 2, late: 1 });
  expect(cell('progress')).toMatchObject({ status: 'overdue', total: 4 });
  expect(cell('disclosure')).toMatchObject({ status: 'not_reached' });
  expect(body.board?.goals).toHaveLength(4);
  expect(body.board?.registers.warning.alerts.red).toBe(1);
  expect(body.board?.registers.assessment.closed.formula).toBe('已销号 1 ÷ 反馈问题 2 = 50.0%');
  expect(body.board?.funnel[0]).toMatchObject({ step: 'found', count: 2 });
});

it('counts every request of the batch, however many there are, and none from before it', async () => {
  const { table } = scene.engine;
  const ask = async (at: string): Promise<void> => {
    const actor = { ...office, membershipId: office.membershipId };
    const matter = newMatter(
      {
        tenantId: TENANT,
        id: newId(Date.parse(at)),
        kind: 'help',
        title: '请求协调',
        status: 'asked',
        batchId: batch.id,
        content: { replies: [] },
      },
      actor,
      at,
    );
    const change = { matter, event: { type: 'help.asked', data: {} } };
    await table.transact(planMatter(undefined, change, { actor, at }).writes);
  };
  // More than two pages of a hundred.
  const days = Array.from({ length: 205 }, (_, day) => new Date(Date.UTC(2025, 3, 2 + day)).toISOString());
  await Promise.all(days.map(ask));
  await ask('2025-03-01T00:00:00.000Z');
  expect((await get(office)).body.board?.registers.advisory).toMatchObject({ total: 205, open: 205 });
});

it('leaves out talks for who may not know of them, and everything for another unit', async () => {
  expect((await get(office)).body.board?.registers.warning.talks).toEqual({ total: 0, open: 0 });
  const organisation = personOf(TENANT, ['organisation_dept']);
  expect((await get(organisation)).body.board?.registers.warning.talks).toBeUndefined();
  expect((await get(personOf('nanhe', ['rectification_office']))).status).toBe(404);
  expect((await get(personOf(TENANT, ['handler'], { departmentId: newId() }))).status).toBe(403);
  expect((await get(office, TENANT, { batchId: newId() })).body.code).toBe('batch_unknown');
});

it('stands on HQ’s board after the daily run; who is limited to another unit or batch does not see it', async () => {
  expect((await get(inspector, HQ_TENANT)).body.units).toEqual([]);
  await createDailyRun({
    tableOf: async () => scene.engine.table,
    hqTenant: HQ_TENANT,
    now: () => new Date('2026-01-05T07:00:00+08:00'),
    steps: [renewBoard],
  })();
  const { body } = await get(inspector, HQ_TENANT);
  const [unit] = body.units ?? [];
  expect(unit).toMatchObject({ tenantId: TENANT, asOf: '2026-01-05' });
  expect(unit?.gates[2]).toEqual({ gate: 'immediate', status: 'overdue', done: 1, total: 2, late: 1 });
  expect(unit?.domains).toMatchObject([{ total: 2, open: 1, late: 1 }]);
  expect(unit?.alerts).toEqual({ blue: 0, yellow: 0, red: 1 });
  for (const scope of [{ tenants: [HQ_TENANT, 'nanhe'] }, { batches: [newId()] }])
    expect((await get({ ...inspector, scope }, HQ_TENANT)).body.units).toEqual([]);
});

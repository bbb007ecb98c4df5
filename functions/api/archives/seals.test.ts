import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { startTestObjects, type TestObjects } from '../../../test/engine/objects.ts';
import { SealScene } from '../../../test/engine/seal-scene.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

const UNIT = 'bhcyc';
let engine: TestTable;
let objects: TestObjects;
let scene: SealScene;
let api: ApiHandler;

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  api = (await import('./archives.lambda.ts')).handler;
  scene = await SealScene.start(engine, objects);
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: UNIT, name: '北河采油厂', departments: ['财务部'] });
  const id = await scene.finding(UNIT, 2);
  await scene.seal();
  await scene.step(UNIT, id);
  await scene.seal();
});
afterAll(async () => {
  await scene.stop();
  await objects.stop();
  await engine.stop();
});

interface Link {
  readonly url: string;
  readonly fileName: string;
}
const auditor = personOf(HQ_TENANT, ['auditor'], { name: '审计员癸' });
const get = (number: string, principal = auditor) =>
  send<{ number: number; file: Link; publicKey: Link; stamp?: Link }>(api, 'seals.get', {
    principal,
    params: { tenantId: UNIT, number },
  });

it('an auditor sees the seals, latest first, page by page', async () => {
  const list = (query: Record<string, string>) =>
    send<{ items: { number: number }[]; next?: string }>(api, 'seals.list', {
      principal: auditor,
      params: { tenantId: UNIT },
      query,
    });
  const first = await list({ limit: '1' });
  expect(first.body.items).toMatchObject([{ number: 2, chains: 2, changed: 1, late: 0, conflicts: 0 }]);
  const second = await list({ limit: '1', cursor: first.body.next ?? '' });
  expect(second.body.items).toMatchObject([{ number: 1, chains: 2, changed: 2 }]);
});

it('and downloads a seal and the key it is signed with', async () => {
  const { status, body } = await get('1');
  expect(status).toBe(200);
  const file = await (await fetch(body.file.url)).json();
  expect(file).toMatchObject({ digest: { tenantId: UNIT, number: 1 } });
  expect(await (await fetch(body.publicKey.url)).text()).toBe(scene.publicKey);
  expect(body.stamp).toBeUndefined();
});

it('nothing else is there, and nobody else gets it', async () => {
  for (const number of ['3', '0', 'x']) expect((await get(number)).status, number).toBe(404);
  expect((await get('1', personOf(UNIT, ['handler']))).status).toBe(403);
  expect((await get('1', personOf('nslhc', ['tenant_admin']))).status).toBe(404);
});

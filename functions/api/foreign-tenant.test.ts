import type { OutputOf } from '@xuncha/contracts';
import { type Principal, shanghaiDateOf } from '@xuncha/domain';
import { keys, newId } from '@xuncha/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';

let engine: TestTable;
let findings: ApiHandler;
let tenants: ApiHandler;
beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: 'bhcyc', name: '北河采油厂', departments: ['党群工作部'] });
  findings = (await import('./findings/findings.lambda.ts')).handler;
  tenants = (await import('./tenants/tenants.lambda.ts')).handler;
});
afterAll(() => engine.stop());

const inspection = personOf(HQ_TENANT, ['inspection_office']);
const admin = personOf(HQ_TENANT, ['group_admin']);
const MISSING = '01jabcdefghjkmnpqrstvwxyz0';

test('HQ asking for a tenant that does not exist gets the same 404 as everybody', async () => {
  const answer = await send(findings, 'findings.list', {
    principal: inspection,
    params: { tenantId: 'nobody' },
  });
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ code: 'not_found' });
});

test('a suspended tenant takes no writes from HQ either, stays readable, and can be resumed', async () => {
  const params = { tenantId: 'bhcyc' };
  const suspended = await send(tenants, 'tenants.suspend', {
    principal: admin,
    params,
    body: { reason: '停用检查' },
  });
  expect(suspended.status).toBe(200);
  const write = await send(findings, 'batches.publish', {
    principal: inspection,
    params: { ...params, batchId: MISSING },
    body: { feedbackDate: '2024-09-12' },
  });
  expect([write.status, write.body.code]).toEqual([409, 'tenant_suspended']);
  expect((await send(findings, 'findings.list', { principal: inspection, params })).status).toBe(200);
  const resumed = await send(tenants, 'tenants.resume', {
    principal: admin,
    params,
    body: { reason: '恢复' },
  });
  expect(resumed.status).toBe(200);
});

test('who of HQ was there is recorded once a day for the unit to see, and not what the unit does itself', async () => {
  const params = { tenantId: 'bhcyc' };
  const watching = personOf(HQ_TENANT, ['inspection_office'], { userId: 'watcher', membershipId: newId() });
  type Page = OutputOf<'accesses.list'>;
  const list = async (principal: Principal) =>
    (await send<Page>(tenants, 'accesses.list', { principal, params })).body.items.filter(
      ({ userId }) => userId === 'watcher',
    );
  const secretary = personOf('bhcyc', ['party_secretary'], { membershipId: newId() });
  expect(await list(secretary)).toEqual([]);
  for (let time = 0; time < 2; time += 1) {
    expect((await send(findings, 'findings.list', { principal: watching, params })).status).toBe(200);
    expect((await send(tenants, 'tenants.get', { principal: watching, params })).status).toBe(200);
  }
  expect((await send(findings, 'findings.list', { principal: secretary, params })).status).toBe(200);
  expect(await list(secretary)).toMatchObject([
    { userId: 'watcher', roles: ['inspection_office'], area: 'findings', date: shanghaiDateOf(new Date()) },
  ]);
  const all = (await send<Page>(tenants, 'accesses.list', { principal: secretary, params })).body.items;
  expect(all.some(({ userId }) => userId === secretary.userId)).toBe(false);
});

test('a tenant that does not exist gets no record', async () => {
  await send(tenants, 'tenants.get', { principal: inspection, params: { tenantId: 'nobody' } });
  expect(await engine.table.queryAll({ partition: keys.accessesPk('nobody') })).toEqual([]);
});

import {
  ARCHIVES,
  keys,
  listTenantEvents,
  readDocument,
  readRegistered,
  readTenant,
  registerWrite,
} from '@xuncha/store';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { startTestObjects, type TestObjects, VAULT_BUCKET } from '../../../test/engine/objects.ts';
import { type ChangeReader, readChanges } from '../../../test/engine/stream-pump.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { ArchiveScene } from '../../archive/archive-scene.fixture.ts';
import { stampOf } from '../../archive/export-stamp.ts';
import { openNames } from '../../archive/known-names.ts';
import { createProjections } from '../../projections/projections.ts';
import { rebuildProjections } from '../../projections/rebuild.ts';

/** Request → approval → build → download (K06): who may, who may not, and what the unit's chain says. */

const UNIT = 'bhcyc';
let engine: TestTable;
let objects: TestObjects;
let api: ApiHandler;
let identity: ApiHandler;
let changes: ChangeReader;
let project: (event: DynamoDBStreamEvent) => Promise<unknown>;

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  api = (await import('./archives.lambda.ts')).handler;
  identity = (await import('../identity/identity.lambda.ts')).handler;
  const engines = { table: engine.table, s3: objects.client, vaultBucket: VAULT_BUCKET, hqTenant: HQ_TENANT };
  await new ArchiveScene(engines, HQ_TENANT).createTenant('示例集团', 'group');
  const unit = new ArchiveScene(engines, UNIT);
  await unit.createTenant('北河采油厂');
  await unit.rectifying(await unit.createBatch('published', 1), 1, '合同管理不规范');
  changes = await readChanges(engine);
  project = createProjections({ table: engine.table, hqTenant: HQ_TENANT, now: () => new Date() });
});
afterAll(async () => {
  changes.stop();
  await objects.stop();
  await engine.stop();
});

interface Body {
  readonly id: string;
  readonly status: string;
  readonly approver?: string;
  readonly mayDecide?: boolean;
  readonly code?: string;
  readonly field?: string;
}
type Person = ReturnType<typeof personOf>;
const auditor = personOf(HQ_TENANT, ['auditor'], { name: '审计员癸', userId: 'auditor-1' });
const office = personOf(HQ_TENANT, ['inspection_office'], { name: '巡察办甲', userId: 'office-1' });
const colleague = personOf(HQ_TENANT, ['inspection_office'], { name: '巡察办乙', userId: 'office-2' });
const leader = personOf(HQ_TENANT, ['leading_group'], { name: '领导小组丙', userId: 'leader-1' });
const admin = personOf(HQ_TENANT, ['group_admin'], { name: '集团管理员', userId: 'admin-1' });

const setApproval = (approval: string, principal: Person = admin) =>
  send<Body>(api, 'archives.setApproval', { principal, params: { tenantId: UNIT }, body: { approval } });
const ask = async (principal: Person): Promise<Body> => {
  const { status, body } = await send<Body>(api, 'archives.export', {
    principal,
    params: { tenantId: UNIT },
    body: { scope: { kind: 'tenant' }, purpose: '年度审计' },
  });
  expect(status).toBe(202);
  return body;
};
const decide = (id: string, principal: Person, body: object = { outcome: 'approve' }, tenantId = UNIT) =>
  send<Body>(api, 'archives.decide', { principal, params: { tenantId, archiveId: id }, body });
const recordOf = async (id: string) => {
  const record = await readDocument(engine.table, ARCHIVES, UNIT, id);
  if (!record) throw new Error('the export is gone');
  return record;
};
const eventsOf = async (id: string) =>
  (await listTenantEvents(engine.table, UNIT)).filter(
    ({ data }) => (data as { readonly archiveId?: string }).archiveId === id,
  );
/** Waiting approvals in a person's inbox, after the stream has been carried on. */
const waiting = async (principal: Person) => {
  for (let Records = await changes.next(); Records.length > 0; Records = await changes.next())
    await project({ Records });
  const { body } = await send<{ items: { kind: string; findingId: string; title: string; why: string }[] }>(
    identity,
    'inbox.list',
    { principal },
  );
  return body.items.filter(({ kind }) => kind === 'archive_approval');
};

it('without the setting an export is built at once', async () => {
  const { id } = await ask(auditor);
  expect((await recordOf(id)).status).toBe('queued');
  expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['archive.requested']);
});

it('only HQ’s administrators set who approves, and the change is recorded', async () => {
  for (const other of [auditor, office, leader, personOf(HQ_TENANT, ['functional_dept'])])
    expect((await setApproval('off', other)).status).toBe(404);
  expect((await setApproval('off', personOf(UNIT, ['tenant_admin']))).status).toBe(403);
  expect((await setApproval('inspection_office')).status).toBe(200);
  const events = await listTenantEvents(engine.table, UNIT);
  expect(events.at(-1)).toMatchObject({
    type: 'tenant.export_approval_set',
    actor: { name: '集团管理员' },
    data: { before: 'off', approval: 'inspection_office' },
  });
});

it('HQ’s own setting is what new units begin with; existing ones keep theirs', async () => {
  const setFor = (tenantId: string, approval: string) =>
    send<Body>(api, 'archives.setApproval', { principal: admin, params: { tenantId }, body: { approval } });
  expect((await setFor(HQ_TENANT, 'leading_group')).status).toBe(200);
  expect((await readTenant(engine.table, HQ_TENANT))?.exportApproval).toBe('leading_group');
  expect((await readTenant(engine.table, UNIT))?.exportApproval).toBe('inspection_office');
  expect((await listTenantEvents(engine.table, HQ_TENANT)).at(-1)).toMatchObject({
    type: 'tenant.export_default_set',
    data: { before: 'off', approval: 'leading_group' },
  });
});

it('HQ’s list of units says who approves, after each was set', async () => {
  const entry = { tenantId: UNIT, name: '北河采油厂', status: 'active', createdAt: '', version: 1 } as const;
  await engine.table.transact([registerWrite(HQ_TENANT, entry, { ifAbsent: true })]);
  await setApproval('leading_group');
  expect(await readRegistered(engine.table, HQ_TENANT, UNIT)).toMatchObject({
    exportApproval: 'leading_group',
    version: 2,
  });
});

it('a request waits, neutrally worded, until somebody of the office approves; then it is built', async () => {
  await setApproval('inspection_office');
  const { id, status, approver } = await ask(auditor);
  expect({ status, approver }).toEqual({ status: 'requested', approver: 'inspection_office' });
  const [task] = await waiting(office);
  expect(task).toMatchObject({ findingId: id, title: '档案导出申请', why: '有一份档案导出申请待审批' });
  expect(await waiting(leader)).toEqual([]);
  // A line that got lost, or one that should be gone, is put right from the exports themselves.
  const inbox = await engine.table.queryAll({ partition: keys.inboxPk(HQ_TENANT, 'role:inspection_office') });
  const [line] = inbox.filter(({ findingId }) => findingId === id);
  const strayKey = { pk: keys.inboxPk(HQ_TENANT, 'role:leading_group'), sk: String(line?.sk) };
  await engine.table.transact([
    { remove: { pk: String(line?.pk), sk: String(line?.sk) } },
    { put: { ...line, ...strayKey } },
  ]);
  const options = {
    table: engine.table,
    hqTenant: HQ_TENANT,
    tenantId: UNIT,
    today: '2025-03-03',
    settleMs: 0,
  };
  const { differences, repaired } = await rebuildProjections(options);
  const lines = differences.filter(({ findingId }) => findingId === id);
  expect(lines.map(({ kind }) => kind).sort()).toEqual(['missing', 'superfluous']);
  expect(repaired).toBeGreaterThanOrEqual(2);
  expect(await waiting(office)).toMatchObject([{ findingId: id }]);
  expect(await waiting(leader)).toEqual([]);
  const download = await send<Body>(api, 'archives.download', {
    principal: auditor,
    params: { tenantId: UNIT, archiveId: id },
  });
  expect(download).toMatchObject({ status: 409, body: { code: 'archive_not_ready' } });

  const seen = (principal: Person) =>
    send<Body>(api, 'archives.get', { principal, params: { tenantId: UNIT, archiveId: id } });
  expect((await seen(office)).body.mayDecide).toBe(true);
  for (const other of [auditor, leader]) expect((await seen(other)).body.mayDecide).toBe(false);

  expect(await decide(id, office)).toMatchObject({ status: 200, body: { status: 'queued' } });
  expect(await waiting(office)).toEqual([]);
  expect((await eventsOf(id)).map(({ type, actor }) => [type, actor.name])).toEqual([
    ['archive.approval_requested', '审计员癸'],
    ['archive.approved', '巡察办甲'],
  ]);
  const stamp = await stampOf(await recordOf(id), openNames(engine.table, HQ_TENANT));
  expect(stamp).toMatchObject({ purpose: '年度审计', approval: { by: '示例集团 巡察办甲' } });
  expect(await decide(id, colleague)).toMatchObject({ status: 409, body: { code: 'archive_not_awaiting' } });
});

it('nobody approves their own request, nor one that waits for somebody else (G07)', async () => {
  await setApproval('inspection_office');
  const { id } = await ask(office);
  expect(await decide(id, office)).toMatchObject({ status: 403, body: { code: 'archive_own_request' } });
  expect(await decide(id, leader)).toMatchObject({ status: 403, body: { code: 'archive_other_approver' } });
  expect((await decide(id, auditor)).status).toBe(404);
  expect((await decide(id, personOf(UNIT, ['tenant_admin']))).status).toBe(403);
  expect((await decide(id, personOf('nslhc', ['tenant_admin']))).status).toBe(404);
  const limited = personOf(HQ_TENANT, ['inspection_office'], { scope: { tenants: ['nslhc'] } });
  expect((await decide(id, limited)).status).toBe(404);
  expect((await recordOf(id)).status).toBe('requested');
  expect((await decide(id, colleague)).status).toBe(200);
});

it('the leading group decides where it is named; a refusal gives its reason and ends the request', async () => {
  await setApproval('leading_group');
  const { id } = await ask(office);
  expect(await waiting(leader)).toMatchObject([{ findingId: id }]);
  const silent = await decide(id, leader, { outcome: 'refuse' });
  expect(silent).toMatchObject({ status: 422, body: { code: 'archive_reason', field: 'reason' } });
  const refused = await decide(id, leader, { outcome: 'refuse', reason: '范围过大' });
  expect(refused).toMatchObject({ status: 200, body: { status: 'refused' } });
  expect(await waiting(leader)).toEqual([]);
  expect((await eventsOf(id)).at(-1)).toMatchObject({
    type: 'archive.refused',
    data: { reason: '范围过大' },
  });
});

it('a request that is called off no longer waits', async () => {
  await setApproval('inspection_office');
  const { id } = await ask(auditor);
  expect(await waiting(office)).toMatchObject([{ findingId: id }]);
  const cancelled = await send<Body>(api, 'archives.cancel', {
    principal: auditor,
    params: { tenantId: UNIT, archiveId: id },
  });
  expect(cancelled.body.status).toBe('cancelled');
  expect(await waiting(office)).toEqual([]);
  expect((await decide(id, office)).status).toBe(409);
});

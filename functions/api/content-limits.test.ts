import type { OperationId } from '@xuncha/contracts';
import type { MembershipScope } from '@xuncha/domain';
import { groupRoundItem, listTenantEvents, newId } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import { startTestObjects, type TestObjects, VAULT_BUCKET } from '../../test/engine/objects.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { ArchiveScene } from '../archive/archive-scene.fixture.ts';

/** An auditor limited by unit, round and feedback date (A06) sees these findings, files and archives, and no others. */

const UNIT = 'bhcyc';
const OTHER = 'nslhc';
let engine: TestTable;
let objects: TestObjects;
const handlers: Record<string, ApiHandler> = {};

interface Batch {
  readonly batchId: string;
  readonly findingId: string;
  readonly evidenceId: string;
  archiveId: string;
}
/** By what HQ calls them; two rounds, the first fed back on two days. */
const batches: Record<string, Batch> = {};

const handlerOf = (operation: OperationId): ApiHandler => {
  const [area = ''] = operation.split('.');
  const file = { batches: 'findings', overview: 'tenants', me: 'identity', members: 'tenants' }[area] ?? area;
  const handler = handlers[file];
  if (!handler) throw new Error(`no function for ${operation}`);
  return handler;
};

const auditor = (scope?: MembershipScope) =>
  personOf(HQ_TENANT, ['auditor'], { name: '审计员癸', userId: 'auditor-1', ...(scope ? { scope } : {}) });

const call = async (
  operation: OperationId,
  scope: MembershipScope | undefined,
  options: { params?: Record<string, string>; body?: object; query?: Record<string, string> } = {},
) =>
  send<{ items: { id: string; batchId: string }[]; id: string; code: string }>(
    handlerOf(operation),
    operation,
    {
      principal: auditor(scope),
      ...options,
      params: { tenantId: UNIT, ...options.params },
    },
  );

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  for (const name of ['findings', 'tenants', 'evidence', 'archives', 'identity'])
    handlers[name] = (await import(`./${name}/${name}.lambda.ts`)).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: UNIT, name: '北河采油厂', departments: ['党群工作部'] });
  await openTenant(engine.table, { tenantId: OTHER, name: '南山炼化厂', departments: ['党群工作部'] });
  const scene = new ArchiveScene(
    { table: engine.table, s3: objects.client, vaultBucket: VAULT_BUCKET, hqTenant: HQ_TENANT },
    UNIT,
  );
  const facts = {
    early: { round: '2024年第二轮', feedbackDate: '2024-12-20' },
    late: { round: '2024年第二轮', feedbackDate: '2025-01-06' },
    next: { round: '2025年第一轮', feedbackDate: '2025-06-30' },
  };
  for (const [name, of] of Object.entries(facts)) {
    const batchId = await scene.createBatch('published', 1, `${of.feedbackDate}T02:00:00.000Z`, of);
    const findingId = await scene.rectifying(batchId, 1, `问题 ${name}`);
    const { id: evidenceId } = await scene.file(findingId, `${name}.pdf`, `%PDF-1.4 ${name}`);
    const archive = await call('archives.export', undefined, {
      body: { scope: { kind: 'round', batchId }, purpose: '审计' },
    });
    batches[name] = { batchId, findingId, evidenceId, archiveId: archive.body.id };
  }
}, 60_000);
afterAll(async () => {
  await objects.stop();
  await engine.stop();
});

const CASES: readonly (readonly [string, MembershipScope, readonly string[]])[] = [
  ['nothing', {}, ['early', 'late', 'next']],
  ['a round', { rounds: ['2024年第二轮'] }, ['early', 'late']],
  ['a first day', { feedbackFrom: '2025-01-06' }, ['late', 'next']],
  ['a last day', { feedbackTo: '2025-01-05' }, ['early']],
  ['a window', { feedbackFrom: '2025-01-01', feedbackTo: '2025-03-31' }, ['late']],
  ['round and window', { rounds: ['2025年第一轮'], feedbackTo: '2025-03-31' }, []],
  ['unit and round', { tenants: [UNIT], rounds: ['2025年第一轮'] }, ['next']],
];

it.each(CASES)('limited to %s sees just these in every list', async (_, scope, expected) => {
  const named = (ids: readonly string[], what: keyof Batch) =>
    ids.map((id) => Object.entries(batches).find(([, batch]) => batch[what] === id)?.[0]).sort();
  const listed = async (operation: 'findings.list' | 'batches.list' | 'archives.list') =>
    (await call(operation, scope)).body.items.map(({ id }) => id);
  expect(named(await listed('findings.list'), 'findingId')).toEqual(expected);
  expect(named(await listed('batches.list'), 'batchId')).toEqual(expected);
  expect(named(await listed('archives.list'), 'archiveId')).toEqual(expected);
  const overview = await call('overview.get', scope);
  // Nobody has counted for the whole unit here; a limited view counts its own rows.
  if (expected.length < 3) expect(overview.body).toMatchObject({ counters: { total: expected.length } });
});

it.each(CASES)('limited to %s opens, downloads and exports just these', async (_, scope, expected) => {
  for (const [name, { batchId, findingId, evidenceId, archiveId }] of Object.entries(batches)) {
    const [ok, exported] = expected.includes(name) ? [200, 202] : [404, 404];
    const status = async (operation: OperationId, params: Record<string, string>, body?: object) =>
      (await call(operation, scope, { params, ...(body ? { body } : {}) })).status;
    expect(await status('findings.get', { findingId }), name).toBe(ok);
    expect(await status('findings.events', { findingId }), name).toBe(ok);
    expect(await status('batches.get', { batchId }), name).toBe(ok);
    expect(await status('evidence.download', { findingId, evidenceId }), name).toBe(ok);
    expect(await status('archives.get', { archiveId }), name).toBe(ok);
    const scopes = [
      { kind: 'round', batchId },
      { kind: 'finding', findingId },
    ];
    for (const wanted of scopes)
      expect(await status('archives.export', {}, { scope: wanted, purpose: '审计' }), name).toBe(exported);
  }
  const whole = await call('archives.export', scope, {
    body: { scope: { kind: 'tenant' }, purpose: '审计' },
  });
  expect(whole.status).toBe(expected.length === 3 ? 202 : 422);
});

it('limited by unit finds no other unit, whatever its rounds', async () => {
  const answer = await call('findings.list', { tenants: [OTHER], rounds: ['2024年第二轮'] });
  expect(answer.status).toBe(404);
});

it('HQ sets the limits, which the person is told; a window must not end before it begins', async () => {
  const principal = personOf(HQ_TENANT, ['group_admin'], { userId: 'admin-1' });
  const member = (scope: MembershipScope) =>
    send<{ scope: MembershipScope; field: string; code: string }>(handlerOf('members.add'), 'members.add', {
      principal,
      params: { tenantId: HQ_TENANT },
      body: {
        login: `auditor-${newId()}`,
        name: '外部审计',
        roles: ['auditor'],
        validTo: '2099-12-31',
        scope,
      },
    });
  // As the stream notes it when a round is fed back.
  await engine.table.put({ put: groupRoundItem(HQ_TENANT, { tenantId: UNIT, round: '2024年第二轮' }) });
  const scope = {
    tenants: [UNIT],
    rounds: ['2024年第二轮'],
    feedbackFrom: '2025-01-01',
    feedbackTo: '2025-03-31',
  };
  expect(await member(scope)).toMatchObject({ status: 201, body: { scope } });
  expect(await member({ feedbackFrom: '2025-03-31', feedbackTo: '2025-01-01' })).toMatchObject({
    status: 422,
    body: { code: 'window_reversed', field: 'scope.feedbackTo' },
  });
  const me = await send<{ current: object }>(handlerOf('me.get'), 'me.get', {
    principal: auditor(scope),
    memberships: [
      {
        membershipId: auditor().membershipId,
        tenantId: HQ_TENANT,
        tenantName: '集团',
        tenantKind: 'group',
        roles: ['auditor'],
      },
    ],
  });
  expect(me.body.current).toMatchObject({ scope });
});

it('the office keeps a round longer than its unit, or like it again; the unit itself does not decide (K04)', async () => {
  const office = personOf(HQ_TENANT, ['inspection_office'], { userId: 'office-1' });
  const params = { tenantId: UNIT, batchId: batches.next?.batchId ?? '' };
  const set = (body: object, principal = office) =>
    send<{ retention?: string }>(handlerOf('batches.list'), 'batches.setRetention', {
      principal,
      params,
      body,
    });
  expect(await set({ retention: 'permanent' })).toMatchObject({
    status: 200,
    body: { retention: 'permanent' },
  });
  const seen = await send<{ retention?: string }>(handlerOf('batches.get'), 'batches.get', {
    principal: office,
    params,
  });
  expect(seen.body.retention).toBe('permanent');
  expect((await listTenantEvents(engine.table, UNIT)).at(-1)).toMatchObject({
    type: 'batch.retention_set',
    data: { batchId: params.batchId, retention: 'permanent' },
  });
  expect(await set({})).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
  expect((await set({ retention: null })).body.retention).toBeUndefined();
  for (const other of [auditor(), personOf(UNIT, ['tenant_admin'])])
    expect((await set({ retention: '10y' }, other)).status).toBeGreaterThanOrEqual(403);
});

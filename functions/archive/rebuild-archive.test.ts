import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  ARCHIVES,
  type ArchiveExport,
  changeWrite,
  listTenantEvents,
  readDocument,
  registerWrite,
} from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import {
  ARCHIVE_BUCKET,
  startTestObjects,
  type TestObjects,
  VAULT_BUCKET,
} from '../../test/engine/objects.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { type ArchiveAnswer, createAdvanceArchive } from './advance-archive.ts';
import { ArchiveScene } from './archive-scene.fixture.ts';
import { createExpireArchives } from './expire-archives.ts';

/** An archive's life after its build: expiry, building again from the kept work, and what must not pass in silence. */

const DAY_MS = 24 * 3600 * 1000;
const KEEP_DAYS = 90;

let engine: TestTable;
let objects: TestObjects;
let api: ApiHandler;
let unit: ArchiveScene;
let nextUnit = 1;

const auditor = personOf(HQ_TENANT, ['auditor'], { name: '审计员癸', userId: 'auditor-1' });
const office = personOf(HQ_TENANT, ['inspection_office'], { name: '巡察办甲', userId: 'office-1' });
const admin = personOf(HQ_TENANT, ['group_admin'], { name: '集团管理员', userId: 'admin-1' });

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  api = (await import('../api/archives/archives.lambda.ts')).handler;
  await sceneOf(HQ_TENANT).createTenant('示例集团', 'group');
});
afterAll(async () => {
  await objects.stop();
  await engine.stop();
});
beforeEach(async () => {
  unit = sceneOf(`unit${nextUnit++}`);
  await unit.createTenant('北河采油厂');
  const entry = {
    tenantId: unit.tenantId,
    name: '北河采油厂',
    status: 'active',
    createdAt: '',
    version: 1,
  } as const;
  await engine.table.transact([registerWrite(HQ_TENANT, entry, { ifAbsent: true })]);
});

const sceneOf = (tenantId: string): ArchiveScene =>
  new ArchiveScene(
    { table: engine.table, s3: objects.client, vaultBucket: VAULT_BUCKET, hqTenant: HQ_TENANT },
    tenantId,
  );
interface Body {
  readonly id: string;
  readonly status: string;
  readonly code?: string;
  readonly expiresOn?: string;
  readonly mayRebuild?: boolean;
}
const call = (
  operation:
    | 'archives.get'
    | 'archives.download'
    | 'archives.cancel'
    | 'archives.rebuild'
    | 'archives.decide',
  id: string,
  options: { readonly principal?: typeof auditor; readonly body?: object; readonly bag?: number } = {},
) =>
  send<Body & { url: string }>(api, operation, {
    principal: options.principal ?? auditor,
    params: { tenantId: unit.tenantId, archiveId: id },
    ...(options.body ? { body: options.body } : {}),
    ...(options.bag ? { query: { bag: String(options.bag) } } : {}),
  });
const rebuild = (id: string, principal = auditor) =>
  call('archives.rebuild', id, { principal, body: { reason: '复核审计' } });
const recordOf = async (id: string): Promise<ArchiveExport> => {
  const record = await readDocument(engine.table, ARCHIVES, unit.tenantId, id);
  if (!record) throw new Error('the export is gone');
  return record;
};
const eventTypes = async (): Promise<string[]> =>
  (await listTenantEvents(engine.table, unit.tenantId))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('archive.'));

/** Findings a bag may hold; the clock is the builder's. */
const build = async (
  id: string,
  { findings = 5_000, clock = new Date(), steps = Number.POSITIVE_INFINITY } = {},
): Promise<string[]> => {
  const advance = createAdvanceArchive({
    table: engine.table,
    vault: { s3: objects.client, bucket: VAULT_BUCKET },
    archiveBucket: ARCHIVE_BUCKET,
    hqTenant: HQ_TENANT,
    now: () => clock,
    keepDays: KEEP_DAYS,
    limits: { findings, files: 20_000, bytes: 100e9, parts: 9_500 },
  });
  const { attempt } = await recordOf(id);
  const states: string[] = [];
  for (let next: ArchiveAnswer['next'] = 'gather'; next !== 'end' && states.length < steps; ) {
    states.push(next);
    ({ next } = await advance({ tenantId: unit.tenantId, archiveId: id, attempt, step: next }, () => true));
  }
  return states;
};
const exported = async (scope: object = { kind: 'tenant' }, limits = {}): Promise<string> => {
  const { status, body } = await send<Body>(api, 'archives.export', {
    principal: auditor,
    params: { tenantId: unit.tenantId },
    body: { scope, purpose: '年度审计' },
  });
  expect(status).toBe(202);
  await build(body.id, limits);
  expect((await recordOf(body.id)).status).toBe('ready');
  return body.id;
};
/** SHA-256 of the whole file, by the address the API hands out. */
const hashOf = async (id: string, bag = 1): Promise<string> => {
  const { status, body } = await call('archives.download', id, { bag });
  expect(status).toBe(200);
  const file = await fetch(body.url);
  return createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex');
};
const namesIn = async (folder: string): Promise<string[]> => {
  const { Contents = [] } = await objects.client.send(
    new ListObjectsV2Command({ Bucket: ARCHIVE_BUCKET, Prefix: `t/${unit.tenantId}/${folder}/` }),
  );
  return Contents.map(({ Key = '' }) => Key.split('/').at(-1) ?? '');
};
const bytesIn = async (folder: string): Promise<number> => {
  const { Contents = [] } = await objects.client.send(
    new ListObjectsV2Command({ Bucket: ARCHIVE_BUCKET, Prefix: `t/${unit.tenantId}/${folder}/` }),
  );
  return Contents.reduce((sum, { Size = 0 }) => sum + Size, 0);
};
const later = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const expire = (at = later(KEEP_DAYS + 1)) =>
  createExpireArchives({
    hqTable: async () => engine.table,
    depsOf: async () => ({ table: engine.table, s3: objects.client }),
    hqTenant: HQ_TENANT,
    archiveBucket: ARCHIVE_BUCKET,
    now: () => at,
  })();

/** Two findings with files, one of them large enough for S3 to copy. */
const ledger = async () => {
  const batchId = await unit.createBatch('published', 2);
  const first = await unit.rectifying(batchId, 1, '合同管理不规范');
  const small = await unit.file(first, '合同台账.pdf', '%PDF-1.4 contracts');
  const second = await unit.rectifying(batchId, 2, '资金支付审批不严格');
  await unit.file(second, '现场视频.mp4', Buffer.alloc(9 * 1024 * 1024, 'x'));
  return { batchId, first, second, small };
};
const vaultKeyOf = async (findingId: string, evidenceId: string): Promise<string> =>
  (await unit.load(findingId)).evidence.find(({ id }) => id === evidenceId)?.vaultKey ?? '';

it('stays for its days, then only its record and what it was made of are kept', async () => {
  await ledger();
  const id = await exported();
  const { body } = await call('archives.get', id);
  const shanghai = new Date(Date.now() + 8 * 3600 * 1000 + KEEP_DAYS * DAY_MS).toISOString().slice(0, 10);
  expect(body).toMatchObject({ status: 'ready', expiresOn: shanghai, mayRebuild: false });
  const { expired } = await expire(later(KEEP_DAYS));
  expect(expired).toBe(0);
  expect((await rebuild(id)).body.code).toBe('archive_not_expired');

  expect(await expire()).toMatchObject({ expired: 1, failed: 0 });
  expect(await namesIn('archives')).toEqual([]);
  // Sources and generated files of the one page and the one bag; no rows of the index, no notes.
  expect(await namesIn(`exports/${id}`)).toEqual([
    'bag-1.json',
    'bag-1.part',
    'chunk-000001.json',
    'chunk-000001.part',
  ]);
  expect((await call('archives.get', id)).body).toMatchObject({ status: 'expired', mayRebuild: true });
  expect(await call('archives.download', id)).toMatchObject({
    status: 409,
    body: { code: 'archive_expired' },
  });
  expect((await eventTypes()).at(-1)).toBe('archive.expired');
  expect(await expire()).toMatchObject({ expired: 0 });
});

it('built again gives the same file, whatever became of the findings since', async () => {
  const { batchId, first } = await ledger();
  const id = await exported({ kind: 'round', batchId });
  const before = await hashOf(id);
  const { bags, fingerprint } = await recordOf(id);
  await expire();
  await unit.file(first, '后来补充的材料.pdf', '%PDF-1.4 later');
  await unit.withdrawFile(first, (await unit.load(first)).evidence[0]?.id ?? '');

  expect(await rebuild(id)).toMatchObject({ status: 202, body: { status: 'queued' } });
  // Nothing is read from the table but the record: the first state only says where it goes on.
  expect(await build(id, { clock: later(KEEP_DAYS + 2) })).toEqual(['gather', 'compose']);
  const again = await recordOf(id);
  expect(again).toMatchObject({ status: 'ready', fingerprint, rebuild: { number: 1, reason: '复核审计' } });
  expect(again.bags?.map(({ crc32, size }) => [crc32, size])).toEqual(
    bags?.map(({ crc32, size }) => [crc32, size]),
  );
  expect(await hashOf(id)).toBe(before);
  expect((await eventTypes()).slice(-3)).toEqual([
    'archive.rebuild_requested',
    'archive.rebuilt',
    'archive.downloaded',
  ]);
  // It expires and comes back again.
  await expire(later(2 * KEEP_DAYS + 3));
  expect(await namesIn('archives')).toEqual([]);
  await rebuild(id);
  await build(id, { clock: later(2 * KEEP_DAYS + 4) });
  expect(await hashOf(id)).toBe(before);
});

it('in volumes gives each volume’s bytes again, also when it stops between them', async () => {
  const batchId = await unit.createBatch('published', 120);
  for (let order = 1; order <= 120; order++) await unit.delivered(batchId, order, `问题${order}`);
  const id = await exported({ kind: 'round', batchId }, { findings: 100 });
  const before = [await hashOf(id, 1), await hashOf(id, 2)];
  await expire();
  // 12 kB for a finding that was just delivered (docs/archive-scale.md).
  const kept = await bytesIn(`exports/${id}`);
  expect(kept / 120).toBeLessThan(15_000);
  await rebuild(id);
  const advance = createAdvanceArchive({
    table: engine.table,
    vault: { s3: objects.client, bucket: VAULT_BUCKET },
    archiveBucket: ARCHIVE_BUCKET,
    hqTenant: HQ_TENANT,
    now: () => new Date(),
    keepDays: KEEP_DAYS,
  });
  const states: string[] = [];
  for (let next: ArchiveAnswer['next'] = 'compose'; next !== 'end'; ) {
    states.push(next);
    let left = 1;
    const task = { tenantId: unit.tenantId, archiveId: id, attempt: 2, step: next };
    ({ next } = await advance(task, () => left-- > 0));
  }
  expect(states.length).toBeGreaterThan(2);
  expect([await hashOf(id, 1), await hashOf(id, 2)]).toEqual(before);
}, 120_000);

it('fails loudly when a file is no longer in the vault, and succeeds once it is back', async () => {
  const { first, small } = await ledger();
  const id = await exported();
  const before = await hashOf(id);
  await expire();
  const Key = await vaultKeyOf(first, small.id);
  const { VersionId: marker } = await objects.client.send(
    new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key }),
  );
  await rebuild(id);
  await build(id);
  expect(await recordOf(id)).toMatchObject({
    status: 'failed',
    problem: { code: expect.stringMatching(/^archive_/), message: expect.stringContaining('合同台账.pdf') },
  });
  expect(await namesIn('archives')).toEqual([]);
  expect((await eventTypes()).at(-1)).toBe('archive.failed');
  expect((await call('archives.get', id)).body.mayRebuild).toBe(true);

  await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key, VersionId: marker }));
  await rebuild(id);
  await build(id);
  expect(await hashOf(id)).toBe(before);
});

it('of a record that says otherwise is thrown away and said', async () => {
  await ledger();
  const id = await exported();
  await expire();
  const record = await recordOf(id);
  const bags = record.bags?.map((bag) => ({ ...bag, crc32: '00000000' }));
  await engine.table.transact([changeWrite(ARCHIVES, record, { ...record, ...(bags ? { bags } : {}) })]);
  await rebuild(id);
  await build(id);
  expect(await recordOf(id)).toMatchObject({ status: 'failed', problem: { code: 'archive_differs' } });
  expect(await namesIn('archives')).toEqual([]);
  expect(await namesIn(`exports/${id}`)).toHaveLength(4);
});

it('of work that was changed or removed does not come about', async () => {
  await ledger();
  const id = await exported();
  await expire();
  const part = `t/${unit.tenantId}/exports/${id}/chunk-000001.part`;
  await objects.client.send(
    new CopyObjectCommand({
      Bucket: ARCHIVE_BUCKET,
      Key: `${part}.kept`,
      CopySource: `${ARCHIVE_BUCKET}/${part}`,
    }),
  );
  await objects.client.send(new PutObjectCommand({ Bucket: ARCHIVE_BUCKET, Key: part, Body: 'another' }));
  await rebuild(id);
  await build(id);
  expect(await recordOf(id)).toMatchObject({ status: 'failed' });
  await objects.client.send(
    new DeleteObjectCommand({
      Bucket: ARCHIVE_BUCKET,
      Key: `t/${unit.tenantId}/exports/${id}/chunk-000001.json`,
    }),
  );
  await rebuild(id);
  await build(id);
  expect(await recordOf(id)).toMatchObject({ status: 'failed', problem: { code: 'archive_work_gone' } });
});

it('waits for approval when the unit’s setting asks for it now, and not from who asked for it', async () => {
  await ledger();
  const id = await exported();
  const before = await hashOf(id);
  await expire();
  await send(api, 'archives.setApproval', {
    principal: admin,
    params: { tenantId: unit.tenantId },
    body: { approval: 'inspection_office' },
  });
  const asked = await rebuild(id, office);
  expect(asked.body).toMatchObject({ status: 'requested', mayRebuild: false });
  const decide = (principal: typeof office) =>
    call('archives.decide', id, { principal, body: { outcome: 'approve' } });
  expect(await decide(office)).toMatchObject({ status: 403, body: { code: 'archive_own_request' } });
  const colleague = personOf(HQ_TENANT, ['inspection_office'], { name: '巡察办乙', userId: 'office-2' });
  expect(await decide(colleague)).toMatchObject({ status: 200, body: { status: 'queued' } });
  await build(id);
  expect(await hashOf(id)).toBe(before);
  expect((await eventTypes()).slice(-4)).toEqual([
    'archive.rebuild_approval_requested',
    'archive.approved',
    'archive.rebuilt',
    'archive.downloaded',
  ]);
});

it('that is called off can be asked for again', async () => {
  await ledger();
  const id = await exported();
  const before = await hashOf(id);
  await expire();
  await rebuild(id);
  expect((await call('archives.cancel', id)).body.status).toBe('cancelled');
  expect(await build(id, { steps: 1 })).toEqual(['gather']);
  expect(await namesIn(`exports/${id}`)).toHaveLength(4);
  await rebuild(id);
  await build(id);
  expect(await hashOf(id)).toBe(before);
});

it('is for those who may see the archive', async () => {
  await ledger();
  const id = await exported();
  await expire();
  const limited = personOf(HQ_TENANT, ['auditor'], { userId: 'auditor-2', scope: { batches: ['other'] } });
  expect((await rebuild(id, limited)).status).toBe(404);
  expect((await rebuild(id, personOf('elsewhere', ['auditor'], { userId: 'auditor-3' }))).status).toBe(404);
  expect((await rebuild(id, personOf(unit.tenantId, ['tenant_admin']))).status).toBe(403);
});

import { generateKeyPairSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { verifyArchive } from '@xuncha/archive';
import { readWorkbook } from '@xuncha/documents';
import { systemScope, verifyChain } from '@xuncha/domain';
import {
  ARCHIVES,
  type ArchiveExport,
  changeWrite,
  listEvents,
  listTenantEvents,
  readDocument,
  readTenant,
  registerWrite,
} from '@xuncha/store';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { hasTool, run } from '../../packages/archive/test/outside-tools.ts';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import {
  ARCHIVE_BUCKET,
  startTestObjects,
  type TestObjects,
  VAULT_BUCKET,
} from '../../test/engine/objects.ts';
import { SealScene } from '../../test/engine/seal-scene.ts';
import { streamRecords } from '../../test/engine/stream-records.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import type { ArchiveAnswer, ArchiveTask } from './advance-archive.ts';
import { ArchiveScene } from './archive-scene.fixture.ts';
import type { StepName } from './archive-step.ts';

type Export = Omit<ArchiveExport, 'version'> & { readonly items?: readonly ArchiveExport[] };

let engine: TestTable;
let objects: TestObjects;
let api: ApiHandler;
let stepHandler: (task: ArchiveTask, context: Context) => Promise<ArchiveAnswer>;
let hq: ArchiveScene;
let meetingId: string;
let unit: ArchiveScene;
let nextUnit = 1;
let nextFile = 1;
let folder: string;

const sceneOf = (tenantId: string): ArchiveScene =>
  new ArchiveScene(
    { table: engine.table, s3: objects.client, vaultBucket: VAULT_BUCKET, hqTenant: HQ_TENANT },
    tenantId,
  );

const auditor = personOf(HQ_TENANT, ['auditor'], { name: '审计员癸', userId: 'auditor-1' });

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  api = (await import('../api/archives/archives.lambda.ts')).handler;
  stepHandler = (await import('./advance-archive.lambda.ts')).handler;
  hq = sceneOf(HQ_TENANT);
  await hq.createTenant('示例集团', 'group');
  meetingId = await hq.createMeeting();
  folder = await mkdtemp(join(tmpdir(), 'archive-test-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await objects.stop();
  await engine.stop();
});
beforeEach(async () => {
  unit = sceneOf(`unit${nextUnit++}`);
  await unit.createTenant('北河采油厂');
});

type BuildTask = Omit<ArchiveTask, 'step'>;
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** As the state machine does: the first state, then whatever a step names. */
const follow = async (
  task: BuildTask,
  step: (task: ArchiveTask) => Promise<ArchiveAnswer>,
): Promise<StepName[]> => {
  const states: StepName[] = [];
  for (let next: ArchiveAnswer['next'] = 'gather'; next !== 'end'; ) {
    states.push(next);
    ({ next } = await step({ ...task, step: next }));
  }
  return states;
};
const build = (task: BuildTask): Promise<StepName[]> => follow(task, (one) => stepHandler(one, CONTEXT));

/** Steps whose time the test keeps. */
const advancing = async () => {
  const { createAdvanceArchive } = await import('./advance-archive.ts');
  return createAdvanceArchive({
    table: engine.table,
    vault: { s3: objects.client, bucket: VAULT_BUCKET },
    archiveBucket: ARCHIVE_BUCKET,
    hqTenant: HQ_TENANT,
    now: () => new Date(),
    keepDays: 90,
  });
};

const request = (scope: object, principal = auditor, tenantId = unit.tenantId) =>
  send<Export & { code?: string; detail?: string }>(api, 'archives.export', {
    principal,
    params: { tenantId },
    body: { scope, purpose: '年度审计' },
  });

const requested = async (scope: object): Promise<Export> => {
  const answer = await request(scope);
  expect(answer.status).toBe(202);
  return answer.body;
};

const taskOf = ({ id }: Pick<Export, 'id'>): BuildTask => ({
  tenantId: unit.tenantId,
  archiveId: id,
  attempt: 1,
});

const recordOf = async ({ id }: Pick<Export, 'id'>): Promise<ArchiveExport> => {
  const record = await readDocument(engine.table, ARCHIVES, unit.tenantId, id);
  if (!record) throw new Error('the export is gone');
  return record;
};

/** Downloads by the address the API hands out, as a browser does. */
const download = async ({ id }: Pick<Export, 'id'>, bag = 1): Promise<string> => {
  const link = await send<{ url: string; fileName: string }>(api, 'archives.download', {
    principal: auditor,
    params: { tenantId: unit.tenantId, archiveId: id },
    query: { bag: String(bag) },
  });
  expect(link.status).toBe(200);
  const answer = await fetch(link.body.url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent(link.body.fileName));
  const path = join(folder, `${id}-${bag}-${nextFile++}.zip`);
  if (!answer.body) throw new Error('no body');
  await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(path));
  return path;
};

const unpacked = async (zip: string): Promise<string> => {
  const target = `${zip}.d`;
  await run('unzip', ['-q', zip, '-d', target]);
  const [bag] = await readdir(target);
  return join(target, bag ?? '');
};

const eventTypes = async (): Promise<string[]> =>
  (await listTenantEvents(engine.table, unit.tenantId))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('archive.'));

/** One closed finding with evidence and minutes, in a published batch. */
const closedCase = async () => {
  const batchId = await unit.createBatch('published', 1);
  const findingId = await unit.rectifying(batchId, 1, '资金支付审批不严格');
  const evidence = await unit.file(findingId, '完成率100%.pdf', '%PDF-1.4 evidence');
  const caseId = await unit.close(findingId, meetingId);
  return { batchId, findingId, evidence, caseId };
};

describe.runIf(hasTool('unzip') && hasTool('python3'))('a tenant-wide export', () => {
  it('is complete, scoped, and verifies with ordinary tools and the offline verifier', async () => {
    const { findingId, caseId } = await closedCase();
    const draftBatch = await unit.createBatch('draft', 1, '2025-03-02T00:00:00.000Z');
    const draftId = await unit.draft(draftBatch, 1, '未反馈的问题');
    const second = await unit.createBatch('published', 4, '2025-03-04T00:00:00.000Z');
    const open = await unit.rectifying(second, 1, '合同管理不规范');
    const big = Buffer.alloc(9 * 1024 * 1024, 'x');
    await unit.file(open, '现场视频.mp4', big);
    const wrong = await unit.file(open, '传错的文件.pdf', '%PDF-1.4 wrong');
    await unit.withdrawFile(open, wrong.id);
    const original = await unit.delivered(second, 2, '两件事写在一起');
    const parts = await unit.split(original);
    const taken = await unit.delivered(second, 3, '异议成立的问题');
    await unit.takenOut(taken);
    const undone = await unit.draft(second, 4, '撤销导入的问题');
    await unit.undone(undone);
    const foreign = sceneOf(`unit${nextUnit++}`);
    await foreign.createTenant('南山炼化厂');
    await foreign.file(
      await foreign.rectifying(await foreign.createBatch('published', 1), 1, '外单位的问题'),
      '外单位.pdf',
      '%PDF-1.4 foreign',
    );

    const archive = await requested({ kind: 'tenant' });
    expect(archive).toMatchObject({
      status: 'queued',
      no: expect.stringMatching(new RegExp(`^${unit.tenantId.toUpperCase()}-A-\\d{4}-0001$`)),
    });
    await build(taskOf(archive));
    const record = await recordOf(archive);
    expect(record).toMatchObject({ status: 'ready', findings: 6, findingsDone: 6, files: 3 });
    expect(record.bytes).toBeGreaterThan(big.length);

    const zip = await download(archive);
    expect(await run('unzip', ['-t', zip])).toContain('No errors detected');
    await run('python3', [
      '-c',
      'import sys,zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None',
      zip,
    ]);
    const report = await verifyArchive(zip, { fingerprint: record.fingerprint });
    expect(report.problems).toEqual([]);
    expect(report.findings).toMatchObject({ findings: 6, evidenceFiles: 3 });

    const bag = await unpacked(zip);
    await run(
      'sha256sum',
      ['--strict', '--quiet', '-c', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'],
      bag,
    );
    const manifest = await readFile(join(bag, 'manifest-sha256.txt'), 'utf8');
    const index = await readFile(join(bag, 'data/audit/index.json'), 'utf8');
    const archived = JSON.parse(index).findings.map(({ id }: { id: string }) => id);
    expect(archived).toEqual([findingId, open, original, taken, ...parts]);
    for (const absent of [draftId, undone, '外单位', '传错的文件', foreign.tenantId])
      expect(manifest + index).not.toContain(absent);
    const info = await readFile(join(bag, 'bag-info.txt'), 'utf8');
    expect(info).toContain('Xuncha-Classification: 内部资料');
    expect(info).toMatch(
      new RegExp(`Xuncha-Watermark: 内部资料 · 示例集团 审计员癸 于 .* · 编号 ${archive.no}`),
    );
    expect(info).toContain('Source-Organization: 北河采油厂');

    const [trail] = (await readdir(join(bag, 'data/findings'))).filter((name) => name.startsWith('1-资金'));
    const approvals = await readFile(join(bag, 'data/findings', trail ?? '', '审批记录.csv'), 'utf8');
    for (const shown of [
      '提出申请',
      '核验通过',
      '同意，资料齐全',
      '"代 党委书记甲"',
      '审议巡察整改验收',
      '〔2025〕3号',
      '同意销号',
      '集团财务己',
      '示例集团',
    ])
      expect(approvals).toContain(shown);
    const steps = JSON.parse(
      await readFile(join(bag, 'data/findings', trail ?? '', 'approval-trail.json'), 'utf8'),
    );
    expect(steps.map(({ gate }: { gate: string }) => gate)).toEqual([
      'application',
      'evidence_check',
      'consultation',
      'party_committee',
      'leading_group',
    ]);
    expect(caseId).not.toBe('');
  });

  it('has an index whose every link leads to a file of the bag', async () => {
    const { findingId } = await closedCase();
    const archive = await requested({ kind: 'tenant' });
    await build(taskOf(archive));
    const bag = await unpacked(await download(archive));
    const sheetXml = await run('unzip', [
      '-p',
      join(bag, 'data/index.xlsx'),
      'xl/worksheets/_rels/sheet2.xml.rels',
    ]);
    const links = [...sheetXml.matchAll(/Target="([^"]+)"/g)].map(([, target]) =>
      decodeURIComponent(target ?? ''),
    );
    expect(links.filter((link) => link.startsWith('evidence/'))).toHaveLength(2);
    for (const link of links) await readFile(join(bag, 'data', link));
    const sheets = await readWorkbook(await readFile(join(bag, 'data/index.xlsx')));
    const text = JSON.stringify(sheets);
    for (const shown of [
      '年度审计',
      '资金支付审批不严格',
      '整改措施',
      '佐证材料',
      '会议纪要',
      '领导小组销号',
      '党委副书记辛（代 党委书记甲）',
      '已销号',
    ])
      expect(text).toContain(shown);
    expect((await unit.load(findingId)).finding.closeoutNo).toBeDefined();
    expect(text).toContain((await unit.load(findingId)).finding.closeoutNo);
  });
});

describe('an export', () => {
  it('is itself recorded: request, completion and download, in a chain that verifies', async () => {
    const { batchId } = await closedCase();
    const archive = await requested({ kind: 'round', batchId });
    await build(taskOf(archive));
    await download(archive);
    expect(await eventTypes()).toEqual(['archive.requested', 'archive.completed', 'archive.downloaded']);
    const events = await listTenantEvents(engine.table, unit.tenantId);
    const head = await readTenant(engine.table, unit.tenantId);
    const verdict = verifyChain(events, {
      seq: head?.auditSeq ?? 0,
      hash: head?.auditHash ?? '',
      tenantId: unit.tenantId,
      streamId: 'tenant',
    });
    expect(verdict).toMatchObject({ ok: true });
    const [asked, done] = events.filter(({ type }) => type.startsWith('archive.'));
    expect(asked).toMatchObject({
      actor: { name: '审计员癸', tenantId: HQ_TENANT },
      data: {
        archiveId: archive.id,
        attempt: 1,
        no: archive.no,
        scope: { kind: 'round', batchId },
        purpose: '年度审计',
      },
    });
    const { bags, fingerprint, size } = await recordOf(archive);
    const [bag] = bags ?? [];
    expect(bag?.crc32).toMatch(/^[0-9a-f]{8}$/);
    expect(done?.data).toMatchObject({
      archiveId: archive.id,
      fingerprint,
      size,
      bags: [{ number: 1, crc32: bag?.crc32, size, fingerprint }],
    });
  });

  it('takes numbers without gaps and answers a repeated request with the first export', async () => {
    const { batchId } = await closedCase();
    const [one, two] = await Promise.all([
      request({ kind: 'round', batchId }),
      request({ kind: 'round', batchId }),
    ]);
    const numbers = [one.body.no.slice(-4), two.body.no.slice(-4)].sort();
    expect(numbers).toEqual(['0001', '0002']);
    const options = {
      principal: auditor,
      params: { tenantId: unit.tenantId },
      body: { scope: { kind: 'round', batchId }, purpose: '年度审计' },
      idempotencyKey: 'the-same-click',
    };
    const first = await send<Export>(api, 'archives.export', options);
    const again = await send<Export>(api, 'archives.export', options);
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id, no: first.body.no } });
    const list = await send<{ items: Export[] }>(api, 'archives.list', {
      principal: auditor,
      params: { tenantId: unit.tenantId },
    });
    expect(list.body.items.map(({ no }) => no.slice(-4)).sort()).toEqual(['0001', '0002', '0003']);
  });

  it('of a finding carries what it was split from', async () => {
    const batchId = await unit.createBatch('published', 1);
    const original = await unit.delivered(batchId, 1, '两件事写在一起');
    const [part] = await unit.split(original);
    const archive = await requested({ kind: 'finding', findingId: part });
    expect(archive.scope).toEqual({ kind: 'finding', batchId, findingId: part });
    await build(taskOf(archive));
    const report = await verifyArchive(await download(archive));
    expect(report).toMatchObject({ ok: true, findings: { findings: 2 } });
  });

  it('of a reopened finding keeps the snapshot of its earlier close-out', async () => {
    const { findingId, caseId } = await closedCase();
    await unit.reopen(findingId);
    const archive = await requested({ kind: 'finding', findingId });
    await build(taskOf(archive));
    const zip = await download(archive);
    expect(await verifyArchive(zip)).toMatchObject({ ok: true });
    const bag = await unpacked(zip);
    const [own] = await readdir(join(bag, 'data/findings'));
    const state = JSON.parse(await readFile(join(bag, 'data/findings', own ?? '', 'finding.json'), 'utf8'));
    expect(state.finding.state).toBe('rectifying');
    expect(state.closedEarlier).toMatchObject([{ caseId, snapshot: { finding: { id: findingId } } }]);
  });
});

describe('a build that goes wrong', () => {
  const placeOf = async (findingId: string, evidenceId: string): Promise<string> =>
    (await unit.load(findingId)).evidence.find(({ id }) => id === evidenceId)?.vaultKey ?? '';
  const builderWith = async (s3: S3Client) => {
    const { createAdvanceArchive } = await import('./advance-archive.ts');
    const { table } = engine;
    const vault = { s3, bucket: VAULT_BUCKET };
    const now = () => new Date();
    const deps = { table, vault, archiveBucket: ARCHIVE_BUCKET, hqTenant: HQ_TENANT, now, keepDays: 90 };
    const advance = createAdvanceArchive(deps);
    return (task: BuildTask) => follow(task, (one) => advance(one, () => true));
  };
  const archivesOfUnit = async (): Promise<unknown[]> =>
    (
      await objects.client.send(
        new ListObjectsV2Command({ Bucket: ARCHIVE_BUCKET, Prefix: `t/${unit.tenantId}/` }),
      )
    ).Contents ?? [];

  const finishedArchives = async (): Promise<unknown[]> =>
    (
      await objects.client.send(
        new ListObjectsV2Command({ Bucket: ARCHIVE_BUCKET, Prefix: `t/${unit.tenantId}/archives/` }),
      )
    ).Contents ?? [];

  it('names the file that is missing and leaves no archive', async () => {
    const { findingId, evidence } = await closedCase();
    const key = await placeOf(findingId, evidence.id);
    await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key: key }));
    const archive = await requested({ kind: 'tenant' });
    await build(taskOf(archive));
    expect(await recordOf(archive)).toMatchObject({
      status: 'failed',
      problem: { code: 'archive_unreadable', message: expect.stringContaining('完成率100%.pdf') },
    });
    expect(await eventTypes()).toEqual(['archive.requested', 'archive.failed']);
    expect(await archivesOfUnit()).toEqual([]);
    const refused = await send<{ code: string }>(api, 'archives.download', {
      principal: auditor,
      params: { tenantId: unit.tenantId, archiveId: archive.id },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'archive_not_ready' } });
  });

  it('names the file whose bytes are not the recorded ones', async () => {
    const { findingId, evidence } = await closedCase();
    const key = await placeOf(findingId, evidence.id);
    const body = '%PDF-1.4 EVIDENCE';
    await objects.client.send(
      new PutObjectCommand({ Bucket: VAULT_BUCKET, Key: key, Body: body, ChecksumAlgorithm: 'SHA256' }),
    );
    const archive = await requested({ kind: 'tenant' });
    await build(taskOf(archive));
    expect(await recordOf(archive)).toMatchObject({
      status: 'failed',
      problem: { code: 'archive_sha256_mismatch', message: expect.stringContaining('完成率100%.pdf') },
    });
    expect(await archivesOfUnit()).toEqual([]);
  });

  it('throws when the vault does not answer, and the next run completes the export', async () => {
    await closedCase();
    const archive = await requested({ kind: 'tenant' });
    const elsewhere = await startTestObjects();
    const gone = elsewhere.client;
    await elsewhere.stop();
    const broken = await builderWith(gone);
    await expect(broken(taskOf(archive))).rejects.toThrow();
    expect(await recordOf(archive)).toMatchObject({ status: 'building', position: { step: 'gather' } });
    await build(taskOf(archive));
    expect(await verifyArchive(await download(archive))).toMatchObject({ ok: true });
    expect(await eventTypes()).toEqual(['archive.requested', 'archive.completed', 'archive.downloaded']);
  });

  it('that breaks off in the upload leaves nothing half done, and the next run completes the export', async () => {
    const { batchId } = await closedCase();
    const open = await unit.rectifying(batchId, 2, '合同管理不规范');
    // Over 8 MiB the archive goes out in parts.
    await unit.file(open, '现场视频.mp4', Buffer.alloc(9 * 1024 * 1024, 'x'));
    const archive = await requested({ kind: 'round', batchId });
    const { region, credentials } = objects.client.config;
    const cut = new S3Client({ endpoint: objects.url, region, credentials });
    cut.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === 'CompleteMultipartUploadCommand') throw new Error('connection lost');
        return next(args);
      },
      { step: 'initialize' },
    );
    const broken = await builderWith(cut);
    await expect(broken(taskOf(archive))).rejects.toThrow('connection lost');
    cut.destroy();
    expect(await finishedArchives()).toEqual([]);
    expect(await recordOf(archive)).toMatchObject({ status: 'building', findings: 2, files: 3 });
    await build(taskOf(archive));
    expect(await verifyArchive(await download(archive))).toMatchObject({ ok: true });
    expect(await recordOf(archive)).toMatchObject({ status: 'ready', findingsDone: 2 });
  });

  it('does nothing for an export that has ended or that a later attempt builds', async () => {
    await closedCase();
    const archive = await requested({ kind: 'tenant' });
    await build({ ...taskOf(archive), attempt: 2 });
    expect((await recordOf(archive)).status).toBe('queued');
    await build(taskOf(archive));
    const done = await recordOf(archive);
    await build(taskOf(archive));
    expect(await recordOf(archive)).toEqual(done);
  });

  it('goes on from the last finished part in steps that do one thing each', async () => {
    const { batchId } = await closedCase();
    const open = await unit.rectifying(batchId, 2, '合同管理不规范');
    for (const [index, mib] of [12, 13, 14].entries())
      await unit.file(open, `现场视频${index}.mp4`, Buffer.alloc(mib * 1024 * 1024, String(index)));
    const archive = await requested({ kind: 'round', batchId });
    const advance = await advancing();
    const states = await follow(taskOf(archive), (task) => {
      let left = 2;
      return advance(task, () => left-- > 0);
    });
    expect(states.filter((state) => state === 'compose').length).toBeGreaterThan(3);
    expect(await verifyArchive(await download(archive))).toMatchObject({ ok: true });
  });

  it('whose time is up in the middle of a page of findings goes on behind the last one it read', async () => {
    const batchId = await unit.createBatch('published', 12);
    for (let order = 1; order <= 12; order++) await unit.delivered(batchId, order, `问题${order}`);
    const archive = await requested({ kind: 'round', batchId });
    const advance = await advancing();
    const done: number[] = [];
    const states = await follow(taskOf(archive), async (task) => {
      let left = 3;
      const answer = await advance(task, () => task.step !== 'gather' || left-- > 0);
      if (task.step === 'gather') done.push((await recordOf(archive)).findingsDone ?? 0);
      return answer;
    });
    // Four findings are begun while there is time, and never less than one; the last step looks for matters.
    expect(done).toEqual([4, 8, 12, 12]);
    expect(states.slice(0, 5)).toEqual(['gather', 'gather', 'gather', 'gather', 'seal']);
    expect(await recordOf(archive)).toMatchObject({ status: 'ready', findings: 12 });
    expect(await verifyArchive(await download(archive))).toMatchObject({ ok: true });
  });

  it('that is cancelled removes what was begun and ends', async () => {
    const { batchId } = await closedCase();
    const archive = await requested({ kind: 'round', batchId });
    await stepHandler({ ...taskOf(archive), step: 'gather' }, CONTEXT);
    expect(await archivesOfUnit()).not.toEqual([]);
    const params = { tenantId: unit.tenantId, archiveId: archive.id };
    const cancelled = await send<Export>(api, 'archives.cancel', { principal: auditor, params });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await build(taskOf(archive))).toEqual(['gather']);
    expect(await archivesOfUnit()).toEqual([]);
    expect(await eventTypes()).toEqual(['archive.requested', 'archive.cancelled']);
    const again = await send(api, 'archives.cancel', { principal: auditor, params });
    expect(again).toMatchObject({ status: 409, body: { code: 'archive_ended' } });
  });

  it('lists what is missing, if the auditor chose so, and the archive verifies', async () => {
    const { findingId, evidence } = await closedCase();
    const key = await placeOf(findingId, evidence.id);
    await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key: key }));
    const answer = await send<Export>(api, 'archives.export', {
      principal: auditor,
      params: { tenantId: unit.tenantId },
      body: { scope: { kind: 'tenant' }, purpose: '年度审计', onMissing: 'list' },
    });
    await build(taskOf(answer.body));
    expect(await recordOf(answer.body)).toMatchObject({ status: 'ready', files: 1, missing: 1 });
    const zip = await download(answer.body);
    expect((await verifyArchive(zip)).problems).toEqual([]);
    const list = await readFile(join(await unpacked(zip), 'data/缺失材料清单.csv'), 'utf8');
    expect(list).toContain('完成率100%.pdf');
    expect(list).toContain('缺失');
  });

  it('splits a scope that is too large into numbered bags with an index', async () => {
    const batchId = await unit.createBatch('published', 120);
    for (let order = 1; order <= 120; order++) await unit.delivered(batchId, order, `问题${order}`);
    const archive = await requested({ kind: 'round', batchId });
    const { createAdvanceArchive } = await import('./advance-archive.ts');
    const advance = createAdvanceArchive({
      table: engine.table,
      vault: { s3: objects.client, bucket: VAULT_BUCKET },
      archiveBucket: ARCHIVE_BUCKET,
      hqTenant: HQ_TENANT,
      now: () => new Date(),
      keepDays: 90,
      limits: { findings: 100, files: 100, bytes: 1e9, parts: 100 },
    });
    await follow(taskOf(archive), (task) => advance(task, () => true));
    const { bags = [] } = await recordOf(archive);
    expect(bags.map(({ findings, firstNo, lastNo }) => [findings, firstNo, lastNo])).toEqual([
      [100, '1', '100'],
      [20, '101', '120'],
    ]);
    for (const { number, fingerprint } of bags) {
      const zip = await download(archive, number);
      expect(await verifyArchive(zip, { fingerprint })).toMatchObject({ ok: true });
      const bag = await unpacked(zip);
      expect(await readFile(join(bag, 'bag-info.txt'), 'utf8')).toContain(`Bag-Count: ${number} of 2`);
      expect(await readFile(join(bag, 'data/分卷目录.csv'), 'utf8')).toContain('第2卷（共2卷）');
    }
  }, 120_000);

  it('built again gives the same bytes', async () => {
    const { batchId } = await closedCase();
    const open = await unit.rectifying(batchId, 2, '合同管理不规范');
    await unit.file(open, '现场视频.mp4', Buffer.alloc(9 * 1024 * 1024, 'x'));
    const archive = await requested({ kind: 'round', batchId });
    await build(taskOf(archive));
    const first = await readFile(await download(archive));
    const record = await recordOf(archive);
    const { bags: _bags, finishedAt: _at, ...rest } = record;
    await engine.table.transact([changeWrite(ARCHIVES, record, { ...rest, status: 'queued' })]);
    // A workbook that says when it was written differs from one second to the next.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await build(taskOf(archive));
    expect((await readFile(await download(archive))).equals(first)).toBe(true);
    expect((await recordOf(archive)).fingerprint).toBe(record.fingerprint);
  });
});

describe('packs of a closed finding', () => {
  const packs = async (): Promise<string[]> => {
    const found = await objects.client.send(
      new ListObjectsV2Command({ Bucket: VAULT_BUCKET, Prefix: `t/${unit.tenantId}/packs/` }),
    );
    return (found.Contents ?? []).map(({ Key = '' }) => Key);
  };
  const pack = async (findingId: string) => {
    const { createPackFinding } = await import('./pack-finding.ts');
    const vault = { s3: objects.client, bucket: VAULT_BUCKET };
    const events = await listEvents(engine.table, systemScope('archive', unit.tenantId), findingId, {
      afterSeq: 0,
      limit: 100,
    });
    const records = streamRecords(events.map((event) => ({ after: { ...event, kind: 'audit' } })));
    return await createPackFinding(async () => ({ table: engine.table, vault }))({ Records: records });
  };

  it('are made once and go into the archive; with other files the export falls back to these', async () => {
    const { findingId, evidence } = await closedCase();
    expect(await pack(findingId)).toEqual({ batchItemFailures: [] });
    const made = await packs();
    expect(made.some((key) => key.endsWith('/packs.json'))).toBe(true);
    await pack(findingId);
    expect(await packs()).toEqual(made);
    // The pack holds the bytes: the file itself is no longer read.
    const key = (await unit.load(findingId)).evidence.find(({ id }) => id === evidence.id)?.vaultKey;
    await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key: key }));
    const archive = await requested({ kind: 'finding', findingId });
    await build(taskOf(archive));
    expect((await verifyArchive(await download(archive))).problems).toEqual([]);
    await unit.reopen(findingId);
    const open = await requested({ kind: 'finding', findingId });
    await build(taskOf(open));
    expect(await recordOf(open)).toMatchObject({ status: 'failed', problem: { code: 'archive_unreadable' } });
  });

  it('that were damaged are done without', async () => {
    const { findingId } = await closedCase();
    await pack(findingId);
    for (const Key of (await packs()).filter((key) => key.endsWith('.part')))
      await objects.client.send(
        new PutObjectCommand({ Bucket: VAULT_BUCKET, Key, Body: 'damaged', ChecksumAlgorithm: 'SHA256' }),
      );
    const archive = await requested({ kind: 'finding', findingId });
    const states = await build(taskOf(archive));
    expect(states.filter((state) => state === 'gather').length).toBe(2);
    expect((await verifyArchive(await download(archive))).problems).toEqual([]);
  });
});

describe('the estimate', () => {
  it('counts one finding and projects a round from a sample', async () => {
    const { batchId, findingId } = await closedCase();
    const ask = (query: Record<string, string>) =>
      send<{ files: number; bytes: number }>(api, 'archives.estimate', {
        principal: auditor,
        params: { tenantId: unit.tenantId },
        query,
      });
    expect(await ask({ kind: 'finding', findingId })).toMatchObject({
      status: 200,
      body: { findings: 1, files: 2, bags: 1, exact: true },
    });
    expect(await ask({ kind: 'round', batchId })).toMatchObject({
      status: 200,
      body: { findings: 1, files: 2, bags: 1, exact: true },
    });
  });
});

describe('an export of a sealed unit', () => {
  /** The sealer at work on the unit of the test. */
  const sealer = async (): Promise<SealScene> => {
    const seals = await SealScene.start(engine, objects);
    onTestFinished(() => seals.stop());
    const { tenantId } = unit;
    const entry = { tenantId, name: '北河采油厂', status: 'active', createdAt: '', version: 1 } as const;
    await engine.table.transact([registerWrite(HQ_TENANT, entry, { ifAbsent: true })]);
    return seals;
  };

  it('carries no seal that is younger than the trails in it', async () => {
    const seals = await sealer();
    const { findingId } = await closedCase();
    await seals.seal();
    const archive = await requested({ kind: 'tenant' });
    expect(await stepHandler({ ...taskOf(archive), step: 'gather' }, CONTEXT)).toEqual({ next: 'seal' });
    await unit.reopen(findingId);
    await seals.seal();
    await build(taskOf(archive));
    const report = await verifyArchive(await download(archive), { sealKey: seals.publicKey });
    expect(report.problems).toEqual([]);
    expect(report.seals).toMatchObject({ number: 1, trusted: true, unsealedEvents: 0 });
  });

  it('that was not sealed when the export began carries no seal', async () => {
    const { findingId } = await closedCase();
    const archive = await requested({ kind: 'finding', findingId });
    await stepHandler({ ...taskOf(archive), step: 'gather' }, CONTEXT);
    const seals = await sealer();
    await unit.reopen(findingId);
    await seals.seal();
    await build(taskOf(archive));
    const report = await verifyArchive(await download(archive));
    expect(report).toMatchObject({ ok: true });
    expect(report.seals).toBeUndefined();
  });

  it('built again carries the same seals, whatever was sealed and time-stamped since', async () => {
    const seals = await sealer();
    const { findingId, batchId } = await closedCase();
    const other = await unit.rectifying(batchId, 2, '合同管理不规范');
    // More than are read at a time.
    for (let number = 1; number <= 18; number += 1) {
      if (number > 1) await seals.step(unit.tenantId, other);
      await seals.seal();
    }
    const archive = await requested({ kind: 'finding', findingId });
    await build(taskOf(archive));
    const first = await readFile(await download(archive));
    const stamper = async (): Promise<Uint8Array> => Buffer.from('token');
    await seals.seal({}, { stamper });
    await seals.step(unit.tenantId, other);
    await seals.seal({}, { stamper });
    const record = await recordOf(archive);
    const { bags: _bags, finishedAt: _at, ...rest } = record;
    await engine.table.transact([changeWrite(ARCHIVES, record, { ...rest, status: 'queued' })]);
    const { createAdvanceArchive } = await import('./advance-archive.ts');
    const advance = createAdvanceArchive({
      table: engine.table,
      vault: { s3: objects.client, bucket: VAULT_BUCKET },
      archiveBucket: ARCHIVE_BUCKET,
      hqTenant: HQ_TENANT,
      now: () => new Date(),
      keepDays: 90,
    });
    const states = await follow(taskOf(archive), (task) => advance(task, () => task.step !== 'seal'));
    expect(states.filter((state) => state === 'seal')).toHaveLength(2);
    const zip = await download(archive);
    expect((await readFile(zip)).equals(first)).toBe(true);
    expect((await verifyArchive(zip, { sealKey: seals.publicKey })).seals).toMatchObject({ number: 18 });
  }, 60_000);

  it('carries the seals, which verify against a key from elsewhere, and show what came after them', async () => {
    const seals = await sealer();
    const { findingId } = await closedCase();
    await seals.seal();
    await unit.reopen(findingId);
    const archive = await requested({ kind: 'tenant' });
    await build(taskOf(archive));
    const report = await verifyArchive(await download(archive), { sealKey: seals.publicKey });
    expect(report.problems).toEqual([]);
    expect(report.seals).toMatchObject({ number: 1, trusted: true, unsealedEvents: 1 });
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stranger = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    expect((await verifyArchive(await download(archive), { sealKey: stranger })).ok).toBe(false);
  });
});

describe('the scope of an auditor', () => {
  const limitedTo = (scope: { tenants?: string[]; batches?: string[] }) =>
    personOf(HQ_TENANT, ['auditor'], { userId: 'auditor-2', scope });

  it('of some batches covers these and nothing else', async () => {
    const { batchId, findingId } = await closedCase();
    const other = await unit.createBatch('published', 1);
    const outside = await unit.rectifying(other, 1, '另一批的问题');
    const limited = limitedTo({ batches: [batchId] });
    expect(await request({ kind: 'tenant' }, limited)).toMatchObject({
      status: 422,
      body: { code: 'archive_scope' },
    });
    expect((await request({ kind: 'round', batchId: other }, limited)).status).toBe(404);
    expect((await request({ kind: 'finding', findingId: outside }, limited)).status).toBe(404);
    expect((await request({ kind: 'finding', findingId }, limited)).status).toBe(202);
    const round = await request({ kind: 'round', batchId }, limited);
    expect(round.status).toBe(202);

    const whole = await requested({ kind: 'tenant' });
    const elsewhere = await requested({ kind: 'round', batchId: other });
    const list = await send<{ items: Export[] }>(api, 'archives.list', {
      principal: limited,
      params: { tenantId: unit.tenantId },
    });
    expect(list.body.items.map(({ id }) => id)).not.toContain(whole.id);
    expect(list.body.items).toHaveLength(2);
    for (const { id } of [whole, elsewhere])
      for (const operation of ['archives.get', 'archives.download'] as const) {
        const params = { tenantId: unit.tenantId, archiveId: id };
        expect((await send(api, operation, { principal: limited, params })).status).toBe(404);
      }
  });

  it('of some units finds no other, like people of other units', async () => {
    const { findingId } = await closedCase();
    const archive = await requested({ kind: 'tenant' });
    const strangers = [
      limitedTo({ tenants: ['elsewhere'] }),
      personOf('elsewhere', ['auditor'], { userId: 'auditor-3' }),
    ];
    const params = { tenantId: unit.tenantId, archiveId: archive.id };
    for (const stranger of strangers) {
      expect((await request({ kind: 'finding', findingId }, stranger)).status).toBe(404);
      expect((await send(api, 'archives.get', { principal: stranger, params })).status).toBe(404);
      expect((await send(api, 'archives.download', { principal: stranger, params })).status).toBe(404);
    }
    const admin = personOf(unit.tenantId, ['tenant_admin']);
    expect((await request({ kind: 'tenant' }, admin)).status).toBe(403);
  });

  it('needs something to export', async () => {
    const refuse = async (scope: object) => {
      const { status, body } = await request(scope);
      return `${status} ${body.code}`;
    };
    const draft = await unit.createBatch('draft', 1);
    const findingId = await unit.draft(draft, 1, '未反馈');
    expect(await refuse({ kind: 'tenant' })).toBe('422 archive_empty');
    // What is not delivered yet does not exist for an auditor.
    expect(await refuse({ kind: 'round', batchId: draft })).toBe('404 not_found');
    expect(await refuse({ kind: 'finding', findingId })).toBe('404 not_found');
    expect(await refuse({ kind: 'round' })).toBe('422 archive_scope');
    expect(await refuse({ kind: 'finding' })).toBe('422 archive_scope');
    expect(await refuse({ kind: 'round', batchId: '01jd0000000000000000000001' })).toBe('404 not_found');
    // A batch of another unit isn't found under this one.
    const foreign = sceneOf(`unit${nextUnit++}`);
    await foreign.createTenant('外单位');
    const theirs = await foreign.createBatch('published', 1);
    expect(await refuse({ kind: 'round', batchId: theirs })).toBe('404 not_found');
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { verifyArchive } from '@xuncha/archive';
import { readWorkbook } from '@xuncha/documents';
import {
  MATTER_KIND_NAMES,
  MATTER_KINDS,
  type OrderContent,
  ok,
  ROLE_NAMES,
  reachOf,
  systemScope,
  withdrawOrder,
} from '@xuncha/domain';
import {
  ARCHIVES,
  type ArchiveExport,
  changeWrite,
  loadMatter,
  readDocument,
  registerWrite,
} from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { run } from '../../packages/archive/test/outside-tools.ts';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import {
  ARCHIVE_BUCKET,
  startTestObjects,
  type TestObjects,
  VAULT_BUCKET,
} from '../../test/engine/objects.ts';
import { SealScene } from '../../test/engine/seal-scene.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { READERS } from '../../test/scale/independent-readers.ts';
import { type ArchiveAnswer, createAdvanceArchive } from './advance-archive.ts';
import { ArchiveScene } from './archive-scene.fixture.ts';
import type { BagLimits } from './archive-step.ts';
import { DRAFT, MatterScene } from './matter-scene.fixture.ts';

/** K04: a round's file holds its plans, orders, talks, meetings, reports …, provable like its findings. */

let engine: TestTable;
let objects: TestObjects;
let api: ApiHandler;
let unit: ArchiveScene;
let matters: MatterScene;
let nextUnit = 1;
let folder: string;

const auditor = personOf(HQ_TENANT, ['auditor'], { name: '审计员癸', userId: 'auditor-1' });
const limitedTo = (scope: object) => personOf(HQ_TENANT, ['auditor'], { userId: 'auditor-2', scope });
const enginesOf = () => ({
  table: engine.table,
  s3: objects.client,
  vaultBucket: VAULT_BUCKET,
  hqTenant: HQ_TENANT,
});

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  api = (await import('../api/archives/archives.lambda.ts')).handler;
  await new ArchiveScene(enginesOf(), HQ_TENANT).createTenant('示例集团', 'group');
  folder = await mkdtemp(join(tmpdir(), 'matters-test-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await objects.stop();
  await engine.stop();
});
beforeEach(async () => {
  const tenantId = `unit${nextUnit++}`;
  unit = new ArchiveScene(enginesOf(), tenantId);
  matters = new MatterScene(enginesOf(), tenantId);
  await unit.createTenant('北河采油厂');
});

type Body = ArchiveExport & { readonly code?: string };
const request = (scope: object, principal = auditor, onMissing = 'fail') =>
  send<Body>(api, 'archives.export', {
    principal,
    params: { tenantId: unit.tenantId },
    body: { scope, purpose: '年度审计', onMissing },
  });
const recordOf = async (id: string): Promise<ArchiveExport> => {
  const record = await readDocument(engine.table, ARCHIVES, unit.tenantId, id);
  if (!record) throw new Error('the export is gone');
  return record;
};
const build = async (id: string, limits?: BagLimits): Promise<ArchiveExport> => {
  const advance = createAdvanceArchive({
    table: engine.table,
    vault: { s3: objects.client, bucket: VAULT_BUCKET },
    archiveBucket: ARCHIVE_BUCKET,
    hqTenant: HQ_TENANT,
    now: () => new Date('2025-03-10T02:00:00.000Z'),
    keepDays: 90,
    ...(limits ? { limits } : {}),
  });
  for (let next: ArchiveAnswer['next'] = 'gather'; next !== 'end'; )
    ({ next } = await advance({ tenantId: unit.tenantId, archiveId: id, step: next }, () => true));
  return await recordOf(id);
};
const zipOf = async ({ id, bags }: ArchiveExport): Promise<string> => {
  const [bag] = bags ?? [];
  const { Body } = await objects.client.send(
    new GetObjectCommand({ Bucket: ARCHIVE_BUCKET, Key: bag?.objectKey }),
  );
  const path = join(folder, `${id}-${nextUnit++}.zip`);
  await writeFile(path, (await Body?.transformToByteArray()) ?? '');
  return path;
};
/** The bag folder of a ZIP and the files below it. */
const unpacked = async (zip: string) => {
  await run('unzip', ['-q', zip, '-d', `${zip}.d`]);
  const [top = ''] = await readdir(`${zip}.d`);
  const bag = join(`${zip}.d`, top);
  const paths = (await readdir(bag, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(bag.length + 1));
  return { bag, paths };
};
/** Exports a scope and hands out the ZIP and its files below the bag folder. */
const exported = async (scope: object, principal = auditor, onMissing = 'fail') => {
  const answer = await request(scope, principal, onMissing);
  expect(answer.status).toBe(202);
  const record = await build(answer.body.id);
  expect(record.problem).toBeUndefined();
  const zip = await zipOf(record);
  const { bag, paths } = await unpacked(zip);
  const index = JSON.parse(await readFile(join(bag, 'data/audit/index.json'), 'utf8'));
  const titles: string[] = (index.matters ?? []).map(({ title }: { title: string }) => title);
  return { record, zip, bag, paths, titles, index };
};
/** A published round with one finding under rectification. */
const round = async (text: string) => {
  const batchId = await unit.createBatch('published', 1);
  const findingId = await unit.rectifying(batchId, 1, text);
  const { finding } = await unit.load(findingId);
  return { batchId, findingId, finding };
};

it('whoever may read archives may read every kind of matter that is in them', () => {
  const readers = ROLE_NAMES.filter((role) => reachOf([role], 'archive.read'));
  expect(readers.length).toBeGreaterThan(1);
  for (const role of readers)
    for (const kind of MATTER_KIND_NAMES)
      expect(reachOf([role], MATTER_KINDS[kind].read), `${role} ${kind}`).toBe('group');
});

it('a unit’s archive holds every kind with its files, pages that link, index rows and a trail that verifies', async () => {
  const { finding } = await round('资金支付审批不严格');
  await matters.everyKind(finding);
  const { record, zip, bag, paths, index } = await exported({ kind: 'tenant' });
  const kinds = new Set(index.matters.map(({ kind }: { kind: string }) => kind));
  expect([...kinds].sort()).toEqual([...MATTER_KIND_NAMES].sort());
  expect(record).toMatchObject({ findings: 1, matters: index.matters.length, files: 3 });

  const report = await verifyArchive(zip, { fingerprint: record.fingerprint ?? '' });
  expect(report.problems).toEqual([]);
  expect(report.findings).toMatchObject({ matters: record.matters, evidenceFiles: 3 });
  for (const name of ['督办回复.pdf', '协调会纪要.pdf', '整改情况报告（签字）.pdf'])
    expect(paths.filter((path) => path.includes('/附件/') && path.endsWith(name))).toHaveLength(1);

  // Programs that know nothing of this system: those that are installed.
  for (const reader of READERS) if (reader.present()) await reader.read(zip);

  const pages = paths.filter((path) => path.endsWith('.html'));
  expect(pages.filter((path) => path.endsWith('/事项.html'))).toHaveLength(record.matters ?? 0);
  for (const page of pages) {
    const text = await readFile(join(bag, page), 'utf8');
    for (const [, href = ''] of text.matchAll(/href="([^"]+)"/g))
      await readFile(join(bag, page, '..', decodeURIComponent(href)));
    // A step or state without a Chinese name would stand there as its code.
    expect(text, page).not.toMatch(/<td>[a-z_]+(\.[a-z_]+)?<\/td>/);
  }
  const front = await readFile(join(bag, 'index.html'), 'utf8');
  expect(front).toContain('方案、督办、约谈、会议、报告等事项');
  for (const kind of MATTER_KIND_NAMES) expect(front).toContain(`<h3>${MATTER_KINDS[kind].title}</h3>`);
  const order = pages.find((path) => path.includes('督办单') && path.endsWith('/事项.html'));
  const orderPage = await readFile(join(bag, order ?? ''), 'utf8');
  for (const shown of [
    '请说明未按期完成的原因',
    '第 1 次回复',
    '已补充审批记录',
    '督办回复.pdf',
    '下发督办单',
    '待审核',
  ])
    expect(orderPage).toContain(shown);

  const sheets = await readWorkbook(await readFile(join(bag, 'data/index.xlsx')));
  const text = JSON.stringify(sheets);
  for (const shown of ['整改推进协调会', '协调会纪要.pdf', '签字盖章的报告', '整改方案', '约谈财务部主任丁'])
    expect(text).toContain(shown);
});

/** Every link of every page, with the page it stands on; paths below the bag folder. */
const linksOf = async (bag: string, paths: readonly string[]) => {
  const links: { readonly from: string; readonly to: string; readonly text: string }[] = [];
  for (const from of paths.filter((path) => path.endsWith('.html')))
    for (const [, href = '', text = ''] of (await readFile(join(bag, from), 'utf8')).matchAll(
      /<a href="([^"]+)">([^<]*)<\/a>/g,
    ))
      links.push({ from, to: join(dirname(from), decodeURIComponent(href)), text });
  return links;
};

it('the pages of a finding and of its matters lead to each other, without the system', async () => {
  const { batchId, finding } = await round('合同管理不规范');
  await matters.everyKind(finding);
  const other = await round('招标程序不规范');
  await matters.order([finding.id], { batchId: other.batchId }, '他轮提到本问题');
  const { bag, paths } = await exported({ kind: 'round', batchId });
  const links = await linksOf(bag, paths);
  expect(links.filter(({ to }) => !paths.includes(to))).toEqual([]);
  const findingPage = paths.find((path) => path.endsWith('/问题.html')) ?? '';
  const about = links.filter(({ from, to }) => from === findingPage && to.endsWith('/事项.html'));
  const back = links.filter(({ to, from }) => to === findingPage && from.endsWith('/事项.html'));
  expect(about.map(({ to }) => to).sort()).toEqual(back.map(({ from }) => from).sort());
  const kinds = new Set(about.map(({ to }) => to.split('/')[2]));
  for (const kind of ['督办单', '约谈', '会议']) expect(kinds).toContain(kind);
  // A matter of another round is in no archive of this one, nor is its name (A06).
  expect(await readFile(join(bag, findingPage), 'utf8')).not.toContain('他轮提到本问题');
});

it('a page in another volume is named where a link leads to it', async () => {
  const { batchId, findingId } = await round('合同管理不规范');
  await matters.order([findingId], { batchId }, '第一次督办');
  const { body } = await request({ kind: 'round', batchId });
  // The files of the finding fill the first volume, so the order comes into the second.
  const record = await build(body.id, { findings: 10, files: 0, bytes: 1e9, parts: 9_500 });
  expect(record.bags).toHaveLength(2);
  const found: string[] = [];
  for (const volume of record.bags ?? []) {
    const zip = await zipOf({ ...record, bags: [volume] });
    const { bag, paths } = await unpacked(zip);
    const links = await linksOf(bag, paths);
    expect(links.filter(({ to }) => !paths.includes(to))).toEqual([]);
    expect((await verifyArchive(zip)).problems).toEqual([]);
    for (const path of paths.filter((one) => /\/(问题|事项)\.html$/.test(one))) {
      const elsewhere = (await readFile(join(bag, path), 'utf8')).includes('该页不在本卷');
      found.push(`${volume.number} ${path.split('/').at(-1)} ${elsewhere ? 'elsewhere' : 'here'}`);
    }
  }
  expect(found.sort()).toEqual([
    '1 事项.html elsewhere',
    '1 问题.html here',
    '2 事项.html here',
    '2 问题.html elsewhere',
  ]);
});

it('a report’s draft stays the unit’s own: what was not handed in is in no file of the bag', async () => {
  const { finding } = await round('合同管理不规范');
  await matters.everyKind(finding);
  const { bag, paths } = await exported({ kind: 'tenant' });
  const texts = await Promise.all(paths.map((path) => readFile(join(bag, path))));
  expect(texts.some((content) => content.includes(DRAFT))).toBe(false);
  expect(texts.some((content) => content.includes('党委专题研究整改工作'))).toBe(true);
});

it('a round’s archive holds its own matters and nothing of another round or of no round', async () => {
  const first = await round('资金支付审批不严格');
  const second = await round('招标程序不规范');
  const draft = await unit.createBatch('draft', 0);
  await matters.order([first.findingId], { batchId: first.batchId }, '甲轮的督办');
  await matters.order([second.findingId], { batchId: second.batchId }, '乙轮的督办');
  await matters.order([], {}, '不属任何轮次的督办');
  await matters.order([], { batchId: draft }, '未反馈批次的督办');

  const one = await exported({ kind: 'round', batchId: first.batchId });
  expect(one.titles).toEqual(['督办：甲轮的督办']);
  // An auditor limited to the second round gets its matters, and no archive with others in it.
  const limited = limitedTo({ batches: [second.batchId] });
  expect((await request({ kind: 'round', batchId: first.batchId }, limited)).status).toBe(404);
  expect((await request({ kind: 'tenant' }, limited)).status).toBe(422);
  const two = await exported({ kind: 'round', batchId: second.batchId }, limited);
  expect(two.titles).toEqual(['督办：乙轮的督办']);
  for (const path of two.paths) {
    const content = await readFile(join(two.bag, path));
    for (const foreign of ['甲轮的督办', '不属任何轮次']) expect(content.includes(foreign), path).toBe(false);
  }
  const params = { tenantId: unit.tenantId, archiveId: one.record.id };
  expect((await send(api, 'archives.get', { principal: limited, params })).status).toBe(404);

  const whole = await exported({ kind: 'tenant' });
  expect([...whole.titles].sort()).toEqual(
    ['不属任何轮次的督办', '乙轮的督办', '甲轮的督办'].map((title) => `督办：${title}`),
  );
});

it('an auditor limited by round names and dates estimates and gets no other round’s matters', async () => {
  const first = await round('资金支付审批不严格');
  const later = await unit.createBatch('published', 1, '2025-03-04T02:00:00.000Z', {
    round: '2025年第一轮',
    feedbackDate: '2025-03-04',
  });
  const other = await unit.rectifying(later, 1, '招标程序不规范');
  await matters.order([first.findingId], { batchId: first.batchId }, '甲轮的督办');
  await matters.order([other], { batchId: later }, '乙轮的督办');
  const ask = (principal: typeof auditor, query: Record<string, string>) =>
    send<{ matters: number; files: number }>(api, 'archives.estimate', {
      principal,
      params: { tenantId: unit.tenantId },
      query,
    });
  for (const scope of [{ rounds: ['2025年第一轮'] }, { feedbackFrom: '2025-03-01' }]) {
    const limited = limitedTo(scope);
    expect((await ask(limited, { kind: 'round', batchId: first.batchId })).status).toBe(404);
    expect(await ask(limited, { kind: 'round', batchId: later })).toMatchObject({
      status: 200,
      body: { findings: 1, matters: 1, files: 1, exact: true },
    });
    const got = await exported({ kind: 'round', batchId: later }, limited);
    expect(got.titles).toEqual(['督办：乙轮的督办']);
  }
  expect(await ask(auditor, { kind: 'tenant' })).toMatchObject({ body: { matters: 2, files: 2 } });
});

it('a finding’s archive holds the matters about it, of its round', async () => {
  const { batchId, findingId } = await round('资金支付审批不严格');
  const other = await round('招标程序不规范');
  await matters.order([findingId], { batchId }, '本问题的督办');
  await matters.order([], { batchId }, '同轮其他督办');
  await matters.order([findingId], { batchId: other.batchId }, '他轮提到本问题');
  const { titles, zip } = await exported({ kind: 'finding', findingId });
  expect(titles).toEqual(['督办：本问题的督办']);
  expect((await verifyArchive(zip)).problems).toEqual([]);
});

it('what HQ keeps to itself goes into no archive', async () => {
  const { batchId, findingId } = await round('资金支付审批不严格');
  const id = await matters.order([findingId], { batchId }, '集团内部草拟');
  await matters.step<OrderContent>(id, ({ matter }) =>
    ok({ matter: { ...matter, audience: 'group' }, event: { type: 'order.listed', data: {} } }),
  );
  expect((await exported({ kind: 'tenant' })).titles).toEqual([]);
});

it('a missing file of a matter stops the export by name, or is listed', async () => {
  const { batchId, findingId } = await round('资金支付审批不严格');
  const id = await matters.order([findingId], { batchId });
  const found = await loadMatter(engine.table, systemScope('archive', unit.tenantId), 'order', id);
  const Key = found?.files[0]?.vaultKey;
  await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key }));
  const { body } = await request({ kind: 'round', batchId });
  const failed = await build(body.id);
  expect(failed).toMatchObject({ status: 'failed', problem: { code: 'archive_unreadable' } });
  expect(failed.problem?.message).toContain('督办单“督办：请说明未按期完成的原因”的材料“督办回复.pdf”');
  const listed = await exported({ kind: 'round', batchId }, auditor, 'list');
  expect(listed.record).toMatchObject({ files: 0, missing: 1 });
  expect((await verifyArchive(listed.zip)).problems).toEqual([]);
  const csv = await readFile(join(listed.bag, 'data/缺失材料清单.csv'), 'utf8');
  expect(csv).toContain('督办单“督办：请说明未按期完成的原因”');
  expect(csv).toContain('督办回复.pdf');
});

it('built again gives the same bytes, whatever the matters have become since', async () => {
  const { batchId, finding } = await round('资金支付审批不严格');
  await matters.everyKind(finding);
  const id = await matters.order([finding.id], { batchId }, '后来撤销的督办');
  const first = await exported({ kind: 'round', batchId });
  await matters.step<OrderContent>(id, (aggregate) => withdrawOrder(aggregate, '已处理', true));
  const before = await recordOf(first.record.id);
  const past = { ...before, status: 'expired' as const, expiresOn: '2025-01-01' };
  await engine.table.transact([changeWrite(ARCHIVES, before, past)]);
  const answer = await send<Body>(api, 'archives.rebuild', {
    principal: auditor,
    params: { tenantId: unit.tenantId, archiveId: before.id },
    body: { reason: '复核审计' },
  });
  expect(answer.status).toBe(202);
  const again = await build(before.id);
  expect(again).toMatchObject({ status: 'ready', fingerprint: before.fingerprint });
  expect((await readFile(await zipOf(again))).equals(await readFile(first.zip))).toBe(true);
});

it('seals vouch for the chains of matters', async () => {
  const seals = await SealScene.start(engine, objects);
  onTestFinished(() => seals.stop());
  const { tenantId } = unit;
  const entry = { tenantId, name: '北河采油厂', status: 'active', createdAt: '', version: 1 } as const;
  await engine.table.transact([registerWrite(HQ_TENANT, entry, { ifAbsent: true })]);
  const { batchId, findingId } = await round('资金支付审批不严格');
  const id = await matters.order([findingId], { batchId });
  await seals.seal();
  await matters.step<OrderContent>(id, (aggregate) => withdrawOrder(aggregate, '已处理', true));
  const { zip } = await exported({ kind: 'round', batchId });
  const report = await verifyArchive(zip, { sealKey: seals.publicKey });
  expect(report.problems).toEqual([]);
  // The order was withdrawn after the seal.
  expect(report.seals).toMatchObject({ trusted: true, unsealedEvents: 1 });
});

import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { verifyArchive } from '@xuncha/archive';
import { ARCHIVES, readDocument } from '@xuncha/store';
import type { Context } from 'aws-lambda';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ArchiveAnswer, ArchiveTask } from '../../functions/archive/advance-archive.ts';
import { ArchiveScene } from '../../functions/archive/archive-scene.fixture.ts';
import { MatterScene } from '../../functions/archive/matter-scene.fixture.ts';
import { type ApiHandler, personOf, send } from '../engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../engine/environment.ts';
import { startTestObjects, type TestObjects, VAULT_BUCKET } from '../engine/objects.ts';
import { startTestTable, type TestTable } from '../engine/table.ts';
import { launchBrowser } from './chromium.ts';

/** What an auditor sees who unpacks an archive on a PC without a network (K06). */

const UNIT = 'bhcyc';
const ATTACK = '招标<script>document.title="taken"</script><img src=x onerror=alert(1)>不规范';
const auditor = personOf(HQ_TENANT, ['auditor'], { name: '审计员癸', userId: 'auditor-1' });

let engine: TestTable;
let objects: TestObjects;
let browser: Browser;
let folder: string;
let zip: string;
let bag: string;

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'archive-pages-'));
  const engines = { table: engine.table, s3: objects.client, vaultBucket: VAULT_BUCKET, hqTenant: HQ_TENANT };
  const hq = new ArchiveScene(engines, HQ_TENANT);
  await hq.createTenant('示例集团', 'group');
  const meetingId = await hq.createMeeting();
  const unit = new ArchiveScene(engines, UNIT);
  await unit.createTenant('北河采油厂');
  const batchId = await unit.createBatch('published', 2);
  const closed = await unit.rectifying(batchId, 1, ATTACK);
  await unit.file(closed, '完成率100% #1 (终稿)+.pdf', '%PDF-1.4 evidence');
  await unit.close(closed, meetingId);
  const open = await unit.rectifying(batchId, 2, '合同管理不规范');
  const matters = new MatterScene(engines, UNIT);
  await matters.everyKind((await unit.load(open)).finding);
  await matters.order([open], { batchId, round: '2024年第二轮' }, ATTACK);
  zip = await exported();
  execFileSync('unzip', ['-q', zip, '-d', join(folder, '解压 100%')]);
  const [top = ''] = await readdir(join(folder, '解压 100%'));
  bag = join(folder, '解压 100%', top);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
  await objects.stop();
  await engine.stop();
});

const exported = async (): Promise<string> => {
  const api: ApiHandler = (await import('../../functions/api/archives/archives.lambda.ts')).handler;
  const step: (task: ArchiveTask, context: Context) => Promise<ArchiveAnswer> = (
    await import('../../functions/archive/advance-archive.lambda.ts')
  ).handler;
  const { body } = await send<{ id: string }>(api, 'archives.export', {
    principal: auditor,
    params: { tenantId: UNIT },
    body: { scope: { kind: 'tenant' }, purpose: '年度审计' },
  });
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  for (let next: ArchiveAnswer['next'] = 'gather'; next !== 'end'; )
    ({ next } = await step({ tenantId: UNIT, archiveId: body.id, attempt: 1, step: next }, context));
  const link = await send<{ url: string }>(api, 'archives.download', {
    principal: auditor,
    params: { tenantId: UNIT, archiveId: body.id },
  });
  const path = join(folder, 'archive.zip');
  await writeFile(path, Buffer.from(await (await fetch(link.body.url)).arrayBuffer()));
  expect(await readDocument(engine.table, ARCHIVES, UNIT, body.id)).toMatchObject({ status: 'ready' });
  return path;
};

it('the archive verifies, its pages included', async () => {
  const report = await verifyArchive(zip);
  expect(report.problems).toEqual([]);
  expect(await readFile(join(bag, 'tagmanifest-sha256.txt'), 'utf8')).toContain('  index.html\n');
  expect(await readFile(join(bag, 'manifest-sha256.txt'), 'utf8')).toContain('/问题.html\n');
});

it('from index.html every link leads to a file, without a script, a request or an error', async () => {
  const context = await browser.newContext({ locale: 'zh-CN', offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(request.url());
  });
  const pages = [pathToFileURL(join(bag, 'index.html')).href];
  const seen = new Set(pages);
  for (const address of pages) {
    await page.goto(address);
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('script, img').count()).toBe(0);
    const links = await page
      .locator('a')
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
    for (const link of links) {
      await readFile(fileURLToPath(link));
      if (link.endsWith('.html') && !seen.has(link)) pages.push(link);
      seen.add(link);
    }
  }
  expect(complaints).toEqual([]);
  // The front page, one page for each finding and matter; evidence and papers among what is linked.
  const matters = pages.filter((address) => address.includes('/data/matters/'));
  expect(matters.length).toBeGreaterThan(10);
  expect(pages).toHaveLength(3 + matters.length);
  const papers = [...seen].filter((link) => link.includes(encodeURIComponent('附件')));
  expect(papers).toHaveLength(4);
  expect([...seen].filter((link) => link.includes('/data/evidence/'))).toHaveLength(2);
  await context.close();
});

it('a click leads from the list to the decisions of a finding', async () => {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(bag, 'index.html')).href);
  const shots = process.env.SCREENSHOTS;
  if (shots) await page.screenshot({ path: join(shots, 'archive-index.png'), fullPage: true });
  for (const shown of ['内部资料', '年度审计', '审计员癸', '领导小组销号：同意销号'])
    expect(await page.locator('main, header').allInnerTexts().then(String)).toContain(shown);
  await page.getByRole('link', { name: /^招标/ }).click();
  await page.getByRole('heading', { name: '审批记录' }).waitFor();
  if (shots) await page.screenshot({ path: join(shots, 'archive-finding.png'), fullPage: true });
  const text = await page.locator('main').innerText();
  for (const shown of [
    '<script>',
    '党委副书记辛（代 党委书记甲）',
    '审议巡察整改验收',
    '同意上报',
    '〔2025〕3号',
  ])
    expect(text).toContain(shown);
  await page.close();
});

it('a click leads from the list to an order with its reply and paper', async () => {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(bag, 'index.html')).href);
  await page.getByRole('heading', { name: '督办单' }).waitFor();
  await page.getByRole('link', { name: '督办：请说明未按期完成的原因' }).click();
  await page.getByRole('heading', { name: '第 1 次回复' }).waitFor();
  const shots = process.env.SCREENSHOTS;
  if (shots) await page.screenshot({ path: join(shots, 'archive-matter.png'), fullPage: true });
  const text = await page.locator('main').innerText();
  for (const shown of ['人工下发', '财务部', '已补充审批记录', '督办回复.pdf', '下发督办单', '整改办戊'])
    expect(text).toContain(shown);
  await page.goBack();
  await page.getByRole('link', { name: '整改方案' }).first().click();
  await page.getByRole('heading', { name: '审批过程' }).waitFor();
  if (shots) await page.screenshot({ path: join(shots, 'archive-plan.png'), fullPage: true });
  await page.close();
});

it('the approval sheet names who decided what, when and on what resolution', async () => {
  const findings = join(bag, 'data/findings');
  const sheets: string[] = [];
  for (const name of await readdir(findings))
    if ((await readdir(join(findings, name))).includes('审批表.docx'))
      sheets.push(join(findings, name, '审批表.docx'));
  expect(sheets).toHaveLength(1);
  const parts = unzipSync(await readFile(sheets[0] ?? ''));
  const text = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
  for (const shown of [
    '北河采油厂',
    '党委副书记辛（代 党委书记甲）',
    '决议：同意上报',
    '领导小组壬',
    '完成率100%',
  ])
    expect(text).toContain(shown);
  expect(strFromU8(parts['word/header.xml'] ?? new Uint8Array())).toContain('审计员癸');
});

import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { OutputOf } from '@xuncha/contracts';
import { type Finding, type Principal, shanghaiDateOf, systemScope, verifyChain } from '@xuncha/domain';
import {
  LEDGER_EXPORTS,
  listExpired,
  listRunningJobs,
  listTenantEvents,
  projectSheets,
  projectWordings,
  readDocument,
  searchSheets,
} from '@xuncha/store';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { ARCHIVE_BUCKET } from '../../test/engine/objects.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createExpireArchives } from '../archive/expire-archives.ts';
import { type ImportScene, newSubsidiary, startImportScene } from './import-scene.fixture.ts';

type Export = OutputOf<'ledgerExports.get'> & { code?: string };
type Link = OutputOf<'ledgerExports.download'> & { code?: string };

let engine: TestTable;
let scene: ImportScene;
let archives: ApiHandler;
let tenantId = '';
let office: Principal;

beforeAll(async () => {
  engine = await startTestTable();
  scene = await startImportScene(engine);
  archives = (await import('../api/archives/archives.lambda.ts')).handler;
  tenantId = await newSubsidiary(engine.table);
  office = personOf(tenantId, ['rectification_office'], { userId: 'office', name: '整改办甲' });
  const rows: Partial<Finding>[] = [
    { no: '2.10', title: '=1+1 公式样的标题', state: 'rectifying', dueDate: '2025-06-30', progress: 40 },
    { no: '2.9', title: '招标程序执行不严格', state: 'rectifying', dueDate: '2025-05-31', progress: 80 },
    { no: '1', title: '食堂采购未公开', state: 'closed', dueDate: '2025-01-31', progress: 100 },
    { no: '3', title: '未送达的底稿', state: 'draft' },
  ];
  for (const row of rows) {
    const { responsibility } = seedAggregate().finding;
    const departmentId = row.no === '2.9' ? 'dep1' : 'dep2';
    const over = { tenantId, ...row, responsibility: { ...responsibility, departmentId } };
    const finding = await seedFinding(engine.table, seedAggregate(over));
    await projectSheets(engine.table, tenantId, [finding]);
    await projectWordings(engine.table, tenantId, [finding.id]);
  }
});
afterAll(async () => {
  await scene.stop();
  await engine.stop();
});

const call = <Body>(
  id: 'create' | 'get' | 'cancel' | 'download',
  principal: Principal,
  options: object = {},
) => send<Body>(archives, `ledgerExports.${id}`, { principal, params: { tenantId }, ...options });

const made = async (principal: Principal, body: object) => {
  const asked = await call<Export>('create', principal, { body });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  await scene.pump.drain();
  return (await call<Export>('get', principal, { params: { tenantId, exportId: asked.body.id } })).body;
};

/** Reads with an independent program's library, by the address the person gets. */
const opened = async (principal: Principal, exportId: string) => {
  const link = await call<Link>('download', principal, { params: { tenantId, exportId } });
  expect(link.status, JSON.stringify(link.body)).toBe(200);
  const answer = await fetch(link.body.url);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.buffer);
  const sheet = workbook.worksheets[0];
  if (!sheet) throw new Error('no sheet');
  const lines = Array.from({ length: sheet.rowCount }, (_, index) =>
    Array.from(
      { length: sheet.columnCount },
      (_cell, column) => sheet.getRow(index + 1).getCell(column + 1).value,
    ),
  );
  return { bytes, sheet, lines, fileName: link.body.fileName };
};

describe('an export of the ledger', () => {
  test('holds exactly the lines, columns and order of the view, in house form', async () => {
    const item = await made(office, { query: 'columns=no,title,progress&order=-progress&due=open' });
    expect(item).toMatchObject({ status: 'ready', rows: 2 });
    const { sheet, lines, bytes, fileName } = await opened(office, item.id);
    expect(fileName).toMatch(/整改台账-\d{8}\.xlsx$/);
    const header = lines.findIndex(([first]) => first === '序号');
    expect(lines[header]).toEqual(['序号', '编号', '问题', '整改进度']);
    expect(lines.slice(header + 1)).toEqual([
      [1, '2.9', '招标程序执行不严格', '80%'],
      // Text, not a formula: exceljs would give an object with a result.
      [2, '2.10', '=1+1 公式样的标题', '40%'],
    ]);
    const above = lines.slice(0, header).flat().join('\n');
    expect(above).toContain('巡察反馈问题整改台账');
    expect(above).toContain('共 2 条');
    expect(above).toContain('密级：内部资料');
    expect(above).toContain('期限：未销号');
    expect(above).toMatch(/整改办甲 于 .* 导出/);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: header + 1, xSplit: 2 });
    expect(sheet.headerFooter.oddFooter ?? '').toContain('整改办甲');
    expect(sheet.getColumn(3).width).toBeGreaterThan(30);
    const stored = await readDocument(engine.table, LEDGER_EXPORTS, tenantId, item.id);
    expect(stored?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('of chosen lines only; without a filter as the page shows them: open ones, then ended ones', async () => {
    const whole = await made(office, { query: '' });
    const { lines } = await opened(office, whole.id);
    const header = lines.findIndex(([first]) => first === '序号');
    expect(lines.slice(header + 1).map(([, no]) => no)).toEqual(['2.9', '2.10', '1']);
    const ids = await readDocument(engine.table, LEDGER_EXPORTS, tenantId, whole.id);
    expect(ids?.findingIds).toBeUndefined();
  });

  test('names every condition of the view above the lines', async () => {
    const query = 'step=closed&closedIn=2025-01&inTime=yes&rules=built&person=李&result=closed';
    const { lines } = await opened(office, (await made(office, { query })).id);
    const scope = lines.flat().find((text) => String(text).startsWith('范围：'));
    expect(scope).toBe(
      '范围：人员：李；整改结果：已销号；制度建设：已建制度；整改环节：已销号；销号月份：2025-01；是否按时：按时销号',
    );
  });

  test('of words in the whole wording, as the page finds them; of chosen lines among them', async () => {
    const numbers = async (body: object) => {
      const { lines } = await opened(office, (await made(office, body)).id);
      return lines.slice(lines.findIndex(([first]) => first === '序号') + 1).map(([, no]) => no);
    };
    const query = `q=${encodeURIComponent('未履行招标')}&order=no`;
    expect(await numbers({ query })).toEqual(['1', '2.9', '2.10']);
    const page = await searchSheets(
      engine.table,
      systemScope('jobs', tenantId),
      { matches: ({ no }) => no === '2.9' },
      { limit: 1 },
    );
    expect(await numbers({ query, findingIds: page.rows.map(({ id }) => id) })).toEqual(['2.9']);
  });

  test('holds what the person may see: the own department, and never a draft of others', async () => {
    const handler = personOf(tenantId, ['handler'], { userId: 'clerk', departmentId: 'dep1' });
    const item = await made(handler, { query: 'state=rectifying,draft,closed' });
    const { lines } = await opened(handler, item.id);
    const header = lines.findIndex(([first]) => first === '序号');
    expect(lines.slice(header + 1).map(([, no]) => no)).toEqual(['2.9']);
    // Somebody else's export looks as if there were none, for the office too.
    const foreign = await call<Export>('get', office, { params: { tenantId, exportId: item.id } });
    expect(foreign.status).toBe(404);
    const taken = await call<Link>('download', office, { params: { tenantId, exportId: item.id } });
    expect(taken.status).toBe(404);
  });

  test('request, completion and download stand in the chain of the unit, with the hash of the file', async () => {
    const item = await made(office, { query: 'q=招标' });
    await opened(office, item.id);
    const trail = await listTenantEvents(engine.table, tenantId);
    expect(verifyChain(trail).ok).toBe(true);
    const own = trail.filter(({ data }) => (data as { exportId?: string }).exportId === item.id);
    expect(own.map(({ type }) => type)).toEqual([
      'ledger_export.requested',
      'ledger_export.completed',
      'ledger_export.downloaded',
    ]);
    expect(new Set(own.slice(1).map(({ data }) => (data as { sha256: string }).sha256)).size).toBe(1);
    expect(own.map(({ actor }) => actor.name)).toEqual(['整改办甲', '整改办甲', '整改办甲']);
  });

  const filesOf = async (exportId: string): Promise<string[]> => {
    const listed = await scene.objects.client.send(
      new ListObjectsV2Command({
        Bucket: ARCHIVE_BUCKET,
        Prefix: `t/${tenantId}/ledger-exports/${exportId}`,
      }),
    );
    return (listed.Contents ?? []).map(({ Key = '' }) => Key);
  };

  const typesOf = async (exportId: string): Promise<string[]> =>
    (await listTenantEvents(engine.table, tenantId))
      .filter(({ data }) => (data as { exportId?: string }).exportId === exportId)
      .map(({ type }) => type);

  /** Lets the person call it off at the n-th write of the job, before it takes place. */
  const cancelledAt = async (nth: number) => {
    const asked = await call<Export>('create', office, { body: { query: '' } });
    const params = { tenantId, exportId: asked.body.id };
    let writes = 0;
    const cancel = async () => {
      writes += 1;
      if (writes === nth)
        expect((await call<Export>('cancel', office, { params })).body.status).toBe('cancelled');
    };
    scene.jobsUse({
      ...engine.table,
      put: async (write) => {
        await cancel();
        await engine.table.put(write);
      },
      transact: async (list, token) => {
        await cancel();
        await engine.table.transact(list, token);
      },
    });
    await scene.pump.drain();
    scene.jobsUse(engine.table);
    expect(writes).toBeGreaterThanOrEqual(nth);
    return params;
  };

  test('called off stops where it is, leaves no file, and says so in the chain', async () => {
    // 1: while lines are read, before the workbook is made. 2: the workbook is written, and not yet recorded.
    for (const nth of [1, 2]) {
      const params = await cancelledAt(nth);
      expect((await call<Export>('get', office, { params })).body.status).toBe('cancelled');
      expect(await filesOf(params.exportId), `write ${nth}`).toEqual([]);
      expect(await typesOf(params.exportId)).toEqual(['ledger_export.requested', 'ledger_export.cancelled']);
      const taken = await call<Link>('download', office, { params });
      expect([taken.body.code, taken.status]).toEqual(['export_not_ready', 409]);
      expect((await call<Export>('cancel', office, { params })).body.code).toBe('export_ended');
      expect(await listRunningJobs(engine.table, tenantId)).toEqual([]);
    }
    expect(verifyChain(await listTenantEvents(engine.table, tenantId)).ok).toBe(true);
  });

  test('is called off by whoever asked for it, before it is ready', async () => {
    const asked = await call<Export>('create', office, { body: { query: '' } });
    const params = { tenantId, exportId: asked.body.id };
    const leader = personOf(tenantId, ['party_secretary'], { userId: 'leader' });
    expect((await call('cancel', leader, { params })).status).toBe(404);
    await scene.pump.drain();
    const late = await call<Export>('cancel', office, { params });
    expect([late.body.code, late.status]).toEqual(['export_ended', 409]);
    expect(await filesOf(params.exportId)).toHaveLength(1);
  });

  test('is not there before it is made, and leaves after a week', async () => {
    const asked = await call<Export>('create', office, { body: { query: '' } });
    const params = { tenantId, exportId: asked.body.id };
    expect((await call<Link>('download', office, { params })).body.code).toBe('export_not_ready');
    await scene.pump.drain();
    const stored = await readDocument(engine.table, LEDGER_EXPORTS, tenantId, asked.body.id);
    const { body: item } = await call<Export>('get', office, { params });
    expect(item.expiresOn).toBe(stored?.expiresOn);
    const in8Days = new Date(Date.now() + 8 * 86_400_000);
    expect(await listExpired(engine.table, tenantId, shanghaiDateOf(in8Days))).toContain(asked.body.id);
    const expire = createExpireArchives({
      hqTable: async () => engine.table,
      depsOf: async () => ({ table: engine.table, s3: scene.objects.client }),
      hqTenant: HQ_TENANT,
      archiveBucket: ARCHIVE_BUCKET,
      now: () => in8Days,
    });
    expect((await expire()).expired).toBeGreaterThan(0);
    expect((await call<Export>('get', office, { params })).body.status).toBe('expired');
    expect((await call<Link>('download', office, { params })).body.code).toBe('export_not_ready');
    await expect(
      scene.objects.client.send(
        new GetObjectCommand({ Bucket: ARCHIVE_BUCKET, Key: stored?.objectKey ?? '' }),
      ),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

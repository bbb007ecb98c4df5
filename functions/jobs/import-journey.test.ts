import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { OutputOf } from '@xuncha/contracts';
import { readWorkbook, writeWorkbook } from '@xuncha/documents';
import { verifyChain } from '@xuncha/domain';
import { BATCHES, listTenantEvents, readDocument } from '@xuncha/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { personOf, send } from '../../test/engine/api-event.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { writeSyntheticLedger } from '../../test/fixtures/synthetic-ledger.ts';
import {
  findingsOf,
  type ImportScene,
  newSubsidiary,
  officeAt,
  type PreviewPage,
  startImportScene,
} from './import-scene.fixture.ts';

let engine: TestTable;
let scene: ImportScene;
let tenantId = '';

beforeAll(async () => {
  engine = await startTestTable();
  scene = await startImportScene(engine);
});
afterAll(async () => {
  await scene.stop();
  await engine.stop();
});
beforeEach(async () => {
  tenantId = await newSubsidiary(engine.table);
});
afterEach(() => scene.jobsUse(engine.table));

const dataFile = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../../test/data/${name}`, import.meta.url)));
const TIDY = '整改台账-北河采油厂.xlsx';
const IRREGULAR = '问题清单-填报不规范.xlsx';

/** Uploads and commits; answers the import as it stands afterwards. */
const importLedger = async (name: string, bytes: Uint8Array, input: Record<string, unknown> = {}) => {
  const office = officeAt(scene, tenantId);
  const { id } = await office.upload(name, bytes);
  const { status, body } = await office.commit(id, input);
  if (status !== 202) throw new Error(`commit answered ${status}: ${body.code}`);
  await scene.pump.drain();
  return office.detail(id);
};

const preview = async (importId: string, query: Record<string, string> = {}) =>
  (await officeAt(scene, tenantId).call<PreviewPage>('imports.preview', { importId, query })).body;

/** A ledger of our own with these rows under the usual header. */
const ledgerOf = (rows: readonly Record<string, string>[], title = '整改台账'): Promise<Uint8Array> =>
  writeWorkbook({
    sheets: [
      {
        name: '台账',
        title,
        columns: [
          { key: 'no', header: '序号', width: 6 },
          { key: 'text', header: '问题描述', width: 40 },
          { key: 'measure', header: '整改措施', width: 40 },
          { key: 'department', header: '责任部门', width: 20 },
          { key: 'term', header: '完成时限', width: 20 },
        ],
        rows: rows.map((cells) => ({ cells })),
      },
    ],
  });
const row = (no: string, text: string, fields: Record<string, string> = {}) => ({
  no,
  text,
  measure: `整改第${no}项`,
  department: '财务资产部',
  term: '2024年12月底前',
  ...fields,
});

describe('a tidy ledger', () => {
  test('comes in whole: findings, measures, responsibility, trail and a draft batch', async () => {
    const office = officeAt(scene, tenantId);
    const read = await office.upload(TIDY, await dataFile(TIDY));
    expect(read).toMatchObject({
      status: 'previewed',
      total: 6,
      totals: { findings: 6, measures: 11, errors: 0, duplicates: 0 },
      unknownDepartments: [],
    });
    expect(read.mapping?.columns).toHaveProperty('text');
    expect(read.headers?.length).toBeGreaterThan(5);

    const committed = await importLedger(TIDY, await dataFile(TIDY), { onlyGood: false }).catch((e) => e);
    expect(committed).toMatchObject({ status: 'committed', done: 6, imported: 6, skipped: 0 });
    const batch = await readDocument(engine.table, BATCHES, tenantId, committed.batchId);
    expect(batch).toMatchObject({
      status: 'draft',
      findings: 6,
      delivered: 0,
      round: '2024年第二轮',
      title: '反馈问题清单',
      createdByName: '巡察办甲',
    });

    const findings = await findingsOf(engine.table, tenantId, committed.batchId);
    expect(findings).toHaveLength(6);
    expect(findings.flatMap((one) => one.measures)).toHaveLength(11);
    for (const { finding, measures, trail } of findings) {
      expect(finding.state).toBe('draft');
      expect(finding.measureCount).toBe(measures.length);
      expect(finding.responsibility.principalName).toBe('书记甲');
      expect(finding.responsibility.departmentName).toBe(measures[0]?.departmentName);
      expect(finding.responsibility.departmentId).toMatch(/^[0-9a-z]{26}$/);
      expect(trail.map((event) => [event.type, event.actor.name])).toEqual([
        ['finding.imported', '巡察办甲'],
      ]);
      expect(verifyChain(trail)).toMatchObject({ ok: true });
    }
    const events = await listTenantEvents(engine.table, tenantId);
    expect(events.slice(-3).map((event) => event.type)).toEqual([
      'import.registered',
      'import.registered',
      'import.committed',
    ]);
  });

  test('names a handler as a member only where one person has that name', async () => {
    const rows = [
      ['经办甲', `${tenantId}-1`],
      ['同名乙', undefined],
      ['无此人', undefined],
    ] as const;
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: '台账',
          columns: [
            { key: 'no', header: '序号', width: 6 },
            { key: 'text', header: '问题描述', width: 40 },
            { key: 'handler', header: '责任人', width: 10 },
          ],
          rows: rows.map(([handler], index) => ({
            cells: { no: index + 1, text: `第${index + 1}个问题的描述`, handler },
          })),
        },
      ],
    });
    const { batchId } = await importLedger('责任人.xlsx', bytes);
    const findings = await findingsOf(engine.table, tenantId, batchId ?? '');
    expect(findings.map(({ finding }) => finding.responsibility)).toMatchObject(
      rows.map(([handlerName, handlerId]) => ({ handlerName, ...(handlerId ? { handlerId } : {}) })),
    );
    expect(findings[1]?.finding.responsibility).not.toHaveProperty('handlerId');
  });
});

describe('an irregular ledger', () => {
  test('shows each problem at its row, and the good rows come in alone', async () => {
    const office = officeAt(scene, tenantId);
    const read = await office.upload(IRREGULAR, await dataFile(IRREGULAR));
    expect(read.status).toBe('previewed');
    const all = await preview(read.id);
    const problems = await preview(read.id, { only: 'problems' });
    const good = await preview(read.id, { only: 'good' });
    expect(problems.items).toEqual(all.items.filter((item) => item.status !== 'ok'));
    expect(good.items).toEqual(all.items.filter((item) => ['ok', 'warning'].includes(item.status)));
    for (const item of all.items.filter(({ status }) => status === 'error')) {
      const errors = item.issues.filter((issue) => issue.severity === 'error');
      expect(errors.length).toBeGreaterThan(0);
      for (const { row: at } of errors) {
        expect(at).toBeGreaterThanOrEqual(item.rowStart);
        expect(at).toBeLessThanOrEqual(item.rowEnd);
      }
    }
    expect(read.totals?.errors).toBeGreaterThan(0);

    expect(await office.commit(read.id, { onlyGood: false })).toMatchObject({
      status: 409,
      body: { code: 'import_has_errors' },
    });
    expect((await office.commit(read.id)).status).toBe(202);
    await scene.pump.drain();
    const after = await office.detail(read.id);
    expect(after).toMatchObject({
      status: 'committed',
      imported: good.items.length,
      skipped: all.items.length - good.items.length,
    });
    const findings = await findingsOf(engine.table, tenantId, after.batchId ?? '');
    expect(findings.map(({ text }) => text)).toEqual(good.items.map((item) => item.text));
  });

  test('gives a correction workbook with the held-back rows', async () => {
    const office = officeAt(scene, tenantId);
    const read = await office.upload(IRREGULAR, await dataFile(IRREGULAR));
    const link = await office.call<OutputOf<'imports.correctionWorkbook'>>('imports.correctionWorkbook', {
      importId: read.id,
    });
    expect(link).toMatchObject({ status: 200, body: { fileName: `更正表-${IRREGULAR}` } });
    const file = await fetch(link.body.url);
    expect(file.headers.get('content-disposition')).toContain("filename*=UTF-8''");
    const sheets = await readWorkbook(new Uint8Array(await file.arrayBuffer()));
    expect(sheets.map((sheet) => sheet.name)).toEqual(['需更正的问题', '可用部门名称']);
    const held = (await preview(read.id)).items.filter(({ status }) => /error|duplicate/.test(status));
    const words = JSON.stringify(sheets[0]?.rows);
    for (const { text } of held) expect(words).toContain(JSON.stringify(text.trim()).slice(1, -1));
  });

  test('has no correction workbook when nothing is wrong', async () => {
    const office = officeAt(scene, tenantId);
    const read = await office.upload(TIDY, await dataFile(TIDY));
    expect(await office.call('imports.correctionWorkbook', { importId: read.id })).toMatchObject({
      status: 409,
      body: { code: 'import_no_errors' },
    });
  });

  test('a department the tenant does not know is named by the person, and the ledger read again', async () => {
    const office = officeAt(scene, tenantId);
    const bytes = await ledgerOf([row('1', '资金支付审批不严格', { department: '财务科' })]);
    const read = await office.upload('台账.xlsx', bytes);
    expect(read).toMatchObject({ unknownDepartments: ['财务科'], totals: { errors: 1 } });
    const { departmentId } =
      (
        await findingsOf(
          engine.table,
          tenantId,
          (await importLedger('a.xlsx', await ledgerOf([row('1', '别的问题描述')]))).batchId ?? '',
        )
      )[0]?.finding.responsibility ?? {};
    const mapping = { ...read.mapping, departments: { 财务科: departmentId } };
    const unknown = { ...mapping, departments: { 财务科: '01jdep00000000000000000000' } };
    expect(await office.call('imports.setMapping', { importId: read.id, body: unknown })).toMatchObject({
      status: 422,
      body: { code: 'department_unknown' },
    });
    expect(await office.call('imports.setMapping', { importId: read.id, body: mapping })).toMatchObject({
      status: 202,
      body: { status: 'uploaded' },
    });
    await scene.pump.drain();
    expect(await office.detail(read.id)).toMatchObject({
      status: 'previewed',
      unknownDepartments: [],
      totals: { errors: 0 },
      mapping: { departments: { 财务科: departmentId } },
    });
    expect((await preview(read.id)).items[0]?.measures[0]).toMatchObject({ departmentId });
  });
});

describe('what can not be read', () => {
  test('is said in Chinese, and a wrong format is refused before the upload', async () => {
    const office = officeAt(scene, tenantId);
    const broken = await office.upload('台账.xlsx', new TextEncoder().encode('PK no workbook'));
    expect(broken).toMatchObject({ status: 'failed', problem: { code: expect.any(String) } });
    expect(broken.problem?.message).toMatch(/[一-龥]/);
    expect(await office.register('台账.xls', new Uint8Array([1]))).toMatchObject({
      status: 422,
      body: { code: 'import_file_type', detail: expect.stringContaining('另存为 .xlsx') },
    });
    expect(await office.commit(broken.id)).toMatchObject({ status: 409, body: { code: 'import_state' } });
    expect(await office.call('imports.preview', { importId: broken.id })).toMatchObject({
      status: 409,
      body: { code: 'import_not_previewed' },
    });
  });

  test('an empty workbook is said to be empty', async () => {
    const bytes = await writeWorkbook({ sheets: [{ name: 'Sheet1', columns: [], rows: [] }] });
    const read = await officeAt(scene, tenantId).upload('空.xlsx', bytes);
    expect(read).toMatchObject({ status: 'failed', problem: { code: 'workbook_empty' } });
    expect(read.mapping).toBeUndefined();
  });

  test('a ledger without a known header is mapped by the person', async () => {
    const office = officeAt(scene, tenantId);
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: '表一',
          columns: [
            { key: 'a', header: '甲栏', width: 40 },
            { key: 'b', header: '乙栏', width: 40 },
          ],
          rows: [{ cells: { a: '招标文件条款设置不合理', b: '修订招标文件范本' } }],
        },
      ],
    });
    const read = await office.upload('无表头.xlsx', bytes);
    expect(read).toMatchObject({
      status: 'failed',
      problem: { code: 'header_missing' },
      sheets: ['表一'],
      headers: [
        { column: 0, letter: 'A', text: '甲栏', sample: '招标文件条款设置不合理' },
        { column: 1, letter: 'B', text: '乙栏' },
      ],
      mapping: { firstDataRow: 2 },
    });
    const map = (body: unknown) => office.call('imports.setMapping', { importId: read.id, body });
    await map({ sheet: '没有', firstDataRow: 2, columns: { text: 0 } });
    await scene.pump.drain();
    expect(await office.detail(read.id)).toMatchObject({
      status: 'failed',
      problem: { code: 'sheet_missing' },
    });
    await map({ sheet: '表一', firstDataRow: 2, columns: { measure: 1 } });
    await scene.pump.drain();
    expect((await office.detail(read.id)).problem?.code).toBe('text_column_missing');
    await map({ sheet: '表一', firstDataRow: 2, columns: { text: 0, measure: 1 } });
    await scene.pump.drain();
    expect(await office.detail(read.id)).toMatchObject({
      status: 'previewed',
      totals: { findings: 1, measures: 1 },
    });
    const detail = await office.detail(read.id);
    expect(detail.problem).toBeUndefined();
  });
});

describe('a workbook with several sheets', () => {
  const columns = [
    { key: 'no', header: '序号', width: 6 },
    { key: 'text', header: '具体问题', width: 40 },
    { key: 'how', header: '怎么改', width: 40 },
  ];
  const twoSheets = () =>
    writeWorkbook({
      sheets: [
        { name: '第一批', columns, rows: [{ cells: { no: 1, text: '第一批的问题', how: '修订制度' } }] },
        {
          name: '第二批',
          title: '第二批问题清单',
          columns: columns.toReversed(),
          rows: [{ cells: { no: 7, text: '第二批的问题', how: '补签合同' } }],
        },
      ],
    });

  test('finds the columns anew on the sheet the person names', async () => {
    const office = officeAt(scene, tenantId);
    const read = await office.upload('两张表.xlsx', await twoSheets());
    expect(read).toMatchObject({ mapping: { sheet: '第一批' }, headers: [{}, {}, { sample: '修订制度' }] });
    await office.call('imports.setMapping', { importId: read.id, body: { sheet: '第二批' } });
    await scene.pump.drain();
    const { mapping, headers } = await office.detail(read.id);
    expect(mapping).toEqual({ sheet: '第二批', firstDataRow: 3, columns: { text: 1, no: 2 } });
    expect(headers?.[0]).toEqual({ column: 0, letter: 'A', text: '怎么改', sample: '补签合同' });
    expect((await preview(read.id)).items.map(({ text }) => text)).toEqual(['第二批的问题']);
  });

  test('is imported sheet by sheet, each once', async () => {
    const office = officeAt(scene, tenantId);
    const bytes = await twoSheets();
    const first = await importLedger('两张表.xlsx', bytes);
    expect(first).toMatchObject({ status: 'committed', imported: 1 });
    const next = await office.upload('两张表.xlsx', bytes);
    expect(next).toMatchObject({ totals: { good: 0, duplicates: 1 } });
    expect(await office.commit(next.id)).toMatchObject({ body: { code: 'import_nothing_good' } });
    await office.call('imports.setMapping', { importId: next.id, body: { sheet: '第二批' } });
    await scene.pump.drain();
    expect((await office.commit(next.id)).status).toBe(202);
    await scene.pump.drain();
    expect(await office.detail(next.id)).toMatchObject({ status: 'committed', imported: 1, skipped: 0 });
  });

  test('takes no column for two fields', async () => {
    const office = officeAt(scene, tenantId);
    const read = await office.upload('两张表.xlsx', await twoSheets());
    const body = { ...read.mapping, columns: { text: 1, measure: 1 } };
    expect(await office.call('imports.setMapping', { importId: read.id, body })).toMatchObject({
      status: 422,
      body: { code: 'import_column_twice', detail: expect.stringContaining('B 列') },
    });
  });
});

describe('the same ledger twice', () => {
  test('the same bytes are refused, before the upload and at the commit', async () => {
    const office = officeAt(scene, tenantId);
    const bytes = await dataFile(TIDY);
    const rival = await office.upload(TIDY, bytes);
    const first = await importLedger(TIDY, bytes);
    expect(await office.register(TIDY, bytes)).toMatchObject({
      status: 409,
      body: { code: 'import_same_file', details: { importId: first.id } },
    });
    expect(await office.commit(rival.id)).toMatchObject({
      status: 409,
      body: { code: 'import_same_file', details: { importId: first.id } },
    });
  });

  test('a file of which rows were left out may come again, for those rows', async () => {
    const office = officeAt(scene, tenantId);
    const bytes = await ledgerOf([
      row('1', '合同签订滞后'),
      row('2', '票据不全', { department: '新设部门' }),
    ]);
    const first = await importLedger('台账.xlsx', bytes);
    expect(first).toMatchObject({ imported: 1, skipped: 1, correctable: true });
    const again = await office.upload('台账.xlsx', bytes);
    expect((await preview(again.id)).items.map(({ status }) => status)).toEqual(['exists', 'error']);
    const [known] = await findingsOf(engine.table, tenantId, first.batchId ?? '');
    const departments = { 新设部门: known?.finding.responsibility.departmentId };
    await office.call('imports.setMapping', { importId: again.id, body: { ...again.mapping, departments } });
    await scene.pump.drain();
    expect((await office.commit(again.id)).status).toBe(202);
    await scene.pump.drain();
    expect(await office.detail(again.id)).toMatchObject({ imported: 1, skipped: 1 });
  });

  test('a changed file brings only what is new in the round; another round takes all', async () => {
    const office = officeAt(scene, tenantId);
    const rows = [row('1', '合同签订滞后'), row('2', '费用报销把关不严')];
    await importLedger('一.xlsx', await ledgerOf(rows));
    // A line break and other punctuation do not make another finding of it.
    const changed = [
      row('1', '合同签订，\n滞后。'),
      row('2', '费用报销把关不严'),
      row('3', '公务接待超标准'),
    ];
    const read = await office.upload('二.xlsx', await ledgerOf(changed));
    expect((await preview(read.id)).items.map(({ status }) => status)).toEqual(['exists', 'exists', 'ok']);
    expect(read).toMatchObject({ round: '2024年第二轮', totals: { good: 1, duplicates: 2 } });
    expect((await office.commit(read.id)).status).toBe(202);
    await scene.pump.drain();
    expect(await office.detail(read.id)).toMatchObject({ imported: 1, skipped: 2 });

    const again = await importLedger('三.xlsx', await ledgerOf(changed, '2025年台账'), {
      round: '2025年第一轮',
    });
    expect(again).toMatchObject({ imported: 3, skipped: 0 });
    const none = await office.upload('四.xlsx', await ledgerOf(changed, '再报一次'));
    expect(await office.commit(none.id, { round: '2025年第一轮' })).toMatchObject({
      status: 422,
      body: { code: 'import_nothing_good' },
    });
  });

  test('two imports of one wording at the same time make one finding', async () => {
    const office = officeAt(scene, tenantId);
    const [one, two] = [
      await office.upload('一.xlsx', await ledgerOf([row('1', '会议记录不完整')])),
      await office.upload('二.xlsx', await ledgerOf([row('9', '会议记录不完整')])),
    ];
    await office.commit(one.id);
    await office.commit(two.id);
    await scene.pump.drain();
    const [first, second] = [await office.detail(one.id), await office.detail(two.id)];
    expect([first.imported, second.imported, second.skipped]).toEqual([1, 0, 1]);
    // Nothing came in, so there is no batch to publish.
    expect(second.batchId).toBeUndefined();
    expect((await office.call<OutputOf<'batches.list'>>('batches.list')).body.items).toHaveLength(1);
  });
});

describe('undoing', () => {
  const undo = (importId: string) =>
    officeAt(scene, tenantId).call<{ code: string }>('imports.undo', {
      importId,
      body: { reason: '上传错了文件' },
    });

  test('withdraws every draft, parts made since included, and the file may come again', async () => {
    const office = officeAt(scene, tenantId);
    const bytes = await ledgerOf([
      row('1', '第一个问题的描述', { measure: '' }),
      row('2', '第二个问题的描述'),
    ]);
    const first = await importLedger('台账.xlsx', bytes);
    const before = await findingsOf(engine.table, tenantId, first.batchId ?? '');
    const split = await send<{ findingIds: string[] }>(scene.findings, 'findings.split', {
      principal: personOf('jituan', ['inspection_office']),
      params: { tenantId, findingId: before[0]?.id ?? '' },
      ifMatch: 1,
      body: {
        reason: '两件事',
        parts: [
          { title: '甲', text: '甲事' },
          { title: '乙', text: '乙事' },
        ],
      },
    });
    expect(split.status).toBe(201);
    expect((await undo(first.id)).status).toBe(202);
    // From the command on nobody can publish.
    const publish = await office.call<{ code: string }>('batches.publish', {
      batchId: first.batchId,
      body: { feedbackDate: '2024-09-12' },
    });
    expect(publish.body.code).toBe('batch_empty');
    await scene.pump.drain();
    expect(await office.detail(first.id)).toMatchObject({ status: 'undone' });
    expect((await office.call('batches.get', { batchId: first.batchId })).status).toBe(404);
    const states = await Promise.all(
      [...before.map(({ id }) => id), ...split.body.findingIds].map(async (findingId) => {
        const { body } = await send<OutputOf<'findings.get'>>(scene.findings, 'findings.get', {
          principal: personOf('jituan', ['inspection_office']),
          params: { tenantId, findingId },
        });
        return [body.finding.state, body.timeline.at(-1)?.type];
      }),
    );
    expect(states).toEqual([
      ['split', 'finding.split'],
      ['withdrawn', 'finding.withdrawn'],
      ['withdrawn', 'finding.withdrawn'],
      ['withdrawn', 'finding.withdrawn'],
    ]);
    expect((await undo(first.id)).body.code).toBe('import_state');

    const second = await importLedger('台账.xlsx', bytes);
    expect(second).toMatchObject({ imported: 2, skipped: 0 });
    const after = await findingsOf(engine.table, tenantId, second.batchId ?? '');
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    const types = (await listTenantEvents(engine.table, tenantId)).map((event) => event.type);
    expect(types.filter((type) => type === 'import.undone')).toHaveLength(1);
  });

  test('is refused once the batch is published', async () => {
    const office = officeAt(scene, tenantId);
    const done = await importLedger('台账.xlsx', await ledgerOf([row('1', '问题甲的描述')]));
    await office.call('batches.publish', { batchId: done.batchId, body: { feedbackDate: '2024-09-12' } });
    expect(await undo(done.id)).toMatchObject({ status: 409, body: { code: 'batch_published' } });
    await scene.pump.drain();
    expect(await undo(done.id)).toMatchObject({ status: 409, body: { code: 'batch_published' } });
  });
});

describe('publishing', () => {
  test('delivers every draft with its due date, in the name of who published', async () => {
    const office = officeAt(scene, tenantId);
    const done = await importLedger('台账.xlsx', await writeSyntheticLedger(90));
    const answer = await office.call<OutputOf<'batches.publish'>>('batches.publish', {
      batchId: done.batchId,
      body: { feedbackDate: '2024-09-12' },
    });
    expect(answer).toMatchObject({ status: 202, body: { status: 'publishing' } });
    await scene.pump.drain();
    const batch = await readDocument(engine.table, BATCHES, tenantId, done.batchId ?? '');
    expect(batch).toMatchObject({ status: 'published', delivered: done.imported, findings: done.imported });
    for (const { finding, events } of await findingsOf(engine.table, tenantId, done.batchId ?? '')) {
      expect(finding.state).toBe('delivered');
      expect(events).toEqual(['finding.imported 巡察办甲', 'finding.delivered 巡察办甲']);
    }
  });
});

describe('chunks', () => {
  test('pages of the preview go through all of them, filtered or not', async () => {
    scene.jobsUse(engine.table, 7);
    const office = officeAt(scene, tenantId);
    const rows = Array.from({ length: 40 }, (_, index) =>
      row(String(index + 1), `第${index + 1}个问题的描述`, index % 13 === 0 ? { term: '尽快' } : {}),
    );
    const read = await office.upload('台账.xlsx', await ledgerOf(rows));
    const pages = async (query: Record<string, string>): Promise<number[]> => {
      const seen: number[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page: PreviewPage = await preview(read.id, { ...query, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items.map((item) => item.index));
        cursor = page.next;
      }
      return seen;
    };
    const every = Array.from({ length: 40 }, (_, index) => index);
    expect(await pages({ limit: '9' })).toEqual(every);
    expect(await pages({ limit: '2', only: 'problems' })).toEqual(every.filter((index) => index % 13 === 0));
    expect(await pages({ limit: '9', only: 'good' })).toEqual(every.filter((index) => index % 13 !== 0));
    const { next } = await preview(read.id, { limit: '9' });
    await office.call('imports.setMapping', { importId: read.id, body: read.mapping });
    await scene.pump.drain();
    const stale = await office.call('imports.preview', { importId: read.id, query: { cursor: next ?? '' } });
    expect(stale).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });
});

describe('who may', () => {
  test('another tenant finds nothing, a handler may not', async () => {
    const done = await importLedger('台账.xlsx', await ledgerOf([row('1', '问题丙的描述')]));
    const read = (principal: ReturnType<typeof personOf>) =>
      send(scene.imports, 'imports.get', { principal, params: { tenantId, importId: done.id } });
    expect((await read(personOf('bieguan', ['rectification_office']))).status).toBe(404);
    expect((await read(personOf(tenantId, ['handler']))).status).toBe(403);
    expect((await read(personOf(tenantId, ['rectification_office']))).status).toBe(200);
  });

  test('a repeated request is answered like the first', async () => {
    const office = officeAt(scene, tenantId);
    const { id } = await office.upload('台账.xlsx', await ledgerOf([row('1', '问题丁的描述')]));
    const again = () =>
      send(scene.imports, 'imports.commit', {
        principal: personOf('jituan', ['inspection_office']),
        params: { tenantId, importId: id },
        idempotencyKey: createHash('sha256').update(id).digest('hex').slice(0, 32),
        body: { round: '2024年第二轮', title: '清单', onlyGood: true },
      });
    const first = await again();
    await scene.pump.drain();
    expect(first.status).toBe(202);
    expect(await again()).toMatchObject({ status: 202, body: first.body });
  });
});

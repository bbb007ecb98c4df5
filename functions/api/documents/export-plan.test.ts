import type { OutputOf } from '@xuncha/contracts';
import { readWorkbook } from '@xuncha/documents';
import { openPlan, type Principal, planFindingOf, planList, systemScope } from '@xuncha/domain';
import { loadFinding, newId, openMatter, planMatter } from '@xuncha/store';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureFixture } from '../../../packages/domain/src/closeout/case-fixture.ts';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

const T = 'beihe';
const office = personOf(T, ['rectification_office'], { userId: 'office', name: '整改办甲' });
const SECRET = '不得外传的异议理由';
let engine: TestTable;
let handler: ApiHandler;
let planId = '';
const ids: string[] = [];

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  handler = (await import('./documents.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: T, name: '北河采油厂', departments: ['物资管理部'] });
  const batchId = newId();
  for (const no of ['2', '10']) {
    const aggregate = seedAggregate(
      { tenantId: T, batchId, no, state: 'rectifying', feedbackDate: '2025-02-17' },
      {
        body: {
          text: `=1+1 第${no}个问题`,
          goal: '规范采购',
          remark: SECRET,
          objection: { reason: SECRET, by: '甲', at: '2025-02-18T00:00:00.000Z' },
          analysis: { causes: ['institution'], causeText: '没有限额', standard: { text: '制度印发' } },
        },
        measures: [
          measureFixture({ id: newId(), seq: 1, status: 'under_way', progress: 40, result: SECRET }),
          measureFixture({ id: newId(), seq: 2, text: '开展清查' }),
          measureFixture({ id: newId(), seq: 3, status: 'withdrawn', text: SECRET }),
        ],
      },
    );
    ids.push((await seedFinding(engine.table, aggregate)).id);
  }
  planId = newId();
  const actor = { userId: 'x', name: '巡察办', membershipId: 'm', tenantId: HQ_TENANT, roles: [] };
  const opened = openPlan(
    { tenantId: T, planId, batchId, round: '2025年第一轮', feedbackDate: '2025-02-17' },
    [],
    actor,
    '2025-02-17T02:00:00.000Z',
  );
  await engine.table.transact(
    planMatter(undefined, opened, { actor, at: '2025-02-17T02:00:00.000Z' }).writes,
  );
});
afterAll(() => engine.stop());

const take = async (format: string, principal: Principal = office) =>
  send<OutputOf<'plans.export'> & { code?: string }>(handler, 'plans.export', {
    principal,
    params: { tenantId: T, planId },
    body: { format },
  });
const bytesOf = ({ base64 }: { readonly base64: string }) => new Uint8Array(Buffer.from(base64, 'base64'));
/** The lists as the domain makes them from what the table holds. */
const lists = async () => {
  const findings = await Promise.all(
    ids.map(async (id) => {
      const aggregate = await loadFinding(engine.table, systemScope('schedule', T), id);
      if (!aggregate) throw new Error('the finding is gone');
      return planFindingOf(aggregate);
    }),
  );
  return {
    problems: planList('problems', findings),
    tasks: planList('tasks', findings),
    responsibilities: planList('responsibilities', findings),
  };
};

describe('one plan, three lists as files (E01)', () => {
  it('Excel: a sheet for each list whose rows are the data, in the order of the feedback', async () => {
    const { body, status } = await take('excel');
    expect(status).toBe(200);
    expect(body.fileName).toMatch(
      /^北河采油厂2025年第一轮巡察反馈问题整改方案（一方案三清单）-\d{4}-\d\d-\d\d\.xlsx$/,
    );
    const sheets = await readWorkbook(bytesOf(body));
    expect(sheets.map(({ name }) => name)).toEqual(['问题清单', '任务清单', '责任清单']);
    const made = await lists();
    for (const [index, list] of [made.problems, made.tasks, made.responsibilities].entries()) {
      const rows = (sheets[index]?.rows ?? []).map((row) => row.map((cell) => String(cell?.value ?? '')));
      const header = rows.findIndex((row) => row[0] === list.columns[0]?.title);
      expect(rows[header]?.slice(0, list.columns.length)).toEqual(list.columns.map(({ title }) => title));
      const body_ = rows.slice(header + 1, header + 1 + list.rows.length);
      expect(body_.map((row) => row.slice(0, list.columns.length))).toEqual(
        list.rows.map(({ cells }) => list.columns.map(({ key }) => cells[key] ?? '')),
      );
      expect(rows.flat().join('\n')).toContain(`共 2 个问题，${list.rows.length} 行`);
      expect(rows.flat().join('\n')).toMatch(/内部资料 · 北河采油厂 · 整改办甲 于 .* 导出/);
    }
  });

  it('Word: broad pages with title block, label, watermark and every row', async () => {
    const { body } = await take('word');
    const parts = unzipSync(bytesOf(body));
    const document = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    const header = strFromU8(parts['word/header.xml'] ?? new Uint8Array());
    expect(document).toContain('w:orient="landscape"');
    expect(document).toContain('单位：北河采油厂　轮次：2025年第一轮　反馈日期：2025年2月17日');
    expect(header).toMatch(/<v:textpath [^>]*string="内部资料 整改办甲 \d{4}-\d\d-\d\d"/);
    const { problems, tasks, responsibilities } = await lists();
    // Each table repeats its header, so the rows beyond the headers are the data.
    expect(document.match(/<w:tr>/g)).toHaveLength(
      problems.rows.length + tasks.rows.length + responsibilities.rows.length + 3,
    );
    for (const { cells } of tasks.rows) expect(document).toContain(cells.measure);
  });

  it('neither holds what is not for a list: objections, remarks, results, withdrawn measures', async () => {
    for (const format of ['word', 'excel']) {
      const parts = unzipSync(bytesOf((await take(format)).body));
      const texts = Object.values(parts).map((part) => strFromU8(part));
      expect(texts.join('')).toContain('开展清查');
      expect(texts.join('')).not.toContain(SECRET);
    }
  });

  it('who takes it is kept; whom the matrix does not name takes nothing', async () => {
    await take('excel');
    const trail = (await openMatter(engine.table, systemScope('schedule', T), 'plan', planId))?.trail ?? [];
    expect(trail.at(-1)).toMatchObject({
      type: 'plan.exported',
      actor: { userId: 'office' },
      data: { format: 'excel', findings: 2, measures: 4 },
    });
    expect((await take('excel', personOf(T, ['handler']))).status).toBe(403);
    expect((await take('excel', personOf('nanhe', ['rectification_office']))).status).toBe(404);
  });
});

describe('the unit’s own form', () => {
  const inspector = personOf(HQ_TENANT, ['inspection_office'], { userId: 'inspector' });
  const set = async (base64: string, ifMatch: number, principal: Principal = office) =>
    send<{ code?: string; details?: unknown }>(handler, 'planTemplates.set', {
      principal,
      params: { tenantId: T },
      ifMatch,
      body: { fileName: '本厂模板.docx', base64 },
    });
  const sample = async () =>
    (
      await send<OutputOf<'planTemplates.sample'>>(handler, 'planTemplates.sample', {
        principal: office,
        params: { tenantId: T },
      })
    ).body;

  it('is checked, kept in versions, used for Word, and given up again', async () => {
    const { base64 } = await sample();
    const broken = unzipSync(bytesOf({ base64 }));
    const text = strFromU8(broken['word/document.xml'] ?? new Uint8Array());
    broken['word/document.xml'] = strToU8(text.replace('{{单位}}', '{{公司}}'));
    const bad = Buffer.from(zipSync(broken)).toString('base64');
    expect((await set(bad, 0)).body).toMatchObject({
      code: 'template_placeholders',
      details: { unknown: ['公司'], missing: ['单位'] },
    });
    expect((await set(Buffer.from('no').toString('base64'), 0)).body.code).toBe('template_not_docx');
    expect((await set(base64, 0, personOf(T, ['handler']))).status).toBe(403);
    expect((await set(base64, 0)).status).toBe(200);
    expect((await set(base64, 0)).status).toBe(412);
    expect((await set(base64, 1, inspector)).status).toBe(200);
    const word = unzipSync(bytesOf((await take('word')).body));
    const filled = strFromU8(word['word/document.xml'] ?? new Uint8Array());
    expect(filled).toContain('导出人：整改办甲');
    expect(filled).toContain('=1+1 第2个问题');
    expect(filled).not.toContain(SECRET);
    const remove = async (ifMatch: number) =>
      send<{ code?: string }>(handler, 'planTemplates.remove', {
        principal: office,
        params: { tenantId: T },
        ifMatch,
      });
    expect((await remove(2)).status).toBe(200);
    expect((await remove(3)).body.code).toBe('template_absent');
    const house = unzipSync(bytesOf((await take('word')).body));
    expect(strFromU8(house['word/document.xml'] ?? new Uint8Array())).toContain('w:orient="landscape"');
    const kept = await send<OutputOf<'planTemplates.get'>>(handler, 'planTemplates.get', {
      principal: office,
      params: { tenantId: T },
    });
    expect(kept.body).toMatchObject({ version: 3, required: expect.arrayContaining(['密级']) });
    expect(kept.body.fileName).toBeUndefined();
  });
});

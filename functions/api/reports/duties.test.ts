import type { OutputOf } from '@xuncha/contracts';
import { type Finding, systemScope, verifyChain } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  createWrite,
  listMatters,
  newId,
  openMatter,
  readDocument,
  type Table,
} from '@xuncha/store';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { type ChangeReader, readChanges } from '../../../test/engine/stream-pump.ts';
import {
  type EvidenceScene,
  pdfOf,
  sha256,
  startEvidenceScene,
  TENANT,
} from '../../evidence/evidence-scene.fixture.ts';
import type { JobDeps } from '../../jobs/job-deps.ts';
import { publishStep } from '../../jobs/publish-batch.ts';
import { projectGroupDuties } from '../../projections/group-duties.ts';
import { createDailyRun } from '../../schedule/daily/daily-run.ts';
import { renewAnnualDuties } from '../../schedule/daily/renew-annual-duties.ts';
import { changeOf } from '../../stream-events.ts';

const scope = systemScope('schedule', TENANT);
const params = { tenantId: TENANT };
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office', name: '整改办乙' });
const secretary = personOf(TENANT, ['party_secretary'], { userId: 'beihe-secretary' });
const clerk = personOf(TENANT, ['handler'], { userId: 'beihe-clerk', departmentId: newId() });
const inspector = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office' });

let scene: EvidenceScene;
let reports: ApiHandler;
let matters: ApiHandler;
let changes: ChangeReader;
let batch: Batch;
let findings: Finding[];

beforeAll(async () => {
  scene = await startEvidenceScene();
  reports = (await import('./reports.lambda.ts')).handler;
  matters = (await import('../matters/matters.lambda.ts')).handler;
  changes = await readChanges(scene.engine);
});
afterAll(() => scene.stop());

/** A batch of two findings, published today with feedback on that day. */
const publish = async (feedbackDate: string, publishedAt = new Date().toISOString()): Promise<void> => {
  const { table } = scene.engine;
  const draft: Batch = {
    id: newId(),
    tenantId: TENANT,
    round: '2025年第一轮',
    title: '2025年第一轮巡察反馈问题',
    status: 'publishing',
    feedbackDate,
    findings: 2,
    delivered: 0,
    createdByName: '巡察办',
    createdAt: publishedAt,
    publishedAt,
    publishedBy: { ...inspector, roles: ['inspection_office'] },
    version: 1,
  };
  await table.transact([createWrite(BATCHES, draft)]);
  findings = [];
  for (const no of ['1', '2'])
    findings.push(
      await seedFinding(
        table,
        seedAggregate({ tenantId: TENANT, batchId: draft.id, state: 'draft', no, feedbackDate: undefined }),
      ),
    );
  const stored = await readDocument(table, BATCHES, TENANT, draft.id);
  if (!stored) throw new Error('the batch was not stored');
  const now = () => new Date();
  // Killed when the duties stand and the batch is not yet marked: the step comes again and meets what it made.
  const dying: Table = {
    ...table,
    async transact(writes) {
      if (writes.some((write) => 'put' in write && write.put.kind === 'batch')) throw new Error('killed');
      await table.transact(writes);
    },
  };
  await expect(publishStep(stored, { table: dying, now } as JobDeps)).rejects.toThrow('killed');
  await publishStep(stored, { table, now } as JobDeps);
  const again = await readDocument(table, BATCHES, TENANT, draft.id);
  expect(again?.status).toBe('published');
  batch = again ?? stored;
};

const dutiesOf = async (): Promise<OutputOf<'duties.list'>['items']> => {
  const { body } = await send<OutputOf<'duties.list'>>(reports, 'duties.list', { principal: office, params });
  return body.items.filter(({ batchId }) => batchId === batch.id);
};
const dutyId = async (type: string): Promise<string> => {
  const one = (await dutiesOf()).find((duty) => duty.type === type);
  if (!one) throw new Error(`no ${type}`);
  return one.id;
};
const detail = (id: string, principal = office) =>
  send<OutputOf<'duties.get'>>(reports, 'duties.get', { principal, params: { ...params, dutyId: id } });
const step = async (
  operation: 'duties.write' | 'duties.renew' | 'duties.submit' | 'duties.decide',
  id: string,
  principal = office,
  body?: unknown,
) => {
  const { body: duty } = await detail(id, principal);
  return send<{ code?: string; version: number }>(reports, operation, {
    principal,
    params: { ...params, dutyId: id },
    ifMatch: duty.version,
    ...(body ? { body } : {}),
  });
};
const attach = async (id: string, content: Uint8Array) => {
  const { body } = await send<OutputOf<'matterFiles.register'>>(matters, 'matterFiles.register', {
    principal: office,
    params: { ...params, matterId: id },
    body: {
      purpose: 'signed_report',
      fileName: '整改情况报告（签章）.pdf',
      size: content.length,
      sha256: sha256(content),
      contentType: 'application/pdf',
    },
  });
  await fetch(body.upload.url, { method: 'PUT', headers: body.upload.headers, body: Buffer.from(content) });
  await scene.deliver();
};
const documentText = (base64: string): string =>
  strFromU8(unzipSync(Buffer.from(base64, 'base64'))['word/document.xml'] ?? new Uint8Array());

describe('publishing feedback', () => {
  beforeEach(() => publish('2025-03-31'));

  it('makes the four reports once, each with its date and the reason for it', async () => {
    const duties = await dutiesOf();
    expect(duties.map(({ type, status }) => [type, status]).sort()).toEqual([
      ['annual_report', 'drafting'],
      ['organisation_report', 'drafting'],
      ['rectification_report', 'drafting'],
      ['stage_report', 'drafting'],
    ]);
    const stage = duties.find(({ type }) => type === 'stage_report');
    expect(stage?.due).toMatchObject({ date: '2025-09-30' });
    expect(stage?.due?.why).toContain('反馈后6个月');
  });

  it('shows them to the unit’s offices and HQ, not to a department or another unit', async () => {
    const id = await dutyId('stage_report');
    expect((await detail(id, inspector)).status).toBe(200);
    expect((await detail(id, clerk)).status).toBe(403);
    const foreign = personOf('nanhe', ['rectification_office']);
    expect((await detail(id, foreign)).status).toBe(404);
  });
});

describe('the daily run', () => {
  const runOn = (day: string) =>
    createDailyRun({
      tableOf: async () => scene.engine.table,
      hqTenant: HQ_TENANT,
      now: () => new Date(`${day}T07:00:00+08:00`),
      steps: [renewAnnualDuties],
    })();
  const annual = async () =>
    (await dutiesOf())
      .filter(({ type }) => type === 'annual_report')
      .map(({ year, status, due }) => [year, status, due?.date])
      .sort();

  it('brings the next year’s report on 1 January while something is open, once', async () => {
    await publish('2025-03-31', '2025-04-01T02:00:00.000Z');
    expect(await annual()).toEqual([[2025, 'drafting', '2025-12-31']]);
    await runOn('2025-12-31');
    expect(await annual()).toHaveLength(1);
    await runOn('2026-01-01');
    await runOn('2026-01-01');
    await runOn('2026-01-02');
    expect(await annual()).toEqual([
      [2025, 'drafting', '2025-12-31'],
      [2026, 'drafting', '2026-12-31'],
    ]);
    const { matters: all } = await listMatters(scene.engine.table, scope, 'duty', { limit: 100 });
    const made = all.find(
      ({ batchId, content }) => batchId === batch.id && Reflect.get(Object(content), 'year') === 2026,
    );
    const opened = await openMatter(scene.engine.table, scope, 'duty', made?.id ?? '');
    expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
  });
});

describe('a report', () => {
  let id = '';
  beforeEach(async () => {
    await publish('2025-03-31');
    id = await dutyId('rectification_report');
  });

  it('is written, generated again without losing a word, and leaves as Word with a mark and a trace', async () => {
    expect((await step('duties.renew', id)).status).toBe(200);
    const free = { overview: '党委专题研究三次。\n成立专班推进。', next: '持续跟踪。' };
    const accountability = { reminder: 2, criticism: 1, admonition: 0, organisational: 0, disciplinary: 1 };
    expect((await step('duties.write', id, office, { free, accountability })).status).toBe(200);
    expect((await step('duties.renew', id)).status).toBe(200);
    const { body } = await detail(id);
    expect(body.texts).toEqual({ free, accountability });
    expect(body.basisAsOf).toBeDefined();

    const { body: file } = await send<OutputOf<'duties.export'>>(reports, 'duties.export', {
      principal: office,
      params: { ...params, dutyId: id },
    });
    expect(file.fileName).toMatch(/^整改情况报告.*\.docx$/);
    const text = documentText(file.base64);
    for (const words of [
      '党委专题研究三次。',
      '成立专班推进。',
      '持续跟踪。',
      '销号率：已销号 0 ÷ 反馈问题 2 = 0.0%',
    ])
      expect(text).toContain(words);
    expect(text).toContain(findings[0]?.title);
    const header = unzipSync(Buffer.from(file.base64, 'base64'))['word/header.xml'] ?? new Uint8Array();
    expect(strFromU8(header)).toContain('整改办乙');
    const { body: afterwards } = await detail(id);
    expect(afterwards.trail.map(({ type }) => type)).toContain('duty.exported');
  });

  it('names no person of the findings', async () => {
    const { body: file } = await send<OutputOf<'duties.export'>>(reports, 'duties.export', {
      principal: office,
      params: { ...params, dutyId: id },
    });
    const text = documentText(file.base64);
    const { responsibility } = findings[0] ?? {};
    for (const name of [
      responsibility?.principalName,
      responsibility?.leaderName,
      responsibility?.handlerName,
    ])
      expect(text).not.toContain(name ?? 'no name');
  });

  it('shows what the data says now against the data of the draft', async () => {
    const draft = () =>
      send<OutputOf<'duties.draft'>>(reports, 'duties.draft', {
        principal: office,
        params: { ...params, dutyId: id },
      });
    expect((await draft()).body.difference).toBeUndefined();
    await step('duties.renew', id);
    expect((await draft()).body).toMatchObject({
      difference: { moved: [], gone: 0 },
      numbers: { measures: { total: 2 } },
      funnel: [{ step: 'found', count: 2 }, { step: 'planned' }, { step: 'done' }, { step: 'closed' }],
    });
  });

  it('is handed in with its signed paper, returned with the reason, handed in again and accepted', async () => {
    expect((await step('duties.submit', id)).body.code).toBe('signed_report_missing');
    await attach(id, pdfOf('第一版'));
    expect((await step('duties.submit', id)).status).toBe(200);
    // The draft is the unit's; what was handed in HQ reads.
    const { body: seen } = await detail(id, inspector);
    expect(seen).toMatchObject({ status: 'submitted', possible: ['decide'], late: true });
    expect(seen.texts).toBeUndefined();
    expect(seen.submissions[0]?.numbers?.rows.at(-1)).toMatchObject({ total: 2 });
    expect((await step('duties.write', id, office, { free: {} })).body.code).toBe('duty_state');

    const returned = { outcome: 'returned', reason: '第三部分数据与台账不一致。' };
    expect((await step('duties.decide', id, inspector, { outcome: 'returned' })).body.code).toBe(
      'reason_missing',
    );
    expect((await step('duties.decide', id, inspector, returned)).status).toBe(200);
    expect((await detail(id)).body).toMatchObject({ status: 'returned', due: { date: '2025-06-30' } });
    await attach(id, pdfOf('第二版'));
    expect((await step('duties.submit', id)).status).toBe(200);
    expect((await step('duties.decide', id, inspector, { outcome: 'accepted' })).status).toBe(200);
    const { body } = await detail(id);
    expect(body.submissions.map(({ number, decision }) => [number, decision?.outcome])).toEqual([
      [1, 'returned'],
      [2, 'accepted'],
    ]);
    expect(body.open).toBe(false);
  });

  it('of the principal is handed in by the party secretary alone', async () => {
    const own = await dutyId('organisation_report');
    await attach(own, pdfOf('书记报告'));
    expect((await step('duties.submit', own)).body.code).toBe('duty_other_role');
    expect((await step('duties.submit', own, secretary)).status).toBe(200);
  });

  it('stands in HQ’s overview by unit with the on-time rate, whatever order the changes come in', async () => {
    await changes.next();
    await attach(id, pdfOf('总览'));
    await step('duties.submit', id);
    const records = (await changes.next()).map(changeOf);
    const deps = { table: scene.engine.table, hqTenant: HQ_TENANT };
    const name = async () => '北河采油厂';
    await projectGroupDuties(records.toReversed(), deps, name);
    await projectGroupDuties(records, deps, name);
    const overview = (principal: typeof inspector) =>
      send<OutputOf<'groupDuties.list'>>(reports, 'groupDuties.list', { principal, query: { year: '2025' } });
    const { body } = await overview(inspector);
    const line = body.units[0]?.duties.find((duty) => duty.id === id);
    expect(body.units[0]?.tenantName).toBe('北河采油厂');
    expect(line).toMatchObject({ status: 'submitted', late: true, missed: true });
    expect(body.rate.formula).toMatch(/^按时报送 0 ÷ 已到期 \d+ = 0\.0%$/);
    expect((await overview(office)).status).toBe(403);

    // A06: the lines name no round, so somebody limited to some rounds gets none of them.
    const auditor = (limits: typeof inspector.scope) => ({
      ...personOf(HQ_TENANT, ['auditor'], { userId: 'auditor' }),
      scope: limits,
    });
    expect((await overview(auditor({ tenants: [TENANT] }))).body.units).toHaveLength(1);
    for (const limits of [
      { tenants: ['nanhe'] },
      { rounds: ['2024年第一轮'] },
      { batches: [newId()] },
      { feedbackTo: '2024-12-31' },
    ])
      expect((await overview(auditor(limits))).body).toMatchObject({ units: [] });
  });
});

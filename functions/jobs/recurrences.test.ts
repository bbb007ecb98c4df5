import type { OutputOf } from '@xuncha/contracts';
import {
  buildPreview,
  detectHeader,
  type Finding,
  type Matter,
  type RecurrenceContent,
  shanghaiDateOf,
  systemScope,
} from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  createWrite,
  listFindingMatters,
  loadFinding,
  newId,
  readDocument,
  readRecurrenceCounts,
} from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sheetOf } from '../../packages/domain/src/ledger/sheet-fixture.ts';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { projectClosedWordings } from '../projections/closed-wordings.ts';
import { publishStep } from './publish-batch.ts';
import { noteRecurrence, searchRecurrences, withRecurrences } from './recurrences.ts';

const TENANT = 'beihe';
const TODAY = shanghaiDateOf(new Date());
const CATEGORY = '招标采购';
const CLOSED_TEXT = '物资采购拆分规避招标。将同类物资拆分为12个合同采购，规避公开招标。';
const SAME_TEXT = '存在拆分采购规避招标：同类物资拆分为多个合同，未公开招标。';
const OTHER_TEXT = '基层重复报送资料、填写表格，同一数据每月向5个部门报送。';
const scope = systemScope('jobs', TENANT);
const hq = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office', name: '巡察办甲' });

/** What the stream says when a finding closes; twice, as it may. */
const close = async (finding: Finding): Promise<void> => {
  const change = {
    before: { ...finding, state: 'closing' as const },
    after: { ...finding, state: 'closed' as const, updatedAt: new Date().toISOString() },
    sequence: '1',
  };
  await projectClosedWordings(engine.table, [change, change]);
};

let engine: TestTable;
let api: ApiHandler;
let closed: Finding;
beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: TENANT, name: '北河采油厂', departments: ['物资管理部'] });
  api = (await import('../api/supervision/supervision.lambda.ts')).handler;
  closed = await seedFinding(
    engine.table,
    seedAggregate(
      { tenantId: TENANT, no: '4', category: CATEGORY, state: 'closed', closeoutNo: 'BEIHE-2026-0001' },
      { body: { text: CLOSED_TEXT } },
    ),
  );
  await close(closed);
});
afterAll(() => engine.stop());

const publish = async (drafts: readonly { readonly category: string; readonly text: string }[]) => {
  const batchId = newId();
  const findings: Finding[] = [];
  for (const { category, text } of drafts)
    findings.push(
      await seedFinding(
        engine.table,
        seedAggregate(
          {
            tenantId: TENANT,
            batchId,
            category,
            state: 'draft',
            feedbackDate: undefined,
            dueDate: undefined,
          },
          { body: { text } },
        ),
      ),
    );
  const at = new Date().toISOString();
  const batch: Batch = {
    id: batchId,
    tenantId: TENANT,
    round: '2026年第二轮',
    title: '反馈清单',
    status: 'publishing',
    feedbackDate: TODAY,
    findings: findings.length,
    delivered: 0,
    createdByName: '巡察办甲',
    createdAt: at,
    version: 1,
    publishedAt: at,
    publishedBy: { userId: 'hq-office', name: '巡察办甲', membershipId: 'm', tenantId: HQ_TENANT, roles: [] },
  };
  await engine.table.transact([createWrite(BATCHES, batch)]);
  const deps = { table: engine.table, now: () => new Date() };
  const step = async () => {
    const current = await readDocument(engine.table, BATCHES, TENANT, batchId);
    if (current) await publishStep(current, deps);
  };
  return { findings, step };
};
const suspicionsOf = async ({ id }: Finding) =>
  (await listFindingMatters(engine.table, scope, id)).filter(
    ({ kind }) => kind === 'recurrence',
  ) as Matter<RecurrenceContent>[];
const counts = async () => (await readRecurrenceCounts(engine.table, TENANT)).counts;

describe('recurrences at feedback (I07)', () => {
  it('link the new finding with the closed one, both ways, and are counted; once', async () => {
    const { findings, step } = await publish([
      { category: CATEGORY, text: SAME_TEXT },
      { category: CATEGORY, text: OTHER_TEXT },
      { category: '作风建设', text: SAME_TEXT },
    ]);
    await step();
    const [first, other, elsewhere] = findings;
    if (!first || !other || !elsewhere) throw new Error('three findings were seeded');
    const [found, ...more] = await suspicionsOf(first);
    expect(more).toEqual([]);
    expect(found?.content).toMatchObject({ node: CATEGORY, earlier: { id: closed.id, closedOn: TODAY } });
    expect(await suspicionsOf(closed)).toMatchObject([{ id: found?.id }]);
    expect([await suspicionsOf(other), await suspicionsOf(elsewhere)]).toEqual([[], []]);
    expect(await counts()).toEqual({ suspected: 1, confirmed: 0, dismissed: 0 });
  });

  it('are the same when the step is carried out again', async () => {
    const { findings, step } = await publish([{ category: CATEGORY, text: SAME_TEXT }]);
    const before = await counts();
    await step();
    const aggregate = await loadFinding(engine.table, scope, findings[0]?.id ?? '');
    if (!aggregate) throw new Error('the finding is gone');
    const search = await searchRecurrences(engine.table, TENANT, TODAY);
    const actor = { userId: 'hq', name: '巡察办', membershipId: 'm', tenantId: HQ_TENANT, roles: [] };
    await noteRecurrence(engine.table, aggregate, search, { actor, at: new Date().toISOString() });
    expect(await suspicionsOf(aggregate.finding)).toHaveLength(1);
    expect(await counts()).toEqual({ ...before, suspected: before.suspected + 1 });
  });

  it('are judged at HQ, with a reason, once', async () => {
    const list = async (show: string) =>
      (
        await send<OutputOf<'recurrences.list'>>(api, 'recurrences.list', {
          principal: hq,
          params: { tenantId: TENANT },
          query: { show },
        })
      ).body;
    const { items, counts: before } = await list('open');
    const recurrenceId = items[0]?.id ?? '';
    const decide = (principal = hq) =>
      send<{ code?: string }>(api, 'recurrences.decide', {
        principal,
        params: { tenantId: TENANT, recurrenceId },
        body: { outcome: 'confirmed', reason: '与上年是同一问题' },
      });
    expect((await decide(personOf(TENANT, ['rectification_office']))).status).toBe(403);
    expect((await decide()).status).toBe(200);
    expect(await decide()).toMatchObject({ status: 409, body: { code: 'recurrence_decided' } });
    const after = await list('all');
    expect(after.counts).toEqual({
      ...before,
      suspected: before.suspected - 1,
      confirmed: before.confirmed + 1,
    });
    expect(after.items.find(({ id }) => id === recurrenceId)).toMatchObject({
      status: 'confirmed',
      decision: { reason: '与上年是同一问题', byName: '巡察办甲' },
    });
  });
});

describe('recurrences at the preview', () => {
  /** As a ledger says it. */
  const preview = (...texts: string[]) => {
    const rows = texts.map((text, index) => [
      String(index + 1),
      CATEGORY,
      text,
      '修订采购管理办法',
      '物资管理部',
      '2099年6月底前',
    ]);
    const sheet = sheetOf([['序号', '问题类别', '问题描述', '整改措施', '责任部门', '完成时限'], ...rows]);
    const departments = [{ id: newId(), name: '物资管理部' }];
    return buildPreview(sheet, detectHeader(sheet), {
      departments,
      people: [],
      existingFingerprints: new Set(),
      round: {},
    });
  };

  it('warn at the row, and let it be imported', async () => {
    const seen = await withRecurrences(
      preview(SAME_TEXT, OTHER_TEXT),
      await searchRecurrences(engine.table, TENANT, TODAY),
    );
    expect(seen.findings.map(({ status }) => status)).toEqual(['warning', 'ok']);
    expect(seen.issues).toMatchObject([{ row: 2, severity: 'warning', code: 'possible_recurrence' }]);
    expect(seen.issues[0]?.message).toContain(`与${TODAY}销号的第4号问题`);
    expect(seen.totals).toMatchObject({ ok: 1, warning: 1 });
  });

  it('say nothing of a finding that was reopened', async () => {
    const reopened = await seedFinding(
      engine.table,
      seedAggregate(
        { tenantId: TENANT, category: '合同管理', state: 'rectifying' },
        { body: { text: CLOSED_TEXT } },
      ),
    );
    await close(reopened);
    const search = await searchRecurrences(engine.table, TENANT, TODAY);
    expect(await search.candidatesOf('合同管理')).toEqual([]);
  });
});

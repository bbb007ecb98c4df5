import type { OutputOf } from '@xuncha/contracts';
import { addCalendarDays, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { loadFinding, newId } from '@xuncha/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

type Rules = OutputOf<'limits.get'>;
type Preview = OutputOf<'limits.preview'>;
type Moved = OutputOf<'findings.moveLimits'>;

const TENANT = 'beihe';
const inspection = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office', name: '巡察办甲' });
const unitOffice = personOf(TENANT, ['rectification_office']);
const TWO_MONTHS = { finding: { unit: 'month' as const, amount: 2 } };

let engine: TestTable;
let tenants: ApiHandler;
let findings: ApiHandler;

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  tenants = (await import('../tenants/tenants.lambda.ts')).handler;
  findings = (await import('../findings/findings.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: TENANT, name: '北河采油厂', departments: ['财务部'] });
});
afterAll(() => engine.stop());

const rules = async (): Promise<Rules> =>
  (await send<Rules>(tenants, 'limits.get', { principal: unitOffice, params: { tenantId: TENANT } })).body;

const setRules = (version: number, body: Record<string, unknown>) =>
  send<Rules & { code: string; field?: string }>(tenants, 'limits.set', {
    principal: inspection,
    params: { tenantId: TENANT },
    ifMatch: version,
    body: { effectiveFrom: '2099-01-01', limits: TWO_MONTHS, reason: '集团要求加快', ...body },
  });

const previewAll = async (limits: Record<string, unknown>): Promise<Preview['moves']> => {
  const moves: Preview['moves'] = [];
  let cursor: string | undefined;
  do {
    const { body } = await send<Preview>(tenants, 'limits.preview', {
      principal: inspection,
      params: { tenantId: TENANT },
      body: { limits, ...(cursor ? { cursor } : {}) },
    });
    moves.push(...body.moves);
    cursor = body.next;
  } while (cursor);
  return moves;
};

const openFinding = (
  over: Parameters<typeof seedAggregate>[0],
  parts: Parameters<typeof seedAggregate>[1] = { measures: [], evidence: [] },
) =>
  seedFinding(
    engine.table,
    seedAggregate(
      {
        id: newId(),
        tenantId: TENANT,
        state: 'rectifying',
        termClass: 'time_limited',
        feedbackDate: '2025-01-31',
        dueDate: '2025-04-30',
        dueBy: 'limit',
        limit: { ruleId: 'finding', version: 0 },
        ...over,
      },
      parts,
    ),
  );

test('a unit reads its rules: known practice, each with an example that explains itself', async () => {
  const { rules: all, version } = await rules();
  expect(version).toBe(0);
  expect(all.find(({ ruleId }) => ruleId === 'plan')).toMatchObject({
    name: '报送整改方案',
    limit: { unit: 'working_day', amount: 15 },
    usual: { unit: 'working_day', amount: 15 },
    example: expect.stringMatching(/^报送整改方案（通行做法：反馈后15个工作日）：.*到期日为/),
  });
});

test('a change is previewed page by page, kept as a version, and moves only what is moved explicitly', async () => {
  const byLimit = await openFinding({});
  const byMeasure = await openFinding({ dueBy: 'measure', dueDate: '2025-06-30' }, {});
  for (let n = 0; n < 60; n += 1) await openFinding({ termClass: 'immediate', dueDate: '2025-02-28' });

  const moves = await previewAll(TWO_MONTHS);
  expect(moves).toHaveLength(1);
  expect(moves[0]).toMatchObject({ findingId: byLimit.id, from: '2025-04-30', to: '2025-03-31' });
  expect(moves[0]?.why).toContain('（时限规则第1版：反馈后2个月）');

  const today = new Date().toISOString().slice(0, 10);
  expect((await setRules(0, { effectiveFrom: addCalendarDays(today, -2) })).body).toMatchObject({
    code: 'limits_in_past',
    field: 'effectiveFrom',
  });
  const wrong = { finding: { unit: 'day', amount: 0 } };
  expect((await setRules(0, { limits: wrong })).body).toMatchObject({
    code: 'limit_amount',
    field: 'limits.finding.amount',
  });
  const set = await setRules(0, {});
  expect(set.status).toBe(201);
  expect(set.body).toEqual({ version: 1 });
  expect((await rules()).versions).toMatchObject([
    { version: 1, decidedByName: '巡察办甲', limits: TWO_MONTHS },
  ]);
  // Somebody who saw the rules before that.
  expect(await setRules(0, {})).toMatchObject({ status: 412, body: { code: 'stale' } });

  const due = async (id: string) =>
    (await loadFinding(engine.table, systemScope('jobs', TENANT), id))?.finding.dueDate;
  expect(await due(byLimit.id)).toBe('2025-04-30');
  const moved = await send<Moved>(findings, 'findings.moveLimits', {
    principal: inspection,
    params: { tenantId: TENANT },
    body: { findingIds: [byLimit.id, byMeasure.id, newId()], version: 1, reason: '统一执行新规则' },
  });
  expect(moved.body.results).toMatchObject([{ ok: true }, { ok: true }, { problem: { code: 'not_found' } }]);
  expect(await due(byLimit.id)).toBe('2025-03-31');
  // A dated measure keeps its say.
  expect(await due(byMeasure.id)).toBe('2025-06-30');
  const unknown = await send(findings, 'findings.moveLimits', {
    principal: inspection,
    params: { tenantId: TENANT },
    body: { findingIds: [byLimit.id], version: 7, reason: '-' },
  });
  expect(unknown.body).toMatchObject({ code: 'limits_unknown', field: 'version' });
  expect(await previewAll({})).toEqual([
    expect.objectContaining({ findingId: byLimit.id, from: '2025-03-31', to: '2025-04-30' }),
  ]);
});

test('alert thresholds belong to the version: previewed by finding, said in words, unchanged for known practice', async () => {
  const today = shanghaiDateOf(new Date());
  const near = await openFinding({ dueDate: addCalendarDays(today, 12), startedOn: today });
  const previewAs = (principal: typeof inspection, alerts: Record<string, number>) =>
    send<OutputOf<'limits.previewAlerts'> & { code?: string; field?: string }>(
      tenants,
      'limits.previewAlerts',
      { principal, params: { tenantId: TENANT }, body: { alerts } },
    );
  const all = async (alerts: Record<string, number>) => {
    const changes: OutputOf<'limits.previewAlerts'>['changes'] = [];
    let cursor: string | undefined;
    do {
      const { body } = await send<OutputOf<'limits.previewAlerts'>>(tenants, 'limits.previewAlerts', {
        principal: inspection,
        params: { tenantId: TENANT },
        body: { alerts, ...(cursor ? { cursor } : {}) },
      });
      changes.push(...body.changes);
      cursor = body.next;
    } while (cursor);
    return changes;
  };
  expect(await all({ nearDays: 14, behindPoints: 20 })).toEqual([
    expect.objectContaining({
      findingId: near.id,
      to: 'blue',
      reasons: [expect.stringContaining('不足14天')],
    }),
  ]);
  expect(await all({ nearDays: 7, behindPoints: 20 })).toEqual([]);
  expect((await previewAs(inspection, { nearDays: 0, behindPoints: 20 })).body).toMatchObject({
    code: 'alert_threshold',
    field: 'alerts.nearDays',
  });
  expect(await previewAs(unitOffice, { nearDays: 14, behindPoints: 20 })).toMatchObject({ status: 403 });

  const { version } = await rules();
  const wrong = await setRules(version, { alerts: { nearDays: 7, behindPoints: 101 } });
  expect(wrong.body).toMatchObject({ code: 'alert_threshold', field: 'alerts.behindPoints' });
  expect((await rules()).alerts).toMatchObject({ version: 0, nearDays: 7, behindPoints: 20 });
  const alerts = { nearDays: 14, behindPoints: 10 };
  await setRules(version, { alerts, effectiveFrom: today, reason: '集团要求提前预警' });
  const { alerts: shown, versions } = await rules();
  expect(shown).toMatchObject({ ...alerts, version: version + 1, usual: { nearDays: 7, behindPoints: 20 } });
  expect(shown.formula).toContain('蓝色：距完成期限 14 天以内。');
  expect(versions[0]).toMatchObject({ alerts });
});

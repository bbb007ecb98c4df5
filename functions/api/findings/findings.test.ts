import type { OperationId, OutputOf } from '@xuncha/contracts';
import {
  addCalendarDays,
  type Finding,
  type Principal,
  shanghaiDateOf,
  systemScope,
  verifyChain,
} from '@xuncha/domain';
import {
  BATCHES,
  createWrite,
  listDepartments,
  listEvents,
  loadFinding,
  memberWrite,
  newId,
  projectSheets,
  readDocument,
} from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiEventOptions, type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

type Body = Record<string, unknown> & { code?: string; version?: number };
let engine: TestTable;
let findings: ApiHandler;
let departmentId = '';
const T = 'beihe';
const office = personOf(T, ['rectification_office'], { userId: 'office' });
const inspection = personOf(HQ_TENANT, ['inspection_office'], { userId: 'inspection' });
const headOf = (id: string) => personOf(T, ['department_head'], { userId: 'head', departmentId: id });

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  findings = (await import('./findings.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: T, name: '北河采油厂', departments: ['物资管理部', '财务部'] });
  departmentId = (await listDepartments(engine.table, systemScope('schedule', T)))[0]?.id ?? '';
});
afterAll(() => engine.stop());

const call = <B = Body>(id: OperationId, principal: Principal, options: Partial<ApiEventOptions> = {}) =>
  send<B>(findings, id, { ...options, principal, params: { tenantId: T, ...options.params } });
const bare = async (over: Partial<Finding> = {}) =>
  seedFinding(
    engine.table,
    seedAggregate(
      {
        tenantId: T,
        state: 'delivered',
        responsibility: { supportingDepartments: [] },
        measureCount: 0,
        measureDone: 0,
        progress: 0,
        ...over,
      },
      { measures: [], evidence: [] },
    ),
  );
const read = async (findingId: string) => {
  const aggregate = await loadFinding(engine.table, systemScope('schedule', T), findingId);
  if (!aggregate) throw new Error('the finding is gone');
  return aggregate;
};
const trailOf = (findingId: string) =>
  listEvents(engine.table, systemScope('schedule', T), findingId, { afterSeq: 0, limit: 1000 });

describe('from delivery to rectification', () => {
  it('acknowledge, plan, assign, start, report: each a step of the trail', async () => {
    const { id: findingId } = await bare({ feedbackDate: '2025-01-31', dueDate: '2025-04-30' });
    const params = { findingId };
    expect((await call('findings.acknowledge', office, { params })).status).toBe(200);
    expect((await call('findings.acknowledge', office, { params })).body.code).toBe('state_not_delivered');
    expect((await call('findings.start', office, { params })).body.code).toBe('responsibility_incomplete');
    const handler = newId();
    await engine.table.transact([
      memberWrite({
        tenantId: T,
        id: handler,
        userId: 'clerk',
        login: 'clerk',
        name: '经办',
        roles: ['handler'],
        departmentId,
        status: 'active',
      }),
    ]);
    const responsibility = {
      principalName: '主要负责人',
      leaderName: '分管领导',
      departmentId,
      supportingDepartments: [],
      handlerName: '经办',
      handlerId: handler,
    };
    const { version } = (await read(findingId)).finding;
    const assign = (body: Record<string, unknown>, ifMatch: number) =>
      call('findings.assign', office, { params, ifMatch, body });
    expect((await assign(responsibility, version + 5)).body.code).toBe('stale');
    expect((await assign({ ...responsibility, departmentId: newId() }, version)).body.code).toBe(
      'department_unknown',
    );
    expect((await assign({ ...responsibility, handlerId: newId() }, version)).body.code).toBe(
      'member_unknown',
    );
    const assigned = await assign(responsibility, version);
    expect(assigned).toMatchObject({ status: 200, headers: { etag: `"v${version + 1}"` } });
    // Inboxes are addressed by person, not by membership.
    expect((await read(findingId)).finding.responsibility).toMatchObject({
      handlerId: 'clerk',
      departmentName: '物资管理部',
    });
    expect((await call('findings.start', office, { params })).body.code).toBe('no_measures');
    const add = (term: string) => call('measures.add', office, { params, body: { text: '修订办法', term } });
    expect((await add('某个时候')).body.code).toBe('term_unreadable');
    expect((await add('2025年6月')).status).toBe(201);
    expect((await read(findingId)).finding).toMatchObject({
      dueDate: '2025-06-30',
      dueWhy: expect.stringContaining('2025年6月'),
    });
    expect((await call('findings.start', headOf(departmentId), { params })).status).toBe(200);
    const measureId = (await read(findingId)).measures[0]?.id ?? '';
    const report = (body: Record<string, unknown>) =>
      call('measures.report', headOf(departmentId), { params: { findingId, measureId }, body });
    expect((await report({ progress: 101 })).body.code).toBe('invalid_request');
    expect((await report({ progress: 100 })).body.code).toBe('result_missing');
    expect((await report({ progress: 100, result: '已完成' })).status).toBe(200);
    expect(
      (await assign({ supportingDepartments: [] }, (await read(findingId)).finding.version)).body.code,
    ).toBe('responsibility_incomplete');
    const trail = await trailOf(findingId);
    expect(trail.map(({ type }) => type)).toEqual([
      'finding.imported',
      'finding.acknowledged',
      'finding.assigned',
      'measure.added',
      'finding.started',
      'measure.reported',
    ]);
    expect(verifyChain(trail)).toMatchObject({ ok: true });
  });

  it('an objection is answered by HQ: maintained or accepted (C06)', async () => {
    const { id: findingId } = await bare();
    const params = { findingId };
    expect((await call('findings.object', office, { params, body: { reason: '事实有误' } })).status).toBe(
      200,
    );
    const answer = (who: Principal, outcome: string) =>
      call('findings.answerObjection', who, { params, body: { outcome, reason: '理由' } });
    expect((await answer(office, 'accepted')).status).toBe(403);
    expect((await answer(inspection, 'maintained')).status).toBe(200);
    expect((await read(findingId)).finding.state).toBe('delivered');
    await call('findings.object', office, { params, body: { reason: '再次' } });
    expect((await answer(inspection, 'accepted')).status).toBe(200);
    expect((await read(findingId)).finding.state).toBe('withdrawn');
  });

  it('many are acknowledged at once, one bad id stops no other, and a repeated call gets the same answer', async () => {
    const [one, two, gone] = [await bare(), await bare({ state: 'rectifying' }), newId()];
    const ask = () =>
      call<OutputOf<'findings.acknowledgeMany'>>('findings.acknowledgeMany', office, {
        idempotencyKey: 'acknowledge-many',
        body: { findingIds: [one.id, two.id, gone, one.id] },
      });
    const first = await ask();
    expect(first.body.results.map(({ ok, problem }) => (ok ? 'ok' : problem?.code))).toEqual([
      'ok',
      'state_not_delivered',
      'not_found',
    ]);
    expect((await ask()).body).toEqual(first.body);
    expect(await trailOf(one.id)).toHaveLength(2);
  });
});

describe('wording (D07)', () => {
  it('is frozen by delivery', async () => {
    const draft = await bare({ state: 'draft' });
    const edit = (findingId: string) =>
      call('findings.editDraft', office, { params: { findingId }, ifMatch: 1, body: { text: '改写' } });
    expect((await edit(draft.id)).status).toBe(200);
    expect((await read(draft.id)).body.text).toBe('改写');
    expect((await edit((await bare()).id)).body.code).toBe('wording_frozen');
  });

  it('survives split and merge, which keep lineage, reason and chains', async () => {
    const origin = await bare();
    const split = () =>
      call<{ findingIds: string[] } & Body>('findings.split', inspection, {
        params: { findingId: origin.id },
        ifMatch: 1,
        idempotencyKey: 'split-once-00',
        body: {
          parts: [
            { title: '甲', text: '甲文' },
            { title: '乙', text: '乙文' },
          ],
          reason: '性质不同',
        },
      });
    const { status, body } = await split();
    expect(status).toBe(201);
    expect((await split()).body).toEqual(body);
    expect(await read(origin.id)).toMatchObject({
      finding: { state: 'split', children: body.findingIds },
      body: { text: '部分物资未履行招标程序。' },
    });
    expect((await trailOf(origin.id)).at(-1)?.data).toMatchObject({ reason: '性质不同' });
    const merge = (findingIds: string[]) =>
      call<{ findingId: string } & Body>('findings.merge', inspection, {
        body: { findingIds, into: { title: '合', text: '合文' }, reason: '同一事项' },
      });
    expect((await merge([body.findingIds[0] ?? '', newId()])).status).toBe(404);
    expect((await merge([body.findingIds[0] ?? '', (await bare()).id])).body.code).toBe('not_mergeable');
    const merged = await merge(body.findingIds);
    expect(merged.status).toBe(201);
    expect((await read(merged.body.findingId)).finding).toMatchObject({
      parents: body.findingIds,
      state: 'delivered',
    });
    for (const id of [...body.findingIds, merged.body.findingId])
      expect(verifyChain(await trailOf(id))).toMatchObject({ ok: true });
  });
});

describe('reading', () => {
  it('shows a department its own findings only, by id and in lists', async () => {
    const {
      finding: { responsibility },
    } = seedAggregate();
    const own = await bare({ state: 'rectifying', responsibility: { ...responsibility, departmentId } });
    const other = await bare({
      state: 'rectifying',
      responsibility: { ...responsibility, departmentId: newId() },
    });
    const head = headOf(departmentId);
    expect((await call('findings.get', head, { params: { findingId: own.id } })).status).toBe(200);
    for (const id of ['findings.get', 'findings.events'] as const)
      expect((await call(id, head, { params: { findingId: other.id } })).status).toBe(404);
    expect(
      (
        await call('measures.add', head, {
          params: { findingId: other.id },
          body: { text: '措施', term: '立行立改' },
        })
      ).status,
    ).toBe(404);
    const { body } = await call<OutputOf<'findings.list'>>('findings.list', head, {
      query: { limit: '100' },
    });
    expect(body.items.every((row) => row.departmentId === departmentId)).toBe(true);
    expect(body.items.map(({ id }) => id)).toContain(own.id);
  });

  it('pages through the trail without gaps', async () => {
    const { id: findingId } = await bare({ state: 'draft' });
    for (let n = 1; n <= 7; n += 1)
      await call('findings.editDraft', office, {
        params: { findingId },
        ifMatch: n,
        body: { title: `题${n}` },
      });
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call<OutputOf<'findings.events'>>('findings.events', office, {
        params: { findingId },
        query: { limit: '3', ...(cursor ? { cursor } : {}) },
      });
      seen.push(...body.items.map(({ seq }) => seq));
      cursor = body.next;
    } while (cursor);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('says what may be done and agrees with what then happens', async () => {
    const { id: findingId } = await bare();
    const { body } = await call<OutputOf<'findings.get'>>('findings.get', office, { params: { findingId } });
    const possible = new Map(body.possible.map((one) => [one.operation, one.allowed]));
    expect(possible.get('findings.acknowledge')).toBe(true);
    expect(possible.get('findings.start')).toBe(false);
    expect(possible.has('findings.reopen')).toBe(false);
    expect(JSON.stringify(body)).not.toContain('vaultKey');
    expect((await call('findings.acknowledge', office, { params: { findingId } })).status).toBe(200);
  });
});

describe('publishing (D04)', () => {
  const batchOf = async (over: Record<string, unknown> = {}) => {
    const id = newId();
    await engine.table.transact([
      createWrite(BATCHES, {
        id,
        tenantId: T,
        round: '2024年第二轮',
        title: '清单',
        status: 'draft',
        findings: 3,
        delivered: 0,
        createdAt: new Date().toISOString(),
        createdByName: '巡察办',
        version: 1,
        ...over,
      }),
    ]);
    return id;
  };
  const publish = (batchId: string, feedbackDate: string, key?: string) =>
    call('batches.publish', inspection, { params: { batchId }, idempotencyKey: key, body: { feedbackDate } });

  it('fixes the feedback date once; a repeated request gets the first answer', async () => {
    const batchId = await batchOf();
    expect((await publish(batchId, '2999-01-01')).body.code).toBe('feedback_in_future');
    const first = await publish(batchId, '2025-01-31', 'publish-once');
    expect(first).toMatchObject({ status: 202, body: { status: 'publishing', feedbackDate: '2025-01-31' } });
    expect((await publish(batchId, '2025-01-31', 'publish-once')).body).toEqual(first.body);
    for (const date of ['2025-01-31', '2025-02-01'])
      expect((await publish(batchId, date)).body.code).toBe('batch_published');
    expect((await readDocument(engine.table, BATCHES, T, batchId))?.version).toBe(2);
    expect((await publish(await batchOf({ findings: 0 }), '2025-01-31')).body.code).toBe('batch_empty');
    expect(
      (await call('batches.publish', office, { params: { batchId }, body: { feedbackDate: '2025-01-31' } }))
        .status,
    ).toBe(403);
  });
});

describe('plan against work (F04)', () => {
  const today = shanghaiDateOf(new Date());
  const working = () => {
    const base = seedAggregate({
      tenantId: T,
      startedOn: addCalendarDays(today, -50),
      dueDate: addCalendarDays(today, 50),
      responsibility: { supportingDepartments: [], departmentId },
    });
    return seedFinding(engine.table, {
      ...base,
      measures: base.measures.map((measure) => ({
        ...measure,
        status: 'not_started' as const,
        progress: 0,
        term: { kind: 'date' as const, date: addCalendarDays(today, 50) },
      })),
    });
  };

  it('keeps every report with its files, shows the deviation, and lists what is behind', async () => {
    const { id: findingId } = await working();
    const { measures, evidence } = await read(findingId);
    const params = { findingId, measureId: measures[0]?.id ?? '' };
    const evidenceIds = evidence.map(({ id }) => id);
    const head = headOf(departmentId);
    const report = (body: unknown) => call('measures.report', head, { params, body });
    expect((await report({ progress: 10, note: '完成清查', evidenceIds })).status).toBe(200);
    const listed = async (alert: string) => {
      await projectSheets(engine.table, T, [(await read(findingId)).finding]);
      return (
        await call<OutputOf<'findings.list'>>('findings.list', office, { query: { alert, limit: '100' } })
      ).body.items.map(({ id }) => id);
    };
    expect(await listed('yellow')).toContain(findingId);
    const page = await call<OutputOf<'findings.get'>>('findings.get', office, { params: { findingId } });
    expect(page.body.finding).toMatchObject({ alert: 'yellow', lastActOn: today });
    expect(page.body.course).toMatchObject({
      whole: { planned: 50, actual: 10, deviation: 40 },
      measures: [{ planned: 50, actual: 10, level: 'yellow' }],
      reasons: [expect.stringContaining('落后40个百分点')],
      idleDays: 0,
    });
    expect((await report({ progress: 45, note: '完成印发' })).status).toBe(200);
    expect(await listed('yellow')).not.toContain(findingId);
    const { reports } = (
      await call<OutputOf<'findings.get'>>('findings.get', office, { params: { findingId } })
    ).body;
    expect(reports).toMatchObject([
      { progress: 10, note: '完成清查', evidenceIds, byName: head.name },
      { before: 10, progress: 45, note: '完成印发', evidenceIds: [] },
    ]);
    expect((await report({ progress: 50, evidenceIds: [newId()] })).body.code).toBe('evidence_unknown');
  });

  it('lists what nobody has worked on (F07)', async () => {
    const idle = async (days: number) =>
      seedFinding(
        engine.table,
        seedAggregate({
          tenantId: T,
          createdAt: new Date().toISOString(),
          lastActOn: addCalendarDays(today, -days),
        }),
      );
    const [fresh, noticed, stalled] = [await idle(3), await idle(20), await idle(31)];
    await projectSheets(engine.table, T, [fresh, noticed, stalled]);
    const listed = async (level: string) =>
      (
        await call<OutputOf<'findings.list'>>('findings.list', office, {
          query: { idle: level, due: 'open', limit: '100' },
        })
      ).body.items.map(({ id }) => id);
    expect(await listed('stalled')).toContain(stalled?.id);
    expect(await listed('stalled')).not.toContain(noticed?.id);
    expect(await listed('noticed')).toEqual(expect.arrayContaining([noticed?.id, stalled?.id]));
    expect(await listed('noticed')).not.toContain(fresh?.id);
  });
});

describe('another date, a stage accepted, the green channel (F04, F06)', () => {
  const today = shanghaiDateOf(new Date());
  const due = addCalendarDays(today, 50);
  const working = async () => {
    const base = seedAggregate({
      tenantId: T,
      startedOn: addCalendarDays(today, -10),
      dueDate: due,
      responsibility: { supportingDepartments: [], departmentId },
    });
    const { id: findingId } = await seedFinding(engine.table, {
      ...base,
      measures: base.measures.map((measure) => ({
        ...measure,
        status: 'under_way' as const,
        progress: 30,
        reportedBy: ['clerk'],
        term: { kind: 'date' as const, date: due },
      })),
    });
    return { findingId, measureId: base.measures[0]?.id ?? '' };
  };
  const pageOf = async (findingId: string, reader = office) =>
    (await call<OutputOf<'findings.get'>>('findings.get', reader, { params: { findingId } })).body;
  const allowedTo = (page: OutputOf<'findings.get'>) =>
    page.possible.filter(({ allowed }) => allowed).map(({ operation }) => operation);

  it('asked by the department, approved by the office: the date moves, and says why', async () => {
    const { findingId, measureId } = await working();
    const head = headOf(departmentId);
    const to = addCalendarDays(due, 20);
    const asked = await call<{ extensionId: string }>('extensions.ask', head, {
      params: { findingId },
      body: { measureId, to, reason: '招标延后' },
    });
    expect(asked.status).toBe(201);
    const { extensionId } = asked.body;
    const params = { findingId, extensionId };
    const approve = { outcome: 'approved', reason: '情况属实' };
    const seen = await pageOf(findingId);
    expect(seen.finding.extension).toMatchObject({ decider: 'rectification_office', from: due, to });
    expect(seen.finding.extension).not.toHaveProperty('by');
    expect(allowedTo(seen)).toContain('extensions.decide');
    expect(allowedTo(await pageOf(findingId, head))).toContain('extensions.withdraw');
    expect((await call('extensions.decide', head, { params, body: approve })).status).toBe(403);
    expect((await call('extensions.decide', inspection, { params, body: approve })).body.code).toBe(
      'extension_role',
    );
    expect((await call('extensions.decide', office, { params, body: approve })).status).toBe(200);
    expect((await call('extensions.decide', office, { params, body: approve })).body.code).toBe(
      'extension_decided',
    );
    const page = await pageOf(findingId);
    expect(page.finding).toMatchObject({ dueDate: to, extensions: 1 });
    expect(page.finding.dueWhy).toContain('批准延期');
    expect(page.requests).toMatchObject([
      {
        type: 'extension.asked',
        reason: '招标延后',
        from: due,
        to,
        dueWhy: expect.stringContaining('工作日'),
      },
      { type: 'extension.approved', reason: '情况属实', byName: office.name },
    ]);
  });

  it('for the finding: only HQ decides, and a refusal keeps the date', async () => {
    const { findingId } = await working();
    const asked = await call<{ extensionId: string }>('extensions.ask', headOf(departmentId), {
      params: { findingId },
      body: { to: addCalendarDays(due, 10), reason: '需上级批复' },
    });
    const params = { findingId, extensionId: asked.body.extensionId };
    const refuse = { outcome: 'refused', reason: '理由不足' };
    expect((await call('extensions.decide', office, { params, body: refuse })).body.code).toBe(
      'extension_role',
    );
    expect((await call('extensions.decide', inspection, { params, body: refuse })).status).toBe(200);
    expect((await pageOf(findingId)).finding).toMatchObject({ dueDate: due, extensions: 0 });
  });

  it('a stage is accepted by the office, and by nobody of the department', async () => {
    const { findingId, measureId } = await working();
    const body = { measureId, outcome: 'accepted', reason: '制度已印发' };
    const params = { findingId };
    expect((await call('stages.decide', headOf(departmentId), { params, body })).status).toBe(403);
    expect((await call('stages.decide', office, { params, body })).status).toBe(200);
    const { measureId: _measureId, ...whole } = body;
    expect((await call('stages.decide', office, { params, body: whole })).status).toBe(200);
    const page = await pageOf(findingId);
    expect(page.finding).toMatchObject({
      result: 'stage',
      state: 'rectifying',
      stage: { outcome: 'accepted' },
    });
    expect(page.measures).toMatchObject([{ stage: { outcome: 'accepted', on: today } }]);
    expect(page.requests.map(({ type }) => type)).toEqual(['stage.accepted', 'stage.accepted']);
  });

  it('goes onto the green channel and off it', async () => {
    const { findingId } = await working();
    const set = (on: boolean, principal: Principal) =>
      call('findings.greenChannel', principal, {
        params: { findingId },
        body: { on, reason: '涉及群众利益' },
      });
    expect((await set(true, headOf(departmentId))).status).toBe(403);
    expect((await set(true, inspection)).status).toBe(200);
    expect((await pageOf(findingId)).finding.green).toEqual({ since: today });
    expect((await set(true, office)).body.code).toBe('green_channel_unchanged');
    expect((await set(false, office)).status).toBe(200);
    expect((await trailOf(findingId)).map(({ type }) => type)).toEqual([
      'finding.imported',
      'finding.green_channel_opened',
      'finding.green_channel_ended',
    ]);
  });
});

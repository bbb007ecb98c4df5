import { OPERATIONS, type OperationId, type OutputOf } from '@xuncha/contracts';
import { type Principal, systemScope, verifyChain } from '@xuncha/domain';
import {
  BATCHES,
  createWrite,
  derivedId,
  keys,
  listDepartments,
  newId,
  openMatter,
  readDocument,
  readStandards,
} from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiEventOptions, type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { publishStep } from '../../jobs/publish-batch.ts';
import { shareStandards } from '../../jobs/share-standards.ts';

type Body = Record<string, unknown> & { code?: string; version?: number; details?: unknown };
const T = 'beihe';
const office = personOf(T, ['rectification_office'], { userId: 'office', name: '整改办甲' });
const secretary = personOf(T, ['party_secretary'], { userId: 'secretary' });
const inspection = personOf(HQ_TENANT, ['inspection_office'], { userId: 'inspection' });
const discipline = personOf(HQ_TENANT, ['group_discipline'], { userId: 'discipline' });
const organisation = personOf(HQ_TENANT, ['group_organisation'], { userId: 'organisation' });

let engine: TestTable;
let handlers: Record<string, ApiHandler>;
let departments: { id: string; name: string }[] = [];

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  handlers = {
    plans: (await import('./plans.lambda.ts')).handler,
    findings: (await import('../findings/findings.lambda.ts')).handler,
  };
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: T, name: '北河采油厂', departments: ['物资管理部', '财务部'] });
  departments = await listDepartments(engine.table, systemScope('schedule', T));
});
afterAll(() => engine.stop());

const call = <B = Body>(id: OperationId, principal: Principal, options: Partial<ApiEventOptions> = {}) => {
  const handler = handlers[OPERATIONS[id].capability];
  if (!handler) throw new Error(`${id} is not part of this test`);
  return send<B>(handler, id, { ...options, principal, params: { tenantId: T, ...options.params } });
};

/** A batch of drafts whose publication was asked for, and the job's steps until it is published. */
const publish = async (tenantId: string, count: number) => {
  const { table } = engine;
  const batchId = newId();
  const createdAt = new Date().toISOString();
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const aggregate = seedAggregate(
      {
        tenantId,
        batchId,
        no: String(index + 1),
        state: 'draft',
        termClass: 'time_limited',
        responsibility: {
          supportingDepartments: [],
          departmentId: departments[index % 2]?.id,
          departmentName: departments[index % 2]?.name,
        },
        feedbackDate: undefined,
        dueDate: undefined,
        measureCount: 0,
        measureDone: 0,
        progress: 0,
      },
      { measures: [], evidence: [] },
    );
    ids.push((await seedFinding(table, aggregate)).id);
  }
  await table.transact([
    createWrite(BATCHES, {
      id: batchId,
      tenantId,
      createdAt,
      version: 1,
      round: '2025年第一轮',
      title: '清单',
      status: 'publishing',
      feedbackDate: '2025-02-17',
      findings: count,
      delivered: 0,
      createdByName: '巡察办甲',
      publishedBy: {
        userId: 'inspection',
        name: '巡察办甲',
        membershipId: 'm',
        tenantId: HQ_TENANT,
        roles: [],
      },
      publishedAt: createdAt,
    }),
  ]);
  const step = async () => {
    const batch = await readDocument(table, BATCHES, tenantId, batchId);
    if (!batch) throw new Error('the batch is gone');
    await publishStep(batch, { table, now: () => new Date() });
  };
  await step();
  return { batchId, ids, planId: derivedId(Date.parse(createdAt), `plan:${batchId}`), step };
};

const analysis = {
  termClass: 'time_limited',
  causes: ['institution'],
  causeText: '没有规定采购限额。',
  goal: '采购全部合规',
  standard: { text: '制度印发执行，抽查合格' },
};
const versionOf = async (findingId: string) => {
  const answer = await call<OutputOf<'findings.get'>>('findings.get', office, { params: { findingId } });
  return answer.body.finding.version;
};
/** Everything a finding's part of a plan asks for. */
const complete = async (findingId: string, term = '2025-04-30') => {
  const params = { findingId };
  await call('findings.acknowledge', office, { params });
  await call('findings.assign', office, {
    params,
    ifMatch: await versionOf(findingId),
    body: {
      principalName: '书记甲',
      leaderName: '副厂长乙',
      departmentId: departments[0]?.id,
      supportingDepartments: [],
      handlerName: '经办丙',
    },
  });
  expect(
    (await call('findings.analyse', office, { params, ifMatch: await versionOf(findingId), body: analysis }))
      .status,
  ).toBe(200);
  await call('measures.add', office, { params, body: { text: '修订采购办法', term } });
};
const planOf = async (planId: string, who = office) => {
  const answer = await call<OutputOf<'plans.get'>>('plans.get', who, { params: { planId } });
  return { ...answer.body, etag: answer.headers?.etag };
};
const submit = async (planId: string) =>
  call('plans.submit', office, { params: { planId }, ifMatch: (await planOf(planId)).version });

describe('from publication to approval (E01–E04)', () => {
  it('a published batch has its plan, once, whatever is repeated', async () => {
    const { planId, step } = await publish(T, 2);
    await step().catch(() => undefined);
    expect(await planOf(planId)).toMatchObject({
      status: 'drafting',
      title: '2025年第一轮巡察反馈问题整改方案',
      // 15 working days after Monday 17 February 2025.
      due: { date: '2025-03-10', why: expect.stringContaining('15个工作日') },
      tenantName: '北河采油厂',
      number: 1,
    });
    const list = await call<OutputOf<'plans.list'>>('plans.list', office);
    expect(list.body.items.filter(({ id }) => id === planId)).toHaveLength(1);
  });

  it('names what is missing, then goes through both levels; every step in one sealed trail', async () => {
    const { planId, ids } = await publish(T, 2);
    const params = { planId };
    const refused = await submit(planId);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'plan_incomplete',
        details: {
          plan: [{ code: 'goals' }, { code: 'organisation' }],
          findings: [{ findingId: ids[0], gaps: [{ code: 'not_acknowledged', place: 'next' }] }, {}],
        },
      },
    });
    for (const id of ids) await complete(id);
    await call('plans.edit', office, {
      params,
      ifMatch: (await planOf(planId)).version,
      body: { goals: '全部问题按期整改到位', organisation: '成立整改领导小组' },
    });
    expect((await submit(planId)).status).toBe(200);
    const { hash = '', findings, measures } = await planOf(planId);
    expect([findings, measures]).toEqual([2, 2]);

    const decide = (id: OperationId, who: Principal, body: Record<string, unknown>) =>
      call(id, who, { params, body: { hash, outcome: 'approve', ...body } });
    // An office that also is secretary can't decide on its own plan.
    const both = personOf(T, ['party_secretary'], { userId: 'office' });
    expect((await decide('plans.approve', both, { meetingDate: '2025-03-01' })).body.code).toBe(
      'separation_of_duties',
    );
    expect((await decide('plans.approve', secretary, { meetingDate: '2025-03-01' })).status).toBe(200);
    expect((await decide('plans.review', inspection, {})).body.code).toBe('opinions_missing');
    for (const [who, office_] of [
      [discipline, 'group_discipline'],
      [organisation, 'group_organisation'],
    ] as const)
      expect((await decide('plans.opine', who, { office: office_, text: '同意' })).status).toBe(200);
    expect((await decide('plans.review', inspection, {})).status).toBe(200);
    expect(await planOf(planId)).toMatchObject({
      status: 'approved',
      open: false,
      approvedNumber: 1,
      versions: [1],
    });
    const trail = (await openMatter(engine.table, systemScope('schedule', T), 'plan', planId))?.trail ?? [];
    expect(trail.map(({ type }) => type)).toEqual([
      'plan.opened',
      'plan.edited',
      'plan.submitted',
      'plan.committee_decided',
      'plan.opinion_given',
      'plan.opinion_given',
      'plan.reviewed',
    ]);
    expect(verifyChain(trail)).toMatchObject({ ok: true });
  });

  it('a returned plan comes again as the next version, which shows what changed', async () => {
    const { planId, ids } = await publish(T, 1);
    const [findingId = ''] = ids;
    const params = { planId };
    await complete(findingId);
    const edit = async (goals: string) =>
      call('plans.edit', office, {
        params,
        ifMatch: (await planOf(planId)).version,
        body: { goals, organisation: '成立整改领导小组' },
      });
    await edit('按期整改');
    await submit(planId);
    const { hash } = await planOf(planId);
    expect((await edit('改动')).body.code).toBe('plan_not_drafting');
    // Somebody changes a finding while the committee reads: those who decide are told.
    await call('findings.analyse', office, {
      params: { findingId },
      ifMatch: await versionOf(findingId),
      body: { ...analysis, goal: '采购合规率 100%' },
    });
    const version = (number: string, against?: string) =>
      call<OutputOf<'plans.version'>>('plans.version', secretary, {
        params: { planId },
        query: { number, ...(against ? { against } : {}) },
      });
    expect((await version('1')).body).toMatchObject({
      number: 1,
      differences: [],
      since: [{ no: '1', field: '整改目标', before: '采购全部合规', after: '采购合规率 100%' }],
    });
    await call('plans.approve', secretary, {
      params,
      body: { outcome: 'return', hash, text: '目标要量化' },
    });
    expect(await planOf(planId)).toMatchObject({ status: 'drafting', number: 2 });
    await edit('按期整改到位');
    await submit(planId);
    expect((await version('2')).body).toMatchObject({
      previous: 1,
      since: [],
      differences: [
        { field: '总体目标', before: '按期整改', after: '按期整改到位' },
        { no: '1', field: '整改目标' },
      ],
    });
    expect((await version('3')).status).toBe(404);
    // Any two of them, either way round.
    expect((await version('1', '2')).body).toMatchObject({
      previous: 2,
      differences: [{ field: '总体目标', before: '按期整改到位', after: '按期整改' }, { no: '1' }],
    });
    expect((await version('2', '9')).status).toBe(404);
    // A decision on what was seen before is refused.
    const late = await call('plans.approve', secretary, {
      params,
      body: { outcome: 'approve', hash, meetingDate: '2025-03-01' },
    });
    expect(late.body.code).toBe('plan_changed');
  });
});

describe('who sees what', () => {
  it('a department sees its own findings of the plan; HQ’s advisers all of them; another unit nothing', async () => {
    const { planId, ids } = await publish(T, 2);
    for (const id of ids) await call('findings.acknowledge', office, { params: { findingId: id } });
    const rows = async (who: Principal) =>
      (await call<OutputOf<'plans.findings'>>('plans.findings', who, { params: { planId } })).body.items?.map(
        ({ no }) => no,
      );
    const head = personOf(T, ['department_head'], { departmentId: departments[1]?.id });
    expect(await rows(head)).toEqual(['2']);
    expect(await rows(discipline)).toEqual(['1', '2']);
    expect(await rows(personOf('nanhe', ['rectification_office']))).toBeUndefined();
  });

  it('a page of findings goes on where it stopped, in the order of the feedback', async () => {
    const { planId } = await publish(T, 3);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call<OutputOf<'plans.findings'>>('plans.findings', office, {
        params: { planId },
        query: { limit: '2', ...(cursor ? { cursor } : {}) },
      });
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.next;
    } while (cursor);
    expect(new Set(seen).size).toBe(3);
  });
});

describe('acceptance standards (E02)', () => {
  const set = (tenantId: string, who: Principal, ifMatch: number, entries: unknown[]) =>
    call('standards.set', who, { params: { tenantId }, ifMatch, body: { entries } });

  it('HQ’s entries become every unit’s core, once; the unit’s own stay its own', async () => {
    expect((await set(T, office, 0, [{ category: '采购', text: '单位标准' }])).status).toBe(200);
    expect((await set(HQ_TENANT, inspection, 0, [{ category: '采购', text: '集团标准' }])).status).toBe(200);
    const share = () =>
      shareStandards(
        HQ_TENANT,
        async () => engine.table,
        () => new Date(),
      );
    await share();
    await share();
    const library = await readStandards(engine.table, { tenantId: T });
    expect(library).toMatchObject({
      version: 2,
      core: [{ category: '采购', text: '集团标准' }],
      own: [{ category: '采购', text: '单位标准' }],
    });
    expect(
      (await call<OutputOf<'standards.get'>>('standards.get', personOf(T, ['handler']))).body,
    ).toMatchObject({ version: 2, core: [{}], own: [{}] });
    expect((await set(T, office, 1, [])).status).toBe(412);
    expect(
      (
        await set(T, office, 2, [
          { category: '', text: '甲' },
          { category: '', text: '甲' },
        ])
      ).body.code,
    ).toBe('standards_double');
    expect(await engine.table.get(keys.standards(T, 1))).toBeDefined();
  });
});

import type { OperationId, OutputOf } from '@xuncha/contracts';
import {
  arrangeLedger,
  type Finding,
  type LedgerView,
  type Principal,
  parseLedgerView,
  systemScope,
} from '@xuncha/domain';
import { listDepartments, loadFinding, newId, projectLedger, projectWordings } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiEventOptions, type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

type Problem = { code?: string };
type Page = OutputOf<'findings.list'> & Problem;
type Views = OutputOf<'ledgerViews.list'>;
type View = Views['views'][number] & Problem;
type Bulk = OutputOf<'findings.assignMany'> & Problem;

let engine: TestTable;
let findings: ApiHandler;
let departments: string[] = [];
const T = 'beihe';
const OTHER = 'nanhe';
const office = personOf(T, ['rectification_office'], { userId: 'office', name: '整改办甲' });
const secretary = personOf(T, ['party_secretary'], { userId: 'secretary' });
const inspection = personOf(HQ_TENANT, ['inspection_office'], { userId: 'inspection' });
const handler = () => personOf(T, ['handler'], { userId: 'handler', departmentId: departments[0] });

beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  useEnvironment({ table: engine });
  findings = (await import('./findings.lambda.ts')).handler;
  await foundGroup(engine.table);
  for (const tenantId of [T, OTHER])
    await openTenant(engine.table, { tenantId, name: tenantId, departments: ['物资管理部', '财务部'] });
  departments = (await listDepartments(engine.table, systemScope('schedule', T))).map(({ id }) => id);
});
afterAll(() => engine.stop());

const call = <B>(id: OperationId, principal: Principal, options: Partial<ApiEventOptions> = {}) =>
  send<B>(findings, id, { ...options, principal, params: { tenantId: T, ...options.params } });

const seed = async (over: Partial<Finding>, tenantId = T): Promise<Finding> => {
  const finding = await seedFinding(
    engine.table,
    seedAggregate(
      { tenantId, responsibility: { supportingDepartments: [] }, ...over },
      { measures: [], evidence: [] },
    ),
  );
  await projectLedger(engine.table, tenantId, [finding]);
  await projectWordings(engine.table, tenantId, [finding.id]);
  return finding;
};

const list = async (principal: Principal, query: Record<string, string>): Promise<Page['items']> => {
  const items: Page['items'] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await call<Page>('findings.list', principal, {
      query: { ...query, ...(cursor ? { cursor } : {}) },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    items.push(...body.items);
    cursor = body.next;
  } while (cursor);
  return items;
};

describe('lists', () => {
  const batchId = newId();
  beforeAll(async () => {
    const own = (index: number) => ({
      supportingDepartments: [],
      departmentId: departments[index % 2],
      departmentName: ['物资管理部', '财务部'][index % 2],
      leaderName: index % 3 === 0 ? '张副厂长' : '李总会计师',
    });
    const states = ['delivered', 'planning', 'rectifying', 'closed', 'closing', 'draft'] as const;
    for (let index = 0; index < 36; index += 1) {
      const state = states[index % 6] ?? 'draft';
      await seed({
        batchId,
        no: `${index + 1}`,
        title: index % 5 === 0 ? '招标程序执行不严格' : '报销审核把关不严',
        category: index % 5 === 0 ? '物资采购' : '财务管理',
        state,
        termClass: index % 2 === 0 ? 'immediate' : 'time_limited',
        dueDate: index % 7 === 0 ? undefined : `2099-0${(index % 9) + 1}-1${index % 9}`,
        responsibility: own(index),
      });
    }
    await seed({ title: '招标程序执行不严格' }, OTHER);
  });

  it('words, several states and persons at once, across pages; drafts for those only who prepare them', async () => {
    const query = { q: '招标 不严格', state: 'rectifying,closed,draft', person: '李总', limit: '2' };
    const titles = await list(secretary, query);
    expect(titles.length).toBeGreaterThan(0);
    for (const row of titles) {
      expect(row.title).toContain('招标');
      expect(['rectifying', 'closed']).toContain(row.state);
      expect(row.leaderName).toBe('李总会计师');
      expect(row.tenantId).toBe(T);
    }
    expect((await list(office, { q: '招标', state: 'draft' })).length).toBeGreaterThan(0);
    expect(await list(secretary, { q: '招标', state: 'draft' })).toEqual([]);
  });

  it('a handler finds what belongs to the own department, and nothing else', async () => {
    const rows = await list(handler(), { q: '程序' });
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ departmentId }) => departmentId))).toEqual(new Set([departments[0]]));
  });

  it('a word that stands only in the wording is found, with its place, by those who may see the finding', async () => {
    // What every wording of this test says; no line does.
    const rows = await list(office, { q: '未履行招标', batchId, limit: '10' });
    expect(rows).toHaveLength(30);
    expect(new Set(rows.map(({ excerpt }) => excerpt))).toEqual(new Set(['部分物资未履行招标程序。']));
    const own = await list(handler(), { q: '未履行招标' });
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ departmentId }) => departmentId))).toEqual(new Set([departments[0]]));
    expect(await list(secretary, { q: '未履行招标', state: 'draft' })).toEqual([]);
    const both = await list(office, { q: '报销审核 未履行招标', batchId });
    expect(new Set(both.map(({ title }) => title))).toEqual(new Set(['报销审核把关不严']));
    expect(await list(office, { q: '未履行竞标', batchId })).toEqual([]);
  });

  it('each line says what this person may do with it', async () => {
    const possible = async (principal: Principal) =>
      Object.fromEntries(
        (await list(principal, { batchId, limit: '100' })).map((row) => [row.state, row.possible]),
      );
    expect(await possible(office)).toMatchObject({
      delivered: ['findings.acknowledge'],
      planning: ['findings.assign', 'findings.start'],
      rectifying: ['findings.assign'],
      closed: [],
      closing: [],
    });
    expect(await possible(secretary)).toMatchObject({ delivered: ['findings.acknowledge'], planning: [] });
    expect(Object.values(await possible(inspection)).flat()).toEqual([]);
  });

  it.each([
    {},
    { due: 'open' },
    { due: 'ended' },
    { due: 'soon' },
    { state: 'closing' },
    { state: 'rectifying' },
    { order: 'due_desc' },
    { order: 'due_desc', due: 'open' },
    { order: 'no' },
    { order: '-no' },
    { order: 'state' },
    { order: '-category' },
    { order: 'department' },
    { order: '-lastAct' },
  ])('an export arranges its lines as the page of %j shows them', async (situation: object) => {
    const query: Record<string, string> = { ...situation };
    const { order, ...conditions } = query;
    const view: LedgerView = parseLedgerView(
      new Map([...Object.entries(conditions), ['order', order === 'due_desc' ? '-due' : (order ?? 'due')]]),
    );
    const shown = await list(office, { ...query, limit: '5' });
    const lines = await list(office, { ...conditions, order: 'ledger', limit: '2000' });
    const arranged = arrangeLedger(lines, view, {
      state: String,
      termClass: String,
      gate: String,
      alert: String,
      idle: String,
      result: String,
    });
    expect(arranged.map(({ no }) => no)).toEqual(shown.map(({ no }) => no));
  });

  it('says what it came in: the whole ledger in the order asked for, a part of it in that of the ledger', async () => {
    const orderOf = async (principal: Principal, query: Record<string, string>) =>
      (await call<Page>('findings.list', principal, { query: { ...query, limit: '5' } })).body.order;
    expect(await orderOf(office, { order: '-no' })).toBe('no');
    expect(await orderOf(inspection, { order: 'category' })).toBe('category');
    expect(await orderOf(office, { order: 'no', state: 'rectifying' })).toBe('ledger');
    expect(await orderOf(handler(), { order: 'no' })).toBe('ledger');
    const own = await list(handler(), { order: 'no', limit: '5' });
    expect(new Set(own.map(({ departmentId }) => departmentId))).toEqual(new Set([departments[0]]));
  });

  it('a cursor of an order leads nowhere else', async () => {
    const first = await call<Page>('findings.list', office, { query: { order: 'no', limit: '2' } });
    const bent = (position: object) => Buffer.from(JSON.stringify([1, position])).toString('base64url');
    for (const cursor of [bent({ part: 1, after: '2#x' }), bent({ part: 3 }), bent({ part: 1, after: '#' })])
      expect(await call<Page>('findings.list', office, { query: { order: 'no', cursor } })).toMatchObject({
        status: 400,
        body: { code: 'invalid_cursor' },
      });
    // A place is a place, whichever finding stood there: the page of another order begins behind it.
    const again = await call<Page>('findings.list', office, {
      query: { order: 'no', limit: '2', cursor: first.body.next ?? '' },
    });
    expect(again.body.items.map(({ no }) => no)).not.toEqual(first.body.items.map(({ no }) => no));
  });

  it('a cursor of another kind of list, and one made up, are refused', async () => {
    const { body } = await call<Page>('findings.list', office, { query: { q: '程序', limit: '1' } });
    const other = await call<Page>('findings.list', office, { query: { cursor: body.next ?? '' } });
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    const forged = Buffer.from(JSON.stringify([1, { from: '#~', after: '~' }])).toString('base64url');
    const answer = await call<Page>('findings.list', office, { query: { q: '程序', cursor: forged } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    const state = await call<Page>('findings.list', office, { query: { state: 'rectifying,nothing' } });
    expect(state.status).toBe(422);
  });
});

describe('saved views', () => {
  const save = (principal: Principal, body: object) => call<View>('ledgerViews.create', principal, { body });
  const views = async (principal: Principal) => (await call<Views>('ledgerViews.list', principal)).body;

  it('personal ones stay with their owner, shared ones are for all; only offices share', async () => {
    const mine = await save(office, {
      name: '采购类逾期',
      query: '?due=overdue&category=采购&nothing=1&state=unknown&columns=no,title',
      shared: false,
    });
    expect(mine.status).toBe(201);
    expect(decodeURIComponent(mine.body.query)).toBe('category=采购&due=overdue&columns=no,title');
    const shared = await save(office, { name: '本月重点', query: 'due=soon', shared: true });
    expect(shared.status).toBe(201);
    const hq = await save(inspection, { name: '集团关注', query: 'state=closing', shared: true });
    expect(hq.status).toBe(201);
    expect((await save(secretary, { name: '书记', query: '', shared: true })).body.code).toBe(
      'view_not_shareable',
    );
    const seen = await views(secretary);
    expect(seen.views.map(({ name, editable }) => [name, editable])).toEqual([
      ['本月重点', false],
      ['集团关注', false],
    ]);
    expect(seen.mayShare).toBe(false);
    expect((await views(office)).views.map(({ name }) => name)).toEqual([
      '本月重点',
      '集团关注',
      '采购类逾期',
    ]);
    const removed = await call<View>('ledgerViews.remove', secretary, { params: { viewId: shared.body.id } });
    expect(removed.body.code).toBe('view_not_yours');
    const foreign = await call<View>('ledgerViews.remove', secretary, { params: { viewId: mine.body.id } });
    expect(foreign.status).toBe(404);
  });

  it('one starts with the own choice, else with the shared one for the role, else with the standard of the role', async () => {
    const leader = personOf(T, ['responsible_leader'], { userId: 'leader' });
    expect(await views(leader)).toMatchObject({ startId: 'open', startQuery: 'due=open' });
    expect(await views(office)).toMatchObject({ startId: 'all', startQuery: '' });
    const forLeaders = await save(office, {
      name: '领导关注',
      query: 'due=overdue',
      shared: true,
      startFor: ['responsible_leader'],
    });
    expect(await views(leader)).toMatchObject({ startId: forLeaders.body.id, startQuery: 'due=overdue' });
    const own = await save(leader, { name: '我的', query: 'q=食堂', shared: false, start: true });
    expect((await views(leader)).startId).toBe(own.body.id);
    const changed = await call<View>('ledgerViews.change', leader, {
      params: { viewId: own.body.id },
      ifMatch: 1,
      body: { name: '我的二', query: 'due=open', start: false },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: '我的二', version: 2 } });
    expect((await views(leader)).startId).toBe(forLeaders.body.id);
    const late = await call<View>('ledgerViews.change', leader, {
      params: { viewId: own.body.id },
      ifMatch: 1,
      body: { name: '迟到', query: '' },
    });
    expect(late.status).toBe(412);
    const gone = await call('ledgerViews.remove', leader, { params: { viewId: own.body.id } });
    expect(gone.status).toBe(200);
    expect((await views(leader)).views.map(({ id }) => id)).not.toContain(own.body.id);
  });

  it('an auditor reads views and saves none', async () => {
    const auditor = personOf(HQ_TENANT, ['auditor'], { userId: 'auditor' });
    expect((await call<Views>('ledgerViews.list', auditor)).status).toBe(200);
    expect((await save(auditor, { name: '审计', query: '', shared: false })).status).toBe(404);
  });

  it('at most fifty of a kind', async () => {
    const person = personOf(T, ['responsible_leader'], { userId: 'collector' });
    const answers = [];
    for (let index = 0; index < 51; index += 1)
      answers.push(await save(person, { name: `视图${index}`, query: '', shared: false }));
    expect(answers.map(({ status }) => status).lastIndexOf(201)).toBe(49);
    expect(answers[50]?.body.code).toBe('too_many_views');
  });
});

describe('many findings at once', () => {
  it('one that is refused stops no other, and says why', async () => {
    const planned = await seed({ state: 'planning', no: 'B1' });
    const closed = await seed({ state: 'closed', no: 'B2' });
    const kept = await seed({
      state: 'planning',
      no: 'B3',
      responsibility: { supportingDepartments: ['企管法规部'], leaderName: '王副厂长', leaderId: 'wang' },
    });
    const body = {
      findingIds: [planned.id, closed.id, newId(), kept.id],
      responsibility: { departmentId: departments[1], handlerName: '李经办' },
    };
    const { status, body: answer } = await call<Bulk>('findings.assignMany', office, { body });
    expect(status).toBe(200);
    expect(answer.results.map(({ ok, problem }) => problem?.code ?? ok)).toEqual([
      true,
      'state_not_assignable',
      'not_found',
      true,
    ]);
    const after = await loadFinding(engine.table, systemScope('schedule', T), kept.id);
    expect(after?.finding.responsibility).toEqual({
      supportingDepartments: ['企管法规部'],
      leaderName: '王副厂长',
      leaderId: 'wang',
      departmentId: departments[1],
      departmentName: '财务部',
      handlerName: '李经办',
    });
    expect(
      (await call<Bulk>('findings.startMany', office, { body: { findingIds: [kept.id, planned.id] } })).body,
    ).toMatchObject({ results: [{ problem: { code: 'responsibility_incomplete' } }, { ok: false }] });
  });

  it('what somebody else has changed meanwhile is not written over; other fields are nobody’s concern', async () => {
    const finding = await seed({
      state: 'planning',
      responsibility: { supportingDepartments: [], leaderName: '张副厂长', handlerName: '李经办' },
    });
    const save = (responsibility: object, seen?: object) =>
      call<Bulk>('findings.assignMany', office, {
        body: { findingIds: [finding.id], responsibility, ...(seen ? { seen } : {}) },
      });
    const now = async () =>
      (await loadFinding(engine.table, systemScope('schedule', T), finding.id))?.finding.responsibility;
    expect((await save({ handlerName: '赵经办' }, { handlerName: '李经办' })).body.results[0]?.ok).toBe(true);
    // A second person still sees the former one.
    const late = await save({ handlerName: '孙经办' }, { handlerName: '李经办' });
    expect(late.body.results[0]).toMatchObject({
      ok: false,
      problem: { code: 'changed_meanwhile', details: { value: '赵经办', shown: '赵经办' } },
    });
    expect(late.body.results[0]?.problem?.detail).toContain('赵经办');
    expect((await now())?.handlerName).toBe('赵经办');
    expect((await save({ leaderName: '王书记' }, { leaderName: '张副厂长' })).body.results[0]?.ok).toBe(true);
    expect((await save({ departmentId: departments[0] }, { departmentId: '' })).body.results[0]?.ok).toBe(
      true,
    );
    expect(
      (await save({ departmentId: departments[1] }, { departmentId: '' })).body.results[0]?.problem,
    ).toMatchObject({ details: { value: departments[0], shown: '物资管理部' } });
    // After a look at it: now what was typed replaces what is known.
    expect((await save({ handlerName: '孙经办' }, { handlerName: '赵经办' })).body.results[0]?.ok).toBe(true);
    expect(await now()).toMatchObject({ handlerName: '孙经办', leaderName: '王书记' });
  });

  it('another name without a membership takes the tasks from the former person', async () => {
    const finding = await seed({
      state: 'planning',
      responsibility: { supportingDepartments: [], handlerName: '李经办', handlerId: 'li' },
    });
    await call('findings.assignMany', office, {
      body: { findingIds: [finding.id], responsibility: { handlerName: '赵经办' } },
    });
    const after = await loadFinding(engine.table, systemScope('schedule', T), finding.id);
    expect(after?.finding.responsibility).toMatchObject({ handlerName: '赵经办' });
    expect(after?.finding.responsibility.handlerId).toBeUndefined();
  });

  it('a department that does not exist refuses all, before anything is written', async () => {
    const finding = await seed({ state: 'planning' });
    const answer = await call<Bulk>('findings.assignMany', office, {
      body: { findingIds: [finding.id], responsibility: { departmentId: newId() } },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'department_unknown' } });
  });
});

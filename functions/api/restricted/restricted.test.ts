import { randomUUID } from 'node:crypto';
import type { OperationId } from '@xuncha/contracts';
import type { Principal } from '@xuncha/domain';
import { createDynamoClient, memberWrite, newId } from '@xuncha/store';
import { verifyTrails } from '@xuncha/store/verify-trails';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { startTestTable, TEST_CREDENTIALS, TEST_REGION, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

let engine: TestTable;
let restricted: ApiHandler;
let identity: ApiHandler;
const ids = { first: newId(), second: newId(), gone: newId(), clerk: newId() };

const seedPerson = (id: string, userId: string, roles: Principal['roles'], status: 'active' | 'removed') =>
  engine.table.transact([
    memberWrite({ tenantId: HQ_TENANT, id, userId, login: userId, name: userId, roles, status }),
  ]);

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  ({ handler: restricted } = await import('./restricted.lambda.ts'));
  ({ handler: identity } = await import('../identity/identity.lambda.ts'));
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: 'beihe', name: '北河采油厂', departments: ['采购部'] });
  await seedPerson(ids.first, 'first', ['inspection_team'], 'active');
  await seedPerson(ids.second, 'second', ['inspection_team'], 'active');
  await seedPerson(ids.gone, 'gone', ['inspection_team'], 'removed');
  await seedPerson(ids.clerk, 'clerk', ['functional_dept'], 'active');
});
afterAll(() => engine.stop());

const hq = (userId: string, role: Principal['roles'][number]): Principal =>
  personOf(HQ_TENANT, [role], { userId, name: userId });
const office = hq('office', 'inspection_office');
const first = hq('first', 'inspection_team');
const stranger = hq('third', 'inspection_team');
const discipline = hq('ji', 'group_discipline');
const organisation = hq('zu', 'group_organisation');

type Options = Omit<Parameters<typeof send>[2], 'principal'>;
const ask = <Body = Record<string, unknown>>(principal: Principal, id: OperationId, options: Options = {}) =>
  send<Body>(restricted, id, { principal, ...options });
const done = async (principal: Principal, id: OperationId, options: Options = {}) => {
  const { status, body } = await ask<{ id: string; version: number }>(principal, id, options);
  if (status >= 300) throw new Error(JSON.stringify(body));
  return body;
};
const listed = async (principal: Principal, id: OperationId, query: Record<string, string> = {}) =>
  (await ask<{ items: { id: string }[]; next?: string }>(principal, id, { query })).body;
const inbox = async (principal: Principal) =>
  (await send<{ items: Record<string, unknown>[] }>(identity, 'inbox.list', { principal })).body.items;

const about = { unitId: 'beihe', round: '2025年第一轮' };
const plan = {
  interviewee: '谈话对象',
  post: '主任',
  interviewerIds: [ids.first, ids.second],
  date: '2025-03-03',
  place: '会议室',
  topics: ['采购'],
};
const planned = (over: object = {}) =>
  done(office, 'interviews.plan', { body: { ...about, ...plan, ...over } });
const clue = {
  recipient: 'group_discipline',
  copies: ['group_organisation'],
  subject: '线索',
  summary: '摘要',
};

describe('interviews (C01)', () => {
  it('are seen by the office, by those who hold them, and by nobody else of the teams', async () => {
    const { id } = await planned();
    const params = { interviewId: id };
    for (const person of [office, first])
      expect((await ask(person, 'interviews.get', { params })).status).toBe(200);
    expect(await ask(stranger, 'interviews.get', { params })).toMatchObject({ status: 404 });
    expect((await listed(first, 'interviews.list')).items.map((item) => item.id)).toContain(id);
    expect((await listed(stranger, 'interviews.list')).items).toEqual([]);
    const options = { params, ifMatch: 1, body: { reason: '越权' } };
    expect(await ask(stranger, 'interviews.cancel', options)).toMatchObject({ status: 404 });
    expect(await ask(discipline, 'interviews.get', { params })).toMatchObject({ status: 403 });
  });

  it('take people of the teams only, and units of the group', async () => {
    for (const bad of [ids.gone, ids.clerk, newId()])
      expect(
        await ask(office, 'interviews.plan', {
          body: { ...about, ...plan, interviewerIds: [ids.first, bad] },
        }),
      ).toMatchObject({ status: 422, body: { code: 'person_unfit', field: 'interviewerIds.1' } });
    expect(
      await ask(office, 'interviews.plan', { body: { ...about, ...plan, unitId: 'nosuch' } }),
    ).toMatchObject({ status: 422, body: { code: 'unit_unknown' } });
    const choices = await ask<{ people: { membershipId: string }[] }>(office, 'restrictedChoices.get');
    expect(choices.body).toMatchObject({ units: [{ tenantId: 'beihe', name: '北河采油厂' }] });
    expect(choices.body.people.map(({ membershipId }) => membershipId).toSorted()).toEqual(
      [ids.first, ids.second].toSorted(),
    );
  });

  it('are counted for others without a name, also when several are planned at once', async () => {
    const round = '统计轮次';
    const made = await Promise.all([1, 2, 3].map(() => planned({ round })));
    const [one] = made;
    const params = { interviewId: one?.id ?? '' };
    await done(first, 'interviews.hold', { params, ifMatch: 1, body: { heldOn: '2025-03-03' } });
    const record = { text: '谈话内容', signed: true };
    await done(first, 'interviews.record', { params, ifMatch: 2, body: record });
    const leading = hq('leading', 'leading_group');
    const counts = await ask<{ items: { round: string }[] }>(leading, 'interviewCounts.list');
    expect(counts.body.items.filter((item) => item.round === round)).toEqual([
      { unitId: 'beihe', unitName: '北河采油厂', round, planned: 2, held: 0, recorded: 1, cancelled: 0 },
    ]);
    const auditor = personOf(HQ_TENANT, ['auditor'], { scope: { tenants: ['nanhe'] } });
    expect((await ask(auditor, 'interviewCounts.list')).body).toEqual({ items: [] });
  });

  it('answer a repeated request with the first answer, and a stale one with 412', async () => {
    const idempotencyKey = randomUUID();
    const options = { body: { ...about, ...plan }, idempotencyKey };
    const [made, again] = [
      await done(office, 'interviews.plan', options),
      await done(office, 'interviews.plan', options),
    ];
    expect(again).toEqual(made);
    const params = { interviewId: made.id };
    const cancel = { params, ifMatch: 1, body: { reason: '对象出差' }, idempotencyKey: randomUUID() };
    const cancelled = await done(office, 'interviews.cancel', cancel);
    expect(await done(office, 'interviews.cancel', cancel)).toEqual(cancelled);
    expect(
      await ask(office, 'interviews.withdraw', { params, ifMatch: 1, body: { reason: '旧' } }),
    ).toMatchObject({ status: 412, body: { code: 'stale' } });
    // The kept answers stand among the restricted records, not beside other answers.
    expect(await engine.table.queryAll({ partition: `T#${HQ_TENANT}#IDEM#office` })).toEqual([]);
    expect(
      (await engine.table.queryAll({ partition: `T#${HQ_TENANT}#RST#IDEM#office` })).length,
    ).toBeGreaterThan(1);
  });

  it('move to other inboxes and lists with their interviewers', async () => {
    const { id } = await planned();
    const params = { interviewId: id };
    const waits = async (person: Principal) =>
      (await inbox(person)).some(({ findingId }) => findingId === id);
    expect(await waits(first)).toBe(true);
    await seedPerson(newId(), 'fourth', ['inspection_team'], 'active');
    const choices = await ask<{ people: { membershipId: string; name: string }[] }>(
      office,
      'restrictedChoices.get',
    );
    const fourth = choices.body.people.find(({ name }) => name === 'fourth')?.membershipId;
    const body = { ...plan, interviewerIds: [ids.second, fourth] };
    await done(office, 'interviews.change', { params, ifMatch: 1, body });
    expect(await waits(first)).toBe(false);
    expect(await waits(hq('fourth', 'inspection_team'))).toBe(true);
    expect(await ask(first, 'interviews.get', { params })).toMatchObject({ status: 404 });
  });
});

describe('lists', () => {
  it('page through everything once, newest first, whoever reads', async () => {
    for (let index = 0; index < 5; index += 1) await planned();
    for (const person of [office, first]) {
      const whole = (await listed(person, 'interviews.list')).items.map(({ id }) => id);
      expect(whole).toEqual([...new Set(whole)].toSorted().reverse());
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listed(person, 'interviews.list', { limit: '2', ...(cursor ? { cursor } : {}) });
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor);
      expect(paged).toEqual(whole);
    }
  });
});

describe('briefings (D03)', () => {
  it('reach the department when issued, without the drafts before', async () => {
    const text = { addressees: ['group_discipline'], subject: '班子情况', text: '定稿' };
    const draft = await done(office, 'briefings.draft', { body: { ...about, ...text, text: '初稿' } });
    const params = { briefingId: draft.id };
    expect(await ask(discipline, 'briefings.get', { params })).toMatchObject({ status: 404 });
    await done(office, 'briefings.change', { params, ifMatch: 1, body: text });
    await done(office, 'briefings.issue', { params, ifMatch: 2 });
    expect(await ask(organisation, 'briefings.get', { params })).toMatchObject({ status: 404 });
    const seen = await ask(discipline, 'briefings.get', { params });
    expect(seen.body).toMatchObject({ text: '定稿', possible: ['receive'] });
    expect(JSON.stringify(seen.body)).not.toContain('初稿');
    expect(JSON.stringify((await ask(office, 'briefings.get', { params })).body)).toContain('初稿');
    expect(await inbox(discipline)).toHaveLength(1);
    await done(discipline, 'briefings.receive', { params, ifMatch: 3 });
    expect(await inbox(discipline)).toEqual([]);
  });
});

describe('clue referrals (I06)', () => {
  it('are received and answered by the department they went to', async () => {
    const { id } = await done(office, 'referrals.send', { body: { ...about, ...clue } });
    const params = { referralId: id };
    expect((await ask(organisation, 'referrals.get', { params })).body).toMatchObject({ possible: [] });
    expect(await ask(organisation, 'referrals.receive', { params, ifMatch: 1 })).toMatchObject({
      status: 403,
      body: { code: 'not_addressee' },
    });
    const [task] = await inbox(discipline);
    expect(task).toMatchObject({ kind: 'restricted', title: '有一件受限事项待办理', no: '', why: '' });
    expect(JSON.stringify(task)).not.toMatch(/线索|摘要|beihe|北河/);
    expect(await inbox(organisation)).toEqual([]);
    await done(discipline, 'referrals.receive', { params, ifMatch: 1 });
    await done(discipline, 'referrals.reply', { params, ifMatch: 2, body: { text: '已核查' } });
    expect((await ask(office, 'referrals.get', { params })).body).toMatchObject({
      state: 'replied',
      reply: { text: '已核查', late: false, byName: 'ji' },
      overdue: false,
      trail: [
        { type: 'referral.sent' },
        { type: 'referral.received' },
        { type: 'referral.replied', text: '已核查' },
      ],
    });
    expect(await inbox(discipline)).toEqual([]);
  });

  it('come back to the office and go on to another department, which the first then no longer sees', async () => {
    const { id } = await done(office, 'referrals.send', { body: { ...about, ...clue, copies: [] } });
    const params = { referralId: id };
    await done(discipline, 'referrals.return', { params, ifMatch: 1, body: { reason: '不属职责' } });
    expect((await inbox(office)).some(({ findingId }) => findingId === id)).toBe(true);
    const other = { ...clue, recipient: 'group_organisation', copies: [] };
    await done(office, 'referrals.resend', { params, ifMatch: 2, body: other });
    expect((await inbox(office)).some(({ findingId }) => findingId === id)).toBe(false);
    expect(await ask(discipline, 'referrals.get', { params })).toMatchObject({ status: 404 });
    expect((await ask(organisation, 'referrals.get', { params })).body).toMatchObject({
      possible: ['receive', 'return'],
    });
  });
});

it('every step stands in a hash chain of its own, and the check of all trails covers it', async () => {
  const client = createDynamoClient({
    endpoint: engine.url,
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
  });
  const before = await verifyTrails(client, engine.name);
  expect(before.faults).toEqual([]);
  const { id } = await done(office, 'referrals.send', { body: { ...about, ...clue } });
  expect((await verifyTrails(client, engine.name)).trails).toBe(before.trails + 1);
  const pk = `T#${HQ_TENANT}#RST#referral#${id}`;
  const [event] = await engine.table.queryAll({ partition: pk, prefix: 'AUD#' });
  if (!event) throw new Error('no event');
  await engine.table.put({ put: { ...event, pk, sk: String(event.sk), at: '2020-01-01T00:00:00.000Z' } });
  expect((await verifyTrails(client, engine.name)).faults).toMatchObject([
    { collection: pk, reason: 'edited' },
  ]);
  client.destroy();
});

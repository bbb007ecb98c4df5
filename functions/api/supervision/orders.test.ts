import type { OperationId, OutputOf } from '@xuncha/contracts';
import type { Principal } from '@xuncha/domain';
import { systemScope, verifyChain } from '@xuncha/domain';
import { listDepartments, newId, openMatter } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import {
  type EvidenceScene,
  pdfOf,
  sha256,
  startEvidenceScene,
  TENANT,
} from '../../evidence/evidence-scene.fixture.ts';

type Done = { id: string; version: number; code?: string };
type Order = OutputOf<'orders.get'>;

const scope = systemScope('schedule', TENANT);
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office', name: '整改办甲' });
const leader = personOf(TENANT, ['responsible_leader'], { userId: 'beihe-leader', name: '张副厂长' });
const hq = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office', name: '巡察办甲' });
const hqOther = personOf(HQ_TENANT, ['leading_group'], { userId: 'hq-leading', name: '领导小组乙' });

let scene: EvidenceScene;
let handlers: Record<'orders' | 'matterFiles' | 'supervision', ApiHandler>;
let departmentId = '';
let head: Principal;
let stranger: Principal;
beforeAll(async () => {
  scene = await startEvidenceScene();
  const supervision = (await import('./supervision.lambda.ts')).handler;
  const matterFiles = (await import('../matters/matters.lambda.ts')).handler;
  handlers = { orders: supervision, supervision, matterFiles };
  departmentId = (await listDepartments(scene.engine.table, scope))[0]?.id ?? '';
  head = personOf(TENANT, ['department_head'], { userId: 'beihe-head', name: '部长', departmentId });
  stranger = personOf(TENANT, ['department_head'], { userId: 'other-head', departmentId: newId() });
});
afterAll(() => scene.stop());

const ask = <Body = Done>(
  id: OperationId,
  principal: Principal,
  orderId?: string,
  body?: unknown,
  query?: Record<string, string>,
) =>
  send<Body>(handlers[id.split('.')[0] as keyof typeof handlers], id, {
    principal,
    params: { tenantId: TENANT, ...(orderId ? { orderId } : {}) },
    body,
    query,
  });

const issue = async (principal = office, over: Record<string, unknown> = {}): Promise<string> => {
  const responsibility = {
    departmentId,
    departmentName: '物资管理部',
    leaderName: '张副厂长',
    leaderId: 'beihe-leader',
    supportingDepartments: [],
  };
  const { findingId } = await scene.finding({ responsibility });
  const { status, body } = await ask('orders.issue', principal, undefined, {
    findingIds: [findingId],
    requirement: '一周内说明原因并完成整改。',
    level: 'yellow',
    startRung: 'leader',
    ...over,
  });
  expect(status).toBe(201);
  return body.id;
};

const open = async (orderId: string, principal = office): Promise<Order> =>
  (await ask<Order>('orders.get', principal, orderId)).body;

const attach = async (orderId: string, purpose: string, word: string): Promise<string> => {
  const content = pdfOf(word);
  const { body } = await send<OutputOf<'matterFiles.register'>>(
    handlers.matterFiles,
    'matterFiles.register',
    {
      principal: leader,
      params: { tenantId: TENANT, matterId: orderId },
      body: {
        purpose,
        fileName: `${word}.pdf`,
        size: content.length,
        sha256: sha256(content),
        contentType: 'application/pdf',
      },
    },
  );
  const { url, headers } = body.upload;
  expect((await fetch(url, { method: 'PUT', headers, body: Buffer.from(content) })).status).toBe(200);
  await scene.deliver();
  return body.file.id;
};

describe('an order of the unit’s office', () => {
  it('is answered with a file, returned, answered again and accepted; the trail is sound', async () => {
    const id = await issue();
    const first = await open(id, leader);
    expect(first.order).toMatchObject({ status: 'issued', rung: 'leader', issuer: 'unit', listed: false });
    expect(first.order.due?.why).toContain('督办单送达');
    expect(first.possible).toEqual(['orders.reply']);

    const fileId = await attach(id, 'reply', '情况说明');
    const reply = (text: string, fileIds: string[]) => ask('orders.reply', leader, id, { text, fileIds });
    expect((await reply('已整改完成。', [fileId])).status).toBe(200);
    expect((await open(id)).possible).toEqual(['orders.check', 'orders.withdraw']);
    expect(
      (await ask('orders.check', office, id, { no: 1, outcome: 'returned', reason: '缺少制度文本' })).status,
    ).toBe(200);
    expect(await reply('再报一次。', [fileId])).toMatchObject({
      status: 422,
      body: { code: 'file_unknown' },
    });
    expect((await reply('补充制度文本。', [await attach(id, 'reply', '制度文本')])).status).toBe(200);
    expect(await ask('orders.check', office, id, { no: 1, outcome: 'accepted' })).toMatchObject({
      status: 409,
      body: { code: 'order_state' },
    });
    expect((await ask('orders.check', office, id, { no: 2, outcome: 'accepted' })).status).toBe(200);

    const ended = await open(id);
    expect(ended.order).toMatchObject({ status: 'accepted', open: false, overdue: false });
    expect(ended.order.replyList.map(({ check }) => check?.outcome)).toEqual(['returned', 'accepted']);
    const opened = await openMatter(scene.engine.table, scope, 'order', id);
    expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
    expect(opened?.trail.map(({ type }) => type).filter((type) => type.startsWith('order.'))).toEqual([
      'order.issued',
      'order.replied',
      'order.reply_returned',
      'order.replied',
      'order.reply_accepted',
    ]);
  });

  it('is seen by the department it concerns, and by no other', async () => {
    const id = await issue();
    expect((await open(id, head)).possible).toEqual(['orders.reply']);
    expect((await ask('orders.get', stranger, id)).status).toBe(404);
    expect((await ask('orders.reply', stranger, id, { text: '越权', fileIds: [] })).status).toBe(404);
    const listed = await ask<OutputOf<'orders.list'>>('orders.list', stranger);
    expect(listed.body.items).toEqual([]);
  });

  it('stands in the list of open ones until it ends', async () => {
    const id = await issue();
    const ids = async (show: string) =>
      (
        await ask<OutputOf<'orders.list'>>('orders.list', office, undefined, undefined, {
          show,
          limit: '100',
        })
      ).body.items.map((item) => item.id);
    expect(await ids('open')).toContain(id);
    expect((await ask('orders.withdraw', office, id, { reason: '误发' })).status).toBe(200);
    expect(await ids('open')).not.toContain(id);
    expect(await ids('all')).toContain(id);
  });

  it('names findings that exist, or a department and a title', async () => {
    const body = { requirement: '督办', level: 'blue', startRung: 'department' };
    const codes = await Promise.all(
      [
        { ...body, findingIds: [newId()] },
        { ...body, findingIds: [], departmentId },
        { ...body, findingIds: [], title: '整改进度' },
        { ...body, findingIds: [], title: '整改进度', departmentId },
      ].map(async (one) => (await ask('orders.issue', office, undefined, one)).body.code),
    );
    expect(codes).toEqual([
      'finding_unknown',
      'order_without_addressee',
      'order_without_addressee',
      undefined,
    ]);
  });
});

describe('an order of HQ', () => {
  it('is listed at HQ, and lifted there on evidence by another person than asked for it', async () => {
    const id = await issue(hq, { listed: '久拖不决' });
    expect((await open(id)).possible).toEqual([]);
    expect(await ask('orders.putUp', office, id, { reason: '挂牌' })).toMatchObject({ status: 403 });
    await ask('orders.reply', head, id, { text: '已整改', fileIds: [] });
    expect(await ask('orders.check', office, id, { no: 1, outcome: 'accepted' })).toMatchObject({
      status: 403,
      body: { code: 'order_of_group' },
    });
    expect((await ask('orders.check', hq, id, { no: 1, outcome: 'accepted' })).status).toBe(200);
    expect((await open(id)).order).toMatchObject({ status: 'to_lift', open: true, listed: true });

    const fileIds = [await attach(id, 'lifting', '整改到位证明')];
    expect((await ask('orders.askLifting', hq, id, { reason: '已到位', fileIds })).status).toBe(200);
    const lift = (principal: Principal) =>
      ask('orders.decideLifting', principal, id, { outcome: 'lifted', reason: '核实属实' });
    expect(await lift(hq)).toMatchObject({ status: 403, body: { code: 'separation_of_duties' } });
    expect((await lift(hqOther)).status).toBe(200);
    expect((await open(id)).order).toMatchObject({ status: 'lifted', open: false });
  });

  it('cannot be listed by a unit', async () => {
    const { findingId } = await scene.finding();
    const answer = await ask('orders.issue', office, undefined, {
      findingIds: [findingId],
      requirement: '督办',
      level: 'red',
      startRung: 'leader',
      listed: '久拖不决',
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'listing_by_group' } });
  });
});

describe('the rules of a unit', () => {
  it('are known practice until HQ decides otherwise, and say so in words', async () => {
    const usual = await ask<OutputOf<'supervision.get'>>('supervision.get', head);
    expect(usual.body.settings).toEqual(usual.body.usual);
    const settings = { ...usual.body.usual, overdueDays: 7, refusals: 0 };
    expect((await ask('supervision.set', office, undefined, settings)).status).toBe(403);
    expect(await ask('supervision.set', hq, undefined, { ...settings, mostPerDay: 0 })).toMatchObject({
      status: 422,
      body: { code: 'supervision_setting' },
    });
    expect((await ask('supervision.set', hq, undefined, settings)).status).toBe(200);
    const now = await ask<OutputOf<'supervision.get'>>('supervision.get', head);
    expect(now.body.settings).toEqual(settings);
    expect(now.body.formula[0]).toBe('逾期：今日 − 整改期限 ≥ 7 天，自动下发督办单。');
  });
});

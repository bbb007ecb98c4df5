import type { OperationId, OutputOf } from '@xuncha/contracts';
import { type Principal, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { listDepartments, newId } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import {
  type EvidenceScene,
  pdfOf,
  sha256,
  startEvidenceScene,
  TENANT,
} from '../../evidence/evidence-scene.fixture.ts';

type Done = { id: string; code?: string };
const today = shanghaiDateOf(new Date());
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office' });
const clerk = personOf(TENANT, ['handler'], { userId: 'beihe-clerk' });

let scene: EvidenceScene;
let talks: ApiHandler;
let matterFiles: ApiHandler;
let head: Principal;
beforeAll(async () => {
  scene = await startEvidenceScene();
  talks = (await import('./supervision.lambda.ts')).handler;
  matterFiles = (await import('../matters/matters.lambda.ts')).handler;
  const [department] = await listDepartments(scene.engine.table, systemScope('schedule', TENANT));
  head = personOf(TENANT, ['department_head'], { userId: 'beihe-head', departmentId: department?.id });
});
afterAll(() => scene.stop());

const ask = <Body = Done>(id: OperationId, principal: Principal, talkId?: string, body?: unknown) =>
  send<Body>(talks, id, { principal, params: { tenantId: TENANT, ...(talkId ? { talkId } : {}) }, body });
const read = async (talkId: string, principal = office) =>
  (await ask<OutputOf<'talks.get'>>('talks.get', principal, talkId)).body;

const attach = async (principal: Principal, matterId: string, purpose: string): Promise<string> => {
  const content = pdfOf(purpose);
  const { body } = await send<OutputOf<'matterFiles.register'>>(matterFiles, 'matterFiles.register', {
    principal,
    params: { tenantId: TENANT, matterId },
    body: {
      purpose,
      fileName: `${purpose}.pdf`,
      size: content.length,
      sha256: sha256(content),
      contentType: 'application/pdf',
    },
  });
  const { url, headers } = body.upload;
  expect((await fetch(url, { method: 'PUT', headers, body: Buffer.from(content) })).status).toBe(200);
  await scene.deliver();
  return body.file.id;
};

it('follows from an order: held, stated in writing with a signed paper, returned, accepted with its minutes', async () => {
  const { findingId } = await scene.finding({
    responsibility: {
      departmentId: head.departmentId,
      departmentName: '物资管理部',
      supportingDepartments: [],
    },
  });
  const order = await send<Done>(talks, 'orders.issue', {
    principal: office,
    params: { tenantId: TENANT },
    body: { findingIds: [findingId], requirement: '督办', level: 'red', startRung: 'department' },
  });
  const planned = await ask('talks.plan', office, undefined, {
    orderId: order.body.id,
    reason: '整改进度滞后',
    talkers: ['党委书记'],
    talkedTo: { name: '物资管理部负责人' },
    with: 'department',
    date: today,
  });
  expect(planned.status).toBe(201);
  const { id } = planned.body;
  expect((await read(id)).talk).toMatchObject({ status: 'planned', findingIds: [findingId], host: 'unit' });
  expect((await ask('talks.hold', office, id, { heldOn: today, points: '限期一周' })).status).toBe(200);
  const minutes = await attach(office, id, 'minutes');
  expect((await read(id, head)).possible).toEqual(['talks.state']);
  const state = (fileIds: string[]) => ask('talks.state', head, id, { text: '书面说明', fileIds });
  expect(await state([minutes])).toMatchObject({ status: 422, body: { code: 'statement_file_missing' } });
  expect((await state([await attach(head, id, 'statement')])).status).toBe(200);
  const check = (no: number, body: object) => ask('talks.check', office, id, { no, ...body });
  expect((await check(1, { outcome: 'returned', reason: '避重就轻' })).status).toBe(200);
  expect((await state([await attach(head, id, 'statement')])).status).toBe(200);
  expect(await check(1, { outcome: 'accepted' })).toMatchObject({
    status: 409,
    body: { code: 'talk_state' },
  });
  expect((await check(2, { outcome: 'accepted' })).status).toBe(200);
  expect((await read(id)).talk).toMatchObject({ status: 'accepted', open: false });
});

it('is unknown to handlers, also on the page of the finding', async () => {
  const { findingId } = await scene.finding();
  const planned = await ask('talks.plan', office, undefined, {
    findingId,
    reason: '整改进度滞后',
    talkers: ['党委书记'],
    talkedTo: { name: '负责人' },
    with: 'leader',
    date: today,
  });
  expect((await ask('talks.get', clerk, planned.body.id)).status).toBe(403);
  const related = await send<OutputOf<'matters.ofFinding'>>(matterFiles, 'matters.ofFinding', {
    principal: personOf(TENANT, ['organisation_dept']),
    params: { tenantId: TENANT, findingId },
  });
  expect(related.body.items).toEqual([]);
});

it('names an order or a finding that exists', async () => {
  const body = { reason: '滞后', talkers: ['书记'], talkedTo: { name: '甲' }, with: 'leader', date: today };
  expect((await ask('talks.plan', office, undefined, { ...body, orderId: newId() })).body.code).toBe(
    'order_unknown',
  );
  expect((await ask('talks.plan', office, undefined, { ...body, findingId: newId() })).body.code).toBe(
    'finding_unknown',
  );
});

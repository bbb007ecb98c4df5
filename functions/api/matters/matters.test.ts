import type { OutputOf } from '@xuncha/contracts';
import {
  type Matter,
  newMatter,
  ok,
  roleAssignee,
  SYSTEM_ACTOR,
  systemScope,
  verifyChain,
} from '@xuncha/domain';
import {
  createMatter,
  executeOnMatter,
  keys,
  listDueMatters,
  listInbox,
  listMatters,
  newId,
  openMatter,
} from '@xuncha/store';
import { verifyTrails } from '@xuncha/store/verify-trails';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { type ChangeReader, readChanges } from '../../../test/engine/stream-pump.ts';
import {
  type EvidenceScene,
  pdfOf,
  sha256,
  startEvidenceScene,
  TENANT,
} from '../../evidence/evidence-scene.fixture.ts';
import { projectMatterTasks } from '../../projections/matter-tasks.ts';
import { changeOf } from '../../stream-events.ts';

const AT = '2025-03-01T02:00:00.000Z';
const scope = systemScope('schedule', TENANT);
const context = { actor: SYSTEM_ACTOR('schedule'), at: AT };
const answer = () => ({ status: 200, body: null });
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office' });
const clerk = personOf(TENANT, ['handler'], { userId: 'beihe-clerk', departmentId: newId() });

let scene: EvidenceScene;
let matters: ApiHandler;
let changes: ChangeReader;
beforeAll(async () => {
  scene = await startEvidenceScene();
  changes = await readChanges(scene.engine);
  matters = (await import('./matters.lambda.ts')).handler;
});
afterAll(() => scene.stop());

const orderOf = (id: string, fields: Partial<Matter> = {}): Matter =>
  newMatter(
    {
      tenantId: TENANT,
      id,
      kind: 'order',
      title: '督办：招标程序',
      status: 'issued',
      content: {},
      ...fields,
    },
    { userId: 'hq-office', name: '巡察办甲' },
    AT,
  );

const issue = async (fields: Partial<Matter> = {}): Promise<string> => {
  const id = newId();
  const matter = orderOf(id, fields);
  await createMatter(
    scene.engine.table,
    scope,
    () => ok({ matter, event: { type: 'order.issued', data: {} } }),
    {
      ...context,
      answer,
    },
  );
  return id;
};

const close = (id: string) =>
  executeOnMatter(
    scene.engine.table,
    scope,
    { kind: 'order', id },
    ({ matter }) =>
      ok({
        matter: { ...matter, open: false, status: 'closed', waiting: [] },
        event: { type: 'order.closed', data: {} },
      }),
    { ...context, answer },
  );

describe('a matter', () => {
  it('stands among the open and due ones until it ends, and keeps a sound trail', async () => {
    const { table } = scene.engine;
    const late = await issue({ due: { date: '2025-03-20', why: '' } });
    const soon = await issue({ due: { date: '2025-03-05', why: '' } });
    const open = async () =>
      (await listMatters(table, scope, 'order', { limit: 10, open: true })).matters.map(({ id }) => id);
    expect(await open()).toEqual([soon, late]);
    const due = await listDueMatters(table, scope, { until: '2025-03-05', limit: 10 });
    expect(due.matters.map(({ id }) => id)).toEqual([soon]);

    expect((await close(soon)).kind).toBe('done');
    expect(await open()).toEqual([late]);
    const opened = await openMatter(table, scope, 'order', soon);
    expect(opened?.trail.map(({ type }) => type)).toEqual(['order.issued', 'order.closed']);
    expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
  });

  it('has a trail that the audit of all trails knows, and misses when its head is gone', async () => {
    const { table, client, name } = scene.engine;
    const id = await issue();
    const faultsOf = async () =>
      (await verifyTrails(client, name)).faults.filter(({ collection }) => collection.includes(id));
    expect(await faultsOf()).toEqual([]);
    await table.transact([{ remove: keys.matter(TENANT, id) }]);
    expect(await faultsOf()).toMatchObject([{ reason: 'head_missing' }]);
  });

  it('is made once, however often the same id is made', async () => {
    const id = await issue();
    const again = await createMatter(
      scene.engine.table,
      scope,
      () => ok({ matter: orderOf(id), event: { type: 'order.issued', data: {} } }),
      { ...context, answer },
    );
    expect(again.kind).toBe('exists');
    expect((await openMatter(scene.engine.table, scope, 'order', id))?.trail).toHaveLength(1);
  });

  it('is not found as another kind, nor by a department it does not concern', async () => {
    const id = await issue({ departmentIds: [newId()] });
    expect(await openMatter(scene.engine.table, scope, 'talk', id)).toBeUndefined();
    const { status } = await send(matters, 'matterFiles.get', {
      principal: clerk,
      params: { tenantId: TENANT, matterId: id, fileId: newId() },
    });
    expect(status).toBe(404);
  });

  it('puts its lines into inboxes and takes them out, whatever order or number the records come in', async () => {
    const { table } = scene.engine;
    await changes.next();
    const line = { home: 'unit', key: roleAssignee('rectification_office'), why: '请回复督办单' } as const;
    const id = await issue({ waiting: [line] });
    const first = await changes.next();
    await close(id);
    const second = await changes.next();
    const deps = { table, hqTenant: HQ_TENANT };
    const waits = async () =>
      (await listInbox(table, TENANT, line.key, { limit: 50 })).tasks.filter(
        ({ task }) => task.findingId === id,
      ).length;
    const name = async () => '北河采油厂';
    await projectMatterTasks(second.map(changeOf), deps, name);
    await projectMatterTasks(first.map(changeOf), deps, name);
    await projectMatterTasks([...first, ...second, ...first].map(changeOf), deps, name);
    expect(await waits()).toBe(0);

    const other = await issue({ waiting: [line] });
    const made = await changes.next();
    await projectMatterTasks([...made, ...made].map(changeOf), deps, name);
    const tasks = (await listInbox(table, TENANT, line.key, { limit: 50 })).tasks;
    expect(tasks.map(({ task }) => [task.findingId, task.kind, task.matterKind])).toEqual([
      [other, 'matter', 'order'],
    ]);
  });

  it('shows on the page of each finding it is about', async () => {
    const { findingId } = await scene.finding();
    const id = await issue({ findingIds: [findingId], due: { date: '2025-03-05', why: '通行做法' } });
    const { body } = await send<OutputOf<'matters.ofFinding'>>(matters, 'matters.ofFinding', {
      principal: office,
      params: { tenantId: TENANT, findingId },
    });
    expect(body.items).toMatchObject([{ id, kind: 'order', overdue: true }]);
  });
});

describe('a paper of a matter', () => {
  const register = (matterId: string, content: Uint8Array, fileName = '书面回复.pdf') =>
    send<OutputOf<'matterFiles.register'>>(matters, 'matterFiles.register', {
      principal: office,
      params: { tenantId: TENANT, matterId },
      body: {
        purpose: 'reply',
        fileName,
        size: content.length,
        sha256: sha256(content),
        contentType: 'application/pdf',
      },
    });
  const sent = async (matterId: string, content: Uint8Array, fileName?: string) => {
    const { body } = await register(matterId, content, fileName);
    const { url, headers } = body.upload;
    expect((await fetch(url, { method: 'PUT', headers, body: Buffer.from(content) })).status).toBe(200);
    await scene.deliver();
    const params = { tenantId: TENANT, matterId, fileId: body.file.id };
    const { body: file } = await send<OutputOf<'matterFiles.get'>>(matters, 'matterFiles.get', {
      principal: office,
      params,
    });
    return { params, file };
  };

  it('is checked, kept in the vault and can be fetched', async () => {
    const content = pdfOf('回复');
    const { params, file } = await sent(await issue(), content);
    expect(file).toMatchObject({ status: 'verified', purpose: 'reply' });
    expect(await scene.content(sha256(content))).toMatchObject({ fileName: '书面回复.pdf' });
    const { body } = await send<OutputOf<'matterFiles.download'>>(matters, 'matterFiles.download', {
      principal: office,
      params,
    });
    expect(Buffer.from(await (await fetch(body.url)).arrayBuffer()).equals(content)).toBe(true);
  });

  it('is refused when it is not what its name says, and the reason is told', async () => {
    const { file } = await sent(await issue(), Buffer.from('no pdf at all'));
    expect(file).toMatchObject({ status: 'refused', refusal: { code: 'type_mismatch' } });
  });

  it('whose upload is told again, late and twice at a time, is kept once and changes nothing', async () => {
    const id = await issue();
    const content = pdfOf('迟到的通知');
    const { params, file } = await sent(id, content);
    const kept = await scene.content(sha256(content));
    const intake = await scene.intakeKeys();
    const trail = async () =>
      (await openMatter(scene.engine.table, scope, 'order', id))?.trail.map(({ type }) => type);
    const before = await trail();
    expect(before?.filter((type) => type === 'matter.file_verified')).toHaveLength(1);
    await scene.redeliver();
    expect(await trail()).toEqual(before);
    // Later, when the paper has been taken back and the matter has ended.
    await send(matters, 'matterFiles.withdraw', { principal: office, params, body: { reason: '传错' } });
    await close(id);
    const ended = await trail();
    await scene.redeliver();
    expect(await trail()).toEqual(ended);
    // Neither its day of storing nor its lock or version has moved.
    expect(await scene.content(sha256(content))).toEqual(kept);
    expect(await scene.intakeKeys()).toEqual(intake);
    expect(file.status).toBe('verified');
  });

  it('is not taken any more once the matter has ended', async () => {
    const id = await issue();
    await close(id);
    const { status, body } = await register(id, pdfOf('晚了'));
    expect([status, (body as unknown as { code: string }).code]).toEqual([409, 'matter_closed']);
  });
});

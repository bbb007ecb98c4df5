import type { OutputOf } from '@xuncha/contracts';
import { type Notification, roleAssignee, userAssignee } from '@xuncha/domain';
import { newId, notificationItem } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { useEnvironment } from '../../../test/engine/environment.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

const TENANT = 'beihe';
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office' });
const colleague = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office-2' });
const secretary = personOf(TENANT, ['party_secretary'], { userId: 'beihe-secretary' });

let engine: TestTable;
let identity: ApiHandler;
beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  identity = (await import('./identity.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: TENANT, name: '北河采油厂', departments: ['财务部'] });
});
afterAll(() => engine.stop());

const tell = async (assignee: string, on: string, subjectId = newId()): Promise<void> => {
  const line: Notification = {
    tenantId: TENANT,
    tenantName: '北河采油厂',
    subject: { type: 'finding', id: subjectId },
    no: '1',
    title: '招标程序不规范',
    why: '整改中',
    due: '2025-03-15',
    rung: `${on}@2025-03-15`,
    on,
    overdue: false,
  };
  await engine.table.put({ put: notificationItem(TENANT, assignee, line) });
};
const linesFor = async (principal = office) =>
  (await send<OutputOf<'notifications.list'>>(identity, 'notifications.list', { principal })).body;

it('are those of the person and of the person’s roles, newest first, each once', async () => {
  const shared = newId();
  await tell(roleAssignee('rectification_office'), '2025-03-08', shared);
  await tell(userAssignee('beihe-office'), '2025-03-08', shared);
  await tell(roleAssignee('rectification_office'), '2025-03-12');
  await tell(roleAssignee('party_secretary'), '2025-03-14');
  const { items, unread } = await linesFor();
  expect(items.map(({ on }) => on)).toEqual(['2025-03-12', '2025-03-08']);
  expect(unread).toBe(2);
  expect((await linesFor(secretary)).items.map(({ on }) => on)).toEqual(['2025-03-14']);
});

it('are seen by who has seen them, and by nobody else', async () => {
  const { items } = await linesFor();
  const [first] = items;
  const { body } = await send<OutputOf<'notifications.markSeen'>>(identity, 'notifications.markSeen', {
    principal: office,
    body: { ids: [first?.id ?? '', '2025-01-01#nobody#before-1'] },
  });
  expect(body.unread).toBe(1);
  expect((await linesFor()).items.map(({ unread }) => unread)).toEqual([false, true]);
  expect((await linesFor(colleague)).unread).toBe(2);
});

it('come by mail only to an address the person gave', async () => {
  const set = (body: Record<string, unknown>) =>
    send<{ code?: string; field?: string }>(identity, 'preferences.set', { principal: office, body });
  expect(await set({ digest: true })).toMatchObject({
    status: 422,
    body: { code: 'email_missing', field: 'email' },
  });
  await set({ digest: false, email: 'office@beihe.example' });
  const { body } = await send(identity, 'preferences.get', { principal: office });
  expect(body).toEqual({ digest: false, email: 'office@beihe.example' });
  expect((await send(identity, 'preferences.get', { principal: colleague })).body).toEqual({ digest: true });
});

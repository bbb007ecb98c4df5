import { randomUUID } from 'node:crypto';
import { authorize, type DepartmentDraft, systemScope, verifyChain } from '@xuncha/domain';
import {
  keys,
  listDepartments,
  listMembers,
  listTenantEvents,
  readRegistered,
  readTenant,
} from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROVISIONING_STEPS as WORKFLOW_STEPS } from '../../infra/provisioning.asl.ts';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import { startTestObjects, type TestObjects } from '../../test/engine/objects.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createGroup, type NewGroup } from './create-group.ts';
import { PROVISIONING_STEPS, runProvisioningStep } from './provisioning-steps.ts';

let engine: TestTable;
let objects: TestObjects;
let tenants: ApiHandler;
let provision: (payload: { step: (typeof PROVISIONING_STEPS)[number]; tenantId: string }) => Promise<void>;

const groupAdmin = personOf(HQ_TENANT, ['group_admin'], { userId: 'hq-admin', name: '秦管理' });
const GROUP: NewGroup = {
  tenantId: HQ_TENANT,
  name: '集团公司',
  departments: [{ name: '巡察办公室' }, { name: '财务部' }],
  routing: { 合同管理: '财务部' },
  admin: { login: 'hq-admin', name: '秦管理' },
};

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  useEnvironment({ table: engine, objects });
  tenants = (await import('../api/tenants/tenants.lambda.ts')).handler;
  provision = (await import('./provision.lambda.ts')).handler;
  const founded = await createGroup(engine.table, GROUP, '2025-01-02T03:04:05.000Z');
  expect(founded).toEqual({ ok: true, value: true });
  const archives = (await import('../api/archives/archives.lambda.ts')).handler;
  const set = await send(archives, 'archives.setApproval', {
    principal: groupAdmin,
    params: { tenantId: HQ_TENANT },
    body: { approval: 'leading_group' },
  });
  expect(set.status).toBe(200);
});
afterAll(async () => {
  await objects.stop();
  await engine.stop();
});

/** A tree with as many departments as asked for, four levels deep. */
const treeOf = (count: number): DepartmentDraft[] => [
  {
    name: '机关',
    children: [{ name: '作业区', children: [{ name: '班组', children: [{ name: '岗位' }] }] }],
  },
  ...Array.from({ length: count - 4 }, (_, index) => ({ name: `部门${index}` })),
];

const announce = (code: string, departments = 5, idempotencyKey: string = randomUUID()) =>
  send(tenants, 'tenants.provision', {
    principal: groupAdmin,
    body: {
      code,
      name: `单位${code}`,
      org: treeOf(departments),
      admin: { login: `${code}-admin`, name: '单位管理员' },
    },
    idempotencyKey,
  });

test('the workflow names exactly the steps there are, in their order', () => {
  expect(WORKFLOW_STEPS.map(({ step }) => step)).toEqual([...PROVISIONING_STEPS]);
});

describe('a subsidiary', () => {
  test('goes through all steps, repeated and at once, and is made exactly once', async () => {
    const answer = await announce('alpha', 230);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ tenantId: 'alpha', status: 'provisioning' });
    for (const step of PROVISIONING_STEPS) {
      await Promise.all([provision({ step, tenantId: 'alpha' }), provision({ step, tenantId: 'alpha' })]);
      await provision({ step, tenantId: 'alpha' });
    }
    for (const step of PROVISIONING_STEPS) await provision({ step, tenantId: 'alpha' });
    const scope = systemScope('provisioning', 'alpha');
    const departments = await listDepartments(engine.table, scope);
    expect(departments).toHaveLength(230);
    const byName = new Map(departments.map((department) => [department.name, department]));
    expect(byName.get('岗位')?.parentId).toBe(byName.get('班组')?.id);
    expect(await listMembers(engine.table, scope)).toEqual([
      expect.objectContaining({ login: 'alpha-admin', roles: ['tenant_admin'], status: 'active' }),
    ]);
    expect(await readTenant(engine.table, 'alpha')).toMatchObject({
      kind: 'subsidiary',
      status: 'active',
      routing: (await readTenant(engine.table, HQ_TENANT))?.routing,
      exportApproval: 'leading_group',
    });
    const registered = await readRegistered(engine.table, HQ_TENANT, 'alpha');
    expect(registered).toMatchObject({ status: 'active', exportApproval: 'leading_group', version: 2 });
    expect(registered?.request).toBeUndefined();
    const events = await listTenantEvents(engine.table, 'alpha');
    expect(events.map(({ type }) => type)).toEqual(['tenant.reserved', 'member.added', 'tenant.activated']);
    expect(events.map(({ actor }) => actor.name)).toEqual(['秦管理', '秦管理', '秦管理']);
    expect(verifyChain(events)).toMatchObject({ ok: true });
    expect((await listTenantEvents(engine.table, HQ_TENANT)).map(({ type }) => type)).toContain(
      'tenant.provision_requested',
    );
  });

  test('is not usable before the last step, whatever has been made already', async () => {
    await announce('beta');
    for (const step of PROVISIONING_STEPS.slice(0, -1)) {
      await provision({ step, tenantId: 'beta' });
      expect((await readTenant(engine.table, 'beta'))?.status).toBe('provisioning');
      expect((await readRegistered(engine.table, HQ_TENANT, 'beta'))?.status).toBe('provisioning');
    }
    const shown = await send(tenants, 'tenants.get', { principal: groupAdmin, params: { tenantId: 'beta' } });
    expect(shown.body).toMatchObject({ status: 'provisioning' });
    expect(shown.body.departments).toHaveLength(5);
    const added = await send(tenants, 'departments.add', {
      principal: groupAdmin,
      params: { tenantId: 'beta' },
      body: { name: '新部门' },
    });
    expect([added.status, added.body.code]).toEqual([409, 'tenant_state']);
    await provision({ step: 'activate', tenantId: 'beta' });
    expect((await readTenant(engine.table, 'beta'))?.status).toBe('active');
  });

  test('whose step stopped in the middle gets only what is missing, and keeps what was changed since', async () => {
    await announce('gamma', 150);
    await provision({ step: 'reserve', tenantId: 'gamma' });
    await provision({ step: 'organisation', tenantId: 'gamma' });
    const scope = systemScope('provisioning', 'gamma');
    const [first, ...others] = await listDepartments(engine.table, scope);
    await engine.table.transact(
      others.slice(0, 60).map(({ id }) => ({ remove: keys.department('gamma', id) })),
    );
    await engine.table.put({
      put: { ...keys.department('gamma', String(first?.id)), kind: 'department', ...first, name: '改名' },
    });
    await provision({ step: 'organisation', tenantId: 'gamma' });
    const departments = await listDepartments(engine.table, scope);
    expect(departments).toHaveLength(150);
    expect(departments[0]?.name).toBe('改名');
  });

  test('that nobody announced can not be made', async () => {
    await expect(provision({ step: 'reserve', tenantId: 'nobody' })).rejects.toThrow('not in the register');
    await expect(
      runProvisioningStep(
        { table: engine.table, hqTenant: HQ_TENANT, now: () => new Date() },
        { step: 'organisation', tenantId: 'nobody' },
      ),
    ).rejects.toThrow('not in the register');
    await announce('delta');
    await expect(provision({ step: 'activate', tenantId: 'delta' })).rejects.toThrow('not been reserved');
  });
});

describe('a tenant code', () => {
  test('is given once: a second request is refused, a repeated one gets its first answer', async () => {
    const key = randomUUID();
    const first = await announce('epsilon', 5, key);
    const again = await announce('epsilon', 5, key);
    expect(again).toMatchObject({ status: 202, body: first.body });
    const other = await announce('epsilon');
    expect([other.status, other.body.code]).toEqual([409, 'tenant_code_taken']);
    expect((await announce(HQ_TENANT)).body.code).toBe('tenant_code_taken');
  });

  test('asked for by two at once goes to one of them', async () => {
    const answers = await Promise.all([announce('zeta'), announce('zeta'), announce('zeta')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  });
});

test('a group is founded once; its administrator is a group administrator with the right to provision', async () => {
  expect(await createGroup(engine.table, { ...GROUP, name: '别名' }, '2025-02-02T00:00:00.000Z')).toEqual({
    ok: true,
    value: false,
  });
  expect((await readTenant(engine.table, HQ_TENANT))?.name).toBe('集团公司');
  expect(authorize(groupAdmin, 'tenant.provision', HQ_TENANT).ok).toBe(true);
});

import { randomUUID } from 'node:crypto';
import type { OutputOf } from '@xuncha/contracts';
import { type Finding, GROUP_ISSUER, shanghaiDateOf, verifyChain } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  createWrite,
  findingToItem,
  listTenantEvents,
  newId,
  projectChanges,
  readIssuer,
  readRegistered,
  readTenant,
} from '@xuncha/store';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { streamRecords } from '../../../test/engine/stream-records.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { createAuthorizer } from '../../authorizer/authorizer.ts';
import { createProjections } from '../../projections/projections.ts';

type Detail = OutputOf<'tenants.get'>;
type Member = OutputOf<'members.add'>;
type Problem = { code: string; field?: string };

let engine: TestTable;
let tenants: ApiHandler;
const hqAdmin = personOf(HQ_TENANT, ['group_admin'], { userId: 'hq-admin', name: '秦管理' });
const inspection = personOf(HQ_TENANT, ['inspection_office']);
const adminOf = (tenantId: string) => personOf(tenantId, ['tenant_admin'], { userId: `${tenantId}-admin` });

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  tenants = (await import('./tenants.lambda.ts')).handler;
  await foundGroup(engine.table);
});
afterAll(() => engine.stop());

/** A ready subsidiary of its own for a test, so that tests don't see each other's people. */
let made = 0;
const freshTenant = async (): Promise<{ tenantId: string; departments: Detail['departments'] }> => {
  made += 1;
  const tenantId = `unit${made}`;
  await openTenant(engine.table, {
    tenantId,
    name: `第${made}采油厂`,
    departments: ['党群工作部', '财务部'],
  });
  const { body } = await send<Detail>(tenants, 'tenants.get', {
    principal: adminOf(tenantId),
    params: { tenantId },
  });
  return { tenantId, departments: body.departments };
};

const addMember = (tenantId: string, login: string, fields: Record<string, unknown> = {}) =>
  send<Member & Problem>(tenants, 'members.add', {
    principal: adminOf(tenantId),
    params: { tenantId },
    body: { login, name: '新人', roles: ['rectification_office'], ...fields },
  });

const membersOf = async (tenantId: string): Promise<Member[]> => {
  const { body } = await send<{ items: Member[] }>(tenants, 'members.list', {
    principal: adminOf(tenantId),
    params: { tenantId },
  });
  return body.items;
};

describe('members', () => {
  test('are added, changed and removed; the record and the chain keep all of it', async () => {
    const { tenantId, departments } = await freshTenant();
    const added = await addMember(tenantId, 'wang', { title: '主任', roles: ['rectification_office'] });
    expect(added).toMatchObject({ status: 201, body: { userId: 'wang', status: 'active', title: '主任' } });
    const changed = await send<Member>(tenants, 'members.change', {
      principal: adminOf(tenantId),
      params: { tenantId, membershipId: added.body.id },
      body: { name: '王新', roles: ['handler', 'handler'], departmentId: departments[0]?.id },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: '王新', roles: ['handler'], login: 'wang' } });
    expect(changed.body.title).toBeUndefined();
    const removed = await send<Member>(tenants, 'members.remove', {
      principal: adminOf(tenantId),
      params: { tenantId, membershipId: added.body.id },
      body: { reason: '调离' },
    });
    expect(removed.body.status).toBe('removed');
    expect((await membersOf(tenantId)).find(({ id }) => id === added.body.id)?.status).toBe('removed');
    const gone = await send(tenants, 'members.change', {
      principal: adminOf(tenantId),
      params: { tenantId, membershipId: added.body.id },
      body: { name: '王新', roles: ['rectification_office'] },
    });
    expect(gone.status).toBe(404);
    const again = await addMember(tenantId, 'wang');
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(added.body.id);
    const events = await listTenantEvents(engine.table, tenantId);
    expect(events.map(({ type }) => type).slice(3)).toEqual([
      'member.added',
      'member.changed',
      'member.removed',
      'member.added',
    ]);
    expect(verifyChain(events)).toMatchObject({ ok: true });
  });

  test.each([
    ['role_misfit', { roles: ['group_admin'] }],
    ['department_missing', { roles: ['handler'] }],
    ['department_unknown', { roles: ['handler'], departmentId: '01jzzzzzzzzzzzzzzzzzzzzzzz' }],
    ['auditor_end_missing', { roles: ['auditor'] }],
    ['validity_reversed', { validFrom: '2025-03-02', validTo: '2025-03-01' }],
  ])('are refused with %s when the rule says so', async (code, fields) => {
    const { tenantId } = await freshTenant();
    const answer = await addMember(tenantId, 'wrong', fields);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(await membersOf(tenantId)).toHaveLength(1);
  });

  test('are one per login: twice is refused, the same request again is not', async () => {
    const { tenantId } = await freshTenant();
    const request = {
      principal: adminOf(tenantId),
      params: { tenantId },
      body: { login: 'li', name: '李一', roles: ['rectification_office'] },
      idempotencyKey: randomUUID(),
    };
    const first = await send<Member>(tenants, 'members.add', request);
    const again = await send<Member>(tenants, 'members.add', request);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect((await addMember(tenantId, 'li')).body.code).toBe('member_exists');
    const racing = await Promise.all([1, 2, 3, 4].map(() => addMember(tenantId, 'zhao')));
    expect(racing.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect((await membersOf(tenantId)).filter(({ login }) => login === 'zhao')).toHaveLength(1);
  });

  test('never lose their last administrator, also when two remove each other at once', async () => {
    const { tenantId } = await freshTenant();
    const [first] = await membersOf(tenantId);
    const remove = (membershipId: string | undefined) =>
      send<Problem>(tenants, 'members.remove', {
        principal: adminOf(tenantId),
        params: { tenantId, membershipId: String(membershipId) },
        body: { reason: '调离' },
      });
    expect((await remove(first?.id)).body.code).toBe('last_admin');
    const demoted = await send<Problem>(tenants, 'members.change', {
      principal: adminOf(tenantId),
      params: { tenantId, membershipId: String(first?.id) },
      body: { name: '不管了', roles: ['rectification_office'] },
    });
    expect([demoted.status, demoted.body.code]).toEqual([409, 'last_admin']);
    // Nor by a term that runs out: neither their own, nor because only a temporary one would be left.
    const limit = (roles: readonly string[], dates: Record<string, string>) =>
      send<Problem>(tenants, 'members.change', {
        principal: adminOf(tenantId),
        params: { tenantId, membershipId: String(first?.id) },
        body: { name: '管理员', roles, ...dates },
      });
    expect((await limit(['tenant_admin'], { validTo: '2099-12-31' })).body.code).toBe('last_admin');
    expect((await limit(['tenant_admin'], { validFrom: '2099-12-31' })).body.code).toBe('last_admin');
    await addMember(tenantId, 'temporary', { roles: ['tenant_admin'], validTo: '2099-12-31' });
    expect((await remove(first?.id)).body.code).toBe('last_admin');
    const second = await addMember(tenantId, 'second', { roles: ['tenant_admin'] });
    const racing = await Promise.all([remove(first?.id), remove(second.body.id)]);
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('of another tenant look as if they did not exist', async () => {
    const [one, other] = [await freshTenant(), await freshTenant()];
    const [member] = await membersOf(other.tenantId);
    const stranger = adminOf(one.tenantId);
    const params = { tenantId: other.tenantId, membershipId: String(member?.id) };
    const body = { reason: '试' };
    const foreign = await send(tenants, 'members.remove', { principal: stranger, params, body });
    const unknown = await send(tenants, 'members.remove', {
      principal: stranger,
      params: { ...params, tenantId: 'nosuch' },
      body,
    });
    const borrowed = await send(tenants, 'members.remove', {
      principal: stranger,
      params: { ...params, tenantId: one.tenantId },
      body,
    });
    for (const answer of [foreign, unknown, borrowed])
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect((await membersOf(other.tenantId))[0]?.status).toBe('active');
  });

  test('are paged with a cursor that works for their own tenant only', async () => {
    const [{ tenantId }, other] = [await freshTenant(), await freshTenant()];
    for (const login of ['a1', 'a2', 'a3', 'a4']) await addMember(tenantId, login);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: { body: { items: Member[]; next?: string } } = await send(tenants, 'members.list', {
        principal: adminOf(tenantId),
        params: { tenantId },
        query: { limit: '2', ...(cursor ? { cursor } : {}) },
      });
      expect(page.body.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.body.items.map(({ login }) => login));
      if (page.body.next) {
        const foreign = await send(tenants, 'members.list', {
          principal: adminOf(other.tenantId),
          params: { tenantId: other.tenantId },
          query: { cursor: page.body.next },
        });
        expect([foreign.status, foreign.body.code]).toEqual([400, 'invalid_cursor']);
      }
      cursor = page.body.next;
    } while (cursor);
    expect(seen.sort()).toEqual([`${tenantId}-admin`, 'a1', 'a2', 'a3', 'a4'].sort());
  });

  test('of HQ are managed by the group administrator, who may also help a subsidiary', async () => {
    const { tenantId } = await freshTenant();
    const auditor = await send<Member>(tenants, 'members.add', {
      principal: hqAdmin,
      params: { tenantId: HQ_TENANT },
      body: {
        login: 'auditor-1',
        name: '审计员',
        roles: ['auditor'],
        validTo: '2099-12-31',
        scope: { tenants: [tenantId] },
      },
    });
    expect(auditor).toMatchObject({ status: 201, body: { scope: { tenants: [tenantId] } } });
    const helped = await send(tenants, 'members.add', {
      principal: hqAdmin,
      params: { tenantId },
      body: { login: 'helped', name: '新任管理员', roles: ['tenant_admin'] },
    });
    expect(helped.status).toBe(201);
  });
});

describe('an auditor’s limit to rounds (A06)', () => {
  const published = async (tenantId: string, round: string, status: 'draft' | 'published' = 'published') => {
    const batch: Batch = {
      id: newId(),
      tenantId,
      round,
      title: '第一批反馈',
      status,
      findings: 1,
      delivered: 1,
      createdAt: '2025-01-06T02:00:00.000Z',
      createdByName: '巡察办',
      version: 1,
    };
    await engine.table.transact([createWrite(BATCHES, batch)]);
    const records = streamRecords([{ after: { ...batch, kind: BATCHES.kind } }]);
    const project = createProjections({ table: engine.table, hqTenant: HQ_TENANT, now: () => new Date() });
    // As the stream may: twice.
    for (let times = 0; times < 2; times += 1) await project({ Records: records });
  };
  let login = 0;
  const limited = (scope: object, tenantId = HQ_TENANT) =>
    send<Member & Problem>(tenants, 'members.add', {
      principal: hqAdmin,
      params: { tenantId },
      body: { login: `limited-${login++}`, name: '审计员', roles: ['auditor'], validTo: '2099-12-31', scope },
    });

  test('is chosen from the rounds that were fed back to the units; another is refused by its field', async () => {
    const { tenantId } = await freshTenant();
    const other = await freshTenant();
    await published(tenantId, '2031年第一轮');
    await published(tenantId, '2031年第二轮', 'draft');
    await published(other.tenantId, '2032年第一轮');
    const known = await send<{ rounds: { round: string; tenantIds: string[] }[] }>(
      tenants,
      'members.rounds',
      {
        principal: hqAdmin,
        params: { tenantId: HQ_TENANT },
      },
    );
    expect(known.body.rounds).toContainEqual({ round: '2031年第一轮', tenantIds: [tenantId] });
    expect(known.body.rounds.map(({ round }) => round)).not.toContain('2031年第二轮');
    expect((await limited({ rounds: ['2031年第一轮'] })).status).toBe(201);
    expect((await limited({ tenants: [tenantId], rounds: ['2031年第一轮'] })).status).toBe(201);
    for (const scope of [
      { rounds: ['2031年第 一轮'] },
      { rounds: ['2031年第二轮'] },
      { tenants: [other.tenantId], rounds: ['2031年第一轮'] },
    ])
      expect(await limited(scope)).toMatchObject({
        status: 422,
        body: { code: 'round_unknown', field: 'scope.rounds' },
      });
  });

  test('holds for a changed membership and for a unit’s own auditor', async () => {
    const { tenantId } = await freshTenant();
    await published(tenantId, '2033年第一轮');
    const own = await limited({ rounds: ['2033年第一轮'] }, tenantId);
    expect(own.status).toBe(201);
    expect((await limited({ rounds: ['2031年第一轮'] }, tenantId)).body.code).toBe('round_unknown');
    const changed = await send<Problem>(tenants, 'members.change', {
      principal: hqAdmin,
      params: { tenantId, membershipId: own.body.id },
      body: { name: '审计员', roles: ['auditor'], validTo: '2099-12-31', scope: { rounds: ['没有这一轮'] } },
    });
    expect(changed).toMatchObject({ status: 422, body: { code: 'round_unknown' } });
  });
});

describe('departments', () => {
  test('are added below one another, with names that occur once', async () => {
    const { tenantId, departments } = await freshTenant();
    const add = (body: Record<string, unknown>) =>
      send<Detail['departments'][number] & Problem>(tenants, 'departments.add', {
        principal: adminOf(tenantId),
        params: { tenantId },
        body,
      });
    const child = await add({ name: '核算科', parentId: departments[1]?.id });
    expect(child).toMatchObject({ status: 201, body: { order: 3, parentId: departments[1]?.id } });
    expect((await add({ name: '核算科' })).body.code).toBe('org_name_repeated');
    expect((await add({ name: '某科', parentId: '01jzzzzzzzzzzzzzzzzzzzzzzz' })).body.code).toBe(
      'department_unknown',
    );
    let parentId = child.body.id;
    for (let depth = 3; depth <= 8; depth += 1) {
      const next = await add({ name: `第${depth}级`, parentId });
      expect(next.status).toBe(201);
      parentId = next.body.id;
    }
    expect((await add({ name: '第9级', parentId })).body.code).toBe('org_too_deep');
  });
});

describe('settings', () => {
  test('policy: a new version each time, the decision levels stay', async () => {
    const { tenantId } = await freshTenant();
    const set = (gates: string[], principal = hqAdmin) =>
      send<Detail['policy'] & Problem>(tenants, 'tenants.setPolicy', {
        principal,
        params: { tenantId },
        body: {
          gates,
          limits: { evidence_check: 3, consultation: 5, party_committee: 5, leading_group: 5 },
        },
      });
    const short = await set(['application', 'party_committee', 'leading_group']);
    expect(short).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await set(['application', 'leading_group'])).body.code).toBe('policy_gate_missing');
    expect((await set(['leading_group', 'application'])).body.code).toBe('policy_order');
    expect((await set([], adminOf(tenantId))).status).toBe(403);
    const shown = await send<Detail>(tenants, 'tenants.get', {
      principal: adminOf(tenantId),
      params: { tenantId },
    });
    expect(shown.body.policy).toEqual(short.body);
    expect(shown.headers.etag).toBe(short.headers.etag);
  });

  test('routing: categories lead to departments of HQ', async () => {
    const { tenantId, departments } = await freshTenant();
    const hq = await send<Detail>(tenants, 'tenants.get', {
      principal: hqAdmin,
      params: { tenantId: HQ_TENANT },
    });
    const set = (departmentId: string | undefined) =>
      send<{ routes: unknown[] } & Problem>(tenants, 'tenants.setRouting', {
        principal: hqAdmin,
        params: { tenantId },
        body: { routes: [{ category: '合同管理', departmentId }] },
      });
    const departmentId = hq.body.departments[0]?.id;
    expect((await set(departmentId)).body).toEqual({ routes: [{ category: '合同管理', departmentId }] });
    const own = await set(departments[0]?.id);
    expect([own.status, own.body.code, own.body.field]).toEqual([
      422,
      'department_unknown',
      'routes.0.departmentId',
    ]);
    expect((await readTenant(engine.table, tenantId))?.routing).toEqual({ 合同管理: departmentId });
  });
});

describe('a unit’s own sign-in (A01)', () => {
  const provider = {
    issuer: 'https://sso.beihe.example.cn/realms/main',
    audience: 'xuncha',
    clientId: 'xuncha-web',
    scope: 'openid profile',
    loginClaim: 'preferred_username' as const,
  };
  const register = (tenantId: string, over: object | null = {}, principal = hqAdmin) =>
    send<Problem & { provider: typeof provider | null }>(tenants, 'tenants.setIdentityProvider', {
      principal,
      params: { tenantId },
      body: { provider: over && { ...provider, ...over } },
    });

  test('is registered by HQ for one unit, recorded on both sides, shown and taken away', async () => {
    const [{ tenantId }, other] = [await freshTenant(), await freshTenant()];
    expect((await register(tenantId, {}, adminOf(tenantId))).status).toBe(403);
    expect(await register(tenantId)).toMatchObject({ status: 200, body: { provider } });
    const detail = () =>
      send<Detail>(tenants, 'tenants.get', { principal: adminOf(tenantId), params: { tenantId } });
    expect((await detail()).body.identityProvider).toEqual(provider);
    expect(await readIssuer(engine.table, HQ_TENANT, provider.issuer)).toMatchObject({
      tenantId,
      ...provider,
    });
    expect((await register(other.tenantId)).body.code).toBe('issuer_taken');
    // A change of address leaves no entry of the old one behind.
    const moved = 'https://sso.beihe.example.cn/realms/new';
    expect((await register(tenantId, { issuer: moved })).status).toBe(200);
    expect(await readIssuer(engine.table, HQ_TENANT, provider.issuer)).toBeUndefined();
    expect((await register(other.tenantId)).status).toBe(200);
    for (const id of [tenantId, other.tenantId])
      expect(await register(id, null)).toMatchObject({ status: 200, body: { provider: null } });
    expect(await readIssuer(engine.table, HQ_TENANT, moved)).toBeUndefined();
    expect((await detail()).body.identityProvider).toBeUndefined();
    for (const chain of [tenantId, HQ_TENANT]) {
      const events = await listTenantEvents(engine.table, chain);
      expect(events.some(({ type }) => type === 'tenant.identity_provider_set')).toBe(true);
      expect(verifyChain(events)).toMatchObject({ ok: true });
    }
  });

  test.each([
    ['issuer_invalid', { issuer: 'sso.beihe.example.cn' }],
    ['issuer_invalid', { issuer: 'https://sso.beihe.example.cn?a=b' }],
    ['issuer_not_allowed', { issuer: 'http://sso.beihe.example.cn' }],
    ['issuer_not_allowed', { issuer: 'https://sso.beihe.example.cn.evil.example' }],
    ['issuer_not_allowed', { issuer: 'https://sso.beihe.example.cn@evil.example' }],
    ['issuer_not_allowed', { issuer: 'https://127.0.0.1' }],
  ])('is refused with %s: %o', async (code, over) => {
    const { tenantId } = await freshTenant();
    expect((await register(tenantId, over)).body.code).toBe(code);
    expect((await register(HQ_TENANT)).body.code).toBe('group_provider');
  });

  test('names people beside those of the group: equal names are two people', async () => {
    const { tenantId } = await freshTenant();
    expect((await addMember(tenantId, 'zhang', { signIn: 'own' })).body.code).toBe('own_provider_missing');
    await register(tenantId);
    const [own, group] = [
      await addMember(tenantId, 'zhang', { signIn: 'own' }),
      await addMember(tenantId, 'zhang'),
    ];
    expect([own.status, group.status]).toEqual([201, 201]);
    expect(own.body).toMatchObject({ login: 'zhang', signIn: 'own' });
    expect(group.body).toMatchObject({ login: 'zhang', signIn: 'group', userId: 'zhang' });
    expect(own.body.userId).not.toBe('zhang');
    expect((await addMember(tenantId, 'zhang', { signIn: 'own' })).body.code).toBe('member_exists');
    // Their place follows the issuer, also after a change of roles.
    const changed = await send<Member>(tenants, 'members.change', {
      principal: adminOf(tenantId),
      params: { tenantId, membershipId: own.body.id },
      body: { name: '张三', roles: ['rectification_office'] },
    });
    expect(changed.body).toMatchObject({ signIn: 'own', userId: own.body.userId });
    await register(tenantId, null);
  });
});

describe('suspension', () => {
  const authorizer = () =>
    createAuthorizer({
      table: engine.table,
      verify: async (token) => ({ issuer: GROUP_ISSUER, login: token.split('.')[1] ?? '' }),
      now: () => new Date(),
      admit: async () => undefined,
      vend: async () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '', expiration: '' }),
    });
  const signIn = async (login: string): Promise<string | undefined> => {
    const event: Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'methodArn'> = {
      headers: { Authorization: `Bearer a.${login}.c` },
      methodArn: 'arn:aws:execute-api:cn-north-1:000000000000:api/v1/GET/me',
    };
    const { policyDocument } = await authorizer()(event as APIGatewayRequestAuthorizerEvent);
    const [statement] = policyDocument.Statement;
    return statement?.Effect;
  };

  test('stops sign-in at the next request, resuming lets people in again, both chains tell', async () => {
    const { tenantId } = await freshTenant();
    expect(await signIn(`${tenantId}-admin`)).toBe('Allow');
    const request = {
      principal: hqAdmin,
      params: { tenantId },
      body: { reason: '机构改革' },
      idempotencyKey: randomUUID(),
    };
    const suspended = await send(tenants, 'tenants.suspend', request);
    expect(suspended).toMatchObject({
      status: 200,
      body: { status: 'suspended', suspendedReason: '机构改革' },
    });
    expect(await signIn(`${tenantId}-admin`)).toBe('Deny');
    expect((await send(tenants, 'tenants.suspend', request)).body).toEqual(suspended.body);
    const twice = await send(tenants, 'tenants.suspend', { ...request, idempotencyKey: randomUUID() });
    expect([twice.status, twice.body.code]).toEqual([409, 'tenant_state']);
    const resumed = await send(tenants, 'tenants.resume', {
      ...request,
      body: { reason: '改革完成' },
      idempotencyKey: randomUUID(),
    });
    expect(resumed.body).toMatchObject({ status: 'active' });
    expect(resumed.body.suspendedReason).toBeUndefined();
    expect(await signIn(`${tenantId}-admin`)).toBe('Allow');
    expect((await readRegistered(engine.table, HQ_TENANT, tenantId))?.status).toBe('active');
    const own = await listTenantEvents(engine.table, tenantId);
    const hq = await listTenantEvents(engine.table, HQ_TENANT);
    expect(own.map(({ type }) => type).slice(-2)).toEqual(['tenant.suspended', 'tenant.resumed']);
    expect(
      hq.filter(({ data }) => JSON.stringify(data).includes(`"${tenantId}"`)).map(({ type }) => type),
    ).toEqual(['tenant.provision_requested', 'tenant.activated', 'tenant.suspended', 'tenant.resumed']);
    expect([verifyChain(own), verifyChain(hq)]).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test('is for group administrators, and never for HQ itself', async () => {
    const { tenantId } = await freshTenant();
    const body = { reason: '试' };
    for (const principal of [adminOf(tenantId), inspection]) {
      const answer = await send(tenants, 'tenants.suspend', { principal, params: { tenantId }, body });
      expect([403, 404]).toContain(answer.status);
    }
    const hq = await send(tenants, 'tenants.suspend', {
      principal: hqAdmin,
      params: { tenantId: HQ_TENANT },
      body,
    });
    expect(hq.status).toBe(404);
    expect((await readTenant(engine.table, HQ_TENANT))?.status).toBe('active');
  });
});

describe('numbers', () => {
  const today = shanghaiDateOf(new Date());
  const finding = (tenantId: string, id: string, fields: Partial<Finding>): Finding => ({
    tenantId,
    id,
    batchId: '01jbatch00000000000000000a',
    round: '2025年第一轮',
    no: '1',
    title: '问题',
    termClass: 'time_limited',
    state: 'rectifying',
    responsibility: { supportingDepartments: [] },
    measureCount: 0,
    measureDone: 0,
    progress: 0,
    caseIds: [],
    parents: [],
    children: [],
    createdAt: '2025-01-01T00:00:00.000Z',
    updatedAt: '2025-01-01T00:00:00.000Z',
    version: 1,
    auditSeq: 1,
    auditHash: '',
    ...fields,
  });
  const project = async (tenantId: string, findings: readonly Finding[]): Promise<void> => {
    for (const one of findings) await engine.table.put({ put: findingToItem(one) });
    await projectChanges(engine.table, {
      tenantId,
      hqTenantId: HQ_TENANT,
      shard: 'shard-1',
      at: new Date().toISOString(),
      today,
      changes: findings.map((after, index) => ({ after, sequence: String(index + 1) })),
    });
  };

  test('of a tenant, of a department and of the batches an auditor may see', async () => {
    const { tenantId, departments } = await freshTenant();
    const [party, finance] = departments;
    const inDepartment = (department: typeof party) => ({
      supportingDepartments: [],
      departmentId: department?.id,
      departmentName: department?.name,
    });
    await project(tenantId, [
      finding(tenantId, 'f1', { dueDate: '2024-01-01', responsibility: inDepartment(party) }),
      finding(tenantId, 'f2', {
        dueDate: today,
        responsibility: inDepartment(finance),
        stage: { outcome: 'accepted', on: today },
      }),
      finding(tenantId, 'f3', {
        state: 'closed',
        dueDate: '2024-01-01',
        responsibility: inDepartment(finance),
        batchId: '01jbatch00000000000000000b',
        rulesBuilt: 3,
      }),
      finding(tenantId, 'f4', { state: 'draft' }),
    ]);
    const overview = async (principal: ReturnType<typeof personOf>) =>
      (await send<OutputOf<'overview.get'>>(tenants, 'overview.get', { principal, params: { tenantId } }))
        .body;
    expect(await overview(adminOf(tenantId))).toEqual({
      counters: { byState: { rectifying: 2, closed: 1, draft: 1 }, open: 2, closed: 1, total: 3 },
      results: { closed: 1, stage: 1, open: 1 },
      rulesByRound: [{ round: '2025年第一轮', count: 3 }],
      overdue: 1,
      dueSoon: 1,
      byDepartment: [
        { departmentId: party?.id, name: '党群工作部', open: 1, closed: 0 },
        { departmentId: finance?.id, name: '财务部', open: 1, closed: 1 },
      ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    });
    const head = personOf(tenantId, ['department_head'], { departmentId: finance?.id });
    expect(await overview(head)).toMatchObject({
      counters: { open: 1, closed: 1, total: 2 },
      results: { closed: 1, stage: 1, open: 0 },
      rulesByRound: [{ round: '2025年第一轮', count: 3 }],
      overdue: 0,
      dueSoon: 1,
      byDepartment: [{ departmentId: finance?.id, open: 1, closed: 1 }],
    });
    const effect = async (principal: ReturnType<typeof personOf>) =>
      (await send<OutputOf<'effect.get'>>(tenants, 'effect.get', { principal, params: { tenantId } })).body;
    expect(await effect(adminOf(tenantId))).toMatchObject({
      steps: { found: 3, closed: 1 },
      cells: expect.arrayContaining([
        expect.objectContaining({ departmentId: finance?.id, departmentName: '财务部', open: 1, closed: 1 }),
      ]),
    });
    const part = await effect(head);
    expect(part).toMatchObject({ steps: { found: 2, closed: 1 } });
    expect(part.cells).toEqual([expect.objectContaining({ departmentId: finance?.id })]);
    expect(part).not.toHaveProperty('recurred');
    const group = async (principal: ReturnType<typeof personOf>) =>
      (await send<OutputOf<'effect.group'>>(tenants, 'effect.group', { principal })).body.units;
    expect((await group(inspection)).find((unit) => unit.tenantId === tenantId)).toMatchObject({
      steps: { found: 3, closed: 1 },
    });
    expect(await group(personOf(HQ_TENANT, ['auditor'], { scope: { tenants: ['another'] } }))).toEqual([]);
    const auditor = personOf(HQ_TENANT, ['auditor'], { scope: { batches: ['01jbatch00000000000000000b'] } });
    expect(await overview(auditor)).toMatchObject({
      counters: { byState: { closed: 1 }, open: 0, closed: 1, total: 1 },
      overdue: 0,
    });
  });

  test('of the group: one row a subsidiary; a limited auditor sees the tenants of the assignment only', async () => {
    const [one, other] = [await freshTenant(), await freshTenant()];
    await project(one.tenantId, [finding(one.tenantId, 'g1', { dueDate: '2024-01-01' })]);
    type Page = { items: OutputOf<'tenants.provision'>[]; next?: string };
    const list = async (principal: ReturnType<typeof personOf>, query: Record<string, string> = {}) =>
      (await send<Page>(tenants, 'tenants.list', { principal, query })).body;
    const all: Page['items'] = [];
    let cursor: string | undefined;
    do {
      const page: Page = await list(inspection, { limit: '3', ...(cursor ? { cursor } : {}) });
      all.push(...page.items);
      cursor = page.next;
    } while (cursor);
    expect(all).toHaveLength(made);
    expect(new Set(all.map(({ tenantId }) => tenantId)).size).toBe(made);
    expect(all.find(({ tenantId }) => tenantId === one.tenantId)).toMatchObject({
      overdue: 1,
      counters: { open: 1, total: 1 },
    });
    const scoped = personOf(HQ_TENANT, ['auditor'], { scope: { tenants: [other.tenantId] } });
    expect((await list(scoped)).items.map(({ tenantId }) => tenantId)).toEqual([other.tenantId]);
    const local = personOf(one.tenantId, ['auditor']);
    // The same line as at HQ, from what a subsidiary can reach itself.
    expect((await list(local)).items).toEqual(all.filter(({ tenantId }) => tenantId === one.tenantId));
    const limited = personOf(one.tenantId, ['auditor'], {
      scope: { batches: ['01jbatch00000000000000000b'] },
    });
    expect((await list(limited)).items.map(({ tenantId, counters }) => [tenantId, counters])).toEqual([
      [one.tenantId, undefined],
    ]);
    expect((await send(tenants, 'tenants.list', { principal: adminOf(one.tenantId) })).status).toBe(403);
  });
});

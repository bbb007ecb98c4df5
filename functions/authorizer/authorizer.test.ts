import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delegation, Membership, Principal } from '@xuncha/domain';
import { delegationWrites, keys, memberWrites, newId, type Table } from '@xuncha/store';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createAuthorizer } from './authorizer.ts';
import { createTokenVerifier } from './verify-token.ts';

let engine: TestTable;
let table: Table;
let provider: Server;
let issuer = '';
let keyPair: Awaited<ReturnType<typeof generateKeyPair>>;
let now = new Date('2025-03-05T02:00:00.000Z');
let authorizer: ReturnType<typeof createAuthorizer>;

beforeAll(async () => {
  engine = await startTestTable();
  table = engine.table;
  keyPair = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keyPair.publicKey)), kid: 'k1', alg: 'RS256' };
  provider = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        request.url?.includes('openid-configuration') ? { jwks_uri: `${issuer}/jwks` } : { keys: [jwk] },
      ),
    );
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  authorizer = createAuthorizer({
    table,
    verify: createTokenVerifier({ issuer, audience: 'xuncha' }),
    now: () => now,
    stage: 'test',
  });
});
afterAll(async () => {
  provider.close();
  await engine.stop();
});

const tokenFor = (
  subject: string,
  over: { audience?: string; issuer?: string; expires?: string; key?: CryptoKey } = {},
) =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject(subject)
    .setIssuer(over.issuer ?? issuer)
    .setAudience(over.audience ?? 'xuncha')
    .setIssuedAt()
    .setExpirationTime(over.expires ?? '5m')
    .sign(over.key ?? keyPair.privateKey);

const ask = async (authorization: string | undefined, membership?: string) => {
  const event = {
    headers: {
      ...(authorization ? { Authorization: authorization } : {}),
      ...(membership ? { 'X-Membership': membership } : {}),
    },
    methodArn: 'arn:aws-cn:execute-api:cn-north-1:1:api/v1/GET/me',
  };
  const answer = await authorizer(event);
  const [statement] = answer.policyDocument.Statement;
  const text = answer.context?.principal;
  return {
    effect: statement && 'Effect' in statement ? statement.Effect : undefined,
    code: answer.context?.code,
    usageKey: answer.usageIdentifierKey,
    principal: typeof text === 'string' ? (JSON.parse(text) as Principal) : undefined,
  };
};
const signIn = async (subject: string, membership?: string) =>
  ask(`Bearer ${await tokenFor(subject)}`, membership);

const openTenant = (tenantId: string, status: 'active' | 'suspended' | 'provisioning' = 'active') =>
  table.put({
    put: {
      ...keys.tenant(tenantId),
      kind: 'tenant',
      tenantKind: 'subsidiary',
      tenantId,
      name: tenantId,
      status,
      version: 1,
    },
  });
const join = async (
  tenantId: string,
  userId: string,
  over: Partial<Membership> = {},
): Promise<Membership> => {
  const member: Membership = {
    tenantId,
    id: newId(),
    userId,
    login: userId,
    name: `姓名${userId}`,
    roles: ['rectification_office'],
    status: 'active',
    ...over,
  };
  await table.transact(memberWrites(member));
  return member;
};
const delegate = async (
  from: Membership,
  to: Membership,
  over: Partial<Delegation> = {},
): Promise<Delegation> => {
  const delegation: Delegation = {
    tenantId: from.tenantId,
    id: newId(),
    fromMembershipId: from.id,
    fromUserId: from.userId,
    fromName: from.name,
    toMembershipId: to.id,
    toUserId: to.userId,
    toName: to.name,
    validFrom: '2025-03-03',
    validTo: '2025-03-07',
    reason: '出差',
    ...over,
  };
  await table.transact(delegationWrites(delegation, to.login));
  return delegation;
};

describe('tokens', () => {
  it('must be there, be ours, be meant for us and still hold', async () => {
    await openTenant('tok');
    await join('tok', 'anna');
    expect((await signIn('anna')).effect).toBe('Allow');
    const stranger = await generateKeyPair('RS256');
    const bad = [
      undefined,
      '',
      'Basic abc',
      'Bearer',
      'Bearer abc',
      `Bearer ${await tokenFor('anna', { audience: 'other' })}`,
      `Bearer ${await tokenFor('anna', { issuer: 'http://evil' })}`,
      `Bearer ${await tokenFor('anna', { expires: '-2m' })}`,
      `Bearer ${await tokenFor('anna', { key: stranger.privateKey })}`,
      `Bearer ${await tokenFor('anna')} extra`,
    ];
    const [header = '', payload = ''] = (await tokenFor('anna')).split('.');
    bad.push(
      `Bearer ${header}.${payload}.`,
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.x`,
    );
    // API Gateway makes 401 of exactly this message.
    for (const authorization of bad)
      await expect(ask(authorization), authorization).rejects.toThrow(/^Unauthorized$/);
  });
});

describe('memberships', () => {
  it('give roles, department and limits as the tenant has them now', async () => {
    await openTenant('now');
    const member = await join('now', 'bert', { departmentId: newId(), scope: { batches: ['b1'] } });
    expect((await signIn('bert')).principal).toEqual({
      userId: 'bert',
      name: '姓名bert',
      membershipId: member.id,
      tenantId: 'now',
      tenantKind: 'subsidiary',
      roles: ['rectification_office'],
      departmentId: member.departmentId,
      scope: { batches: ['b1'] },
    });
    // Only the tenant's own item says what roles a person has.
    await table.put({
      put: { ...keys.member('now', member.id), kind: 'member', ...member, roles: ['handler'] },
    });
    expect((await signIn('bert')).principal?.roles).toEqual(['handler']);
    await table.put({
      put: { ...keys.member('now', member.id), kind: 'member', ...member, status: 'removed' },
    });
    expect(await signIn('bert')).toMatchObject({ effect: 'Deny', code: 'no_membership' });
  });

  it('of others or of nobody are denied', async () => {
    await openTenant('own');
    const other = await join('own', 'carl');
    await join('own', 'dora');
    expect(await signIn('nobody')).toMatchObject({ effect: 'Deny', code: 'no_membership' });
    expect(await signIn('dora', other.id)).toMatchObject({ effect: 'Deny', code: 'no_membership' });
    expect(await signIn('dora', 'x')).toMatchObject({ effect: 'Deny' });
  });

  it('hold between their dates, both included (A06)', async () => {
    await openTenant('dates');
    await join('dates', 'emil', { roles: ['auditor'], validFrom: '2025-03-05', validTo: '2025-03-06' });
    const effects = [];
    // 16:00 UTC is midnight in Shanghai.
    for (const at of [
      '2025-03-04T15:59:59Z',
      '2025-03-04T16:00:00Z',
      '2025-03-06T15:59:59Z',
      '2025-03-06T16:00:00Z',
    ]) {
      now = new Date(at);
      effects.push((await signIn('emil')).effect);
    }
    now = new Date('2025-03-05T02:00:00.000Z');
    expect(effects).toEqual(['Deny', 'Allow', 'Allow', 'Deny']);
  });

  it('of a suspended tenant are denied at the next request, and another tenant’s still work', async () => {
    await openTenant('susp');
    await openTenant('works');
    const one = await join('susp', 'fred');
    expect((await signIn('fred')).effect).toBe('Allow');
    await openTenant('susp', 'suspended');
    expect(await signIn('fred')).toMatchObject({ effect: 'Deny', code: 'tenant_suspended' });
    const two = await join('works', 'fred');
    expect((await signIn('fred')).principal?.membershipId).toBe(two.id);
    expect(await signIn('fred', one.id)).toMatchObject({ effect: 'Deny', code: 'tenant_suspended' });
    await openTenant('prov', 'provisioning');
    await join('prov', 'gina');
    expect((await signIn('gina')).effect).toBe('Deny');
  });
});

describe('request rates', () => {
  it('are counted per tenant of the membership that acts; a denied request is counted for nobody', async () => {
    await openTenant('rate');
    await openTenant('rate2');
    await join('rate', 'lena');
    const other = await join('rate2', 'lena');
    expect((await signIn('lena')).usageKey).toBe('xuncha-test-requests-of-rate');
    expect((await signIn('lena', other.id)).usageKey).toBe('xuncha-test-requests-of-rate2');
    expect((await signIn('nobody')).usageKey).toBeUndefined();
  });
});

describe('substitutes (rule 1, G07)', () => {
  it('act with the absent person’s roles, under both names, and only when they choose to', async () => {
    await openTenant('dlg');
    const absent = await join('dlg', 'hans', { roles: ['party_secretary'] });
    const substitute = await join('dlg', 'ida');
    const delegation = await delegate(absent, substitute);
    expect((await signIn('ida')).principal?.membershipId).toBe(substitute.id);
    expect((await signIn('ida', delegation.id)).principal).toMatchObject({
      userId: 'ida',
      name: '姓名ida',
      membershipId: delegation.id,
      roles: ['party_secretary'],
      onBehalfOf: { userId: 'hans', name: '姓名hans', delegationId: delegation.id },
    });
    expect((await signIn('hans', delegation.id)).effect).toBe('Deny');
  });

  it('act inside the dates only, until revoked, and while both are members', async () => {
    await openTenant('dlg2');
    const absent = await join('dlg2', 'jan', { roles: ['party_secretary'] });
    const substitute = await join('dlg2', 'kai');
    const delegation = await delegate(absent, substitute);
    const effectAt = async (at: string) => {
      now = new Date(at);
      const { effect } = await signIn('kai', delegation.id);
      now = new Date('2025-03-05T02:00:00.000Z');
      return effect;
    };
    expect(await effectAt('2025-03-02T15:59:59Z')).toBe('Deny');
    expect(await effectAt('2025-03-02T16:00:00Z')).toBe('Allow');
    expect(await effectAt('2025-03-07T15:59:59Z')).toBe('Allow');
    expect(await effectAt('2025-03-07T16:00:00Z')).toBe('Deny');
    for (const member of [absent, substitute]) {
      await table.transact(memberWrites({ ...member, status: 'removed' }));
      expect(await effectAt('2025-03-05T02:00:00Z')).toBe('Deny');
      await table.transact(memberWrites(member));
    }
    expect(await effectAt('2025-03-05T02:00:00Z')).toBe('Allow');
    await table.transact(delegationWrites({ ...delegation, revokedAt: '2025-03-05T01:00:00.000Z' }, 'kai'));
    expect(await effectAt('2025-03-05T02:00:00Z')).toBe('Deny');
  });
});

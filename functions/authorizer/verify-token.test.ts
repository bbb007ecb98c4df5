import { GROUP_ISSUER, type IdentityProvider, type Membership } from '@xuncha/domain';
import {
  followLogin,
  keys,
  memberWrite,
  newId,
  readIssuer,
  registerIssuerWrites,
  type Table,
} from '@xuncha/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { startTestProvider, type TestProvider } from '../../test/engine/identity-provider.ts';
import { startTestSts, type TestSts } from '../../test/engine/sts.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createAuthorizer } from './authorizer.ts';
import { createTokenVerifier, type VerifyToken } from './verify-token.ts';

let engine: TestTable;
let table: Table;
let sts: TestSts;
let group: TestProvider;
let beihe: TestProvider;
let nanhe: TestProvider;
const origins = ['http://127.0.0.1:*'];

const verifier = (unitOrigins: readonly string[] = origins): VerifyToken =>
  createTokenVerifier({
    group: { issuer: group.issuer, audience: 'xuncha', loginClaim: 'sub' },
    registered: (issuer) => readIssuer(table, HQ_TENANT, issuer),
    unitOrigins,
  });
const providerOf = ({ issuer }: TestProvider, over: Partial<IdentityProvider> = {}): IdentityProvider => ({
  issuer,
  audience: 'xuncha-unit',
  clientId: 'xuncha-web',
  scope: 'openid',
  loginClaim: 'sub',
  ...over,
});
const register = (tenantId: string, provider: IdentityProvider) =>
  table.transact(registerIssuerWrites(HQ_TENANT, tenantId, undefined, provider));

beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  table = engine.table;
  sts = await startTestSts();
});
afterAll(async () => {
  await sts.stop();
  await engine.stop();
});
beforeEach(async () => {
  group = await startTestProvider('xuncha');
  [beihe, nanhe] = [await startTestProvider('xuncha-unit'), await startTestProvider('xuncha-unit')];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const provider of [group, beihe, nanhe]) await provider.stop();
});

describe('issuers', () => {
  it('are the group’s and the registered ones; any other token is refused without asking anybody', async () => {
    const verify = verifier();
    expect(await verify(await group.token('anna'))).toEqual({ issuer: GROUP_ISSUER, login: 'anna' });
    expect(await verify(await beihe.token('anna'))).toBeUndefined();
    expect(beihe.asked).toEqual({ discovery: 0, keys: 0 });
    await register('beihe', providerOf(beihe));
    expect(await verify(await beihe.token('anna'))).toEqual({
      issuer: beihe.issuer,
      login: 'anna',
      onlyTenant: 'beihe',
    });
    // Taken away again: refused at the next request.
    await table.transact(registerIssuerWrites(HQ_TENANT, 'beihe', providerOf(beihe), undefined));
    expect(await verify(await beihe.token('anna'))).toBeUndefined();
  });

  it('vouch with their own keys only, for their own audience', async () => {
    await register('beihe', providerOf(beihe));
    await register('nanhe', providerOf(nanhe, { audience: 'other' }));
    const verify = verifier();
    const bad = [
      beihe.token('anna', { issuer: group.issuer, audience: 'xuncha' }),
      beihe.token('anna', { issuer: nanhe.issuer }),
      group.token('anna', { issuer: beihe.issuer, audience: 'xuncha-unit' }),
      beihe.token('anna', { audience: 'xuncha' }),
      nanhe.token('anna'),
      group.token('anna', { issuer: `${group.issuer}/` }),
      group.token('anna', { expiresIn: -60 }),
      group.token('anna', { issuedAgo: 13 * 3600, expiresIn: 3600 }),
      group.token('anna', { claims: { token_use: 'id' } }),
      group.token(''),
    ];
    for (const token of bad) expect(await verify(await token)).toBeUndefined();
    expect(await verify(await nanhe.token('anna', { audience: 'other' }))).toMatchObject({ login: 'anna' });
  });

  it('may name people by a user name that never changes', async () => {
    await register('beihe', providerOf(beihe, { loginClaim: 'preferred_username' }));
    const verify = verifier();
    const token = await beihe.token('7f3a', { claims: { preferred_username: 'zhang' } });
    expect(await verify(token)).toMatchObject({ login: 'zhang' });
    expect(await verify(await beihe.token('7f3a'))).toBeUndefined();
  });

  it('are asked at the allowed origins only, and never followed elsewhere', async () => {
    await register('beihe', providerOf(beihe));
    const token = await beihe.token('anna');
    await expect(verifier(['https://sso.example.cn'])(token)).rejects.toThrow(/could not be asked/);
    expect(beihe.asked.discovery).toBe(0);
    beihe.document.jwks_uri = 'http://169.254.169.254/latest/meta-data';
    await expect(verifier()(token)).rejects.toThrow(/could not be asked/);
    beihe.document.jwks_uri = `${beihe.issuer}/jwks`;
    beihe.document.issuer = nanhe.issuer;
    await expect(verifier()(token)).rejects.toThrow(/could not be asked/);
    beihe.document.issuer = beihe.issuer;
    for (const answer of [
      { status: 302, headers: { location: `${nanhe.issuer}/.well-known/openid-configuration` }, body: '' },
      { status: 200, body: `{"issuer":"${'x'.repeat(300 * 1024)}"}` },
      { status: 500, body: '' },
      { status: 200, body: 'null' },
    ]) {
      beihe.answer = answer;
      await expect(verifier()(token)).rejects.toThrow(/could not be asked/);
    }
    expect(nanhe.asked.discovery).toBe(0);
    beihe.answer = undefined;
    expect(await verifier()(token)).toMatchObject({ login: 'anna' });
  });
});

describe('keys', () => {
  it('are fetched once, and again for a new `kid`, at most every 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const verify = verifier();
    for (let turn = 0; turn < 5; turn += 1) await verify(await group.token('anna'));
    expect(group.asked).toEqual({ discovery: 1, keys: 1 });
    const old = await group.token('anna');
    await group.rotate();
    vi.advanceTimersByTime(31_000);
    expect(await verify(await group.token('anna'))).toMatchObject({ login: 'anna' });
    expect(group.asked).toEqual({ discovery: 1, keys: 2 });
    // The withdrawn key, and made-up ones, make nobody fetch again so soon.
    for (const token of [
      old,
      await group.token('anna', { kid: 'x1' }),
      await group.token('anna', { kid: 'x2' }),
    ])
      expect(await verify(token)).toBeUndefined();
    expect(group.asked.keys).toBe(2);
  });

  it('of a provider that fails are asked for again only after a pause, and others are not held up', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await register('beihe', providerOf(beihe));
    const verify = verifier();
    beihe.answer = { status: 503, body: '' };
    for (let turn = 0; turn < 3; turn += 1)
      await expect(verify(await beihe.token('anna'))).rejects.toThrow(/could not be asked/);
    expect(beihe.asked.discovery).toBe(1);
    expect(await verify(await group.token('anna'))).toMatchObject({ login: 'anna' });
    beihe.answer = undefined;
    vi.advanceTimersByTime(6_000);
    expect(await verify(await beihe.token('anna'))).toMatchObject({ login: 'anna' });
  });
});

describe('people of a unit’s own provider', () => {
  it('act in that unit only, whoever else has the same name', async () => {
    for (const tenantId of ['beihe', 'nanhe', HQ_TENANT])
      await table.put({
        put: {
          ...keys.tenant(tenantId),
          kind: 'tenant',
          tenantKind: 'subsidiary',
          tenantId,
          name: tenantId,
          status: 'active',
          version: 1,
        },
      });
    await register('beihe', providerOf(beihe));
    const authorizer = createAuthorizer({
      table,
      vend: sts.vend,
      verify: verifier(),
      now: () => new Date(),
      admit: async () => undefined,
    });
    const join = async (tenantId: string, issuer?: string): Promise<Membership> => {
      const member: Membership = {
        tenantId,
        id: newId(),
        userId: `${tenantId}-${issuer ?? 'group'}`,
        login: 'zhang',
        name: '张三',
        roles: ['rectification_office'],
        status: 'active',
        ...(issuer ? { issuer } : {}),
      };
      await table.transact([memberWrite(member)]);
      await followLogin(table, { kind: 'login_membership', tenantId, id: member.id });
      return member;
    };
    const [hq, own, foreign] = [
      await join(HQ_TENANT),
      await join('beihe', beihe.issuer),
      await join('nanhe', beihe.issuer),
    ];
    const ask = async (token: string, membership?: string) => {
      const { context, policyDocument } = await authorizer({
        headers: { Authorization: `Bearer ${token}`, ...(membership ? { 'x-membership': membership } : {}) },
        methodArn: 'arn:aws:execute-api:cn-north-1:1:api/v1/GET/findings',
      });
      const [statement] = policyDocument.Statement;
      const principal = context?.principal;
      return statement &&
        'Effect' in statement &&
        statement.Effect === 'Allow' &&
        typeof principal === 'string'
        ? (JSON.parse(principal) as Membership).tenantId
        : context?.code;
    };
    expect(await ask(await beihe.token('zhang'))).toBe('beihe');
    expect(await ask(await group.token('zhang'))).toBe(HQ_TENANT);
    // A member of another unit that names this issuer, by whatever mistake, gives nothing.
    for (const member of [hq, foreign])
      expect(await ask(await beihe.token('zhang'), member.id)).toBe('no_membership');
    expect(await ask(await group.token('zhang'), own.id)).toBe('no_membership');
  });
});

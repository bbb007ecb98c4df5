import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Delegation, GROUP_ISSUER, type Membership, type Principal } from '@xuncha/domain';
import { unpackMemberships } from '@xuncha/http';
import { delegationWrite, followLogin, keys, memberWrite, newId, type Table } from '@xuncha/store';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSts, type TestSts } from '../../test/engine/sts.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createAuthorizer } from './authorizer.ts';
import { createTokenVerifier } from './verify-token.ts';

let engine: TestTable;
let table: Table;
let sts: TestSts;
let provider: Server;
let issuer = '';
let keyPair: Awaited<ReturnType<typeof generateKeyPair>>;
let now = new Date('2025-03-05T02:00:00.000Z');
/** Tenants for which requests were counted, and what the limiter says of the next one. */
let counted: string[] = [];
let retryAfter: number | undefined;
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
        request.url?.includes('openid-configuration')
          ? { issuer, jwks_uri: `${issuer}/jwks` }
          : { keys: [jwk] },
      ),
    );
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  sts = await startTestSts();
  authorizer = createAuthorizer({
    table,
    vend: sts.vend,
    verify: createTokenVerifier({
      group: { issuer, audience: 'xuncha', loginClaim: 'sub' },
      registered: async () => undefined,
      unitOrigins: [],
    }),
    now: () => now,
    admit: async (tenantId, kind) => {
      counted.push(`${kind} ${tenantId}`);
      return retryAfter;
    },
  });
});
afterAll(async () => {
  provider.close();
  await sts.stop();
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

const ask = async (authorization: string | undefined, membership?: string, over: object = {}) => {
  const event = {
    headers: {
      ...(authorization ? { Authorization: authorization } : {}),
      ...(membership ? { 'X-Membership': membership } : {}),
    },
    methodArn: 'arn:aws-cn:execute-api:cn-north-1:1:api/v1/GET/findings',
    ...over,
  };
  const answer = await authorizer(event);
  const [statement] = answer.policyDocument.Statement;
  const { principal: text, credentials, memberships } = answer.context ?? {};
  return {
    effect: statement && 'Effect' in statement ? statement.Effect : undefined,
    code: answer.context?.code,
    context: answer.context ?? undefined,
    principal: typeof text === 'string' ? (JSON.parse(text) as Principal) : undefined,
    session: typeof credentials === 'string' ? sts.tagsOf(JSON.parse(credentials)) : undefined,
    memberships: typeof memberships === 'string' ? unpackMemberships(memberships) : undefined,
  };
};
/** The one question that tells about all memberships. */
const WHO_AM_I = { methodArn: 'arn:aws-cn:execute-api:cn-north-1:1:api/v1/GET/me' };
const signIn = async (subject: string, membership?: string, over: object = {}) =>
  ask(`Bearer ${await tokenFor(subject)}`, membership, over);

const openTenant = (
  tenantId: string,
  status: 'active' | 'suspended' | 'provisioning' = 'active',
  tenantKind: 'group' | 'subsidiary' = 'subsidiary',
) =>
  table.put({
    put: {
      ...keys.tenant(tenantId),
      kind: 'tenant',
      tenantKind,
      tenantId,
      name: tenantId,
      status,
      version: 1,
    },
  });
const writeMember = async (member: Membership): Promise<void> => {
  await table.transact([memberWrite(member)]);
  await followLogin(table, { kind: 'login_membership', tenantId: member.tenantId, id: member.id });
};
const writeDelegation = async (delegation: Delegation): Promise<void> => {
  await table.transact([delegationWrite(delegation)]);
  await followLogin(table, { kind: 'login_delegation', tenantId: delegation.tenantId, id: delegation.id });
};
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
  await writeMember(member);
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
  await writeDelegation(delegation);
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
    const one = await join('rate', 'lena');
    const other = await join('rate2', 'lena');
    counted = [];
    await signIn('lena', one.id);
    await signIn('lena', other.id);
    await signIn('nobody');
    expect(counted).toEqual(['subsidiary rate', 'subsidiary rate2']);
  });

  it('that are exceeded go to the function without credentials, and with the time to come again', async () => {
    await openTenant('rate3');
    await join('rate3', 'lars');
    retryAfter = 3;
    const { effect, context } = await signIn('lars');
    retryAfter = undefined;
    expect({ effect, context }).toEqual({ effect: 'Allow', context: { retryAfter: '3' } });
  });
});

describe('several memberships', () => {
  it('are never merged: who has several must name one, and sees all only when asking who they are', async () => {
    await openTenant('many1');
    await openTenant('many2');
    const one = await join('many1', 'lotte', { roles: ['party_secretary'], title: '书记' });
    const two = await join('many2', 'lotte', { roles: ['auditor'], validTo: '2025-03-09' });
    expect(await signIn('lotte')).toMatchObject({ effect: 'Deny', code: 'membership_choice' });
    for (const member of [one, two]) {
      const { principal, memberships } = await signIn('lotte', member.id);
      expect(principal).toMatchObject({ tenantId: member.tenantId, roles: member.roles });
      expect(memberships).toBeUndefined();
    }
    for (const named of [undefined, two.id]) {
      const { principal, memberships } = await signIn('lotte', named, WHO_AM_I);
      expect(principal?.roles).toHaveLength(1);
      if (named) expect(principal?.membershipId).toBe(named);
      expect(
        memberships?.map(({ membershipId, tenantId, roles, title }) => ({
          membershipId,
          tenantId,
          roles,
          title,
        })),
      ).toEqual(
        expect.arrayContaining([
          { membershipId: one.id, tenantId: 'many1', roles: ['party_secretary'], title: '书记' },
          { membershipId: two.id, tenantId: 'many2', roles: ['auditor'], title: undefined },
        ]),
      );
    }
    // One of them is over: the other needs no naming.
    await writeMember({ ...one, status: 'removed' });
    expect((await signIn('lotte')).principal?.tenantId).toBe('many2');
  });

  it('of one tenant stay apart too', async () => {
    await openTenant('both');
    const office = await join('both', 'mona');
    const secretary = await join('both', 'mona', { roles: ['party_secretary'] });
    expect(await signIn('mona')).toMatchObject({ effect: 'Deny', code: 'membership_choice' });
    expect((await signIn('mona', office.id)).principal?.roles).toEqual(['rectification_office']);
    expect((await signIn('mona', secretary.id)).principal?.roles).toEqual(['party_secretary']);
  });
});

describe('the login directory', () => {
  it('gives nothing by itself: the tenant’s member must name the same login', async () => {
    await openTenant('dir');
    const member = await join('dir', 'nina');
    const name = { issuer: GROUP_ISSUER, login: 'oskar' };
    const entry = { kind: 'login_membership', tenantId: 'dir', id: member.id };
    await table.put({ put: { ...keys.loginMembership(name, 'dir', member.id), ...entry } });
    expect(await signIn('oskar')).toMatchObject({ effect: 'Deny', code: 'no_membership' });
    // An entry of nobody, and one whose tenant is gone.
    for (const tenantId of ['dir', 'nowhere'])
      await table.put({
        put: { ...keys.loginMembership(name, tenantId, newId()), ...entry, tenantId, id: newId() },
      });
    expect(await signIn('oskar')).toMatchObject({ effect: 'Deny', code: 'no_membership' });
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
    const { memberships } = await signIn('ida', undefined, WHO_AM_I);
    expect(memberships).toHaveLength(2);
    expect(memberships).toContainEqual(
      expect.objectContaining({
        membershipId: delegation.id,
        roles: ['party_secretary'],
        delegation: { id: delegation.id, fromName: '姓名hans', validTo: '2025-03-07' },
      }),
    );
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
      await writeMember({ ...member, status: 'removed' });
      expect(await effectAt('2025-03-05T02:00:00Z')).toBe('Deny');
      await writeMember(member);
    }
    expect(await effectAt('2025-03-05T02:00:00Z')).toBe('Allow');
    // The directory has not followed yet: the tenant's own item is what counts.
    await table.transact([delegationWrite({ ...delegation, revokedAt: '2025-03-05T01:00:00.000Z' })]);
    expect(await effectAt('2025-03-05T02:00:00Z')).toBe('Deny');
  });
});

describe('credentials', () => {
  const about = (tenantId: string) => ({
    pathParameters: { tenantId },
    methodArn: `arn:aws-cn:execute-api:cn-north-1:1:api/v1/GET/tenants/${tenantId}/findings`,
  });
  const sessionOf = async (subject: string, over: object = {}) =>
    (await signIn(subject, undefined, over)).session;

  it('reach the person’s own tenant, whatever tenant a person of a subsidiary asks about', async () => {
    await openTenant('vendown');
    await openTenant('vendforeign');
    await join('vendown', 'lea', { roles: ['tenant_admin', 'party_secretary'] });
    for (const over of [
      {},
      about('vendown'),
      about('vendforeign'),
      about('nowhere'),
      about('*'),
      about('vend*'),
    ])
      expect(await sessionOf('lea', over)).toEqual({ tenantId: 'vendown' });
  });

  it('reach a subsidiary and HQ for a person of HQ with business there, inside the membership’s limits', async () => {
    await openTenant('hqvend', 'active', 'group');
    await join('hqvend', 'mia', { roles: ['leading_group'] });
    expect(await sessionOf('mia')).toEqual({ tenantId: 'hqvend' });
    expect(await sessionOf('mia', about('vendown'))).toEqual({ tenantId: 'vendown', hqTenantId: 'hqvend' });
    for (const strange of ['*', 'a', 'vend*', 'Vendown', 'vend#own', ''])
      expect(await sessionOf('mia', about(strange)), strange).toEqual({ tenantId: 'hqvend' });
    await join('hqvend', 'nele', {
      roles: ['auditor'],
      validTo: '2025-12-31',
      scope: { tenants: ['vendown'] },
    });
    expect(await sessionOf('nele', about('vendown'))).toEqual({ tenantId: 'vendown', hqTenantId: 'hqvend' });
    expect(await sessionOf('nele', about('vendforeign'))).toEqual({ tenantId: 'hqvend' });
    // HQ's organisation department gives its opinion on the units' plans (E04).
    await join('hqvend', 'olga', { roles: ['group_organisation'] });
    expect(await sessionOf('olga', about('vendown'))).toEqual({ tenantId: 'vendown', hqTenantId: 'hqvend' });
    // No action of an inspection team reaches into subsidiaries.
    await join('hqvend', 'pia', { roles: ['inspection_team'] });
    expect(await sessionOf('pia', about('vendown'))).toMatchObject({ tenantId: 'hqvend' });
  });

  it('open restricted matters at HQ only, and only for who has business with them', async () => {
    await join('hqvend', 'paul', { roles: ['inspection_office'] });
    expect(await sessionOf('paul')).toEqual({ tenantId: 'hqvend', restricted: 'yes' });
    expect(await sessionOf('paul', about('vendown'))).toEqual({ tenantId: 'vendown', hqTenantId: 'hqvend' });
  });

  it('come with all memberships where the page asks who I am, and nowhere else', async () => {
    await openTenant('many1');
    await openTenant('many2');
    const one = await join('many1', 'rosa', { title: '主任' });
    const two = await join('many2', 'rosa', { roles: ['auditor'], validTo: '2025-12-31' });
    const absent = await join('many1', 'sven', { roles: ['party_secretary'] });
    const delegation = await delegate(absent, one);
    const { memberships } = await signIn('rosa', two.id, WHO_AM_I);
    expect(memberships?.map(({ membershipId }) => membershipId)).toEqual([two.id, delegation.id, one.id]);
    expect(memberships?.[1]).toMatchObject({
      roles: ['party_secretary'],
      delegation: { fromName: '姓名sven', validTo: delegation.validTo },
    });
    expect(memberships?.[2]).toMatchObject({ tenantName: 'many1', title: '主任' });
    expect((await signIn('rosa', two.id, about('many2'))).memberships).toBeUndefined();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, type OutputOf } from '@xuncha/contracts';
import { addCalendarDays, type Role, shanghaiDateOf } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { startUnitProvider, type UnitProvider } from '../engine/unit-provider.ts';
import { ACCOUNTS, type Bench, frozenAssembly, soundBench, until } from './bench.ts';
import { foundGroup, provision } from './steps.ts';

/**
 * Who may act where, on the real assembly: through the gateway, the authorizer and the providers of the group and of a
 * subsidiary.
 */

const [UNIT, OTHER] = ['bhcyc', 'dhlh'];
const DAY_MS = 24 * 3600 * 1000;
/** Both at the group's provider and at the unit's own there is a person of this name. */
const NAMESAKE = 'zhang';

const directory = mkdtempSync(join(tmpdir(), 'xuncha-identity-'));
let cloud: LocalCloud;
let bench: Bench;
let provider: UnitProvider;

const as = (login: string, membership?: string): Client => bench.as(login, membership);
/** Somebody who has signed in with the unit's own provider. */
const ownAs = (login: string, membership?: string): Client =>
  createClient({
    baseUrl: cloud.url,
    accessToken: () => provider.tokenFor(login),
    membership: () => membership,
  });
const today = (): string => shanghaiDateOf(new Date(cloud.clock.now()));
const refusal = (status: number, code: string) => ({ status, code });

type Member = OutputOf<'members.add'>;
const addMember = async (
  admin: Client,
  tenantId: string,
  login: string,
  roles: Role[],
  signIn: 'group' | 'own' = 'group',
): Promise<Member> => {
  const body = { login, name: `张三（${login}）`, roles, signIn };
  const { data } = await admin.call('members.add', { params: { tenantId }, body });
  return data;
};
/** The directory follows the stream within moments. */
const comesIn = (client: Client) =>
  until('somebody to have a place', async () =>
    client.call('me.get', {}).then(
      ({ data }) => data,
      () => undefined,
    ),
  );
const readUnit = (client: Client, tenantId: string) => client.call('tenants.get', { params: { tenantId } });
const addDepartment = (client: Client, tenantId: string, name: string) =>
  client.call('departments.add', { params: { tenantId }, body: { name } });

beforeAll(async () => {
  cloud = await startLocalCloud({
    assemblyDir: await frozenAssembly(directory),
    dataDir: join(directory, 'data'),
    port: 0,
    accounts: [...ACCOUNTS, { sub: NAMESAKE, name: '张三', title: '集团账号', tenant: '集团' }],
    quiet: true,
    movableClock: true,
  });
  bench = soundBench(cloud);
  provider = await startUnitProvider({
    dataDir: join(directory, 'unit'),
    webOrigin: cloud.url,
    accounts: [{ sub: NAMESAKE, name: '张三', title: '本单位账号', tenant: '北河采油厂' }],
    now: () => cloud.clock.now(),
  });
  await foundGroup(bench);
  const [unit, second] = UNITS;
  if (unit?.code !== UNIT || second?.code !== OTHER)
    throw new Error('the demonstration has these units first');
  await provision(bench, unit, { login: 'bhcyc-admin', name: '邵文博' });
  await provision(bench, second, { login: 'dhlh-admin', name: '严冬梅' });
}, 180_000);
afterAll(async () => {
  await provider?.stop();
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('a unit’s own identity provider (A01)', { timeout: 120_000 }, () => {
  const register = (tenantId: string, registered: UnitProvider['registration'] | null) =>
    as('hq-admin').call('tenants.setIdentityProvider', {
      params: { tenantId },
      body: { provider: registered },
    });

  it('is nobody’s before HQ has registered it', async () => {
    await expect(ownAs(NAMESAKE).call('me.get', {})).rejects.toMatchObject({ status: 401 });
    const { data } = await register(UNIT, provider.registration);
    expect(data.provider).toEqual(provider.registration);
    // Known, but nobody has given this person a place.
    await expect(ownAs(NAMESAKE).call('me.get', {})).rejects.toMatchObject(refusal(403, 'no_membership'));
    await expect(register(OTHER, provider.registration)).rejects.toMatchObject(refusal(409, 'issuer_taken'));
  });

  it('lets its people work in the unit', async () => {
    await addMember(as('bhcyc-admin'), UNIT, NAMESAKE, ['tenant_admin'], 'own');
    const me = await comesIn(ownAs(NAMESAKE));
    expect(me.memberships.map(({ tenantId }) => tenantId)).toEqual([UNIT]);
    const { data: department } = await addDepartment(ownAs(NAMESAKE), UNIT, '井下作业部');
    const { data: unit } = await readUnit(ownAs(NAMESAKE), UNIT);
    expect(unit.departments).toContainEqual(expect.objectContaining({ id: department.id }));
  });

  it('vouches for nobody anywhere else, whoever has the same name there', async () => {
    const elsewhere = await addMember(as('dhlh-admin'), OTHER, NAMESAKE, ['tenant_admin']);
    const atHq = await addMember(as('hq-admin'), bench.hqTenant, NAMESAKE, ['group_admin']);
    await expect(
      addMember(as('dhlh-admin'), OTHER, 'somebody', ['tenant_admin'], 'own'),
    ).rejects.toMatchObject(refusal(422, 'own_provider_missing'));
    const group = await comesIn(as(NAMESAKE));
    expect(group.memberships.map(({ tenantId }) => tenantId).sort()).toEqual([OTHER, bench.hqTenant].sort());

    const { data: own } = await ownAs(NAMESAKE).call('me.get', {});
    expect(own.memberships.map(({ tenantId }) => tenantId)).toEqual([UNIT]);
    for (const { id } of [elsewhere, atHq])
      await expect(readUnit(ownAs(NAMESAKE, id), UNIT)).rejects.toMatchObject(refusal(403, 'no_membership'));
    for (const tenantId of [OTHER, bench.hqTenant]) {
      await expect(readUnit(ownAs(NAMESAKE), tenantId)).rejects.toMatchObject(refusal(404, 'not_found'));
      await expect(addDepartment(ownAs(NAMESAKE), tenantId, '某部')).rejects.toMatchObject({ status: 404 });
    }
    await expect(ownAs(NAMESAKE).call('tenants.list', { query: {} })).rejects.toMatchObject({ status: 403 });
    // And the other way round: the group's person of that name is nobody in this unit.
    const { data: people } = await ownAs(NAMESAKE).call('members.list', {
      params: { tenantId: UNIT },
      query: {},
    });
    const seat = people.items.find(({ login }) => login === NAMESAKE);
    await expect(readUnit(as(NAMESAKE, seat?.id), UNIT)).rejects.toMatchObject(refusal(403, 'no_membership'));
    await expect(readUnit(as(NAMESAKE, elsewhere.id), UNIT)).rejects.toMatchObject({ status: 404 });
  });

  it('is refused at the next request once HQ has taken it away', async () => {
    await readUnit(ownAs(NAMESAKE), UNIT);
    await register(UNIT, null);
    await expect(readUnit(ownAs(NAMESAKE), UNIT)).rejects.toMatchObject({ status: 401 });
    await register(UNIT, provider.registration);
    await readUnit(ownAs(NAMESAKE), UNIT);
  });
});

describe('several memberships', () => {
  it('are never merged: who names none is told to choose', async () => {
    const { data: me } = await as(NAMESAKE).call('me.get', {});
    expect(me.memberships).toHaveLength(2);
    await expect(readUnit(as(NAMESAKE), OTHER)).rejects.toMatchObject(refusal(403, 'membership_choice'));
    const seatAt = (tenantId: string) =>
      me.memberships.find((one) => one.tenantId === tenantId)?.membershipId;
    await addDepartment(as(NAMESAKE, seatAt(OTHER)), OTHER, '合规部');
    // The administrator of HQ reads the unit, but what only its own administrator may is not lent to them.
    await readUnit(as(NAMESAKE, seatAt(bench.hqTenant)), OTHER);
    await expect(as(NAMESAKE, seatAt(OTHER)).call('tenants.list', { query: {} })).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe('what is taken away', () => {
  it('is gone at the next request, roles as well as the whole membership', async () => {
    const admin = as('bhcyc-admin');
    const { id: membershipId, name } = await addMember(admin, UNIT, 'bhcyc-office', ['tenant_admin']);
    const office = as('bhcyc-office');
    await comesIn(office);
    await addDepartment(office, UNIT, '质量部');
    const params = { tenantId: UNIT, membershipId };
    await admin.call('members.change', { params, body: { name, roles: ['rectification_office'] } });
    await expect(addDepartment(office, UNIT, '计量部')).rejects.toMatchObject({ status: 403 });
    await readUnit(office, UNIT);
    await admin.call('members.remove', { params, body: { reason: '调离' } });
    await expect(readUnit(office, UNIT)).rejects.toMatchObject(refusal(403, 'no_membership'));
  });
});

describe('a substitute (G07)', () => {
  it('acts with the absent person’s roles in that unit only, until the last day is over', async () => {
    const admin = as('bhcyc-admin');
    await addMember(admin, UNIT, 'bhcyc-secretary', ['tenant_admin']);
    // The substitute has a place of their own in another unit as well.
    const deputy = await addMember(admin, UNIT, 'bhcyc-leader', ['responsible_leader']);
    const elsewhere = await addMember(as('dhlh-admin'), OTHER, 'bhcyc-leader', ['responsible_leader']);
    const { current } = await comesIn(as('bhcyc-secretary'));
    const { data: given } = await as('bhcyc-secretary').call('delegations.create', {
      body: {
        toMembershipId: deputy.id,
        validFrom: today(),
        validTo: addCalendarDays(today(), 2),
        reason: '出差',
      },
    });
    const substitute = as('bhcyc-leader', given.id);
    const me = await comesIn(substitute);
    expect(me.current).toMatchObject({ tenantId: UNIT, roles: ['tenant_admin'] });
    expect(current.tenantId).toBe(UNIT);
    await addDepartment(substitute, UNIT, '代理期间设立的部门');
    for (const tenantId of [OTHER, bench.hqTenant])
      await expect(readUnit(substitute, tenantId)).rejects.toMatchObject(refusal(404, 'not_found'));
    // Nothing of what is lent reaches the substitute's other places.
    for (const [membership, tenantId] of [
      [deputy.id, UNIT],
      [elsewhere.id, OTHER],
    ] as const)
      await expect(addDepartment(as('bhcyc-leader', membership), tenantId, '某部')).rejects.toMatchObject(
        refusal(403, 'forbidden'),
      );
    // The last day counts; nobody has to end it.
    cloud.clock.moveBy(2 * DAY_MS);
    await readUnit(substitute, UNIT);
    cloud.clock.moveBy(DAY_MS);
    await expect(readUnit(substitute, UNIT)).rejects.toMatchObject(refusal(403, 'no_membership'));
    await readUnit(as('bhcyc-leader', deputy.id), UNIT);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GROUP_ISSUER, type Membership } from '@xuncha/domain';
import { keys, listLogins, memberWrite, newId } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HQ_TENANT } from '../test/engine/environment.ts';
import { startTestTable, type TestTable } from '../test/engine/table.ts';
import { foundGroup, openTenant } from '../test/engine/tenants.ts';
import { upgradeData } from './upgrade-data.ts';

const UNIT = 'beihe';
const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-upgrade-'));
let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: UNIT, name: '北河采油厂', departments: ['党群工作部'] });
});
afterAll(async () => {
  await engine.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A member as versions without the directory wrote them. */
const addMember = async (tenantId: string, login: string): Promise<Membership> => {
  const member: Membership = {
    tenantId,
    id: newId(),
    userId: login,
    login,
    name: '张三',
    roles: ['rectification_office'],
    status: 'active',
  };
  await engine.table.transact([memberWrite(member)]);
  return member;
};
const placesOf = async (login: string): Promise<string[]> =>
  (await listLogins(engine.table, { issuer: GROUP_ISSUER, login })).map(({ id }) => id);
const start = async (): Promise<string[]> => {
  const said: string[] = [];
  await upgradeData({
    dataDir,
    table: engine.table,
    hqTenant: HQ_TENANT,
    say: (line) => said.push(line),
  });
  return said;
};

describe('data of an older version', () => {
  test('gives everybody their place at the first start, and is left alone afterwards', async () => {
    const [hq, unit] = [await addMember(HQ_TENANT, 'anna'), await addMember(UNIT, 'bert')];
    expect(await placesOf('anna')).toEqual([]);
    const said = await start();
    expect(said.join()).toMatch(/登录目录 \d+ 处/);
    expect(await placesOf('anna')).toEqual([hq.id]);
    expect(await placesOf('bert')).toEqual([unit.id]);
    expect(JSON.parse(readFileSync(join(dataDir, 'upgrades.json'), 'utf8'))).toEqual(['login-directory']);
    expect(await start()).toEqual([]);
  });

  test('is looked at again when the step was interrupted', async () => {
    rmSync(join(dataDir, 'upgrades.json'));
    const login = { issuer: GROUP_ISSUER, login: 'bert' };
    const [entry] = await listLogins(engine.table, login);
    await engine.table.transact([{ remove: keys.loginMembership(login, UNIT, entry?.id ?? '') }]);
    await start();
    expect(await placesOf('bert')).toEqual([entry?.id]);
  });
});

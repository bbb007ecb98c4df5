import { type Delegation, GROUP_ISSUER, type Membership, systemScope } from '@xuncha/domain';
import {
  compareLogins,
  delegationWrite,
  type Item,
  keys,
  listLogins,
  memberWrite,
  newId,
  type Table,
} from '@xuncha/store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { streamRecords } from '../../test/engine/stream-records.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createProjections } from './projections.ts';

let engine: TestTable;
let table: Table;
let project: (changes: readonly { before?: Item; after?: Item }[]) => Promise<unknown>;
beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  table = engine.table;
  const projections = createProjections({ table, hqTenant: HQ_TENANT, now: () => new Date() });
  project = (changes) => projections({ Records: streamRecords(changes), shardId: 'shard-1' });
});
afterAll(() => engine.stop());

let people = 0;
const personIn = (tenantId: string, over: Partial<Membership> = {}): Membership => {
  people += 1;
  const login = `person${people}`;
  const name = `姓名${people}`;
  return { tenantId, id: newId(), userId: login, login, name, roles: ['auditor'], status: 'active', ...over };
};
const loginsOf = async (login: string, issuer = GROUP_ISSUER) =>
  (await listLogins(table, { issuer, login })).map(({ kind, tenantId, id }) => ({ kind, tenantId, id }));

/** Writes and answers the item as the stream shows it. */
const save = async (write: ReturnType<typeof memberWrite>): Promise<Item> => {
  if (!('put' in write)) throw new Error('not a put');
  await table.put(write);
  return write.put;
};

it('lists every membership under issuer and login, and forgets the removed', async () => {
  const one = personIn('beihe');
  const two = personIn('nanhe', { login: one.login });
  const elsewhere = personIn('beihe', { login: one.login, issuer: 'https://sso.beihe.example.cn' });
  const before = await save(memberWrite(one));
  const others = [await save(memberWrite(two)), await save(memberWrite(elsewhere))];
  await project([before, ...others].map((after) => ({ after })));
  expect(await loginsOf(one.login)).toEqual([
    { kind: 'login_membership', tenantId: 'beihe', id: one.id },
    { kind: 'login_membership', tenantId: 'nanhe', id: two.id },
  ]);
  expect(await loginsOf(one.login, 'https://sso.beihe.example.cn')).toEqual([
    { kind: 'login_membership', tenantId: 'beihe', id: elsewhere.id },
  ]);
  const removed = await save(memberWrite({ ...one, status: 'removed' }));
  await project([{ before, after: removed }]);
  expect(await loginsOf(one.login)).toEqual([{ kind: 'login_membership', tenantId: 'nanhe', id: two.id }]);
  expect(
    JSON.stringify(
      await table.queryAll({ partition: keys.login({ issuer: GROUP_ISSUER, login: two.login }).pk }),
    ),
  ).not.toContain('auditor');
});

it('lists a delegation under the substitute until it is revoked', async () => {
  const [absent, substitute] = [personIn('beihe'), personIn('beihe')];
  for (const member of [absent, substitute]) await save(memberWrite(member));
  const delegation: Delegation = {
    tenantId: 'beihe',
    id: newId(),
    fromMembershipId: absent.id,
    fromUserId: absent.userId,
    fromName: absent.name,
    toMembershipId: substitute.id,
    toUserId: substitute.userId,
    toName: substitute.name,
    validFrom: '2025-03-03',
    validTo: '2025-03-07',
    reason: '出差',
  };
  const after = await save(delegationWrite(delegation));
  await project([{ after }]);
  const entry = { kind: 'login_delegation', tenantId: 'beihe', id: delegation.id };
  expect(await loginsOf(substitute.login)).toEqual([entry]);
  expect(await loginsOf(absent.login)).toEqual([]);
  const revoked = await save(delegationWrite({ ...delegation, revokedAt: '2025-03-04T01:00:00.000Z' }));
  await project([{ before: after, after: revoked }, { after }]);
  expect(await loginsOf(substitute.login)).toEqual([]);
});

it('ends right whatever comes twice, late or in disorder', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(4), { maxLength: 6 }),
      async (endsRemoved, late) => {
        const history: Item[] = [];
        const members = endsRemoved.map((removed) => ({ member: personIn('beihe'), removed }));
        for (const { member, removed } of members) {
          history.push(await save(memberWrite(member)));
          if (removed) history.push(await save(memberWrite({ ...member, status: 'removed' })));
        }
        const repeated = late.flatMap((index) => history.slice(index, index + 1));
        const deliveries: readonly Item[] = [...repeated, ...history.toReversed(), ...repeated];
        for (const after of deliveries) await project([{ after }]);
        for (const { member, removed } of members)
          expect(await loginsOf(member.login)).toHaveLength(removed ? 0 : 1);
      },
    ),
    { numRuns: 15 },
  );
});

it('is compared with what the tenant has, and put right', async () => {
  const [known, unknown, removed] = [personIn('xihe'), personIn('xihe'), personIn('xihe')];
  await project([{ after: await save(memberWrite(known)) }, { after: await save(memberWrite(removed)) }]);
  await save(memberWrite(unknown));
  await save(memberWrite({ ...removed, status: 'removed' }));
  const compare = () => compareLogins(table, systemScope('projections', 'xihe'));
  const found = await compare();
  expect(found.map(({ kind, entry }) => [kind, entry.id]).toSorted()).toEqual([
    ['missing', unknown.id],
    ['superfluous', removed.id],
  ]);
});

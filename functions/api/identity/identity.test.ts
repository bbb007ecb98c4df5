import type { OutputOf } from '@xuncha/contracts';
import {
  addCalendarDays,
  type Finding,
  type Membership,
  type Principal,
  shanghaiDateOf,
} from '@xuncha/domain';
import { listTenantEvents, memberWrite, newId } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { inboxItemsOf } from '../../projections/inbox-items.ts';
import { startedItemsOf } from '../../projections/started-items.ts';

type Delegation = OutputOf<'delegations.create'> & { code?: string };
type Inbox = OutputOf<'inbox.list'>;
let engine: TestTable;
let identity: ApiHandler;
const TODAY = shanghaiDateOf(new Date());

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  identity = (await import('./identity.lambda.ts')).handler;
  await foundGroup(engine.table);
  for (const tenantId of ['beihe', 'nanhe'])
    await openTenant(engine.table, { tenantId, name: tenantId, departments: ['部'] });
});
afterAll(() => engine.stop());

const join = async (
  userId: string,
  over: Partial<Membership> = {},
): Promise<{ member: Membership; who: Principal }> => {
  const member: Membership = {
    tenantId: 'beihe',
    id: newId(),
    userId,
    login: userId,
    name: `姓名${userId}`,
    roles: ['party_secretary'],
    status: 'active',
    ...over,
  };
  await engine.table.transact([memberWrite(member)]);
  return {
    member,
    who: personOf(member.tenantId, member.roles, { userId, name: member.name, membershipId: member.id }),
  };
};
const give = (who: Principal, toMembershipId: string, over: Record<string, unknown> = {}, key?: string) =>
  send<Delegation>(identity, 'delegations.create', {
    principal: who,
    idempotencyKey: key,
    body: { toMembershipId, validFrom: TODAY, validTo: addCalendarDays(TODAY, 3), reason: '出差', ...over },
  });
const listed = async (who: Principal) =>
  (await send<OutputOf<'delegations.list'>>(identity, 'delegations.list', { principal: who })).body.items;

describe('who am I', () => {
  it('names the person, all places to act from and what may be done there', async () => {
    const { member, who } = await join('lin');
    const place = { tenantId: 'beihe', tenantName: '北河采油厂', tenantKind: 'subsidiary' as const };
    const memberships = [
      { ...place, membershipId: newId(), roles: ['auditor' as const] },
      { ...place, membershipId: member.id, roles: ['party_secretary' as const], title: '书记' },
    ];
    const { status, body } = await send<OutputOf<'me.get'>>(identity, 'me.get', {
      principal: who,
      memberships,
    });
    expect(status).toBe(200);
    expect(body.current).toMatchObject({ membershipId: member.id, tenantName: '北河采油厂', title: '书记' });
    expect(body.memberships.map(({ membershipId }) => membershipId).toSorted()).toEqual(
      memberships.map(({ membershipId }) => membershipId).toSorted(),
    );
    expect(body.actions['closeout.decide']).toBe('tenant');
    expect(body.actions['finding.reopen']).toBeUndefined();
  });
});

describe('delegations (G07)', () => {
  it('are given between dates, kept with both names, recorded, and ended by either side', async () => {
    const [{ who: giver }, { member, who: taker }, { who: third }] = [
      await join('a1'),
      await join('b1'),
      await join('c1'),
    ];
    const { status, body } = await give(giver, member.id);
    expect(status).toBe(201);
    expect(body).toMatchObject({ fromName: '姓名a1', toName: '姓名b1', fromUserId: 'a1', toUserId: 'b1' });
    expect(await listed(giver)).toMatchObject([{ id: body.id }]);
    expect(await listed(taker)).toMatchObject([{ id: body.id }]);
    expect(await listed(third)).toEqual([]);
    const revoke = (who: Principal, key?: string) =>
      send<Delegation>(identity, 'delegations.revoke', {
        principal: who,
        params: { delegationId: body.id },
        idempotencyKey: key,
      });
    expect((await revoke(third)).status).toBe(404);
    const first = await revoke(taker, 'revoke-once-1');
    expect(first).toMatchObject({ status: 200, body: { revokedAt: expect.any(String) } });
    // Rule 4: the repeated request gets the first answer, another one learns that it is over.
    expect(await revoke(taker, 'revoke-once-1')).toMatchObject({ status: 200, body: first.body });
    expect(await revoke(giver)).toMatchObject({ status: 409, body: { code: 'delegation_revoked' } });
    const types = (await listTenantEvents(engine.table, 'beihe')).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['delegation.given', 'delegation.revoked']);
  });

  it('are refused for oneself, strangers, wrong dates, and from a substitute', async () => {
    const [{ member: own, who }, { member }] = [await join('d1'), await join('e1')];
    const stranger = await join('f1', { tenantId: 'nanhe' });
    const code = async (answer: ReturnType<typeof give>) => (await answer).body.code;
    expect(await code(give(who, own.id))).toBe('delegation_self');
    expect(await code(give(who, stranger.member.id))).toBe('member_unknown');
    expect(await code(give(who, newId()))).toBe('member_unknown');
    expect(await code(give(who, member.id, { validTo: addCalendarDays(TODAY, -1) }))).toBe(
      'delegation_reversed',
    );
    expect(await code(give(who, member.id, { validTo: addCalendarDays(TODAY, 92) }))).toBe(
      'delegation_too_long',
    );
    const substitute: Principal = { ...who, onBehalfOf: { userId: 'x', name: 'x', delegationId: newId() } };
    expect(await give(substitute, member.id)).toMatchObject({ status: 403 });
  });

  it('are made once by a repeated request', async () => {
    const [{ who }, { member }] = [await join('g1'), await join('h1')];
    const [one, two] = [
      await give(who, member.id, {}, 'give-once-1'),
      await give(who, member.id, {}, 'give-once-1'),
    ];
    expect(two.body).toEqual(one.body);
    expect(await listed(who)).toHaveLength(1);
    expect(await give(who, member.id, { reason: '别的' }, 'give-once-1')).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('page through colleagues, each once and never oneself', async () => {
    const { who } = await join('i1');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await send<OutputOf<'colleagues.list'>>(identity, 'colleagues.list', {
        principal: who,
        query: { limit: '3', ...(cursor ? { cursor } : {}) },
      });
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.next;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain(who.membershipId);
    expect(seen.length).toBeGreaterThan(5);
  });
});

describe('inbox', () => {
  const put = async (over: Partial<Finding>) => {
    const { finding } = seedAggregate({ version: 1, ...over });
    for (const item of inboxItemsOf(finding, '北河', HQ_TENANT)) await engine.table.put({ put: item });
    return finding.id;
  };
  const all = async (who: Principal, query: Record<string, string> = {}) => {
    const items: Inbox['items'] = [];
    let cursor: string | undefined;
    do {
      const { status, body } = await send<Inbox>(identity, 'inbox.list', {
        principal: who,
        query: { ...query, ...(cursor ? { cursor } : {}) },
      });
      expect(status).toBe(200);
      items.push(...body.items);
      cursor = body.next;
    } while (cursor);
    return items;
  };

  it('merges all my inboxes by due date, one line per task, whatever the page size', async () => {
    const closing = (due: string) => ({
      state: 'closing' as const,
      closing: {
        caseId: newId(),
        gate: 'evidence_check' as const,
        visit: 1,
        status: 'open' as const,
        due,
        escalation: 0,
        attempt: 1,
        actors: [],
        snapshotHash: 'a'.repeat(64),
      },
    });
    const late = await put(closing(addCalendarDays(TODAY, -1)));
    const first = await put({ state: 'planning', dueDate: addCalendarDays(TODAY, -9) });
    const later = await put(closing(addCalendarDays(TODAY, 5)));
    const undated = await put({ state: 'delivered' });
    // Both roles check evidence: its tasks stand in both inboxes and are shown once.
    const who = personOf('beihe', ['rectification_office', 'discipline_committee'], { userId: 'two-roles' });
    for (const limit of ['1', '2', '3', '50'])
      expect(
        (await all(who, { limit })).map(({ findingId }) => findingId),
        limit,
      ).toEqual([first, late, later, undated]);
    expect((await all(who)).map(({ overdue }) => overdue)).toEqual([true, true, false, false]);
    expect((await all(who, { kind: 'plan', limit: '1' })).map(({ findingId }) => findingId)).toEqual([first]);
    expect(await all(personOf('nanhe', ['rectification_office', 'discipline_committee']))).toEqual([]);
  });

  it('shows a substitute what waits for the absent person', async () => {
    const findingId = await put({
      state: 'rectifying',
      responsibility: { supportingDepartments: [], handlerId: 'absent-handler' },
    });
    const substitute: Principal = {
      ...personOf('beihe', ['handler'], { userId: 'sub' }),
      onBehalfOf: { userId: 'absent-handler', name: '缺席', delegationId: newId() },
    };
    expect((await all(substitute)).map((task) => task.findingId)).toEqual([findingId]);
    expect(await all(personOf('beihe', ['handler'], { userId: 'sub' }))).toEqual([]);
  });
});

describe('what I started', () => {
  const who = personOf('beihe', ['department_head'], { userId: 'applicant' });
  const put = async (openedAt: string) => {
    const { finding } = seedAggregate({
      version: 1,
      state: 'closing',
      closing: {
        caseId: newId(),
        gate: 'evidence_check',
        visit: 1,
        status: 'open',
        openedAt,
        due: addCalendarDays(TODAY, -1),
        escalation: 0,
        attempt: 1,
        actors: [{ gate: 'application', userId: 'applicant' }],
        snapshotHash: 'a'.repeat(64),
      },
    });
    for (const item of startedItemsOf(finding, '北河')) await engine.table.put({ put: item });
    return finding.id;
  };
  const all = async (principal: Principal, limit = '50') => {
    const items: OutputOf<'started.list'>['items'] = [];
    let cursor: string | undefined;
    do {
      const { status, body } = await send<OutputOf<'started.list'>>(identity, 'started.list', {
        principal,
        query: { limit, ...(cursor ? { cursor } : {}) },
      });
      expect(status).toBe(200);
      items.push(...body.items);
      cursor = body.next;
    } while (cursor);
    return items;
  };

  it('says where each thing lies since when, the longest waiting first, to me and my substitute alone', async () => {
    const later = await put('2025-03-05T00:00:00.000Z');
    const first = await put('2025-03-03T00:00:00.000Z');
    for (const limit of ['1', '50'])
      expect((await all(who, limit)).map(({ subjectId }) => subjectId)).toEqual([first, later]);
    expect((await all(who))[0]).toMatchObject({
      kind: 'application',
      where: '材料核验',
      holders: ['rectification_office', 'discipline_committee'],
      since: '2025-03-03T00:00:00.000Z',
      overdue: true,
    });
    const substitute: Principal = {
      ...personOf('beihe', ['department_head'], { userId: 'sub' }),
      onBehalfOf: { userId: 'applicant', name: '缺席', delegationId: newId() },
    };
    expect(await all(substitute)).toHaveLength(2);
    expect(await all(personOf('beihe', ['department_head'], { userId: 'sub' }))).toEqual([]);
    expect(await all(personOf('nanhe', ['department_head'], { userId: 'applicant' }))).toEqual([]);
  });
});

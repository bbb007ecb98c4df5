import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FrontDoor, openFrontDoor } from '../engine/front-door.ts';
import { type CastMember, castEverybody } from './cast.ts';
import { FOREIGN, type IsolationScene, OWN, startIsolationScene } from './scene.ts';

/** A noisy tenant through authorizer and function: it gets 429, nobody else does, and it comes back. */
let scene: IsolationScene;
let door: FrontDoor;
let people: readonly CastMember[];
const tokens = new Map<string, string>();

beforeAll(async () => {
  scene = await startIsolationScene();
  door = await openFrontDoor(scene.handlerOf, {
    // Refills so slowly that a busy machine does not help the noisy tenant.
    subsidiary: { rate: 2, burst: 25 },
    group: { rate: 1_000, burst: 1_000 },
  });
  people = await castEverybody(scene.engine.table, scene.existing.departmentId ?? '');
  for (const { login } of people) tokens.set(login, await door.provider.token(login, { expiresIn: 3_600 }));
}, 120_000);
afterAll(async () => {
  await door.stop();
  await scene.stop();
});

const officeOf = (tenantId: string): CastMember => {
  const found = people.find(({ home, role }) => home === tenantId && role === 'rectification_office');
  if (!found) throw new Error(`${tenantId} has no office`);
  return found;
};
const ask = (tenantId: string) => {
  const person = officeOf(tenantId);
  return door.request('overview.get', {
    authorization: `Bearer ${tokens.get(person.login)}`,
    membership: person.membershipId,
    params: { tenantId },
  });
};
const object = (tenantId: string) => {
  const person = officeOf(tenantId);
  return door.request('delegations.create', {
    authorization: `Bearer ${tokens.get(person.login)}`,
    membership: person.membershipId,
    body: {},
  });
};

describe('a noisy tenant', () => {
  it('gets 429 with the time to come again, others get everything, and it recovers', async () => {
    const noisy = [];
    for (let request = 0; request < 60; request += 1) noisy.push(await ask(OWN));
    const refused = noisy.filter(({ status }) => status === 429);
    expect(noisy.slice(0, 25).map(({ status }) => status)).toEqual(Array(25).fill(200));
    expect(refused.length).toBeGreaterThan(0);
    for (const { code, headers, text } of refused) {
      expect(code).toBe('too_many_requests');
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(text).toContain('请稍候几秒再试');
    }
    // A command is refused before anything of it is looked at.
    expect((await object(OWN)).status).toBe(429);
    const others = [];
    for (let request = 0; request < 20; request += 1) others.push((await ask(FOREIGN)).status);
    expect(others).toEqual(Array(20).fill(200));
    const last = refused.at(-1);
    await new Promise((resolve) => setTimeout(resolve, Number(last?.headers['retry-after']) * 1_000));
    await expect.poll(async () => (await ask(OWN)).status, { timeout: 20_000, interval: 1_000 }).toBe(200);
  });
});

import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { OPERATION_IDS, type OperationId, operationOf, schemas } from '@xuncha/contracts';
import { ROLE_NAMES, roleFits } from '@xuncha/domain';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { apiEvent, personOf } from '../engine/api-event.ts';
import { HQ_TENANT } from '../engine/environment.ts';
import { sampleBody, sampleParams } from './sample-input.ts';
import { type IsolationScene, OWN, startIsolationScene } from './scene.ts';

/** The table is gone in the middle of everything: what is logged then says what failed, and nothing of what was written. */

/** Stands in every text of every body; nothing else has it. */
const CANARY = '金丝雀词语';
const KEY = 'canary-idempotency-key-0001';
const COOKIE = 'canary-cookie-0001';

let scene: IsolationScene;
const logged: string[] = [];
beforeAll(async () => {
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => void logged.push(parts.join(' ')));
  scene = await startIsolationScene();
  await scene.engine.client.send(new DeleteTableCommand({ TableName: scene.engine.name }));
});
afterAll(() => scene.stop());

/** Free texts of the sample, which are Chinese, become the canary. */
const marked = (value: unknown): unknown => {
  if (typeof value === 'string') return /\p{Script=Han}/u.test(value) ? CANARY : value;
  if (Array.isArray(value)) return value.map(marked);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner)]));
};

const people = [
  personOf(
    OWN,
    ROLE_NAMES.filter((role) => roleFits(role, 'subsidiary')),
  ),
  personOf(
    HQ_TENANT,
    ROLE_NAMES.filter((role) => roleFits(role, 'group')),
  ),
];

/** Who one is the authorizer has read; the sample of the plan's form is the same for every unit and holds no data. */
const WITHOUT_TABLE: ReadonlySet<OperationId> = new Set(['me.get', 'planTemplates.sample']);

const statuses = new Set<number>();
const ask = async (id: OperationId): Promise<void> => {
  for (const principal of people) {
    const event = apiEvent(id, {
      principal,
      params: sampleParams(id, OWN, scene.existing),
      body: marked(sampleBody(id)),
      ifMatch: 1,
      ...(operationOf(id).method === 'GET' ? {} : { idempotencyKey: KEY }),
    });
    const headers = { ...event.headers, Cookie: COOKIE, Authorization: 'Bearer canary-token-0001' };
    const handler = scene.handlerOf(id);
    const answer = await handler({ ...event, headers }, {} as Parameters<typeof handler>[1]);
    statuses.add(answer.statusCode);
    if (WITHOUT_TABLE.has(id)) continue;
    expect(answer.statusCode, id).toBeGreaterThanOrEqual(400);
    const problem = schemas.Problem.parse(JSON.parse(answer.body));
    // The number by which an administrator finds the line in the log, and none of the words of the table's error.
    if (answer.statusCode === 500) expect(problem.detail).toContain(problem.traceId);
    expect(answer.body, id).not.toMatch(/ResourceNotFound|xuncha-test|dynamo/i);
  }
};

it('every operation fails with a sentence, and its log repeats no text, key, cookie or token', async () => {
  for (const id of OPERATION_IDS) await ask(id);
  expect(statuses.has(500), 'the table was really gone').toBe(true);
  const lines = logged.join('\n');
  expect(lines).toContain('ResourceNotFoundException');
  for (const word of [
    CANARY,
    KEY,
    COOKIE,
    'canary-token-0001',
    'a session of the tests',
    'a secret/with+signs',
  ])
    expect(
      logged.filter((line) => line.includes(word)),
      word,
    ).toEqual([]);
}, 120_000);

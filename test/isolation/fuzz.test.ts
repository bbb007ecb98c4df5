import { OPERATION_IDS, type OperationId, operationOf, schemas } from '@xuncha/contracts';
import { type Principal, ROLE_NAMES, roleFits } from '@xuncha/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiEvent, documented, personOf } from '../engine/api-event.ts';
import { HQ_TENANT } from '../engine/environment.ts';
import { type ChangeReader, readChanges } from '../engine/stream-pump.ts';
import { arbitraryInput, type FuzzInput, RAW_BODIES } from './arbitrary-input.ts';
import { maximalBody } from './maximal-input.ts';
import { sampleParams } from './sample-input.ts';
import { type IsolationScene, itWhere, OWN, startIsolationScene } from './scene.ts';

/**
 * Every operation gets what nobody should send, made from its own schema: never a 5xx, never a hang, an answer of the
 * declared shape, and not one changed item where it refuses. `FUZZ_RUNS=2000` digs deeper, `FUZZ_SEED` elsewhere.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 20);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_101);
/** A request takes milliseconds; on the slowest machine nothing near this. */
const HANG_MS = 10_000;

let scene: IsolationScene;
let changes: ChangeReader;
beforeAll(async () => {
  scene = await startIsolationScene();
  changes = await readChanges(scene.engine);
});
afterAll(async () => {
  changes.stop();
  await scene.stop();
});

/** What was written since the last look; the change stream names each item that is not what it was. */
const written = async (): Promise<string[]> => {
  const records = await changes.next();
  return records.map(({ dynamodb }) => `${dynamodb?.Keys?.pk?.S} ${dynamodb?.Keys?.sk?.S}`);
};

const ofTenant = ROLE_NAMES.filter((role) => roleFits(role, 'subsidiary'));
const ofGroup = ROLE_NAMES.filter((role) => roleFits(role, 'group'));

/** People who may do as much as possible, so that requests reach the handlers. */
const principals = (departmentId = scene.existing.departmentId): readonly Principal[] => [
  personOf(OWN, ofTenant, { departmentId }),
  personOf(HQ_TENANT, ofGroup, { departmentId }),
];

const withinTime = <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), HANG_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const request = async (id: OperationId, principal: Principal, input: FuzzInput, rawBody?: string) => {
  const event = apiEvent(id, { ...input, principal });
  const sent = rawBody === undefined ? event : { ...event, body: rawBody };
  const answer = await withinTime(
    scene.handlerOf(id)(sent, {} as Parameters<ReturnType<IsolationScene['handlerOf']>>[1]),
  );
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};

const checkAnswer = (id: OperationId, status: number, body: Record<string, unknown>): void => {
  expect(status, JSON.stringify(body)).toBeLessThan(500);
  const schema = status < 400 ? operationOf(id).output : schemas.Problem;
  const shape = schema.safeParse(body);
  expect(shape.success, `${status} ${JSON.stringify(body).slice(0, 500)} ${shape.error?.message}`).toBe(true);
  if (status >= 400) expect(documented(id, String(body.code)), `${status} ${body.code}`).toBe(true);
};

/** Parameters that make the request reach as far as possible: each finding there is, where one is asked for. */
const placesOf = (id: OperationId): readonly Readonly<Record<string, string>>[] => {
  const params = sampleParams(id, OWN, scene.existing);
  return 'findingId' in params ? scene.findings.map((findingId) => ({ ...params, findingId })) : [params];
};

describe.each(OPERATION_IDS)('%s', (id) => {
  const operation = operationOf(id);
  const reads = operation.method === 'GET';

  it('refuses or does what it is asked, and nothing in between', async () => {
    const people = fc.constantFrom(...principals());
    const input = arbitraryInput(id, { ...scene.existing, tenantId: OWN }, scene.findings);
    await written();
    await fc.assert(
      fc.asyncProperty(people, input, async (principal, asked) => {
        const { status, body } = await request(id, principal, asked);
        checkAnswer(id, status, body);
        // A read leaves nothing but the record that somebody of HQ looked.
        const items = (await written()).filter((item) => status >= 400 || !item.includes('#ACCESS '));
        if (status >= 400 || reads) expect(items, `${status} changed the table`).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 600_000);

  itWhere(operation.body)(
    'takes the most its schema allows, or says that it is too much',
    async () => {
      await written();
      const { departmentId = '', membershipId = '' } = scene.existing;
      for (const ids of [[], scene.findings, [departmentId], [membershipId]]) {
        const body = maximalBody(id, ids);
        expect(operation.body?.safeParse(body).error, 'the input is one the schema takes').toBeUndefined();
        for (const principal of principals())
          for (const params of placesOf(id)) {
            const { status, body: answer } = await request(id, principal, { params, body, ifMatch: 1 });
            checkAnswer(id, status, answer);
            if (status >= 400) expect(await written(), `${status} changed the table`).toEqual([]);
            await written();
          }
      }
    },
    600_000,
  );

  itWhere(operation.body)('refuses bodies that are no JSON, or JSON nobody writes', async () => {
    await written();
    const params = sampleParams(id, OWN, scene.existing);
    for (const principal of principals())
      for (const raw of RAW_BODIES) {
        const { status, body } = await request(id, principal, { params, ifMatch: 1 }, raw);
        checkAnswer(id, status, body);
        expect(status, raw.slice(0, 40)).toBeGreaterThanOrEqual(400);
      }
    expect(await written()).toEqual([]);
  });
});

it('sees every item that a command writes', async () => {
  await written();
  const params = sampleParams('departments.add', OWN);
  const body = { name: '新增部门' };
  const [person] = principals();
  const answers = person && (await request('departments.add', person, { params, body }));
  expect(answers?.status).toBe(201);
  expect((await written()).length).toBeGreaterThan(1);
});

it('left the prototypes of the process alone', () => {
  expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
});

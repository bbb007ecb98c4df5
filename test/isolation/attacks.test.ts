import { type AttributeValue, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { OPERATION_IDS, type OperationId, operationOf } from '@xuncha/contracts';
import { registerIssuerWrites } from '@xuncha/store';
import { type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HQ_TENANT } from '../engine/environment.ts';
import { type FrontDoor, type FrontDoorAnswer, openFrontDoor, TEST_AUDIENCE } from '../engine/front-door.ts';
import { startTestProvider, type TestProvider } from '../engine/identity-provider.ts';
import { type ChangeReader, readChanges } from '../engine/stream-pump.ts';
import { type CastMember, castEverybody, isLimitedInside } from './cast.ts';
import { type Expected, expectedAnswer } from './expected-answer.ts';
import { sampleBody, sampleParams } from './sample-input.ts';
import { FOREIGN, type IsolationScene, itWhere, OWN, SUSPENDED, startIsolationScene } from './scene.ts';

/**
 * Every operation × every role × every situation, through the authorizer and the function as behind the gateway. A new
 * operation is covered from its first day; what is expected comes from the permission matrix (expected-answer.ts).
 */
let scene: IsolationScene;
let door: FrontDoor;
let stranger: TestProvider;
/** The registered provider of FOREIGN, for its people only. */
let unitProvider: TestProvider;
let changes: ChangeReader;
let people: readonly CastMember[];
const tokens = new Map<string, string>();
/** Everything the functions and the authorizer logged. */
const logged: string[] = [];

beforeAll(async () => {
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => void logged.push(parts.join(' ')));
  scene = await startIsolationScene();
  door = await openFrontDoor(scene.handlerOf);
  [stranger, unitProvider] = await Promise.all([
    startTestProvider(TEST_AUDIENCE),
    startTestProvider(TEST_AUDIENCE),
  ]);
  await registerProvider(unitProvider.issuer);
  people = await castEverybody(scene.engine.table, scene.existing.departmentId ?? '');
  for (const { login } of people) tokens.set(login, await door.provider.token(login, { expiresIn: 3_600 }));
  changes = await readChanges(scene.engine);
}, 120_000);
afterAll(async () => {
  changes.stop();
  await door.stop();
  await stranger.stop();
  await unitProvider.stop();
  await scene.stop();
});

const registerProvider = async (issuer: string): Promise<void> => {
  const provider = {
    issuer,
    audience: TEST_AUDIENCE,
    clientId: 'web',
    scope: 'openid',
    loginClaim: 'sub' as const,
  };
  await scene.engine.table.transact(registerIssuerWrites(HQ_TENANT, FOREIGN, undefined, provider));
};

const written = async (): Promise<string[]> =>
  (await changes.next())
    .map(({ dynamodb }) => `${dynamodb?.Keys?.pk?.S} ${dynamodb?.Keys?.sk?.S}`)
    // Requests are counted, also refused ones.
    .filter((key) => !key.startsWith('RATE#'));

/** Puts every item back that was written since the last look, so that the next person finds what the first one found. */
const restore = async (): Promise<void> => {
  const { client, name: TableName } = scene.engine;
  for (const { dynamodb } of (await changes.next()).reverse()) {
    const before = dynamodb?.OldImage as Record<string, AttributeValue> | undefined;
    const Key = dynamodb?.Keys as Record<string, AttributeValue>;
    await (before
      ? client.send(new PutItemCommand({ TableName, Item: before }))
      : client.send(new DeleteItemCommand({ TableName, Key })));
  }
  await changes.next();
};

const inputOf = (
  id: OperationId,
  tenantId = OWN,
  known: Readonly<Record<string, string>> = scene.existing,
) => ({
  params: sampleParams(id, tenantId, known),
  body: sampleBody(id),
  ...(operationOf(id).ifMatch ? { ifMatch: 1 } : {}),
});

const ask = (
  id: OperationId,
  person: CastMember,
  over: Partial<Parameters<FrontDoor['request']>[1]> = {},
): Promise<FrontDoorAnswer> =>
  door.request(id, { ...inputOf(id), authorization: `Bearer ${tokens.get(person.login)}`, ...over });

/** Lanes of requests at once: as many as keep the engine busy. */
const forAll = async <T>(items: readonly T[], work: (item: T) => Promise<void>, lanes = 8): Promise<void> => {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

const describePerson = ({ role, situation, home }: CastMember): string => `${role} of ${home}, ${situation}`;

/** The answer with what may differ between two requests taken out: nothing but the number of the request. */
const comparable = ({ status, text, headers }: FrontDoorAnswer): unknown => {
  const masked = text.replace(/"traceId":"[0-9a-f-]{36}"/, '"traceId":"…"');
  return { status, masked, bytes: Buffer.byteLength(text), headers };
};

/** All that names something of OWN. */
const ownIds = (): string[] => [
  ...scene.findings,
  ...Object.entries(scene.existing).flatMap(([name, id]) => (name === 'meetingId' ? [] : [id])),
];

const isRefused = (expected: Expected): boolean => expected.at !== 'inside';

const checkRefusal = (answer: FrontDoorAnswer, expected: Expected, where: string): void => {
  if (expected.at === 'inside' || expected.at === 'hidden') return;
  expect({ reached: answer.reached, status: answer.status, code: answer.code }, where).toEqual({
    reached: expected.at === 'function',
    status: expected.status,
    code: expected.code,
  });
};

/** Parameters of the path whose thing the scene has made; a new operation's may be missing. */
const allKnown = (id: OperationId): boolean =>
  [...operationOf(id).path.matchAll(/\{(\w+)\}/g)].every(
    ([, name = '']) => name === 'tenantId' || (name !== 'caseId' && name in scene.existing),
  );

/** Does its body name things besides the one of the path, which the sample's ids are not? */
const namesOthers = (id: OperationId): boolean => /Ids?":/.test(JSON.stringify(sampleBody(id) ?? ''));

const DOOR_CODES = ['unauthenticated', 'forbidden', 'no_membership', 'tenant_suspended', 'membership_choice'];

const checkInside = (id: OperationId, answer: FrontDoorAnswer, expected: Expected, where: string): void => {
  if (expected.at !== 'inside') return;
  const said = `${where}: ${answer.status} ${answer.text.slice(0, 300)}`;
  expect(answer.reached, said).toBe(true);
  expect(answer.status, said).toBeLessThan(500);
  const wrong = [...DOOR_CODES, ...(allKnown(id) && !namesOthers(id) ? ['not_found'] : [])];
  const { besides } = expected;
  expect(
    wrong.filter((code) => !besides.some((one) => one === code)),
    said,
  ).not.toContain(answer.code);
};

/** People who may see something, and yet nothing of OWN, or none of its findings. */
const checkNothingLeaks = (
  { situation, home, role }: CastMember,
  { text }: FrontDoorAnswer,
  where: string,
): void => {
  const elsewhere = situation === 'in another tenant' || situation === 'limited to another tenant';
  const narrow =
    isLimitedInside(situation) || (situation === 'in another department' && DEPARTMENTAL.includes(role));
  const hidden = elsewhere ? ownIds() : narrow ? scene.findings : [];
  for (const id of hidden) expect(text, `${where} of ${home} shows ${id}`).not.toContain(id);
};
const DEPARTMENTAL = ['department_head', 'handler'];

/** The key as anybody may fetch it. */
const publicKeyOf = async ({ issuer }: TestProvider): Promise<JWK | undefined> => {
  const { keys }: { keys: JWK[] } = JSON.parse(await (await fetch(`${issuer}/jwks`)).text());
  return keys[0];
};

/** Tokens that look like somebody's and are nobody's. */
const forgeries = async (login: string): Promise<Record<string, string | undefined>> => {
  const good = tokens.get(login) ?? '';
  const [header = '', payload = '', signature = ''] = good.split('.');
  const { provider } = door;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const publicBytes = Buffer.from(JSON.stringify(await publicKeyOf(provider)));
  return {
    'no token': undefined,
    'another scheme': `Basic ${good}`,
    'two tokens': `Bearer ${good} ${good}`,
    'a changed payload': `Bearer ${header}.${encoded({ ...claims, sub: 'hq-admin' })}.${signature}`,
    'a changed signature': `Bearer ${header}.${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
    'no signature': `Bearer ${header}.${payload}.`,
    'alg none': `Bearer ${encoded({ alg: 'none' })}.${payload}.`,
    'alg none, a signature': `Bearer ${encoded({ alg: 'none', kid: 'k1' })}.${payload}.${signature}`,
    'the public key as shared secret': `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(publicBytes)}`,
    'a key of its own in the header': `Bearer ${encoded({ alg: 'RS256', jwk: await publicKeyOf(stranger) })}.${payload}.${signature}`,
    'another issuer': `Bearer ${await stranger.token(login)}`,
    'another issuer in our name': `Bearer ${await stranger.token(login, { issuer: provider.issuer })}`,
    'our key in another name': `Bearer ${await provider.token(login, { issuer: stranger.issuer })}`,
    'another audience': `Bearer ${await provider.token(login, { audience: 'elsewhere' })}`,
    expired: `Bearer ${await provider.token(login, { expiresIn: -60 })}`,
    'not yet valid': `Bearer ${await provider.token(login, { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } })}`,
  };
};

const unitTokens = new Map<string, Promise<string>>();
const forged = new Map<string, Record<string, string | undefined>>();

describe.each(OPERATION_IDS)('%s', (id) => {
  const operation = operationOf(id);
  // The register of tenants itself must be able to resume one.
  const commandInTenant =
    operation.method !== 'GET' && operation.path.includes('{tenantId}') && operation.capability !== 'tenants';

  it('opens to no forged, borrowed or expired token, whoever’s', async () => {
    await written();
    const atHome = people.filter(({ situation }) => situation === 'at home');
    // Every kind of forgery at every operation, and over the operations each person's of every kind: the authorizer is
    // one and the same, so that all three at once (16 kinds × 20 people × 200 operations) would find nothing more.
    await forAll([...atHome.entries()], async ([index, { login }]) => {
      const all = forged.get(login) ?? (await forgeries(login));
      forged.set(login, all);
      const kinds = Object.entries(all);
      const turn = OPERATION_IDS.indexOf(id) + index;
      for (const offset of [0, Math.ceil(kinds.length / 2)]) {
        const [name, authorization] = kinds[(turn + offset) % kinds.length] ?? ['no token', undefined];
        const { reached, status } = await door.request(id, { ...inputOf(id), authorization });
        expect({ reached, status }, `${login}: ${name}`).toEqual({ reached: false, status: 401 });
      }
    });
    expect(await written()).toEqual([]);
  });

  it('refuses each person as the matrix says, and another’s data like what does not exist', async () => {
    await written();
    const refused = people.filter((person) => isRefused(expectedAnswer(id, person)));
    // What does not exist is answered alike to all who stand alike; where the rules may say more, to each alone.
    const asked = new Map<string, Promise<unknown[]>>();
    const answersToNothing = (person: CastMember): Promise<unknown[]> => {
      const hidden = expectedAnswer(id, person).at === 'hidden';
      const key = `${person.home} ${person.situation} ${hidden ? person.role : ''}`;
      const places = person.home === OWN ? [OWN] : [OWN, 'nosuchtenant'];
      const answers =
        asked.get(key) ??
        Promise.all(places.map(async (place) => comparable(await ask(id, person, inputOf(id, place, {})))));
      asked.set(key, answers);
      return answers;
    };
    await forAll(refused, async (person) => {
      const expected = expectedAnswer(id, person);
      const answer = await ask(id, person);
      const where = describePerson(person);
      if (expected.at === 'hidden') expect(answer.status, where).toBeGreaterThanOrEqual(400);
      else checkRefusal(answer, expected, where);
      if (expected.at === 'door' || ('code' in expected && expected.code === 'forbidden')) return;
      for (const nowhere of await answersToNothing(person))
        expect(comparable(answer), where).toEqual(nowhere);
    });
    expect(await written(), 'a refusal changed the table').toEqual([]);
  });

  it('takes no unit’s provider at its word about people of others', async () => {
    await written();
    const others = people.filter(({ situation }) => situation === 'at home');
    await forAll(others, async ({ login, membershipId }) => {
      const token = unitTokens.get(login) ?? unitProvider.token(login, { expiresIn: 3_600 });
      unitTokens.set(login, token);
      for (const membership of [undefined, membershipId]) {
        const authorization = `Bearer ${await token}`;
        const { reached, status, code } = await door.request(id, {
          ...inputOf(id),
          authorization,
          membership,
        });
        expect({ reached, status, code }, login).toEqual({
          reached: false,
          status: 403,
          code: 'no_membership',
        });
      }
    });
    expect(await written()).toEqual([]);
  });

  it('lends nobody the membership of another', async () => {
    await written();
    const borrowed = people.filter(({ situation }) => situation === 'at home');
    const thief = people.find(({ home, situation }) => home === FOREIGN && situation === 'in another tenant');
    for (const { membershipId } of borrowed) {
      if (operation.path === '/v1/me' || !thief) continue;
      const { reached, status, code } = await ask(id, thief, { membership: membershipId });
      expect({ reached, status, code }).toEqual({ reached: false, status: 403, code: 'no_membership' });
    }
    expect(await written()).toEqual([]);
  });

  it('lets in whom the matrix lets in, and shows nobody what is not theirs', async () => {
    const inside = people.filter((person) => !isRefused(expectedAnswer(id, person)));
    await written();
    for (const person of inside) {
      const answer = await ask(id, person);
      const where = describePerson(person);
      checkInside(id, answer, expectedAnswer(id, person), where);
      checkNothingLeaks(person, answer, where);
      if (operation.method !== 'GET') await restore();
    }
    // A read leaves nothing but the record that somebody of HQ looked.
    expect((await written()).filter((item) => !item.includes('#ACCESS '))).toEqual([]);
  });

  itWhere(commandInTenant)('changes nothing in a suspended tenant, whoever asks', async () => {
    await written();
    const ofGroup = people.filter(({ home, situation }) => home === HQ_TENANT && situation === 'at home');
    for (const person of ofGroup) {
      const answer = await ask(id, person, inputOf(id, SUSPENDED, {}));
      expect(answer.status, `${describePerson(person)} ${answer.text}`).toBeGreaterThanOrEqual(400);
    }
    expect(await written()).toEqual([]);
  });
});

it('left no token, session or signature in the logs', () => {
  expect(logged.length).toBeGreaterThan(OPERATION_IDS.length);
  const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = process.env;
  // A JWT of any kind, a presigned address, credentials by their names.
  const secret = /eyJ[\w-]{10,}|X-Amz-(?:Signature|Security-Token)|Bearer |secretAccessKey|sessionToken/i;
  const telling = logged.filter(
    (line) => secret.test(line) || line.includes(AWS_SECRET_ACCESS_KEY) || line.includes(AWS_SESSION_TOKEN),
  );
  expect(telling).toEqual([]);
});

describe('the attacks themselves', () => {
  it('are made with keys that work: the same provider’s good token opens the door', async () => {
    const [person] = people.filter(({ situation }) => situation === 'at home');
    const answer = person && (await ask('me.get', person));
    expect(answer).toMatchObject({ reached: true, status: 200 });
  });

  it('cover every role in every situation, and the oracle knows all its answers', () => {
    const kinds = new Set(
      OPERATION_IDS.flatMap((id) =>
        people.map((person) => {
          const expected = expectedAnswer(id, person);
          return 'code' in expected ? `${expected.at} ${expected.status} ${expected.code}` : expected.at;
        }),
      ),
    );
    expect([...kinds].sort()).toEqual([
      'door 403 no_membership',
      'door 403 tenant_suspended',
      'function 403 forbidden',
      'function 404 not_found',
      'hidden',
      'inside',
    ]);
  });
});

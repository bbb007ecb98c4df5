import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import * as sdk from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as bundled from '../../infra/bundling/dynamodb-client.ts';
import { startTestTable, TEST_CREDENTIALS, TEST_REGION, type TestTable } from '../engine/table.ts';
import { Sha256 } from './sha256.fixture.ts';

/**
 * The client inside the function bundles beside the SDK's: the same requests on the same engine get the same answers and
 * the same errors, and what the engine never does (throttling, lost answers) is answered by a server of the test.
 */
let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable();
});
afterAll(() => engine.stop());

const NAME = 'engine';
const settings = () => ({ endpoint: engine.url, region: TEST_REGION, credentials: TEST_CREDENTIALS });
const key = (id: string) => ({ pk: { S: `T#beihe#${id}` }, sk: { S: 'META' } });
const bytes = new Uint8Array([0, 1, 254, 255]);

type Client = { send(operation: string, input: object): Promise<object> };
const clients = (): Readonly<Record<string, Client>> => {
  const of = (names: object, client: object): Client => ({
    send: (operation, input) =>
      Reflect.get(client, 'send').call(
        client,
        Reflect.construct(Reflect.get(names, `${operation}Command`), [input]),
      ),
  });
  return {
    sdk: of(sdk, new sdk.DynamoDBClient(settings())),
    bundled: of(bundled, new bundled.DynamoDBClient(settings())),
  };
};

/** What an answer or an error says, without what differs from request to request. */
const outcome = async (answer: Promise<object>): Promise<unknown> => {
  try {
    const { $metadata: _metadata, ...rest } = { $metadata: undefined, ...(await answer) };
    return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const told = (name: string): unknown => Reflect.get(error, name);
    return {
      name: error.name,
      message: error.message,
      fault: told('$fault'),
      status: Reflect.get(Object(told('$metadata')), 'httpStatusCode'),
      reasons: told('CancellationReasons'),
      item: told('Item'),
    };
  }
};

const table = { TableName: NAME, ReturnConsumedCapacity: 'TOTAL' };
/** In this order: each finds what the ones before have left. */
const requests: readonly (readonly [string, string, object])[] = [
  [
    'a new item',
    'PutItem',
    {
      ...table,
      Item: { ...key('a'), text: { S: '整改“一”\n' }, B: { B: bytes }, n: { N: '12345678901234567890' } },
    },
  ],
  ['what was put', 'GetItem', { ...table, Key: key('a'), ConsistentRead: true }],
  ['nothing', 'GetItem', { ...table, Key: key('none') }],
  [
    'a set of bytes',
    'PutItem',
    {
      ...table,
      Item: { ...key('b'), all: { BS: [bytes] }, deep: { M: { B: { L: [{ B: bytes }, { NULL: true }] } } } },
    },
  ],
  [
    'several',
    'BatchGetItem',
    {
      RequestItems: { [NAME]: { Keys: [key('a'), key('b'), key('none')] } },
      ReturnConsumedCapacity: 'TOTAL',
    },
  ],
  [
    'a page',
    'Query',
    { ...table, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': key('a').pk } },
  ],
  [
    'a refused write with the item that stands there',
    'PutItem',
    {
      ...table,
      Item: key('a'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  ],
  [
    'a number',
    'UpdateItem',
    {
      ...table,
      Key: key('c'),
      UpdateExpression: 'ADD #n :one',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    },
  ],
  [
    'a canceled transaction',
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: NAME, Item: key('d') } },
        { Put: { TableName: NAME, Item: key('a'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    },
  ],
  [
    'a transaction',
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: NAME, Item: { ...key('d'), v: { BOOL: true } } } },
        { Delete: { TableName: NAME, Key: key('b') } },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    },
  ],
  [
    'a malformed request',
    'Query',
    { ...table, KeyConditionExpression: 'sk = :sk', ExpressionAttributeValues: { ':sk': { S: 'x' } } },
  ],
  ['a table that is not there', 'GetItem', { TableName: 'nowhere', Key: key('a') }],
  ['a removal', 'DeleteItem', { ...table, Key: key('a'), ReturnValues: 'ALL_OLD' }],
];

it('answers and refuses like the SDK', async () => {
  const outcomes: Record<string, unknown[]> = {};
  for (const [client, { send }] of Object.entries(clients())) {
    // Each starts from an empty table of its own name.
    for (const id of ['a', 'b', 'c', 'd']) await send('DeleteItem', { TableName: engine.name, Key: key(id) });
    const named = (input: object): object => JSON.parse(JSON.stringify(input, keepBytes), giveBytes);
    outcomes[client] = [];
    for (const [what, operation, input] of requests)
      outcomes[client].push([what, await outcome(send(operation, named(input)))]);
  }
  expect(outcomes.bundled).toEqual(outcomes.sdk);
  expect(JSON.stringify(outcomes.sdk)).toContain('ConditionalCheckFailedException');
  expect(JSON.stringify(outcomes.sdk)).toContain('整改');
});

/** The requests are written with a stand-in for the table's name, which is known only once the engine runs. */
const keepBytes = (_key: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (value === NAME) return engine.name;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && NAME in value)
    return { [engine.name]: Reflect.get(value, NAME) };
  return value;
};
const giveBytes = (_key: string, value: unknown): unknown => {
  const list: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'bytes') : undefined;
  return Array.isArray(list) ? Uint8Array.from(list) : value;
};

describe('on a line of its own', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());
  interface Seen {
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }
  type Answer = readonly [number, object] | 'cut' | 'silent';

  /** Answers one request after the other with what is given; the last one for ever. */
  const answering = async (...answers: Answer[]): Promise<{ url: string; seen: Seen[] }> => {
    const seen: Seen[] = [];
    const started = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const answer = answers[Math.min(seen.length, answers.length) - 1];
      if (answer === 'cut') return void request.socket.destroy();
      if (answer === 'silent' || !answer) return;
      response
        .writeHead(answer[0], { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(answer[1]));
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const address = started.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, seen };
  };
  const refusal = (name: string) => ({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'told' });
  const clientOf = (endpoint: string, more: bundled.DynamoDBClientConfig = {}) =>
    new bundled.DynamoDBClient({ endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS, ...more });
  const get = new bundled.GetItemCommand({ TableName: 'x', Key: {} });

  it('signs as the SDK signs', async () => {
    const { url, seen } = await answering([200, {}]);
    const credentials = { ...TEST_CREDENTIALS, sessionToken: 'a/session+token=' };
    await clientOf(url, { credentials }).send(new bundled.PutItemCommand({ TableName: '表' }));
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    const date = String(headers['x-amz-date']);
    const signer = new SignatureV4({ service: 'dynamodb', region: TEST_REGION, credentials, sha256: Sha256 });
    const { hostname, port } = new URL(url);
    const signed = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/',
        headers: {
          host: `${hostname}:${port}`,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.PutItem',
        },
        body,
      },
      {
        signingDate: new Date(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')),
        unsignableHeaders: new Set(['x-amz-content-sha256']),
      },
    );
    expect(headers.authorization).toBe(signed.headers.authorization);
  });

  it.each<[string, Answer]>([
    ['a failure of the service', [500, refusal('InternalServerError')]],
    ['throttling', [400, refusal('ProvisionedThroughputExceededException')]],
    ['a page of something between', [503, {}]],
    ['a lost line', 'cut'],
  ])('asks again after %s', async (_what, answer) => {
    const { url, seen } = await answering(answer, [200, { Item: {} }]);
    await expect(clientOf(url).send(get)).resolves.toMatchObject({ Item: {} });
    expect(seen).toHaveLength(2);
  });

  it('sends a repeated transaction as the same one, and each as one of its own', async () => {
    const { url, seen } = await answering('cut', [200, {}]);
    const client = clientOf(url);
    const transaction = new bundled.TransactWriteItemsCommand({ TransactItems: [] });
    await client.send(transaction);
    await client.send(transaction);
    const [first, second, third] = seen.map(({ body }) => JSON.parse(body).ClientRequestToken);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('gives up after its attempts, and at once after what no repetition mends', async () => {
    const failing = await answering([500, refusal('InternalServerError')]);
    await expect(clientOf(failing.url, { maxAttempts: 2 }).send(get)).rejects.toMatchObject({
      name: 'InternalServerError',
      message: 'told',
    });
    expect(failing.seen).toHaveLength(2);
    server?.close();
    const conflict = await answering([400, refusal('TransactionConflictException')]);
    await expect(clientOf(conflict.url).send(get)).rejects.toBeInstanceOf(
      bundled.TransactionConflictException,
    );
    expect(conflict.seen).toHaveLength(1);
  });

  it('waits no longer than it was told to', async () => {
    const { url } = await answering('silent');
    const hasty = clientOf(url, { maxAttempts: 1, requestHandler: { requestTimeout: 50 } });
    await expect(hasty.send(get)).rejects.toMatchObject({ name: 'TimeoutError' });
    server?.closeAllConnections();
  });
});

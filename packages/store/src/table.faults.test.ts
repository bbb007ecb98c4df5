import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConditionFailed, createDynamoClient, openTable } from './table.ts';

/** What the embedded engine can't show: throttling, conflicts of transactions, partial answers, lost answers. */
const client = new DynamoDBClient({
  region: 'cn-north-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
const dynamo = mockClient(client);
const consumed = vi.fn();
const table = openTable(client, 'xuncha', consumed);
const meta = { $metadata: {}, message: 'injected' };
const item = { pk: 'T#beihe#X', sk: 'META', version: 1 };

const canceled = (...codes: string[]) =>
  new TransactionCanceledException({ ...meta, CancellationReasons: codes.map((Code) => ({ Code })) });

beforeEach(() => {
  dynamo.reset();
  consumed.mockClear();
});
afterEach(() => vi.restoreAllMocks());

describe('transactions', () => {
  const transact = () =>
    table.transact([{ put: item, ifVersion: 1 }, { remove: { pk: 'T#beihe#Y', sk: 'META' } }]);

  it('name the writes whose condition failed', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('None', 'ConditionalCheckFailed'));
    await expect(transact()).rejects.toEqual(new ConditionFailed([1]));
    await expect(transact()).rejects.toMatchObject({ failed: [1] });
  });

  it('report a conflict with another transaction as such, so that the rule runs again', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('TransactionConflict', 'None'));
    await expect(transact()).rejects.toMatchObject({ name: 'ConditionFailed', failed: [-1] });
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])('are repeated after %s', async (code) => {
    dynamo
      .on(TransactWriteItemsCommand)
      .rejectsOnce(canceled('None', code))
      .rejectsOnce(canceled(code))
      .resolves({});
    await transact();
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(3);
  });

  it('end as throttled when throttling goes on', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('ThrottlingError'));
    await expect(transact()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(5);
  });

  it('pass other cancellations on', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('ValidationError'));
    await expect(transact()).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(1);
  });

  it('refuse more writes than DynamoDB takes', async () => {
    const writes = Array.from({ length: 101 }, () => ({ put: item }));
    await expect(table.transact(writes)).rejects.toThrow('at most 100');
    expect(dynamo.calls()).toHaveLength(0);
  });
});

describe('single writes that meet a running transaction', () => {
  const conflict = () => new TransactionConflictException(meta);
  const cases = [
    ['put', PutItemCommand, () => table.put({ put: item })],
    ['putNewer', PutItemCommand, () => table.putNewer(item)],
    ['removeOlder', DeleteItemCommand, () => table.removeOlder(item, 1)],
    ['increment', UpdateItemCommand, () => table.increment(item, 'n', 1)],
  ] as const;

  it.each(cases)('%s is repeated', async (_name, command, write) => {
    dynamo
      .on(command as typeof PutItemCommand)
      .rejectsOnce(conflict())
      .rejectsOnce(conflict())
      .resolves({});
    await write();
    expect(dynamo.calls()).toHaveLength(3);
  });

  it.each(cases)('%s gives up after six tries', async (_name, command, write) => {
    dynamo.on(command as typeof PutItemCommand).rejects(conflict());
    await expect(write()).rejects.toBeInstanceOf(TransactionConflictException);
    expect(dynamo.calls()).toHaveLength(6);
  });
});

describe('BatchGetItem', () => {
  const keysOf = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ pk: `T#beihe#${n}`, sk: 'META' }));
  const key = (n: number) => ({ pk: { S: `T#beihe#${n}` }, sk: { S: 'META' } });

  it('asks again for what a partial answer left out', async () => {
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { xuncha: [key(0)] },
        UnprocessedKeys: { xuncha: { Keys: [key(1), key(2)] } },
      })
      .resolvesOnce({ Responses: {}, UnprocessedKeys: { xuncha: { Keys: [key(1), key(2)] } } })
      .resolves({ Responses: { xuncha: [key(1), key(2)] } });
    expect((await table.getMany(keysOf(3))).map(({ pk }) => pk)).toEqual([
      'T#beihe#0',
      'T#beihe#1',
      'T#beihe#2',
    ]);
    const asked = dynamo
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.xuncha?.Keys);
    expect(asked.map((keys) => keys?.length)).toEqual([3, 2, 2]);
  });

  it('asks for at most 100 keys at once', async () => {
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { xuncha: [] } });
    await table.getMany(keysOf(201));
    const sizes = dynamo
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.xuncha?.Keys?.length);
    expect(sizes).toEqual([100, 100, 1]);
    expect(await table.getMany([])).toEqual([]);
  });

  it('fails loudly rather than losing items when keys stay unread', async () => {
    vi.useFakeTimers();
    dynamo.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { xuncha: { Keys: [key(0)] } } });
    const reading = expect(table.getMany(keysOf(1))).rejects.toThrow('left keys unread');
    await vi.runAllTimersAsync();
    await reading;
    vi.useRealTimers();
  });
});

describe('the SDK underneath', () => {
  /** Answers of the service, one per request that reaches the wire. */
  const wire = (answers: (() => { statusCode: number; body: string } | Error)[]) => {
    const tokens: string[] = [];
    let sent = 0;
    const requestHandler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (request: { body?: unknown }) => {
        const { ClientRequestToken } = JSON.parse(String(request.body)) as { ClientRequestToken?: string };
        if (ClientRequestToken) tokens.push(ClientRequestToken);
        const answer = answers[sent]?.() ?? new Error('no answer left');
        sent += 1;
        if (answer instanceof Error) throw answer;
        return {
          response: {
            statusCode: answer.statusCode,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: new Blob([answer.body]).stream(),
          },
        };
      },
      destroy: () => undefined,
    };
    return { requestHandler, tokens, sent: () => sent };
  };
  const opened = (answers: Parameters<typeof wire>[0]) => {
    const network = wire(answers);
    const real = createDynamoClient({
      region: 'cn-north-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      endpoint: 'http://127.0.0.1:9',
      requestHandler: network.requestHandler,
    });
    return { network, table: openTable(real, 'xuncha') };
  };
  const done = () => ({ statusCode: 200, body: '{}' });
  const throttled = () => ({
    statusCode: 400,
    body: JSON.stringify({
      __type: `com.amazonaws.dynamodb.v20120810#${ProvisionedThroughputExceededException.name}`,
    }),
  });
  const timeout = () => Object.assign(new Error('socket timed out'), { name: 'TimeoutError' });
  const broken = () => ({ statusCode: 500, body: JSON.stringify({ __type: 'InternalServerError' }) });

  it('rides out a throttled moment, a server error and a lost answer', async () => {
    const { network, table: real } = opened([throttled, broken, timeout, done]);
    expect(await real.get(item)).toBeUndefined();
    expect(network.sent()).toBe(4);
  });

  it('repeats a transaction under one token, so that one whose answer was lost is not done twice', async () => {
    const { network, table: real } = opened([timeout, done]);
    await real.transact([{ put: item }]);
    expect(network.tokens).toHaveLength(2);
    expect(new Set(network.tokens).size).toBe(1);
  });

  it('does not repeat what the service refuses for good', async () => {
    const expired = () => ({ statusCode: 400, body: JSON.stringify({ __type: 'ExpiredTokenException' }) });
    const { network, table: real } = opened([expired, done]);
    await expect(real.get(item)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    expect(network.sent()).toBe(1);
  });
});

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TableModel } from '../assembly/model.ts';
import { consoleReporter } from '../reporter.ts';
import { type DynamoEngine, startEngine } from './engine.ts';
import { DynamoGate } from './gate.ts';
import { provisionTables, sweepExpired } from './tables.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-tables-'));
let engine: DynamoEngine;
let gate: DynamoGate;
let client: DynamoDBClient;
let count = 0;
let table: TableModel;

beforeAll(async () => {
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, 'engine.log');
  engine = await startEngine({
    dataDir,
    logFile,
    now: Date.now,
    consumedUpTo: new Map(),
    reporter: consoleReporter(true),
  });
  gate = new DynamoGate({
    target: engine.url,
    hooks: {},
    onWritten: () => undefined,
    authorize: ({ operation }) =>
      operation === 'BatchGetItem' ? { code: 'AccessDeniedException', message: 'Not for you.' } : undefined,
  });
  await gate.listen(0);
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  client = new DynamoDBClient({ endpoint: gate.url, region: 'x', credentials });
});

afterAll(async () => {
  client.destroy();
  await gate.close();
  await engine.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function model(projected: string[]): TableModel {
  return {
    name: `items-${count}`,
    arn: '',
    attributes: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'owner', AttributeType: 'S' },
    ],
    keys: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    indexes:
      projected.length === 0
        ? []
        : [
            {
              name: 'byOwner',
              keys: [{ AttributeName: 'owner', KeyType: 'HASH' }],
              projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: projected },
            },
          ],
    streamView: undefined,
    ttlAttribute: 'expiresAt',
    keyArn: undefined,
  };
}

beforeEach(async () => {
  count += 1;
  table = { ...model([]), attributes: [{ AttributeName: 'pk', AttributeType: 'S' }] };
  await provisionTables(gate, [table]);
  await client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: {
        pk: { S: '1' },
        owner: { S: 'me' },
        title: { S: 't' },
        state: { S: 's' },
        expiresAt: { N: '1000' },
      },
    }),
  );
});

async function listed() {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'me' } },
    }),
  );
  return Object.keys(Items?.[0] ?? {}).sort();
}

describe('tables of an assembly', () => {
  it('gain an index with what they hold, and a changed one is rebuilt', async () => {
    await provisionTables(gate, [model(['title'])]);
    expect(await listed()).toEqual(['owner', 'pk', 'title']);
    await provisionTables(gate, [model(['title', 'state'])]);
    expect(await listed()).toEqual(['owner', 'pk', 'state', 'title']);
  });

  it('lose expired items, and only those', async () => {
    expect(await sweepExpired(gate, table, 999_000)).toBe(0);
    expect(await sweepExpired(gate, table, 1_001_000)).toBe(1);
    expect((await client.send(new ScanCommand({ TableName: table.name }))).Count).toBe(0);
  });
});

describe('the gate', () => {
  it('counts what a request costs though the caller did not ask, and passes denials on', async () => {
    gate.meter.reset();
    await client.send(new ScanCommand({ TableName: table.name }));
    expect(gate.meter.snapshot()).toMatchObject({ requests: 1, readUnits: 0.5, writeUnits: 0 });
    const keys = { RequestItems: { [table.name]: { Keys: [{ pk: { S: '1' } }] } } };
    await expect(client.send(new BatchGetItemCommand(keys))).rejects.toThrow('Not for you.');
  });
});

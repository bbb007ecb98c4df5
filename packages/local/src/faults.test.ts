import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CloudHooks, type Fault, type FaultPoint, type LocalCloud, startLocalCloud } from './index.ts';
import { synthesiseSample } from './sample/sample-app.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'xuncha-faults-'));
const NOTES = 30;
let inject: ((point: FaultPoint) => Fault | undefined) | undefined;
let disturb = false;
let cloud: LocalCloud;

const hooks: CloudHooks = {
  fault: (point) => inject?.(point),
  // Every batch backwards, and its first record once more.
  streamDelivery: (records) => (disturb ? [...records].reverse().concat(records.slice(0, 1)) : records),
};

beforeAll(async () => {
  const assemblyDir = synthesiseSample(join(directory, 'cdk.out'));
  cloud = await startLocalCloud({
    assemblyDir,
    dataDir: join(directory, 'data'),
    port: 0,
    accounts: [],
    quiet: true,
    hooks,
  });
}, 60_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  inject = undefined;
  disturb = false;
});

function settings() {
  return { region: cloud.region, credentials: cloud.credentials, maxAttempts: 10 };
}

function table(): string {
  return cloud.model.tables[0]?.name ?? '';
}

it('a tenth of all requests fails in every way, deliveries are doubled and turned round, and the result is right', async () => {
  const client = new DynamoDBClient({ ...settings(), endpoint: cloud.endpoints.dynamodb });
  const kinds: Fault[] = [
    { kind: 'throttle' },
    { kind: 'server-error' },
    { kind: 'timeout', afterEffect: false },
    { kind: 'timeout', afterEffect: true },
    { kind: 'delay', milliseconds: 5 },
  ];
  const seen = new Set<string>();
  let requests = 0;
  disturb = true;
  inject = ({ service }) => {
    requests += 1;
    if (requests % 10 !== 0) return undefined;
    const fault = kinds[(requests / 10) % kinds.length];
    if (fault) seen.add(`${service} ${fault.kind}`);
    return fault;
  };
  for (let note = 0; note < NOTES; note += 1) {
    const Item = { pk: { S: `NOTE#${note}` }, sk: { S: 'META' }, text: { S: 'x' } };
    await client.send(new PutItemCommand({ TableName: table(), Item }));
  }
  await cloud.drain();
  inject = undefined;
  const Key = { pk: { S: 'COUNT' }, sk: { S: 'META' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table(), Key }));
  expect(Item?.seen?.SS).toHaveLength(NOTES);
  expect(cloud.deadLetters()).toEqual([]);
  expect([...seen].sort()).toEqual([
    'dynamodb delay',
    'dynamodb server-error',
    'dynamodb throttle',
    'dynamodb timeout',
  ]);
}, 60_000);

it('an upload gets through faults of the object store', async () => {
  const s3 = new S3Client({ ...settings(), endpoint: cloud.endpoints.s3 });
  const Bucket = cloud.model.buckets[0]?.name ?? '';
  const faults: Fault[] = [
    { kind: 'throttle' },
    { kind: 'server-error' },
    { kind: 'timeout', afterEffect: true },
  ];
  const operations: string[] = [];
  inject = ({ service, operation }) => {
    if (service !== 's3') return undefined;
    operations.push(operation);
    return faults.shift();
  };
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/内容', Body: 'content' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a b/内容' }));
  expect(await Body?.transformToString()).toBe('content');
  expect(operations).toEqual([...Array<string>(4).fill('PUT object'), 'GET object']);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from './index.ts';
import { synthesiseSample } from './sample/sample-app.fixture.ts';

const ACCOUNTS = [{ sub: 'li', name: '李某', title: '整改办联络员', tenant: '样例公司' }];
const directory = mkdtempSync(join(tmpdir(), 'xuncha-cloud-'));
const assemblyDir = join(directory, 'cdk.out');
const dataDir = join(directory, 'data');

let cloud: LocalCloud;
let token: string;

async function start(): Promise<LocalCloud> {
  return await startLocalCloud({
    assemblyDir,
    dataDir,
    port: 0,
    accounts: ACCOUNTS,
    quiet: true,
    movableClock: true,
  });
}

async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${cloud.url}/v1${path}`, {
    method,
    ...init,
    headers: { authorization: `Bearer ${token}`, 'x-membership': 'm1', ...init.headers },
  });
}

function tableName(): string {
  return cloud.model.tables[0]?.name ?? '';
}

async function item(pk: string) {
  const client = new DynamoDBClient({
    endpoint: cloud.endpoints.dynamodb,
    region: cloud.region,
    credentials: cloud.credentials,
  });
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName(), Key: { pk: { S: pk }, sk: { S: 'META' } } }),
  );
  return Item;
}

beforeAll(async () => {
  synthesiseSample(assemblyDir);
  cloud = await start();
  token = await cloud.tokenFor('li');
}, 60_000);

afterAll(async () => {
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('the API of an assembly', () => {
  it('runs authorizer and function and keeps what they write', async () => {
    const put = await call('PUT', '/notes/a%20b', { body: '内容' });
    expect([put.status, put.headers.get('etag')]).toEqual([201, '"1"']);
    const get = await call('GET', '/notes/a%20b');
    expect(await get.json()).toMatchObject({ text: { S: '内容' }, by: { S: 'li' } });
  });

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a forged token', { authorization: 'Bearer x.y.z' }, 401],
    ['a denied membership', { 'x-membership': 'none' }, 403],
    ['a missing identity header', { 'x-membership': '' }, 401],
  ])('turns %s away', async (_case, headers, status) => {
    expect((await call('GET', '/notes/a', { headers })).status).toBe(status);
  });

  it('answers with the gateway responses of the template', async () => {
    const unknown = await call('GET', '/nowhere');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await unknown.json()).toEqual({ code: 'not_found', title: '没有找到' });
    expect((await call('GET', '/broken')).status).toBe(502);
    expect((await call('GET', '/slow')).status).toBe(504);
    expect((await call('PUT', '/notes/big', { body: 'x'.repeat(10 * 1024 * 1024 + 1) })).status).toBe(413);
  });

  it('starts a crashed function again', async () => {
    expect((await call('GET', '/crash')).status).toBe(502);
    expect((await call('GET', '/notes/none')).status).toBe(404);
  });

  it('sends bytes where the caller accepts a binary type, and takes them', async () => {
    const file = await call('GET', '/file', { headers: { accept: 'application/zip' } });
    expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0, 255, 1]);
    await call('PUT', '/notes/bytes', {
      body: new Uint8Array([0, 255]),
      headers: { 'content-type': 'application/zip' },
    });
    expect(await (await call('GET', '/notes/bytes')).json()).toMatchObject({ text: { S: '00ff' } });
  });

  it('gives a function its own environment and a REST event', async () => {
    process.env.XUNCHA_SECRET_OF_THE_MACHINE = 'leaked';
    const answer = await call('GET', '/environment?a=1&a=2');
    const { env, event } = await answer.json();
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(env).toMatchObject({ TABLE_NAME: tableName(), AWS_ENDPOINT_URL_S3: cloud.endpoints.s3 });
    expect(env).not.toHaveProperty('XUNCHA_SECRET_OF_THE_MACHINE');
    expect(event).toMatchObject({
      resource: '/environment',
      path: '/environment',
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: null,
      body: null,
      requestContext: { stage: 'v1', path: '/v1/environment', authorizer: { principalId: 'li', user: 'li' } },
    });
  });
});

describe('what happens after a write', () => {
  it('delivers changes in order with shard id, completes a waiting execution, and counts capacity', async () => {
    cloud.capacity.reset();
    await call('PUT', '/notes/chain', { body: 'start' });
    await cloud.drain();
    const waiting = JSON.parse((await item('SEEN#token-chain'))?.event?.S ?? '{}');
    expect(waiting.token).toEqual(expect.any(String));
    await call('PUT', '/notes/answer', { body: `token:${waiting.token}` });
    await cloud.drain();
    expect(JSON.parse((await item('SEEN#done-chain'))?.event?.S ?? '{}')).toMatchObject({
      result: { ok: true },
    });
    const count = await item('COUNT');
    expect(count?.shardSeen?.S).toMatch(/^shardId-/);
    expect(count?.seen?.SS?.length).toBeGreaterThanOrEqual(2);
    expect(cloud.capacity.snapshot().writeUnits).toBeGreaterThan(2);
  });

  it('puts a record that fails for good aside and goes on with the next', async () => {
    await call('PUT', '/notes/bad', { body: 'poison' });
    await call('PUT', '/notes/good', { body: 'fine' });
    await cloud.drain();
    expect(cloud.deadLetters()).toMatchObject([
      {
        body: {
          DDBStreamBatchInfo: { batchSize: 1 },
          requestContext: { condition: 'RetryAttemptsExhausted' },
        },
      },
    ]);
  });

  it('tells the function of an upload under the prefix, by presigned address from the browser', async () => {
    const bucket = cloud.model.buckets.find(({ logicalId }) => logicalId.startsWith('Uploads'))?.name ?? '';
    const s3 = new S3Client({
      endpoint: cloud.endpoints.s3,
      region: cloud.region,
      credentials: cloud.credentials,
    });
    for (const Key of ['in/证据 1.txt', 'out/ignored.txt']) {
      const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket: bucket, Key }));
      const answer = await fetch(url, { method: 'PUT', body: 'x', headers: { origin: cloud.url } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, cloud.url]);
    }
    await cloud.drain();
    const key = `in/${encodeURIComponent('证据')}+1.txt`;
    expect(await item(`SEEN#${key}`)).toBeDefined();
    expect(await item('SEEN#out/ignored.txt')).toBeUndefined();
  });

  it('fires a schedule when the clock has moved past it, and functions see the moved time', async () => {
    expect(await item('SEEN#schedule')).toBeUndefined();
    cloud.clock.moveBy(2 * 3600 * 1000);
    await cloud.runSchedules();
    await cloud.drain();
    expect(await item('SEEN#schedule')).toBeDefined();
    token = await cloud.tokenFor('li');
    const { now } = await (await call('GET', '/environment')).json();
    expect(Math.abs(now - cloud.clock.now())).toBeLessThan(60_000);
  });

  it('stamps stream records with the moved time', async () => {
    await call('PUT', '/notes/moved', { body: 'x' });
    await cloud.drain();
    const stamped = Number((await item('COUNT'))?.stamped?.N) * 1000;
    expect(Math.abs(stamped - cloud.clock.now())).toBeLessThan(60_000);
  });
});

describe('the pages', () => {
  it('serves files, falls back to the start page, and fills in the sign-in parameters', async () => {
    const page = await fetch(`${cloud.url}/findings/1`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-encoding')).toBe('gzip');
    const script = await fetch(`${cloud.url}/assets/app-1a2b.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${cloud.url}/assets/missing.js`)).status).toBe(404);
    const config = await (await fetch(`${cloud.url}/config.json`)).json();
    expect(config).toMatchObject({
      issuer: `${cloud.url}/oidc`,
      table: expect.stringContaining('sample-app-site'),
    });
  });
});

describe('a restart', () => {
  it('finds everything again and refuses a second machine on the same data', async () => {
    await expect(start()).rejects.toThrow(/in use/);
    await cloud.stop();
    cloud = await start();
    token = await cloud.tokenFor('li');
    expect(await (await call('GET', '/notes/chain')).json()).toMatchObject({ text: { S: 'start' } });
    const client = new DynamoDBClient({
      endpoint: cloud.endpoints.dynamodb,
      region: cloud.region,
      credentials: cloud.credentials,
    });
    const before = (await item('COUNT'))?.seen?.SS?.length ?? 0;
    await client.send(
      new PutItemCommand({
        TableName: tableName(),
        Item: { pk: { S: 'NOTE#later' }, sk: { S: 'META' }, text: { S: 'x' } },
      }),
    );
    await cloud.drain();
    expect((await item('COUNT'))?.seen?.SS?.length).toBe(before + 1);
  });
});

it('a machine can be started on another day, and its clock goes on from there', async () => {
  const own = mkdtempSync(join(tmpdir(), 'xuncha-local-now-'));
  const startsAt = Date.parse('2025-03-01T06:00:00+08:00');
  const other = await startLocalCloud({
    assemblyDir,
    dataDir: own,
    port: 0,
    accounts: [],
    quiet: true,
    startsAt,
  });
  try {
    expect(other.clock.now() - startsAt).toBeLessThan(60_000);
    const answer = await fetch(`${other.url}/__local/clock?by=86400000`, { method: 'POST' });
    const { now } = (await answer.json()) as { now: string };
    expect(now.slice(0, 10)).toBe('2025-03-01');
  } finally {
    await other.stop();
    rmSync(own, { recursive: true, force: true });
  }
});

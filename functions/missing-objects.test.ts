import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3Server } from '../packages/local/src/s3/index.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../test/engine/table.ts';
import { tellMissing } from './missing-objects.ts';

const Bucket = 'vault';
let directory: string;
let server: S3Server;
let plain: S3Client;
let telling: S3Client;

/** A session of tenant `a`: its folder is open, listed by whole folders; `t/a/closed/` may be listed but not read. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'missing-objects-'));
  server = await startS3Server({
    dataDir: directory,
    port: 0,
    region: TEST_REGION,
    credentials: () => TEST_CREDENTIALS.secretAccessKey,
    authorize: ({ action, key, prefix }) =>
      action === 's3:ListBucket'
        ? /^t\/a\/.*\//.test(prefix ?? '')
        : /^t\/a\/(?!closed\/)/.test(key ?? '') || action === 's3:PutObject',
    fsync: false,
  });
  await server.createBucket(Bucket);
  const config = { endpoint: server.url, region: TEST_REGION, credentials: TEST_CREDENTIALS };
  plain = new S3Client(config);
  telling = tellMissing(new S3Client(config));
  for (const Key of ['t/a/v/1', 't/a/v/12', 't/a/closed/1', 't/b/v/1'])
    await plain.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});
afterAll(async () => {
  plain.destroy();
  telling.destroy();
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const FORBIDDEN = { $metadata: { httpStatusCode: 403 } };
const head = (client: S3Client, Key: string) => client.send(new HeadObjectCommand({ Bucket, Key }));
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
const copy = (client: S3Client, key: string) =>
  client.send(new CopyObjectCommand({ Bucket, Key: 't/a/v/copy', CopySource: `${Bucket}/${key}` }));

describe('a session that may list its own folders only', () => {
  it('is told 403 of a missing object by S3, and that it is missing by the client', async () => {
    for (const key of ['t/a/v/2', 't/a/v/', 't/a/w/1']) {
      await expect(head(plain, key)).rejects.toMatchObject(FORBIDDEN);
      await expect(head(telling, key)).rejects.toBeInstanceOf(NotFound);
      await expect(get(telling, key)).rejects.toBeInstanceOf(NoSuchKey);
      await expect(copy(telling, key)).rejects.toBeInstanceOf(NoSuchKey);
    }
  });

  it('still meets refusals as refusals: of what is there, and where listing is refused too', async () => {
    for (const key of ['t/a/closed/1', 't/b/v/1', 't/b/v/2']) {
      await expect(head(telling, key)).rejects.toMatchObject(FORBIDDEN);
      await expect(get(telling, key)).rejects.toMatchObject({ name: 'AccessDenied' });
      await expect(copy(telling, key)).rejects.toMatchObject({ name: 'AccessDenied' });
    }
  });

  it('reads what is there as ever', async () => {
    expect((await head(telling, 't/a/v/1')).ContentLength).toBe('t/a/v/1'.length);
    expect(await (await get(telling, 't/a/v/12')).Body?.transformToString()).toBe('t/a/v/12');
    await copy(telling, 't/a/v/1');
  });
});

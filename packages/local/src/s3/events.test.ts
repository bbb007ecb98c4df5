import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { encodeEventKey, type S3Event } from './events.ts';
import { DELIVERED_FILE } from './test-settings.ts';
import { clientFor, refusal, startBench, temporaryDirectory } from './testing.ts';

const Bucket = 'intake';

test('event keys are form-encoded', () => {
  expect(encodeEventKey('t/acme/证据 1+2 (a)*~.pdf')).toBe('t/acme/%E8%AF%81%E6%8D%AE+1%2B2+%28a%29*~.pdf');
});

test('each way to create an object sends its event, in the AWS format', async () => {
  const events: S3Event[] = [];
  const { server, client } = await startBench({
    onEvent: (event) => {
      events.push(event);
    },
  });
  await server.createBucket(Bucket, { versioning: true });
  const put = await client.send(new PutObjectCommand({ Bucket, Key: '证据 1+.pdf', Body: 'abc' }));
  await client.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'copy',
      CopySource: `${Bucket}/${encodeURIComponent('证据 1+.pdf')}`,
    }),
  );
  await uploadInParts(client, 'multipart');
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'copy' }));
  expect(
    await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'bad', Body: 'x', ChecksumSHA1: 'AAAA' }))),
  ).toBe('400 InvalidRequest');
  await expect.poll(() => events).toHaveLength(3);
  const records = events.flatMap(({ Records }) => Records);
  expect(records.map(({ eventName }) => eventName).sort()).toEqual([
    'ObjectCreated:CompleteMultipartUpload',
    'ObjectCreated:Copy',
    'ObjectCreated:Put',
  ]);
  const record = records.find(({ eventName }) => eventName === 'ObjectCreated:Put');
  expect(record).toMatchObject({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    s3: {
      bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
      object: {
        key: '%E8%AF%81%E6%8D%AE+1%2B.pdf',
        size: 3,
        eTag: put.ETag?.replaceAll('"', ''),
        versionId: put.VersionId,
      },
    },
  });
});

test('an event is delivered again until it is acknowledged, also after a restart', async () => {
  const seen: string[] = [];
  const failing = await startBench({
    onEvent: async ({ Records }) => {
      seen.push(Records[0]?.s3.object.key ?? '');
      throw new Error('the consumer is down');
    },
  });
  await failing.server.createBucket(Bucket);
  await failing.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  await failing.server.close();

  const delivered: string[] = [];
  const options = {
    dataDir: failing.dataDir,
    onEvent: async ({ Records }: S3Event) => {
      delivered.push(Records[0]?.s3.object.key ?? '');
    },
  };
  const recovered = await startBench(options);
  await expect.poll(() => delivered).toEqual(['a']);
  await recovered.server.close();
  const quiet = await startBench(options);
  await quiet.client.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }));
  await expect.poll(() => delivered).toEqual(['a', 'b']);
});

async function uploadInParts(client: S3Client, Key: string): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = await client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }),
  );
  await client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: [{ ...part, PartNumber: 1 }] },
    }),
  );
}

/** Runs the story against a process that dies before its n-th write; tells which steps were answered. */
async function storyUntilCrash(
  dataDir: string,
  fatalWrite: number,
): Promise<{ answered: number; survived: boolean }> {
  const victim = spawn(
    process.execPath,
    [fileURLToPath(new URL('./crash-victim.ts', import.meta.url)), dataDir, String(fatalWrite)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(victim, 'exit');
  const [url] = await once(createInterface({ input: victim.stdout }), 'line');
  const client = clientFor(String(url));
  const steps = [
    () => client.send(new CreateBucketCommand({ Bucket })),
    () => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'first' })),
    () => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'second' })),
    () => uploadInParts(client, 'b'),
  ];
  let answered = 0;
  let survived = true;
  for (const step of steps) {
    survived = await step().then(
      () => true,
      () => false,
    );
    if (!survived) break;
    answered += 1;
  }
  if (survived) victim.kill('SIGKILL');
  await exit;
  return { answered, survived };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

async function content(client: S3Client, Key: string): Promise<string | undefined> {
  try {
    return await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  } catch {
    return undefined;
  }
}

test('killed before any of its writes, it keeps what was answered, shows nothing half, loses no event', async () => {
  for (let fatalWrite = 1; ; fatalWrite++) {
    const dataDir = await temporaryDirectory();
    const { answered, survived } = await storyUntilCrash(dataDir, fatalWrite);
    const delivered: string[] = [];
    const { client, server } = await startBench({
      dataDir,
      onEvent: ({ Records }) => {
        delivered.push(Records[0]?.s3.object.eTag ?? '');
      },
    });
    const [a, b] = [await content(client, 'a'), await content(client, 'b')];
    // A step that got no answer may have happened or not; before and after it nothing is open.
    const possible = [[undefined], [undefined, 'first'], ['first', 'second'], ['second'], ['second']];
    expect(possible[answered], `before write ${fatalWrite}`).toContain(a);
    expect([answered === 4 ? 'part' : undefined, 'part']).toContain(b);
    if (answered === 4) expect(b).toBe('part');
    // The event of every object that was there has come, before the crash or after the restart.
    const created = [...(answered > 1 ? ['first'] : []), ...(a === undefined ? [] : [a])].map(md5);
    if (b !== undefined) created.push(`${createHash('md5').update(md5(b), 'hex').digest('hex')}-1`);
    const before = await readFile(join(dataDir, DELIVERED_FILE), 'utf8').catch(() => '');
    await expect.poll(() => [...before.split('\n'), ...delivered]).toEqual(expect.arrayContaining(created));
    if (answered > 0) {
      const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
      expect(Versions?.length ?? 0).toBe((a === undefined ? 0 : 1) + (b === undefined ? 0 : 1));
      await client.send(new PutObjectCommand({ Bucket, Key: 'after', Body: 'x' }));
    }
    await server.close();
    if (survived) {
      // The story has at least a blob and a commit for each of three uploads, and three acknowledgements.
      expect(fatalWrite).toBeGreaterThan(9);
      return;
    }
  }
}, 60_000);

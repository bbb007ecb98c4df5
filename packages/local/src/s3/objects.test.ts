import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { REGION } from './test-settings.ts';
import { MIB, patternedBytes, refusal, startBench } from './testing.ts';

const Bucket = 'vault';

async function read(client: S3Client, Key: string, VersionId?: string): Promise<string | undefined> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
}

test('any key is a key, and nothing of it reaches the file system', async () => {
  const { server, client, dataDir } = await startBench();
  await server.createBucket(Bucket);
  const keys = [
    'a+b c#d?e%f&g=h;i,j:k@l$m!n*o\'p"q(r)s',
    '巡察/整改台账（二〇二六）.xlsx',
    'folder/',
    '../../etc/passwd',
    'a/../b',
    './.',
    '..',
    '//double//slash',
    '%2e%2e%2f',
    'emoji 🀄',
    'é and é',
    'k'.repeat(1024),
  ];
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
  for (const Key of keys) expect(await read(client, Key)).toBe(`body of ${Key}`);
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions?.map(({ Key }) => Key)).toEqual(
    [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  const files = await readdir(dataDir, { recursive: true });
  expect(
    files.filter((name) => !/^(blobs(\/[0-9a-f]{2}(\/[0-9a-f]{32})?)?|tmp|catalog\.sqlite.*)$/.test(name)),
  ).toEqual([]);
  expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'k'.repeat(1025), Body: '' })))).toBe(
    '400 KeyTooLongError',
  );
});

test('ranges, conditions and overridden headers', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  const { ETag = '' } = await client.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a',
      Body: '0123456789',
      ContentType: 'text/plain',
      CacheControl: 'no-store',
    }),
  );
  const get = (input: Partial<ConstructorParameters<typeof GetObjectCommand>[0]>) =>
    client.send(new GetObjectCommand({ Bucket, Key: 'a', ...input }));
  const part = await get({ Range: 'bytes=2-4', ChecksumMode: 'ENABLED' });
  expect([await part.Body?.transformToString(), part.ContentRange, part.ChecksumCRC32]).toEqual([
    '234',
    'bytes 2-4/10',
    undefined,
  ]);
  expect(await (await get({ Range: 'bytes=-3' })).Body?.transformToString()).toBe('789');
  expect(await (await get({ Range: 'bytes=8-' })).Body?.transformToString()).toBe('89');
  expect(await (await get({ Range: 'bytes=8-99' })).ContentRange).toBe('bytes 8-9/10');
  expect(await refusal(get({ Range: 'bytes=10-' }))).toBe('416 InvalidRange');
  expect(await refusal(get({ IfMatch: '"other"' }))).toBe('412 PreconditionFailed');
  expect(await refusal(get({ IfNoneMatch: ETag }))).toMatch(/^304/);
  expect(await refusal(get({ IfModifiedSince: new Date(Date.now() + 60_000) }))).toMatch(/^304/);
  expect(await refusal(get({ IfUnmodifiedSince: new Date(0) }))).toBe('412 PreconditionFailed');
  await get({ IfMatch: ETag, IfUnmodifiedSince: new Date(0) });
  const renamed = await get({
    ResponseContentDisposition: "attachment; filename*=UTF-8''%E5%8F%B0.txt",
    ResponseContentType: 'application/x-other',
  });
  expect(renamed.ContentDisposition).toBe("attachment; filename*=UTF-8''%E5%8F%B0.txt");
  expect(renamed.ContentType).toBe('application/x-other');
  expect(renamed.CacheControl).toBe('no-store');
  expect(await refusal(get({ ResponseContentType: 'a\r\nx-evil: 1' }))).toBe('400 InvalidArgument');
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
  expect([head.ContentLength, head.ETag, head.ChecksumType]).toEqual([10, ETag, 'FULL_OBJECT']);
  expect(await refusal(client.send(new HeadObjectCommand({ Bucket, Key: 'b' })))).toBe('404 NotFound');
});

test('every checksum and digest that comes along is verified', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  const put = (input: Partial<PutObjectCommandInput>) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '123456789', ...input }));
  // Check values of the CRC catalogue for the digits 1 to 9.
  const right = {
    ChecksumCRC32: Buffer.from('cbf43926', 'hex').toString('base64'),
    ChecksumCRC32C: Buffer.from('e3069283', 'hex').toString('base64'),
    ChecksumCRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
    ChecksumSHA1: createHash('sha1').update('123456789').digest('base64'),
    ChecksumSHA256: createHash('sha256').update('123456789').digest('base64'),
  };
  for (const [name, value] of Object.entries(right)) {
    const stored = await put({ [name]: value });
    expect(stored, name).toMatchObject({ [name]: value });
    const wrong = Buffer.from(value, 'base64');
    wrong[0] = (wrong[0] ?? 0) ^ 1;
    expect(await refusal(put({ [name]: wrong.toString('base64') })), name).toBe('400 BadDigest');
    expect(await refusal(put({ [name]: 'AAA=' })), name).toBe('400 InvalidRequest');
  }
  await put({ ContentMD5: createHash('md5').update('123456789').digest('base64') });
  expect(await refusal(put({ ContentMD5: createHash('md5').update('x').digest('base64') }))).toBe(
    '400 BadDigest',
  );
  expect(await refusal(put({ ContentMD5: 'no digest' }))).toBe('400 InvalidDigest');
  expect(await refusal(put({ ChecksumCRC32: right.ChecksumCRC32, ChecksumSHA1: right.ChecksumSHA1 }))).toBe(
    '400 InvalidRequest',
  );
  expect(await read(client, 'a')).toBe('123456789');
});

test('without a checksum from the client the object gets CRC64NVME', async () => {
  const { server, client } = await startBench({}, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  await server.createBucket(Bucket);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '123456789' }));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
  expect(head.ChecksumCRC64NVME).toBe(Buffer.from('ae8b14860a799888', 'hex').toString('base64'));
});

test('the signed digest of the payload is verified', async () => {
  const { server, client } = await startBench({}, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  await server.createBucket(Bucket);
  client.middlewareStack.add(
    (next) => (args) => {
      const request: unknown = args.request;
      if (request && typeof request === 'object') Reflect.set(request, 'body', 'tampered');
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'tamper' },
  );
  expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'original' })))).toBe(
    '400 XAmzContentSHA256Mismatch',
  );
});

test('If-None-Match and If-Match guard a write, also when writers race', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  const create = (Body: string) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'a', Body, IfNoneMatch: '*' }));
  const outcomes = await Promise.allSettled(['1', '2', '3', '4', '5'].map(create));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await refusal(create('6'))).toBe('412 PreconditionFailed');
  const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
  const replace = (IfMatch: string | undefined, Key = 'a') =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: 'new', IfMatch }));
  expect(await refusal(replace('"stale"'))).toBe('412 PreconditionFailed');
  expect(await refusal(replace(ETag, 'missing'))).toBe('404 NoSuchKey');
  await replace(ETag);
  expect(await read(client, 'a')).toBe('new');
});

test('versions stay until they are deleted by their id', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket, { versioning: true });
  const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  const first = await put('one');
  const second = await put('two');
  expect(await read(client, 'a')).toBe('two');
  expect(await read(client, 'a', first.VersionId)).toBe('one');
  const hidden = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  expect(hidden.DeleteMarker).toBe(true);
  expect(await refusal(read(client, 'a'))).toBe('404 NoSuchKey');
  expect(await refusal(read(client, 'a', hidden.VersionId))).toMatch(/^405/);
  expect(await refusal(read(client, 'a', 'unknown'))).toBe('404 NoSuchVersion');
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [second.VersionId, false],
    [first.VersionId, false],
  ]);
  expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [hidden.VersionId, true],
  ]);
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: hidden.VersionId }));
  expect(await read(client, 'a')).toBe('two');
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: second.VersionId }));
  expect(await read(client, 'a')).toBe('one');
  expect(await refusal(read(client, 'a', second.VersionId))).toBe('404 NoSuchVersion');
});

test('suspended versioning writes over the null version only', async () => {
  const { server, client, dataDir } = await startBench();
  await server.createBucket(Bucket);
  const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  const version = (Status: 'Enabled' | 'Suspended') =>
    client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  await put('before');
  await version('Enabled');
  const kept = await put('kept');
  await version('Suspended');
  await put('null 1');
  await put('null 2');
  expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended');
  expect(await read(client, 'a', 'null')).toBe('null 2');
  expect(await read(client, 'a', kept.VersionId)).toBe('kept');
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions).toHaveLength(2);
  const files = await readdir(join(dataDir, 'blobs'), { recursive: true });
  expect(files.filter((name) => name.includes('/'))).toHaveLength(2);
});

test('DeleteObjects answers for each key', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  const keys = ['a&b', '<c>', '文'];
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const Objects = [...keys, 'missing'].map((Key) => ({ Key }));
  const deleted = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'missing']);
  expect(deleted.Errors).toBeUndefined();
  for (const Key of keys) expect(await refusal(read(client, Key))).toBe('404 NoSuchKey');
});

test('a copy computes the checksum it is asked for over the whole object', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket, { versioning: true });
  await server.createBucket('intake');
  const Body = patternedBytes(2 * MIB + 3);
  const { ETag } = await client.send(
    new PutObjectCommand({
      Bucket: 'intake',
      Key: 'in/原件 1+.pdf',
      Body,
      ContentType: 'application/pdf',
      Metadata: { sender: 'browser' },
    }),
  );
  const copy = (input: Partial<ConstructorParameters<typeof CopyObjectCommand>[0]>) =>
    client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'out',
        CopySource: `intake/${encodeURIComponent('in/原件 1+.pdf')}`,
        ChecksumAlgorithm: 'SHA256',
        ...input,
      }),
    );
  const copied = await copy({ CopySourceIfMatch: ETag });
  const sha256 = createHash('sha256').update(Body).digest('base64');
  expect(copied.CopyObjectResult?.ChecksumSHA256).toBe(sha256);
  expect(copied.VersionId).toBeTruthy();
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'out', ChecksumMode: 'ENABLED' }));
  expect([head.ContentType, head.Metadata, head.ChecksumSHA256]).toEqual([
    'application/pdf',
    { sender: 'browser' },
    sha256,
  ]);
  await copy({ MetadataDirective: 'REPLACE', ContentType: 'text/plain', Metadata: { checked: 'yes' } });
  const replaced = await client.send(new HeadObjectCommand({ Bucket, Key: 'out' }));
  expect([replaced.ContentType, replaced.Metadata]).toEqual(['text/plain', { checked: 'yes' }]);
  expect(await refusal(copy({ CopySourceIfMatch: '"other"' }))).toBe('412 PreconditionFailed');
  expect(await refusal(copy({ CopySource: 'intake/missing' }))).toBe('404 NoSuchKey');
  expect(await refusal(copy({ CopySource: 'nowhere/missing' }))).toBe('404 NoSuchBucket');
  expect(await refusal(copy({ CopySource: `${Bucket}/out`, ChecksumAlgorithm: undefined }))).toBe(
    '400 InvalidRequest',
  );
  const old = await copy({ CopySource: `${Bucket}/out?versionId=${copied.VersionId}` });
  expect(old.CopySourceVersionId).toBe(copied.VersionId);
  const result = await client.send(new GetObjectCommand({ Bucket, Key: 'out' }));
  expect(Buffer.from((await result.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
});

test('an empty object is an object', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  await client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
  await client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/empty` }));
  expect(await read(client, 'copy')).toBe('');
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'copy', ChecksumMode: 'ENABLED' }));
  expect([head.ContentLength, head.ChecksumCRC32]).toEqual([0, 'AAAAAA==']);
  const range = client.send(new GetObjectCommand({ Bucket, Key: 'copy', Range: 'bytes=0-0' }));
  expect(await refusal(range)).toBe('416 InvalidRange');
});

test('a refused upload is answered before its body is sent', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  const sent = { continued: false };
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'nowhere', Key: 'a' }));
  const upload = request(url, {
    method: 'PUT',
    headers: { expect: '100-continue', 'content-length': 8 * MIB },
  });
  upload.on('continue', () => {
    sent.continued = true;
  });
  upload.on('error', () => undefined);
  upload.flushHeaders();
  const [response]: unknown[] = await once(upload, 'response');
  expect(response).toMatchObject({ statusCode: 404 });
  expect(sent.continued).toBe(false);
  upload.destroy();
});

test('under aws:kms an ETag is opaque', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket, { encryption: { algorithm: 'aws:kms', keyId: 'alias/evidence' } });
  const put = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  expect(put.ServerSideEncryption).toBe('aws:kms');
  expect(put.SSEKMSKeyId).toBe('alias/evidence');
  expect(put.ETag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(put.ETag).not.toContain(createHash('md5').update('x').digest('hex'));
});

test('buckets', async () => {
  const { client } = await startBench();
  await client.send(new CreateBucketCommand({ Bucket }));
  expect(await refusal(client.send(new CreateBucketCommand({ Bucket })))).toBe('409 BucketAlreadyOwnedByYou');
  expect(await refusal(client.send(new CreateBucketCommand({ Bucket: 'Not-Valid' })))).toBe(
    '400 InvalidBucketName',
  );
  const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint).toBe(REGION);
  expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  expect(await refusal(client.send(new DeleteBucketCommand({ Bucket })))).toBe('409 BucketNotEmpty');
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await client.send(new DeleteBucketCommand({ Bucket }));
  expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' })))).toBe(
    '404 NoSuchBucket',
  );
});

test('what a client abandons leaves nothing', async () => {
  const { server, client, dataDir } = await startBench();
  await server.createBucket(Bucket);
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'a' }));
  const upload = request(url, { method: 'PUT', headers: { 'content-length': 8 * MIB } });
  upload.on('error', () => undefined);
  upload.write(Buffer.alloc(MIB));
  const drafts = () => readdir(join(dataDir, 'tmp'));
  await expect.poll(drafts).toHaveLength(1);
  upload.destroy();
  await expect.poll(drafts).toEqual([]);
  expect(await refusal(read(client, 'a'))).toBe('404 NoSuchKey');
});

test('a reader that goes away does not hold the server up', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: patternedBytes(16 * MIB) }));
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'a' }));
  const download = request(url);
  download.on('response', (response) => response.once('data', () => download.destroy()));
  download.on('error', () => undefined);
  download.end();
  await once(download, 'close');
  await server.close();
});

test('an object that is replaced while it is read arrives as it was', async () => {
  const { server, client, dataDir } = await startBench();
  await server.createBucket(Bucket);
  const Body = patternedBytes(12 * MIB);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  const { Body: stream } = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'new' }));
  expect(Buffer.from((await stream?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  const blobs = async () =>
    (await readdir(join(dataDir, 'blobs'), { recursive: true })).filter((name) => name.includes('/'));
  await expect.poll(blobs).toHaveLength(1);
});

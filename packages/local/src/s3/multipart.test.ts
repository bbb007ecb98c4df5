import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChecksumAlgorithm as Algorithm, combineParts, createHasher } from './checksums.ts';
import { MIB, patternedBytes, refusal, startBench } from './testing.ts';

const Bucket = 'archive';
const Key = '归档/2026.zip';

async function multipartBench() {
  const { server, client, dataDir } = await startBench();
  await server.createBucket(Bucket);
  return {
    client,
    server,
    blobs: async () =>
      (await readdir(join(dataDir, 'blobs'), { recursive: true })).filter((name) => name.includes('/')),
    async create(input: Partial<CreateMultipartUploadCommandInput> = {}) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
      return UploadId;
    },
    async part(
      UploadId: string | undefined,
      PartNumber: number,
      Body: Buffer,
      algorithm: ChecksumAlgorithm = 'CRC32',
    ) {
      const {
        $metadata: _metadata,
        ServerSideEncryption: _encryption,
        ...part
      } = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: algorithm }),
      );
      return { PartNumber, ...part };
    },
    async copyPart(
      UploadId: string | undefined,
      PartNumber: number,
      source: string,
      CopySourceRange?: string,
      CopySourceIfMatch?: string,
    ) {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber,
          CopySource: `${Bucket}/${source}`,
          CopySourceRange,
          CopySourceIfMatch,
        }),
      );
      return { PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 };
    },
    complete: (
      UploadId: string | undefined,
      Parts: CompletedPart[],
      input: Partial<CompleteMultipartUploadCommandInput> = {},
    ) =>
      client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }),
      ),
  };
}

function crcBase64(data: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString('base64');
}

const FULL = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } as const;

test('composes an object from copied ranges and uploaded parts and verifies its CRC', async () => {
  const bench = await multipartBench();
  const source = patternedBytes(13 * MIB + 5);
  const put = await bench.client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: source }));
  const UploadId = await bench.create(FULL);
  const head = patternedBytes(5 * MIB, 2);
  const tail = patternedBytes(99, 3);
  const parts = [
    await bench.part(UploadId, 1, head),
    await bench.copyPart(UploadId, 2, 'source', `bytes=7-${7 * MIB}`, put.ETag),
    await bench.copyPart(UploadId, 3, 'source'),
    await bench.part(UploadId, 4, tail),
  ];
  const whole = Buffer.concat([head, source.subarray(7, 7 * MIB + 1), source, tail]);
  expect(parts.map(({ ChecksumCRC32 }) => ChecksumCRC32)).toEqual(
    [head, source.subarray(7, 7 * MIB + 1), source, tail].map(crcBase64),
  );
  const listed = await bench.client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 3 }));
  expect([listed.IsTruncated, listed.NextPartNumberMarker, listed.Parts?.length]).toEqual([true, '3', 3]);
  const demand = {
    ChecksumCRC32: crcBase64(whole),
    ChecksumType: 'FULL_OBJECT',
    MpuObjectSize: whole.length,
  } as const;
  expect(await refusal(bench.complete(UploadId, parts, { ...demand, ChecksumCRC32: crcBase64(tail) }))).toBe(
    '400 BadDigest',
  );
  expect(await refusal(bench.complete(UploadId, parts, { ...demand, MpuObjectSize: 5 }))).toBe(
    '400 InvalidRequest',
  );
  const done = await bench.complete(UploadId, parts, demand);
  expect(done.ChecksumCRC32).toBe(demand.ChecksumCRC32);
  const result = await bench.client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  expect(result.ChecksumType).toBe('FULL_OBJECT');
  expect(Buffer.from((await result.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
  const middle = await bench.client.send(
    new GetObjectCommand({ Bucket, Key, Range: `bytes=${5 * MIB - 3}-${12 * MIB + 2}` }),
  );
  expect(
    Buffer.from((await middle.Body?.transformToByteArray()) ?? []).equals(
      whole.subarray(5 * MIB - 3, 12 * MIB + 3),
    ),
  ).toBe(true);
  const etags = parts.map(({ ETag }) => Buffer.from((ETag ?? '').replaceAll('"', ''), 'hex'));
  expect(done.ETag).toBe(`"${createHash('md5').update(Buffer.concat(etags)).digest('hex')}-4"`);
  // A client that lost the answer repeats the request and gets the same one.
  expect((await bench.complete(UploadId, parts, demand)).ETag).toBe(done.ETag);
  expect(await refusal(bench.part(UploadId, 1, tail))).toBe('404 NoSuchUpload');
  expect(await bench.blobs()).toHaveLength(5);
});

test('composite SHA-256: each part and the list must carry it', async () => {
  const bench = await multipartBench();
  const UploadId = await bench.create({ ChecksumAlgorithm: 'SHA256' });
  const bodies = [patternedBytes(5 * MIB), patternedBytes(10, 2)];
  const parts: CompletedPart[] = [];
  for (const [index, body] of bodies.entries()) {
    parts.push(await bench.part(UploadId, index + 1, body, 'SHA256'));
  }
  expect(await refusal(bench.part(UploadId, 3, Buffer.from('x'), 'CRC32'))).toBe('400 InvalidRequest');
  const withoutChecksums = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  expect(await refusal(bench.complete(UploadId, withoutChecksums))).toBe('400 InvalidRequest');
  const swapped = parts.map((part) => ({ ...part, ChecksumSHA256: parts[0]?.ChecksumSHA256 }));
  expect(await refusal(bench.complete(UploadId, swapped))).toBe('400 InvalidPart');
  const done = await bench.complete(UploadId, parts);
  const digests = bodies.map((body) => createHash('sha256').update(body).digest());
  const expected = `${createHash('sha256').update(Buffer.concat(digests)).digest('base64')}-2`;
  expect(done.ChecksumSHA256).toBe(expected);
  const head = await bench.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  expect([head.ChecksumSHA256, head.ChecksumType]).toEqual([expected, 'COMPOSITE']);
});

test('part rules', async () => {
  const bench = await multipartBench();
  const UploadId = await bench.create(FULL);
  const small = await bench.part(UploadId, 1, patternedBytes(5 * MIB - 1));
  const second = await bench.part(UploadId, 2, patternedBytes(10));
  expect(await refusal(bench.complete(UploadId, [small, second]))).toBe('400 EntityTooSmall');
  const first = await bench.part(UploadId, 1, patternedBytes(5 * MIB));
  expect(await refusal(bench.complete(UploadId, [small, second]))).toBe('400 InvalidPart');
  expect(await refusal(bench.complete(UploadId, [second, first]))).toBe('400 InvalidPartOrder');
  expect(await refusal(bench.complete(UploadId, [second]))).toBe('400 InvalidRequest');
  expect(await refusal(bench.complete(UploadId, []))).toBe('400 MalformedXML');
  expect(await refusal(bench.part(UploadId, 0, Buffer.from('x')))).toBe('400 InvalidArgument');
  expect(await refusal(bench.part(UploadId, 10_001, Buffer.from('x')))).toBe('400 InvalidArgument');
  expect(await refusal(bench.complete('unknown', [first]))).toBe('404 NoSuchUpload');
  expect(await refusal(bench.create({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }))).toBe(
    '400 InvalidRequest',
  );
  await bench.complete(UploadId, [first]);
  expect(await bench.blobs()).toHaveLength(1);
});

test('copied ranges need a source above 5 MiB and must lie inside it', async () => {
  const bench = await multipartBench();
  const put = (name: string, size: number) =>
    bench.client.send(new PutObjectCommand({ Bucket, Key: name, Body: patternedBytes(size) }));
  await put('small', 5 * MIB);
  await put('large', 5 * MIB + 1);
  const UploadId = await bench.create(FULL);
  const copy = (source: string, range?: string, etag?: string) =>
    bench.copyPart(UploadId, 1, source, range, etag);
  expect(await refusal(copy('small', 'bytes=0-9'))).toBe('400 InvalidRequest');
  expect(await refusal(copy('large', `bytes=0-${5 * MIB + 1}`))).toBe('400 InvalidArgument');
  expect(await refusal(copy('large', 'bytes=9-'))).toBe('400 InvalidArgument');
  expect(await refusal(copy('large', 'bytes=0-9', '"replaced"'))).toBe('412 PreconditionFailed');
  expect(await refusal(copy('missing'))).toBe('404 NoSuchKey');
  await copy('large', `bytes=0-${5 * MIB}`);
  await copy('small');
});

test('abort removes the parts; uploads are listed until then', async () => {
  const bench = await multipartBench();
  const UploadId = await bench.create();
  const other = await bench.create({ Key: 'b' });
  await bench.part(UploadId, 1, Buffer.from('x'));
  const list = (input = {}) => bench.client.send(new ListMultipartUploadsCommand({ Bucket, ...input }));
  const first = await list({ MaxUploads: 1 });
  expect([first.IsTruncated, first.Uploads?.[0]?.UploadId]).toEqual([true, other]);
  const rest = await list({ KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker });
  expect([rest.IsTruncated, rest.Uploads?.map((upload) => upload.UploadId)]).toEqual([false, [UploadId]]);
  await bench.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  expect(await bench.blobs()).toEqual([]);
  expect((await list()).Uploads?.map((upload) => upload.UploadId)).toEqual([other]);
  expect(await refusal(bench.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })))).toBe(
    '404 NoSuchUpload',
  );
});

test('If-None-Match guards the completion', async () => {
  const bench = await multipartBench();
  const UploadId = await bench.create();
  const parts = [await bench.part(UploadId, 1, Buffer.from('x'))];
  await bench.client.send(new PutObjectCommand({ Bucket, Key, Body: 'already there' }));
  expect(await refusal(bench.complete(UploadId, parts, { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
  await bench.complete(UploadId, parts);
});

test.each<Algorithm>(['CRC32', 'CRC32C', 'CRC64NVME'])(
  '%s of parts combines to that of the whole',
  async (algorithm) => {
    const digest = async (data: Uint8Array) => {
      const hasher = await createHasher(algorithm);
      hasher.update(data);
      return hasher.digest().toString('base64');
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }),
        async (pieces) => {
          const parts = await Promise.all(
            pieces.map(async (piece) => ({ value: await digest(piece), size: piece.length })),
          );
          const combined = await combineParts(algorithm, 'FULL_OBJECT', parts);
          expect(combined.value).toBe(await digest(Buffer.concat(pieces)));
        },
      ),
      { numRuns: 60 },
    );
  },
);

import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3Server } from '@xuncha/local/s3/index';
import { onTestFinished } from 'vitest';
import type { FileSource, StoredObject } from '../src/compose/archive-source.ts';
import { crc32 } from '../src/zip/crc32.ts';
import { temporaryDirectory } from './sample-archive.ts';

export interface TestBucket {
  readonly client: S3Client;
  readonly bucket: string;
  readonly dataDir: string;
  put(key: string, content: Uint8Array): Promise<StoredObject>;
  /** A vault file with everything that ingest may have recorded of it. */
  file(name: string, content: Uint8Array): Promise<FileSource>;
  get(key: string): Promise<Buffer>;
}

/** The strict S3 server with one bucket. */
export async function startTestBucket(): Promise<TestBucket> {
  const bucket = 'files';
  const dataDir = await temporaryDirectory();
  const server = await startS3Server({
    dataDir,
    port: 0,
    region: 'cn-north-1',
    credentials: () => 'secret',
    fsync: false,
  });
  await server.createBucket(bucket);
  const client = new S3Client({
    endpoint: server.url,
    region: 'cn-north-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  const put = async (key: string, content: Uint8Array): Promise<StoredObject> => {
    const { ETag } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    return { bucket, key, size: content.length, ...(ETag ? { etag: ETag } : {}) };
  };
  return {
    client,
    bucket,
    dataDir,
    put,
    async file(name, content) {
      const sha256 = createHash('sha256').update(content).digest('hex');
      const object = await put(`t/acme/evidence/${sha256}`, content);
      return { kind: 'file', name, object, sha256, crc32: crc32(content) };
    },
    async get(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}

/** Bytes that differ for each seed and don't compress. */
export function noise(seed: string, size: number): Buffer {
  const block = Buffer.concat(
    Array.from({ length: 512 }, (_, index) => createHash('sha512').update(`${seed}/${index}`).digest()),
  );
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += block.length) block.copy(bytes, at);
  // The same block again and again would hide a piece in the wrong place.
  for (let at = 0; at + 4 <= size; at += block.length) bytes.writeUInt32LE((at ^ 0x5bd1e995) >>> 0, at);
  return bytes;
}

import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startS3Server } from '@xuncha/local/s3/index';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, sampleRequest, temporaryDirectory } from '../../test/sample-archive.ts';
import { composeArchive } from '../layout/compose-archive.ts';
import { objectSource } from './object-source.ts';
import { partSize, uploadStream } from './upload-stream.ts';

const MIB = 1024 * 1024;
const TARGET = { bucket: 'archives', key: 't/acme/档案.zip', contentType: 'application/zip' };

/** The strict S3 server on a free port and a client that makes no retries of its own. */
async function startS3(): Promise<S3Client> {
  const server = await startS3Server({
    dataDir: await temporaryDirectory(),
    port: 0,
    region: 'cn-north-1',
    credentials: () => 'secret',
    fsync: false,
  });
  await server.createBucket(TARGET.bucket);
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
  return client;
}

interface Call {
  readonly command: string;
  readonly input: Record<string, unknown>;
}

/** Records every call and lets a test refuse some of them before they are sent. */
function observe(
  client: S3Client,
  refuse: (call: Call, earlier: readonly Call[]) => Error | undefined = () => undefined,
) {
  const calls: Call[] = [];
  let inFlight = 0;
  const peak = { inFlight: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const call = { command: String(context.commandName), input: { ...args.input } };
      const refusal = refuse(call, calls);
      calls.push(call);
      inFlight += 1;
      peak.inFlight = Math.max(peak.inFlight, inFlight);
      try {
        // Two parts have to overlap to be seen in flight together.
        await new Promise((resolve) => setTimeout(resolve, 10));
        if (refusal) throw refusal;
        return await next(args);
      } finally {
        inFlight -= 1;
      }
    },
    { step: 'initialize' },
  );
  return { calls, peak, count: (name: string) => calls.filter(({ command }) => command === name).length };
}

function answer(status: number): Error {
  return Object.assign(new Error(`status ${status}`), { $metadata: { httpStatusCode: status } });
}

async function* inChunks(bytes: Buffer, size = 70_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function expectNothingLeft(client: S3Client): Promise<void> {
  const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: TARGET.bucket }));
  expect(Uploads ?? []).toEqual([]);
  const head = client.send(new HeadObjectCommand({ Bucket: TARGET.bucket, Key: TARGET.key }));
  await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
}

describe('uploadStream', () => {
  it.each([
    ['nothing', 0, 0],
    ['less than a part', 5 * MIB, 0],
    ['exactly one part', 8 * MIB, 0],
    ['exactly two parts', 16 * MIB, 2],
    ['parts and a rest', 34 * MIB + 1, 5],
  ])('stores %s byte by byte', async (_name, size, parts) => {
    const client = await startS3();
    const bytes = randomBytes(size);
    const result = await uploadStream(client, TARGET, inChunks(bytes));
    expect(result).toMatchObject({ size, parts, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect((await collect(objectSource(client, TARGET))).equals(bytes)).toBe(true);
    const head = await client.send(
      new HeadObjectCommand({ Bucket: TARGET.bucket, Key: TARGET.key, ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({
      ContentType: 'application/zip',
      ContentLength: size,
      ETag: result.etag,
      ChecksumCRC32: expect.any(String),
      ChecksumType: 'FULL_OBJECT',
    });
  });

  it('takes a whole archive', async () => {
    const client = await startS3();
    await uploadStream(client, TARGET, composeArchive(sampleRequest()));
    const stored = await collect(objectSource(client, TARGET));
    expect(stored.equals(await collect(composeArchive(sampleRequest())))).toBe(true);
  });

  it('keeps two parts in flight, never more', async () => {
    const client = await startS3();
    const { peak } = observe(client);
    await uploadStream(client, TARGET, inChunks(randomBytes(50 * MIB), 9 * MIB));
    expect(peak.inFlight).toBe(2);
  });

  it('sends only the part again that failed', async () => {
    const client = await startS3();
    const bytes = randomBytes(30 * MIB);
    const seen = observe(client, ({ command, input }, earlier) => {
      const tries = earlier.filter((call) => call.input.PartNumber === 2).length;
      if (command !== 'UploadPartCommand' || input.PartNumber !== 2 || tries >= 2) return undefined;
      return tries === 0 ? answer(503) : new Error('socket hang up');
    });
    await uploadStream(client, TARGET, inChunks(bytes));
    expect(seen.count('UploadPartCommand')).toBe(4 + 2);
    expect((await collect(objectSource(client, TARGET))).equals(bytes)).toBe(true);
  });

  it('gives up at a refusal at once, and leaves nothing behind', async () => {
    const client = await startS3();
    const seen = observe(client, ({ input }) => (input.PartNumber === 2 ? answer(403) : undefined));
    const upload = uploadStream(client, TARGET, inChunks(randomBytes(40 * MIB)));
    await expect(upload).rejects.toThrow('status 403');
    expect(seen.calls.filter(({ input }) => input.PartNumber === 2)).toHaveLength(1);
    expect(seen.count('AbortMultipartUploadCommand')).toBe(1);
    await expectNothingLeft(client);
  });

  it('gives up when a part keeps failing', async () => {
    const client = await startS3();
    const seen = observe(client, ({ input }) => (input.PartNumber === 1 ? answer(500) : undefined));
    await expect(uploadStream(client, TARGET, inChunks(randomBytes(20 * MIB)))).rejects.toThrow('status 500');
    expect(seen.calls.filter(({ input }) => input.PartNumber === 1)).toHaveLength(4);
    await expectNothingLeft(client);
  });

  it('leaves nothing behind when the source fails or the upload is cancelled', async () => {
    const client = await startS3();
    async function* broken() {
      yield* inChunks(randomBytes(20 * MIB));
      throw new Error('文件内容与登记的 SHA-256 不符');
    }
    await expect(uploadStream(client, TARGET, broken())).rejects.toThrow('SHA-256');
    await expectNothingLeft(client);

    const cancel = new AbortController();
    let closed = false;
    async function* cancelled() {
      try {
        yield* inChunks(randomBytes(20 * MIB));
        cancel.abort(new Error('用户取消'));
        yield* inChunks(randomBytes(20 * MIB));
      } finally {
        closed = true;
      }
    }
    const upload = uploadStream(client, { ...TARGET, signal: cancel.signal }, cancelled());
    await expect(upload).rejects.toThrow('用户取消');
    expect(closed).toBe(true);
    await expectNothingLeft(client);
  });

  it('lets S3 refuse an object whose bytes changed on the way', async () => {
    const client = await startS3();
    client.middlewareStack.add(
      (next) => (args) => {
        const { Body, ...input } = { Body: undefined, ...args.input };
        if (!(Body instanceof Uint8Array)) return next(args);
        const changed = Uint8Array.from(Body);
        changed[100] = (changed[100] ?? 0) ^ 1;
        return next({ ...args, input: Object.assign(args.input, { ...input, Body: changed }) });
      },
      { step: 'initialize' },
    );
    await expect(uploadStream(client, TARGET, inChunks(randomBytes(20 * MIB)))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    await expectNothingLeft(client);
  });

  it('stays within what S3 allows: 5 MiB a part, 10,000 parts', () => {
    const sizes = Array.from({ length: 10_000 }, (_, index) => partSize(index + 1));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5 * MIB);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(120_000 * MIB);
  });
});

describe('objectSource', () => {
  /** Lets the first answers break off after so many bytes. */
  function breakOff(client: S3Client, after: number, times: number): Call[] {
    const calls: Call[] = [];
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        calls.push({ command: 'GetObjectCommand', input: { ...args.input } });
        const body: unknown = Reflect.get(result.output, 'Body');
        if (calls.length > times || !(body instanceof Readable)) return result;
        Reflect.set(result.output, 'Body', Readable.from(cut(body, after), { objectMode: true }));
        return result;
      },
      { step: 'initialize' },
    );
    return calls;
  }

  async function* cut(body: Readable, after: number): AsyncGenerator<Uint8Array> {
    let passed = 0;
    for await (const chunk of body) {
      const piece: Uint8Array = Buffer.from(chunk).subarray(0, after - passed);
      passed += piece.length;
      if (piece.length > 0) yield piece;
      if (passed >= after) throw new Error('ECONNRESET');
    }
  }

  async function stored(client: S3Client, size: number): Promise<Buffer> {
    const bytes = randomBytes(size);
    await client.send(new PutObjectCommand({ Bucket: TARGET.bucket, Key: TARGET.key, Body: bytes }));
    return bytes;
  }

  it('goes on where the connection broke, in the same version', async () => {
    const client = await startS3();
    const bytes = await stored(client, 1_000_000);
    const calls = breakOff(client, 300_000, 2);
    expect((await collect(objectSource(client, TARGET))).equals(bytes)).toBe(true);
    expect(calls.map(({ input }) => input.Range)).toEqual([undefined, 'bytes=300000-', 'bytes=600000-']);
    expect(calls.slice(1).every(({ input }) => typeof input.IfMatch === 'string')).toBe(true);
  });

  it('fails rather than mixing two versions', async () => {
    const client = await startS3();
    await stored(client, 1_000_000);
    breakOff(client, 300_000, 1);
    const source = objectSource(client, TARGET);
    await source.next();
    await stored(client, 1_000_000);
    await expect(collect(source)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });

  it('gives up after five broken connections, and at once when there is no object', async () => {
    const client = await startS3();
    await expect(collect(objectSource(client, TARGET))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await stored(client, 1_000_000);
    const calls = breakOff(client, 1000, 100);
    await expect(collect(objectSource(client, TARGET))).rejects.toThrow('ECONNRESET');
    expect(calls).toHaveLength(5);
  });
});

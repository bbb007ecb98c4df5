import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { hasTool, run } from '../../test/outside-tools.ts';
import { temporaryDirectory } from '../../test/sample-archive.ts';
import { noise, startTestBucket, type TestBucket } from '../../test/test-bucket.fixture.ts';
import { crc32 } from '../zip/crc32.ts';
import { crc32Combine } from '../zip/crc32-combine.ts';
import { ArchiveComposer, type ComposeRun, type PartNote } from './archive-composer.ts';
import type { ArchiveSource, FileSource, RunSource } from './archive-source.ts';
import { type ComposedUpload, createUpload, openUpload } from './composed-upload.ts';
import { RunWriter } from './run-writer.ts';

const MIB = 1024 * 1024;
const KEY = 't/acme/archives/a.zip';
const AHEAD: ComposeRun = { notes: [], goOn: () => true };

const openIn = async (s3: TestBucket): Promise<ComposedUpload> => {
  const place = { bucket: s3.bucket, key: KEY };
  return openUpload(s3.client, place, await createUpload(s3.client, place));
};

const composed = async (s3: TestBucket, sources: readonly ArchiveSource[]): Promise<Buffer> => {
  const composer = new ArchiveComposer(s3.client, sources);
  const upload = await openIn(s3);
  expect(await composer.advance(upload, AHEAD)).toMatchObject({ finished: true });
  const whole = await composer.complete(upload);
  const zip = await s3.get(KEY);
  expect(zip.length).toBe(whole.size);
  expect(crc32(zip)).toBe(whole.crc32);
  return zip;
};

/** Small, empty, large, awkwardly named; two of them are copied. */
const sampleFiles = (s3: TestBucket): Promise<FileSource[]> =>
  Promise.all([
    s3.file('档案/data/会议纪要.pdf', noise('a', 300_000)),
    s3.file('档案/data/空文件.txt', Buffer.alloc(0)),
    s3.file('档案/data/现场视频.mp4', noise('b', 23 * MIB)),
    s3.file('档案/data/𠮷野家 & “引号” (2).xlsx', noise('c', 70_000)),
    s3.file('档案/data/甲/乙/丙/扫描件.tif', noise('d', 12 * MIB + 1)),
    s3.file('档案/data/中等.zip', noise('e', 6 * MIB)),
  ]);

const contentsOf = async (s3: TestBucket, files: readonly FileSource[]) =>
  Object.fromEntries(
    await Promise.all(files.map(async ({ name, object }) => [name, sha256(await s3.get(object.key))])),
  );
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const unzipped = (zip: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, sha256(bytes)]));

describe('crc32Combine', () => {
  it('is the CRC-32 of the concatenation', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        expect(crc32Combine(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
      }),
    );
  });

  it('takes lengths beyond 32 bits', () => {
    const zeros = (size: number): number => {
      // crc(2n zeros) from crc(n zeros): doubling reaches 8 GiB without writing it.
      let [crc, length] = [crc32(Buffer.alloc(1)), 1];
      while (length < size) [crc, length] = [crc32Combine(crc, crc, length), length * 2];
      return crc;
    };
    expect(zeros(MIB)).toBe(crc32(Buffer.alloc(MIB)));
    // Known from `head -c 8G /dev/zero | gzip -1 | tail -c8`.
    expect(zeros(8 * 1024 * MIB)).toBe(0x41d912ff);
  });
});

describe('a composed archive', () => {
  it('holds every file byte for byte, large ones copied by S3 alone', async () => {
    const s3 = await startTestBucket();
    const files = await sampleFiles(s3);
    const zip = await composed(s3, files);
    expect(unzipped(zip)).toEqual(await contentsOf(s3, files));
    const { plan } = new ArchiveComposer(s3.client, files);
    expect(plan.copiedBytes).toBeGreaterThan(24 * MIB);
    expect(plan.readBytes).toBeLessThan(1.01 * plan.lowerBound);
  });

  it('has its CRC-32 and size verified by S3, which keeps them', async () => {
    const s3 = await startTestBucket();
    const zip = await composed(s3, await sampleFiles(s3));
    const head = await s3.client.send(
      new HeadObjectCommand({ Bucket: s3.bucket, Key: KEY, ChecksumMode: 'ENABLED' }),
    );
    expect(head.ChecksumType).toBe('FULL_OBJECT');
    expect(Buffer.from(head.ChecksumCRC32 ?? '', 'base64').readUInt32BE()).toBe(crc32(zip));
  });

  it('has the same bytes for the same content, in whatever order it comes', async () => {
    const s3 = await startTestBucket();
    const files = await sampleFiles(s3);
    const first = await composed(s3, files);
    const second = await composed(s3, files.toReversed());
    expect(second.equals(first)).toBe(true);
  });

  it('can be empty', async () => {
    const s3 = await startTestBucket();
    expect(await composed(s3, [])).toHaveLength(22);
  });

  it('is refused before anything is sent when two files have one name', async () => {
    const s3 = await startTestBucket();
    const one = await s3.file('a', noise('1', 10));
    expect(() => new ArchiveComposer(s3.client, [one, { ...one }])).toThrow('同名');
  });

  const readers = {
    unzip: (zip: string) => run('unzip', ['-tq', zip]),
    '7z': (zip: string) => run('7z', ['t', zip]),
    python3: (zip: string) =>
      run('python3', [
        '-c',
        'import sys,zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None',
        zip,
      ]),
  };
  for (const [tool, read] of Object.entries(readers))
    it.runIf(hasTool(tool))(`is read by ${tool}`, async () => {
      const s3 = await startTestBucket();
      const path = join(await temporaryDirectory(), 'a.zip');
      await writeFile(path, await composed(s3, await sampleFiles(s3)));
      await read(path);
    });
});

describe('a run', () => {
  it('is copied whole, and a large file follows the header at its end', async () => {
    const s3 = await startTestBucket();
    const large = await s3.file('档案/视频.mp4', noise('v', 20 * MIB));
    const content = await s3.get(large.object.key);
    const pack = new RunWriter();
    pack.add('档案/甲.pdf', noise('p', 400_000));
    pack.add('档案/空.txt', Buffer.alloc(0));
    pack.header('档案/视频.mp4', content.length, crc32(content));
    const borrowed = 5 * MIB;
    pack.bytes(content.subarray(0, borrowed));
    const { bytes, entries } = pack.finish();
    const run: RunSource = {
      kind: 'run',
      pieces: [
        { object: await s3.put('packs/1', bytes), start: 0, size: bytes.length, crc32: crc32(bytes) },
        {
          object: large.object,
          start: borrowed,
          size: content.length - borrowed,
          crc32: crc32(content.subarray(borrowed)),
        },
      ],
      entries,
    };
    const loose = await s3.file('档案/散.txt', noise('l', 1000));
    const zip = await composed(s3, [run, loose]);
    expect(unzipped(zip)).toEqual({
      '档案/甲.pdf': sha256(noise('p', 400_000)),
      '档案/空.txt': sha256(Buffer.alloc(0)),
      '档案/视频.mp4': sha256(content),
      '档案/散.txt': sha256(noise('l', 1000)),
    });
    expect(new ArchiveComposer(s3.client, [run, loose]).plan.readBytes).toBe(1000);
  });

  it('that is too small to be copied is read, and so is its CRC-32', async () => {
    const s3 = await startTestBucket();
    const pack = new RunWriter();
    pack.add('甲.txt', noise('x', 1000));
    const { bytes, entries } = pack.finish();
    const object = await s3.put('packs/1', bytes);
    const piece = { object, start: 0, size: bytes.length, crc32: crc32(bytes) };
    expect(Object.keys(unzipSync(await composed(s3, [{ kind: 'run', pieces: [piece], entries }])))).toEqual([
      '甲.txt',
    ]);
    const wrong: RunSource = { kind: 'run', pieces: [{ ...piece, crc32: 1 }], entries };
    await expect(composed(s3, [wrong])).rejects.toMatchObject({ code: 'crc32_mismatch', subject: '甲.txt' });
  });
});

describe('what is not as recorded is refused', () => {
  const refused = async (s3: TestBucket, sources: readonly ArchiveSource[], code: string) => {
    await expect(composed(s3, sources)).rejects.toMatchObject({ code });
    await expect(s3.get(KEY)).rejects.toMatchObject({ name: 'NoSuchKey' });
  };

  it.each([
    ['copied', 20 * MIB],
    ['read', 1000],
  ])('a wrong recorded CRC-32 of a file that is %s', async (_how, size) => {
    const s3 = await startTestBucket();
    const file = await s3.file('a.bin', noise('a', size));
    await refused(s3, [{ ...file, crc32: (file.crc32 ?? 0) ^ 1 }], 'crc32_mismatch');
  });

  it('a wrong recorded CRC-32 of a file that is copied without lending its beginning', async () => {
    const s3 = await startTestBucket();
    const file = await s3.file('a.bin', noise('a', 20 * MIB));
    const others = await Promise.all(['x', 'y', 'z'].map((name) => s3.file(name, noise(name, 2 * MIB))));
    await refused(s3, [{ ...file, crc32: 7 }, ...others], 'crc32_mismatch');
  });

  it('a wrong recorded SHA-256 of a file that is read', async () => {
    const s3 = await startTestBucket();
    const file = await s3.file('a.bin', noise('a', 1000));
    await refused(s3, [{ ...file, sha256: '0'.repeat(64) }], 'sha256_mismatch');
  });

  it.each([
    ['copied', 20 * MIB],
    ['read', 1000],
  ])('a source of the same size that was replaced and is %s', async (_how, size) => {
    const s3 = await startTestBucket();
    const file = await s3.file('a.bin', noise('a', size));
    await s3.put(file.object.key, noise('b', size));
    await refused(s3, [file], 'source_changed');
  });

  it.each([
    ['copied', 20 * MIB],
    ['read', 1000],
  ])('a bit that flipped on the disk in a file that is %s', async (_how, size) => {
    const s3 = await startTestBucket();
    const file = await s3.file('a.bin', noise('a', size));
    await flipBit(s3.dataDir, size);
    await refused(s3, [file], size > MIB ? 'crc32_mismatch' : 'sha256_mismatch');
  });

  it('a part that changed on its way, by S3 itself', async () => {
    const s3 = await startTestBucket();
    s3.client.middlewareStack.add(
      (next, context) => (args) => {
        const Body = 'Body' in args.input ? args.input.Body : undefined;
        if (context.commandName !== 'UploadPartCommand' || !Buffer.isBuffer(Body)) return next(args);
        const changed = Buffer.from(Body);
        changed.writeUInt8(changed.readUInt8(100) ^ 1, 100);
        return next({ ...args, input: { ...args.input, Body: changed } });
      },
      { step: 'initialize' },
    );
    await expect(composed(s3, await sampleFiles(s3))).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it.each([
    ['CRC-32', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    ['size', { MpuObjectSize: 1 }, 'InvalidRequest'],
  ])('a wrong %s of the whole, by S3 itself', async (_what, wrong, name) => {
    const s3 = await startTestBucket();
    s3.client.middlewareStack.add(
      (next, context) => (args) =>
        next(
          context.commandName === 'CompleteMultipartUploadCommand'
            ? { ...args, input: { ...args.input, ...wrong } }
            : args,
        ),
      { step: 'initialize' },
    );
    await expect(composed(s3, await sampleFiles(s3))).rejects.toMatchObject({ name });
    await expect(s3.get(KEY)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('a file that is gone, by its name', async () => {
    const s3 = await startTestBucket();
    const file = await s3.file('要件.pdf', noise('a', 1000));
    const gone: FileSource = { ...file, object: { ...file.object, key: 'nowhere' } };
    await expect(composed(s3, [gone])).rejects.toMatchObject({ code: 'unreadable', subject: '要件.pdf' });
  });
});

describe('in steps', () => {
  it('goes on from the last finished part, whenever it stops', async () => {
    const s3 = await startTestBucket();
    const files = await sampleFiles(s3);
    const whole = await composed(s3, files);
    const upload = await openIn(s3);
    const notes: PartNote[] = [];
    let steps = 0;
    for (let finished = false; !finished; steps++) {
      let left = 1;
      // A new process each time: nothing but the notes and S3's own list of parts goes over.
      const composer = new ArchiveComposer(s3.client, files);
      const step = await composer.advance(upload, {
        notes: JSON.parse(JSON.stringify(notes)),
        goOn: () => left-- > 0,
      });
      notes.push(...step.notes);
      finished = step.finished;
    }
    expect(steps).toBeGreaterThan(3);
    await new ArchiveComposer(s3.client, files).complete(upload);
    expect((await s3.get(KEY)).equals(whole)).toBe(true);
  });

  it('makes a part again whose note was lost', async () => {
    const s3 = await startTestBucket();
    const files = await sampleFiles(s3);
    const whole = await composed(s3, files);
    const upload = await openIn(s3);
    let left = 4;
    await new ArchiveComposer(s3.client, files).advance(upload, { notes: [], goOn: () => left-- > 0 });
    const composer = new ArchiveComposer(s3.client, files);
    expect((await composer.advance(upload, AHEAD)).finished).toBe(true);
    await composer.complete(upload);
    expect((await s3.get(KEY)).equals(whole)).toBe(true);
  });

  it('drops a part whose files are still being read when time is up, once it has made another', async () => {
    const s3 = await startTestBucket();
    const contents = Array.from({ length: 60 }, (_, index) => noise(`small ${index}`, 400_000));
    const files = await Promise.all(contents.map((content, index) => s3.file(`档案/${index}.pdf`, content)));
    const whole = await composed(s3, files);
    const composer = new ArchiveComposer(s3.client, files);
    const second = composer.plan.parts[1];
    const names =
      second?.kind === 'upload'
        ? second.pieces.flatMap((one) => (one.kind === 'content' ? [one.unit.name] : []))
        : [];
    const keys = new Set(files.filter(({ name }) => names.includes(name)).map(({ object }) => object.key));
    const first = Promise.withResolvers<void>();
    const reads: string[] = [];
    // The second part gets its bytes only when the first one is there.
    s3.client.middlewareStack.add(
      (next, context) => async (args) => {
        const key = 'Key' in args.input ? String(args.input.Key) : '';
        if (context.commandName === 'GetObjectCommand' && keys.has(key)) {
          reads.push(key);
          await first.promise;
        }
        return await next(args);
      },
      { step: 'initialize' },
    );
    const upload = await openIn(s3);
    let timeIsUp = false;
    const step = await composer.advance(upload, {
      notes: [],
      goOn: () => !timeIsUp,
      onPart: () => {
        timeIsUp = true;
        first.resolve();
      },
    });
    expect(step.finished).toBe(false);
    expect([...((await upload.parts()) ?? new Map()).keys()]).toEqual([1]);
    expect(reads.length).toBeLessThan(keys.size);
    const next = await composer.advance(upload, { ...AHEAD, notes: step.notes });
    expect(next.finished).toBe(true);
    await composer.complete(upload);
    expect((await s3.get(KEY)).equals(whole)).toBe(true);
  });

  it('tells bytes and files as they are done', async () => {
    const s3 = await startTestBucket();
    const files = await sampleFiles(s3);
    const composer = new ArchiveComposer(s3.client, files);
    const seen: { bytes: number; files: number }[] = [];
    await composer.advance(await openIn(s3), { ...AHEAD, onPart: (done) => seen.push(done) });
    expect(seen.at(-1)).toEqual({ bytes: composer.plan.size, files: files.length });
    expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
  });
});

/** Flips one bit in the only blob of that size. */
async function flipBit(dataDir: string, size: number): Promise<void> {
  for (const shard of await readdir(join(dataDir, 'blobs')))
    for (const name of await readdir(join(dataDir, 'blobs', shard))) {
      const path = join(dataDir, 'blobs', shard, name);
      const bytes = await readFile(path);
      if (bytes.length !== size) continue;
      bytes.writeUInt8(bytes.readUInt8(size >> 1) ^ 4, size >> 1);
      await writeFile(path, bytes);
    }
}

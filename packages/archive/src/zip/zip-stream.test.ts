import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTool, run } from '../../test/outside-tools.ts';
import { collect, temporaryDirectory, writeStream } from '../../test/sample-archive.ts';
import { ZipReader } from '../verify/zip-reader.ts';
import { crc32 } from './crc32.ts';
import type { ZipEntry } from './zip-stream.ts';
import { zipStream } from './zip-stream.ts';

const MIB = 1024 * 1024;

function entry(name: string, content: string | Uint8Array, known: Partial<ZipEntry> = {}): ZipEntry {
  return { name, open: () => [Buffer.from(content)], ...known };
}

function* pieces(bytes: number, size = 64 * 1024, value = 65): Generator<Uint8Array> {
  for (let done = 0; done < bytes; done += size) yield Buffer.alloc(Math.min(size, bytes - done), value);
}

/** Entries of every shape: empty, small, streamed with and without known size and CRC-32, awkward names. */
function assortment(): ZipEntry[] {
  const big = 2 * MIB + 17;
  const crc = crc32(Buffer.alloc(big, 65));
  return [
    entry('包/空.txt', ''),
    entry('包/报告（终稿）.pdf', '内容'),
    entry("包/it's a $name & more.txt", 'x'),
    { name: '包/unknown.bin', open: () => pieces(big) },
    { name: '包/sized.bin', size: big, open: () => pieces(big) },
    { name: '包/known.bin', size: big, crc32: crc, open: () => pieces(big) },
    entry('包/目录/', ''),
    entry('包/😀.txt', '表情', { size: 6 }),
  ];
}

const PYTHON_CHECK = `
import sys, zipfile, json
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, i.file_size, i.compress_type, i.date_time[0]] for i in z.infolist()]))
`;

describe('zipStream', () => {
  it.runIf(hasTool('unzip'))('is accepted by unzip', async () => {
    const file = join(await temporaryDirectory(), 'a.zip');
    await writeStream(file, zipStream(assortment()));
    expect(await run('unzip', ['-t', file])).toContain('No errors detected');
  });

  it.runIf(hasTool('7z'))('is accepted by 7-Zip without warnings', async () => {
    const file = join(await temporaryDirectory(), 'a.zip');
    await writeStream(file, zipStream(assortment()));
    const output = await run('7z', ['t', file]);
    expect(output).toContain('Everything is Ok');
    expect(output).not.toMatch(/warning/i);
  });

  it.runIf(hasTool('python3'))('is read by Python zipfile with the right names and sizes', async () => {
    const file = join(await temporaryDirectory(), 'a.zip');
    await writeStream(file, zipStream(assortment()));
    const listed = JSON.parse(await run('python3', ['-c', PYTHON_CHECK, file]));
    const big = 2 * MIB + 17;
    expect(listed).toEqual([
      ['包/空.txt', 0, 0, 1980],
      ['包/报告（终稿）.pdf', 6, 0, 1980],
      ["包/it's a $name & more.txt", 1, 0, 1980],
      ['包/unknown.bin', big, 0, 1980],
      ['包/sized.bin', big, 0, 1980],
      ['包/known.bin', big, 0, 1980],
      ['包/目录/', 0, 0, 1980],
      ['包/😀.txt', 6, 0, 1980],
    ]);
  });

  it('gives the same bytes for the same content, however it is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), fc.nat(20), async (chunks, at) => {
        const whole = Buffer.concat(chunks);
        const cut = [whole.subarray(0, at), new Uint8Array(0), whole.subarray(at)];
        const bytes = await Promise.all(
          [chunks, cut].map((source) => collect(zipStream([{ name: 'a', open: () => source }]))),
        );
        expect(bytes[0]).toEqual(bytes[1]);
      }),
      { numRuns: 30 },
    );
  });

  it('uses a data descriptor only where size and CRC-32 could not be known', async () => {
    const bytes = await collect(zipStream(assortment().slice(3, 6)));
    const descriptor = Buffer.from('504b0708', 'hex');
    let found = 0;
    for (let at = bytes.indexOf(descriptor); at >= 0; at = bytes.indexOf(descriptor, at + 1)) found += 1;
    expect(found).toBe(2);
  });

  it.each([
    ['too short', { size: 5 }, 'size_mismatch'],
    ['too long', { size: 3 }, 'size_mismatch'],
    ['another CRC-32', { size: 4, crc32: 1 }, 'crc32_mismatch'],
  ])('stops at an entry that is %s', async (_name, known, code) => {
    const zip = collect(zipStream([entry('fine', ''), entry('名.txt', 'abcd', known)]));
    await expect(zip).rejects.toMatchObject({ code, subject: '名.txt' });
  });

  it('stops at a big entry as soon as it is longer than recorded', async () => {
    let read = 0;
    function* endless() {
      for (;;) {
        read += MIB;
        yield Buffer.alloc(MIB);
      }
    }
    const zip = collect(zipStream([{ name: 'big', size: 3 * MIB, open: endless }]));
    await expect(zip).rejects.toMatchObject({ code: 'size_mismatch' });
    expect(read).toBe(4 * MIB);
  });

  it('closes the source of the entry when the reader goes away', async () => {
    let closed = false;
    async function* source() {
      try {
        yield* pieces(8 * MIB);
      } finally {
        closed = true;
      }
    }
    for await (const chunk of zipStream([{ name: 'big', open: source }])) if (chunk.length > 1000) break;
    expect(closed).toBe(true);
  });

  it('holds 70,000 entries with ZIP64 counts', async () => {
    const count = 70_000;
    const file = join(await temporaryDirectory(), 'many.zip');
    await writeStream(
      file,
      zipStream(Array.from({ length: count }, (_, index) => entry(`bag/${index}`, String(index)))),
    );
    const reader = await ZipReader.open(file);
    const { members } = await reader.directory();
    await reader.close();
    expect(members.length).toBe(count);
    expect(members.at(-1)?.path).toBe('bag/69999');
    if (hasTool('unzip')) expect(await run('unzip', ['-tq', file])).toContain('No errors detected');
  });

  it.each([0xfffe, 0xffff])('writes the ZIP64 end record from 65,535 entries on (%i)', async (count) => {
    const bytes = await collect(
      zipStream(Array.from({ length: count }, (_, index) => entry(`${index}`, ''))),
    );
    expect(bytes.includes(Buffer.from('504b0606', 'hex'))).toBe(count === 0xffff);
  });
});

describe('over 4 GiB', () => {
  const ZERO = Buffer.alloc(MIB);
  const CHUNKS = 4097;
  const SIZE = CHUNKS * MIB;

  function* zeros(): Generator<Uint8Array> {
    for (let chunk = 0; chunk < CHUNKS; chunk++) yield ZERO;
  }

  /** Leaves a hole for every zero chunk, so that 4 GiB take no disk and little time. */
  async function writeSparse(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(path, 'w');
    let offset = 0;
    for await (const chunk of chunks) {
      if (chunk !== ZERO) await file.write(chunk, 0, chunk.length, offset);
      offset += chunk.length;
    }
    await file.truncate(offset);
    await file.close();
  }

  it.each([
    ['known size', SIZE],
    ['unknown size', undefined],
  ])(
    'an entry of %s and one behind it are found by ZIP64',
    async (_name, size) => {
      const file = join(await temporaryDirectory(), 'huge.zip');
      const huge = { name: 'bag/huge', open: zeros, ...(size === undefined ? {} : { size }) };
      await writeSparse(file, zipStream([huge, entry('bag/behind.txt', '在四吉字节之后')]));
      const reader = await ZipReader.open(file);
      const { members } = await reader.directory();
      await reader.close();
      expect(members.map((member) => [member.path, member.size, member.offset > 0xffffffff])).toEqual([
        ['bag/huge', SIZE, false],
        ['bag/behind.txt', 21, true],
      ]);
      if (hasTool('unzip')) expect(await run('unzip', ['-p', file, 'bag/behind.txt'])).toBe('在四吉字节之后');
      if (hasTool('python3')) {
        const script =
          'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.infolist()[0].file_size, z.read("bag/behind.txt").decode())';
        expect(await run('python3', ['-c', script, file])).toBe(`${SIZE} 在四吉字节之后\n`);
      }
    },
    30_000,
  );
});

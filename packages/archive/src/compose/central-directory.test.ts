import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTool, run } from '../../test/outside-tools.ts';
import { temporaryDirectory, zipOf } from '../../test/sample-archive.ts';
import { ZipReader } from '../verify/zip-reader.ts';
import { crc32 } from '../zip/crc32.ts';
import { localHeader, MAX_32 } from '../zip/records.ts';
import { type SourceUnit, unitOf } from './archive-source.ts';
import { CentralDirectory } from './central-directory.ts';

const membersOf = async (file: string) => {
  const reader = await ZipReader.open(file);
  const { members } = await reader.directory();
  await reader.close();
  return members;
};

describe('the directory', () => {
  it('of 70,000 entries in 7,000 folders is read by everybody', async () => {
    const count = 70_000;
    const file = join(await temporaryDirectory(), 'many.zip');
    const name = (index: number) => `档案/${index % 7_000}-问题/材料/${index}.txt`;
    await writeFile(
      file,
      zipOf(Array.from({ length: count }, (_, index) => [name(index), Buffer.from(String(index))] as const)),
    );
    const members = await membersOf(file);
    expect(members.length).toBe(count);
    expect(new Set(members.map(({ path }) => path)).size).toBe(count);
    if (hasTool('unzip')) expect(await run('unzip', ['-tq', file])).toContain('No errors detected');
    if (hasTool('python3')) {
      const script =
        'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(len(z.infolist()), z.testzip(), z.read(sys.argv[2]).decode())';
      expect(await run('python3', ['-c', script, file, name(69_999)])).toBe(`${count} None 69999\n`);
    }
  }, 60_000);

  it.each([0xfffe, 0xffff])('has the ZIP64 end record from 65,535 entries on (%i)', (count) => {
    const empty = Buffer.alloc(0);
    const bytes = zipOf(Array.from({ length: count }, (_, index) => [`${index}`, empty] as const));
    expect(bytes.includes(Buffer.from('504b0606', 'hex'))).toBe(count === 0xffff);
  });

  it('leads to an entry over 4 GiB and to one behind it', async () => {
    const behind = Buffer.from('在四吉字节之后');
    const size = 4097 * 1024 * 1024;
    const fileUnit = (name: string, bytes: number): SourceUnit =>
      unitOf({ kind: 'file', name, object: { bucket: '', key: '', size: bytes } });
    const units = [fileUnit('bag/huge', size), fileUnit('bag/later.txt', behind.length)] as const;
    const second = units[0].header + size;
    const header = (name: string, bytes: number, crc: number): Buffer =>
      localHeader({
        name: Buffer.from(name),
        size: bytes,
        crc32: crc,
        offset: 0,
        descriptor: false,
        zip64: bytes >= MAX_32,
      });
    // A hole in the file stands for 4 GiB of zeros: no disk and little time. Nobody asks for their CRC-32.
    const crcOf = (unit: SourceUnit): number => (unit === units[0] ? 0 : crc32(behind));
    const directory = new CentralDirectory(
      new Map([
        [units[0], 0],
        [units[1], second],
      ]),
    );
    const file = join(await temporaryDirectory(), 'huge.zip');
    const handle = await open(file, 'w');
    await handle.write(header('bag/huge', size, 0), 0, undefined, 0);
    const tail = [header('bag/later.txt', behind.length, crc32(behind)), behind, directory.bytes(crcOf)];
    await handle.write(Buffer.concat(tail), 0, undefined, second);
    await handle.close();
    const members = await membersOf(file);
    expect(members.map((member) => [member.path, member.size, member.offset > 0xffffffff])).toEqual([
      ['bag/huge', size, false],
      ['bag/later.txt', behind.length, true],
    ]);
    if (hasTool('unzip')) expect(await run('unzip', ['-p', file, 'bag/later.txt'])).toBe('在四吉字节之后');
    if (hasTool('python3')) {
      const script =
        'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.infolist()[0].file_size, z.read("bag/later.txt").decode())';
      expect(await run('python3', ['-c', script, file])).toBe(`${size} 在四吉字节之后\n`);
    }
  }, 30_000);
});

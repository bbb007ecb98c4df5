import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZipReader } from '@xuncha/archive/verify/zip-reader';
import { hasTool, run } from '../../packages/archive/test/outside-tools.ts';

/** Programs that know nothing of this system and read its archives; those that are not installed are left out. */
export interface Reader {
  readonly name: string;
  readonly present: () => boolean;
  /** Throws when the reader finds something wrong. */
  readonly read: (archive: string) => Promise<void>;
}

/** A Python that has the Library of Congress's bagit: `BAGIT_PYTHON`, or the one on the path. */
const PYTHON = process.env.BAGIT_PYTHON ?? 'python3';
const pythonKnows = (module: string): boolean =>
  spawnSync(PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;

export const READERS: readonly Reader[] = [
  {
    name: 'verify.mjs from the archive',
    present: () => true,
    read: async (archive) => {
      const script = `${archive}.verify.mjs`;
      await writeFile(script, await memberOf(archive, '/verify.mjs'));
      await run(process.execPath, [script, archive]);
      await rm(script);
    },
  },
  {
    name: 'unzip -t',
    present: () => hasTool('unzip'),
    read: async (archive) => void (await run('unzip', ['-tq', archive])),
  },
  {
    name: '7z t',
    present: () => hasTool('7z'),
    read: async (archive) => void (await run('7z', ['t', '-bso0', archive])),
  },
  {
    name: 'Python zipfile',
    present: () => pythonKnows('zipfile'),
    read: async (archive) => {
      const test = 'import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None';
      await run(PYTHON, ['-c', test, archive]);
    },
  },
  {
    name: 'bagit-python',
    present: () => hasTool('unzip') && pythonKnows('bagit'),
    read: async (archive) => {
      const folder = await mkdtemp(join(dirname(archive), 'bag-'));
      await run('unzip', ['-q', archive, '-d', folder]);
      const validate = `import bagit, os, sys
[top] = os.listdir(sys.argv[1])
bagit.Bag(os.path.join(sys.argv[1], top)).validate()`;
      await run(PYTHON, ['-c', validate, folder]);
      await rm(folder, { recursive: true });
    },
  },
];

/** Content of the first member whose path ends so. Members are stored, never compressed. */
export const memberOf = async (archive: string, ending: string): Promise<Buffer> => {
  const zip = await ZipReader.open(archive);
  try {
    const { members } = await zip.directory();
    const member = members.find(({ path }) => path.endsWith(ending));
    if (!member) throw new Error(`the archive has no ${ending}`);
    // Local header: 30 bytes, then name and extra field, whose lengths stand at 26 and 28.
    const header = await zip.read(member.offset, 30);
    const start = member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    return await zip.read(start, member.size);
  } finally {
    await zip.close();
  }
};

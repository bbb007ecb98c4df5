import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTool, run } from '../../test/outside-tools.ts';
import { collect, temporaryDirectory, writeStream } from '../../test/sample-archive.ts';
import type { BagFile, BagInput, BagSummary } from './compose-bag.ts';
import { composeBag } from './compose-bag.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function file(path: string, text: string, recorded: Partial<BagFile> = {}): BagFile {
  return { path, open: async () => [Buffer.from(text)], ...recorded };
}

function bag(payload: BagInput['payload'], rest: Partial<BagInput> = {}): BagInput {
  return { bagName: '档案', info: { 'Bagging-Date': '2024-12-31' }, payload, ...rest };
}

describe('composeBag', () => {
  it.runIf(hasTool('unzip') && hasTool('sha256sum'))('unpacks to a bag that sha256sum confirms', async () => {
    const directory = await temporaryDirectory();
    const zip = join(directory, 'a.zip');
    let summary: BagSummary | undefined;
    const files = [
      file('报告.txt', '内容', { size: 6, sha256: sha256('内容').toUpperCase() }),
      file('空.txt', ''),
      file('../逃/CON.txt', 'x'),
      file('报告.txt', '第二份'),
    ];
    await writeStream(
      zip,
      composeBag(
        bag(files, { tags: [{ path: 'note.txt', content: '说明' }], onSummary: (s) => (summary = s) }),
      ),
    );
    await run('unzip', ['-q', zip, '-d', directory]);
    const inside = join(directory, '档案');
    const payload = await run('sha256sum', ['--strict', '-c', 'manifest-sha256.txt'], inside);
    expect(payload.trim().split('\n').sort()).toEqual(
      ['data/报告.txt: OK', 'data/报告 (2).txt: OK', 'data/空.txt: OK', 'data/未命名/逃/_CON.txt: OK'].sort(),
    );
    const tags = await run('sha256sum', ['--strict', '-c', 'tagmanifest-sha256.txt'], inside);
    expect(tags.trim().split('\n')).toEqual([
      'bag-info.txt: OK',
      'bagit.txt: OK',
      'manifest-sha256.txt: OK',
      'note.txt: OK',
    ]);
    expect(await run('cat', ['bag-info.txt'], inside)).toBe('Bagging-Date: 2024-12-31\nPayload-Oxum: 16.4\n');
    const fingerprint = (await run('sha256sum', ['tagmanifest-sha256.txt'], inside)).slice(0, 64);
    expect(summary).toEqual({ files: 4, bytes: 16, payloadOxum: '16.4', fingerprint });
  });

  it.runIf(hasTool('unzip'))('has a data folder even without payload', async () => {
    const zip = join(await temporaryDirectory(), 'a.zip');
    await writeStream(zip, composeBag(bag([])));
    expect(await run('unzip', ['-Z1', zip])).toContain('档案/data/\n');
  });

  it('gives the same bytes for the same input', async () => {
    const make = () => collect(composeBag(bag([file('a', '1'), file('b', '2')])));
    expect(await make()).toEqual(await make());
  });

  it.each([
    ['sha256_mismatch', { sha256: sha256('别的') }],
    ['size_mismatch', { size: 7 }],
    ['size_mismatch', { size: 5 }],
    ['crc32_mismatch', { size: 6, crc32: 12345 }],
  ])('stops with %s and names the file', async (code, recorded) => {
    const made = collect(composeBag(bag([file('好.txt', '好'), file('坏.txt', '内容', recorded)])));
    await expect(made).rejects.toMatchObject({ code, subject: expect.stringContaining('data/坏.txt') });
  });

  it('stops when a file cannot be opened or breaks off, keeping the cause', async () => {
    const gone = { path: '没了.txt', open: () => Promise.reject(new Error('NoSuchKey')) };
    await expect(collect(composeBag(bag([gone])))).rejects.toMatchObject({
      code: 'unreadable',
      subject: 'data/没了.txt',
      cause: expect.objectContaining({ message: 'NoSuchKey' }),
    });
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('socket hang up');
    }
    const made = collect(composeBag(bag([{ path: '断了.txt', open: broken }])));
    await expect(made).rejects.toMatchObject({ code: 'unreadable', subject: 'data/断了.txt' });
  });

  it('does not let a tag take the place of the payload or of its own files', async () => {
    const tagged = (path: string) => collect(composeBag(bag([], { tags: [{ path, content: 'x' }] })));
    await expect(tagged('data/x')).rejects.toMatchObject({ code: 'bad_path' });
    expect((await tagged('Manifest-SHA256.txt')).includes('Manifest-SHA256 (2).txt')).toBe(true);
  });
});

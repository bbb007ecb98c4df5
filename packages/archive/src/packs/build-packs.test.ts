import { createHash } from 'node:crypto';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { noise, startTestBucket, type TestBucket } from '../../test/test-bucket.fixture.ts';
import { ArchiveComposer } from '../compose/archive-composer.ts';
import type { ArchiveSource, FileSource } from '../compose/archive-source.ts';
import { createUpload, openUpload } from '../compose/composed-upload.ts';
import { buildPacks, packFingerprint } from './build-packs.ts';

const MIB = 1024 * 1024;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const packed = (s3: TestBucket, files: readonly FileSource[]) =>
  buildPacks(
    { client: s3.client, bucket: s3.bucket, prefix: `t/acme/packs/f/${packFingerprint(files)}` },
    files,
  );

const compose = async (s3: TestBucket, sources: readonly ArchiveSource[]) => {
  const composer = new ArchiveComposer(s3.client, sources);
  const place = { bucket: s3.bucket, key: 'a.zip' };
  const upload = openUpload(s3.client, place, await createUpload(s3.client, place));
  await composer.advance(upload, { notes: [], goOn: () => true });
  await composer.complete(upload);
  return { zip: await s3.get('a.zip'), plan: composer.plan };
};

describe('packs', () => {
  it.each([
    ['small files only', [2.6, 2.6, 2.6, 2.6, 2.6, 2.6, 2.6]],
    ['a large file among few small ones', [20, 0.1, 0.2]],
    ['large files only', [20, 11, 30]],
    ['more small ones than the large ones need', [12, 3, 3, 3, 3, 3, 3, 3]],
    ['a middling file that can not be copied', [6, 1]],
  ])('of %s hold the same files, and nothing passes through the export', async (_what, sizes) => {
    const s3 = await startTestBucket();
    const files = await Promise.all(
      sizes.map((size, index) => s3.file(`档案/${index}.bin`, noise(`${index}`, Math.floor(size * MIB)))),
    );
    const runs = await packed(s3, files);
    const { zip, plan } = await compose(s3, runs);
    const found = Object.fromEntries(
      Object.entries(unzipSync(zip)).map(([name, data]) => [name, sha256(data)]),
    );
    expect(found).toEqual(Object.fromEntries(files.map(({ name, sha256: hash }) => [name, hash])));
    expect(plan.readBytes).toBe(0);
    const left = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }));
    expect(left.Uploads ?? []).toEqual([]);
  });

  it('of a few kilobytes are one object that the export reads', async () => {
    const s3 = await startTestBucket();
    const files = await Promise.all([1, 2, 3].map((n) => s3.file(`${n}`, noise(`${n}`, 1000 * n))));
    const runs = await packed(s3, files);
    expect(runs).toHaveLength(1);
    expect(Object.keys(unzipSync((await compose(s3, runs)).zip))).toEqual(['1', '2', '3']);
  });

  it('are the same when they are built again', async () => {
    const s3 = await startTestBucket();
    const files = await Promise.all([20, 1].map((n) => s3.file(`${n}`, noise(`${n}`, n * MIB))));
    expect(await packed(s3, files)).toEqual(await packed(s3, files.toReversed()));
  });

  it('are not built of a file that is not the recorded one', async () => {
    const s3 = await startTestBucket();
    const small = await s3.file('a', noise('a', 100));
    await expect(packed(s3, [{ ...small, sha256: '0'.repeat(64) }])).rejects.toMatchObject({
      code: 'sha256_mismatch',
    });
    const large = await s3.file('b', noise('b', 20 * MIB));
    await expect(packed(s3, [{ ...large, crc32: 5 }])).rejects.toMatchObject({ code: 'crc32_mismatch' });
  });

  it('are refused when they changed since', async () => {
    const s3 = await startTestBucket();
    const files = await Promise.all([20, 1].map((n) => s3.file(`${n}`, noise(`${n}`, n * MIB))));
    const [run] = await packed(s3, files);
    const pack = run?.pieces[0]?.object;
    await s3.put(pack?.key ?? '', noise('other', pack?.size ?? 0));
    await expect(compose(s3, run ? [run] : [])).rejects.toMatchObject({ code: 'source_changed' });
  });
});

describe('packFingerprint', () => {
  it('changes with names and contents, not with the order', async () => {
    const s3 = await startTestBucket();
    const [a, b] = [await s3.file('a', noise('a', 10)), await s3.file('b', noise('b', 10))];
    expect(packFingerprint([a, b])).toBe(packFingerprint([b, a]));
    expect(packFingerprint([a, { ...b, name: 'c' }])).not.toBe(packFingerprint([a, b]));
    expect(packFingerprint([a, { ...b, sha256: a.sha256 ?? '' }])).not.toBe(packFingerprint([a, b]));
  });
});

import { createRequire } from 'node:module';
import { ArchiveComposer, createUpload, openUpload } from '@xuncha/archive';
import { expect, it, onTestFinished } from 'vitest';
import { noise, startTestBucket } from '../../packages/archive/test/test-bucket.fixture.ts';
import { launchBrowser } from './chromium.ts';

const MIB = 1024 * 1024;
const FFLATE = createRequire(import.meta.url)
  .resolve('fflate')
  .replace(/(lib|esm)\/.*$/, 'umd/index.js');

it('a page in the browser unpacks a composed archive (K06)', async () => {
  const s3 = await startTestBucket();
  const contents = new Map([
    ['巡察整改档案/data/会议纪要.txt', Buffer.from('同意销号')],
    ['巡察整改档案/data/甲/乙/空文件.txt', Buffer.alloc(0)],
    ['巡察整改档案/data/甲/乙/现场视频.mp4', noise('video', 11 * MIB)],
    ['巡察整改档案/data/甲/𠮷野家 & “引号” (2).xlsx', noise('sheet', 70_000)],
  ]);
  const files = await Promise.all([...contents].map(([name, content]) => s3.file(name, content)));
  const composer = new ArchiveComposer(s3.client, files);
  expect(composer.plan.copiedBytes).toBeGreaterThan(0);
  const place = { bucket: s3.bucket, key: 't/acme/archives/a.zip' };
  const upload = openUpload(s3.client, place, await createUpload(s3.client, place));
  await composer.advance(upload, { notes: [], goOn: () => true });
  await composer.complete(upload);
  const zip = await s3.get(place.key);

  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.addScriptTag({ path: FFLATE });
  // Text, as the browser's globals are not those of this process. Sums stand for contents: they are cheap to hand back.
  const unpacked: unknown = await page.evaluate(`(() => {
    const zip = Uint8Array.from(atob('${zip.toString('base64')}'), (char) => char.charCodeAt(0));
    return Object.entries(fflate.unzipSync(zip)).map(([name, bytes]) => [name, bytes.length, bytes.reduce((sum, byte, at) => (sum + byte * (at % 251 + 1)) % 4294967291, 0)]);
  })()`);
  const sumOf = (bytes: Buffer): number =>
    bytes.reduce((sum, byte, at) => (sum + byte * ((at % 251) + 1)) % 4294967291, 0);
  const expected = [...contents].map(([name, bytes]) => [name, bytes.length, sumOf(bytes)]);
  expect(new Map((unpacked as typeof expected).map((one) => [one[0], one]))).toEqual(
    new Map(expected.map((one) => [one[0], one])),
  );
});

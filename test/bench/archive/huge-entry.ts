/**
 * `node test/bench/archive/huge-entry.ts`: an entry of 4.25 GiB through the composer, beside 3,000 folders with small, empty
 * and awkwardly named files, read by every program that is installed. 13 GB on the disk and some minutes, so it is no
 * part of the tests; its parts are (central-directory.test.ts, plan-parts.test.ts). Writes
 * `test/bench/results/huge-entry.json`.
 */
import { execFile, fork } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { BAG_FOLDER, type FileSource, PathAllocator } from '@xuncha/archive';
import { ZipReader } from '@xuncha/archive/verify/zip-reader';
import { hasTool, run } from '../../../packages/archive/test/outside-tools.ts';
import type { Measurement } from './run-variant.ts';

const MIB = 1024 * 1024;
const BUCKET = 'bench';
const HUGE = 17 * 256 * MIB;
const FOLDERS = 3_000;
const NAMES = [
  '会议纪要.pdf',
  '会议纪要.pdf',
  '会议纪要.PDF',
  '㙍𠮷镇〔2024〕3号（副本）.docx',
  'CON.txt',
  '空.txt',
];

/** One object of 17 copies of 256 MiB, joined by S3. */
async function putHuge(client: S3Client): Promise<FileSource> {
  const block = Buffer.alloc(256 * MIB, '巡察整改');
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'block', Body: block }));
  const target = { Bucket: BUCKET, Key: 'huge' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const Parts = [];
  for (let PartNumber = 1; PartNumber <= HUGE / block.length; PartNumber += 1) {
    const CopySource = `${BUCKET}/block`;
    const copied = await client.send(
      new UploadPartCopyCommand({ ...target, UploadId, PartNumber, CopySource }),
    );
    Parts.push({ PartNumber, ETag: copied.CopyPartResult?.ETag });
  }
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  return await sourceOf(client, '监控录像.mp4', 'huge');
}

async function sourceOf(client: S3Client, name: string, key: string): Promise<FileSource> {
  const { ContentLength = 0, ETag } = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
  const object = { bucket: BUCKET, key, size: ContentLength, ...(ETag ? { etag: ETag } : {}) };
  return { kind: 'file', name: `${BAG_FOLDER}/data/evidence/${name}`, object };
}

/** Six names in 3,000 folders, one of them an empty file, sharing six objects: contents are not the point here. */
async function putSmall(client: S3Client): Promise<FileSource[]> {
  const paths = new PathAllocator();
  const objects: FileSource[] = [];
  for (const [index, name] of NAMES.entries()) {
    const Body = name === '空.txt' ? Buffer.alloc(0) : Buffer.from(`${name} ${index}`);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `small/${index}`, Body }));
    objects.push(await sourceOf(client, name, `small/${index}`));
  }
  return Array.from({ length: FOLDERS * NAMES.length }, (_, index): FileSource[] => {
    const source = objects[index % NAMES.length];
    const folder = `2024年第二轮/${Math.floor(index / NAMES.length) + 1}-问题`;
    const path = paths.allocate(`${BAG_FOLDER}/data/evidence/${folder}/${NAMES[index % NAMES.length]}`);
    return source ? [{ ...source, name: path }] : [];
  }).flat();
}

const READERS: Readonly<Record<string, (zip: string) => Promise<string>>> = {
  unzip: (zip) => run('unzip', ['-tq', zip]),
  '7z': (zip) => run('7z', ['t', '-bso0', zip]),
  python3: (zip) =>
    run('python3', [
      '-c',
      'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.infolist()), max(i.file_size for i in z.infolist()))',
      zip,
    ]),
};

async function readByAll(zip: string): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {};
  for (const [tool, read] of Object.entries(READERS)) {
    if (!hasTool(tool)) {
      console.log(`${tool} is not installed: left out`);
      continue;
    }
    const began = performance.now();
    console.log(tool, (await read(zip)).trim());
    seconds[tool] = Math.round((performance.now() - began) / 1000);
  }
  return seconds;
}

async function composeAndRead(endpoint: string, folder: string): Promise<object> {
  const credentials = { accessKeyId: 'b', secretAccessKey: 'b' };
  const client = new S3Client({ endpoint, region: 'cn-north-1', credentials });
  const sources = [await putHuge(client), ...(await putSmall(client))];
  const list = join(folder, 'sources.json');
  writeFileSync(list, JSON.stringify(sources));
  const task = { endpoint, bucket: BUCKET, variant: 'composed', sources: list, modelled: false };
  const variant = fileURLToPath(new URL('./run-variant.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [variant, JSON.stringify(task)]);
  const { seconds, bytes, peakMiB }: Measurement = JSON.parse(stdout);
  const zip = join(folder, 'huge.zip');
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'out.zip' }));
  if (!(Body instanceof Readable)) throw new Error('S3 answered without a body');
  await pipeline(Body, createWriteStream(zip));
  client.destroy();
  const reader = await ZipReader.open(zip);
  const { members } = await reader.directory();
  await reader.close();
  if (members.length !== sources.length) throw new Error(`${members.length} entries of ${sources.length}`);
  return {
    'archive bytes': statSync(zip).size,
    entries: members.length,
    'largest entry': Math.max(...members.map(({ size }) => size)),
    'entries behind 4 GiB': members.filter(({ offset }) => offset > 0xffffffff).length,
    'seconds composing': Math.round(seconds),
    'MB through': Math.round(bytes / 1e5) / 10,
    'peak MiB': Math.round(peakMiB),
    'read by, seconds': await readByAll(zip),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'huge-entry-'));
const bench = fileURLToPath(new URL('./archive.ts', import.meta.url));
const server = fork(bench, ['--serve', join(folder, 's3')]);
try {
  const endpoint = await new Promise<string>((resolve, reject) => {
    server.once('message', (url) => resolve(String(url)));
    server.once('exit', () => reject(new Error('the S3 server ended')));
  });
  const result = await composeAndRead(endpoint, folder);
  console.log(result);
  const results = new URL('../results/huge-entry.json', import.meta.url);
  writeFileSync(results, `${JSON.stringify(result, undefined, 2)}\n`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

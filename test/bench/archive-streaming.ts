/**
 * Time and peak memory of streaming an archive, by size: `node test/bench/archive-streaming.ts`.
 *
 * Each run is a process of its own, so its peak memory is its own. Beside the archive stands the floor: the same chunks
 * hashed (SHA-256) and summed (CRC-32), which no writer that checks its content can beat. The content comes from
 * memory and goes to a counter, so neither disk nor network is measured; `upload` sends the same archive to the local S3
 * server in another process instead. Variants alternate; medians of the rounds.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { type BagFile, composeBag, uploadStream } from '@xuncha/archive';
import { startS3Server } from '@xuncha/local/s3/index';

const MIB = 1024 * 1024;
const SIZES_MIB = [64, 256, 1024, 5120];
const ROUNDS = 3;
const FILE_MIB = 16;
/** Uploads land on this machine's disk, so the largest size is left out. */
const UPLOAD_LIMIT_MIB = 1024;
const VARIANTS = ['floor', 'archive', 'upload'] as const;
type Variant = (typeof VARIANTS)[number];
const S3_PORT = 'XUNCHA_BENCH_S3';

interface Measurement {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly bytes: number;
}

// 64 KiB, as S3 and files deliver.
const CHUNK_BYTES = randomBytes(64 * 1024);

function* content(bytes: number): Generator<Uint8Array> {
  for (let done = 0; done < bytes; done += CHUNK_BYTES.length) yield CHUNK_BYTES;
}

function* files(totalMiB: number): Generator<BagFile> {
  for (let done = 0; done < totalMiB; done += FILE_MIB) {
    const size = FILE_MIB * MIB;
    yield { path: `evidence/${done}/扫描件.pdf`, size, open: () => content(size) };
  }
}

function bag(totalMiB: number): AsyncIterable<Uint8Array> {
  return composeBag({ bagName: 'bench', info: { 'Bagging-Date': '2024-12-31' }, payload: files(totalMiB) });
}

async function archive(totalMiB: number): Promise<number> {
  let bytes = 0;
  for await (const chunk of bag(totalMiB)) bytes += chunk.length;
  return bytes;
}

async function upload(totalMiB: number): Promise<number> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new S3Client({ endpoint: process.env[S3_PORT] ?? '', region: 'cn-north-1', credentials });
  const target = { bucket: 'bench', key: 'archive.zip', contentType: 'application/zip' };
  const { size } = await uploadStream(client, target, bag(totalMiB));
  client.destroy();
  return size;
}

async function floor(totalMiB: number): Promise<number> {
  let bytes = 0;
  const hash = createHash('sha256');
  let crc = 0;
  for (const chunk of content(totalMiB * MIB)) {
    hash.update(chunk);
    crc = crc32(chunk, crc);
    bytes += chunk.length;
  }
  hash.digest();
  return bytes;
}

async function measureHere(variant: Variant, totalMiB: number): Promise<Measurement> {
  const start = performance.now();
  const bytes = await { archive, floor, upload }[variant](totalMiB);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakMiB: process.resourceUsage().maxRSS / 1024, bytes };
}

/** Asynchronous, because the S3 server lives in the parent. */
async function measureInChild(variant: Variant, totalMiB: number): Promise<Measurement> {
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, variant, String(totalMiB)]);
  return JSON.parse(stdout);
}

async function withLocalS3<T>(work: () => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-s3-'));
  const server = await startS3Server({
    dataDir,
    port: 0,
    region: 'cn-north-1',
    credentials: () => 'bench',
    fsync: false,
  });
  try {
    await server.createBucket('bench');
    process.env[S3_PORT] = server.url;
    return await work();
  } finally {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Undefined when nothing was measured. */
function median(values: readonly number[], digits: number): number | undefined {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return middle === undefined ? undefined : Number(middle.toFixed(digits));
}

async function compareVariants(totalMiB: number) {
  const runs: Record<Variant, Measurement[]> = { floor: [], archive: [], upload: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.floor.push(await measureInChild('floor', totalMiB));
    runs.archive.push(await measureInChild('archive', totalMiB));
    if (totalMiB > UPLOAD_LIMIT_MIB) continue;
    runs.upload.push(await withLocalS3(() => measureInChild('upload', totalMiB)));
  }
  const seconds = (variant: Variant) =>
    median(
      runs[variant].map((run) => run.seconds),
      2,
    );
  const peak = (variant: Variant) =>
    median(
      runs[variant].map((run) => run.peakMiB),
      0,
    );
  const ratios = runs.archive.map((run, round) => run.seconds / (runs.floor[round]?.seconds ?? Number.NaN));
  return {
    'size MiB': totalMiB,
    'floor s': seconds('floor'),
    'archive s': seconds('archive'),
    'archive / floor': median(ratios, 2),
    'upload s': seconds('upload'),
    'floor peak MiB': peak('floor'),
    'archive peak MiB': peak('archive'),
    'upload peak MiB': peak('upload'),
    'overhead bytes': (runs.archive[0]?.bytes ?? 0) - totalMiB * MIB,
  };
}

const variant = VARIANTS.find((name) => name === process.argv[2]);
if (variant) {
  console.log(JSON.stringify(await measureHere(variant, Number(process.argv[3]))));
} else {
  const rows = [];
  for (const size of SIZES_MIB) rows.push(await compareVariants(size));
  console.table(rows);
  const directory = new URL('./results/', import.meta.url);
  mkdirSync(directory, { recursive: true });
  writeFileSync(new URL('archive-streaming.json', directory), `${JSON.stringify(rows, undefined, 2)}\n`);
}

/**
 * Time and peak memory of streaming an archive, by size: `node test/bench/archive-streaming.ts`.
 *
 * Each run is a process of its own, so its peak memory is its own. Beside the archive stands the floor: the same chunks
 * hashed (SHA-256) and summed (CRC-32), which no writer that checks its content can beat. The content comes from
 * memory and goes to a counter, so neither disk nor network is measured. Variants alternate; medians of the rounds.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { type BagFile, composeBag } from '../../packages/archive/src/index.ts';

const MIB = 1024 * 1024;
const SIZES_MIB = [64, 256, 1024, 5120];
const ROUNDS = 3;
const FILE_MIB = 16;
const VARIANTS = ['floor', 'archive'] as const;
type Variant = (typeof VARIANTS)[number];

interface Measurement {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly bytes: number;
}

// 64 KiB as S3 and files deliver; random, so that nothing is faster than in practice.
const CHUNK = createHash('sha512').update('seed').digest().toString('hex').repeat(512);
const CHUNK_BYTES = Buffer.from(CHUNK, 'latin1').subarray(0, 64 * 1024);

function* content(bytes: number): Generator<Uint8Array> {
  for (let done = 0; done < bytes; done += CHUNK_BYTES.length) yield CHUNK_BYTES;
}

function* files(totalMiB: number): Generator<BagFile> {
  for (let done = 0; done < totalMiB; done += FILE_MIB) {
    const size = FILE_MIB * MIB;
    yield { path: `evidence/${done}/扫描件.pdf`, size, open: () => content(size) };
  }
}

async function archive(totalMiB: number): Promise<number> {
  let bytes = 0;
  const bag = composeBag({
    bagName: 'bench',
    info: { 'Bagging-Date': '2024-12-31' },
    payload: files(totalMiB),
  });
  for await (const chunk of bag) bytes += chunk.length;
  return bytes;
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
  const bytes = await (variant === 'archive' ? archive(totalMiB) : floor(totalMiB));
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakMiB: process.resourceUsage().maxRSS / 1024, bytes };
}

function measureInChild(variant: Variant, totalMiB: number): Measurement {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, [script, variant, String(totalMiB)], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function compareVariants(totalMiB: number) {
  const runs = Array.from({ length: ROUNDS }, () => ({
    floor: measureInChild('floor', totalMiB),
    archive: measureInChild('archive', totalMiB),
  }));
  const seconds = median(runs.map((run) => run.archive.seconds));
  return {
    sizeMiB: totalMiB,
    seconds: Number(seconds.toFixed(2)),
    floorSeconds: Number(median(runs.map((run) => run.floor.seconds)).toFixed(2)),
    ratioToFloor: Number(median(runs.map((run) => run.archive.seconds / run.floor.seconds)).toFixed(2)),
    peakMiB: Math.round(median(runs.map((run) => run.archive.peakMiB))),
    floorPeakMiB: Math.round(median(runs.map((run) => run.floor.peakMiB))),
    overheadBytes: (runs[0]?.archive.bytes ?? 0) - totalMiB * MIB,
  };
}

const variant = VARIANTS.find((name) => name === process.argv[2]);
if (variant) {
  console.log(JSON.stringify(await measureHere(variant, Number(process.argv[3]))));
} else {
  const rows = SIZES_MIB.map(compareVariants);
  console.table(rows);
  const directory = new URL('../../.local/bench/', import.meta.url);
  mkdirSync(directory, { recursive: true });
  writeFileSync(new URL('archive-streaming.json', directory), `${JSON.stringify(rows, undefined, 2)}\n`);
}

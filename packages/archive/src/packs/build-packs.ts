import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ArchiveError } from '../archive-error.ts';
import {
  type FileSource,
  type RunPiece,
  type RunSource,
  type SourceUnit,
  type StoredObject,
  unitOf,
} from '../compose/archive-source.ts';
import { base64Crc, type ComposedUpload, createUpload, openUpload } from '../compose/composed-upload.ts';
import { inParallel } from '../compose/in-parallel.ts';
import { readRange } from '../compose/read-object.ts';
import { RunWriter } from '../compose/run-writer.ts';
import { asArchiveError } from '../compose/source-problem.ts';
import { PART_RULES } from '../plan/part-rules.ts';
import { crc32 } from '../zip/crc32.ts';
import { crc32Combine } from '../zip/crc32-combine.ts';
import { type PlannedPack, planPacks } from './plan-packs.ts';

export interface PackPlace {
  readonly client: S3Client;
  readonly bucket: string;
  /** Folder of this content; packs are numbered in it. */
  readonly prefix: string;
}

/** Requests side by side while a pack is made. */
const IN_FLIGHT = 8;

/** Names what is packed: other files, other names or other contents give another folder. */
export function packFingerprint(files: readonly Pick<FileSource, 'name' | 'sha256' | 'object'>[]): string {
  const lines = files.map(({ name, sha256, object }) => `${sha256} ${object.size} ${name}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * Stores small files once more as packs that S3 can copy into any archive. Large files stay where they are: a pack ends
 * with the header of the one that follows, whose CRC-32 S3 tells without a byte passing through this process.
 *
 * @returns the runs an archive takes instead of the files
 * @throws ArchiveError when a file is not the recorded one
 */
export async function buildPacks(place: PackPlace, files: readonly FileSource[]): Promise<RunSource[]> {
  const runs: RunSource[] = [];
  for (const [index, pack] of planPacks(files.map(unitOf)).entries())
    runs.push(await buildPack(place, `${place.prefix}/${index + 1}.part`, pack));
  return runs;
}

async function buildPack(place: PackPlace, key: string, pack: PlannedPack<SourceUnit>): Promise<RunSource> {
  const contents = new Map<SourceUnit, Buffer>();
  await inParallel(pack.small, IN_FLIGHT, async (unit) => {
    contents.set(unit, await readWhole(place.client, fileOf(unit)));
  });
  const writer = new RunWriter();
  for (const [unit, content] of contentsInOrder(pack.small, contents)) writer.add(unit.name, content);
  const following = pack.large ? await appendLarge(place, key, writer, pack) : [];
  const { bytes, entries } = writer.finish();
  const crc = crc32(bytes);
  const { ETag } = await place.client.send(
    new PutObjectCommand({ Bucket: place.bucket, Key: key, Body: bytes, ChecksumCRC32: base64Crc(crc) }),
  );
  const object: StoredObject = {
    bucket: place.bucket,
    key,
    size: bytes.length,
    ...(ETag ? { etag: ETag } : {}),
  };
  return {
    kind: 'run',
    pieces: [{ object, start: 0, size: bytes.length, crc32: crc }, ...following],
    entries,
  };
}

/** Header and first bytes of the large file go into the pack; the rest of it is the piece behind. */
async function appendLarge(
  { client, bucket }: PackPlace,
  key: string,
  writer: RunWriter,
  { large, borrowed }: PlannedPack<SourceUnit>,
): Promise<RunPiece[]> {
  if (!large) return [];
  const { name, object, crc32: recorded } = fileOf(large);
  const head = Buffer.allocUnsafe(borrowed);
  await readRange(client, object, 0, head).catch((error: unknown) =>
    Promise.reject(asArchiveError(error, name)),
  );
  const start = borrowed;
  const size = object.size - borrowed;
  const crcOfRest = await crcOfRange(client, { bucket, key }, object, start, size).catch((error: unknown) =>
    Promise.reject(asArchiveError(error, name)),
  );
  const crc = crc32Combine(crc32(head), crcOfRest, size);
  if (recorded !== undefined && recorded !== crc)
    throw new ArchiveError('crc32_mismatch', name, `文件校验码（CRC-32）与登记不符：${name}`);
  writer.header(name, object.size, crc);
  writer.bytes(head);
  return [{ object, start, size, crc32: crcOfRest }];
}

/** S3 reads the range and says its CRC-32: a copy into an upload that is never completed. */
async function crcOfRange(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  object: StoredObject,
  start: number,
  size: number,
): Promise<number> {
  const upload = openUpload(client, place, await createUpload(client, place));
  try {
    return await copyForCrc(upload, object, start, size);
  } finally {
    await upload.abort();
  }
}

async function copyForCrc(
  upload: ComposedUpload,
  object: StoredObject,
  start: number,
  size: number,
): Promise<number> {
  const ranges = Math.ceil(size / PART_RULES.copyRange);
  const cuts = Array.from({ length: ranges + 1 }, (_, index) => Math.floor((size * index) / ranges));
  const parts = cuts.slice(1).map((to, index) => ({ number: index + 1, from: cuts[index] ?? 0, to }));
  const crcs = new Map<number, number>();
  await inParallel(parts, IN_FLIGHT, async ({ number, from, to }) => {
    const copied = await upload.copy(number, object, start + from, to - from);
    crcs.set(number, copied.crc32);
  });
  return parts.reduce((sum, { number, from, to }) => crc32Combine(sum, crcs.get(number) ?? 0, to - from), 0);
}

async function readWhole(client: S3Client, { name, object, sha256 }: FileSource): Promise<Buffer> {
  const content = Buffer.allocUnsafe(object.size);
  await readRange(client, object, 0, content).catch((error: unknown) =>
    Promise.reject(asArchiveError(error, name)),
  );
  const found = createHash('sha256').update(content).digest('hex');
  if (sha256 !== undefined && found !== sha256)
    throw new ArchiveError('sha256_mismatch', name, `文件内容与登记的 SHA-256 不符：${name}`);
  return content;
}

function* contentsInOrder(units: readonly SourceUnit[], contents: ReadonlyMap<SourceUnit, Buffer>) {
  for (const unit of units) {
    const content = contents.get(unit);
    if (!content) throw new Error(`${unit.name} was not read`);
    yield [unit, content] as const;
  }
}

function fileOf({ source }: SourceUnit): FileSource {
  if (source.kind !== 'file') throw new Error('packs are made of files');
  return source;
}

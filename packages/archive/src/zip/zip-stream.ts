import { ArchiveError } from '../archive-error.ts';
import { crc32 } from './crc32.ts';
import type { EntryRecord } from './records.ts';
import {
  centralHeader,
  dataDescriptor,
  endOfDirectory,
  entryLength,
  localHeader,
  MAX_32,
} from './records.ts';

export type ByteStream = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** One file of a ZIP: its name, what is known of it, and how to read it. It is opened once, when its turn comes. */
export interface ZipEntry {
  /** Path with `/`; one that ends with `/` is a directory. */
  readonly name: string;
  readonly size?: number;
  /** With size and CRC-32 known beforehand no data descriptor is needed; both are verified while streaming. */
  readonly crc32?: number;
  open(): ByteStream | Promise<ByteStream>;
}

/**
 * Content up to this size is read before its header is written, so that small files need no data descriptor.
 * 1 MiB: one such buffer is alive at a time.
 */
const READ_AHEAD = 1024 * 1024;

/** The directory is handed out in blocks of about this many bytes. */
const DIRECTORY_BLOCK = 64 * 1024;

/**
 * Writes a ZIP of stored (uncompressed) entries as a stream of chunks, in the order of the entries, with fixed
 * times: the same entries give the same bytes. Memory holds one chunk (at most 1 MiB) and about 100 bytes plus the
 * name per entry for the directory. ZIP64 is used where a size, an offset or the count asks for it, and for an entry
 * over 1 MiB whose size isn't known beforehand.
 *
 * @throws ArchiveError when an entry's content doesn't match its stated size or CRC-32.
 */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const directory = new DirectoryBlocks();
  let offset = 0;
  for await (const entry of entries) {
    const record = yield* writeEntry(entry, offset);
    offset += entryLength(record);
    directory.add(centralHeader(record));
  }
  yield* directory.blocks();
  yield endOfDirectory({ entries: directory.entries, size: directory.size, offset });
}

/** Collects the directory in few big buffers: a small one per entry would cost more than what is in it. */
class DirectoryBlocks {
  readonly #full: Buffer[] = [];
  #open: Buffer[] = [];
  #openSize = 0;
  entries = 0;
  size = 0;

  add(header: Buffer): void {
    this.#open.push(header);
    this.#openSize += header.length;
    this.entries += 1;
    this.size += header.length;
    if (this.#openSize >= DIRECTORY_BLOCK) this.#close();
  }

  blocks(): readonly Buffer[] {
    if (this.#openSize > 0) this.#close();
    return this.#full;
  }

  #close(): void {
    this.#full.push(Buffer.concat(this.#open));
    this.#open = [];
    this.#openSize = 0;
  }
}

async function* writeEntry(
  entry: ZipEntry,
  offset: number,
): AsyncGenerator<Uint8Array, EntryRecord, undefined> {
  const name = Buffer.from(entry.name, 'utf8');
  if (name.length === 0 || name.length > 0xffff)
    throw new ArchiveError('bad_path', entry.name, '文件名为空或过长');
  const source = await openEntry(entry);
  try {
    // A file known to be big goes out as it comes.
    const big = (entry.size ?? 0) > READ_AHEAD;
    const head = big ? { chunks: [], complete: false } : await readHead(source);
    if (head.complete) return yield* writeBuffered(entry, { name, offset }, head.chunks);
    return yield* writeStreamed(entry, { name, offset }, head.chunks, source);
  } finally {
    await source.return?.();
  }
}

async function openEntry(entry: ZipEntry): Promise<AsyncIterator<Uint8Array>> {
  const stream = await entry.open();
  if (Symbol.asyncIterator in stream) return stream[Symbol.asyncIterator]();
  return fromSync(stream);
}

async function* fromSync(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** Reads until the content ends or exceeds the read-ahead. */
async function readHead(
  source: AsyncIterator<Uint8Array>,
): Promise<{ readonly chunks: Uint8Array[]; readonly complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= READ_AHEAD) {
    const step = await source.next();
    if (step.done) return { chunks, complete: true };
    if (step.value.length === 0) continue;
    chunks.push(step.value);
    length += step.value.length;
  }
  return { chunks, complete: false };
}

interface Place {
  readonly name: Uint8Array;
  readonly offset: number;
}

async function* writeBuffered(
  entry: ZipEntry,
  place: Place,
  chunks: readonly Uint8Array[],
): AsyncGenerator<Uint8Array, EntryRecord, undefined> {
  let crc = 0;
  let size = 0;
  for (const chunk of chunks) {
    crc = crc32(chunk, crc);
    size += chunk.length;
  }
  requireMatch(entry, size, crc);
  const record: EntryRecord = { ...place, crc32: crc, size, descriptor: false, zip64: false };
  yield localHeader(record);
  yield* chunks;
  return record;
}

async function* writeStreamed(
  entry: ZipEntry,
  place: Place,
  head: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, EntryRecord, undefined> {
  const known = entry.size !== undefined && entry.crc32 !== undefined;
  const shape = { ...place, descriptor: !known, zip64: entry.size === undefined || entry.size >= MAX_32 };
  yield localHeader({ ...shape, crc32: entry.crc32 ?? 0, size: entry.size ?? 0 });
  let crc = 0;
  let size = 0;
  for (;;) {
    const chunk = head.shift() ?? (await nextChunk(rest));
    if (!chunk) break;
    crc = crc32(chunk, crc);
    size += chunk.length;
    // Stop at the first byte too many instead of streaming a source that is something else.
    if (entry.size !== undefined && size > entry.size) requireMatch(entry, size, crc);
    yield chunk;
  }
  requireMatch(entry, size, crc);
  const record: EntryRecord = { ...shape, crc32: crc, size };
  if (!known) yield dataDescriptor(record);
  return record;
}

async function nextChunk(source: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const step = await source.next();
    if (step.done) return undefined;
    if (step.value.length > 0) return step.value;
  }
}

function requireMatch(entry: ZipEntry, size: number, crc: number): void {
  if (entry.size !== undefined && size !== entry.size) {
    const found = size > entry.size ? `至少 ${size}` : String(size);
    throw new ArchiveError(
      'size_mismatch',
      entry.name,
      `文件大小与登记不符：${entry.name}，登记 ${entry.size} 字节，实际 ${found} 字节`,
    );
  }
  if (entry.crc32 !== undefined && crc !== entry.crc32) {
    throw new ArchiveError('crc32_mismatch', entry.name, `文件校验码（CRC-32）与登记不符：${entry.name}`);
  }
}

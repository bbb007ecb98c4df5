import { createHash } from 'node:crypto';
import { ArchiveError } from '../archive-error.ts';
import { PathAllocator, safeSegment } from '../paths.ts';
import type { ByteStream, ZipEntry } from '../zip/zip-stream.ts';
import { zipStream } from '../zip/zip-stream.ts';
import { BAGIT_TXT, bagInfoText, manifestLine } from './bag-text.ts';

/** A payload file. Size, SHA-256 and CRC-32 are those recorded at ingest; what is streamed has to match them. */
export interface BagFile {
  /** Path in the bag without `data/`, parts separated by `/`. */
  readonly path: string;
  readonly size?: number;
  /** Hex, lower case. */
  readonly sha256?: string;
  readonly crc32?: number;
  open(): ByteStream | Promise<ByteStream>;
}

/** A small file beside the payload, covered by the tag manifest. */
export interface BagTag {
  readonly path: string;
  readonly content: Uint8Array | string;
}

/** Labels of bag-info.txt in the order to write. Payload-Oxum is added when the payload is known. */
export interface BagInfo extends Readonly<Record<string, string>> {
  /** Date as YYYY-MM-DD; given, not taken from the clock, so that the same input gives the same bytes. */
  readonly 'Bagging-Date': string;
}

/** What is known once the last byte is out. */
export interface BagSummary {
  readonly files: number;
  readonly bytes: number;
  readonly payloadOxum: string;
  /** SHA-256 of tagmanifest-sha256.txt: it covers the manifest, hence every file. The fingerprint of the archive. */
  readonly fingerprint: string;
}

export interface BagInput {
  /** Name of the one top folder. */
  readonly bagName: string;
  readonly info: BagInfo;
  readonly payload: AsyncIterable<BagFile> | Iterable<BagFile>;
  readonly tags?: AsyncIterable<BagTag> | Iterable<BagTag>;
  readonly onSummary?: (summary: BagSummary) => void;
}

/**
 * Streams a BagIt 1.0 bag (RFC 8493) as a ZIP of stored entries (K06): bagit.txt, the payload in the order given, the
 * other tag files, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt. Every payload file is hashed while it
 * passes; one whose bytes are not the recorded ones stops the export and is named, so no wrong file is ever archived.
 *
 * @throws ArchiveError
 */
export function composeBag(input: BagInput): AsyncGenerator<Uint8Array, void, undefined> {
  return zipStream(bagEntries(input));
}

interface Ledger {
  readonly payload: ManifestEntry[];
  readonly tags: ManifestEntry[];
  bytes: number;
}

interface ManifestEntry {
  readonly path: string;
  readonly sha256: string;
}

async function* bagEntries(input: BagInput): AsyncGenerator<ZipEntry> {
  const top = `${safeSegment(input.bagName, 60)}/`;
  const ledger: Ledger = { payload: [], tags: [], bytes: 0 };
  const names = new PathAllocator(top.length);
  const tag = (path: string, content: Uint8Array | string) => tagEntry(top, path, content, ledger);
  for (const reserved of RESERVED_TAGS) names.allocate(reserved);

  yield tag('bagit.txt', BAGIT_TXT);
  yield* payloadEntries(input.payload, top, ledger);
  for await (const extra of input.tags ?? []) yield tag(tagPath(names, extra.path), extra.content);
  const payloadOxum = `${ledger.bytes}.${ledger.payload.length}`;
  yield tag('bag-info.txt', bagInfoText({ ...input.info, 'Payload-Oxum': payloadOxum }));
  yield tag('manifest-sha256.txt', manifestText(ledger.payload));
  const tagManifest = manifestText(ledger.tags);
  yield tag('tagmanifest-sha256.txt', tagManifest);
  input.onSummary?.({
    files: ledger.payload.length,
    bytes: ledger.bytes,
    payloadOxum,
    fingerprint: sha256Of(tagManifest),
  });
}

const RESERVED_TAGS = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt', 'data'];

function tagPath(names: PathAllocator, path: string): string {
  if (/^data\//i.test(path)) throw new ArchiveError('bad_path', path, `标签文件不能放在 data/ 下：${path}`);
  return names.allocate(path);
}

function tagEntry(top: string, path: string, content: Uint8Array | string, ledger: Ledger): ZipEntry {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  ledger.tags.push({ path, sha256: sha256Of(bytes) });
  return { name: top + path, size: bytes.length, open: () => [bytes] };
}

async function* payloadEntries(
  payload: BagInput['payload'],
  top: string,
  ledger: Ledger,
): AsyncGenerator<ZipEntry> {
  const names = new PathAllocator(top.length + 'data/'.length);
  let empty = true;
  for await (const file of payload) {
    empty = false;
    const path = `data/${names.allocate(file.path)}`;
    yield {
      name: top + path,
      ...(file.size === undefined ? {} : { size: file.size }),
      ...(file.crc32 === undefined ? {} : { crc32: file.crc32 }),
      open: () => checkedContent(file, path, ledger),
    };
  }
  // RFC 8493 2.1.2: the payload directory has to exist even when there is nothing in it.
  if (empty) yield { name: `${top}data/`, size: 0, open: () => [] };
}

/** Passes the content on, hashing it; at its end the file is entered in the ledger or the export stops. */
async function* checkedContent(file: BagFile, path: string, ledger: Ledger): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of readable(file, path)) {
    hash.update(chunk);
    size += chunk.length;
    // Stop at the first byte too many instead of streaming a source that is something else.
    if (file.size !== undefined && size > file.size) throw wrongSize(file.size, `至少 ${size}`, path);
    yield chunk;
  }
  const sha256 = hash.digest('hex');
  if (file.size !== undefined && size !== file.size) throw wrongSize(file.size, String(size), path);
  if (file.sha256 !== undefined && sha256 !== file.sha256.toLowerCase()) {
    throw new ArchiveError(
      'sha256_mismatch',
      path,
      `文件内容与登记的 SHA-256 不符：${path}，登记 ${file.sha256}，实际 ${sha256}`,
    );
  }
  ledger.payload.push({ path, sha256 });
  ledger.bytes += size;
}

function wrongSize(recorded: number, found: string, path: string): ArchiveError {
  const message = `文件大小与登记不符：${path}，登记 ${recorded} 字节，实际 ${found} 字节`;
  return new ArchiveError('size_mismatch', path, message);
}

async function* readable(file: BagFile, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* await file.open();
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError('unreadable', path, `文件读取失败：${path}`, { cause: error });
  }
}

/** Sorted by path, so that the manifest doesn't depend on the order of the payload. */
function manifestText(entries: readonly ManifestEntry[]): string {
  return entries
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ sha256, path }) => manifestLine(sha256, path))
    .join('');
}

function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

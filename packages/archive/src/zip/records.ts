/**
 * The records of a ZIP file (PKWARE APPNOTE 6.3.10, the section numbers below), stored entries only.
 * All numbers are little-endian.
 */

export const SIGNATURE = {
  localHeader: 0x04034b50,
  dataDescriptor: 0x08074b50,
  centralHeader: 0x02014b50,
  endOfDirectory: 0x06054b50,
  endOfDirectory64: 0x06064b50,
  endLocator64: 0x07064b50,
} as const;

/** Sizes of the fixed parts, in bytes. */
export const LENGTH = {
  localHeader: 30,
  centralHeader: 46,
  endOfDirectory: 22,
  endOfDirectory64: 56,
  endLocator64: 20,
} as const;

/** A 32-bit field with this value refers to the ZIP64 extra field (4.4.8). */
export const MAX_32 = 0xffffffff;
/** A 16-bit count with this value refers to the ZIP64 end record (4.4.21). */
export const MAX_16 = 0xffff;

export const FLAG_DESCRIPTOR = 1 << 3;
export const FLAG_UTF8 = 1 << 11;
export const ZIP64_EXTRA_ID = 0x0001;

// Fixed time, so that the same content gives the same bytes: 1980-01-01 00:00:00, the first one DOS can write.
const DOS_TIME = 0;
const DOS_DATE = (1 << 5) | 1;

const VERSION_PLAIN = 20;
const VERSION_ZIP64 = 45;
// High byte 3 = Unix, so that the permissions in the external attributes count.
const MADE_BY_UNIX = (3 << 8) | VERSION_ZIP64;
// Regular file, rw-r--r--; directory, rwxr-xr-x with the DOS directory bit.
const FILE_ATTRIBUTES = (0o100644 << 16) >>> 0;
const DIRECTORY_ATTRIBUTES = ((0o040755 << 16) | 0x10) >>> 0;

/** What the headers of one entry say. */
export interface EntryRecord {
  readonly name: Uint8Array;
  readonly crc32: number;
  readonly size: number;
  readonly offset: number;
  /** CRC-32 and size follow the data instead of preceding it. */
  readonly descriptor: boolean;
  /** The local header carries a ZIP64 extra field, hence the descriptor has 8-byte sizes. */
  readonly zip64: boolean;
}

/** Bytes an entry takes up before the directory: header, content, descriptor. */
export function entryLength(entry: EntryRecord): number {
  const header = LENGTH.localHeader + entry.name.length + (entry.zip64 ? 20 : 0);
  const descriptor = entry.descriptor ? (entry.zip64 ? 24 : 16) : 0;
  return header + entry.size + descriptor;
}

/** Length of the local header of a file whose size is known: 20 bytes more from 4 GiB on. */
export function localHeaderLength(entry: Pick<EntryRecord, 'name' | 'size'>): number {
  return LENGTH.localHeader + entry.name.length + (entry.size >= MAX_32 ? 20 : 0);
}

/** Length of a record of the central directory; see {@link centralHeader}. */
export function centralHeaderLength({
  name,
  size,
  offset,
}: Pick<EntryRecord, 'name' | 'size' | 'offset'>): number {
  const wide = (size >= MAX_32 ? 2 : 0) + (offset >= MAX_32 ? 1 : 0);
  return LENGTH.centralHeader + name.length + (wide > 0 ? 4 + 8 * wide : 0);
}

/** Local file header (4.3.7). With a descriptor, CRC-32 and sizes are zero here, as 4.4.4 asks. */
export function localHeader(entry: EntryRecord): Buffer {
  const extra = entry.zip64 ? 20 : 0;
  const record = Buffer.alloc(LENGTH.localHeader + entry.name.length + extra);
  const size = entry.descriptor ? 0 : entry.size;
  record.writeUInt32LE(SIGNATURE.localHeader, 0);
  writeCommonFields(record, 4, entry, entry.zip64);
  record.writeUInt32LE(entry.descriptor ? 0 : entry.crc32, 14);
  record.writeUInt32LE(entry.zip64 ? MAX_32 : size, 18);
  record.writeUInt32LE(entry.zip64 ? MAX_32 : size, 22);
  record.writeUInt16LE(entry.name.length, 26);
  record.writeUInt16LE(extra, 28);
  record.set(entry.name, LENGTH.localHeader);
  if (entry.zip64) writeZip64Extra(record, LENGTH.localHeader + entry.name.length, [size, size]);
  return record;
}

/** Data descriptor with its signature (4.3.9): 16 bytes, with ZIP64 24. */
export function dataDescriptor(entry: EntryRecord): Buffer {
  const record = Buffer.alloc(entry.zip64 ? 24 : 16);
  record.writeUInt32LE(SIGNATURE.dataDescriptor, 0);
  record.writeUInt32LE(entry.crc32, 4);
  if (entry.zip64) {
    record.writeBigUInt64LE(BigInt(entry.size), 8);
    record.writeBigUInt64LE(BigInt(entry.size), 16);
  } else {
    record.writeUInt32LE(entry.size, 8);
    record.writeUInt32LE(entry.size, 12);
  }
  return record;
}

/** Central directory header (4.3.12); the ZIP64 extra field holds only what does not fit in 32 bits (4.5.3). */
export function centralHeader(entry: EntryRecord): Buffer {
  const bigSize = entry.size >= MAX_32;
  const bigOffset = entry.offset >= MAX_32;
  const wide = [...(bigSize ? [entry.size, entry.size] : []), ...(bigOffset ? [entry.offset] : [])];
  const extra = wide.length > 0 ? 4 + 8 * wide.length : 0;
  const record = Buffer.alloc(LENGTH.centralHeader + entry.name.length + extra);
  record.writeUInt32LE(SIGNATURE.centralHeader, 0);
  record.writeUInt16LE(MADE_BY_UNIX, 4);
  writeCommonFields(record, 6, entry, entry.zip64 || extra > 0);
  record.writeUInt32LE(entry.crc32, 16);
  record.writeUInt32LE(bigSize ? MAX_32 : entry.size, 20);
  record.writeUInt32LE(bigSize ? MAX_32 : entry.size, 24);
  record.writeUInt16LE(entry.name.length, 28);
  record.writeUInt16LE(extra, 30);
  record.writeUInt32LE(entry.name.at(-1) === 0x2f ? DIRECTORY_ATTRIBUTES : FILE_ATTRIBUTES, 38);
  record.writeUInt32LE(bigOffset ? MAX_32 : entry.offset, 42);
  record.set(entry.name, LENGTH.centralHeader);
  if (extra > 0) writeZip64Extra(record, LENGTH.centralHeader + entry.name.length, wide);
  return record;
}

export interface DirectoryRecord {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

/** Length of what {@link endOfDirectory} makes. */
export function endOfDirectoryLength(directory: DirectoryRecord): number {
  return LENGTH.endOfDirectory + (isWide(directory) ? LENGTH.endOfDirectory64 + LENGTH.endLocator64 : 0);
}

function isWide({ entries, size, offset }: DirectoryRecord): boolean {
  return entries >= MAX_16 || size >= MAX_32 || offset >= MAX_32;
}

/** End of central directory (4.3.16), preceded by the ZIP64 end record and locator when a number needs them. */
export function endOfDirectory(directory: DirectoryRecord): Buffer {
  const { entries, size, offset } = directory;
  const end = Buffer.alloc(LENGTH.endOfDirectory);
  end.writeUInt32LE(SIGNATURE.endOfDirectory, 0);
  end.writeUInt16LE(Math.min(entries, MAX_16), 8);
  end.writeUInt16LE(Math.min(entries, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  return isWide(directory) ? Buffer.concat([endOfDirectory64(directory), end]) : end;
}

/** ZIP64 end record (4.3.14) and its locator (4.3.15). */
function endOfDirectory64({ entries, size, offset }: DirectoryRecord): Buffer {
  const record = Buffer.alloc(LENGTH.endOfDirectory64 + LENGTH.endLocator64);
  record.writeUInt32LE(SIGNATURE.endOfDirectory64, 0);
  // "Size of this record" leaves out the first 12 bytes (signature and this field).
  record.writeBigUInt64LE(BigInt(LENGTH.endOfDirectory64 - 12), 4);
  record.writeUInt16LE(MADE_BY_UNIX, 12);
  record.writeUInt16LE(VERSION_ZIP64, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(SIGNATURE.endLocator64, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

/** The five fields local and central header share: version, flags, method (0 = stored), time, date. */
function writeCommonFields(record: Buffer, at: number, entry: EntryRecord, zip64: boolean): void {
  record.writeUInt16LE(zip64 ? VERSION_ZIP64 : VERSION_PLAIN, at);
  record.writeUInt16LE(FLAG_UTF8 | (entry.descriptor ? FLAG_DESCRIPTOR : 0), at + 2);
  record.writeUInt16LE(0, at + 4);
  record.writeUInt16LE(DOS_TIME, at + 6);
  record.writeUInt16LE(DOS_DATE, at + 8);
}

function writeZip64Extra(record: Buffer, at: number, values: readonly number[]): void {
  record.writeUInt16LE(ZIP64_EXTRA_ID, at);
  record.writeUInt16LE(8 * values.length, at + 2);
  for (const [index, value] of values.entries()) record.writeBigUInt64LE(BigInt(value), at + 4 + 8 * index);
}

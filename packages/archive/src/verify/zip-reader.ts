import { type FileHandle, open } from 'node:fs/promises';
import type { EntryRecord } from '../zip/records.ts';
import { FLAG_DESCRIPTOR, LENGTH, MAX_16, MAX_32, SIGNATURE, ZIP64_EXTRA_ID } from '../zip/records.ts';

/** The file is no ZIP, or not one our writer makes. */
export class ZipFault extends Error {
  readonly subject: string;
  constructor(subject: string, message: string) {
    super(message);
    this.name = 'ZipFault';
    this.subject = subject;
  }
}

/** One entry as the central directory states it. */
export interface ZipMember extends Omit<EntryRecord, 'zip64'> {
  readonly path: string;
  /** The central directory record itself, to compare with the one our writer would make. */
  readonly central: Buffer;
}

export interface ZipDirectory {
  readonly members: readonly ZipMember[];
  readonly offset: number;
  readonly size: number;
  /** Everything behind the central directory. */
  readonly end: Buffer;
}

/** Bytes read at once: 1 MiB. */
const BLOCK = 1024 * 1024;
/** Longest end of a ZIP: end record with a comment of 65,535 bytes, ZIP64 end record and locator. */
const LONGEST_END = LENGTH.endOfDirectory + 0xffff + LENGTH.endLocator64 + LENGTH.endOfDirectory64;

/** Random access to a ZIP file; holds the directory, never a whole entry. */
export class ZipReader {
  readonly #file: FileHandle;
  readonly size: number;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  static async open(path: string): Promise<ZipReader> {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return new ZipReader(file, size);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** @throws ZipFault when the file ends before `length` bytes. */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new ZipFault('ZIP', '文件不完整：内容提前结束');
      done += bytesRead;
    }
    return bytes;
  }

  /** Streams a range in blocks; each block is only valid until the next one is asked for. */
  async *stream(offset: number, length: number): AsyncGenerator<Buffer> {
    const block = Buffer.allocUnsafe(Math.min(BLOCK, Math.max(length, 1)));
    for (let done = 0; done < length; ) {
      const want = Math.min(block.length, length - done);
      const { bytesRead } = await this.#file.read(block, 0, want, offset + done);
      if (bytesRead === 0) throw new ZipFault('ZIP', '文件不完整：内容提前结束');
      done += bytesRead;
      yield block.subarray(0, bytesRead);
    }
  }

  /** Finds and reads the central directory, ZIP64 or not. */
  async directory(): Promise<ZipDirectory> {
    const tail = await this.read(Math.max(0, this.size - LONGEST_END), Math.min(this.size, LONGEST_END));
    const at = tail.length - LENGTH.endOfDirectory;
    if (at < 0 || tail.readUInt32LE(at) !== SIGNATURE.endOfDirectory) {
      throw new ZipFault('ZIP', '不是完整的 ZIP 文件：末尾没有目录结束记录（文件被截断、追加或重新打包）');
    }
    const place = directoryPlace(tail, at, this.size);
    if (place.offset + place.size > this.size) throw new ZipFault('ZIP', 'ZIP 目录位置超出文件范围');
    const records = await this.read(place.offset, place.size);
    const members = parseMembers(records, place.entries);
    const endAt = place.offset + place.size;
    return {
      members,
      offset: place.offset,
      size: place.size,
      end: await this.read(endAt, this.size - endAt),
    };
  }
}

interface DirectoryPlace {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

function directoryPlace(tail: Buffer, at: number, fileSize: number): DirectoryPlace {
  const plain = {
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const needs64 = plain.entries === MAX_16 || plain.size === MAX_32 || plain.offset === MAX_32;
  if (!needs64) return plain;
  const record = at - LENGTH.endLocator64 - LENGTH.endOfDirectory64;
  if (record < 0 || tail.readUInt32LE(record) !== SIGNATURE.endOfDirectory64) {
    throw new ZipFault('ZIP', 'ZIP64 目录结束记录缺失或损坏');
  }
  return {
    entries: safeNumber(tail.readBigUInt64LE(record + 32), fileSize),
    size: safeNumber(tail.readBigUInt64LE(record + 40), fileSize),
    offset: safeNumber(tail.readBigUInt64LE(record + 48), fileSize),
  };
}

function safeNumber(value: bigint, limit: number): number {
  if (value > BigInt(limit)) throw new ZipFault('ZIP', 'ZIP 目录中的数值超出文件范围');
  return Number(value);
}

function parseMembers(records: Buffer, entries: number): ZipMember[] {
  const members: ZipMember[] = [];
  let at = 0;
  while (at < records.length) {
    const member = parseMember(records, at);
    members.push(member);
    at += member.central.length;
  }
  if (members.length !== entries) {
    throw new ZipFault('ZIP', `ZIP 目录有 ${members.length} 项，结束记录写明 ${entries} 项`);
  }
  return members;
}

function parseMember(records: Buffer, at: number): ZipMember {
  const damaged = new ZipFault('ZIP', 'ZIP 目录损坏');
  if (at + LENGTH.centralHeader > records.length || records.readUInt32LE(at) !== SIGNATURE.centralHeader) {
    throw damaged;
  }
  const nameEnd = at + LENGTH.centralHeader + records.readUInt16LE(at + 28);
  const extraEnd = nameEnd + records.readUInt16LE(at + 30);
  const end = extraEnd + records.readUInt16LE(at + 32);
  if (end > records.length) throw damaged;
  const name = records.subarray(at + LENGTH.centralHeader, nameEnd);
  const wide = zip64Values(records.subarray(nameEnd, extraEnd));
  const size = records.readUInt32LE(at + 24);
  const offset = records.readUInt32LE(at + 42);
  return {
    path: decodeName(name),
    name,
    crc32: records.readUInt32LE(at + 16),
    // Stored entries: compressed and uncompressed size are the same; the comparison with our record proves it.
    size: size === MAX_32 ? (wide.at(0) ?? size) : size,
    offset: offset === MAX_32 ? (wide.at(-1) ?? offset) : offset,
    descriptor: (records.readUInt16LE(at + 8) & FLAG_DESCRIPTOR) !== 0,
    central: records.subarray(at, end),
  };
}

function decodeName(name: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    throw new ZipFault('ZIP', 'ZIP 目录中有不是 UTF-8 的文件名');
  }
}

function zip64Values(extra: Buffer): number[] {
  if (extra.length < 4 || extra.readUInt16LE(0) !== ZIP64_EXTRA_ID) return [];
  const count = Math.floor(Math.min(extra.readUInt16LE(2), extra.length - 4) / 8);
  return Array.from({ length: count }, (_, index) =>
    safeNumber(extra.readBigUInt64LE(4 + 8 * index), Number.MAX_SAFE_INTEGER),
  );
}

import { createHash } from 'node:crypto';
import { crc32 } from '../zip/crc32.ts';
import type { EntryRecord } from '../zip/records.ts';
import {
  centralHeader,
  dataDescriptor,
  endOfDirectory,
  entryLength,
  LENGTH,
  localHeader,
  SIGNATURE,
} from '../zip/records.ts';
import type { ProblemList } from './problem-list.ts';
import type { ZipDirectory, ZipMember, ZipReader } from './zip-reader.ts';
import { ZipFault } from './zip-reader.ts';

/** What reading an entry showed. */
export interface MemberContent {
  readonly sha256: string;
  readonly size: number;
  readonly dataOffset: number;
}

/**
 * Reads every entry once, in file order. The writer's records follow from names, sizes and CRC-32 alone, so they are
 * made again and compared byte by byte: nothing can hide between entries, in extra fields or behind the directory.
 */
export async function readMembers(
  zip: ZipReader,
  directory: ZipDirectory,
  problems: ProblemList,
): Promise<Map<string, MemberContent>> {
  const contents = new Map<string, MemberContent>();
  let offset = 0;
  for (const member of inFileOrder(directory.members)) {
    if (contents.has(member.path)) {
      problems.add('duplicate_entry', member.path, `同名文件出现两次：${member.path}`);
      return contents;
    }
    if (member.offset !== offset) {
      problems.add('not_original', member.path, `ZIP 中的位置与目录不符：${member.path}`);
      return contents;
    }
    const read = await readMember(zip, member, problems);
    if (!read) return contents;
    contents.set(member.path, read.content);
    offset += entryLength(read.record);
  }
  const end = endOfDirectory({
    entries: directory.members.length,
    size: directory.size,
    offset: directory.offset,
  });
  if (offset !== directory.offset || !end.equals(directory.end)) {
    problems.add('not_original', 'ZIP', 'ZIP 目录前后有多余或被改动的内容（不是系统导出的原始文件）');
  }
  return contents;
}

/** A composed archive lists its files by name; where they stand follows from what S3 could copy. */
function inFileOrder(members: readonly ZipMember[]): ZipMember[] {
  return members.toSorted((a, b) => a.offset - b.offset);
}

async function readMember(
  zip: ZipReader,
  member: ZipMember,
  problems: ProblemList,
): Promise<{ readonly content: MemberContent; readonly record: EntryRecord } | undefined> {
  const { path } = member;
  const fixed = await zip.read(member.offset, LENGTH.localHeader);
  if (fixed.readUInt32LE(0) !== SIGNATURE.localHeader) {
    problems.add('damaged', path, `文件头损坏：${path}`);
    return undefined;
  }
  const record: EntryRecord = { ...member, zip64: fixed.readUInt16LE(28) > 0 };
  const header = localHeader(record);
  const found = await zip.read(member.offset, header.length);
  if (!found.equals(header) || !centralHeader(record).equals(member.central)) {
    problems.add('not_original', path, `ZIP 记录被改动（不是系统导出的原始文件）：${path}`);
  }
  const dataOffset = member.offset + header.length;
  const { sha256, crc } = await hashRange(zip, dataOffset, member.size);
  if (crc !== member.crc32) problems.add('damaged', path, `文件内容损坏（CRC-32 不符）：${path}`);
  if (record.descriptor) {
    const descriptor = dataDescriptor(record);
    const written = await zip.read(dataOffset + member.size, descriptor.length);
    if (!written.equals(descriptor)) problems.add('damaged', path, `文件尾部记录损坏：${path}`);
  }
  return { record, content: { sha256, size: member.size, dataOffset } };
}

async function hashRange(zip: ZipReader, offset: number, length: number) {
  const hash = createHash('sha256');
  let crc = 0;
  for await (const block of zip.stream(offset, length)) {
    hash.update(block);
    crc = crc32(block, crc);
  }
  return { sha256: hash.digest('hex'), crc };
}

/** Largest text the verifier loads at once: 512 MiB, just under the longest string Node can hold. */
const LARGEST_TEXT = 512 * 1024 * 1024 - 64;

/** Reads a small entry as UTF-8 text. */
export async function readText(zip: ZipReader, content: MemberContent): Promise<string> {
  if (content.size > LARGEST_TEXT) throw new ZipFault('ZIP', '清单文件过大');
  const bytes = await zip.read(content.dataOffset, content.size);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

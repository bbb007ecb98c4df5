import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { ArchiveError } from '../archive-error.ts';
import { type ArchivePart, type CopiedPart, planParts, type UploadedPart } from '../plan/plan-parts.ts';
import { crc32 } from '../zip/crc32.ts';
import { crc32Combine } from '../zip/crc32-combine.ts';
import { localHeader, MAX_32 } from '../zip/records.ts';
import { type ArchiveSource, type SourceUnit, type StoredObject, unitOf } from './archive-source.ts';
import { CentralDirectory } from './central-directory.ts';
import type { ComposedUpload, KeptPart } from './composed-upload.ts';
import { inParallel } from './in-parallel.ts';
import { PartBuffers } from './part-buffers.ts';
import { readRange } from './read-object.ts';
import { asArchiveError } from './source-problem.ts';
import { Turns } from './turns.ts';

/** Copies cost this process one small request each. */
const COPIES_IN_FLIGHT = 16;
/** Uploads cost memory: two parts of 8 to 18 MiB. */
const UPLOADS_IN_FLIGHT = 2;
/** Small files read side by side into one part: at 30 ms a request their latency would outweigh their bytes. */
const READS_IN_FLIGHT = 8;

/**
 * What this process learned while it made an uploaded part: CRC-32 of the files in it, and of the beginning borrowed
 * from the file behind it. Kept between two steps; a part without its note is made again.
 */
export interface PartNote {
  readonly part: number;
  /** Name of the file and CRC-32 of those of its bytes that lie in the part. */
  readonly crcs: readonly (readonly [name: string, crc32: number])[];
}

export interface ComposeRun {
  /** Notes of the steps before. */
  readonly notes: readonly PartNote[];
  /** Asked before each part; when false, the step ends with what is in flight. */
  readonly goOn: () => boolean;
  /** After each finished part. */
  readonly onPart?: (done: { readonly bytes: number; readonly files: number }) => void;
}

export interface ComposeStep {
  readonly finished: boolean;
  /** New ones; to be kept if the step did not finish. */
  readonly notes: readonly PartNote[];
  readonly done: { readonly bytes: number; readonly files: number };
}

export interface ComposedArchive {
  readonly size: number;
  readonly crc32: number;
  readonly entries: number;
  readonly parts: number;
}

/**
 * Composes one ZIP inside S3 (K06): S3 copies the large files and the packs, only small files, headers and the
 * directory pass through this process. Every offset is known beforehand; the CRC-32 of a copied range comes from S3.
 * State is what S3 has (its list of parts) and the notes, so a crash costs the parts in flight.
 */
export class ArchiveComposer {
  readonly #client: S3Client;
  readonly #directory: CentralDirectory;
  readonly plan: ReturnType<typeof planParts<SourceUnit>>;
  readonly #filesAt: readonly number[];

  /** @throws ArchiveError | TooManyParts */
  constructor(client: S3Client, sources: readonly ArchiveSource[]) {
    this.#client = client;
    this.plan = planParts(sources.map(unitOf), (offsets) => new CentralDirectory(offsets).length);
    this.#directory = new CentralDirectory(this.plan.offsets);
    this.#filesAt = filesByPart(this.plan.parts);
  }

  /** Makes parts until all are there or time is up, then completes. */
  async advance(upload: ComposedUpload, run: ComposeRun): Promise<ComposeStep> {
    const parts = await upload.parts();
    if (!parts) throw new Error('the upload to go on with does not exist');
    return await new ComposeRunState(this.#client, this.plan.parts, this.#directory, this.#filesAt, {
      upload,
      kept: parts,
      run,
    }).work();
  }

  /** What the archive is once `advance` says it is finished. */
  async complete(upload: ComposedUpload): Promise<ComposedArchive> {
    const kept = (await upload.parts()) ?? new Map<number, KeptPart>();
    const parts = this.plan.parts.map((_part, index) => kept.get(index + 1));
    if (!parts.every((part) => part !== undefined)) throw new Error('a part of the archive is missing');
    const whole = this.wholeOf(parts);
    await upload.complete(parts, whole);
    return { ...whole, entries: this.#directory.entries, parts: parts.length };
  }

  /** Size and CRC-32 of the archive from those of its parts. */
  wholeOf(parts: readonly Pick<KeptPart, 'size' | 'crc32'>[]): {
    readonly size: number;
    readonly crc32: number;
  } {
    const crc = parts.reduce((sum, part) => crc32Combine(sum, part.crc32, part.size), 0);
    return { size: this.plan.size, crc32: crc };
  }
}

/** How many entries are complete once the part is there. */
function filesByPart(parts: readonly ArchivePart<SourceUnit>[]): number[] {
  const last = new Map<SourceUnit, number>();
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'copy') last.set(part.unit, index);
    else for (const piece of part.pieces) if (piece.kind !== 'directory') last.set(piece.unit, index);
  }
  const files = parts.map(() => 0);
  for (const [{ source }, index] of last)
    files[index] = (files[index] ?? 0) + (source.kind === 'run' ? source.entries.length : 1);
  return files;
}

interface Running {
  readonly upload: ComposedUpload;
  readonly kept: Map<number, KeptPart>;
  readonly run: ComposeRun;
}

class ComposeRunState {
  readonly #client: S3Client;
  readonly #parts: readonly ArchivePart<SourceUnit>[];
  readonly #directory: CentralDirectory;
  readonly #filesAt: readonly number[];
  readonly #upload: ComposedUpload;
  readonly #kept: Map<number, KeptPart>;
  readonly #run: ComposeRun;
  readonly #newNotes: PartNote[] = [];
  readonly #noted: Set<number>;
  /** CRC-32 of small files, and of the borrowed beginnings of large ones. */
  readonly #crcs = new Map<string, number>();
  /** Part numbers of the ranges of a copied file, in order. */
  readonly #ranges = new Map<SourceUnit, number[]>();
  readonly #copying = new Map<number, PromiseWithResolvers<void>>();
  readonly #buffers = new PartBuffers();
  /**
   * One part reads while the one before is sent. Left to themselves they would share each direction of the network, end
   * reading together and leave it idle while both are sent.
   */
  readonly #reading = new Turns();
  #directoryBytes: Buffer | undefined;
  readonly #done = { bytes: 0, files: 0 };
  /** A part was made in this step, so the step has brought the archive forward. */
  #advanced = false;

  constructor(
    client: S3Client,
    parts: readonly ArchivePart<SourceUnit>[],
    directory: CentralDirectory,
    filesAt: readonly number[],
    { upload, kept, run }: Running,
  ) {
    this.#client = client;
    this.#parts = parts;
    this.#directory = directory;
    this.#filesAt = filesAt;
    this.#upload = upload;
    this.#kept = kept;
    this.#run = run;
    this.#noted = new Set(run.notes.map(({ part }) => part));
    for (const { crcs } of run.notes) for (const [name, crc] of crcs) this.#crcs.set(name, crc);
    for (const [index, part] of parts.entries()) {
      if (part.kind === 'copy')
        this.#ranges.set(part.unit, [...(this.#ranges.get(part.unit) ?? []), index + 1]);
      if (this.#isDone(index + 1)) this.#count(index);
    }
  }

  async work(): Promise<ComposeStep> {
    const open = this.#parts.map((_part, index) => index + 1).filter((number) => !this.#isDone(number));
    const copies = open.filter((number) => this.#part(number).kind === 'copy');
    const uploads = open.filter((number) => this.#part(number).kind === 'upload');
    const holdsDirectory = (number: number): boolean => {
      const part = this.#part(number);
      return part.kind === 'upload' && part.pieces.some(({ kind }) => kind === 'directory');
    };
    for (const number of copies) {
      const waiting = Promise.withResolvers<void>();
      // Nobody may be waiting for it when it fails.
      waiting.promise.catch(() => undefined);
      this.#copying.set(number, waiting);
    }
    // Parts that wait for no copy first: by their end most copies are done.
    const first = uploads.filter((number) => !holdsDirectory(number));
    const ordered = first.toSorted((a, b) => this.#waitsFor(a).length - this.#waitsFor(b).length);
    const outcomes = await Promise.allSettled([
      inParallel(copies, COPIES_IN_FLIGHT, (number) => this.#copyPart(number)),
      inParallel(ordered, UPLOADS_IN_FLIGHT, (number) => this.#uploadPart(number)),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    const rest = uploads.filter(holdsDirectory);
    if (open.every((number) => rest.includes(number) || this.#kept.has(number)))
      await inParallel(rest, UPLOADS_IN_FLIGHT, (number) => this.#uploadPart(number));
    const finished = this.#parts.every((_part, index) => this.#isDone(index + 1));
    return { finished, notes: this.#newNotes, done: { ...this.#done } };
  }

  #part(number: number): ArchivePart<SourceUnit> {
    const part = this.#parts[number - 1];
    if (!part) throw new Error(`the plan has no part ${number}`);
    return part;
  }

  #isDone(number: number): boolean {
    const part = this.#part(number);
    return this.#kept.get(number)?.size === part.size && (part.kind === 'copy' || this.#noted.has(number));
  }

  #count(index: number): void {
    this.#done.bytes += this.#parts[index]?.size ?? 0;
    this.#done.files += this.#filesAt[index] ?? 0;
  }

  #finish(number: number, kept: KeptPart): void {
    this.#kept.set(number, kept);
    this.#advanced = true;
    this.#count(number - 1);
    this.#run.onPart?.({ ...this.#done });
  }

  async #copyPart(number: number): Promise<void> {
    const part = this.#part(number);
    const waiting = this.#copying.get(number);
    if (part.kind !== 'copy') return;
    try {
      if (!this.#run.goOn()) throw new OutOfTime();
      const kept = await this.#upload
        .copy(number, objectOf(part), part.from, part.size)
        .catch((error: unknown) => Promise.reject(asArchiveError(error, part.unit.name)));
      this.#finish(number, kept);
      this.#checkCopied(part.unit);
      waiting?.resolve();
    } catch (error) {
      waiting?.reject(error);
      if (!(error instanceof OutOfTime)) throw error;
    }
  }

  /** Once S3 has copied all of it: are these the bytes that were recorded? */
  #checkCopied(unit: SourceUnit): void {
    const numbers = this.#ranges.get(unit) ?? [];
    if (!numbers.every((number) => this.#kept.has(number))) return;
    const { source } = unit;
    if (source.kind === 'run') {
      for (const [index, piece] of source.pieces.entries())
        requireCrc(
          unit.name,
          piece.crc32,
          this.#crcOfRanges(
            0,
            numbers.filter((one) => this.#pieceOf(one) === index),
          ),
        );
    } else if (source.crc32 !== undefined && this.#firstRange(unit) === 0) {
      requireCrc(unit.name, source.crc32, this.#crcOfRanges(0, numbers));
    }
  }

  #pieceOf(number: number): number {
    const part = this.#part(number);
    return part.kind === 'copy' ? part.piece : -1;
  }

  #firstRange(unit: SourceUnit): number {
    const [first] = this.#ranges.get(unit) ?? [];
    const part = first === undefined ? undefined : this.#part(first);
    return part?.kind === 'copy' ? part.from : 0;
  }

  #crcOfRanges(start: number, numbers: readonly number[]): number {
    return numbers.reduce((sum, number) => {
      const kept = this.#kept.get(number);
      if (!kept) throw new Error(`part ${number} has not been copied`);
      return crc32Combine(sum, kept.crc32, kept.size);
    }, start);
  }

  /** CRC-32 of a file: known from its bytes, or from those that were borrowed and what S3 copied. */
  #crcOf(unit: SourceUnit): number {
    const known = this.#crcs.get(unit.name);
    const ranges = this.#ranges.get(unit);
    if (!ranges) {
      if (known === undefined) throw new Error(`the CRC-32 of ${unit.name} is not known`);
      return known;
    }
    return this.#crcOfRanges(known ?? 0, ranges);
  }

  /** Copies that have to be done before the part can be made: those of the file whose header it ends with. */
  #waitsFor(number: number): readonly number[] {
    const part = this.#part(number);
    if (part.kind !== 'upload') return [];
    return part.pieces.flatMap((piece) =>
      piece.kind === 'header' ? (this.#ranges.get(piece.unit) ?? []) : [],
    );
  }

  async #uploadPart(number: number): Promise<void> {
    const part = this.#part(number);
    if (part.kind !== 'upload' || !this.#run.goOn()) return;
    const body = this.#buffers.take(part.size);
    try {
      await this.#makePart(number, part, body);
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
    }
    // Not after a failure: a request that was given up may still be sending it.
    this.#buffers.give(body);
  }

  async #makePart(number: number, part: UploadedPart<SourceUnit>, body: Buffer): Promise<void> {
    const crcs: [string, number][] = [];
    // Of each piece as it was read, checked or made: what changes in memory afterwards, S3 refuses.
    const pieces = new Map<object, number>();
    const places = placesOf(part);
    const contents = places.filter(({ piece }) => piece.kind === 'content');
    await this.#reading.take(() =>
      inParallel(contents, READS_IN_FLIGHT, async ({ piece, at, size }) => {
        if (piece.kind !== 'content') return;
        // Hundreds of small files can take longer than a step has left; without a first part no step would ever get on.
        if (this.#advanced && !this.#run.goOn()) throw new OutOfTime();
        const { unit } = piece;
        const crc = await this.#readUnit(unit, body.subarray(at, at + size));
        pieces.set(piece, crc);
        if (unit.source.kind === 'file') crcs.push([unit.name, crc]);
      }),
    );
    // A copy that was not begun for want of time ends this part, too; any other reason is reported by the copy pool.
    for (const copy of this.#waitsFor(number)) await this.#copying.get(copy)?.promise;
    for (const [name, crc] of crcs) this.#crcs.set(name, crc);
    let whole = 0;
    for (const { piece, at, size } of places) {
      if (piece.kind !== 'content') {
        const made =
          piece.kind === 'header' ? this.#headerOf(piece.unit) : this.#directoryPart(piece.from, size);
        body.set(made, at);
        pieces.set(piece, crc32(made));
      }
      whole = crc32Combine(whole, pieces.get(piece) ?? 0, size);
    }
    const kept = await this.#upload.upload(number, body, whole);
    this.#newNotes.push({ part: number, crcs: crcs.sort(([a], [b]) => (a < b ? -1 : 1)) });
    this.#noted.add(number);
    this.#finish(number, kept);
  }

  #headerOf(unit: SourceUnit): Buffer {
    const size = unit.pieces[0]?.size ?? 0;
    // An empty file has no content that could have told its CRC-32.
    const crc = size === 0 ? 0 : this.#crcOf(unit);
    const { source } = unit;
    if (source.kind === 'file' && source.crc32 !== undefined) requireCrc(unit.name, source.crc32, crc);
    if (size === 0) this.#crcs.set(unit.name, 0);
    const name = Buffer.from(unit.name, 'utf8');
    return localHeader({ name, crc32: crc, size, offset: 0, descriptor: false, zip64: size >= MAX_32 });
  }

  #directoryPart(from: number, size: number): Buffer {
    this.#directoryBytes ??= this.#directory.bytes((unit) =>
      unit.pieces[0]?.size === 0 ? 0 : this.#crcOf(unit),
    );
    return this.#directoryBytes.subarray(from, from + size);
  }

  /** Reads a unit, or its beginning, and checks it against what is recorded of it; tells the CRC-32 of what was read. */
  async #readUnit(unit: SourceUnit, into: Buffer): Promise<number> {
    const { source } = unit;
    if (source.kind === 'file') {
      await this.#read(unit, source.object, 0, into);
      const whole = into.length === source.object.size;
      if (whole && source.sha256 !== undefined) requireSha256(unit.name, source.sha256, into);
      return crc32(into);
    }
    let at = 0;
    let whole = 0;
    for (const { object, start, size, crc32: expected } of source.pieces) {
      const slice = into.subarray(at, at + size);
      await this.#read(unit, object, start, slice);
      requireCrc(unit.name, expected, crc32(slice));
      whole = crc32Combine(whole, expected, size);
      at += size;
    }
    return whole;
  }

  async #read(unit: SourceUnit, object: StoredObject, from: number, into: Buffer): Promise<void> {
    await readRange(this.#client, object, from, into).catch((error: unknown) =>
      Promise.reject(asArchiveError(error, unit.name)),
    );
  }
}

/** A copy was not begun, or a part not read to its end, because the step's time is up. */
class OutOfTime extends Error {}

function placesOf(part: UploadedPart<SourceUnit>) {
  let at = 0;
  return part.pieces.map((piece) => {
    const size = piece.kind === 'header' ? piece.unit.header : piece.size;
    const place = { piece, at, size };
    at += size;
    return place;
  });
}

function objectOf({ unit: { source }, piece }: CopiedPart<SourceUnit>): StoredObject {
  if (source.kind === 'file') return source.object;
  const found = source.pieces[piece];
  if (!found) throw new Error('the plan names a piece that does not exist');
  return found.object;
}

function requireCrc(name: string, recorded: number, found: number): void {
  if (recorded !== found)
    throw new ArchiveError('crc32_mismatch', name, `文件校验码（CRC-32）与登记不符：${name}`);
}

function requireSha256(name: string, recorded: string, content: Buffer): void {
  const found = createHash('sha256').update(content).digest('hex');
  if (found !== recorded)
    throw new ArchiveError(
      'sha256_mismatch',
      name,
      `文件内容与登记的 SHA-256 不符：${name}，登记 ${recorded}，实际 ${found}`,
    );
}

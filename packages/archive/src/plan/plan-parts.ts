import { chooseCopied } from './choose-copied.ts';
import { type FilledPart, fillParts } from './fill-parts.ts';
import { PART_RULES } from './part-rules.ts';
import { type PlanUnit, unitSize } from './plan-unit.ts';

/** A range of a stored object that S3 copies. */
export interface CopiedPart<U extends PlanUnit = PlanUnit> {
  readonly kind: 'copy';
  readonly offset: number;
  readonly size: number;
  readonly unit: U;
  readonly piece: number;
  /** In the object. */
  readonly from: number;
}

/** One stretch of an uploaded part. */
export type UploadedPiece<U extends PlanUnit = PlanUnit> =
  /** The local header of a file. */
  | { readonly kind: 'header'; readonly unit: U }
  /** A unit's bytes: all of them, or the beginning that is borrowed from a copied file. */
  | { readonly kind: 'content'; readonly unit: U; readonly size: number }
  /** Central directory and end records, from byte `from` of them. */
  | { readonly kind: 'directory'; readonly from: number; readonly size: number };

export interface UploadedPart<U extends PlanUnit = PlanUnit> {
  readonly kind: 'upload';
  readonly offset: number;
  readonly size: number;
  readonly pieces: readonly UploadedPiece<U>[];
}

export type ArchivePart<U extends PlanUnit = PlanUnit> = CopiedPart<U> | UploadedPart<U>;

export interface PartPlan<U extends PlanUnit = PlanUnit> {
  /** In the order of the archive; part n of the upload is the one at n − 1. */
  readonly parts: readonly ArchivePart<U>[];
  /** Where each unit begins, its header included. */
  readonly offsets: ReadonlyMap<U, number>;
  readonly size: number;
  readonly copiedBytes: number;
  /** Read from S3 by this process; headers and directory come on top when it writes. */
  readonly readBytes: number;
  readonly uploadedBytes: number;
  readonly lowerBound: number;
}

/** More parts than S3 takes: the scope has to be split. */
export class TooManyParts extends Error {
  readonly parts: number;
  constructor(parts: number) {
    super(`the archive would need ${parts} parts of ${PART_RULES.parts}`);
    this.name = 'TooManyParts';
    this.parts = parts;
  }
}

/**
 * Plans an archive as parts of one multipart upload: which ranges S3 copies, what is uploaded between them, where
 * everything stands. Pure and deterministic: it depends on names and sizes only, not on the order they come in.
 *
 * @param directorySize length of central directory and end records, told where each unit begins
 * @throws TooManyParts
 */
export function planParts<U extends PlanUnit>(
  units: readonly U[],
  directorySize: (offsets: ReadonlyMap<U, number>) => number,
): PartPlan<U> {
  const choice = chooseCopied(units);
  const filled = fillParts(choice);
  const layout = new PartLayout<U>();
  for (const run of choice.runs) layout.copyRun(run);
  for (const part of filled.parts) layout.copyFile(part);
  layout.uploadRest(filled.rest, directorySize);
  if (layout.parts.length > PART_RULES.parts) throw new TooManyParts(layout.parts.length);
  const uploads = layout.parts.filter((part) => part.kind === 'upload');
  return {
    parts: layout.parts,
    offsets: layout.offsets,
    size: layout.offset,
    copiedBytes: layout.offset - sum(uploads.map(({ size }) => size)),
    readBytes: sum(
      uploads.flatMap(({ pieces }) => pieces.map((one) => (one.kind === 'content' ? one.size : 0))),
    ),
    uploadedBytes: sum(uploads.map(({ size }) => size)),
    lowerBound: choice.lowerBound,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

class PartLayout<U extends PlanUnit> {
  readonly parts: ArchivePart<U>[] = [];
  readonly offsets = new Map<U, number>();
  /** Of the next byte. */
  offset = 0;
  #open: UploadedPiece<U>[] = [];
  #openSize = 0;

  copyRun(run: U): void {
    this.offsets.set(run, this.offset);
    for (const [piece, { start, size }] of run.pieces.entries()) this.#copy(run, piece, start, size);
  }

  copyFile({ file: unit, before, borrowed }: FilledPart<U>): void {
    for (const small of before) this.#addUnit(small);
    this.offsets.set(unit, this.offset + this.#openSize);
    this.#add({ kind: 'header', unit }, unit.header);
    if (borrowed > 0) this.#add({ kind: 'content', unit, size: borrowed }, borrowed);
    this.#close();
    this.#copy(unit, 0, borrowed, unitSize(unit) - borrowed);
  }

  /** Everything that is left, then the directory; only the very last part may be under 5 MiB. */
  uploadRest(rest: readonly U[], directorySize: (offsets: ReadonlyMap<U, number>) => number): void {
    const target = this.#partTarget(rest);
    for (const unit of rest) {
      this.#addUnit(unit);
      if (this.#openSize >= target) this.#close();
    }
    const total = directorySize(this.offsets);
    for (let from = 0; from < total; ) {
      const size = Math.min(total - from, Math.max(1, target - this.#openSize));
      this.#add({ kind: 'directory', from, size }, size);
      from += size;
      if (this.#openSize >= target) this.#close();
    }
    if (this.#openSize > 0) this.#close();
  }

  /** 8 MiB, and more where the rest would otherwise take more parts than are left. */
  #partTarget(rest: readonly U[]): number {
    const bytes = sum(rest.map((unit) => unit.header + unitSize(unit)));
    // Ten parts are kept for the directory: 80 MiB, the one of 500,000 files.
    const left = Math.max(1, PART_RULES.parts - this.parts.length - 10);
    return Math.max(PART_RULES.uploadedPart, Math.ceil(bytes / left));
  }

  #addUnit(unit: U): void {
    this.offsets.set(unit, this.offset + this.#openSize);
    if (unit.header > 0) this.#add({ kind: 'header', unit }, unit.header);
    const size = unitSize(unit);
    if (size > 0) this.#add({ kind: 'content', unit, size }, size);
  }

  #add(piece: UploadedPiece<U>, size: number): void {
    this.#open.push(piece);
    this.#openSize += size;
  }

  #close(): void {
    this.parts.push({ kind: 'upload', offset: this.offset, size: this.#openSize, pieces: this.#open });
    this.offset += this.#openSize;
    this.#open = [];
    this.#openSize = 0;
  }

  /** In equal ranges of at most 512 MiB, so that none of them is too small. */
  #copy(unit: U, piece: number, start: number, size: number): void {
    const ranges = Math.ceil(size / PART_RULES.copyRange);
    for (let index = 0; index < ranges; index++) {
      const from = Math.floor((size * index) / ranges);
      const to = Math.floor((size * (index + 1)) / ranges);
      this.parts.push({
        kind: 'copy',
        offset: this.offset,
        size: to - from,
        unit,
        piece,
        from: start + from,
      });
      this.offset += to - from;
    }
  }
}

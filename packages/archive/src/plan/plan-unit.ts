import { PART_RULES } from './part-rules.ts';

/** Bytes of one stored object, from `start` up to `start + size`. */
export interface UnitPiece {
  readonly start: number;
  readonly size: number;
  /** Of the whole object: S3 copies ranges only from objects over 5 MiB. */
  readonly objectSize: number;
}

/** What stays together in an archive: a file whose header is made when its CRC-32 is known, or a run of ready bytes. */
export interface PlanUnit {
  /** First name in it; unique, and the only thing the order depends on beside the size. */
  readonly name: string;
  /** Length of the local header to write before it; 0 for a run, which brings its headers along. */
  readonly header: number;
  readonly pieces: readonly UnitPiece[];
}

export const unitSize = (unit: PlanUnit): number => unit.pieces.reduce((sum, { size }) => sum + size, 0);

/** A run S3 can copy as it stands. */
export const isCopyableRun = ({ header, pieces }: PlanUnit): boolean =>
  header === 0 &&
  pieces.length > 0 &&
  pieces.every(
    ({ size, objectSize }) =>
      size >= PART_RULES.smallestPart &&
      // Only a whole object may have just 5 MiB: it is copied without a range.
      (size === objectSize || objectSize > PART_RULES.smallestPart),
  );

/** A file S3 can copy once something of at least 5 MiB stands before it. */
export const isCopyableFile = (unit: PlanUnit): boolean =>
  unit.header > 0 && unitSize(unit) > PART_RULES.smallestPart;

import type { PlanUnit, UnitPiece } from '../plan/plan-unit.ts';
import { localHeaderLength } from '../zip/records.ts';

/** An object in S3, pinned to what it was when the archive was planned. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag?: string;
  readonly versionId?: string;
}

/** A file as it lies in the vault. What is recorded of it must be what S3 copies or we read. */
export interface FileSource {
  readonly kind: 'file';
  /** Full path in the ZIP. */
  readonly name: string;
  readonly object: StoredObject;
  /** Hex. Checked whenever the whole file passes through this process. */
  readonly sha256?: string;
  readonly crc32?: number;
}

/** A stretch of an object with the CRC-32 it had when it was made. */
export interface RunPiece {
  readonly object: StoredObject;
  readonly start: number;
  readonly size: number;
  readonly crc32: number;
}

/** An entry inside a run; the header stands at `offset` from the run's beginning. */
export interface RunEntry {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  readonly offset: number;
}

/** Ready bytes of a ZIP, headers included: a pack, or files made for this archive. Carries no absolute offset. */
export interface RunSource {
  readonly kind: 'run';
  readonly pieces: readonly RunPiece[];
  readonly entries: readonly RunEntry[];
}

/** Plain JSON, so that a plan can be kept in S3 between two steps. */
export type ArchiveSource = FileSource | RunSource;

/** A source as the planner sees it. */
export interface SourceUnit extends PlanUnit {
  readonly source: ArchiveSource;
}

export function unitOf(source: ArchiveSource): SourceUnit {
  if (source.kind === 'run') {
    const pieces = source.pieces.map(
      ({ object, start, size }): UnitPiece => ({ start, size, objectSize: object.size }),
    );
    return { source, name: source.entries[0]?.name ?? '', header: 0, pieces };
  }
  const { name, object } = source;
  const header = localHeaderLength({ name: Buffer.from(name, 'utf8'), size: object.size });
  return { source, name, header, pieces: [{ start: 0, size: object.size, objectSize: object.size }] };
}

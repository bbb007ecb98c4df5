import type { Segment } from './blob-files.ts';
import type { Encryption, RetentionMode } from './buckets.ts';
import type { Catalog } from './catalog.ts';
import type { Checksum } from './checksums.ts';
import { S3Error } from './s3-error.ts';

/** What a client says about an object beside its bytes. */
export interface ObjectAttributes {
  /** `content-type`, `cache-control` and the like, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
}

export interface Retention {
  readonly mode: RetentionMode;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface ObjectLock {
  readonly retention: Retention | undefined;
  readonly legalHold: boolean;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly rowId: number;
  readonly bucket: string;
  readonly key: string;
  /** `null` (the text) for a version written without versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly modified: number;
  readonly attributes: ObjectAttributes;
  readonly checksum: Checksum | undefined;
  /** Number of parts of a multipart object. */
  readonly partCount: number | undefined;
  readonly lock: ObjectLock;
}

export type NewVersion = Omit<ObjectVersion, 'rowId' | 'isLatest'>;

interface StoredAttributes extends ObjectAttributes {
  readonly checksum?: Checksum;
  readonly partCount?: number;
}

const COLUMNS = `id, bucket, key, version_id, is_latest, is_delete_marker, etag, size, modified, attributes,
  retention_mode, retain_until, legal_hold`;

/** The name of the version that an unversioned or suspended bucket writes. */
export const NULL_VERSION = 'null';

export function findLatest(catalog: Catalog, bucket: string, key: string): ObjectVersion | undefined {
  const row = catalog.get(
    `SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND is_latest = 1`,
    bucket,
    key,
  );
  return row && versionOf(row);
}

export function findVersion(
  catalog: Catalog,
  bucket: string,
  key: string,
  versionId: string,
): ObjectVersion | undefined {
  const row = catalog.get(
    `SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND version_id = ?`,
    bucket,
    key,
    versionId,
  );
  return row && versionOf(row);
}

/** The version that a read names, or the S3 error for its absence. Delete markers can't be read. */
export function requireVersion(
  catalog: Catalog,
  bucket: string,
  key: string,
  versionId: string | undefined,
): ObjectVersion {
  const version =
    versionId === undefined ? findLatest(catalog, bucket, key) : findVersion(catalog, bucket, key, versionId);
  if (!version) {
    if (versionId === undefined) throw noSuchKey(key);
    throw new S3Error('NoSuchVersion', 'The specified version does not exist.', {
      details: { Key: key, VersionId: versionId },
    });
  }
  if (!version.isDeleteMarker) return version;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId === undefined) throw noSuchKey(key, headers);
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    headers: { ...headers, 'last-modified': new Date(version.modified).toUTCString(), allow: 'DELETE' },
  });
}

export function noSuchKey(key: string, headers: Record<string, string> = {}): S3Error {
  return new S3Error('NoSuchKey', 'The specified key does not exist.', { details: { Key: key }, headers });
}

export function segmentsOf(catalog: Catalog, version: ObjectVersion): Segment[] {
  const rows = catalog.all(
    'SELECT blob, size FROM segments WHERE version = ? ORDER BY position',
    version.rowId,
  );
  return rows.map((row) => ({ blob: String(row.blob), size: Number(row.size) }));
}

/** Makes the version the latest of its key. Part of a transaction. */
export function insertVersion(
  catalog: Catalog,
  version: NewVersion,
  segments: readonly Segment[],
): ObjectVersion {
  const attributes: StoredAttributes = {
    ...version.attributes,
    ...(version.checksum && { checksum: version.checksum }),
    ...(version.partCount !== undefined && { partCount: version.partCount }),
  };
  catalog.run(
    'UPDATE versions SET is_latest = 0 WHERE bucket = ? AND key = ? AND is_latest = 1',
    version.bucket,
    version.key,
  );
  const rowId = catalog.run(
    `INSERT INTO versions (bucket, key, version_id, is_latest, is_delete_marker, etag, size, modified,
       attributes, retention_mode, retain_until, legal_hold) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
    version.bucket,
    version.key,
    version.versionId,
    Number(version.isDeleteMarker),
    version.etag,
    version.size,
    version.modified,
    JSON.stringify(attributes),
    version.lock.retention?.mode ?? null,
    version.lock.retention?.until ?? null,
    Number(version.lock.legalHold),
  );
  segments.forEach(({ blob, size }, position) => {
    catalog.run(
      'INSERT INTO segments (version, position, blob, size) VALUES (?, ?, ?, ?)',
      rowId,
      position,
      blob,
      size,
    );
  });
  return { ...version, rowId, isLatest: true };
}

/** Removes a version, lets the one before it become the latest, returns the blobs it leaves. In a transaction. */
export function deleteVersionRow(catalog: Catalog, version: ObjectVersion): string[] {
  const blobs = segmentsOf(catalog, version).map(({ blob }) => blob);
  catalog.run('DELETE FROM segments WHERE version = ?', version.rowId);
  catalog.run('DELETE FROM versions WHERE id = ?', version.rowId);
  if (version.isLatest) {
    catalog.run(
      `UPDATE versions SET is_latest = 1 WHERE id =
         (SELECT id FROM versions WHERE bucket = ? AND key = ? ORDER BY id DESC LIMIT 1)`,
      version.bucket,
      version.key,
    );
  }
  return blobs;
}

export function updateLock(catalog: Catalog, version: ObjectVersion, lock: ObjectLock): void {
  catalog.run(
    'UPDATE versions SET retention_mode = ?, retain_until = ?, legal_hold = ? WHERE id = ?',
    lock.retention?.mode ?? null,
    lock.retention?.until ?? null,
    Number(lock.legalHold),
    version.rowId,
  );
}

/** A page of rows after a position; `kind` chooses the current objects or all versions, newest first. */
export function scanVersions(
  catalog: Catalog,
  kind: 'current' | 'all',
  bucket: string,
  after: { readonly key: string; readonly rowId: number; readonly inclusive: boolean },
  limit: number,
): ObjectVersion[] {
  const compare = after.inclusive ? '>=' : '>';
  const rows =
    kind === 'current'
      ? catalog.all(
          `SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND key ${compare} ? AND is_latest = 1
             AND is_delete_marker = 0 ORDER BY key LIMIT ?`,
          bucket,
          after.key,
          limit,
        )
      : catalog.all(
          `SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND key >= ?
             AND (key ${compare} ? OR (key = ? AND id < ?)) ORDER BY key, id DESC LIMIT ?`,
          bucket,
          after.key,
          after.key,
          after.key,
          after.rowId,
          limit,
        );
  return rows.map(versionOf);
}

function versionOf(row: Record<string, unknown>): ObjectVersion {
  const stored: StoredAttributes = JSON.parse(String(row.attributes));
  const { checksum, partCount, ...attributes } = stored;
  const mode = row.retention_mode;
  return {
    rowId: Number(row.id),
    bucket: String(row.bucket),
    key: String(row.key),
    versionId: String(row.version_id),
    isLatest: row.is_latest === 1,
    isDeleteMarker: row.is_delete_marker === 1,
    etag: String(row.etag),
    size: Number(row.size),
    modified: Number(row.modified),
    attributes,
    checksum,
    partCount,
    lock: {
      retention:
        mode === 'GOVERNANCE' || mode === 'COMPLIANCE'
          ? { mode, until: Number(row.retain_until) }
          : undefined,
      legalHold: row.legal_hold === 1,
    },
  };
}

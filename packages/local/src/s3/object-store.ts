import { randomBytes } from 'node:crypto';
import type { Segment } from './blob-files.ts';
import { type Bucket, requireBucket } from './buckets.ts';
import { type Checksum, type ChecksumAlgorithm, DEFAULT_ALGORITHM } from './checksums.ts';
import type { ObjectCreatedName } from './events.ts';
import { ingestBody, ingestCopy } from './ingest.ts';
import { checkDeletable, lockForNewVersion } from './object-lock.ts';
import {
  deleteVersionRow,
  findLatest,
  findVersion,
  insertVersion,
  NULL_VERSION,
  type ObjectAttributes,
  type ObjectLock,
  type ObjectVersion,
  segmentsOf,
} from './object-versions.ts';
import { checkWritePreconditions, type Preconditions } from './preconditions.ts';
import type { RequestBody } from './request-body.ts';
import { commit, etagHashes, etagOf, type Store } from './store.ts';

/** Where a new version goes and what it carries beside its bytes. */
export interface WriteTarget {
  readonly bucket: string;
  readonly key: string;
  readonly attributes: ObjectAttributes;
  readonly lock: ObjectLock;
  readonly preconditions: Preconditions;
}

/** The bytes of a new version, already on disk. */
export interface WriteContent {
  readonly segments: readonly Segment[];
  readonly size: number;
  readonly etag: string;
  readonly checksum: Checksum;
  readonly partCount?: number;
}

export function putObject(store: Store, target: WriteTarget, body: RequestBody): Promise<ObjectVersion> {
  const description = `PutObject ${target.bucket}/${target.key}`;
  checkEarly(store, target);
  const algorithm = body.checksumAlgorithm ?? DEFAULT_ALGORITHM;
  const { encryption } = target.attributes;
  return ingestBody(
    store,
    body,
    [...etagHashes(encryption), algorithm],
    description,
    (segment, { digests, size }) =>
      commitVersion(store, target, description, 'ObjectCreated:Put', {
        segments: [segment],
        size,
        etag: etagOf(encryption, digests),
        checksum: { algorithm, type: 'FULL_OBJECT', value: digests.get(algorithm) ?? '' },
      }),
  );
}

/** Copies all bytes; the checksum of the copy is computed anew over the whole object. */
export function copyObject(
  store: Store,
  source: ObjectVersion,
  target: WriteTarget,
  algorithm: ChecksumAlgorithm,
): Promise<ObjectVersion> {
  const description = `CopyObject ${target.bucket}/${target.key}`;
  checkEarly(store, target);
  const { encryption } = target.attributes;
  return ingestCopy(
    store,
    { segments: segmentsOf(store.catalog, source), range: { start: 0, end: source.size } },
    [...etagHashes(encryption), algorithm],
    description,
    (segment, digests) =>
      commitVersion(store, target, description, 'ObjectCreated:Copy', {
        segments: [segment],
        size: source.size,
        etag: etagOf(encryption, digests),
        checksum: { algorithm, type: 'FULL_OBJECT', value: digests.get(algorithm) ?? '' },
      }),
  );
}

/** Fails before the body is read when the write can't succeed; the commit checks again. */
function checkEarly(store: Store, target: WriteTarget): void {
  checkWritePreconditions(
    target.key,
    findLatest(store.catalog, target.bucket, target.key),
    target.preconditions,
  );
}

/** Makes the content the latest version of the key. `within` adds to the same transaction. */
export function commitVersion(
  store: Store,
  target: WriteTarget,
  description: string,
  event: ObjectCreatedName,
  content: WriteContent,
  within: (version: ObjectVersion, garbage: string[]) => void = () => undefined,
): Promise<ObjectVersion> {
  return commit(store, description, (garbage) => {
    const bucket = requireBucket(store.catalog, target.bucket);
    const current = findLatest(store.catalog, target.bucket, target.key);
    checkWritePreconditions(target.key, current, target.preconditions);
    const modified = store.now();
    const version = insertVersion(
      store.catalog,
      {
        bucket: target.bucket,
        key: target.key,
        versionId: makeRoom(store, bucket, target.key, garbage),
        isDeleteMarker: false,
        etag: content.etag,
        size: content.size,
        modified,
        attributes: target.attributes,
        checksum: content.checksum,
        partCount: content.partCount,
        lock: lockForNewVersion(bucket, target.lock, modified),
      },
      content.segments,
    );
    store.outbox.record(event, version);
    within(version, garbage);
    return version;
  });
}

/** The id of the next version; without versioning it replaces the `null` version. */
function makeRoom(store: Store, bucket: Bucket, key: string, garbage: string[]): string {
  if (bucket.versioning === 'Enabled') return randomBytes(24).toString('base64url');
  const replaced = findVersion(store.catalog, bucket.name, key, NULL_VERSION);
  if (replaced) garbage.push(...deleteVersionRow(store.catalog, replaced));
  return NULL_VERSION;
}

export interface Deletion {
  /** The version removed, or the delete marker made. */
  readonly versionId: string | undefined;
  readonly deleteMarker: boolean;
}

export interface DeleteRequest {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly bypassGovernance: boolean;
  readonly preconditions: Preconditions;
}

/** Removes a version, or hides the object behind a delete marker, as the bucket's versioning says. */
export function deleteObject(store: Store, request: DeleteRequest): Promise<Deletion> {
  return commit(store, `DeleteObject ${request.bucket}/${request.key}`, (garbage) => {
    const bucket = requireBucket(store.catalog, request.bucket);
    const current = findLatest(store.catalog, bucket.name, request.key);
    checkWritePreconditions(request.key, current, request.preconditions);
    return request.versionId === undefined
      ? hide(store, bucket, request.key, garbage)
      : removeVersion(store, request, request.versionId, garbage);
  });
}

function removeVersion(store: Store, request: DeleteRequest, versionId: string, garbage: string[]): Deletion {
  const version = findVersion(store.catalog, request.bucket, request.key, versionId);
  if (version) {
    checkDeletable(version, request.bypassGovernance, store.now());
    garbage.push(...deleteVersionRow(store.catalog, version));
  }
  return { versionId, deleteMarker: version?.isDeleteMarker ?? false };
}

function hide(store: Store, bucket: Bucket, key: string, garbage: string[]): Deletion {
  const versionId = makeRoom(store, bucket, key, garbage);
  if (bucket.versioning === undefined) return { versionId: undefined, deleteMarker: false };
  insertVersion(
    store.catalog,
    {
      bucket: bucket.name,
      key,
      versionId,
      isDeleteMarker: true,
      etag: '',
      size: 0,
      modified: store.now(),
      attributes: { headers: {}, metadata: {}, encryption: bucket.encryption },
      checksum: undefined,
      partCount: undefined,
      lock: { retention: undefined, legalHold: false },
    },
    [],
  );
  return { versionId, deleteMarker: true };
}

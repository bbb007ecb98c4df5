import { type Bucket, findBucket, listBuckets, putBucket, removeBucket, setVersioning } from './buckets.ts';
import { OWNER_ID } from './events.ts';
import { type Cursor, cursorAfterMarker, listPage } from './listing.ts';
import { findVersion, type ObjectVersion, scanVersions } from './object-versions.ts';
import { S3Error } from './s3-error.ts';
import type { S3Reply, S3Request } from './s3-request.ts';
import { commit } from './store.ts';
import { childText, malformedXml, parseXml, renderXml, type XmlFields } from './xml.ts';

const OWNER = { ID: OWNER_ID };
/** Every page of a listing has up to 1,000 keys. */
const MAX_KEYS = 1000;

export async function listBucketsRoute(request: S3Request): Promise<S3Reply> {
  return {
    status: 200,
    body: renderXml('ListAllMyBucketsResult', {
      Owner: OWNER,
      Buckets: {
        Bucket: listBuckets(request.store.catalog).map(({ name, created }) => ({
          Name: name,
          CreationDate: new Date(created).toISOString(),
          BucketRegion: request.store.region,
        })),
      },
    }),
  };
}

export async function createBucketRoute(request: S3Request): Promise<S3Reply> {
  const { store, bucketName } = request;
  const text = await request.body().text();
  const region =
    text === '' ? undefined : childText(parseXml(text, 'CreateBucketConfiguration'), 'LocationConstraint');
  if (region !== undefined && region !== store.region) {
    throw new S3Error(
      'IllegalLocationConstraintException',
      `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  const objectLock = request.header('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true';
  await commit(store, `CreateBucket ${bucketName}`, () => {
    if (findBucket(store.catalog, bucketName)) {
      throw new S3Error(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
      );
    }
    putBucket(store.catalog, bucketName, { objectLock }, store.now());
  });
  return { status: 200, headers: { location: `/${bucketName}` } };
}

export async function headBucketRoute(request: S3Request): Promise<S3Reply> {
  request.bucket();
  return { status: 200, headers: { 'x-amz-bucket-region': request.store.region } };
}

export async function deleteBucketRoute(request: S3Request): Promise<S3Reply> {
  await commit(request.store, `DeleteBucket ${request.bucketName}`, () =>
    removeBucket(request.store.catalog, request.bucketName),
  );
  return { status: 204 };
}

export async function bucketLocationRoute(request: S3Request): Promise<S3Reply> {
  request.bucket();
  const { region } = request.store;
  // The oldest region is written as nothing. The element holds text, so it can't come from a field list.
  const text = region === 'us-east-1' ? '' : region;
  return {
    status: 200,
    body: renderXml('LocationConstraint', {}).replace('></', `>${text}</`),
  };
}

export async function getVersioningRoute(request: S3Request): Promise<S3Reply> {
  const { versioning } = request.bucket();
  return { status: 200, body: renderXml('VersioningConfiguration', { Status: versioning }) };
}

export async function putVersioningRoute(request: S3Request): Promise<S3Reply> {
  request.bucket();
  const status = childText(parseXml(await request.body().text(), 'VersioningConfiguration'), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
  await commit(request.store, `PutBucketVersioning ${request.bucketName}`, () =>
    setVersioning(request.store.catalog, request.bucket(), status),
  );
  return { status: 200 };
}

export async function getLockConfigurationRoute(request: S3Request): Promise<S3Reply> {
  const { objectLock, defaultRetention } = request.bucket();
  if (!objectLock) {
    throw new S3Error(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
    );
  }
  return {
    status: 200,
    body: renderXml('ObjectLockConfiguration', {
      ObjectLockEnabled: 'Enabled',
      Rule: defaultRetention && {
        DefaultRetention: { Mode: defaultRetention.mode, Days: defaultRetention.days },
      },
    }),
  };
}

interface ListScope {
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly limit: number;
  readonly encode: (text: string) => string;
}

function parseScope(request: S3Request): ListScope {
  return {
    bucket: request.bucket(),
    prefix: request.query('prefix') ?? '',
    delimiter: request.query('delimiter'),
    limit: request.count('max-keys', MAX_KEYS),
    encode: request.keyEncoder(),
  };
}

/** Elements that all listings of keys share. */
function scopeFields(request: S3Request, scope: ListScope): XmlFields {
  return {
    Name: scope.bucket.name,
    Prefix: scope.encode(scope.prefix),
    Delimiter: scope.delimiter && scope.encode(scope.delimiter),
    MaxKeys: scope.limit,
    EncodingType: request.query('encoding-type'),
  };
}

export async function listObjectsRoute(request: S3Request): Promise<S3Reply> {
  const scope = parseScope(request);
  const token = request.query('continuation-token');
  const startAfter = request.query('start-after') ?? '';
  const listing = listPage<ObjectVersion>(
    (after, limit) =>
      scanVersions(
        request.store.catalog,
        'current',
        scope.bucket.name,
        { key: after.key, rowId: 0, inclusive: after.inclusive },
        limit,
      ),
    scope,
    { key: token === undefined ? startAfter : parseToken(token), inclusive: false },
  );
  const withOwner = request.query('fetch-owner') === 'true';
  return {
    status: 200,
    body: renderXml('ListBucketResult', {
      ...scopeFields(request, scope),
      KeyCount: listing.items.length + listing.commonPrefixes.length,
      IsTruncated: listing.next !== undefined,
      ContinuationToken: token,
      NextContinuationToken: listing.next && renderToken(listing.next.cursor.key),
      StartAfter: startAfter === '' ? undefined : scope.encode(startAfter),
      Contents: listing.items.map((version) => ({
        ...entryFields(version, scope),
        Owner: withOwner ? OWNER : undefined,
      })),
      CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: scope.encode(prefix) })),
    }),
  };
}

function renderToken(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

function parseToken(token: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && typeof parsed[0] === 'string') return parsed[0];
  } catch {
    // Falls through to the same refusal as a token of another shape.
  }
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    details: { ArgumentName: 'continuation-token' },
  });
}

function entryFields(version: ObjectVersion, scope: ListScope): XmlFields {
  return {
    Key: scope.encode(version.key),
    LastModified: new Date(version.modified).toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.size,
    StorageClass: version.attributes.headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}

export async function listVersionsRoute(request: S3Request): Promise<S3Reply> {
  const scope = parseScope(request);
  const { catalog } = request.store;
  const keyMarker = request.query('key-marker') ?? '';
  const versionMarker = request.query('version-id-marker');
  const listing = listPage<ObjectVersion>(
    (after, limit) =>
      scanVersions(
        catalog,
        'all',
        scope.bucket.name,
        { key: after.key, rowId: after.last?.rowId ?? 0, inclusive: after.inclusive },
        limit,
      ),
    scope,
    versionCursor(request, scope, keyMarker, versionMarker),
  );
  const last = listing.next?.cursor.last;
  return {
    status: 200,
    body: renderXml('ListVersionsResult', {
      ...scopeFields(request, scope),
      KeyMarker: scope.encode(keyMarker),
      VersionIdMarker: versionMarker ?? '',
      NextKeyMarker: listing.next && scope.encode(listing.next.commonPrefix ?? last?.key ?? ''),
      NextVersionIdMarker: listing.next && last?.versionId,
      IsTruncated: listing.next !== undefined,
      Version: listing.items
        .filter(({ isDeleteMarker }) => !isDeleteMarker)
        .map((version) => ({
          ...entryFields(version, scope),
          VersionId: version.versionId,
          IsLatest: version.isLatest,
          Owner: OWNER,
        })),
      DeleteMarker: listing.items
        .filter(({ isDeleteMarker }) => isDeleteMarker)
        .map((version) => ({
          Key: scope.encode(version.key),
          VersionId: version.versionId,
          IsLatest: version.isLatest,
          LastModified: new Date(version.modified).toISOString(),
          Owner: OWNER,
        })),
      CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: scope.encode(prefix) })),
    }),
  };
}

function versionCursor(
  request: S3Request,
  scope: ListScope,
  keyMarker: string,
  versionMarker: string | undefined,
): Cursor<ObjectVersion> {
  if (!versionMarker) return cursorAfterMarker(keyMarker, scope);
  const last = findVersion(request.store.catalog, scope.bucket.name, keyMarker, versionMarker);
  // Whoever empties a bucket page by page has deleted the marker: go on with what is left of its key.
  if (!last) return { key: keyMarker, inclusive: true };
  return { key: keyMarker, inclusive: false, last };
}

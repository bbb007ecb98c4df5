import type { Bucket } from './buckets.ts';
import { parseChecksumAlgorithm } from './checksums.ts';
import {
  checksumHeaders,
  encryptionHeaders,
  objectHeaders,
  overriddenHeaders,
  parseAttributes,
  versionHeaders,
} from './object-headers.ts';
import { checkRetentionChange, parseLockHeaders, parseRetention, requireLockBucket } from './object-lock.ts';
import { copyObject, deleteObject, putObject, type WriteTarget } from './object-store.ts';
import {
  type ObjectAttributes,
  type ObjectLock,
  type ObjectVersion,
  requireVersion,
  segmentsOf,
  updateLock,
} from './object-versions.ts';
import {
  checkCopyPreconditions,
  checkReadPreconditions,
  type Preconditions,
  parsePreconditions,
} from './preconditions.ts';
import { parseRange } from './ranges.ts';
import { MAX_BODY_BYTES, type RequestBody } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import type { S3Reply, S3Request } from './s3-request.ts';
import { decodeUri } from './sigv4.ts';
import { commit } from './store.ts';
import { childText, malformedXml, parseXml, renderXml, type XmlElement } from './xml.ts';

const MAX_KEY_BYTES = 1024;

/** Where PutObject, CopyObject or a multipart upload writes to. */
export function parseTarget(request: S3Request): WriteTarget {
  if (Buffer.byteLength(request.key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long');
  }
  const bucket = request.bucket();
  const lock = parseLockHeaders((name) => request.header(name), request.store.now());
  if (lock.retention || lock.legalHold) requireLockBucket(bucket);
  return {
    bucket: bucket.name,
    key: request.key,
    attributes: parseAttributes(request, bucket),
    lock,
    preconditions: parsePreconditions((name) => request.header(name)),
  };
}

/** An upload with Object Lock parameters, and some documents, must carry a digest of the body. */
function requireIntegrity(body: RequestBody, subject: string): void {
  if (body.hasIntegrity) return;
  throw new S3Error(
    'InvalidRequest',
    `Content-MD5 OR x-amz-checksum- HTTP header is required for ${subject}`,
  );
}

export function requireUploadSize(body: RequestBody): void {
  if (body.length <= MAX_BODY_BYTES) return;
  throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    details: { ProposedSize: String(body.length), MaxSizeAllowed: String(MAX_BODY_BYTES) },
  });
}

export async function putObjectRoute(request: S3Request): Promise<S3Reply> {
  const target = parseTarget(request);
  const body = request.body();
  requireUploadSize(body);
  if (target.lock.retention || target.lock.legalHold) {
    requireIntegrity(body, 'Put Object requests with Object Lock parameters');
  }
  const version = await putObject(request.store, target, body);
  return {
    status: 200,
    headers: {
      etag: `"${version.etag}"`,
      ...checksumHeaders(version),
      ...encryptionHeaders(version.attributes.encryption),
      ...versionHeaders(request.bucket(), version.versionId),
    },
  };
}

export interface CopySource {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  readonly versionId: string | undefined;
}

/** Finds the object in `x-amz-copy-source`, checks the right to read it and its preconditions. */
export async function findCopySource(request: S3Request): Promise<CopySource> {
  const header = request.header('x-amz-copy-source') ?? '';
  const [path = '', versionId] = header.split(/\?versionId=/, 2);
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decodeUri(path));
  if (!match) {
    throw new S3Error(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const [, bucketName = '', key = ''] = match;
  await request.requireAllowed(versionId ? 's3:GetObjectVersion' : 's3:GetObject', bucketName, key);
  const { catalog } = request.store;
  const bucket = request.bucketNamed(bucketName);
  const version = requireVersion(catalog, bucketName, key, versionId);
  checkCopyPreconditions(
    version,
    parsePreconditions((name) => request.header(name), 'x-amz-copy-source-'),
  );
  return { bucket, version, versionId };
}

export async function copyObjectRoute(request: S3Request): Promise<S3Reply> {
  const asked = parseTarget(request);
  const source = await findCopySource(request);
  const algorithmName = request.header('x-amz-checksum-algorithm');
  const algorithm = algorithmName === undefined ? undefined : parseChecksumAlgorithm(algorithmName);
  if (algorithmName !== undefined && !algorithm) {
    throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  }
  const replace = parseDirective(request.header('x-amz-metadata-directive'));
  refuseIdleCopy(request, source, replace || algorithm !== undefined);
  if (source.version.size > MAX_BODY_BYTES) {
    throw new S3Error(
      'InvalidRequest',
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_BODY_BYTES}`,
    );
  }
  const target = { ...asked, attributes: copyAttributes(source.version, asked.attributes, replace) };
  const version = await copyObject(
    request.store,
    source.version,
    target,
    algorithm ?? source.version.checksum?.algorithm ?? 'CRC64NVME',
  );
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(version.attributes.encryption),
      ...versionHeaders(request.bucket(), version.versionId),
      ...(source.bucket.versioning && { 'x-amz-copy-source-version-id': source.version.versionId }),
    },
    body: renderXml('CopyObjectResult', {
      ETag: `"${version.etag}"`,
      LastModified: new Date(version.modified).toISOString(),
      ...(version.checksum && {
        [`Checksum${version.checksum.algorithm}`]: version.checksum.value,
        ChecksumType: version.checksum.type,
      }),
    }),
  };
}

function parseDirective(directive = 'COPY'): boolean {
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error('InvalidArgument', 'Unknown metadata directive.', {
      details: { ArgumentName: 'x-amz-metadata-directive', ArgumentValue: directive },
    });
  }
  return directive === 'REPLACE';
}

function refuseIdleCopy(request: S3Request, source: CopySource, changes: boolean): void {
  const same = source.version.bucket === request.bucketName && source.version.key === request.key;
  const settings = ['x-amz-storage-class', 'x-amz-server-side-encryption'];
  if (!same || changes || source.versionId || settings.some((name) => request.header(name) !== undefined)) {
    return;
  }
  throw new S3Error(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** Storage class and encryption never come from the source. */
function copyAttributes(source: ObjectVersion, asked: ObjectAttributes, replace: boolean): ObjectAttributes {
  if (replace) return asked;
  const { 'x-amz-storage-class': _sourceClass, ...headers } = source.attributes.headers;
  const storageClass = asked.headers['x-amz-storage-class'];
  return {
    headers: { ...headers, ...(storageClass !== undefined && { 'x-amz-storage-class': storageClass }) },
    metadata: source.attributes.metadata,
    encryption: asked.encryption,
  };
}

/** GetObject and HeadObject. */
export async function getObjectRoute(request: S3Request): Promise<S3Reply> {
  const bucket = request.bucket();
  const version = requireVersion(request.store.catalog, bucket.name, request.key, request.query('versionId'));
  checkReadPreconditions(
    version,
    parsePreconditions((name) => request.header(name)),
  );
  const range = parseRange(request.header('range'), version.size);
  const whole = { start: 0, end: version.size };
  const sent = range ?? whole;
  // The checksum is that of the whole object and says nothing about a range.
  const withChecksum = request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      ...objectHeaders(bucket, version),
      ...(withChecksum && checksumHeaders(version)),
      ...overriddenHeaders(request),
      ...(range && { 'content-range': `bytes ${sent.start}-${sent.end - 1}/${version.size}` }),
      'content-length': String(sent.end - sent.start),
    },
    ...(request.method === 'GET' && {
      object: { segments: segmentsOf(request.store.catalog, version), range: sent },
    }),
  };
}

export async function deleteObjectRoute(request: S3Request): Promise<S3Reply> {
  const bucket = request.bucket();
  const { versionId, deleteMarker } = await deleteObject(request.store, {
    bucket: bucket.name,
    key: request.key,
    versionId: request.query('versionId'),
    bypassGovernance: await request.bypassesGovernance(),
    preconditions: parsePreconditions((name) => request.header(name)),
  });
  return {
    status: 204,
    headers: {
      ...(versionId !== undefined && versionHeaders(bucket, versionId)),
      ...(deleteMarker && { 'x-amz-delete-marker': 'true' }),
    },
  };
}

/** S3 takes at most 1,000 keys in one DeleteObjects. */
const MAX_DELETIONS = 1000;
const NO_CONDITIONS: Preconditions = {
  ifMatch: undefined,
  ifNoneMatch: undefined,
  ifModifiedSince: undefined,
  ifUnmodifiedSince: undefined,
};

export async function deleteObjectsRoute(request: S3Request): Promise<S3Reply> {
  request.bucket();
  const body = request.body();
  if (!body.hasIntegrity) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const document = parseXml(await body.text(), 'Delete');
  const entries = document.children.filter(({ name }) => name === 'Object');
  if (entries.length === 0 || entries.length > MAX_DELETIONS) throw malformedXml();
  const bypassGovernance = await request.bypassesGovernance();
  const isQuiet = childText(document, 'Quiet') === 'true';
  const results: Record<string, string | boolean | undefined>[] = [];
  for (const entry of entries) results.push(await deleteEntry(request, entry, bypassGovernance));
  return {
    status: 200,
    body: renderXml('DeleteResult', {
      Deleted: isQuiet ? [] : results.filter((result) => result.Code === undefined),
      Error: results.filter((result) => result.Code !== undefined),
    }),
  };
}

async function deleteEntry(
  request: S3Request,
  entry: XmlElement,
  bypassGovernance: boolean,
): Promise<Record<string, string | boolean | undefined>> {
  const key = entry.children.find(({ name }) => name === 'Key')?.text;
  if (!key) throw malformedXml();
  const versionId = childText(entry, 'VersionId');
  try {
    await request.requireAllowed(
      versionId ? 's3:DeleteObjectVersion' : 's3:DeleteObject',
      request.bucketName,
      key,
    );
    const ifMatch = childText(entry, 'ETag');
    const deletion = await deleteObject(request.store, {
      bucket: request.bucketName,
      key,
      versionId,
      bypassGovernance,
      preconditions: { ...NO_CONDITIONS, ifMatch },
    });
    return {
      Key: key,
      VersionId: versionId,
      ...(deletion.deleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: deletion.versionId }),
    };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { Key: key, VersionId: versionId, Code: error.code, Message: error.message };
  }
}

function lockedVersion(request: S3Request): ObjectVersion {
  requireLockBucket(request.bucket());
  return requireVersion(request.store.catalog, request.bucketName, request.key, request.query('versionId'));
}

/** Changes the lock of a version; `change` sees it as it is inside the transaction. */
async function changeLock(request: S3Request, change: (current: ObjectLock) => ObjectLock): Promise<S3Reply> {
  await commit(request.store, `lock of ${request.bucketName}/${request.key}`, () => {
    const version = lockedVersion(request);
    updateLock(request.store.catalog, version, change(version.lock));
  });
  return { status: 200 };
}

export async function getRetentionRoute(request: S3Request): Promise<S3Reply> {
  const { retention } = lockedVersion(request).lock;
  if (!retention) throw noLockConfiguration();
  return {
    status: 200,
    body: renderXml('Retention', {
      Mode: retention.mode,
      RetainUntilDate: new Date(retention.until).toISOString(),
    }),
  };
}

export async function putRetentionRoute(request: S3Request): Promise<S3Reply> {
  lockedVersion(request);
  const body = request.body();
  requireIntegrity(body, 'Put Object Retention');
  const document = parseXml(await body.text(), 'Retention');
  const mode = childText(document, 'Mode');
  const until = childText(document, 'RetainUntilDate');
  if ((mode === undefined) !== (until === undefined)) throw malformedXml();
  const next = mode !== undefined && until !== undefined ? parseRetention(mode, until) : undefined;
  const bypass = await request.bypassesGovernance();
  return changeLock(request, (current) => {
    checkRetentionChange(current.retention, next, bypass, request.store.now());
    return { ...current, retention: next };
  });
}

export async function getLegalHoldRoute(request: S3Request): Promise<S3Reply> {
  const { lock } = lockedVersion(request);
  return { status: 200, body: renderXml('LegalHold', { Status: lock.legalHold ? 'ON' : 'OFF' }) };
}

export async function putLegalHoldRoute(request: S3Request): Promise<S3Reply> {
  lockedVersion(request);
  const body = request.body();
  requireIntegrity(body, 'Put Object Legal Hold');
  const status = childText(parseXml(await body.text(), 'LegalHold'), 'Status');
  if (status !== 'ON' && status !== 'OFF') throw malformedXml();
  return changeLock(request, (current) => ({ ...current, legalHold: status === 'ON' }));
}

function noLockConfiguration(): S3Error {
  return new S3Error(
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
  );
}

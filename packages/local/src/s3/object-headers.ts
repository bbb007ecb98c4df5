import type { Bucket, Encryption } from './buckets.ts';
import { checksumHeader } from './checksums.ts';
import { lockHeaders } from './object-lock.ts';
import type { ObjectAttributes, ObjectVersion } from './object-versions.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

/** Headers kept with an object and sent back as they are. */
const KEPT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-storage-class',
] as const;

/** Headers this server has no behaviour for; silently ignoring them would hide a difference to AWS. */
const UNSUPPORTED_HEADERS = [
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
  'x-amz-server-side-encryption-customer-algorithm',
] as const;

/** Classes whose objects can be read at once. */
const STORAGE_CLASSES = ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'];

/** User metadata may have 2 KiB, names and values counted. */
const MAX_METADATA_BYTES = 2048;

/** What the headers of an upload say about the object. */
export function parseAttributes(request: S3Request, bucket: Bucket): ObjectAttributes {
  refuseUnsupported(request);
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = name === 'content-encoding' ? plainEncoding(request) : request.header(name);
    if (value !== undefined && value !== '') headers[name] = value;
  }
  headers['content-type'] ??= 'binary/octet-stream';
  if (headers['x-amz-storage-class'] === 'STANDARD') delete headers['x-amz-storage-class'];
  return { headers, metadata: parseMetadata(request), encryption: parseEncryption(request, bucket) };
}

function refuseUnsupported(request: S3Request): void {
  const unsupported = UNSUPPORTED_HEADERS.find((name) => request.header(name) !== undefined);
  if (unsupported) {
    throw new S3Error(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      { details: { Header: unsupported } },
    );
  }
  const acl = request.header('x-amz-acl');
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  const storageClass = request.header('x-amz-storage-class');
  if (storageClass !== undefined && !STORAGE_CLASSES.includes(storageClass)) {
    throw new S3Error('InvalidArgument', 'The storage class you specified is not valid');
  }
}

/** `aws-chunked` is the framing of this one request, not a property of the object. */
function plainEncoding(request: S3Request): string | undefined {
  return request
    .header('content-encoding')
    ?.split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked')
    .join(',');
}

function parseMetadata(request: S3Request): Record<string, string> {
  const metadata = request.headersWithPrefix('x-amz-meta-');
  const size = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (size > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  return metadata;
}

function parseEncryption(request: S3Request, bucket: Bucket): Encryption {
  const algorithm = request.header('x-amz-server-side-encryption');
  if (algorithm === undefined) return bucket.encryption;
  const keyId = request.header('x-amz-server-side-encryption-aws-kms-key-id') ?? bucket.encryption.keyId;
  if (algorithm === 'AES256') return { algorithm };
  if (algorithm === 'aws:kms') return { algorithm, ...(keyId !== undefined && { keyId }) };
  throw new S3Error('InvalidArgument', 'The encryption method specified is not supported');
}

export function encryptionHeaders({ algorithm, keyId }: Encryption): Record<string, string> {
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(keyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
  };
}

/** Unversioned buckets have no version ids. */
export function versionHeaders(bucket: Bucket, versionId: string): Record<string, string> {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
}

export function checksumHeaders({ checksum }: Pick<ObjectVersion, 'checksum'>): Record<string, string> {
  if (!checksum) return {};
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

/** Headers of GET and HEAD, without those that depend on the range. */
export function objectHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const { headers, metadata, encryption } = version.attributes;
  return {
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...encryptionHeaders(encryption),
    ...lockHeaders(version.lock),
    ...versionHeaders(bucket, version.versionId),
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

const OVERRIDES = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
} as const;

/** Headers that a GET replaces by query parameters, such as the file name of a download. */
export function overriddenHeaders(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [parameter, header] of Object.entries(OVERRIDES)) {
    const value = request.query(parameter);
    if (value === undefined) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end would start a header of its own
    if (/[\u0000-\u001f\u007f]/.test(value)) {
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
        details: { ArgumentName: parameter, ArgumentValue: value },
      });
    }
    // Node writes header text as Latin-1; this sends the UTF-8 bytes.
    headers[header] = Buffer.from(value, 'utf8').toString('latin1');
  }
  return headers;
}

import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumElement,
  checksumHeader,
  parseChecksumAlgorithm,
} from './checksums.ts';
import { OWNER_ID } from './events.ts';
import { cursorAfterMarker, listPage } from './listing.ts';
import {
  abortUpload,
  type CompletionDemands,
  chooseChecksum,
  completeUpload,
  createUpload,
  type ListedPart,
  listParts,
  parsePartNumber,
  recordedCompletion,
  requireUpload,
  type Upload,
  uploadOf,
  uploadPart,
  uploadPartCopy,
} from './multipart.ts';
import { checksumHeaders, encryptionHeaders, versionHeaders } from './object-headers.ts';
import { findCopySource, parseTarget, requireUploadSize } from './object-routes.ts';
import { parsePreconditions } from './preconditions.ts';
import { parseCopyRange } from './ranges.ts';
import { S3Error } from './s3-error.ts';
import type { S3Reply, S3Request } from './s3-request.ts';
import { uriEncode } from './sigv4.ts';
import { childText, malformedXml, parseXml, renderXml, type XmlElement } from './xml.ts';

const OWNER = { ID: OWNER_ID };

function openUpload(request: S3Request): Upload {
  request.bucket();
  return requireUpload(request.store, request.bucketName, request.key, request.query('uploadId') ?? '');
}

export async function createUploadRoute(request: S3Request): Promise<S3Reply> {
  const target = parseTarget(request);
  const name = request.header('x-amz-checksum-algorithm');
  const algorithm = name === undefined ? undefined : parseChecksumAlgorithm(name);
  if (name !== undefined && !algorithm) {
    throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  }
  const checksum = chooseChecksum(algorithm, request.header('x-amz-checksum-type'));
  const upload = await createUpload(request.store, target.bucket, target.key, {
    attributes: target.attributes,
    lock: target.lock,
    ...checksum,
  });
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(target.attributes.encryption),
      ...(checksum.asked && {
        'x-amz-checksum-algorithm': checksum.algorithm,
        'x-amz-checksum-type': checksum.type,
      }),
    },
    body: renderXml('InitiateMultipartUploadResult', {
      Bucket: target.bucket,
      Key: target.key,
      UploadId: upload.id,
    }),
  };
}

export async function uploadPartRoute(request: S3Request): Promise<S3Reply> {
  const upload = openUpload(request);
  const number = parsePartNumber(request.query('partNumber'));
  const body = request.body();
  requireUploadSize(body);
  const part = await uploadPart(request.store, upload, number, body);
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      [checksumHeader(upload.request.algorithm)]: part.checksum,
      ...encryptionHeaders(upload.request.attributes.encryption),
    },
  };
}

export async function uploadPartCopyRoute(request: S3Request): Promise<S3Reply> {
  const upload = openUpload(request);
  const number = parsePartNumber(request.query('partNumber'));
  const range = parseCopyRange(request.header('x-amz-copy-source-range'));
  const source = await findCopySource(request);
  const part = await uploadPartCopy(request.store, upload, number, source.version, range);
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(upload.request.attributes.encryption),
      ...(source.bucket.versioning && { 'x-amz-copy-source-version-id': source.version.versionId }),
    },
    body: renderXml('CopyPartResult', {
      ETag: `"${part.etag}"`,
      LastModified: new Date(part.modified).toISOString(),
      [checksumElement(upload.request.algorithm)]: part.checksum,
    }),
  };
}

/** One page of ListParts has up to 1,000 parts. */
const MAX_LISTED = 1000;

export async function listPartsRoute(request: S3Request): Promise<S3Reply> {
  const upload = openUpload(request);
  const { algorithm, type, asked } = upload.request;
  const limit = request.count('max-parts', MAX_LISTED);
  const marker = request.query('part-number-marker') ? request.count('part-number-marker', 10_000) : 0;
  const parts = listParts(request.store, upload, marker, limit + 1);
  const page = parts.slice(0, limit);
  return {
    status: 200,
    body: renderXml('ListPartsResult', {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: upload.request.attributes.headers['x-amz-storage-class'] ?? 'STANDARD',
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: parts.length > limit,
      ...(asked && { ChecksumAlgorithm: algorithm, ChecksumType: type }),
      Part: page.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.modified).toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.size,
        [checksumElement(algorithm)]: part.checksum,
      })),
    }),
  };
}

export async function completeUploadRoute(request: S3Request): Promise<S3Reply> {
  const bucket = request.bucket();
  const id = request.query('uploadId') ?? '';
  const document = parseXml(await request.bodyWithoutChecksum().text(), 'CompleteMultipartUpload');
  const listed = document.children.filter(({ name }) => name === 'Part').map(parseListedPart);
  if (listed.length === 0) throw malformedXml();
  const completion =
    recordedCompletion(request.store, bucket.name, request.key, id, listed) ??
    (await completeUpload(request.store, openUpload(request), listed, parseDemands(request)));
  const { checksum } = completion;
  return {
    status: 200,
    headers: {
      ...versionHeaders(bucket, completion.versionId),
      ...checksumHeaders({ checksum }),
    },
    body: renderXml('CompleteMultipartUploadResult', {
      Location: `/${bucket.name}/${uriEncode(request.key)}`,
      Bucket: bucket.name,
      Key: request.key,
      ETag: `"${completion.etag}"`,
      [checksumElement(checksum.algorithm)]: checksum.value,
      ChecksumType: checksum.type,
    }),
  };
}

function parseListedPart(element: XmlElement): ListedPart {
  const etag = childText(element, 'ETag');
  if (!etag) throw malformedXml();
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = childText(element, checksumElement(algorithm));
    if (value !== undefined) checksums[algorithm] = value;
  }
  return {
    number: parsePartNumber(childText(element, 'PartNumber')),
    etag: etag.replace(/^"(.*)"$/, '$1'),
    checksums,
  };
}

function parseDemands(request: S3Request): CompletionDemands {
  const sent = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = request.header(checksumHeader(algorithm));
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (sent.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const size = request.header('x-amz-mp-object-size');
  if (size !== undefined && !/^\d+$/.test(size)) {
    throw new S3Error('InvalidRequest', 'Value for x-amz-mp-object-size header is invalid.');
  }
  return {
    checksum: sent[0],
    type: request.header('x-amz-checksum-type'),
    size: size === undefined ? undefined : Number(size),
    preconditions: parsePreconditions((name) => request.header(name)),
  };
}

export async function abortUploadRoute(request: S3Request): Promise<S3Reply> {
  await abortUpload(request.store, openUpload(request));
  return { status: 204 };
}

export async function listUploadsRoute(request: S3Request): Promise<S3Reply> {
  const bucket = request.bucket();
  const limit = request.count('max-uploads', MAX_LISTED);
  const scope = {
    prefix: request.query('prefix') ?? '',
    delimiter: request.query('delimiter'),
    limit,
  };
  const keyMarker = request.query('key-marker') ?? '';
  const idMarker = request.query('upload-id-marker') || undefined;
  const listing = listPage<Upload>(
    (after, count) =>
      request.store.catalog
        .all(
          `SELECT id, bucket, key, initiated, request FROM uploads
             WHERE bucket = ? AND outcome IS NULL AND (key > ? OR (key = ? AND (? OR id > ?)))
             ORDER BY key, id LIMIT ?`,
          bucket.name,
          after.key,
          after.key,
          Number(after.inclusive),
          // Without an upload to go on from, all uploads of the marker's key are passed.
          after.last?.id ?? idMarker ?? '\u{10ffff}',
          count,
        )
        .map(uploadOf),
    scope,
    cursorAfterMarker(keyMarker, scope),
  );
  const encode = request.keyEncoder();
  const last = listing.next?.cursor.last;
  return {
    status: 200,
    body: renderXml('ListMultipartUploadsResult', {
      Bucket: bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker ?? '',
      NextKeyMarker: listing.next && encode(listing.next.commonPrefix ?? last?.key ?? ''),
      NextUploadIdMarker: listing.next && last?.id,
      Prefix: encode(scope.prefix),
      Delimiter: scope.delimiter && encode(scope.delimiter),
      EncodingType: request.query('encoding-type'),
      MaxUploads: limit,
      IsTruncated: listing.next !== undefined,
      Upload: listing.items.map((upload) => ({
        Key: encode(upload.key),
        UploadId: upload.id,
        Initiator: OWNER,
        Owner: OWNER,
        StorageClass: upload.request.attributes.headers['x-amz-storage-class'] ?? 'STANDARD',
        Initiated: new Date(upload.initiated).toISOString(),
        ...(upload.request.asked && {
          ChecksumAlgorithm: upload.request.algorithm,
          ChecksumType: upload.request.type,
        }),
      })),
      CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
  };
}

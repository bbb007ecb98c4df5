import { createHash, randomBytes } from 'node:crypto';
import type { ByteRange, Segment } from './blob-files.ts';
import {
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumElement,
  combineParts,
  DEFAULT_ALGORITHM,
  defaultChecksumType,
  type HashName,
  isTypeAllowed,
} from './checksums.ts';
import { ingestBody, ingestCopy } from './ingest.ts';
import { commitVersion } from './object-store.ts';
import { type ObjectAttributes, type ObjectLock, type ObjectVersion, segmentsOf } from './object-versions.ts';
import type { Preconditions } from './preconditions.ts';
import type { RequestBody } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import { commit, etagHashes, etagOf, type Store } from './store.ts';

/** Every part but the last has at least 5 MiB; so has the source of a ranged copy, and a byte more. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PART_NUMBER = 10_000;

/** What CreateMultipartUpload settled. */
export interface UploadRequest {
  readonly attributes: ObjectAttributes;
  readonly lock: ObjectLock;
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** False when the client named no algorithm and S3 chose its default. */
  readonly asked: boolean;
}

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly request: UploadRequest;
}

export interface Part {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly modified: number;
  /** Base64, in the algorithm of the upload. */
  readonly checksum: string;
  readonly blob: string;
}

/** A part as CompleteMultipartUpload lists it. */
export interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksums: Partial<Readonly<Record<ChecksumAlgorithm, string>>>;
}

export interface CompletionDemands {
  /** Checksum of the whole object the client expects. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  readonly type: string | undefined;
  /** `x-amz-mp-object-size` */
  readonly size: number | undefined;
  readonly preconditions: Preconditions;
}

export interface Completion {
  readonly versionId: string;
  readonly etag: string;
  readonly checksum: Checksum;
}

/** Algorithm and type of an upload from its headers; SHA digests can't be full-object. */
export function chooseChecksum(
  algorithm: ChecksumAlgorithm | undefined,
  type: string | undefined,
): Pick<UploadRequest, 'algorithm' | 'type' | 'asked'> {
  const chosen = algorithm ?? DEFAULT_ALGORITHM;
  const chosenType = type ?? defaultChecksumType(chosen);
  if (chosenType !== 'FULL_OBJECT' && chosenType !== 'COMPOSITE') {
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-type header is invalid.');
  }
  if (algorithm === undefined && type !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  if (!isTypeAllowed(chosen, chosenType)) {
    throw new S3Error(
      'InvalidRequest',
      `The ${chosenType} checksum type cannot be used with the ${chosen.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm: chosen, type: chosenType, asked: algorithm !== undefined };
}

export function createUpload(
  store: Store,
  bucket: string,
  key: string,
  request: UploadRequest,
): Promise<Upload> {
  const upload: Upload = {
    id: randomBytes(24).toString('base64url'),
    bucket,
    key,
    initiated: store.now(),
    request,
  };
  return commit(store, `CreateMultipartUpload ${bucket}/${key}`, () => {
    store.catalog.run(
      'INSERT INTO uploads (id, bucket, key, initiated, request) VALUES (?, ?, ?, ?, ?)',
      upload.id,
      bucket,
      key,
      upload.initiated,
      JSON.stringify(request),
    );
    return upload;
  });
}

export function requireUpload(store: Store, bucket: string, key: string, id: string): Upload {
  const row = store.catalog.get(
    `SELECT id, bucket, key, initiated, request FROM uploads
       WHERE id = ? AND bucket = ? AND key = ? AND outcome IS NULL`,
    id,
    bucket,
    key,
  );
  if (!row) throw noSuchUpload(id);
  return uploadOf(row);
}

export function uploadOf(row: Record<string, unknown>): Upload {
  return {
    id: String(row.id),
    bucket: String(row.bucket),
    key: String(row.key),
    initiated: Number(row.initiated),
    request: JSON.parse(String(row.request)),
  };
}

function noSuchUpload(id: string): S3Error {
  return new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: { UploadId: id } },
  );
}

export function parsePartNumber(text: string | undefined): number {
  const number = Number(text);
  if (text !== undefined && /^\d{1,5}$/.test(text) && number >= 1 && number <= MAX_PART_NUMBER) return number;
  throw new S3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
    { details: { ArgumentName: 'partNumber', ArgumentValue: text ?? '' } },
  );
}

export function uploadPart(store: Store, upload: Upload, number: number, body: RequestBody): Promise<Part> {
  const { algorithm, type, asked, attributes } = upload.request;
  const sent = body.checksumAlgorithm;
  const missing = sent === undefined && type === 'COMPOSITE';
  if (asked && (missing || (sent !== undefined && sent !== algorithm))) {
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${sent?.toLowerCase() ?? 'null'}`,
    );
  }
  return ingestBody(
    store,
    body,
    [...etagHashes(attributes.encryption), algorithm],
    `UploadPart ${number} ${upload.bucket}/${upload.key}`,
    (segment, { digests }) => keepPart(store, upload, number, segment, digests),
  );
}

export function uploadPartCopy(
  store: Store,
  upload: Upload,
  number: number,
  source: ObjectVersion,
  range: ByteRange | undefined,
): Promise<Part> {
  if (range && source.size <= MIN_PART_BYTES) {
    throw new S3Error(
      'InvalidRequest',
      `Range specified is not valid for source object of size: ${source.size}; a range can be copied only from objects larger than ${MIN_PART_BYTES} bytes`,
    );
  }
  if (range && range.end > source.size) {
    throw new S3Error(
      'InvalidArgument',
      `Range specified is not valid for source object of size: ${source.size}`,
      { details: { ArgumentName: 'x-amz-copy-source-range' } },
    );
  }
  const { algorithm, attributes } = upload.request;
  return ingestCopy(
    store,
    {
      segments: segmentsOf(store.catalog, source),
      range: range ?? { start: 0, end: source.size },
    },
    [...etagHashes(attributes.encryption), algorithm],
    `UploadPartCopy ${number} ${upload.bucket}/${upload.key}`,
    (segment, digests) => keepPart(store, upload, number, segment, digests),
  );
}

function keepPart(
  store: Store,
  upload: Upload,
  number: number,
  segment: Segment,
  digests: ReadonlyMap<HashName, string>,
): Promise<Part> {
  const { algorithm, attributes } = upload.request;
  const part: Part = {
    number,
    etag: etagOf(attributes.encryption, digests),
    size: segment.size,
    modified: store.now(),
    checksum: digests.get(algorithm) ?? '',
    blob: segment.blob,
  };
  return commit(store, `UploadPart ${number} ${upload.bucket}/${upload.key}`, (garbage) => {
    requireUpload(store, upload.bucket, upload.key, upload.id);
    const replaced = store.catalog.get(
      'SELECT blob FROM parts WHERE upload = ? AND number = ?',
      upload.id,
      number,
    );
    if (replaced) garbage.push(String(replaced.blob));
    store.catalog.run(
      `INSERT OR REPLACE INTO parts (upload, number, etag, size, modified, checksum, blob)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      upload.id,
      number,
      part.etag,
      part.size,
      part.modified,
      part.checksum,
      part.blob,
    );
    return part;
  });
}

export function listParts(store: Store, upload: Upload, after: number, limit: number): Part[] {
  const rows = store.catalog.all(
    `SELECT number, etag, size, modified, checksum, blob FROM parts
       WHERE upload = ? AND number > ? ORDER BY number LIMIT ?`,
    upload.id,
    after,
    limit,
  );
  return rows.map((row) => ({
    number: Number(row.number),
    etag: String(row.etag),
    size: Number(row.size),
    modified: Number(row.modified),
    checksum: String(row.checksum),
    blob: String(row.blob),
  }));
}

export function abortUpload(store: Store, upload: Upload): Promise<void> {
  return commit(store, `AbortMultipartUpload ${upload.bucket}/${upload.key}`, (garbage) => {
    requireUpload(store, upload.bucket, upload.key, upload.id);
    garbage.push(...listParts(store, upload, 0, MAX_PART_NUMBER).map(({ blob }) => blob));
    store.catalog.run('DELETE FROM parts WHERE upload = ?', upload.id);
    store.catalog.run('DELETE FROM uploads WHERE id = ?', upload.id);
  });
}

interface RecordedOutcome {
  readonly parts: string;
  readonly completion: Completion;
}

/**
 * The answer to a completion that was carried out before, for a client that lost the answer and repeats the
 * request with the same parts.
 */
export function recordedCompletion(
  store: Store,
  bucket: string,
  key: string,
  id: string,
  listed: readonly ListedPart[],
): Completion | undefined {
  const row = store.catalog.get(
    'SELECT outcome FROM uploads WHERE id = ? AND bucket = ? AND key = ? AND outcome IS NOT NULL',
    id,
    bucket,
    key,
  );
  if (!row) return undefined;
  const outcome: RecordedOutcome = JSON.parse(String(row.outcome));
  return outcome.parts === fingerprint(listed) ? outcome.completion : undefined;
}

/** Joins the parts into an object; no byte is moved. */
export async function completeUpload(
  store: Store,
  upload: Upload,
  listed: readonly ListedPart[],
  demands: CompletionDemands,
): Promise<Completion> {
  const parts = chooseParts(store, upload, listed);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (demands.size !== undefined && demands.size !== size) {
    throw new S3Error(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${demands.size} does not match what was computed: ${size}`,
    );
  }
  const { algorithm, type, attributes, lock } = upload.request;
  const checksum = await combineParts(
    algorithm,
    type,
    parts.map((part) => ({ value: part.checksum, size: part.size })),
  );
  checkDemandedChecksum(checksum, demands);
  const etag = multipartEtag(parts);
  const version = await commitVersion(
    store,
    {
      bucket: upload.bucket,
      key: upload.key,
      attributes,
      lock,
      preconditions: demands.preconditions,
    },
    `CompleteMultipartUpload ${upload.bucket}/${upload.key}`,
    'ObjectCreated:CompleteMultipartUpload',
    { segments: parts, size, etag, checksum, partCount: parts.length },
    ({ versionId }, garbage) => {
      const completion = { versionId, etag, checksum };
      garbage.push(...closeUpload(store, upload, parts, { parts: fingerprint(listed), completion }));
    },
  );
  return { versionId: version.versionId, etag, checksum };
}

/** Part of the completing transaction: the listed parts now belong to the object, the others go. */
function closeUpload(
  store: Store,
  upload: Upload,
  parts: readonly Part[],
  outcome: RecordedOutcome,
): string[] {
  requireUpload(store, upload.bucket, upload.key, upload.id);
  const present = new Map(
    listParts(store, upload, 0, MAX_PART_NUMBER).map(({ number, blob }) => [number, blob]),
  );
  for (const { number, blob } of parts) {
    // A part uploaded again while the checksums were combined is not the one that was verified.
    if (present.get(number) !== blob) throw invalidPart(number);
    present.delete(number);
  }
  store.catalog.run('DELETE FROM parts WHERE upload = ?', upload.id);
  store.catalog.run(
    'UPDATE uploads SET outcome = ?, initiated = ? WHERE id = ?',
    JSON.stringify(outcome),
    store.now(),
    upload.id,
  );
  return [...present.values()];
}

/** The uploaded parts that the client lists, each checked against what it says. */
function chooseParts(store: Store, upload: Upload, listed: readonly ListedPart[]): Part[] {
  checkOrder(upload, listed);
  const uploaded = new Map(listParts(store, upload, 0, MAX_PART_NUMBER).map((part) => [part.number, part]));
  const { algorithm, type, asked } = upload.request;
  return listed.map((item, index) => {
    const part = uploaded.get(item.number);
    const given = item.checksums[algorithm];
    if (type === 'COMPOSITE' && asked && given === undefined) {
      throw new S3Error(
        'InvalidRequest',
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${item.number} in the request.`,
      );
    }
    if (!part || part.etag !== item.etag || (given !== undefined && given !== part.checksum)) {
      throw invalidPart(item.number);
    }
    if (index < listed.length - 1) checkPartSize(part);
    return part;
  });
}

/** Ascending; with a checksum algorithm also without gaps, which S3 itself answers with a 500. */
function checkOrder(upload: Upload, listed: readonly ListedPart[]): void {
  const ascending = listed.every(({ number }, index) => number > (listed[index - 1]?.number ?? 0));
  if (!ascending) {
    throw new S3Error(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
      { details: { UploadId: upload.id } },
    );
  }
  if (upload.request.asked && listed.some(({ number }, index) => number !== index + 1)) {
    throw new S3Error(
      'InvalidRequest',
      'Part numbers of an upload with a checksum algorithm must be consecutive and begin with 1.',
    );
  }
}

function checkPartSize(part: Part): void {
  if (part.size >= MIN_PART_BYTES) return;
  throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    details: {
      ProposedSize: String(part.size),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(part.number),
      ETag: part.etag,
    },
  });
}

function checkDemandedChecksum(computed: Checksum, demands: CompletionDemands): void {
  if (demands.type !== undefined && demands.type !== computed.type) {
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using the ${computed.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const { checksum } = demands;
  if (!checksum) return;
  if (checksum.algorithm !== computed.algorithm) {
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${computed.algorithm.toLowerCase()}, actual checksum Type: ${checksum.algorithm.toLowerCase()}`,
    );
  }
  // A composite value may come without the number of parts.
  if (checksum.value === computed.value || checksum.value === computed.value.split('-')[0]) return;
  throw new S3Error(
    'BadDigest',
    `The ${checksum.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    { details: { [checksumElement(checksum.algorithm)]: computed.value } },
  );
}

/** MD5 over the ETags of the parts in binary form, and their number. */
function multipartEtag(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}

function fingerprint(listed: readonly ListedPart[]): string {
  return createHash('sha256')
    .update(JSON.stringify(listed.map(({ number, etag }) => [number, etag])))
    .digest('hex');
}

function invalidPart(number: number): S3Error {
  return new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { details: { PartNumber: String(number) } },
  );
}

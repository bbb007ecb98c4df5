import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  NotFound,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { identityOf, perSession, type SessionCredentials } from '@xuncha/store';
import { tellMissing } from '../missing-objects.ts';

/** Without this the SDK would sign the CRC of an empty body into every address. */
export const createObjectClient = (config: S3ClientConfig = {}): S3Client =>
  tellMissing(new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', ...config }));

/** A client per session, all on one pool of connections: addresses are signed with what the request may reach. */
export const objectClientPerSession = (): ((credentials: SessionCredentials) => S3Client) => {
  const { requestHandler } = createObjectClient().config;
  return perSession((credentials) =>
    createObjectClient({ credentials: identityOf(credentials), requestHandler }),
  );
};

export interface AnnouncedFile {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly contentType: string;
}

export interface UploadAddress {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly expiresAt: string;
}

/** Seconds. A 2 GiB video at 20 Mbit/s takes 14 minutes, and the address must only live until the upload starts. */
const UPLOAD_SECONDS = 15 * 60;
/** Seconds; a download starts at once. */
const DOWNLOAD_SECONDS = 5 * 60;
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';
const UNKNOWN_TYPE = 'application/octet-stream';
/** What may stand in a Content-Type header; anything else a browser reports is not worth keeping. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/;

const expiry = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/**
 * An address for one PUT of exactly the announced bytes: size and SHA-256 are part of the signature, so S3 itself
 * refuses a longer, shorter or other body, and the intake bucket never holds one.
 */
export const uploadAddress = async (
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  file: AnnouncedFile,
): Promise<UploadAddress> => {
  const checksum = Buffer.from(file.sha256, 'hex').toString('base64');
  const contentType = MEDIA_TYPE.test(file.contentType) ? file.contentType : UNKNOWN_TYPE;
  const url = await getSignedUrl(
    client,
    new PutObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      ContentLength: file.size,
      ChecksumSHA256: checksum,
    }),
    // A checksum in the query string is not verified; it must stay a header that the sender has to send.
    { expiresIn: UPLOAD_SECONDS, unhoistableHeaders: new Set([CHECKSUM_HEADER]) },
  );
  return {
    url,
    headers: { [CHECKSUM_HEADER]: checksum, 'content-type': contentType },
    expiresAt: expiry(UPLOAD_SECONDS),
  };
};

/** RFC 5987: the real name for browsers of today, ASCII for what is older. */
export const attachmentNamed = (fileName: string): string => {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

/** An address to fetch one object under its file name, never shown inside the browser as a page. */
export const downloadAddress = async (
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  fileName: string,
): Promise<{ readonly url: string; readonly expiresAt: string }> => ({
  url: await getSignedUrl(
    client,
    new GetObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      ResponseContentDisposition: attachmentNamed(fileName),
      ResponseContentType: UNKNOWN_TYPE,
    }),
    { expiresIn: DOWNLOAD_SECONDS },
  ),
  expiresAt: expiry(DOWNLOAD_SECONDS),
});

/** An address the page fetches to show a picture or a PDF; the type is ours, never the uploader's. */
export const previewAddress = async (
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  contentType: string,
): Promise<{ readonly url: string; readonly expiresAt: string }> => ({
  url: await getSignedUrl(
    client,
    new GetObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      // Whoever opens the address itself gets a download; only the page shows it, from bytes it has fetched.
      ResponseContentDisposition: 'attachment',
      ResponseContentType: contentType,
    }),
    { expiresIn: DOWNLOAD_SECONDS },
  ),
  expiresAt: expiry(DOWNLOAD_SECONDS),
});

/** What arrived in the intake bucket. */
export interface ArrivedObject {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  /** Lower-case hex, as S3 verified it while receiving; empty when the sender named none. */
  readonly sha256: string;
  /** The first bytes, enough to tell the type. */
  readonly sample: Uint8Array;
}

/** Signatures lie in the first few bytes; names inside an Office file's ZIP within the first 64 KiB. */
const SAMPLE_BYTES = 64 * 1024;

export interface KeptObject {
  readonly versionId: string | undefined;
  readonly retainUntil: string | undefined;
}

export interface ObjectStore {
  /** Looks at an uploaded object; undefined when it is no longer there. */
  arrived(key: string): Promise<ArrivedObject | undefined>;
  /**
   * Copies an arrived object into the vault inside S3, unless the vault holds this content under the key already, and
   * sees that it is locked at least until the given instant (the bucket's own lock where none is given).
   */
  keep(object: ArrivedObject, vaultKey: string, retainUntil?: string): Promise<KeptObject>;
  /** CRC-32 of the whole object as 8 lower-case hex digits, computed by S3 where it is larger than the sample. */
  crc32Of(object: ArrivedObject): Promise<string>;
  /** Removes an object from the intake bucket, unless another one has replaced it meanwhile. */
  drop(object: ArrivedObject): Promise<void>;
}

/** `<base64>-<parts>`: the hash of the parts' hashes. */
const isComposite = (checksum: string | undefined): boolean => /-\d+$/.test(checksum ?? '');
const crcHex = (value: number): string => value.toString(16).padStart(8, '0');
const hex = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('hex');

/** Intake and vault, as the verification of uploads needs them. */
export const openObjectStore = (
  client: S3Client,
  buckets: { readonly intake: string; readonly vault: string },
): ObjectStore => {
  const head = async (bucket: string, key: string) => {
    try {
      return await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  };

  const sampleOf = async (key: string, etag: string, size: number): Promise<Uint8Array> => {
    if (size === 0) return new Uint8Array();
    const answer = await client.send(
      new GetObjectCommand({
        Bucket: buckets.intake,
        Key: key,
        Range: `bytes=0-${SAMPLE_BYTES - 1}`,
        IfMatch: etag,
      }),
    );
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  };

  /** One object out of its parts: the whole file's SHA-256 with no bytes through here. */
  const joinInPlace = async (key: string, etag: string): Promise<{ etag: string; sha256: string }> => {
    const { CopyObjectResult } = await client.send(
      new CopyObjectCommand({
        Bucket: buckets.intake,
        Key: key,
        CopySource: `${buckets.intake}/${key}`,
        CopySourceIfMatch: etag,
        ChecksumAlgorithm: 'SHA256',
        // S3 copies an object onto itself only when something about it changes.
        MetadataDirective: 'REPLACE',
        ContentType: UNKNOWN_TYPE,
      }),
    );
    return { etag: CopyObjectResult?.ETag ?? '', sha256: hex(CopyObjectResult?.ChecksumSHA256) };
  };

  /** A second finding may ask for a longer lock than the first; a lock is never shortened. */
  const lockLonger = async (
    vaultKey: string,
    kept: HeadObjectCommandOutput,
    retainUntil: string | undefined,
  ): Promise<KeptObject> => {
    const until = kept.ObjectLockRetainUntilDate?.toISOString();
    if (!retainUntil || (until && until >= retainUntil))
      return { versionId: kept.VersionId, retainUntil: until };
    await client.send(
      new PutObjectRetentionCommand({
        Bucket: buckets.vault,
        Key: vaultKey,
        VersionId: kept.VersionId,
        Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(retainUntil) },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    return { versionId: kept.VersionId, retainUntil };
  };

  return {
    async arrived(key) {
      const found = await head(buckets.intake, key);
      if (!found?.ETag) return undefined;
      const size = found.ContentLength ?? 0;
      // Sent in parts: S3 knows the hash of the parts' hashes only, and computes the whole one while it copies.
      const { etag, sha256 } = isComposite(found.ChecksumSHA256)
        ? await joinInPlace(key, found.ETag)
        : { etag: found.ETag, sha256: hex(found.ChecksumSHA256) };
      return { key, etag, size, sha256, sample: await sampleOf(key, etag, size) };
    },

    async keep(object, vaultKey, retainUntil) {
      const kept = await head(buckets.vault, vaultKey);
      if (kept && hex(kept.ChecksumSHA256) === object.sha256) return lockLonger(vaultKey, kept, retainUntil);
      const answer = await client.send(
        new CopyObjectCommand({
          Bucket: buckets.vault,
          Key: vaultKey,
          CopySource: `${buckets.intake}/${object.key}`,
          CopySourceIfMatch: object.etag,
          ChecksumAlgorithm: 'SHA256',
          // The content may be shared by several items, so nothing of the first upload sticks to it.
          MetadataDirective: 'REPLACE',
          ContentType: UNKNOWN_TYPE,
          ...(retainUntil
            ? { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(retainUntil) }
            : {}),
        }),
      );
      if (hex(answer.CopyObjectResult?.ChecksumSHA256) !== object.sha256)
        throw new Error(`the copy ${vaultKey} has another SHA-256 than the upload`);
      return { versionId: answer.VersionId, retainUntil };
    },

    async crc32Of(object) {
      if (object.size <= object.sample.length) return crcHex(crc32(object.sample));
      const scratch = { Bucket: buckets.intake, Key: `${object.key}.crc` };
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          ...scratch,
          ChecksumAlgorithm: 'CRC32',
          ChecksumType: 'FULL_OBJECT',
        }),
      );
      try {
        const { CopyPartResult } = await client.send(
          new UploadPartCopyCommand({
            ...scratch,
            UploadId,
            PartNumber: 1,
            CopySource: `${buckets.intake}/${object.key}`,
            CopySourceIfMatch: object.etag,
          }),
        );
        return hex(CopyPartResult?.ChecksumCRC32);
      } finally {
        await client.send(new AbortMultipartUploadCommand({ ...scratch, UploadId }));
      }
    },

    async drop(object) {
      const now = await head(buckets.intake, object.key);
      if (now?.ETag !== object.etag) return;
      await client.send(new DeleteObjectCommand({ Bucket: buckets.intake, Key: object.key }));
    },
  };
};

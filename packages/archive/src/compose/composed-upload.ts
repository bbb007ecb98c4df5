import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { StoredObject } from './archive-source.ts';

/** A part as S3 keeps it: with the CRC-32 of its bytes, also of those it copied itself. */
export interface KeptPart {
  readonly etag: string;
  readonly size: number;
  readonly crc32: number;
}

/** One multipart upload with a CRC-32 of the whole object. */
export interface ComposedUpload {
  readonly id: string;
  /** What is there already, by part number; undefined when the upload has been completed or removed. */
  parts(): Promise<Map<number, KeptPart> | undefined>;
  copy(number: number, object: StoredObject, from: number, size: number): Promise<KeptPart>;
  upload(number: number, body: Buffer, crc: number): Promise<KeptPart>;
  /** S3 joins the parts only if the whole has this size and CRC-32. */
  complete(
    parts: readonly KeptPart[],
    whole: { readonly size: number; readonly crc32: number },
  ): Promise<string>;
  abort(): Promise<void>;
}

export interface UploadPlace {
  readonly bucket: string;
  readonly key: string;
  readonly contentType?: string;
}

export async function createUpload(client: S3Client, place: UploadPlace): Promise<string> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      Bucket: place.bucket,
      Key: place.key,
      ContentType: place.contentType ?? 'application/zip',
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    }),
  );
  if (!UploadId) throw new Error('S3 returned no upload id');
  return UploadId;
}

export function openUpload(client: S3Client, { bucket, key }: UploadPlace, id: string): ComposedUpload {
  const target = { Bucket: bucket, Key: key, UploadId: id };
  return {
    id,

    async parts() {
      const found = new Map<number, KeptPart>();
      try {
        // By IsTruncated: without parts the next marker is the text 0, which the SDK's paginator takes for a page.
        for (let marker: string | undefined, more = true; more; ) {
          const page = await client.send(new ListPartsCommand({ ...target, PartNumberMarker: marker }));
          for (const { PartNumber = 0, ETag, Size = 0, ChecksumCRC32 } of page.Parts ?? [])
            found.set(PartNumber, keptPart(ETag, Size, ChecksumCRC32));
          more = page.IsTruncated === true;
          marker = page.NextPartNumberMarker;
        }
      } catch (error) {
        if (error instanceof NoSuchUpload) return undefined;
        throw error;
      }
      return found;
    },

    async copy(number, object, from, size) {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          ...target,
          PartNumber: number,
          CopySource: copySource(object),
          ...(size < object.size ? { CopySourceRange: `bytes=${from}-${from + size - 1}` } : {}),
          ...(object.etag ? { CopySourceIfMatch: object.etag } : {}),
        }),
      );
      return keptPart(CopyPartResult?.ETag, size, CopyPartResult?.ChecksumCRC32);
    },

    async upload(number, body, crc) {
      const command = new UploadPartCommand({
        ...target,
        PartNumber: number,
        Body: body,
        ChecksumCRC32: base64Crc(crc),
      });
      leaveBodyUnsigned(command);
      const { ETag } = await client.send(command);
      return { etag: ETag ?? '', size: body.length, crc32: crc };
    },

    async complete(parts, whole) {
      const Parts = parts.map(({ etag, crc32 }, index) => ({
        PartNumber: index + 1,
        ETag: etag,
        ChecksumCRC32: base64Crc(crc32),
      }));
      const { ETag } = await client.send(
        new CompleteMultipartUploadCommand({
          ...target,
          MultipartUpload: { Parts },
          ChecksumCRC32: base64Crc(whole.crc32),
          ChecksumType: 'FULL_OBJECT',
          MpuObjectSize: whole.size,
        }),
      );
      return ETag ?? '';
    },

    async abort() {
      await client.send(new AbortMultipartUploadCommand(target)).catch((error: unknown) => {
        if (!(error instanceof NoSuchUpload)) throw error;
      });
    },
  };
}

/**
 * Signs the headers only, the CRC-32 of the body among them, and S3 compares the body with that. Otherwise the SDK hashes
 * every part with SHA-256 for the signature, as long as reading it takes, to say the same once more.
 */
function leaveBodyUnsigned({ middlewareStack }: UploadPartCommand): void {
  const options = { step: 'build', name: 'leaveBodyUnsigned' } as const;
  middlewareStack.add(
    (next) => (args) => {
      if (!isRequest(args.request)) throw new Error('the SDK sends something else than a request');
      args.request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    options,
  );
}

const isRequest = (value: unknown): value is { readonly headers: Record<string, string> } =>
  typeof value === 'object' && value !== null && 'headers' in value;

/** `bucket/key?versionId=…`, each segment of the key encoded. */
function copySource({ bucket, key, versionId }: StoredObject): string {
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  return versionId ? `${path}?versionId=${encodeURIComponent(versionId)}` : path;
}

function keptPart(etag: string | undefined, size: number, checksum: string | undefined): KeptPart {
  if (!etag || !checksum) throw new Error('S3 returned a part without ETag or CRC-32');
  return { etag, size, crc32: Buffer.from(checksum, 'base64').readUInt32BE() };
}

/** S3 writes checksums as base64 of the big-endian value. */
export function base64Crc(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** One upload in parts, in the intake bucket. */
export interface PartedPlace {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

export interface FinishedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Seconds: addresses are asked for a few parts ahead, and each part starts within moments; no session ends sooner. */
const PART_SECONDS = 15 * 60;
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';

export const startParts = async (client: S3Client, place: Omit<PartedPlace, 'uploadId'>): Promise<string> => {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      Bucket: place.bucket,
      Key: place.key,
      ChecksumAlgorithm: 'SHA256',
    }),
  );
  if (!UploadId) throw new Error('S3 named no upload');
  return UploadId;
};

/** Size and SHA-256 of the part are signed, so S3 itself refuses any other bytes under this number. */
export const partAddress = async (
  client: S3Client,
  place: PartedPlace,
  part: { readonly number: number; readonly size: number; readonly sha256: string },
): Promise<{ number: number; url: string; headers: Record<string, string> }> => {
  const checksum = Buffer.from(part.sha256, 'hex').toString('base64');
  const url = await getSignedUrl(
    client,
    new UploadPartCommand({
      Bucket: place.bucket,
      Key: place.key,
      UploadId: place.uploadId,
      PartNumber: part.number,
      ContentLength: part.size,
      ChecksumSHA256: checksum,
    }),
    { expiresIn: PART_SECONDS, unhoistableHeaders: new Set([CHECKSUM_HEADER]) },
  );
  return { number: part.number, url, headers: { [CHECKSUM_HEADER]: checksum } };
};

export const partExpiry = (): string => new Date(Date.now() + PART_SECONDS * 1000).toISOString();

const gone = (error: unknown): boolean => error instanceof NoSuchUpload;

/** What S3 holds of the upload; undefined when S3 has forgotten it. At most 320 parts: one page. */
export const finishedParts = async (
  client: S3Client,
  place: PartedPlace,
): Promise<FinishedPart[] | undefined> => {
  try {
    const { Parts = [] } = await client.send(
      new ListPartsCommand({ Bucket: place.bucket, Key: place.key, UploadId: place.uploadId }),
    );
    return Parts.map((part) => ({
      number: part.PartNumber ?? 0,
      size: part.Size ?? 0,
      etag: part.ETag ?? '',
      sha256: Buffer.from(part.ChecksumSHA256 ?? '', 'base64').toString('hex'),
    }));
  } catch (error) {
    if (gone(error)) return undefined;
    throw error;
  }
};

/** Joins the parts; S3 then announces the object like any other upload. */
export const joinParts = async (
  client: S3Client,
  place: PartedPlace,
  parts: readonly FinishedPart[],
): Promise<void> => {
  await client.send(
    new CompleteMultipartUploadCommand({
      Bucket: place.bucket,
      Key: place.key,
      UploadId: place.uploadId,
      MultipartUpload: {
        Parts: parts.map(({ number, etag, sha256 }) => ({
          PartNumber: number,
          ETag: etag,
          ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        })),
      },
    }),
  );
};

/** Forgets the parts; an upload that is gone already is as good. */
export const dropParts = async (client: S3Client, place: PartedPlace): Promise<void> => {
  try {
    await client.send(
      new AbortMultipartUploadCommand({ Bucket: place.bucket, Key: place.key, UploadId: place.uploadId }),
    );
  } catch (error) {
    if (!gone(error)) throw error;
  }
};

import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** One bucket in the words of this product: whole objects, and addresses for the browser. */
export interface ObjectStore {
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, body: Uint8Array | string, contentType: string): Promise<void>;
  /** A PUT for exactly these bytes: S3 refuses a body with another SHA-256. */
  uploadAddress(
    key: string,
    sha256: string,
    at: string,
  ): Promise<{ url: string; headers: Record<string, string>; expiresAt: string }>;
  /** A GET that saves the file under this name. */
  downloadAddress(
    key: string,
    fileName: string,
    at: string,
  ): Promise<{ url: string; expiresAt: string; fileName: string }>;
}

/** Seconds. An upload may wait in a queue of files on a slow line; its start must fall into this hour. */
const UPLOAD_SECONDS = 3600;
/** Seconds. A download starts at once; the address is a bearer credential and should not live longer. */
const DOWNLOAD_SECONDS = 300;

const expiry = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

/** Signed as a header: as a query parameter S3 would not compare it with the body. */
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';

export const openObjects = (client: S3Client, bucket: string): ObjectStore => ({
  async read(key) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },

  async write(key, body, contentType) {
    const input: PutObjectCommandInput = { Bucket: bucket, Key: key, Body: body, ContentType: contentType };
    await client.send(new PutObjectCommand(input));
  },

  async uploadAddress(key, sha256, at) {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, ChecksumSHA256: checksum });
    const url = await getSignedUrl(client, command, {
      expiresIn: UPLOAD_SECONDS,
      unhoistableHeaders: new Set([CHECKSUM_HEADER]),
    });
    return { url, headers: { [CHECKSUM_HEADER]: checksum }, expiresAt: expiry(at, UPLOAD_SECONDS) };
  },

  async downloadAddress(key, fileName, at) {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    });
    const url = await getSignedUrl(client, command, { expiresIn: DOWNLOAD_SECONDS });
    return { url, expiresAt: expiry(at, DOWNLOAD_SECONDS), fileName };
  },
});

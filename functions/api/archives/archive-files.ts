import { GetObjectCommand, HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachmentNamed } from '../../evidence/object-store.ts';

/** Finished archives in their bucket. */
export interface ArchiveFiles {
  /** False once the bucket's lifecycle has removed the file. */
  exists(key: string): Promise<boolean>;
  /** An address that lets whoever holds it download the file under this name, until it expires. */
  link(key: string, fileName: string, seconds: number): Promise<string>;
}

export const openArchiveFiles = (
  bucket: string,
  client: S3Client,
  contentType = 'application/zip',
): ArchiveFiles => ({
  async exists(key) {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  },

  link(key, fileName, seconds) {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ResponseContentType: contentType,
      ResponseContentDisposition: attachmentNamed(fileName),
    });
    return getSignedUrl(client, command, { expiresIn: seconds });
  },
});

import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ArchiveBag } from '@xuncha/store';

/** Removes the ZIPs of an export; one that is gone already is no error. */
export const removeFiles = async (
  s3: S3Client,
  bucket: string,
  bags: readonly Pick<ArchiveBag, 'objectKey'>[],
): Promise<void> => {
  for (const { objectKey } of bags)
    if (objectKey) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: objectKey }));
};

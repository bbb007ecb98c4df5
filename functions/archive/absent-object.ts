import { S3ServiceException } from '@aws-sdk/client-s3';

/**
 * Is the object not there? A session that may not list the whole bucket is not told: S3 answers 403 for a missing object
 * as for a forbidden one. Everything the archive functions touch lies in the folder they may read.
 */
export const isAbsent = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  (error.$metadata.httpStatusCode === 404 || error.$metadata.httpStatusCode === 403);

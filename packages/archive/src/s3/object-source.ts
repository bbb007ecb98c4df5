import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  /** Version recorded at ingest, so that a later version of the key is never archived in its place. */
  readonly versionId?: string;
}

/** How often one object may break off before the export gives up. */
const TRIES = 5;

/**
 * Reads one object as a stream. A connection that breaks goes on at the byte where it broke, pinned to the ETag of
 * the first answer, so a 5 GiB file doesn't start again and two versions are never mixed.
 */
export async function* objectSource(client: S3Client, location: ObjectLocation): AsyncGenerator<Uint8Array> {
  let received = 0;
  let etag: string | undefined;
  let length = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.send(
        new GetObjectCommand({
          Bucket: location.bucket,
          Key: location.key,
          ...(location.versionId ? { VersionId: location.versionId } : {}),
          ...(received > 0 ? { Range: `bytes=${received}-`, IfMatch: etag } : {}),
        }),
      );
      if (received === 0) {
        etag = answer.ETag;
        length = answer.ContentLength ?? 0;
      }
      if (!(answer.Body instanceof Readable)) throw new Error('S3 answered without a body');
      for await (const chunk of answer.Body) {
        const bytes: Uint8Array = chunk;
        received += bytes.length;
        yield bytes;
      }
      if (received < length) throw new Error(`S3 sent ${received} of ${length} bytes`);
      return;
    } catch (error) {
      // Everything is here although the connection ended badly.
      if (etag !== undefined && received === length) return;
      // Without a first answer the SDK has already retried the call itself.
      if (etag === undefined || attempt === TRIES) throw error;
    }
  }
}

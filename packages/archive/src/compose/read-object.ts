import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from './archive-source.ts';
import { freeParsedChunks, freeSoon } from './spent-chunks.ts';

/** How often one range may break off before the export gives up for now. */
const TRIES = 4;

/**
 * Reads a range of an object into a buffer of exactly its size. A connection that breaks goes on at the byte where it
 * broke, pinned to one version, so two versions are never mixed.
 */
export async function readRange(
  client: S3Client,
  object: StoredObject,
  from: number,
  into: Buffer,
): Promise<void> {
  let received = 0;
  let { etag } = object;
  for (let attempt = 1; received < into.length; attempt++) {
    try {
      const start = from + received;
      const { Body, ETag } = await client.send(
        new GetObjectCommand({
          Bucket: object.bucket,
          Key: object.key,
          Range: `bytes=${start}-${from + into.length - 1}`,
          ...(object.versionId ? { VersionId: object.versionId } : {}),
          ...(etag ? { IfMatch: etag } : {}),
        }),
      );
      etag ??= ETag;
      if (!(Body instanceof Readable)) throw new Error('S3 answered without a body');
      await eachChunk(Body, (bytes) => {
        into.set(bytes, received);
        received += bytes.length;
      });
      if (received < into.length) throw new Error(`S3 sent ${received} of ${into.length} bytes`);
    } catch (error) {
      // A refusal stays one; without a single byte the SDK has already retried the call itself.
      if (received === 0 || attempt === TRIES) throw error;
    }
  }
}

/** Hands over each chunk as it comes: an async iterator would make some promises for each, all of them garbage. */
function eachChunk(body: Readable, take: (bytes: Uint8Array) => void): Promise<void> {
  freeParsedChunks(body);
  return new Promise((resolve, reject) => {
    body.on('data', (bytes: Uint8Array) => {
      try {
        take(bytes);
        freeSoon(bytes);
      } catch (error) {
        // More bytes than were asked for.
        body.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    body.once('end', resolve);
    body.once('error', reject);
    // After `end` or `error` this changes nothing.
    body.once('close', () => reject(new Error('S3 broke off')));
  });
}

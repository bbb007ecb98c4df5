import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObservedContent } from '@xuncha/domain';

/** Objects of the vault, as the nightly check and legal holds need them. */
export interface VaultObjects {
  /** Undefined when nothing stands under the key, or a delete marker does. */
  look(key: string): Promise<ObservedContent | undefined>;
  /** Reads the whole object and answers its SHA-256; undefined when it ends early or can't be read. */
  rehash(key: string): Promise<string>;
  retain(key: string, until: string): Promise<void>;
  hold(key: string, on: boolean): Promise<void>;
}

const absent = (error: unknown): undefined => {
  if (error instanceof NotFound) return undefined;
  throw error;
};

export const openVaultObjects = (client: S3Client, bucket: string): VaultObjects => ({
  async look(key) {
    const found = await client
      .send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }))
      .catch(absent);
    if (!found) return undefined;
    return {
      size: found.ContentLength ?? 0,
      sha256: Buffer.from(found.ChecksumSHA256 ?? '', 'base64').toString('hex'),
      versionId: found.VersionId,
      retainUntil: found.ObjectLockRetainUntilDate?.toISOString(),
      held: found.ObjectLockLegalHoldStatus === 'ON',
    };
  },

  async rehash(key) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const hash = createHash('sha256');
    if (!Body) throw new Error(`${key} has no body`);
    for await (const chunk of Body.transformToWebStream()) hash.update(chunk);
    return hash.digest('hex');
  },

  async retain(key, until) {
    await client.send(
      new PutObjectRetentionCommand({
        Bucket: bucket,
        Key: key,
        Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(until) },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  },

  async hold(key, on) {
    await client.send(
      new PutObjectLegalHoldCommand({
        Bucket: bucket,
        Key: key,
        LegalHold: { Status: on ? 'ON' : 'OFF' },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  },
});

import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { SealFile } from '@xuncha/domain';
import { sealObjectKey, sealStampKey, signingKeyObjectKey } from '@xuncha/store';

/** Where seals are kept: written once, locked, never replaced. */
export interface SealVault {
  read(tenantId: string, number: number): Promise<SealFile | undefined>;
  /** False when a seal with this number stands there already. */
  write(tenantId: string, file: SealFile): Promise<boolean>;
  writeStamp(tenantId: string, number: number, token: Uint8Array): Promise<void>;
  /** Keeps the public key with the tenant's seals, once per key. */
  writeKey(tenantId: string, fingerprint: string, pem: string): Promise<void>;
}

export interface SealVaultOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly lockDays: number;
  readonly now: () => Date;
}

const DAY_MS = 86_400_000;

/**
 * Seals hold no content of findings, only ids and hashes, so unlike evidence they never have to be taken out: nobody, not
 * even the account's owner, can remove one before its time (compliance mode).
 */
export const openSealVault = ({ client, bucket, lockDays, now }: SealVaultOptions): SealVault => {
  const create = async (Key: string, Body: string | Uint8Array, ContentType: string): Promise<boolean> => {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key,
          Body,
          ContentType,
          IfNoneMatch: '*',
          ChecksumAlgorithm: 'SHA256',
          ObjectLockMode: 'COMPLIANCE',
          ObjectLockRetainUntilDate: new Date(now().getTime() + lockDays * DAY_MS),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return false;
      throw error;
    }
  };
  const keysWritten = new Set<string>();
  return {
    async read(tenantId, number) {
      try {
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: sealObjectKey(tenantId, number) }),
        );
        return Body && (JSON.parse(await Body.transformToString()) as SealFile);
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    write: (tenantId, file) =>
      create(sealObjectKey(tenantId, file.digest.number), JSON.stringify(file), 'application/json'),
    async writeStamp(tenantId, number, token) {
      await create(sealStampKey(tenantId, number), token, 'application/timestamp-reply');
    },
    async writeKey(tenantId, fingerprint, pem) {
      const key = signingKeyObjectKey(tenantId, fingerprint);
      if (keysWritten.has(key)) return;
      await create(key, pem, 'application/x-pem-file');
      keysWritten.add(key);
    },
  };
};

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { isSealFile, type SealFile } from '@xuncha/domain';
import { sealObjectKey } from '@xuncha/store';
import { isAbsent } from './absent-object.ts';
import type { Vault } from './evidence-sources.ts';

/** @throws when it isn't there: a seal that the table knows lies in the vault, locked. */
export const readSealFile = async (vault: Vault, tenantId: string, number: number): Promise<SealFile> => {
  const bytes = await readVaultObject(vault, sealObjectKey(tenantId, number));
  const file: unknown = bytes && JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (!isSealFile(file)) throw new Error(`seal ${number} of ${tenantId} is not in the vault`);
  return file;
};

/** A small object; undefined when there is none. */
export const readVaultObject = async (
  { s3, bucket }: Vault,
  Key: string,
): Promise<Uint8Array | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

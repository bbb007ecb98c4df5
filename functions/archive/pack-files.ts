import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { RunSource } from '@xuncha/archive';
import { isAbsent } from './absent-object.ts';

/** Packs of one finding with exactly these files: another set of files has another folder. */
export interface PackFolder {
  readonly tenantId: string;
  readonly findingId: string;
  readonly fingerprint: string;
}

export const packPrefix = ({ tenantId, findingId, fingerprint }: PackFolder): string =>
  `t/${tenantId}/packs/${findingId}/${fingerprint}`;

/** Written last: packs without their list don't exist. */
const listKey = (folder: PackFolder): string => `${packPrefix(folder)}/packs.json`;

export const readPacks = async (
  s3: S3Client,
  bucket: string,
  folder: PackFolder,
): Promise<readonly RunSource[] | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: listKey(folder) }));
    return JSON.parse((await Body?.transformToString('utf8')) ?? '[]');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

export const writePacks = async (
  s3: S3Client,
  bucket: string,
  folder: PackFolder,
  runs: readonly RunSource[],
): Promise<void> => {
  const Body = JSON.stringify(runs);
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: listKey(folder), Body, ContentType: 'application/json' }),
  );
};

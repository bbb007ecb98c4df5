import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { ArchiveError, type ArchiveEvidence, objectSource } from '@xuncha/archive';
import type { FindingRecord, StoredFile } from './gather-finding.ts';

export interface Vault {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** The files of a finding as the archive takes them: opened one after the other, streamed from the vault. */
export const vaultFiles = (vault: Vault, finding: FindingRecord): ArchiveEvidence[] =>
  finding.evidence.map((file) => ({
    id: file.id,
    fileName: file.fileName,
    size: file.size,
    sha256: file.sha256,
    open: () => readVault(vault, finding.no, file),
  }));

/** A file that is gone ends the export by name; a vault that doesn't answer is tried again later. */
async function* readVault(vault: Vault, findingNo: string, file: StoredFile): AsyncGenerator<Uint8Array> {
  if (!file.vaultKey) throw missing(findingNo, file);
  try {
    yield* objectSource(vault.s3, { bucket: vault.bucket, key: file.vaultKey });
  } catch (error) {
    throw error instanceof NoSuchKey ? missing(findingNo, file) : error;
  }
}

const missing = (findingNo: string, { fileName, id }: StoredFile): ArchiveError =>
  new ArchiveError(
    'unreadable',
    fileName,
    `问题 ${findingNo} 的材料“${fileName}”（编号 ${id}）在材料库中缺失`,
  );

import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  ArchiveError,
  type ArchiveSource,
  BAG_FOLDER,
  evidencePath,
  type FileSource,
  packFingerprint,
  type RunSource,
} from '@xuncha/archive';
import { isAbsent } from './absent-object.ts';
import type { FindingRecord, StoredFile } from './gather-finding.ts';
import { readPacks } from './pack-files.ts';
import { readAhead } from './read-ahead.ts';

export interface Vault {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** A file the archive can't have, and why. */
export interface LostFile {
  readonly file: StoredFile;
  readonly error: ArchiveError;
}

export interface EvidenceSources {
  readonly sources: readonly ArchiveSource[];
  readonly lost: readonly LostFile[];
}

/** Files asked after side by side: at 30 ms an answer, 16 make some 500 a second. */
const ASKED_AT_ONCE = 16;

/** A file of the vault as it stands in an archive, by its path in the bag. */
export const fileSource = (bucket: string, path: string, file: StoredFile): FileSource => ({
  kind: 'file',
  name: `${BAG_FOLDER}/${path}`,
  object: { bucket, key: file.vaultKey, size: file.size },
  sha256: file.sha256,
  ...(file.crc32 === undefined ? {} : { crc32: file.crc32 }),
});

/**
 * Where a finding's files come from: the packs made when it closed if they hold exactly these files, otherwise the files
 * themselves, each asked after first: it must be there with the recorded size, and the SHA-256 that S3 verified when it
 * stored it must be the recorded one. From then on the version is pinned by its ETag.
 */
export const evidenceSources = async (
  vault: Vault,
  tenantId: string,
  finding: Pick<FindingRecord, 'id' | 'no' | 'title' | 'round' | 'evidence' | 'frozen'>,
  { withPacks }: { readonly withPacks: boolean },
): Promise<EvidenceSources> => {
  const files = finding.evidence.map((file) => ({
    file,
    source: fileSource(vault.bucket, evidencePath(finding, file), file),
  }));
  const packs = withPacks && finding.frozen ? await packsOf(vault, tenantId, finding.id, files) : undefined;
  if (packs) return { sources: packs, lost: [] };
  return storedFiles(vault, `问题 ${finding.no} `, files);
};

/** A file of the vault and where it stands in the archive. */
export interface NamedFile {
  readonly file: StoredFile;
  readonly source: FileSource;
}

/** @param owner what the files belong to, as an error names it */
export const storedFiles = async (
  vault: Vault,
  owner: string,
  files: readonly NamedFile[],
): Promise<EvidenceSources> => {
  const sources: ArchiveSource[] = [];
  const lost: LostFile[] = [];
  const asked = readAhead(files, ASKED_AT_ONCE, async ({ file, source }) => ({
    file,
    found: await pinned(vault, owner, file, source),
  }));
  for await (const { file, found } of asked) {
    if (found instanceof ArchiveError) lost.push({ file, error: found });
    else sources.push(found);
  }
  return { sources, lost };
};

const packsOf = (
  { s3, bucket }: Vault,
  tenantId: string,
  findingId: string,
  files: readonly { readonly source: FileSource }[],
): Promise<readonly RunSource[] | undefined> =>
  readPacks(s3, bucket, {
    tenantId,
    findingId,
    fingerprint: packFingerprint(files.map(({ source }) => source)),
  });

/** The source pinned to the version that is there, or what is wrong with it. */
const pinned = async (
  { s3 }: Vault,
  owner: string,
  file: StoredFile,
  source: FileSource,
): Promise<FileSource | ArchiveError> => {
  const wrong = (code: 'unreadable' | 'size_mismatch' | 'sha256_mismatch', what: string) =>
    new ArchiveError(code, source.name, `${owner}的材料“${file.fileName}”（编号 ${file.id}）${what}`);
  if (!file.vaultKey) return wrong('unreadable', '在材料库中缺失');
  const { bucket, key } = source.object;
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
    if (head.ContentLength !== file.size) return wrong('size_mismatch', '大小与登记不符');
    // A composite value covers parts, not the file; such a file is known by the CRC-32 recorded at ingest.
    const stored = head.ChecksumType === 'COMPOSITE' ? undefined : head.ChecksumSHA256;
    if (stored && Buffer.from(stored, 'base64').toString('hex') !== file.sha256)
      return wrong('sha256_mismatch', '内容与登记的 SHA-256 不符');
    return { ...source, object: { ...source.object, ...(head.ETag ? { etag: head.ETag } : {}) } };
  } catch (error) {
    if (isAbsent(error)) return wrong('unreadable', '在材料库中缺失');
    throw error;
  }
};

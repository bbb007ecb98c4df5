import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ArchiveSeals } from '@xuncha/archive';
import {
  encodePage,
  isSealFile,
  loadPaths,
  type SealFile,
  SealTreeBroken,
  type SignedDigest,
  type TenantScope,
  type TreePage,
  treeKey,
} from '@xuncha/domain';
import {
  readSealHead,
  type SealHead,
  sealObjectKey,
  sealPageLoader,
  sealStampKey,
  signingKeyObjectKey,
  type Table,
} from '@xuncha/store';
import { isAbsent } from './absent-object.ts';
import type { Vault } from './evidence-sources.ts';

/** A seal may be made while its pages are read, and takes the old ones away; each takes seconds and comes hourly. */
const TRIES = 3;
/** Digests between the time-stamped one and the latest; hourly seals of a working week. Beyond that, no time stamp. */
const LONGEST_CHAIN = 200;

/** What proves the chains of an export: the latest digest with the way to each chain, and the last time stamp (K06). */
export const gatherSeals = async (
  table: Table,
  vault: Vault,
  scope: TenantScope,
  streams: readonly string[],
): Promise<ArchiveSeals | undefined> => {
  for (let attempt = 1; ; attempt += 1) {
    const head = await readSealHead(table, scope);
    if (!head) return undefined;
    try {
      const pages = await loadPaths(head.root, streams.map(treeKey), sealPageLoader(table, scope));
      return await withDigests(vault, head, pages);
    } catch (error) {
      if (!(error instanceof SealTreeBroken) || attempt === TRIES) throw error;
    }
  }
};

const withDigests = async (
  vault: Vault,
  head: SealHead,
  pages: ReadonlyMap<string, TreePage>,
): Promise<ArchiveSeals> => {
  const { tenantId, number, stamped } = head;
  const within = stamped > 0 && number - stamped < LONGEST_CHAIN;
  const stamp = within ? await read(vault, sealStampKey(tenantId, stamped)) : undefined;
  const digests: SignedDigest[] = [];
  for (let at = stamp ? stamped : number; at <= number; at += 1) {
    const { digest, signature } = await sealOf(vault, tenantId, at);
    digests.push({ digest, signature });
  }
  const fingerprint = digests.at(-1)?.signature.keyFingerprint ?? '';
  // The archive carries one key: digests from before a change of key stay out, and with them their time stamp.
  if (digests.some(({ signature }) => signature.keyFingerprint !== fingerprint))
    return withDigests(vault, { ...head, stamped: 0 }, pages);
  const publicKey = await read(vault, signingKeyObjectKey(tenantId, fingerprint));
  if (!publicKey) throw new Error(`the public key ${fingerprint} is not in the vault`);
  return {
    digests,
    publicKey: Buffer.from(publicKey).toString('utf8'),
    pages: new Map([...pages].map(([hash, page]) => [hash, encodePage(page)])),
    ...(stamp ? { stamp } : {}),
  };
};

const sealOf = async (vault: Vault, tenantId: string, number: number): Promise<SealFile> => {
  const bytes = await read(vault, sealObjectKey(tenantId, number));
  const file: unknown = bytes && JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (!isSealFile(file)) throw new Error(`seal ${number} of ${tenantId} is not in the vault`);
  return file;
};

const read = async ({ s3, bucket }: Vault, Key: string): Promise<Uint8Array | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

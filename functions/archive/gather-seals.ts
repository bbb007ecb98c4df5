import type { ArchiveSeals } from '@xuncha/archive';
import { encodePage, type SignedDigest, type TenantScope } from '@xuncha/domain';
import { type PinnedSeal, readSealHead, sealStampKey, signingKeyObjectKey, type Table } from '@xuncha/store';
import type { StepContext } from './archive-step.ts';
import type { Vault } from './evidence-sources.ts';
import { readSealFile, readVaultObject } from './seal-objects.ts';
import { pathsAtSeal } from './sealed-tree.ts';

/** Digests between the time-stamped one and the latest; hourly seals of a working week. Beyond that, no time stamp. */
const LONGEST_CHAIN = 200;

/**
 * The newest seal at this moment. An export takes it before it reads its first chain: a later seal may cover an event
 * that the archive doesn't have, and the archive would contradict its own seals. Numbers start at 1; 0 is none.
 */
export const newestSeal = async (table: Table, scope: TenantScope): Promise<PinnedSeal> => {
  const head = await readSealHead(table, scope);
  return { number: head?.number ?? 0, stamped: head?.stamped ?? 0 };
};

/** What proves the chains of an export: its seal with the way to each chain, and the last time stamp before it (K06). */
export interface GatheredSeals {
  /** Absent when nothing was sealed before the export began. */
  readonly seals?: ArchiveSeals;
}

/** @returns undefined when the step has to end first, see {@link pathsAtSeal} */
export const gatherSeals = async (
  context: StepContext,
  streams: readonly string[],
): Promise<GatheredSeals | undefined> => {
  const { deps, scope, record } = context;
  const { seal } = record.archive;
  if (!seal) throw new Error('the export took no seal when it began');
  if (seal.number === 0) return {};
  const { digest } = await readSealFile(deps.vault, scope.tenantId, seal.number);
  const pages = await pathsAtSeal(context, digest, streams);
  if (!pages) return undefined;
  const encoded = new Map([...pages].map(([hash, page]) => [hash, encodePage(page)]));
  return { seals: { ...(await withDigests(deps.vault, scope.tenantId, seal)), pages: encoded } };
};

const withDigests = async (
  vault: Vault,
  tenantId: string,
  { number, stamped }: PinnedSeal,
): Promise<Omit<ArchiveSeals, 'pages'>> => {
  const within = stamped > 0 && number - stamped < LONGEST_CHAIN;
  const stamp = within ? await readVaultObject(vault, sealStampKey(tenantId, stamped)) : undefined;
  const digests: SignedDigest[] = [];
  for (let at = stamp ? stamped : number; at <= number; at += 1) {
    const { digest, signature } = await readSealFile(vault, tenantId, at);
    digests.push({ digest, signature });
  }
  const fingerprint = digests.at(-1)?.signature.keyFingerprint ?? '';
  // The archive carries one key: digests from before a change of key stay out, and with them their time stamp.
  if (digests.some(({ signature }) => signature.keyFingerprint !== fingerprint))
    return withDigests(vault, tenantId, { number, stamped: 0 });
  const publicKey = await readVaultObject(vault, signingKeyObjectKey(tenantId, fingerprint));
  if (!publicKey) throw new Error(`the public key ${fingerprint} is not in the vault`);
  return { digests, publicKey: Buffer.from(publicKey).toString('utf8'), ...(stamp ? { stamp } : {}) };
};

import { createHash, createPublicKey, createVerify } from 'node:crypto';
import type { SignedDigest, TreePage } from '@xuncha/domain/audit/index';
import {
  decodePage,
  isSignedDigest,
  leafOf,
  SealTreeBroken,
  sealHash,
  sealText,
  treeKey,
} from '@xuncha/domain/audit/index';
import { ARCHIVE_PATHS } from '../archive-format.ts';
import type { BagFiles } from './check-bag.ts';
import type { ProblemList } from './problem-list.ts';

export interface SealFacts {
  /** Of the latest digest. */
  readonly number: number;
  readonly at: string;
  readonly keyFingerprint: string;
  /** Whether the key was given from outside the archive. */
  readonly trusted: boolean;
  /** Instant-bearing token present over this digest number. */
  readonly stamped?: number;
  /** Events and findings that came after the latest seal. */
  readonly unsealedEvents: number;
}

/** The chain of a finding or matter as the archive holds it. */
export interface ArchivedChain {
  /** What problems are filed under. */
  readonly subject: string;
  /** `问题 3`, `督办单“…”` */
  readonly label: string;
  readonly streamId: string;
  readonly tenantId: string;
  readonly hashes: readonly string[];
}

/**
 * The seals of the archive (G06, K06): the digests are signed and linked, and every chain of a finding or matter holds the event whose
 * head they vouch for. A chain that was rewritten or shortened after it was sealed can't pass, however consistent it is.
 * @param trustedKey public key (PEM) from a place the archive's maker can't reach
 */
export async function checkSeals(
  files: BagFiles,
  chains: readonly ArchivedChain[],
  trustedKey: string | undefined,
  problems: ProblemList,
): Promise<SealFacts | undefined> {
  const lines = await files.text(`data/${ARCHIVE_PATHS.sealDigests}`);
  if (lines === undefined) {
    if (trustedKey !== undefined)
      problems.add('seal', ARCHIVE_PATHS.sealDigests, '档案中没有封存，无法用公钥核对');
    return undefined;
  }
  const digests = checkDigests(lines, chains, problems);
  const last = digests?.at(-1);
  if (!digests || !last) return undefined;
  const key = trustedKey ?? (await files.text(`data/${ARCHIVE_PATHS.sealKey}`)) ?? '';
  const keyFingerprint = checkSignatures(digests, key, problems);
  const pages = readPages((await files.text(`data/${ARCHIVE_PATHS.sealTree}`)) ?? '');
  let unsealedEvents = 0;
  for (const chain of chains) unsealedEvents += checkChain(chain, last, pages, problems);
  const stamped = checkStamp(files, digests, problems);
  return {
    number: last.digest.number,
    at: last.digest.at,
    keyFingerprint,
    trusted: trustedKey !== undefined,
    ...((await stamped) ? { stamped: digests[0]?.digest.number ?? 0 } : {}),
    unsealedEvents,
  };
}

function checkDigests(
  lines: string,
  chains: readonly ArchivedChain[],
  problems: ProblemList,
): SignedDigest[] | undefined {
  const digests: SignedDigest[] = [];
  for (const line of lines.split('\n').filter(Boolean)) {
    const signed = parse(line);
    const before = digests.at(-1)?.digest;
    const linked =
      isSignedDigest(signed) &&
      (!before ||
        (signed.digest.number === before.number + 1 && signed.digest.previous === sealHash(before))) &&
      chains.every(({ tenantId }) => tenantId === signed.digest.tenantId);
    if (!isSignedDigest(signed) || !linked) {
      const subject = `第 ${isSignedDigest(signed) ? signed.digest.number : digests.length + 1} 号封存`;
      problems.add('seal', subject, `${subject}无法读取、不属于本单位，或与前一号封存不相连`);
      return undefined;
    }
    digests.push(signed);
  }
  if (digests.length === 0) problems.add('seal', ARCHIVE_PATHS.sealDigests, '封存清单是空的');
  return digests;
}

function checkSignatures(digests: readonly SignedDigest[], pem: string, problems: ProblemList): string {
  let fingerprint = '';
  try {
    const der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
    fingerprint = createHash('sha256').update(der).digest('hex');
  } catch {
    problems.add('seal', ARCHIVE_PATHS.sealKey, '封存的签名公钥缺失或无法读取');
    return fingerprint;
  }
  for (const { digest, signature } of digests) {
    const valid =
      signature.keyFingerprint === fingerprint &&
      createVerify('sha256').update(sealText(digest)).verify(pem, signature.value, 'base64');
    if (!valid)
      problems.add('seal', `第 ${digest.number} 号封存`, `第 ${digest.number} 号封存的签名与公钥不符`);
  }
  return fingerprint;
}

/** Pages that are not what their hash says are left out: the way to a finding then breaks there. */
function readPages(text: string): Map<string, TreePage> {
  const pages = new Map<string, TreePage>();
  const tree = parse(text);
  if (typeof tree !== 'object' || tree === null) return pages;
  for (const [hash, bytes] of Object.entries(tree)) {
    try {
      pages.set(hash, decodePage(hash, new Uint8Array(Buffer.from(String(bytes), 'base64'))));
    } catch (error) {
      if (!(error instanceof SealTreeBroken)) throw error;
    }
  }
  return pages;
}

/** @returns how many of the chain's events the seal does not cover yet */
function checkChain(
  chain: ArchivedChain,
  { digest }: SignedDigest,
  pages: ReadonlyMap<string, TreePage>,
  problems: ProblemList,
): number {
  const { subject, label, hashes } = chain;
  try {
    const leaf = leafOf(pages, digest.root, treeKey(chain.streamId));
    const seq = leaf?.seq ?? 0;
    if (leaf && hashes[seq - 1] !== leaf.hash)
      problems.add(
        'seal',
        subject,
        `${label}：审计链与第 ${digest.number} 号封存（${digest.at}）的第 ${seq} 条不符，封存之后被重写或截断`,
      );
    return Math.max(0, hashes.length - seq);
  } catch (error) {
    if (!(error instanceof SealTreeBroken)) throw error;
    problems.add('seal', subject, `${label}：档案中没有它在第 ${digest.number} 号封存中的证明`);
    return 0;
  }
}

/** That the token is over our digest; its own signature is for a tool with the authority's certificates. */
async function checkStamp(
  files: BagFiles,
  digests: readonly SignedDigest[],
  problems: ProblemList,
): Promise<boolean> {
  const text = await files.text(`data/${ARCHIVE_PATHS.stampedText}`);
  const [first] = digests;
  if (text === undefined || !first) return false;
  if (text === sealText(first.digest)) return true;
  problems.add('seal', ARCHIVE_PATHS.stampedText, '时间戳所盖的内容不是所列的封存');
  return false;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

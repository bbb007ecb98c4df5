import type { AuditEvent } from './audit-event.ts';
import { hashCanonical } from './canonical-json.ts';
import type { LateEvent, SealConflict, SealedHead, SealFile, SignedDigest } from './seal.ts';
import { isSealFile, SEAL_FORMAT, sealGenesis, sealHash } from './seal.ts';
import type { TreePage } from './seal-tree.ts';
import { decodePage, EMPTY_TREE, foldLeaves, leafOf, SealTreeBroken, treeKey } from './seal-tree.ts';

export type SealFaultReason =
  /** A number of the sequence is not there. */
  | 'seal_missing'
  /** Not readable, not linked to the one before, or its content differs from its own hashes. */
  | 'seal_altered'
  /** The signature is not by a known key over this digest. */
  | 'seal_signature'
  /** Claims to be older than the seal before it. */
  | 'seal_time';

export interface SealFault {
  readonly number: number;
  readonly reason: SealFaultReason;
  readonly message: string;
}

const SEAL_MESSAGES: Record<SealFaultReason, (number: number) => string> = {
  seal_missing: (number) => `第 ${number} 号封存缺失`,
  seal_altered: (number) => `第 ${number} 号封存被改动：内容与其哈希或前一号封存不符`,
  seal_signature: (number) => `第 ${number} 号封存的签名无效，或签名密钥未登记`,
  seal_time: (number) => `第 ${number} 号封存的时间早于前一号封存`,
};

const sealFault = (number: number, reason: SealFaultReason): SealFault => ({
  number,
  reason,
  message: SEAL_MESSAGES[reason](number),
});

/** True when the signature was made by a key the auditor trusts. */
export type CheckSignature = (signed: SignedDigest) => boolean;

/** A head as some seal holds it. */
export interface SealWitness {
  readonly number: number;
  readonly sealedAt: string;
  /** Instant of the seal before: what this one added happened after it. */
  readonly since: string | undefined;
  readonly head: SealedHead;
}

/**
 * Plays all seals of a tenant from the first: numbers, links, signatures, times, and that every root is the one the
 * listed changes lead to. Keeps every sealed head, against which the chains are held afterwards.
 */
export class SealReplay {
  readonly #tenantId: string;
  readonly #check: CheckSignature;
  readonly #pages = new Map<string, TreePage>();
  readonly #witnesses = new Map<string, SealWitness[]>();
  readonly faults: SealFault[] = [];
  readonly late: LateEvent[] = [];
  readonly conflicts: SealConflict[] = [];
  #last: SignedDigest | undefined;
  #root: string = EMPTY_TREE;
  #chains = 0;
  /** Not after a seal that is lost or not believed: the pages it added are unknown, so no later root can be led to. */
  #treeKnown = true;

  constructor(tenantId: string, check: CheckSignature) {
    this.#tenantId = tenantId;
    this.#check = check;
  }

  get last(): SignedDigest | undefined {
    return this.#last;
  }

  /** Every chain that was ever sealed, with the heads it had. */
  get witnesses(): ReadonlyMap<string, readonly SealWitness[]> {
    return this.#witnesses;
  }

  /** The seal with the next number, as it was read; undefined when it is not there. */
  add(number: number, file: unknown): void {
    if (!isSealFile(file)) {
      this.faults.push(sealFault(number, file === undefined ? 'seal_missing' : 'seal_altered'));
      this.#treeKnown = false;
      return;
    }
    const reason = this.#fault(number, file);
    if (reason) this.faults.push(sealFault(number, reason));
    // After a fault the replay goes on from what is there: each further break is named once.
    if (reason === 'seal_altered' || reason === 'seal_signature') this.#treeKnown = false;
    else this.#remember(file);
    this.#last = file;
    this.#root = file.digest.root;
    this.#chains = file.digest.chains;
  }

  #fault(number: number, file: SealFile): SealFaultReason | undefined {
    const { digest, changes } = file;
    const previous = this.#last ? sealHash(this.#last.digest) : sealGenesis(this.#tenantId);
    if (digest.format !== SEAL_FORMAT || digest.tenantId !== this.#tenantId || digest.number !== number)
      return 'seal_altered';
    if (!this.#check(file)) return 'seal_signature';
    const gap = (this.#last?.digest.number ?? 0) !== number - 1;
    if (!gap && digest.previous !== previous) return 'seal_altered';
    if (hashCanonical(changes) !== digest.changesHash || changes.heads.length !== digest.changed)
      return 'seal_altered';
    if (this.#treeKnown && !this.#leadsTo(file)) return 'seal_altered';
    if (this.#last && Date.parse(digest.at) < Date.parse(this.#last.digest.at)) return 'seal_time';
    return undefined;
  }

  #leadsTo({ digest, changes }: SealFile): boolean {
    const leaves = changes.heads.map(({ streamId, seq, hash }) => ({ key: treeKey(streamId), seq, hash }));
    try {
      const folded = foldLeaves(this.#pages, this.#root, leaves);
      for (const hash of folded.dropped) this.#pages.delete(hash);
      for (const [hash, bytes] of folded.added) this.#pages.set(hash, decodePage(hash, bytes));
      return folded.root === digest.root && this.#chains + folded.grown === digest.chains;
    } catch (error) {
      if (error instanceof SealTreeBroken) return false;
      throw error;
    }
  }

  #remember({ digest, changes }: SealFile): void {
    const since = this.#last?.digest.at;
    for (const head of changes.heads) {
      const witness = { number: digest.number, sealedAt: digest.at, since, head };
      const known = this.#witnesses.get(head.streamId);
      if (known) known.push(witness);
      else this.#witnesses.set(head.streamId, [witness]);
    }
    this.late.push(...changes.late);
    this.conflicts.push(...changes.conflicts);
  }
}

export type SealedChainFault = 'sealed_lost' | 'sealed_rewritten' | 'backdated';

export interface SealedChainVerdict {
  readonly reason: SealedChainFault;
  readonly firstBadSeq: number;
  readonly message: string;
}

/** A stream keeps its records 24 hours: an event can't reach a seal later than that and the two hours an alarm takes. */
const UNSEALED_MS = 26 * 3_600_000;

/** Holds a chain, sound in itself, against every head of it that was sealed. */
export function checkAgainstSeals(
  events: readonly AuditEvent[],
  witnesses: readonly SealWitness[],
): SealedChainVerdict | undefined {
  let good = 0;
  for (const { number, sealedAt, since, head } of witnesses) {
    const event = events[head.seq - 1];
    if (!event)
      return {
        reason: 'sealed_lost',
        firstBadSeq: events.length + 1,
        message: `第 ${number} 号封存（${sealedAt}）时已有第 ${head.seq} 条，现在第 ${events.length + 1} 条起不见了`,
      };
    if (event.hash !== head.hash)
      return {
        reason: 'sealed_rewritten',
        firstBadSeq: good + 1,
        message: `第 ${good + 1} 条至第 ${head.seq} 条之间被重写：链前后一致，但与第 ${number} 号封存（${sealedAt}）不符`,
      };
    const backdated = events
      .slice(good, head.seq)
      .find(({ at }) => since !== undefined && Date.parse(at) < Date.parse(since) - UNSEALED_MS);
    if (backdated)
      return {
        reason: 'backdated',
        firstBadSeq: backdated.seq,
        message: `第 ${backdated.seq} 条倒签：自称 ${backdated.at}，但 ${since} 封存时还没有它`,
      };
    good = head.seq;
  }
  return undefined;
}

/** What an archive proves of one finding: its head stands in the tree of a signed digest. */
export function provedHead(
  root: string,
  streamId: string,
  pages: readonly Uint8Array[],
): SealedHead | undefined {
  const known = new Map<string, TreePage>();
  let wanted = root;
  const key = treeKey(streamId);
  for (const [depth, bytes] of pages.entries()) {
    const page = decodePage(wanted, bytes);
    known.set(wanted, page);
    wanted = page.kind === 'branch' ? (page.children[Number.parseInt(key.charAt(depth), 16)] ?? '') : '';
  }
  const leaf = leafOf(known, root, key);
  return leaf && { streamId, seq: leaf.seq, hash: leaf.hash };
}

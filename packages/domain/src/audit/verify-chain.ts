import type { AuditEvent, AuditHead } from './audit-event.ts';
import { genesisHash, hashEvent } from './audit-event.ts';

/** What a chain is held against: the head known from elsewhere and, when known, whose chain it has to be. */
export interface ExpectedHead extends AuditHead {
  readonly tenantId?: string;
  readonly streamId?: string;
}

export type ChainFault =
  /** The content no longer matches its hash, or was re-hashed and the neighbours tell. */
  | 'edited'
  /** An event between two present ones is gone. */
  | 'missing'
  /** The event is there, but at another place. */
  | 'reordered'
  /** The event is there twice. */
  | 'duplicated'
  /** Events at the end are gone. */
  | 'truncated'
  /** There are events after the expected head. */
  | 'beyond_head'
  /** The event belongs to another tenant or stream. */
  | 'wrong_stream'
  /** Consistent in itself, but not the chain whose head is known: rewritten as a whole. */
  | 'rewritten';

export type ChainVerdict =
  | { readonly ok: true; readonly head: AuditHead | undefined }
  | {
      readonly ok: false;
      readonly firstBadSeq: number;
      readonly reason: ChainFault;
      readonly message: string;
    };

const MESSAGES: Record<ChainFault, (seq: number) => string> = {
  edited: (seq) => `第 ${seq} 条审计记录被改动：内容与哈希链不符`,
  missing: (seq) => `缺少第 ${seq} 条审计记录`,
  reordered: (seq) => `审计记录顺序被改动：第 ${seq} 条不在原位`,
  duplicated: (seq) => `第 ${seq} 条审计记录重复出现`,
  truncated: (seq) => `审计记录末尾被删：应有第 ${seq} 条`,
  beyond_head: (seq) => `审计记录多于登记数量：第 ${seq} 条起未登记`,
  wrong_stream: (seq) => `第 ${seq} 条审计记录属于其他单位或其他事项`,
  rewritten: (seq) => `审计链末端（第 ${seq} 条）与登记的哈希不符：整条链被重写`,
};

/**
 * Checks a trail from its first event. Any edit, removal, change of order, repetition or truncation is found and
 * the first bad event is named. What a chain alone can't show (a cut tail, or a rewrite of every event from some
 * place to the end) shows against `expectedHead`, which has to come from a place the writer of the chain can't reach.
 */
export function verifyChain(events: readonly AuditEvent[], expectedHead?: ExpectedHead): ChainVerdict {
  const owner = ownerOf(events, expectedHead);
  let head: AuditHead | undefined;
  for (const [index, event] of events.entries()) {
    const verdict = checkEvent(events, index, head, owner, expectedHead);
    if (verdict) return verdict;
    head = { seq: event.seq, hash: event.hash };
  }
  return checkHead(head, expectedHead);
}

interface Owner {
  readonly tenantId: string;
  readonly streamId: string;
}

function ownerOf(events: readonly AuditEvent[], expected: ExpectedHead | undefined): Owner | undefined {
  const first = events[0];
  if (!first) return undefined;
  return {
    tenantId: expected?.tenantId ?? first.tenantId,
    streamId: expected?.streamId ?? first.streamId,
  };
}

function checkEvent(
  events: readonly AuditEvent[],
  index: number,
  head: AuditHead | undefined,
  owner: Owner | undefined,
  expected: ExpectedHead | undefined,
): ChainVerdict | undefined {
  const event = events[index];
  if (!event || !owner) return undefined;
  const due = index + 1;
  if (ownHash(event) !== event.hash) return fault('edited', due);
  if (event.tenantId !== owner.tenantId || event.streamId !== owner.streamId)
    return fault('wrong_stream', due);
  if (event.seq !== due) return misplaced(events, event, due);
  const prevHash = head?.hash ?? genesisHash(owner.tenantId, owner.streamId);
  if (event.prevHash !== prevHash) return fault('edited', rehashedSeq(events, index, expected));
  return undefined;
}

/** Undefined for content that is not JSON: such an event can't have been hashed by us. */
function ownHash(event: AuditEvent): string | undefined {
  try {
    return hashEvent(event);
  } catch {
    return undefined;
  }
}

function misplaced(events: readonly AuditEvent[], event: AuditEvent, due: number): ChainVerdict {
  if (!Number.isSafeInteger(event.seq) || event.seq < 1) return fault('edited', due);
  if (event.seq < due) return fault('duplicated', event.seq);
  return fault(events.some((other) => other.seq === due) ? 'reordered' : 'missing', due);
}

/**
 * Two neighbours don't fit although each matches its own hash: one of them was changed and hashed again. The
 * follower is the culprit when what comes after it (next event or known head) doesn't know its hash either.
 */
function rehashedSeq(
  events: readonly AuditEvent[],
  index: number,
  expected: ExpectedHead | undefined,
): number {
  if (index === 0) return 1;
  const follower = events[index];
  const witness = events[index + 1]?.prevHash ?? expected?.hash;
  const followerIntact = witness === undefined || witness === follower?.hash;
  return followerIntact ? index : index + 1;
}

function checkHead(head: AuditHead | undefined, expected: ExpectedHead | undefined): ChainVerdict {
  if (!expected) return { ok: true, head };
  const seq = head?.seq ?? 0;
  if (seq < expected.seq) return fault('truncated', seq + 1);
  if (seq > expected.seq) return fault('beyond_head', expected.seq + 1);
  if (head?.hash !== expected.hash) return fault('rewritten', seq);
  return { ok: true, head };
}

function fault(reason: ChainFault, firstBadSeq: number): ChainVerdict {
  return { ok: false, firstBadSeq, reason, message: MESSAGES[reason](firstBadSeq) };
}

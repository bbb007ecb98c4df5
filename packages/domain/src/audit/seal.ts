import type { AuditEvent, AuditHead } from './audit-event.ts';
import { genesisHash } from './audit-event.ts';
import { canonicalJson, hashCanonical, sha256Hex } from './canonical-json.ts';

export const SEAL_FORMAT = 'xuncha-seal-1';

/** What is signed: one state of all chains of a tenant, linked to the state sealed before (G06). */
export interface SealDigest {
  readonly format: typeof SEAL_FORMAT;
  readonly tenantId: string;
  /** From 1 without gaps. */
  readonly number: number;
  /** Hash of the digest before; of nothing but the tenant for the first. */
  readonly previous: string;
  /** Instant of sealing, ISO 8601. */
  readonly at: string;
  /** How many chains are covered. */
  readonly chains: number;
  /** Root of the tree of all their heads. */
  readonly root: string;
  /** How many heads changed since the digest before, and the hash of {@link SealChanges}. */
  readonly changed: number;
  readonly changesHash: string;
}

export interface SealedHead extends AuditHead {
  /** `finding/<id>` or `tenant`. */
  readonly streamId: string;
}

/** An event that reached the table long after the instant it claims. */
export interface LateEvent {
  readonly streamId: string;
  readonly seq: number;
  readonly at: string;
  /** When the table took it, by the table's own clock. */
  readonly writtenAt: string;
}

/** A chain that was continued from another event than the one sealed; the sealed head stays in the tree. */
export interface SealConflict {
  readonly sealed: SealedHead;
  readonly found: SealedHead;
}

export interface SealChanges {
  /** By stream id. */
  readonly heads: readonly SealedHead[];
  readonly late: readonly LateEvent[];
  readonly conflicts: readonly SealConflict[];
}

export interface SealSignature {
  readonly algorithm: 'ECDSA_SHA_256';
  /** Over the canonical JSON of the digest; DER, base64. */
  readonly value: string;
  /** SHA-256 (hex) of the public key's DER form. */
  readonly keyFingerprint: string;
}

/** A digest with its signature: all an auditor needs beside the public key. */
export interface SignedDigest {
  readonly digest: SealDigest;
  readonly signature: SealSignature;
}

/** One seal as it is stored under Object Lock. */
export interface SealFile extends SignedDigest {
  readonly changes: SealChanges;
}

/** The bytes that are signed and time-stamped, as text. */
export const sealText = (digest: SealDigest): string => canonicalJson(digest);
export const sealHash = (digest: SealDigest): string => hashCanonical(digest);
/** `previous` of a tenant's first seal. */
export const sealGenesis = (tenantId: string): string => sha256Hex(`${SEAL_FORMAT}\n${tenantId}`);

/** What was seen of one chain in a run of changes: where it went on and where it stands. */
export interface ChainNote extends SealedHead {
  readonly firstSeq: number;
  readonly prevHash: string;
}

/**
 * Background jobs record the instant the person asked for, however long the work takes: 5,000 findings are imported
 * and delivered over minutes, after a broken run over hours.
 */
const RECORDED_BY_JOBS: readonly string[] = ['finding.imported', 'finding.delivered', 'finding.withdrawn'];
/** A request lasts at most 29 s and a job's step five minutes; clocks differ by seconds. */
const LATE_AFTER_MS = 15 * 60_000;

/** Notes of a run of inserted events, one per chain, and those that claim an instant long past (or to come). */
export function noteEvents(events: readonly { readonly event: AuditEvent; readonly writtenAt: string }[]): {
  readonly notes: readonly ChainNote[];
  readonly late: readonly LateEvent[];
} {
  const notes = new Map<string, ChainNote>();
  const late: LateEvent[] = [];
  for (const { event, writtenAt } of events.toSorted((a, b) => a.event.seq - b.event.seq)) {
    const { streamId, seq, hash, prevHash, at, type } = event;
    const before = notes.get(streamId);
    notes.set(streamId, {
      streamId,
      seq,
      hash,
      firstSeq: before?.firstSeq ?? seq,
      prevHash: before?.prevHash ?? prevHash,
    });
    if (RECORDED_BY_JOBS.includes(type)) continue;
    if (Math.abs(Date.parse(writtenAt) - Date.parse(at)) > LATE_AFTER_MS)
      late.push({ streamId, seq, at, writtenAt });
  }
  return { notes: [...notes.values()], late };
}

/**
 * Where a chain stands after the notes taken of it, starting from its sealed head. Notes may come twice or overlap.
 * A note that starts right behind the sealed event must name its hash; otherwise the chain was rewritten.
 */
export function continueChain(
  tenantId: string,
  sealed: SealedHead | undefined,
  notes: readonly ChainNote[],
): { readonly head?: SealedHead; readonly conflict?: SealConflict } {
  let head = sealed;
  for (const note of notes.toSorted((a, b) => a.seq - b.seq)) {
    const seq = head?.seq ?? 0;
    if (note.seq < seq) continue;
    const expected = head?.hash ?? genesisHash(tenantId, note.streamId);
    const found = { streamId: note.streamId, seq: note.seq, hash: note.hash };
    const fits =
      note.seq === seq ? note.hash === expected : note.firstSeq !== seq + 1 || note.prevHash === expected;
    if (!fits) return { conflict: { sealed: head ?? { ...found, seq: 0, hash: expected }, found } };
    head = found;
  }
  return head && head.seq !== sealed?.seq ? { head } : {};
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const areTexts = (value: Readonly<Record<string, unknown>>, ...names: readonly string[]): boolean =>
  names.every((name) => typeof value[name] === 'string');
const areCounts = (value: Readonly<Record<string, unknown>>, ...names: readonly string[]): boolean =>
  names.every((name) => Number.isSafeInteger(value[name]));
const isHead = (value: unknown): value is SealedHead =>
  isRecord(value) && areTexts(value, 'streamId', 'hash') && areCounts(value, 'seq');

/** What was read from a place we do not trust has the form of a signed digest. */
export const isSignedDigest = (value: unknown): value is SignedDigest =>
  isRecord(value) &&
  isRecord(value.digest) &&
  areTexts(value.digest, 'format', 'tenantId', 'previous', 'at', 'root', 'changesHash') &&
  areCounts(value.digest, 'number', 'chains', 'changed') &&
  isRecord(value.signature) &&
  areTexts(value.signature, 'algorithm', 'value', 'keyFingerprint');

export const isSealFile = (value: unknown): value is SealFile =>
  isSignedDigest(value) &&
  'changes' in value &&
  isRecord(value.changes) &&
  Array.isArray(value.changes.heads) &&
  value.changes.heads.every(isHead) &&
  Array.isArray(value.changes.late) &&
  value.changes.late.every(
    (one) => isRecord(one) && areTexts(one, 'streamId', 'at', 'writtenAt') && areCounts(one, 'seq'),
  ) &&
  Array.isArray(value.changes.conflicts) &&
  value.changes.conflicts.every((one) => isRecord(one) && isHead(one.sealed) && isHead(one.found));

/** The first event that claims an earlier instant than the one before it. Job events tell when they were asked for. */
export function backdatedEvent(events: readonly AuditEvent[]): AuditEvent | undefined {
  return events.find((event, index) => {
    const before = events[index - 1];
    if (!before || RECORDED_BY_JOBS.includes(event.type)) return false;
    return Date.parse(event.at) < Date.parse(before.at) - LATE_AFTER_MS;
  });
}

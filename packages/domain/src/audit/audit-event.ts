import { canonicalJson, sha256Hex } from './canonical-json.ts';

/** Who acted. A substitute acts for somebody else and both names are kept (G07, closeout rule 1). */
export interface AuditActor {
  readonly userId: string;
  readonly name: string;
  readonly membershipId: string;
  readonly tenantId: string;
  readonly onBehalfOf?: {
    readonly userId: string;
    readonly name: string;
    readonly delegationId: string;
  };
}

/** One step in the trail of one stream, such as `finding/<id>`; carries the hash of the step before it (G06). */
export interface AuditEvent {
  readonly tenantId: string;
  readonly streamId: string;
  /** Running number in the stream, from 1 without gaps. */
  readonly seq: number;
  /** Instant of the step, ISO 8601. */
  readonly at: string;
  readonly type: string;
  readonly actor: AuditActor;
  /** JSON content of the step. A step that freezes or decides on a snapshot names it as `snapshotHash`. */
  readonly data: unknown;
  readonly prevHash: string;
  readonly hash: string;
}

/** Last event of a stream: all that is needed to append the next one. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** An event before it has its place in the chain. */
export type AuditDraft = Omit<AuditEvent, 'seq' | 'prevHash' | 'hash'>;

/** `prevHash` of the first event: depends on tenant and stream, so a chain can't be moved to another stream. */
export function genesisHash(tenantId: string, streamId: string): string {
  return sha256Hex(`xuncha-audit-v1\n${canonicalJson([tenantId, streamId])}`);
}

/** SHA-256 (hex) over the canonical JSON of the whole event except `hash` itself. */
export function hashEvent(event: Omit<AuditEvent, 'hash'> & { readonly hash?: string }): string {
  const { hash: _own, ...content } = event;
  return sha256Hex(canonicalJson(content));
}

/** Puts a draft behind the head of its stream; `undefined` starts the stream (closeout rule 7). */
export function appendEvent(head: AuditHead | undefined, draft: AuditDraft): AuditEvent {
  const content = {
    tenantId: draft.tenantId,
    streamId: draft.streamId,
    seq: (head?.seq ?? 0) + 1,
    at: draft.at,
    type: draft.type,
    actor: draft.actor,
    data: draft.data,
    prevHash: head?.hash ?? genesisHash(draft.tenantId, draft.streamId),
  };
  return { ...content, hash: hashEvent(content) };
}

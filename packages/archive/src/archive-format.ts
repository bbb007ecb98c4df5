import type { SignedDigest } from '@xuncha/domain/audit/index';

/**
 * What composer and verifier agree on: where things stand in an archive and what the index of its audit trails says.
 * Paths are below the bag folder; the payload folder is `data/`.
 */

export const ARCHIVE_FORMAT = 'xuncha-archive-1';

export const ARCHIVE_PATHS = {
  /** How to verify the archive, for people. */
  guide: 'VERIFY.md',
  /** 台账 of the archived findings. */
  indexSheet: 'index.xlsx',
  /** Heads, snapshots and evidence of every finding, for the verifier. */
  auditIndex: 'audit/index.json',
  /** Signed digests over all audit chains, the latest one last; one per line. */
  sealDigests: 'seals/digests.jsonl',
  /** Pages of the digest's tree that lead to the archived findings: hash → bytes, base64. */
  sealTree: 'seals/tree.json',
  /** Public key the digests are signed with, PEM. */
  sealKey: 'seals/public-key.pem',
  /** RFC 3161 token over the first digest. */
  sealStamp: 'seals/time-stamp.tsr',
  /** Canonical text of the first digest: what the token is over. */
  stampedText: 'seals/time-stamped.json',
  /** The verifier itself, a tag file. */
  verifier: 'verify.mjs',
} as const;

export interface ArchiveIndex {
  readonly format: typeof ARCHIVE_FORMAT;
  readonly exportNo: string;
  readonly findings: readonly ArchiveIndexFinding[];
  /** Plans, orders, talks, meetings, reports …; absent in an archive made before they were archived. */
  readonly matters?: readonly ArchiveIndexMatter[];
}

/** What the verifier holds against each other: an audit chain, a snapshot and files. */
export interface ArchivedRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly streamId: string;
  readonly audit: { readonly path: string; readonly seq: number; readonly hash: string };
  readonly snapshot: {
    readonly path: string;
    readonly sha256: string;
    /** The finding is closed and an event of its trail names the hash; otherwise its state at export. */
    readonly frozen: boolean;
  };
  /** Path of the list of evidence files, an array of {@link ArchiveIndexEvidence}. */
  readonly evidence: string;
  /** Evidence the snapshot names that this export may not carry, with the reason. */
  readonly withheld?: readonly WithheldEvidence[];
}

export interface ArchiveIndexFinding extends ArchivedRecord {
  readonly no: string;
  readonly title: string;
  readonly closeoutNo?: string;
}

/** A matter of the unit that is no finding (ADR 0019). */
export interface ArchiveIndexMatter extends ArchivedRecord {
  readonly kind: string;
  /** Chinese name of the kind. */
  readonly kindTitle: string;
  readonly title: string;
}

export interface ArchiveIndexEvidence {
  readonly id: string;
  readonly fileName: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface WithheldEvidence {
  readonly id: string;
  readonly sha256: string;
  readonly reason: string;
}

/** What an archive carries of the seals that cover its findings. */
export interface ArchiveSeals {
  /** From the one with the time stamp to the latest, in order. */
  readonly digests: readonly SignedDigest[];
  readonly publicKey: string;
  readonly pages: ReadonlyMap<string, Uint8Array>;
  readonly stamp?: Uint8Array;
}

import { gunzipSync } from 'node:zlib';
import { ArchiveError, type FindingContent, type WithheldEvidence } from '@xuncha/archive';
import {
  type AuditEvent,
  type CloseoutCase,
  type Evidence,
  type FindingAggregate,
  hashCanonical,
  type TenantScope,
} from '@xuncha/domain';
import { listEvents, loadFinding, readSnapshot, type Table } from '@xuncha/store';
import { approvalSteps } from './approval-steps.ts';
import { isArchived } from './archived.ts';
import type { KnownNames } from './known-names.ts';

/** An evidence file and where its bytes lie. */
export interface StoredFile {
  readonly id: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly crc32?: number;
  readonly vaultKey: string;
}

/** What the archive keeps of a finding; its files are named here and copied or read when their turn comes. */
export type FindingRecord = Omit<FindingContent, 'evidence'> & { readonly evidence: readonly StoredFile[] };

export interface GatheredFinding {
  readonly aggregate: FindingAggregate;
  readonly record: FindingRecord;
}

/** Everything of one finding as it stands now, or nothing when it doesn't belong in an archive. */
export const gatherFinding = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
  names: KnownNames,
): Promise<GatheredFinding | undefined> => {
  const aggregate = await loadFinding(table, scope, findingId);
  if (!aggregate || !isArchived(aggregate.finding)) return undefined;
  const { finding } = aggregate;
  const events = await readTrail(table, scope, findingId, finding.auditSeq);
  const evidence = aggregate.evidence.filter(({ status }) => status === 'verified').map(storedFile);
  const snapshot = await snapshotOfRecord(table, scope, aggregate);
  const withheld = withheldEvidence(snapshot.snapshot, aggregate.evidence);
  return {
    aggregate,
    record: {
      id: finding.id,
      no: finding.no,
      title: finding.title,
      round: finding.round,
      ...(finding.closeoutNo ? { closeoutNo: finding.closeoutNo } : {}),
      ...snapshot,
      approvals: await approvalSteps(events, names),
      audit: {
        tenantId: finding.tenantId,
        streamId: `finding/${finding.id}`,
        events,
        head: { seq: finding.auditSeq, hash: finding.auditHash },
      },
      evidence,
      ...(withheld.length > 0 ? { withheld } : {}),
    },
  };
};

/** The trail up to the head that was read: what happens meanwhile belongs to the next export. */
const readTrail = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
  headSeq: number,
): Promise<AuditEvent[]> => {
  const events: AuditEvent[] = [];
  while (events.length < headSeq) {
    const limit = Math.min(1000, headSeq - events.length);
    const page = await listEvents(table, scope, findingId, { afterSeq: events.at(-1)?.seq ?? 0, limit });
    // A gap shows when the chain is verified; here it must only not loop.
    if (page.length === 0) break;
    events.push(...page);
  }
  return events;
};

export const storedFile = ({
  id,
  fileName,
  size,
  sha256,
  crc32,
  vaultKey,
}: Pick<Evidence, 'id' | 'fileName' | 'size' | 'sha256' | 'crc32' | 'vaultKey'>): StoredFile => ({
  id,
  fileName,
  size,
  sha256,
  ...(crc32 === undefined ? {} : { crc32: Number.parseInt(crc32, 16) }),
  // A verified file always has its place; should it be lost, reading it fails and names the file.
  vaultKey: vaultKey ?? '',
});

type Snapshot = Pick<FindingRecord, 'snapshot' | 'snapshotHash' | 'frozen'>;

const snapshotOfRecord = async (
  table: Table,
  scope: TenantScope,
  aggregate: FindingAggregate,
): Promise<Snapshot> => {
  const closed = aggregate.cases
    .filter((one) => one.status === 'closed')
    .sort((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? -1 : 1));
  const last = closed.at(-1);
  if (aggregate.finding.state !== 'closed') return currentState(table, scope, aggregate, closed);
  const frozen = last && (await readFrozen(table, scope, aggregate.finding.id, last.id));
  if (frozen) return { snapshot: frozen.snapshot, snapshotHash: frozen.hash, frozen: true };
  const { no } = aggregate.finding;
  throw new ArchiveError('snapshot_mismatch', no, `问题 ${no} 已销号，但没有找到销号时冻结的快照`);
};

const readFrozen = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
  caseId: string,
): Promise<{ readonly hash: string; readonly snapshot: unknown } | undefined> => {
  const stored = await readSnapshot(table, scope, findingId, caseId);
  return stored && { hash: stored.hash, snapshot: JSON.parse(gunzipSync(stored.gzip).toString('utf8')) };
};

/** An open finding as it stands, with the snapshots of earlier close-outs if it was reopened (G06). */
const currentState = async (
  table: Table,
  scope: TenantScope,
  { finding, body, measures, evidence, cases }: FindingAggregate,
  closed: readonly CloseoutCase[],
): Promise<Snapshot> => {
  const earlier = [];
  for (const { id, closeoutNo } of closed)
    earlier.push({ caseId: id, closeoutNo, ...(await readFrozen(table, scope, finding.id, id)) });
  const withoutPlace = evidence.map(({ vaultKey: _place, ...item }) => item);
  const state = {
    finding,
    body,
    measures,
    cases,
    evidence: withoutPlace.filter(({ status }) => status === 'verified'),
    evidenceNotCounted: withoutPlace.filter(({ status }) => status !== 'verified'),
    closedEarlier: earlier,
  };
  const snapshot: unknown = JSON.parse(JSON.stringify(state));
  return { snapshot, snapshotHash: hashCanonical(snapshot), frozen: false };
};

/** Files a frozen snapshot names that no longer count, with the reason: the verifier wants every one explained. */
const withheldEvidence = (snapshot: unknown, evidence: readonly Evidence[]): WithheldEvidence[] => {
  const present = new Set(evidence.filter(({ status }) => status === 'verified').map(({ sha256 }) => sha256));
  const named =
    (snapshot as { readonly evidence?: readonly Pick<Evidence, 'id' | 'sha256'>[] }).evidence ?? [];
  return named
    .filter(({ sha256 }) => !present.has(sha256))
    .map(({ id, sha256 }) => {
      const item = evidence.find((one) => one.id === id);
      return { id, sha256, reason: item?.withdrawnReason ?? '材料已不在有效材料之列' };
    });
};

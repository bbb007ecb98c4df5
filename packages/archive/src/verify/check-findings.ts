import type { AuditActor, AuditEvent, AuditHead } from '@xuncha/domain/audit/index';
import { hashCanonical, verifyChain } from '@xuncha/domain/audit/index';
import type { ArchiveIndex, ArchiveIndexFinding } from '../archive-format.ts';
import { ARCHIVE_FORMAT, ARCHIVE_PATHS } from '../archive-format.ts';
import type { BagFiles } from './check-bag.ts';
import type { ArchivedChain } from './check-seals.ts';
import type { ProblemList } from './problem-list.ts';

export interface FindingFacts {
  readonly findings: number;
  readonly events: number;
  readonly evidenceFiles: number;
  /** Every finding's chain, to be held against the seals. */
  readonly chains: readonly ArchivedChain[];
}

/** Heads recorded outside the archive, by finding id; closer to the truth than those inside. */
export type RecordedHeads = Readonly<Record<string, AuditHead>>;

/** Audit chain, snapshot and evidence of every finding against the index in the bag and each other (G06, K06). */
export async function checkFindings(
  files: BagFiles,
  recorded: RecordedHeads | undefined,
  problems: ProblemList,
): Promise<FindingFacts> {
  const indexPath = `data/${ARCHIVE_PATHS.auditIndex}`;
  const index = parseJson(await files.text(indexPath));
  if (!isIndex(index)) {
    problems.add('index', indexPath, `审计索引缺失或格式不对：${indexPath}`);
    return { findings: 0, events: 0, evidenceFiles: 0, chains: [] };
  }
  let events = 0;
  let evidenceFiles = 0;
  const chains: ArchivedChain[] = [];
  for (const finding of index.findings) {
    const trail = await checkTrail(files, finding, recorded?.[finding.id], problems);
    events += trail.length;
    const { no, tenantId, streamId } = finding;
    chains.push({ no, tenantId, streamId, hashes: trail.map(({ hash }) => hash) });
    const snapshot = await checkSnapshot(files, finding, trail, problems);
    evidenceFiles += await checkEvidence(files, finding, snapshot, problems);
  }
  checkRecorded(index, recorded, problems);
  checkUnlisted(files, index, problems);
  return { findings: index.findings.length, events, evidenceFiles, chains };
}

async function checkTrail(
  files: BagFiles,
  finding: ArchiveIndexFinding,
  recorded: AuditHead | undefined,
  problems: ProblemList,
): Promise<readonly AuditEvent[]> {
  const lines = ((await files.text(finding.audit.path)) ?? '').split('\n').filter((line) => line !== '');
  const events: AuditEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const event = parseJson(line);
    if (!isEvent(event)) {
      problems.add(
        'audit_chain',
        finding.no,
        `问题 ${finding.no}：第 ${index + 1} 条审计记录无法读取（${finding.audit.path}）`,
      );
      return events;
    }
    events.push(event);
  }
  const { tenantId, streamId } = finding;
  const { seq, hash } = finding.audit;
  const verdict = verifyChain(events, { seq, hash, tenantId, streamId });
  if (!verdict.ok) {
    problems.add(
      'audit_chain',
      finding.no,
      `问题 ${finding.no}：${verdict.message}（${finding.audit.path}）`,
    );
  } else if (recorded) checkRecordedHead(finding, events, recorded, problems);
  return events;
}

/** The archive may be older than the record or the other way round: the event both know has to be the same. */
function checkRecordedHead(
  finding: ArchiveIndexFinding,
  events: readonly AuditEvent[],
  recorded: AuditHead,
  problems: ProblemList,
): void {
  if (events[recorded.seq - 1]?.hash === recorded.hash) return;
  problems.add(
    'head_mismatch',
    finding.no,
    `问题 ${finding.no}：审计链与系统另行登记的第 ${recorded.seq} 条哈希不符`,
  );
}

function checkRecorded(
  index: ArchiveIndex,
  recorded: RecordedHeads | undefined,
  problems: ProblemList,
): void {
  const present = new Set(index.findings.map(({ id }) => id));
  for (const id of Object.keys(recorded ?? {})) {
    if (!present.has(id)) problems.add('head_mismatch', id, `系统登记的问题 ${id} 不在档案中`);
  }
}

async function checkSnapshot(
  files: BagFiles,
  finding: ArchiveIndexFinding,
  trail: readonly AuditEvent[],
  problems: ProblemList,
): Promise<unknown> {
  const { path, sha256, frozen } = finding.snapshot;
  const snapshot = parseJson(await files.text(path));
  if (snapshot === undefined || safeHash(snapshot) !== sha256) {
    problems.add('snapshot', finding.no, `问题 ${finding.no}：快照与登记的哈希不符（${path}）`);
  } else if (frozen && !trail.some(({ data }) => isRecord(data) && data.snapshotHash === sha256)) {
    problems.add('snapshot', finding.no, `问题 ${finding.no}：审计记录中没有这份销号快照的哈希（${path}）`);
  }
  return snapshot;
}

/** The listed files are there with the listed hashes, and every hash the snapshot names is there or explained. */
async function checkEvidence(
  files: BagFiles,
  finding: ArchiveIndexFinding,
  snapshot: unknown,
  problems: ProblemList,
): Promise<number> {
  const listed = parseJson(await files.text(finding.evidence));
  if (!Array.isArray(listed) || !listed.every(isEvidence)) {
    problems.add(
      'evidence',
      finding.no,
      `问题 ${finding.no}：佐证材料清单缺失或格式不对（${finding.evidence}）`,
    );
    return 0;
  }
  const accounted = new Set((finding.withheld ?? []).map(({ sha256 }) => sha256));
  for (const item of listed) {
    accounted.add(item.sha256);
    if (files.contents.get(item.path)?.sha256 === item.sha256) continue;
    problems.add('evidence', finding.no, `问题 ${finding.no}：佐证材料与清单不符：${item.path}`);
  }
  for (const sha256 of evidenceHashes(snapshot)) {
    if (accounted.has(sha256)) continue;
    problems.add(
      'evidence',
      finding.no,
      `问题 ${finding.no}：档案中没有快照所列的佐证材料（SHA-256 ${sha256}）`,
    );
  }
  return listed.length;
}

/** Trails, snapshots and evidence that no finding of the index claims. */
function checkUnlisted(files: BagFiles, index: ArchiveIndex, problems: ProblemList): void {
  const claimed = new Set([`data/${ARCHIVE_PATHS.auditIndex}`]);
  for (const finding of index.findings) claimed.add(finding.audit.path).add(finding.snapshot.path);
  for (const path of files.contents.keys()) {
    const ownsTrail = path.startsWith('data/audit/') || path.endsWith('/finding.json');
    const ours = ownsTrail && !path.startsWith('data/evidence/');
    if (ours && !claimed.has(path)) problems.add('index', path, `审计索引没有登记的文件：${path}`);
  }
}

function evidenceHashes(snapshot: unknown): string[] {
  if (!isRecord(snapshot) || !Array.isArray(snapshot.evidence)) return [];
  return snapshot.evidence.flatMap((item: unknown) =>
    isRecord(item) && typeof item.sha256 === 'string' ? [item.sha256] : [],
  );
}

function safeHash(value: unknown): string | undefined {
  try {
    return hashCanonical(value);
  } catch {
    return undefined;
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasStrings<K extends string>(value: unknown, ...names: K[]): value is Record<K, string> {
  return isRecord(value) && names.every((name) => typeof value[name] === 'string');
}

function isIndex(value: unknown): value is ArchiveIndex {
  return (
    isRecord(value) &&
    value.format === ARCHIVE_FORMAT &&
    Array.isArray(value.findings) &&
    value.findings.every(isIndexFinding)
  );
}

function isIndexFinding(value: unknown): value is ArchiveIndexFinding {
  if (!isRecord(value) || !hasStrings(value, 'id', 'no', 'tenantId', 'streamId', 'evidence')) return false;
  const { audit, snapshot, withheld }: Record<string, unknown> = value;
  return (
    hasStrings(audit, 'path', 'hash') &&
    'seq' in audit &&
    Number.isSafeInteger(audit.seq) &&
    hasStrings(snapshot, 'path', 'sha256') &&
    'frozen' in snapshot &&
    typeof snapshot.frozen === 'boolean' &&
    (withheld === undefined ||
      (Array.isArray(withheld) && withheld.every((item) => hasStrings(item, 'sha256'))))
  );
}

function isEvidence(value: unknown): value is { readonly path: string; readonly sha256: string } {
  return hasStrings(value, 'path', 'sha256');
}

function isEvent(value: unknown): value is AuditEvent {
  return (
    hasStrings(value, 'tenantId', 'streamId', 'at', 'type', 'prevHash', 'hash') &&
    'seq' in value &&
    typeof value.seq === 'number' &&
    'actor' in value &&
    isActor(value.actor)
  );
}

function isActor(value: unknown): value is AuditActor {
  return hasStrings(value, 'userId', 'name', 'membershipId', 'tenantId');
}

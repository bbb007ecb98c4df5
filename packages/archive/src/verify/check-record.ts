import type { AuditActor, AuditEvent, AuditHead } from '@xuncha/domain/audit/index';
import { hashCanonical, verifyChain } from '@xuncha/domain/audit/index';
import type { ArchivedRecord } from '../archive-format.ts';
import type { BagFiles } from './check-bag.ts';
import type { ArchivedChain } from './check-seals.ts';
import type { ProblemList } from './problem-list.ts';

/** What a finding or matter of the index is called in a message. */
export interface RecordName {
  /** What problems are filed under: a finding's number, a matter's title. */
  readonly subject: string;
  /** `问题 3`, `督办单“…”` */
  readonly label: string;
}

export interface RecordFacts {
  readonly events: number;
  readonly files: number;
  /** To be held against the seals. */
  readonly chain: ArchivedChain;
}

/** Audit chain, snapshot and files of one record against the index in the bag and each other (G06, K06). */
export async function checkRecord(
  files: BagFiles,
  record: ArchivedRecord,
  name: RecordName,
  recorded: AuditHead | undefined,
  problems: ProblemList,
): Promise<RecordFacts> {
  const trail = await checkTrail(files, record, name, recorded, problems);
  const snapshot = await checkSnapshot(files, record, name, trail, problems);
  const { tenantId, streamId } = record;
  return {
    events: trail.length,
    files: await checkFiles(files, record, name, snapshot, problems),
    chain: { ...name, tenantId, streamId, hashes: trail.map(({ hash }) => hash) },
  };
}

async function checkTrail(
  files: BagFiles,
  record: ArchivedRecord,
  { subject, label }: RecordName,
  recorded: AuditHead | undefined,
  problems: ProblemList,
): Promise<readonly AuditEvent[]> {
  const { path, seq, hash } = record.audit;
  const lines = ((await files.text(path)) ?? '').split('\n').filter((line) => line !== '');
  const events: AuditEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const event = parseJson(line);
    if (!isEvent(event)) {
      problems.add('audit_chain', subject, `${label}：第 ${index + 1} 条审计记录无法读取（${path}）`);
      return events;
    }
    events.push(event);
  }
  const { tenantId, streamId } = record;
  const verdict = verifyChain(events, { seq, hash, tenantId, streamId });
  if (!verdict.ok) problems.add('audit_chain', subject, `${label}：${verdict.message}（${path}）`);
  // The archive may be older than the record or the other way round: the event both know has to be the same.
  else if (recorded && events[recorded.seq - 1]?.hash !== recorded.hash)
    problems.add('head_mismatch', subject, `${label}：审计链与系统另行登记的第 ${recorded.seq} 条哈希不符`);
  return events;
}

async function checkSnapshot(
  files: BagFiles,
  record: ArchivedRecord,
  { subject, label }: RecordName,
  trail: readonly AuditEvent[],
  problems: ProblemList,
): Promise<unknown> {
  const { path, sha256, frozen } = record.snapshot;
  const snapshot = parseJson(await files.text(path));
  if (snapshot === undefined || safeHash(snapshot) !== sha256) {
    problems.add('snapshot', subject, `${label}：快照与登记的哈希不符（${path}）`);
  } else if (frozen && !trail.some(({ data }) => isRecord(data) && data.snapshotHash === sha256)) {
    problems.add('snapshot', subject, `${label}：审计记录中没有这份销号快照的哈希（${path}）`);
  }
  return snapshot;
}

/** The listed files are there with the listed hashes, and every hash the snapshot names is there or explained. */
async function checkFiles(
  files: BagFiles,
  record: ArchivedRecord,
  { subject, label }: RecordName,
  snapshot: unknown,
  problems: ProblemList,
): Promise<number> {
  const listed = parseJson(await files.text(record.evidence));
  if (!Array.isArray(listed) || !listed.every(isListedFile)) {
    problems.add('evidence', subject, `${label}：佐证材料清单缺失或格式不对（${record.evidence}）`);
    return 0;
  }
  const accounted = new Set((record.withheld ?? []).map(({ sha256 }) => sha256));
  for (const item of listed) {
    accounted.add(item.sha256);
    if (files.contents.get(item.path)?.sha256 === item.sha256) continue;
    problems.add('evidence', subject, `${label}：佐证材料与清单不符：${item.path}`);
  }
  for (const sha256 of namedHashes(snapshot)) {
    if (accounted.has(sha256)) continue;
    problems.add('evidence', subject, `${label}：档案中没有快照所列的佐证材料（SHA-256 ${sha256}）`);
  }
  return listed.length;
}

function namedHashes(snapshot: unknown): string[] {
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

export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function hasStrings<K extends string>(value: unknown, ...names: K[]): value is Record<K, string> {
  return isRecord(value) && names.every((name) => typeof value[name] === 'string');
}

/** Has everything that {@link checkRecord} looks at. */
export function isArchivedRecord(value: unknown): value is ArchivedRecord {
  if (!isRecord(value) || !hasStrings(value, 'id', 'tenantId', 'streamId', 'evidence')) return false;
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

function isListedFile(value: unknown): value is { readonly path: string; readonly sha256: string } {
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

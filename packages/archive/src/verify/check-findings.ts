import type { AuditHead } from '@xuncha/domain/audit/index';
import type {
  ArchivedRecord,
  ArchiveIndex,
  ArchiveIndexFinding,
  ArchiveIndexMatter,
} from '../archive-format.ts';
import { ARCHIVE_FORMAT, ARCHIVE_PATHS } from '../archive-format.ts';
import type { BagFiles } from './check-bag.ts';
import {
  checkRecord,
  hasStrings,
  isArchivedRecord,
  isRecord,
  parseJson,
  type RecordName,
} from './check-record.ts';
import type { ArchivedChain } from './check-seals.ts';
import type { ProblemList } from './problem-list.ts';

export interface FindingFacts {
  readonly findings: number;
  readonly matters: number;
  readonly events: number;
  /** Of findings and matters. */
  readonly evidenceFiles: number;
  /** The chain of every finding and matter, to be held against the seals. */
  readonly chains: readonly ArchivedChain[];
}

/** Heads recorded outside the archive, by id; closer to the truth than those inside. */
export type RecordedHeads = Readonly<Record<string, AuditHead>>;

/** Audit chain, snapshot and files of every finding and matter against the index in the bag and each other (G06, K06). */
export async function checkFindings(
  files: BagFiles,
  recorded: RecordedHeads | undefined,
  problems: ProblemList,
): Promise<FindingFacts> {
  const indexPath = `data/${ARCHIVE_PATHS.auditIndex}`;
  const index = parseJson(await files.text(indexPath));
  if (!isIndex(index)) {
    problems.add('index', indexPath, `审计索引缺失或格式不对：${indexPath}`);
    return { findings: 0, matters: 0, events: 0, evidenceFiles: 0, chains: [] };
  }
  const { findings, matters = [] } = index;
  let events = 0;
  let evidenceFiles = 0;
  const chains: ArchivedChain[] = [];
  const check = async (record: ArchivedRecord, name: RecordName): Promise<void> => {
    const facts = await checkRecord(files, record, name, recorded?.[record.id], problems);
    events += facts.events;
    evidenceFiles += facts.files;
    chains.push(facts.chain);
  };
  for (const finding of findings) await check(finding, { subject: finding.no, label: `问题 ${finding.no}` });
  for (const matter of matters)
    await check(matter, { subject: matter.title, label: `${matter.kindTitle}“${matter.title}”` });
  checkRecorded([...findings, ...matters], recorded, problems);
  checkUnlisted(files, [...findings, ...matters], problems);
  return { findings: findings.length, matters: matters.length, events, evidenceFiles, chains };
}

function checkRecorded(
  records: readonly ArchivedRecord[],
  recorded: RecordedHeads | undefined,
  problems: ProblemList,
): void {
  const present = new Set(records.map(({ id }) => id));
  for (const id of Object.keys(recorded ?? {})) {
    if (!present.has(id)) problems.add('head_mismatch', id, `系统登记的问题 ${id} 不在档案中`);
  }
}

/** Trails and snapshots that nothing in the index claims. */
function checkUnlisted(files: BagFiles, records: readonly ArchivedRecord[], problems: ProblemList): void {
  const claimed = new Set([`data/${ARCHIVE_PATHS.auditIndex}`]);
  for (const { audit, snapshot } of records) claimed.add(audit.path).add(snapshot.path);
  for (const path of files.contents.keys()) {
    const ownsTrail = path.startsWith('data/audit/') || /\/(finding|matter)\.json$/.test(path);
    const attached = path.startsWith('data/evidence/') || /^data\/matters\/.*\/附件\//.test(path);
    if (ownsTrail && !attached && !claimed.has(path))
      problems.add('index', path, `审计索引没有登记的文件：${path}`);
  }
}

function isIndex(value: unknown): value is ArchiveIndex {
  return (
    isRecord(value) &&
    value.format === ARCHIVE_FORMAT &&
    Array.isArray(value.findings) &&
    value.findings.every(isIndexFinding) &&
    (value.matters === undefined || (Array.isArray(value.matters) && value.matters.every(isIndexMatter)))
  );
}

function isIndexFinding(value: unknown): value is ArchiveIndexFinding {
  return hasStrings(value, 'no') && isArchivedRecord(value);
}

function isIndexMatter(value: unknown): value is ArchiveIndexMatter {
  return hasStrings(value, 'kindTitle', 'title') && isArchivedRecord(value);
}

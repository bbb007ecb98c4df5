import { createHash } from 'node:crypto';
import type { AuditEvent, AuditHead } from '@xuncha/domain/audit/index';
import { canonicalJson, hashCanonical, sealText, verifyChain } from '@xuncha/domain/audit/index';
import { ArchiveError } from '../archive-error.ts';
import type {
  ArchiveIndex,
  ArchiveIndexEvidence,
  ArchiveIndexFinding,
  ArchiveSeals,
  WithheldEvidence,
} from '../archive-format.ts';
import { ARCHIVE_FORMAT, ARCHIVE_PATHS } from '../archive-format.ts';
import type { BagFile, BagInput, BagSummary } from '../bag/compose-bag.ts';
import { composeBag } from '../bag/compose-bag.ts';
import { PathAllocator, safeSegment } from '../paths.ts';
import { verifierSource } from '../verify/verifier-source.ts';
import type { ApprovalStep } from './approval-trail.ts';
import { approvalCsv } from './approval-trail.ts';
import type { ExportStamp } from './export-stamp.ts';
import { stampInfo } from './export-stamp.ts';
import { verifyGuide } from './verify-guide.ts';

/** One evidence file as recorded at ingest, and how to read it. */
export interface ArchiveEvidence {
  readonly id: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly crc32?: number;
  open: BagFile['open'];
}

/** All the archive keeps of one finding. */
export interface ArchiveFinding {
  readonly id: string;
  readonly no: string;
  /** Short text; cut to fit a folder name. */
  readonly title: string;
  readonly round: string;
  readonly closeoutNo?: string;
  /** The frozen snapshot of a closed finding (G06), or the state of an open one at export. */
  readonly snapshot: unknown;
  readonly snapshotHash: string;
  readonly frozen: boolean;
  readonly approvals: readonly ApprovalStep[];
  readonly audit: {
    readonly tenantId: string;
    readonly streamId: string;
    readonly events: readonly AuditEvent[];
    readonly head: AuditHead;
  };
  readonly evidence: readonly ArchiveEvidence[];
  readonly withheld?: readonly WithheldEvidence[];
}

export interface ArchiveRequest {
  readonly stamp: ExportStamp;
  /** The ledger as a workbook. */
  readonly indexSheet: Uint8Array;
  readonly findings: AsyncIterable<ArchiveFinding> | Iterable<ArchiveFinding>;
  /** Seals that cover the findings; absent while the unit has none. */
  readonly seals?: ArchiveSeals;
  readonly onSummary?: (summary: BagSummary) => void;
}

/**
 * Lengths of the parts of a path, so that the longest one stays below the limit of {@link PathAllocator}:
 * bag 40 + `/data/evidence/` 15 + round 16 + `/` + finding 36 + `/` + id 26 + `/` + file 60 = 196 of 220.
 */
const UNITS = { bag: 40, round: 16, finding: 36, file: 60 } as const;

/**
 * Streams the evidence archive of any number of findings (K06). Findings are taken one at a time, so memory holds one
 * finding's trail. Before anything of a finding is written its audit chain and its snapshot are verified: a broken
 * trail stops the export and is named.
 *
 * @throws ArchiveError
 */
export function composeArchive(request: ArchiveRequest): AsyncGenerator<Uint8Array, void, undefined> {
  return composeBag(archiveBag(request));
}

/** What goes where in the archive. */
export function archiveBag(request: ArchiveRequest): BagInput {
  const { stamp, onSummary } = request;
  const bagName = safeSegment(`${fileSystemName(stamp.exportNo)}-巡察整改档案`, UNITS.bag);
  return {
    bagName,
    info: stampInfo(stamp),
    payload: archivePayload(request, `${bagName}/data/`.length),
    tags: [{ path: ARCHIVE_PATHS.verifier, content: verifierSource() }],
    ...(onSummary ? { onSummary } : {}),
  };
}

async function* archivePayload(request: ArchiveRequest, prefixUnits: number): AsyncGenerator<BagFile> {
  const { stamp } = request;
  const names = new PathAllocator(prefixUnits);
  const slugs = new PathAllocator();
  const findings: ArchiveIndexFinding[] = [];
  yield textFile(names.allocate(ARCHIVE_PATHS.guide), verifyGuide(stamp, sha256Of(verifierSource())));
  yield bytesFile(names.allocate(ARCHIVE_PATHS.indexSheet), request.indexSheet);
  // Taken now, so that no finding can have this name.
  const indexPath = names.allocate(ARCHIVE_PATHS.auditIndex);
  for await (const finding of request.findings) {
    requireIntact(finding);
    const slug = slugs.allocate(findingName(finding));
    const indexed = yield* findingFiles(finding, slug, names);
    findings.push(indexed);
  }
  if (request.seals) yield* sealFiles(request.seals, names);
  const index: ArchiveIndex = { format: ARCHIVE_FORMAT, exportNo: stamp.exportNo, findings };
  yield textFile(indexPath, `${canonicalJson(index)}\n`);
}

async function* findingFiles(
  finding: ArchiveFinding,
  slug: string,
  names: PathAllocator,
): AsyncGenerator<BagFile, ArchiveIndexFinding, undefined> {
  const evidence: ArchiveIndexEvidence[] = [];
  for (const item of finding.evidence) {
    const path = names.allocate(evidencePath(finding, slug, item));
    const { id, fileName, size, sha256 } = item;
    evidence.push({ id, fileName, path: `data/${path}`, size, sha256 });
    yield {
      path,
      size,
      sha256,
      ...(item.crc32 === undefined ? {} : { crc32: item.crc32 }),
      open: () => item.open(),
    };
  }
  const own = (name: string) => names.allocate(`findings/${slug}/${name}`);
  // Canonical JSON as it was hashed: the SHA-256 of the file is the snapshot hash.
  const snapshot = textFile(own('finding.json'), canonicalJson(finding.snapshot));
  const evidenceList = textFile(own('evidence.json'), pretty(evidence));
  const audit = textFile(names.allocate(`audit/${slug}.jsonl`), auditLines(finding.audit.events));
  yield snapshot;
  yield evidenceList;
  yield textFile(own('approval-trail.json'), pretty(finding.approvals));
  yield textFile(own('审批记录.csv'), approvalCsv(finding.approvals));
  yield audit;
  return {
    id: finding.id,
    no: finding.no,
    title: finding.title,
    tenantId: finding.audit.tenantId,
    streamId: finding.audit.streamId,
    ...(finding.closeoutNo === undefined ? {} : { closeoutNo: finding.closeoutNo }),
    audit: { path: `data/${audit.path}`, ...finding.audit.head },
    snapshot: { path: `data/${snapshot.path}`, sha256: finding.snapshotHash, frozen: finding.frozen },
    evidence: `data/${evidenceList.path}`,
    ...(finding.withheld?.length ? { withheld: finding.withheld } : {}),
  };
}

function* sealFiles(seals: ArchiveSeals, names: PathAllocator): Generator<BagFile> {
  const { digests, publicKey, pages, stamp } = seals;
  const tree = Object.fromEntries(
    [...pages].map(([hash, bytes]) => [hash, Buffer.from(bytes).toString('base64')]),
  );
  yield textFile(names.allocate(ARCHIVE_PATHS.sealDigests), auditLines(digests));
  yield textFile(names.allocate(ARCHIVE_PATHS.sealTree), `${canonicalJson(tree)}\n`);
  yield textFile(names.allocate(ARCHIVE_PATHS.sealKey), publicKey);
  const [stamped] = digests;
  if (!stamp || !stamped) return;
  yield bytesFile(names.allocate(ARCHIVE_PATHS.sealStamp), stamp);
  yield textFile(names.allocate(ARCHIVE_PATHS.stampedText), sealText(stamped.digest));
}

function requireIntact(finding: ArchiveFinding): void {
  const { head, tenantId, streamId, events } = finding.audit;
  const verdict = verifyChain(events, { ...head, tenantId, streamId });
  if (!verdict.ok) {
    throw new ArchiveError(
      'audit_broken',
      finding.no,
      `问题 ${finding.no} 的审计记录核验不通过：${verdict.message}`,
    );
  }
  if (hashCanonical(finding.snapshot) !== finding.snapshotHash) {
    throw new ArchiveError('snapshot_mismatch', finding.no, `问题 ${finding.no} 的快照与登记的哈希不符`);
  }
  if (finding.frozen && !events.some((event) => namesSnapshot(event, finding.snapshotHash))) {
    throw new ArchiveError(
      'snapshot_mismatch',
      finding.no,
      `问题 ${finding.no} 的销号快照没有对应的审计记录`,
    );
  }
}

function namesSnapshot({ data }: AuditEvent, hash: string): boolean {
  return typeof data === 'object' && data !== null && 'snapshotHash' in data && data.snapshotHash === hash;
}

function findingName(finding: ArchiveFinding): string {
  return safeSegment(fileSystemName(`${finding.no}-${finding.title}`), UNITS.finding);
}

function evidencePath(finding: ArchiveFinding, slug: string, item: ArchiveEvidence): string {
  const round = safeSegment(fileSystemName(finding.round), UNITS.round);
  const fileName = safeSegment(fileSystemName(item.fileName), UNITS.file);
  return `evidence/${round}/${slug}/${safeSegment(item.id)}/${fileName}`;
}

/**
 * One name for one folder or file. `%` becomes its full-width form: BagIt wants it encoded in the manifest, which
 * `sha256sum -c` doesn't decode, and `完成率100%.xlsx` is an everyday name here.
 */
function fileSystemName(text: string): string {
  return text.replaceAll('/', '_').replaceAll('%', '％');
}

function auditLines(lines: readonly unknown[]): string {
  return lines.map((event) => `${canonicalJson(event)}\n`).join('');
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function textFile(path: string, text: string): BagFile {
  return bytesFile(path, Buffer.from(text, 'utf8'));
}

function bytesFile(path: string, bytes: Uint8Array): BagFile {
  return { path, size: bytes.length, open: () => [bytes] };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

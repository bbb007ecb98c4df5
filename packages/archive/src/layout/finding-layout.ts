import type { AuditEvent, AuditHead } from '@xuncha/domain/audit/index';
import { canonicalJson, hashCanonical, verifyChain } from '@xuncha/domain/audit/index';
import { ArchiveError } from '../archive-error.ts';
import type { ArchiveIndexEvidence, ArchiveIndexFinding, WithheldEvidence } from '../archive-format.ts';
import { safeSegment } from '../paths.ts';
import type { ApprovalStep } from './approval-trail.ts';
import { approvalCsv } from './approval-trail.ts';

/**
 * The one top folder of every archive. Always the same, because packs made when a finding closes carry the full path of
 * their files and go into any later archive as they stand.
 */
export const BAG_FOLDER = '巡察整改档案';

/** All the archive keeps of one finding, its files aside. */
export interface FindingContent {
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
  readonly evidence: readonly FileFacts[];
  readonly withheld?: readonly WithheldEvidence[];
}

/** An evidence file as recorded at ingest. */
type FileFacts = Omit<ArchiveIndexEvidence, 'path'>;

/** A file made for the archive; its path is the one in the bag, with `data/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: Uint8Array;
}

export interface FindingLayout {
  readonly index: ArchiveIndexFinding;
  /** Name of the finding's own folders. */
  readonly folder: string;
  /** Where the evidence stands, by its id. */
  readonly evidence: ReadonlyMap<string, string>;
  readonly approvals: string;
  readonly files: readonly GeneratedFile[];
}

/**
 * Lengths of the parts of a path, so that the longest one stays below 220 units:
 * bag 6 + `/data/evidence/` 15 + round 16 + `/` + finding 36 + `-` + end of its id 8 + `/` + id 26 + `/` + file 60 = 171.
 */
const UNITS = { round: 16, finding: 36, id: 8, file: 60 } as const;

/**
 * Where everything of a finding stands in the bag, and its generated files. Depends on the finding alone: the same
 * finding has the same paths in every archive. Its audit chain and snapshot are verified first.
 *
 * @throws ArchiveError when trail or snapshot are broken
 */
export function layFinding(finding: FindingContent): FindingLayout {
  requireIntact(finding);
  const folder = findingFolder(finding);
  const own = (name: string) => `data/findings/${folder}/${name}`;
  const evidence = finding.evidence.map(
    ({ id, fileName, size, sha256 }): ArchiveIndexEvidence => ({
      id,
      fileName,
      path: evidencePath(finding, { id, fileName }),
      size,
      sha256,
    }),
  );
  const paths = {
    snapshot: own('finding.json'),
    evidence: own('evidence.json'),
    approvals: own('审批记录.csv'),
    audit: `data/audit/${folder}.jsonl`,
  };
  return {
    index: {
      id: finding.id,
      no: finding.no,
      title: finding.title,
      tenantId: finding.audit.tenantId,
      streamId: finding.audit.streamId,
      ...(finding.closeoutNo === undefined ? {} : { closeoutNo: finding.closeoutNo }),
      audit: { path: paths.audit, ...finding.audit.head },
      snapshot: { path: paths.snapshot, sha256: finding.snapshotHash, frozen: finding.frozen },
      evidence: paths.evidence,
      ...(finding.withheld?.length ? { withheld: finding.withheld } : {}),
    },
    folder,
    evidence: new Map(evidence.map(({ id, path }) => [id, path])),
    approvals: paths.approvals,
    files: [
      // Canonical JSON as it was hashed: the SHA-256 of the file is the snapshot hash.
      textFile(paths.snapshot, canonicalJson(finding.snapshot)),
      textFile(paths.evidence, prettyJson(evidence)),
      textFile(own('approval-trail.json'), prettyJson(finding.approvals)),
      textFile(paths.approvals, approvalCsv(finding.approvals)),
      textFile(paths.audit, finding.audit.events.map((event) => `${canonicalJson(event)}\n`).join('')),
    ],
  };
}

/** Path of an evidence file in every bag: `data/evidence/<round>/<finding>/<evidence id>/<file name>`. */
export function evidencePath(
  finding: Pick<FindingContent, 'id' | 'no' | 'title' | 'round'>,
  file: Pick<FileFacts, 'id' | 'fileName'>,
): string {
  const round = pathSegment(finding.round, UNITS.round);
  const fileName = pathSegment(file.fileName, UNITS.file);
  return `data/evidence/${round}/${findingFolder(finding)}/${safeSegment(file.id)}/${fileName}`;
}

/** Path of a finding's page in every bag. */
export const findingPagePath = (finding: Pick<FindingContent, 'id' | 'no' | 'title'>): string =>
  `data/findings/${findingFolder(finding)}/问题.html`;

const findingFolder = ({ id, no, title }: Pick<FindingContent, 'id' | 'no' | 'title'>): string =>
  folderName(`${no}-${title}`, id);

/** A name for people; the end of the id keeps apart what has the name in common. */
export function folderName(name: string, id: string): string {
  return `${pathSegment(name, UNITS.finding)}-${pathSegment(id).slice(-UNITS.id)}`;
}

/** One folder or file of a path. */
export function pathSegment(text: string, units?: number): string {
  return safeSegment(fileSystemName(text), units);
}

/**
 * One name for one folder or file. `%` becomes its full-width form: BagIt wants it encoded in the manifest, which
 * `sha256sum -c` doesn't decode, and `完成率100%.xlsx` is an everyday name here.
 */
function fileSystemName(text: string): string {
  return text.replaceAll('/', '_').replaceAll('%', '％');
}

function requireIntact(finding: FindingContent): void {
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

export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

export function textFile(path: string, text: string): GeneratedFile {
  return { path, content: Buffer.from(text, 'utf8') };
}

import type { AuditEvent, AuditHead } from '@xuncha/domain/audit/index';
import { canonicalJson, hashCanonical, verifyChain } from '@xuncha/domain/audit/index';
import { ArchiveError } from '../archive-error.ts';
import type { ArchiveIndexEvidence, ArchiveIndexMatter, WithheldEvidence } from '../archive-format.ts';
import { shanghaiTime } from './approval-trail.ts';
import { csvText } from './csv.ts';
import { folderName, type GeneratedFile, pathSegment, prettyJson, textFile } from './finding-layout.ts';

/** One step of a matter's trail, in words. */
export interface MatterStep {
  /** ISO 8601. */
  readonly at: string;
  readonly step: string;
  readonly by: string;
  readonly unit?: string;
}

/** All the archive keeps of one matter, its files aside. */
export interface MatterContent {
  readonly id: string;
  readonly kind: string;
  readonly kindTitle: string;
  readonly title: string;
  readonly round?: string;
  /** Its state at export; `evidence` in it names the files that belong to it. */
  readonly snapshot: unknown;
  readonly steps: readonly MatterStep[];
  readonly audit: {
    readonly tenantId: string;
    readonly streamId: string;
    readonly events: readonly AuditEvent[];
    readonly head: AuditHead;
  };
  readonly evidence: readonly Omit<ArchiveIndexEvidence, 'path'>[];
  readonly withheld?: readonly WithheldEvidence[];
}

export interface MatterLayout {
  readonly index: ArchiveIndexMatter;
  /** The matter's own folder in the bag. */
  readonly folder: string;
  /** Where its files stand, by their id. */
  readonly paths: ReadonlyMap<string, string>;
  readonly files: readonly GeneratedFile[];
}

/**
 * Longest path: bag 6 + `/data/matters/` 14 + kind 4 + `/` + matter 36 + `-` + end of its id 8 + `/附件/` 4 + id 26 + `/` +
 * file 60 = 161 of 220 units.
 */
const folderOf = ({ id, kindTitle, title }: Pick<MatterContent, 'id' | 'kindTitle' | 'title'>): string =>
  `data/matters/${pathSegment(kindTitle)}/${folderName(title, id)}`;

/** Path of a matter's page in every bag. */
export const matterPagePath = (matter: Pick<MatterContent, 'id' | 'kindTitle' | 'title'>): string =>
  `${folderOf(matter)}/事项.html`;

/** Path of a matter's file in every bag. */
export const matterFilePath = (
  matter: Pick<MatterContent, 'id' | 'kindTitle' | 'title'>,
  file: Pick<ArchiveIndexEvidence, 'id' | 'fileName'>,
): string => `${folderOf(matter)}/附件/${pathSegment(file.id)}/${pathSegment(file.fileName, 60)}`;

/**
 * Where everything of a matter stands in the bag, and its generated files; its audit chain is verified first.
 *
 * @throws ArchiveError when the trail is broken
 */
export function layMatter(matter: MatterContent): MatterLayout {
  const { head, tenantId, streamId, events } = matter.audit;
  const verdict = verifyChain(events, { ...head, tenantId, streamId });
  if (!verdict.ok) {
    const message = `${matter.kindTitle}“${matter.title}”的审计记录核验不通过：${verdict.message}`;
    throw new ArchiveError('audit_broken', matter.title, message);
  }
  const folder = folderOf(matter);
  const snapshot = `${folder}/matter.json`;
  const list = `${folder}/files.json`;
  const audit = `data/audit/${pathSegment(matter.kindTitle)}-${folderName(matter.title, matter.id)}.jsonl`;
  const files = matter.evidence.map((file) => ({ ...file, path: matterFilePath(matter, file) }));
  return {
    index: {
      id: matter.id,
      kind: matter.kind,
      kindTitle: matter.kindTitle,
      title: matter.title,
      tenantId,
      streamId,
      audit: { path: audit, ...head },
      snapshot: { path: snapshot, sha256: hashCanonical(matter.snapshot), frozen: false },
      evidence: list,
      ...(matter.withheld?.length ? { withheld: matter.withheld } : {}),
    },
    folder,
    paths: new Map(files.map(({ id, path }) => [id, path])),
    files: [
      textFile(snapshot, canonicalJson(matter.snapshot)),
      textFile(list, prettyJson(files)),
      textFile(`${folder}/办理记录.csv`, stepsCsv(matter.steps)),
      textFile(audit, events.map((event) => `${canonicalJson(event)}\n`).join('')),
    ],
  };
}

const stepsCsv = (steps: readonly MatterStep[]): string =>
  csvText([
    ['序号', '时间', '步骤', '办理人', '单位'],
    ...steps.map(({ at, step, by, unit }, index) => [index + 1, shanghaiTime(at), step, by, unit ?? '']),
  ]);

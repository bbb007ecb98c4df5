import { createHash } from 'node:crypto';
import { canonicalJson } from '@xuncha/domain/audit/index';
import {
  ARCHIVE_FORMAT,
  ARCHIVE_PATHS,
  type ArchiveIndex,
  type ArchiveIndexFinding,
  type ArchiveIndexMatter,
  type ArchiveSeals,
} from '../archive-format.ts';
import { BAGIT_TXT, bagInfoText, manifestLine } from '../bag/bag-text.ts';
import { verifierSource } from '../verify/verifier-source.ts';
import { csvText } from './csv.ts';
import type { ExportStamp } from './export-stamp.ts';
import { stampInfo } from './export-stamp.ts';
import { type GeneratedFile, textFile } from './finding-layout.ts';
import { sealFiles } from './seal-files.ts';
import { verifyGuide } from './verify-guide.ts';

/** Evidence the archive lacks because it was missing or damaged, and the auditor chose to go on (K06). */
export interface MissingEvidence {
  /** Number of the finding, or kind and title of the matter. */
  readonly findingNo: string;
  readonly evidenceId: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly reason: string;
}

/** One of the numbered bags of a scope that is too large for one archive. */
export interface BagVolume {
  readonly number: number;
  readonly fileName: string;
  readonly firstNo: string;
  readonly lastNo: string;
  readonly findings: number;
  /** Plans, orders, meetings …; absent where there are none. */
  readonly matters?: number;
  readonly files: number;
  readonly bytes: number;
}

export interface BagContent {
  readonly stamp: ExportStamp;
  /** This bag, and all of them. */
  readonly volume: number;
  readonly volumes: readonly BagVolume[];
  readonly findings: readonly ArchiveIndexFinding[];
  readonly matters: readonly ArchiveIndexMatter[];
  readonly missing: readonly MissingEvidence[];
  /** Seals that cover the chains; absent while the unit has none. */
  readonly seals?: ArchiveSeals;
  /** Index workbooks and whatever else people read; paths with `data/`. */
  readonly sheets: readonly GeneratedFile[];
  /** The page people open first, beside `data/`: a tag file. */
  readonly front: GeneratedFile;
  /** Every other payload file. */
  readonly payload: Iterable<PayloadFile>;
}

export interface PayloadFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface ClosedBag {
  /** Everything that belongs to the bag as a whole, payload and tag files. */
  readonly files: readonly GeneratedFile[];
  readonly payloadFiles: number;
  readonly payloadBytes: number;
  /** SHA-256 of tagmanifest-sha256.txt: it covers the manifest, hence every file. */
  readonly fingerprint: string;
}

/** What belongs to a bag (RFC 8493) as a whole: guide, indexes, verifier, bag-info and both manifests. */
export function closeBag(content: BagContent): ClosedBag {
  const own = [...payloadOfBag(content), ...content.sheets];
  const lines = [...own.map(factsOf), ...content.payload];
  const payloadBytes = lines.reduce((sum, { size }) => sum + size, 0);
  const tags = [
    content.front,
    textFile(ARCHIVE_PATHS.verifier, verifierSource()),
    textFile('bagit.txt', BAGIT_TXT),
    textFile('bag-info.txt', bagInfoText(bagInfo(content, `${payloadBytes}.${lines.length}`))),
    textFile('manifest-sha256.txt', manifestOf(lines)),
  ];
  const tagManifest = textFile('tagmanifest-sha256.txt', manifestOf(tags.map(factsOf)));
  return {
    files: [...own, ...tags, tagManifest],
    payloadFiles: lines.length,
    payloadBytes,
    fingerprint: sha256Of(tagManifest.content),
  };
}

function payloadOfBag(content: BagContent): GeneratedFile[] {
  const { stamp, volume, volumes, findings, matters, missing, seals } = content;
  const index: ArchiveIndex = {
    format: ARCHIVE_FORMAT,
    exportNo: stamp.exportNo,
    findings,
    ...(matters.length > 0 ? { matters } : {}),
  };
  return [
    textFile(`data/${ARCHIVE_PATHS.guide}`, verifyGuide(stamp, sha256Of(Buffer.from(verifierSource())))),
    textFile(`data/${ARCHIVE_PATHS.auditIndex}`, `${canonicalJson(index)}\n`),
    ...(volumes.length > 1 ? [textFile('data/分卷目录.csv', volumesCsv(volume, volumes))] : []),
    ...(seals ? sealFiles(seals) : []),
    ...(missing.length > 0 ? [textFile('data/缺失材料清单.csv', missingCsv(missing))] : []),
  ];
}

function volumesCsv(volume: number, volumes: readonly BagVolume[]): string {
  const rows = volumes.map((one) => [
    one.number,
    one.fileName,
    one.number === volume ? '本卷' : '',
    one.firstNo,
    one.lastNo,
    one.findings,
    one.matters ?? 0,
    one.files,
    one.bytes,
  ]);
  return csvText([
    ['卷号', '文件名', '', '起始问题编号', '截止问题编号', '问题数', '事项数', '文件数', '字节'],
    ...rows,
  ]);
}

function missingCsv(missing: readonly MissingEvidence[]): string {
  const rows = missing.map((one) => [one.findingNo, one.fileName, one.evidenceId, one.sha256, one.reason]);
  return csvText([['问题编号或事项', '文件名', '材料编号', 'SHA-256', '原因'], ...rows]);
}

function bagInfo(
  { stamp, volume, volumes, missing }: BagContent,
  payloadOxum: string,
): Record<string, string> {
  return {
    ...stampInfo(stamp),
    // RFC 8493 2.2.2: the bags of one export belong together.
    ...(volumes.length > 1
      ? { 'Bag-Group-Identifier': stamp.exportNo, 'Bag-Count': `${volume} of ${volumes.length}` }
      : {}),
    ...(missing.length > 0 ? { 'Xuncha-Missing-Evidence': String(missing.length) } : {}),
    'Payload-Oxum': payloadOxum,
  };
}

/** Facts of a generated file, as a manifest states them. */
export function factsOf({ path, content }: GeneratedFile): PayloadFile {
  return { path, size: content.length, sha256: sha256Of(content) };
}

/** Sorted by path: the manifest doesn't depend on the order in which files were gathered. */
function manifestOf(files: readonly PayloadFile[]): string {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ sha256, path }) => manifestLine(sha256, path))
    .join('');
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

import { createHash } from 'node:crypto';
import { canonicalJson } from '@xuncha/domain/audit/index';
import type { ArchiveIndex, ArchiveIndexFinding, ArchiveSeals } from '../archive-format.ts';
import { ARCHIVE_FORMAT, ARCHIVE_PATHS } from '../archive-format.ts';
import type { BagFile, BagInput, BagSummary } from '../bag/compose-bag.ts';
import { composeBag } from '../bag/compose-bag.ts';
import { verifierSource } from '../verify/verifier-source.ts';
import type { ExportStamp } from './export-stamp.ts';
import { stampInfo } from './export-stamp.ts';
import {
  BAG_FOLDER,
  type FindingContent,
  type GeneratedFile,
  layFinding,
  textFile,
} from './finding-layout.ts';
import { sealFiles } from './seal-files.ts';
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

/** All the archive keeps of one finding, with its files. */
export interface ArchiveFinding extends FindingContent {
  readonly evidence: readonly ArchiveEvidence[];
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
  return {
    bagName: BAG_FOLDER,
    info: stampInfo(stamp),
    payload: archivePayload(request),
    tags: [{ path: ARCHIVE_PATHS.verifier, content: verifierSource() }],
    ...(onSummary ? { onSummary } : {}),
  };
}

async function* archivePayload(request: ArchiveRequest): AsyncGenerator<BagFile> {
  const { stamp } = request;
  const findings: ArchiveIndexFinding[] = [];
  yield generated(textFile(`data/${ARCHIVE_PATHS.guide}`, verifyGuide(stamp, sha256Of(verifierSource()))));
  yield generated({ path: `data/${ARCHIVE_PATHS.indexSheet}`, content: request.indexSheet });
  for await (const finding of request.findings) {
    const layout = layFinding(finding);
    for (const { id, size, sha256, crc32, open } of finding.evidence)
      yield {
        path: belowData(layout.evidence.get(id) ?? ''),
        size,
        sha256,
        ...(crc32 === undefined ? {} : { crc32 }),
        open: () => open(),
      };
    yield* layout.files.map(generated);
    findings.push(layout.index);
  }
  if (request.seals) yield* sealFiles(request.seals).map(generated);
  const index: ArchiveIndex = { format: ARCHIVE_FORMAT, exportNo: stamp.exportNo, findings };
  yield generated(textFile(`data/${ARCHIVE_PATHS.auditIndex}`, `${canonicalJson(index)}\n`));
}

function generated({ path, content }: GeneratedFile): BagFile {
  return { path: belowData(path), size: content.length, open: () => [content] };
}

const belowData = (path: string): string => path.slice('data/'.length);

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export type { ArchiveErrorCode } from './archive-error.ts';
export { ArchiveError } from './archive-error.ts';
export type {
  ArchiveIndex,
  ArchiveIndexEvidence,
  ArchiveIndexFinding,
  ArchiveIndexMatter,
  ArchiveSeals,
  WithheldEvidence,
} from './archive-format.ts';
export { ARCHIVE_FORMAT, ARCHIVE_PATHS } from './archive-format.ts';
export type { ComposedArchive, PartNote } from './compose/archive-composer.ts';
export { ArchiveComposer } from './compose/archive-composer.ts';
export type {
  ArchiveSource,
  FileSource,
  RunEntry,
  RunPiece,
  RunSource,
  StoredObject,
} from './compose/archive-source.ts';
export { createUpload, openUpload } from './compose/composed-upload.ts';
export { RunWriter } from './compose/run-writer.ts';
export type { ApprovalStep } from './layout/approval-trail.ts';
export { shanghaiTime } from './layout/approval-trail.ts';
export type { BagContent, BagVolume, MissingEvidence, PayloadFile } from './layout/bag-files.ts';
export { closeBag, factsOf } from './layout/bag-files.ts';
export type { ExportStamp } from './layout/export-stamp.ts';
export { watermark } from './layout/export-stamp.ts';
export type { FindingContent, FindingLayout, GeneratedFile } from './layout/finding-layout.ts';
export { BAG_FOLDER, evidencePath, layFinding } from './layout/finding-layout.ts';
export type { MatterContent, MatterLayout, MatterStep } from './layout/matter-layout.ts';
export { layMatter, matterFilePath } from './layout/matter-layout.ts';
export type { FindingFacts, FindingReading } from './layout/pages/finding-page.ts';
export { deciderOf, findingPage, groundsOf } from './layout/pages/finding-page.ts';
export type { IndexEntry } from './layout/pages/index-pages.ts';
export { indexEntry, indexPages } from './layout/pages/index-pages.ts';
export type { MatterEntry, MatterReading, MatterSection, MatterWords } from './layout/pages/matter-page.ts';
export { matterEntry, matterPage } from './layout/pages/matter-page.ts';
export type { RelatedPage } from './layout/pages/related-page.ts';
export { pagesElsewhere, relatedFinding, relatedMatter } from './layout/pages/related-page.ts';
export { buildPacks, packFingerprint } from './packs/build-packs.ts';
export { PathAllocator, safePath, safeSegment } from './paths.ts';
export { partsAtMost } from './plan/parts-at-most.ts';
export { verifierSource } from './verify/verifier-source.ts';
export type { Problem, VerifyOptions, VerifyReport } from './verify/verify-archive.ts';
export { verifyArchive } from './verify/verify-archive.ts';
export { crc32 as runCrc32 } from './zip/crc32.ts';

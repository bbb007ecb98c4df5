import {
  ARCHIVE_PATHS,
  type ArchiveIndexFinding,
  type ArchiveIndexMatter,
  closeBag,
  type GeneratedFile,
  indexPages,
  type MissingEvidence,
  type PayloadFile,
  pagesElsewhere,
} from '@xuncha/archive';
import type { ArchiveBag } from '@xuncha/store';
import {
  bagName,
  bagRunName,
  type ChunkRows,
  chunksOf,
  putRun,
  rowsName,
  type SealedBag,
  type StepContext,
} from './archive-step.ts';
import { stampOf } from './export-stamp.ts';
import { gatherSeals } from './gather-seals.ts';
import { type IndexRows, workbooksOf, writeIndexSheet } from './index-sheet.ts';

/** Makes what belongs to each bag as a whole: index workbooks, guide, verifier and manifests, as one run. */
export const sealStep = async (context: StepContext): Promise<void> => {
  for (;;) {
    const { position, bags = [] } = context.record.archive;
    if (position?.step !== 'seal') return;
    const bag = bags[position.bag - 1];
    if (!bag) throw new Error(`the export has no bag ${position.bag}`);
    if (!(await sealBag(context, bag, bags))) return;
    const last = position.bag === bags.length;
    await context.record.progress({
      position: last ? { step: 'compose', bag: 1, round: 1 } : { step: 'seal', bag: position.bag + 1 },
    });
    if (!context.goOn()) return;
  }
};

/** False when the step has to end before the bag is sealed. */
const sealBag = async (
  context: StepContext,
  bag: ArchiveBag,
  bags: readonly ArchiveBag[],
): Promise<boolean> => {
  const { record, work, names } = context;
  const { archive } = record;
  const stamp = await stampOf(archive, names);
  const findings: ArchiveIndexFinding[] = [];
  const matters: ArchiveIndexMatter[] = [];
  const payload: PayloadFile[] = [];
  const missing: MissingEvidence[] = [];
  for await (const chunk of chunksOf(work, bag.chunks)) {
    findings.push(...chunk.findings);
    matters.push(...(chunk.matters ?? []));
    payload.push(...chunk.payload);
    missing.push(...chunk.missing);
  }
  const proof = await gatherSeals(
    context,
    [...findings, ...matters].map(({ streamId }) => streamId),
  );
  if (!proof) return false;
  const facts = {
    导出用途: archive.purpose,
    问题: bag.findings,
    ...(matters.length > 0 ? { 方案督办会议等事项: matters.length } : {}),
    材料文件: bag.files,
    ...(missing.length > 0 ? { 缺失材料: missing.length } : {}),
    ...(bags.length > 1 ? { 卷号: `第${bag.number}卷，共${bags.length}卷` } : {}),
  };
  const rows: IndexRows[] = [];
  for (let number = bag.chunks[0]; number <= bag.chunks[1]; number++)
    rows.push(...((await work.json<ChunkRows>(rowsName(number))) ?? []));
  const sheets: GeneratedFile[] = [];
  for (const part of workbooksOf(rows))
    sheets.push({ path: sheetPath(sheets.length + 1), content: await writeIndexSheet(stamp, facts, part) });
  const workbooks = sheets.map(({ path }) => path);
  const entries = rows.flatMap((row) => ('entry' in row ? [row.entry] : []));
  const matterEntries = rows.flatMap((row) => ('matter' in row ? [row.matter] : []));
  const pages = indexPages({
    stamp,
    volume: bag.number,
    volumes: bags,
    missing: missing.length,
    sealed: proof.seals !== undefined,
    workbooks,
    entries,
    matters: matterEntries,
  });
  const closed = closeBag({
    ...proof,
    stamp,
    volume: bag.number,
    volumes: bags,
    findings,
    matters,
    missing,
    sheets: [...sheets, ...pages.lists, ...pagesElsewhere(stamp, [...entries, ...matterEntries])],
    front: pages.front,
    payload,
  });
  const source = await putRun(work, bagRunName(bag.number), closed.files);
  const sealed: SealedBag = { source, fingerprint: closed.fingerprint };
  await work.putJson(bagName(bag.number), sealed);
  return true;
};

/** `index.xlsx`, then `index-2.xlsx` … where one workbook would be too large to open. */
const sheetPath = (number: number): string =>
  `data/${number === 1 ? ARCHIVE_PATHS.indexSheet : ARCHIVE_PATHS.indexSheet.replace('.', `-${number}.`)}`;

import {
  type ArchiveIndexMatter,
  type ArchiveSource,
  factsOf,
  type GeneratedFile,
  layMatter,
  type MissingEvidence,
  matterEntry,
  matterFilePath,
  matterPage,
  type PayloadFile,
} from '@xuncha/archive';
import { chunkRunName, type GatheredChunk, type Lessons, putRun, type StepContext } from './archive-step.ts';
import { fileSource, storedFiles } from './evidence-sources.ts';
import { stampOf } from './export-stamp.ts';
import { gatherMatter } from './gather-matter.ts';
import { type MatterRows, matterRows } from './index-sheet.ts';
import { lostBefore, missingOf, reasonOf, withoutFiles } from './lost-files.ts';
import { matterWords } from './matter-words.ts';
import { readAhead } from './read-ahead.ts';
import { findingsOfMatters } from './related-pages.ts';

/** Two requests each; a plan unpacks to some megabytes, so few at a time. */
const READ_AHEAD = 4;

/** One page of matters as a chunk: pages, snapshots and trails as a run, sources of their files, rows of the index. */
export const gatherMatters = async (
  context: StepContext,
  number: number,
  ids: readonly string[],
  lessons: Lessons,
): Promise<GatheredChunk> => {
  const { deps, scope, names, work, record: exported } = context;
  const generated: GeneratedFile[] = [];
  const sources: ArchiveSource[] = [];
  const payload: PayloadFile[] = [];
  const missing: MissingEvidence[] = [];
  const matters: ArchiveIndexMatter[] = [];
  const rows: MatterRows[] = [];
  const total = { files: 0, bytes: 0 };
  const stamp = await stampOf(exported.archive, names);
  const findingsOf = await findingsOfMatters(context);
  for await (const found of readAhead(ids, READ_AHEAD, (id) => gatherMatter(deps.table, scope, id, names))) {
    if (!found) continue;
    const owner = `${found.record.kindTitle}“${found.record.title}”`;
    const before = lostBefore(found.record, lessons);
    const files = withoutFiles(found.record, before).evidence.map((file) => ({
      file,
      source: fileSource(deps.vault.bucket, matterFilePath(found.record, file), file),
    }));
    const stored = await storedFiles(deps.vault, owner, files);
    if (exported.archive.onMissing !== 'list') for (const { error } of stored.lost) throw error;
    const lost = [...before, ...stored.lost.map(reasonOf)];
    const record = withoutFiles(found.record, lost);
    const layout = layMatter(record);
    const { aggregate } = found;
    const findings = await findingsOf(aggregate.matter);
    const reading = { record, layout, words: matterWords(aggregate), findings };
    generated.push(...layout.files, matterPage(stamp, reading));
    sources.push(...stored.sources);
    matters.push(layout.index);
    missing.push(...lost.map((one) => missingOf(owner, found.record, one)));
    for (const { id, size, sha256 } of record.evidence) {
      payload.push({ path: layout.paths.get(id) ?? '', size, sha256 });
      total.files += 1;
      total.bytes += size;
    }
    rows.push(matterRows(reading, matterEntry(reading), aggregate.matter.due?.date));
  }
  if (generated.length > 0) sources.push(await putRun(work, chunkRunName(number), generated));
  payload.push(...generated.map(factsOf));
  return { chunk: { findings: [], matters, sources, payload, missing }, rows, ...total };
};

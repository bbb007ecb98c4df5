import {
  type ArchiveSource,
  factsOf,
  type GeneratedFile,
  layFinding,
  type MissingEvidence,
  type PayloadFile,
  partsAtMost,
} from '@xuncha/archive';
import type { ArchiveBag, ArchivePosition } from '@xuncha/store';
import {
  BAG_LIMITS,
  type Chunk,
  chunkName,
  chunkRunName,
  type GatheredChunk,
  Hopeless,
  type Lessons,
  putRun,
  readLessons,
  rowsName,
  type StepContext,
} from './archive-step.ts';
import { evidenceSources } from './evidence-sources.ts';
import { stampOf } from './export-stamp.ts';
import { type FindingCursor, findingPage } from './find-findings.ts';
import { firstMatters, type MatterCursor, matterPage } from './find-matters.ts';
import { findingReading } from './finding-reading.ts';
import { type GatheredFinding, gatherFinding } from './gather-finding.ts';
import { gatherMatters } from './gather-matter-chunk.ts';
import { type IndexRows, indexRows } from './index-sheet.ts';
import { lostBefore, missingOf, reasonOf, withoutFiles } from './lost-files.ts';
import { readAhead } from './read-ahead.ts';
import { mattersOfFindings } from './related-pages.ts';

/**
 * Findings read side by side, their files asked after included: two queries of about 5 ms and one request to S3 of about
 * 30 ms where there are packs, so 8 bring some 200 findings a second.
 */
const READ_AHEAD = 8;

/**
 * Reads the findings of the scope page by page, then its matters. Each page becomes a chunk in the work folder: generated
 * files as a run, sources of the evidence, rows of the index. Nothing of a page stays in memory, and a page counts once it
 * is recorded. When the step's time is up a page of findings ends where it is, and the next step goes on behind it.
 */
export const gatherStep = async (context: StepContext): Promise<void> => {
  const lessons = await readLessons(context.work);
  for (;;) {
    const { position } = context.record.archive;
    if (position?.step !== 'gather') return;
    await gatherPage(context, position, lessons);
    if (!context.goOn()) return;
  }
};

type GatherPosition = Extract<ArchivePosition, { step: 'gather' }>;

const gatherPage = async (
  context: StepContext,
  position: GatherPosition,
  lessons: Lessons,
): Promise<void> => {
  const { deps, record, work } = context;
  const { archive } = record;
  const { gathered, cursor } = await gatherNext(context, position, lessons);
  const { findings, matters = [] } = gathered.chunk;
  const filled = findings.length + matters.length > 0;
  if (filled) {
    await work.putJson(chunkName(position.chunk), gathered.chunk);
    await work.putJson(rowsName(position.chunk), gathered.rows);
  }
  const bags = filled
    ? addToBags(archive.bags ?? [], position.chunk, gathered, deps.limits ?? BAG_LIMITS)
    : (archive.bags ?? []);
  const next: ArchivePosition = cursor
    ? { step: 'gather', chunk: position.chunk + (filled ? 1 : 0), cursor }
    : { step: 'seal', bag: 1 };
  if (!cursor && bags.every((bag) => bag.findings === 0))
    throw new Hopeless('archive_empty', '导出范围内没有可归档的问题。');
  const { payload } = gathered.chunk;
  const total = sumOf(bags);
  await record.progress({
    status: 'building',
    position: next,
    bags: cursor ? bags : withNames(bags, archive.no),
    ...total,
    findingsDone: total.findings,
    missing: (archive.missing ?? 0) + gathered.chunk.missing.length,
    filesTotal: (archive.filesTotal ?? 0) + payload.length,
    bytesTotal: (archive.bytesTotal ?? 0) + payload.reduce((sum, { size }) => sum + size, 0),
  });
};

/** Findings first, then what stands beside them. */
type GatherCursor = FindingCursor | { readonly matters: MatterCursor };

const gatherNext = async (
  context: StepContext,
  { chunk, cursor }: GatherPosition,
  lessons: Lessons,
): Promise<{ readonly gathered: GatheredChunk; readonly cursor?: GatherCursor }> => {
  const { deps, scope, record } = context;
  const wanted = record.archive.scope;
  const at = cursor as GatherCursor | undefined;
  if (at && 'matters' in at) {
    const page = await matterPage(deps.table, scope, wanted, at.matters);
    const gathered = await gatherMatters(context, chunk, page.ids, lessons);
    return { gathered, ...(page.next ? { cursor: { matters: page.next } } : {}) };
  }
  const page = await findingPage(deps.table, scope, wanted, at);
  const gathered = await gatherFindings(context, chunk, page.ids, lessons);
  return { gathered, cursor: page.after(gathered.read) ?? { matters: firstMatters(wanted) } };
};

interface GatheredFindings extends GatheredChunk {
  /** How many of the ids have been read, those included that don't belong in an archive. */
  readonly read: number;
}

const gatherFindings = async (
  context: StepContext,
  number: number,
  ids: readonly string[],
  lessons: Lessons,
): Promise<GatheredFindings> => {
  const { names, work } = context;
  const generated: GeneratedFile[] = [];
  const sources: ArchiveSource[] = [];
  const payload: PayloadFile[] = [];
  const missing: MissingEvidence[] = [];
  const findings: Chunk['findings'][number][] = [];
  const rows: IndexRows[] = [];
  const total = { files: 0, bytes: 0, read: 0 };
  const { archive } = context.record;
  const stamp = await stampOf(archive, names);
  // One finding and what it was split from are so few that they are never left half done.
  const begun = archive.scope.kind === 'finding' ? ids : whileTime(ids, context.goOn);
  const mattersOf = await mattersOfFindings(context);
  const read = async (id: string) => {
    const found = await withEvidence(context, id, lessons);
    return found && { ...found, matters: await mattersOf(id) };
  };
  for await (const one of readAhead(begun, READ_AHEAD, read)) {
    total.read += 1;
    if (!one) continue;
    const { found, evidence, matters } = one;
    const lost = [...lostBefore(found.record, lessons), ...evidence.lost.map(reasonOf)];
    if (archive.onMissing !== 'list') for (const { error } of evidence.lost) throw error;
    const record = withoutFiles(found.record, lost);
    const layout = layFinding(record);
    const whole = { ...found, record } satisfies GatheredFinding;
    const forPeople = findingReading(stamp, whole, layout, matters);
    generated.push(...layout.files, ...forPeople.files);
    sources.push(...evidence.sources);
    findings.push(layout.index);
    missing.push(...lost.map((file) => missingOf(record.no, found.record, file)));
    for (const { id, size, sha256 } of record.evidence) {
      payload.push({ path: layout.evidence.get(id) ?? '', size, sha256 });
      total.files += 1;
      total.bytes += size;
    }
    rows.push({ ...indexRows(whole, pathsOf(layout)), entry: forPeople.entry });
  }
  if (generated.length > 0) sources.push(await putRun(work, chunkRunName(number), generated));
  payload.push(...generated.map(factsOf));
  return { chunk: { findings, sources, payload, missing }, rows, ...total };
};

/** The ids until time is up; without a first one no step would ever get on. */
function* whileTime(ids: readonly string[], goOn: () => boolean): Generator<string> {
  for (const [index, id] of ids.entries()) {
    if (index > 0 && !goOn()) return;
    yield id;
  }
}

const withEvidence = async ({ deps, scope, names }: StepContext, id: string, lessons: Lessons) => {
  const found = await gatherFinding(deps.table, scope, id, names);
  if (!found) return undefined;
  const wanted = withoutFiles(found.record, lostBefore(found.record, lessons));
  const withPacks = !lessons.withoutPacks;
  return { found, evidence: await evidenceSources(deps.vault, scope.tenantId, wanted, { withPacks }) };
};

/** Links of the index are relative to it, and it stands in `data/`. */
const belowData = (path: string): string => path.slice('data/'.length);

const pathsOf = ({ evidence, index, approvals }: ReturnType<typeof layFinding>) => ({
  evidence: new Map([...evidence].map(([id, path]) => [id, belowData(path)])),
  snapshot: belowData(index.snapshot.path),
  approvals: belowData(approvals),
});

/** Adds a chunk to the bag at hand, or begins the next one when it would grow beyond its limits. */
const addToBags = (
  bags: readonly ArchiveBag[],
  number: number,
  { chunk, files, bytes }: GatheredChunk,
  limits: typeof BAG_LIMITS,
): ArchiveBag[] => {
  const { findings, matters = [] } = chunk;
  const added = { findings: findings.length, files, bytes, parts: partsAtMost(chunk.sources) };
  const open = bags.at(-1);
  // A volume of matters alone has no numbers of findings.
  const ends = { firstNo: findings[0]?.no ?? '', lastNo: findings.at(-1)?.no ?? open?.lastNo ?? '' };
  const fits =
    open &&
    (['findings', 'files', 'bytes', 'parts'] as const).every(
      (what) => open[what] + added[what] <= limits[what],
    );
  if (!fits) {
    const lastNo = findings.at(-1)?.no ?? '';
    const began = { number: bags.length + 1, fileName: '', chunks: [number, number] as const };
    return [...bags, { ...began, ...ends, lastNo, ...added, matters: matters.length }];
  }
  return [
    ...bags.slice(0, -1),
    {
      ...open,
      chunks: [open.chunks[0], number],
      lastNo: ends.lastNo,
      findings: open.findings + added.findings,
      matters: (open.matters ?? 0) + matters.length,
      files: open.files + added.files,
      bytes: open.bytes + added.bytes,
      parts: open.parts + added.parts,
    },
  ];
};

const withNames = (bags: readonly ArchiveBag[], no: string): ArchiveBag[] =>
  bags.map((bag) => ({
    ...bag,
    fileName:
      bags.length === 1
        ? `${no}-巡察整改档案.zip`
        : `${no}-巡察整改档案-第${bag.number}卷（共${bags.length}卷）.zip`,
  }));

const sumOf = (bags: readonly ArchiveBag[]) =>
  bags.reduce(
    (sum, { findings, matters = 0, files, bytes }) => ({
      findings: sum.findings + findings,
      matters: sum.matters + matters,
      files: sum.files + files,
      bytes: sum.bytes + bytes,
    }),
    { findings: 0, matters: 0, files: 0, bytes: 0 },
  );

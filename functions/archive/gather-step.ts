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
  type ChunkRows,
  chunkName,
  chunkRunName,
  Hopeless,
  type Lessons,
  putRun,
  readLessons,
  rowsName,
  type StepContext,
} from './archive-step.ts';
import { evidenceSources, type LostFile } from './evidence-sources.ts';
import { stampOf } from './export-stamp.ts';
import { type FindingCursor, findingPage } from './find-findings.ts';
import { findingReading } from './finding-reading.ts';
import { type FindingRecord, type GatheredFinding, gatherFinding } from './gather-finding.ts';
import { indexRows, type RoundRows } from './index-sheet.ts';
import { readAhead } from './read-ahead.ts';

/**
 * Findings read side by side, their files asked after included: two queries of about 5 ms and one request to S3 of about
 * 30 ms where there are packs, so 8 bring some 200 findings a second.
 */
const READ_AHEAD = 8;

/**
 * Reads the findings of the scope page by page. Each page becomes a chunk in the work folder: generated files as a run,
 * sources of the evidence, rows of the index. Nothing of a page stays in memory, and a page counts once it is recorded.
 * When the step's time is up the page ends where it is, and the next step goes on behind it.
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
  const { deps, scope, record, work } = context;
  const { archive } = record;
  const page = await findingPage(
    deps.table,
    scope,
    archive.scope,
    position.cursor as FindingCursor | undefined,
  );
  const gathered = await gatherChunk(context, position.chunk, page.ids, lessons);
  const following = page.after(gathered.read);
  const filled = gathered.chunk.findings.length > 0;
  if (filled) {
    await work.putJson(chunkName(position.chunk), gathered.chunk);
    await work.putJson(rowsName(position.chunk), gathered.rows);
  }
  const bags = filled
    ? addToBags(archive.bags ?? [], position.chunk, gathered, deps.limits ?? BAG_LIMITS)
    : (archive.bags ?? []);
  const next: ArchivePosition = following
    ? { step: 'gather', chunk: position.chunk + (filled ? 1 : 0), cursor: following }
    : { step: 'seal', bag: 1 };
  if (!following && bags.length === 0) throw new Hopeless('archive_empty', '导出范围内没有可归档的问题。');
  const { payload } = gathered.chunk;
  const total = sumOf(bags);
  await record.progress({
    status: 'building',
    position: next,
    bags: following ? bags : withNames(bags, archive.no),
    ...total,
    findingsDone: total.findings,
    missing: (archive.missing ?? 0) + gathered.chunk.missing.length,
    filesTotal: (archive.filesTotal ?? 0) + payload.length,
    bytesTotal: (archive.bytesTotal ?? 0) + payload.reduce((sum, { size }) => sum + size, 0),
  });
};

interface GatheredChunk {
  readonly chunk: Chunk;
  readonly rows: ChunkRows;
  readonly files: number;
  readonly bytes: number;
  /** How many of the ids have been read, those included that don't belong in an archive. */
  readonly read: number;
}

const gatherChunk = async (
  context: StepContext,
  number: number,
  ids: readonly string[],
  lessons: Lessons,
): Promise<GatheredChunk> => {
  const { names, work } = context;
  const generated: GeneratedFile[] = [];
  const sources: ArchiveSource[] = [];
  const payload: PayloadFile[] = [];
  const missing: MissingEvidence[] = [];
  const findings: Chunk['findings'][number][] = [];
  const rows: RoundRows[] = [];
  const total = { files: 0, bytes: 0, read: 0 };
  const stamp = await stampOf(context.record.archive, names);
  const begun = whileTime(ids, context.goOn);
  for await (const one of readAhead(begun, READ_AHEAD, (id) => withEvidence(context, id, lessons))) {
    total.read += 1;
    if (!one) continue;
    const { found, evidence } = one;
    const lost = [...lostBefore(found.record, lessons), ...evidence.lost.map(reasonOf)];
    if (context.record.archive.onMissing !== 'list') for (const { error } of evidence.lost) throw error;
    const record = withoutFiles(found.record, lost);
    const layout = layFinding(record);
    const read = { ...found, record } satisfies GatheredFinding;
    const forPeople = findingReading(stamp, read, layout);
    generated.push(...layout.files, ...forPeople.files);
    sources.push(...evidence.sources);
    findings.push(layout.index);
    missing.push(...lost.map((one) => missingOf(found.record, one)));
    for (const { id, size, sha256 } of record.evidence) {
      payload.push({ path: layout.evidence.get(id) ?? '', size, sha256 });
      total.files += 1;
      total.bytes += size;
    }
    rows.push({ ...indexRows(read, pathsOf(layout)), entry: forPeople.entry });
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
  const wanted = withoutLost(found.record, lessons);
  const withPacks = !lessons.withoutPacks;
  return { found, evidence: await evidenceSources(deps.vault, scope.tenantId, wanted, { withPacks }) };
};

interface Lost {
  readonly id: string;
  readonly reason: string;
}

const reasonOf = ({ file, error }: LostFile): Lost => ({ id: file.id, reason: error.message });

/** Files a step found damaged while it composed: they are listed this time. */
const lostBefore = (record: FindingRecord, { lost }: Lessons): Lost[] =>
  record.evidence.flatMap(({ id }) => {
    const reason = lost[id];
    return reason ? [{ id, reason }] : [];
  });

const withoutLost = (record: FindingRecord, lessons: Lessons): FindingRecord =>
  withoutFiles(record, lostBefore(record, lessons));

/** The finding with its lost files explained: the verifier wants every file a snapshot names, or a reason. */
const withoutFiles = (record: FindingRecord, lost: readonly Lost[]): FindingRecord => {
  if (lost.length === 0) return record;
  const reasons = new Map(lost.map(({ id, reason }) => [id, reason]));
  const gone = record.evidence.filter(({ id }) => reasons.has(id));
  return {
    ...record,
    evidence: record.evidence.filter(({ id }) => !reasons.has(id)),
    withheld: [
      ...(record.withheld ?? []),
      ...gone.map(({ id, sha256 }) => ({ id, sha256, reason: reasons.get(id) ?? '' })),
    ],
  };
};

const missingOf = (record: FindingRecord, { id, reason }: Lost): MissingEvidence => {
  const file = record.evidence.find((one) => one.id === id);
  const { fileName = '', sha256 = '' } = file ?? {};
  return { findingNo: record.no, evidenceId: id, fileName, sha256, reason };
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
  const added = { findings: chunk.findings.length, files, bytes, parts: partsAtMost(chunk.sources) };
  const open = bags.at(-1);
  const ends = { firstNo: chunk.findings[0]?.no ?? '', lastNo: chunk.findings.at(-1)?.no ?? '' };
  const fits =
    open &&
    (['findings', 'files', 'bytes', 'parts'] as const).every(
      (what) => open[what] + added[what] <= limits[what],
    );
  if (!fits)
    return [...bags, { number: bags.length + 1, fileName: '', chunks: [number, number], ...ends, ...added }];
  return [
    ...bags.slice(0, -1),
    {
      ...open,
      chunks: [open.chunks[0], number],
      lastNo: ends.lastNo,
      findings: open.findings + added.findings,
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
    (sum, { findings, files, bytes }) => ({
      findings: sum.findings + findings,
      files: sum.files + files,
      bytes: sum.bytes + bytes,
    }),
    { findings: 0, files: 0, bytes: 0 },
  );

import type {
  ArchiveIndexFinding,
  ArchiveIndexMatter,
  ArchiveSource,
  GeneratedFile,
  MissingEvidence,
  PayloadFile,
  RunSource,
} from '@xuncha/archive';
import { ArchiveError, BAG_FOLDER, RunWriter, runCrc32 } from '@xuncha/archive';
import type { TenantScope } from '@xuncha/domain';
import type { ArchivePosition, Table } from '@xuncha/store';
import type { Vault } from './evidence-sources.ts';
import type { ExportRecord } from './export-record.ts';
import type { IndexRows } from './index-sheet.ts';
import type { KnownNames } from './known-names.ts';
import type { WorkFolder } from './work-folder.ts';

/** How much goes into one bag before the next one is begun. */
export interface BagLimits {
  readonly findings: number;
  readonly files: number;
  readonly bytes: number;
  readonly parts: number;
}

/**
 * A bag is sealed and composed in the heap its function is deployed with, 112 MB: 3,000 findings with 15,000 files could
 * just be sealed in it, 5,000 could not. 100 GB are a night's download; 9,500 of S3's 10,000 parts leave room for the
 * indexes.
 */
export const BAG_LIMITS: BagLimits = { findings: 2_000, files: 10_000, bytes: 100e9, parts: 9_500 };

export interface ArchiveDeps {
  readonly table: Table;
  readonly vault: Vault;
  readonly archiveBucket: string;
  readonly hqTenant: string;
  readonly now: () => Date;
  /** How many days an archive can be downloaded; afterwards it is built again from the kept work. */
  readonly keepDays: number;
  readonly limits?: BagLimits;
}

/** What one step of one export works with. */
export interface StepContext {
  readonly deps: ArchiveDeps;
  readonly scope: TenantScope;
  readonly record: ExportRecord;
  readonly work: WorkFolder;
  readonly names: KnownNames;
  /** False once the step should come to its end; the next one goes on. */
  readonly goOn: () => boolean;
}

export type StepName = ArchivePosition['step'];

/** Findings or matters gathered together: one page of a list. */
export interface Chunk {
  readonly findings: readonly ArchiveIndexFinding[];
  /** Absent in chunks made before matters were archived. */
  readonly matters?: readonly ArchiveIndexMatter[];
  readonly sources: readonly ArchiveSource[];
  readonly payload: readonly PayloadFile[];
  readonly missing: readonly MissingEvidence[];
}

const numbered = (number: number): string => String(number).padStart(6, '0');
export const chunkName = (number: number): string => `chunk-${numbered(number)}.json`;
export const chunkRunName = (number: number): string => `chunk-${numbered(number)}.part`;
export const rowsName = (number: number): string => `rows-${numbered(number)}.json`;
export const bagRunName = (bag: number): string => `bag-${bag}.part`;
export const bagName = (bag: number): string => `bag-${bag}.json`;
export const notesPrefix = (bag: number): string => `notes-${bag}-`;
export const notesName = (bag: number, round: number): string => `${notesPrefix(bag)}${numbered(round)}.json`;

/** What a sealed bag adds to its chunks. */
export interface SealedBag {
  readonly source: RunSource;
  readonly fingerprint: string;
}

export type ChunkRows = readonly IndexRows[];

export interface GatheredChunk {
  readonly chunk: Chunk;
  readonly rows: ChunkRows;
  readonly files: number;
  readonly bytes: number;
}

/** What an earlier try found out: files to be listed as missing, packs that can't be trusted. */
export interface Lessons {
  readonly lost: Readonly<Record<string, string>>;
  readonly withoutPacks: boolean;
}
const LESSONS = 'lessons.json';

/** What composing reads: sources and generated files of chunks and bags. Rows, notes and lessons only lead there. */
export const KEPT_WORK = ['chunk-', 'bag-'] as const;

export const readLessons = async (work: WorkFolder): Promise<Lessons> =>
  (await work.json<Lessons>(LESSONS)) ?? { lost: {}, withoutPacks: false };

export const writeLessons = (work: WorkFolder, lessons: Lessons): Promise<void> =>
  work.putJson(LESSONS, lessons);

/** Writes generated files as one run, which S3 copies or the composer reads. */
export const putRun = async (
  work: WorkFolder,
  name: string,
  files: readonly GeneratedFile[],
): Promise<RunSource> => {
  const writer = new RunWriter();
  for (const { path, content } of files) writer.add(`${BAG_FOLDER}/${path}`, content);
  const { bytes, entries } = writer.finish();
  const object = await work.put(name, bytes);
  return { kind: 'run', pieces: [{ object, start: 0, size: bytes.length, crc32: runCrc32(bytes) }], entries };
};

/** The chunks of a bag, in order, one at a time. */
export async function* chunksOf(
  work: WorkFolder,
  [first, last]: readonly [number, number],
): AsyncGenerator<Chunk> {
  for (let number = first; number <= last; number++) {
    const chunk = await work.json<Chunk>(chunkName(number));
    if (!chunk) throw workGone();
    yield chunk;
  }
}

/** Why an export ended without an archive; trying again would not help. */
export class Hopeless extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'Hopeless';
    this.code = code;
  }
}

/** S3 is consistent: what isn't there now won't be there at the next try. */
export const workGone = (): Hopeless =>
  new Hopeless('archive_work_gone', '生成该档案所用的底稿已不在，不能生成，请重新导出一份新的档案。');

export const hopelessOf = (error: unknown): Hopeless | undefined => {
  if (error instanceof Hopeless) return error;
  if (!(error instanceof ArchiveError)) return undefined;
  return new Hopeless(`archive_${error.code}`, `${error.message}。档案没有生成，请联系管理员核查。`);
};

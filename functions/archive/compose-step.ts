import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import {
  ArchiveComposer,
  ArchiveError,
  type ArchiveSource,
  createUpload,
  openUpload,
  type PartNote,
} from '@xuncha/archive';
import { log } from '@xuncha/http';
import type { ArchiveBag, ArchiveExport, ArchivePosition } from '@xuncha/store';
import { isAbsent } from './absent-object.ts';
import {
  bagName,
  chunksOf,
  Hopeless,
  notesName,
  notesPrefix,
  readLessons,
  type SealedBag,
  type StepContext,
  workGone,
  writeLessons,
} from './archive-step.ts';

/** The export's progress is written at most this often, in milliseconds: one write unit a second. */
const PROGRESS_INTERVAL = 1000;

type ComposePosition = Extract<ArchivePosition, { step: 'compose' }>;

/**
 * Composes one bag after the other inside S3, as far as the time of a step allows. What is done is known to S3 (its list
 * of parts) and to the notes in the work folder, so whoever comes next goes on from the last finished part.
 */
export const composeStep = async (context: StepContext): Promise<'finished' | 'more'> => {
  for (;;) {
    const { position, bags = [] } = context.record.archive;
    if (position?.step !== 'compose') return 'more';
    const bag = bags[position.bag - 1];
    if (!bag) return 'finished';
    try {
      if (!(await composeBag(context, position, bag))) return 'more';
    } catch (error) {
      if (!(await learn(context, position, bag, error))) throw error;
      return 'more';
    }
    if (!context.goOn()) return 'more';
  }
};

/** Each building again has keys of its own: removing the files of the one before never meets its own. */
export const bagKey = ({ tenantId, id, bags = [], rebuild }: ArchiveExport, bag: number): string => {
  const build = rebuild ? `${id}-r${rebuild.number}` : id;
  return `t/${tenantId}/archives/${bags.length > 1 ? `${build}-${bag}` : build}.zip`;
};

const composeBag = async (
  context: StepContext,
  position: ComposePosition,
  bag: ArchiveBag,
): Promise<boolean> => {
  const { deps, record, work } = context;
  const { s3 } = deps.vault;
  const sealed = await work.json<SealedBag>(bagName(bag.number));
  if (!sealed) throw workGone();
  const composer = new ArchiveComposer(s3, await sourcesOf(context, bag, sealed));
  const place = { bucket: deps.archiveBucket, key: bagKey(record.archive, bag.number) };
  const uploadId = position.uploadId ?? (await createUpload(s3, place));
  if (uploadId !== position.uploadId) await record.progress({ position: { ...position, uploadId } });
  const upload = openUpload(s3, place, uploadId);
  if (!(await upload.parts())) {
    // Completed by a step that died before it could say so, or removed by the bucket's lifecycle.
    const found = await joined(context, place.key, composer.plan.size);
    if (found) return await enterBag(context, position, bag, sealed, found);
    await record.progress({ position: { step: 'compose', bag: position.bag, round: position.round + 1 } });
    return false;
  }
  const report = progressOf(context, bag);
  const step = await composer.advance(upload, {
    notes: await notesOf(context, bag.number),
    goOn: () => context.goOn() && report.wanted(),
    onPart: report.part,
  });
  await report.settled();
  if (!step.finished) {
    await work.putJson(notesName(bag.number, position.round), step.notes);
    await record.progress({ position: { ...position, uploadId, round: position.round + 1 } });
    return false;
  }
  await composer.complete(upload);
  const found = await joined(context, place.key, composer.plan.size);
  if (!found) throw new Error('the completed archive is not in its bucket');
  return await enterBag(context, position, bag, sealed, found);
};

const sourcesOf = async (
  { work }: Pick<StepContext, 'work'>,
  bag: ArchiveBag,
  sealed: SealedBag,
): Promise<ArchiveSource[]> => {
  const sources: ArchiveSource[] = [sealed.source];
  for await (const chunk of chunksOf(work, bag.chunks)) sources.push(...chunk.sources);
  return sources;
};

const notesOf = async ({ work }: StepContext, bag: number): Promise<PartNote[]> => {
  const notes: PartNote[] = [];
  for (const name of await work.list(notesPrefix(bag)))
    notes.push(...((await work.json<PartNote[]>(name)) ?? []));
  return notes;
};

interface Joined {
  readonly size: number;
  readonly crc32: string;
}

/** The finished archive as S3 has it, if it is there. S3 joined it only because CRC-32 and size were right. */
const joined = async ({ deps }: StepContext, key: string, size: number): Promise<Joined | undefined> => {
  try {
    const head = await deps.vault.s3.send(
      new HeadObjectCommand({ Bucket: deps.archiveBucket, Key: key, ChecksumMode: 'ENABLED' }),
    );
    if (head.ContentLength !== size || !head.ChecksumCRC32) return undefined;
    return { size, crc32: Buffer.from(head.ChecksumCRC32, 'base64').toString('hex') };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

const enterBag = async (
  { deps, record }: StepContext,
  position: ComposePosition,
  bag: ArchiveBag,
  { fingerprint }: SealedBag,
  found: Joined,
): Promise<true> => {
  const { archive } = record;
  if (archive.rebuild && !isSame(bag, { ...found, fingerprint })) {
    const Key = bagKey(archive, bag.number);
    await deps.vault.s3.send(new DeleteObjectCommand({ Bucket: deps.archiveBucket, Key }));
    throw new Hopeless('archive_differs', DIFFERS);
  }
  const done: ArchiveBag = { ...bag, ...found, fingerprint, objectKey: bagKey(archive, bag.number) };
  const bags = (archive.bags ?? []).map((one) => (one.number === bag.number ? done : one));
  await record.progress({ bags, position: { step: 'compose', bag: position.bag + 1, round: 1 } });
  return true;
};

const DIFFERS =
  '重新生成的档案与首次生成的不一致（指纹、CRC-32 或大小不同），已丢弃。请联系管理员核查底稿与材料库，需要材料时可另行导出一份新的档案。';

/** Equal CRC-32 and size: the same bytes as far as S3 can tell. What each file holds was checked as it was copied. */
const isSame = (first: ArchiveBag, again: Joined & Pick<SealedBag, 'fingerprint'>): boolean =>
  first.size === again.size && first.crc32 === again.crc32 && first.fingerprint === again.fingerprint;

/** Writes progress while parts are made, and notices when the export is no longer wanted. */
const progressOf = ({ record }: StepContext, bag: ArchiveBag) => {
  const before = (record.archive.bags ?? []).filter(({ number }) => number < bag.number);
  const base = before.reduce((sum, { size = 0 }) => sum + size, 0);
  const baseFiles = before.reduce(
    (sum, { files, findings, matters = 0 }) => sum + files + 5 * (findings + matters),
    0,
  );
  let last = performance.now();
  let writing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  return {
    part(done: { readonly bytes: number; readonly files: number }): void {
      if (failure || performance.now() - last < PROGRESS_INTERVAL) return;
      last = performance.now();
      const { bytesTotal = 0, filesTotal = 0 } = record.archive;
      const change = {
        bytesDone: Math.min(bytesTotal, base + done.bytes),
        filesDone: Math.min(filesTotal, baseFiles + done.files),
      };
      writing = writing
        .then(() => record.progress(change))
        .catch((error: unknown) => {
          failure ??= { error };
        });
    },
    wanted: () => failure === undefined,
    async settled(): Promise<void> {
      await writing;
      if (failure) throw failure.error;
    },
  };
};

/**
 * A pack that is not what it was is done without: the files themselves are taken. A damaged file is listed, if the
 * auditor chose so. Both start the export over, with what was learnt.
 *
 * @returns whether there was something to learn
 */
const learn = async (
  context: StepContext,
  position: ComposePosition,
  bag: ArchiveBag,
  error: unknown,
): Promise<boolean> => {
  // Built again it is what it was, or it is not built.
  if (!(error instanceof ArchiveError) || context.record.archive.rebuild) return false;
  const { deps, record, work } = context;
  const sealed = await work.json<SealedBag>(bagName(bag.number));
  const sources = sealed ? await sourcesOf(context, bag, sealed) : [];
  const source = sources.find(
    (one) => (one.kind === 'file' ? one.name : one.entries[0]?.name) === error.subject,
  );
  const lessons = await readLessons(work);
  const evidenceId = error.subject.split('/').at(-2) ?? '';
  if (source?.kind === 'run' && !lessons.withoutPacks) {
    log('error', 'archive_pack_damaged', { archiveId: record.archive.id, problem: error.code });
    await writeLessons(work, { ...lessons, withoutPacks: true });
  } else if (source?.kind === 'file' && record.archive.onMissing === 'list' && !lessons.lost[evidenceId]) {
    await writeLessons(work, { ...lessons, lost: { ...lessons.lost, [evidenceId]: error.message } });
  } else return false;
  const key = bagKey(record.archive, bag.number);
  const { uploadId } = record.archive.position?.step === 'compose' ? record.archive.position : position;
  if (uploadId) await openUpload(deps.vault.s3, { bucket: deps.archiveBucket, key }, uploadId).abort();
  await record.progress({
    position: { step: 'gather', chunk: 1 },
    bags: [],
    missing: 0,
    filesTotal: 0,
    bytesTotal: 0,
    filesDone: 0,
    bytesDone: 0,
  });
  // Notes of the abandoned upload must not be taken for those of the next one.
  for (const name of await work.list('notes-')) await work.putJson(name, []);
  return true;
};

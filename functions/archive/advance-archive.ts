import { openUpload } from '@xuncha/archive';
import { archiveExpiresOn, systemScope, type TenantScope } from '@xuncha/domain';
import { log } from '@xuncha/http';
import type { ArchiveBag, ArchiveExport } from '@xuncha/store';
import {
  type ArchiveDeps,
  Hopeless,
  hopelessOf,
  KEPT_WORK,
  type StepContext,
  type StepName,
} from './archive-step.ts';
import { bagKey, composeStep } from './compose-step.ts';
import { Cancelled, type ExportRecord, openRecord, Superseded } from './export-record.ts';
import { newestSeal } from './gather-seals.ts';
import { gatherStep } from './gather-step.ts';
import { openNames } from './known-names.ts';
import { removeFiles } from './remove-files.ts';
import { sealStep } from './seal-step.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

/** What a state of the workflow passes on. */
export interface ArchiveTask {
  readonly tenantId: string;
  readonly archiveId: string;
  readonly attempt?: number;
  readonly step: StepName;
}

/** Which state comes next. */
export interface ArchiveAnswer {
  readonly next: StepName | 'end';
}

/** Each attempt is four runs of a state: after five it isn't the weather. */
const MAX_ATTEMPTS = 5;

/**
 * K06: one bounded step of an export. Gather reads the findings into the work folder, seal makes indexes and manifests,
 * compose lets S3 put the archive together. What can't be mended (a file missing or damaged, a broken trail) ends the
 * export and says what is wrong; every other error is thrown, and the workflow repeats the step, which goes on from what
 * was recorded last.
 */
export const createAdvanceArchive =
  (deps: ArchiveDeps) =>
  async (task: ArchiveTask, goOn: () => boolean): Promise<ArchiveAnswer> => {
    const { tenantId, archiveId } = task;
    const work = openWorkFolder(deps.vault.s3, deps.archiveBucket, { tenantId, archiveId });
    try {
      const record = await openRecord(deps.table, systemScope('archive', tenantId), task);
      try {
        return { next: await advance(deps, record, work, task.step, goOn) };
      } catch (error) {
        const reason = error instanceof Superseded ? undefined : hopelessOf(error);
        if (!reason) throw error;
        await fail(deps, record, work, reason);
        return { next: 'end' };
      }
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      if (error instanceof Cancelled) await removeTraces(deps, error.archive, work);
      log('info', 'archive_superseded', { tenant: tenantId, archiveId, reason: error.message });
      return { next: 'end' };
    }
  };

const advance = async (
  deps: ArchiveDeps,
  record: ExportRecord,
  work: WorkFolder,
  step: StepName,
  goOn: () => boolean,
): Promise<ArchiveAnswer['next']> => {
  const { attempt, rebuild } = record.archive;
  if (attempt - (rebuild?.attempt ?? 1) >= MAX_ATTEMPTS)
    throw new Hopeless('archive_interrupted', '档案生成多次中断，请稍后重新导出；如仍失败，请联系管理员。');
  const scope = systemScope('archive', record.archive.tenantId);
  await begin(deps, scope, record);
  if (rebuild) await removeFormer(deps, record);
  // A workflow started anew begins with its first state; the export may be further.
  const at = record.archive.position?.step ?? 'gather';
  if (at !== step) return at;
  const context: StepContext = {
    deps,
    scope,
    record,
    work,
    names: openNames(deps.table, deps.hqTenant),
    goOn,
  };
  if (step === 'gather') await gatherStep(context);
  else if (step === 'seal') await sealStep(context);
  else if ((await composeStep(context)) === 'finished') {
    await finish(deps, record, work);
    return 'end';
  }
  return record.archive.position?.step ?? 'gather';
};

/** Before anything is read: an export that is built again keeps the seal of the first time. */
const begin = async ({ table }: ArchiveDeps, scope: TenantScope, record: ExportRecord): Promise<void> => {
  const { position, seal } = record.archive;
  if (position && seal) return;
  await record.progress({
    status: 'building',
    position: position ?? { step: 'gather', chunk: 1 },
    seal: seal ?? (await newestSeal(table, scope)),
  });
};

/** Files of an earlier build that are still there: their day has come, and the new ones have keys of their own. */
const removeFormer = async (deps: ArchiveDeps, record: ExportRecord): Promise<void> => {
  const { archive } = record;
  const { bags = [] } = archive;
  const isFormer = ({ number, objectKey }: ArchiveBag): boolean =>
    objectKey !== undefined && objectKey !== bagKey(archive, number);
  if (!bags.some(isFormer)) return;
  await removeFiles(deps.vault.s3, deps.archiveBucket, bags.filter(isFormer));
  await record.progress({
    bags: bags.map((bag) => (isFormer(bag) ? { ...bag, objectKey: undefined } : bag)),
  });
};

const finish = async (deps: ArchiveDeps, record: ExportRecord, work: WorkFolder): Promise<void> => {
  const { archive } = record;
  const now = deps.now();
  const at = now.toISOString();
  const kept = { builtAt: archive.builtAt ?? at, expiresOn: archiveExpiresOn(now, deps.keepDays) };
  const { findings, matters, files, bytes, missing, bags = [] } = archive;
  const outcome = {
    findings,
    ...(matters ? { matters } : {}),
    files,
    bytes,
    size: bags.reduce((sum, { size = 0 }) => sum + size, 0),
    fingerprint: bags[0]?.fingerprint,
    ...(missing ? { missing } : {}),
  };
  const { filesTotal, bytesTotal } = archive;
  const done = { findingsDone: findings, filesDone: filesTotal, bytesDone: bytesTotal };
  const proofs = bags.map(({ number, size, crc32, fingerprint }) => ({ number, size, crc32, fingerprint }));
  await record.end(
    at,
    { ...outcome, ...done, ...kept, status: 'ready', position: undefined },
    {
      type: archive.rebuild ? 'archive.rebuilt' : 'archive.completed',
      data: { ...outcome, bags: proofs, attempt: archive.attempt, expiresOn: kept.expiresOn },
    },
  );
  log('info', 'archive_completed', { tenant: archive.tenantId, archiveId: archive.id, ...outcome });
  await work.keepOnly(KEPT_WORK);
};

const fail = async (
  deps: ArchiveDeps,
  record: ExportRecord,
  work: WorkFolder,
  reason: Hopeless,
): Promise<void> => {
  const { archive } = record;
  const problem = { code: reason.code, message: reason.message };
  await record.end(
    deps.now().toISOString(),
    { status: 'failed', problem, bags: archive.bags?.map((bag) => ({ ...bag, objectKey: undefined })) },
    { type: 'archive.failed', data: { problem, attempt: archive.attempt } },
  );
  log('error', 'archive_failed', { tenant: archive.tenantId, archiveId: archive.id, problem: reason.code });
  await removeTraces(deps, record.archive, work);
};

/** Of an export that ends without an archive: its upload, finished volumes and its work, unless it was complete once. */
const removeTraces = async (deps: ArchiveDeps, archive: ArchiveExport, work: WorkFolder): Promise<void> => {
  const { position } = archive;
  if (position?.step === 'compose' && position.uploadId) {
    const place = { bucket: deps.archiveBucket, key: bagKey(archive, position.bag) };
    await openUpload(deps.vault.s3, place, position.uploadId).abort();
  }
  await removeFiles(deps.vault.s3, deps.archiveBucket, archive.bags ?? []);
  await work.keepOnly(archive.builtAt ? KEPT_WORK : []);
};

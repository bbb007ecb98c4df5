import {
  ArchiveError,
  type ArchiveFinding,
  type BagSummary,
  composeArchive,
  type ExportStamp,
  uploadStream,
} from '@xuncha/archive';
import { systemScope } from '@xuncha/domain';
import { log } from '@xuncha/http';
import type { ArchiveExport, Table } from '@xuncha/store';
import { type ExportRecord, openRecord, Superseded } from './export-record.ts';
import { FindingSpool } from './finding-spool.ts';
import { type Gathered, gatherArchive } from './gather-archive.ts';
import { gatherSeals } from './gather-seals.ts';
import { type KnownNames, openNames } from './known-names.ts';
import { type Vault, vaultFiles } from './vault-file.ts';

/** What the state `BuildArchive` passes on. */
export interface ArchiveTask {
  readonly tenantId: string;
  readonly archiveId: string;
  readonly attempt?: number;
}

export interface BuildArchiveDeps {
  readonly table: Table;
  readonly vault: Vault;
  readonly archiveBucket: string;
  readonly hqTenant: string;
  readonly now: () => Date;
}

/** Inspection material that is not classified; classified files must not be uploaded at all. */
const CLASSIFICATION = '内部资料';

/** Each attempt is four runs of the state machine: after five it isn't the weather. */
const MAX_ATTEMPTS = 5;

/** The export's progress is written at most this often, in milliseconds: one write unit a second. */
const PROGRESS_INTERVAL = 1000;

/** Why an export ended without an archive; trying again would not help. */
class Hopeless extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'Hopeless';
    this.code = code;
  }
}

/**
 * K06: builds one evidence archive. Streams from the vault to the archive bucket, so memory stays flat whatever the
 * size. What can't be mended (a file missing or damaged, a broken trail) ends the export and says what is wrong; every
 * other error is thrown, and the workflow runs the build again from the start. A run that crashed leaves nothing: the
 * archive appears under its key only when it is complete.
 */
export const createBuildArchive =
  (deps: BuildArchiveDeps) =>
  async (task: ArchiveTask, signal: AbortSignal): Promise<void> => {
    try {
      const record = await openRecord(deps.table, systemScope('archive', task.tenantId), task);
      try {
        await build(deps, record, signal);
      } catch (error) {
        const reason = hopeless(error, signal);
        if (!reason) throw error;
        await fail(deps, record, reason);
      }
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      log('info', 'archive_superseded', { tenant: task.tenantId, archiveId: task.archiveId });
    }
  };

const build = async (deps: BuildArchiveDeps, record: ExportRecord, signal: AbortSignal): Promise<void> => {
  const { archive } = record;
  if (archive.attempt > MAX_ATTEMPTS)
    throw new Hopeless('archive_interrupted', '档案生成多次中断，请稍后重新导出；如仍失败，请联系管理员。');
  await record.progress({ status: 'building' });
  const names = openNames(deps.table, deps.hqTenant);
  const stamp = await stampOf(archive, names);
  const spool = await FindingSpool.create();
  try {
    const gathered = await gatherArchive({
      table: deps.table,
      scope: systemScope('archive', archive.tenantId),
      wanted: archive.scope,
      names,
      stamp,
      spool,
      signal,
    });
    if (gathered.findings === 0) throw new Hopeless('archive_empty', '导出范围内没有可归档的问题。');
    const { findings, files, bytes } = gathered;
    await record.progress({ status: 'building', findings, findingsDone: 0, files, bytes });
    await send(deps, record, { stamp, spool, gathered, signal });
  } finally {
    await spool.remove();
  }
};

interface Shipment {
  readonly stamp: ExportStamp;
  readonly spool: FindingSpool;
  readonly gathered: Gathered;
  readonly signal: AbortSignal;
}

const send = async (
  deps: BuildArchiveDeps,
  record: ExportRecord,
  { stamp, spool, gathered, signal }: Shipment,
): Promise<void> => {
  const { archive } = record;
  const { findings, files, bytes, index } = gathered;
  const scope = systemScope('archive', archive.tenantId);
  const seals = await gatherSeals(deps.table, deps.vault, scope, gathered.streams);
  let summary: BagSummary | undefined;
  const content = composeArchive({
    stamp,
    indexSheet: await index.write(stamp, { 导出用途: archive.purpose, 问题: findings, 材料文件: files }),
    findings: counted(withFiles(spool, deps.vault), progressOf(record)),
    ...(seals ? { seals } : {}),
    onSummary: (whole) => {
      summary = whole;
    },
  });
  const objectKey = `t/${archive.tenantId}/archives/${archive.id}.zip`;
  const target = { bucket: deps.archiveBucket, key: objectKey, contentType: 'application/zip', signal };
  const { size, sha256 } = await uploadStream(deps.vault.s3, target, content);
  const outcome = { findings, files, bytes, size, sha256, fingerprint: summary?.fingerprint };
  await record.end(
    deps.now().toISOString(),
    { ...outcome, status: 'ready', findingsDone: findings, objectKey },
    { type: 'archive.completed', data: { ...outcome, attempt: archive.attempt } },
  );
  log('info', 'archive_completed', {
    tenant: archive.tenantId,
    archiveId: archive.id,
    findings,
    files,
    size,
  });
};

async function* withFiles(spool: FindingSpool, vault: Vault): AsyncGenerator<ArchiveFinding> {
  for await (const finding of spool.read()) yield { ...finding, evidence: vaultFiles(vault, finding) };
}

/** The composer asks for the next finding once the one before is written. */
async function* counted<T>(
  items: AsyncIterable<T>,
  done: (count: number) => Promise<void>,
): AsyncGenerator<T> {
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    await done(count);
  }
}

const progressOf = (record: ExportRecord): ((findingsDone: number) => Promise<void>) => {
  let last = performance.now();
  return async (findingsDone) => {
    if (performance.now() - last < PROGRESS_INTERVAL) return;
    await record.progress({ status: 'building', findingsDone });
    last = performance.now();
  };
};

const stampOf = async (archive: ArchiveExport, names: KnownNames): Promise<ExportStamp> => {
  const { userId, name, tenantId, onBehalfOf } = archive.actor;
  return {
    exportNo: archive.no,
    exportedAt: archive.createdAt,
    exportedBy: {
      userId,
      name: onBehalfOf ? `${name}（代 ${onBehalfOf.name}）` : name,
      unit: await names.unit(tenantId),
    },
    classification: CLASSIFICATION,
    organisation: await names.unit(archive.tenantId),
    scope: archive.scopeTitle,
  };
};

/** The lasting reason behind an error, or nothing when another run may succeed. */
const hopeless = (error: unknown, signal: AbortSignal): Hopeless | undefined => {
  if (error instanceof Hopeless) return error;
  if (error instanceof Superseded) return undefined;
  if (signal.aborted)
    return new Hopeless('archive_too_large', '档案过大，未能在限定时间内生成，请按批次或单个问题分别导出。');
  // An unreadable file with a cause: the vault did not answer, which may pass.
  if (!(error instanceof ArchiveError) || (error.code === 'unreadable' && error.cause)) return undefined;
  return new Hopeless(`archive_${error.code}`, `${error.message}。档案没有生成，请联系管理员核查。`);
};

const fail = async (deps: BuildArchiveDeps, record: ExportRecord, reason: Hopeless): Promise<void> => {
  const { archive } = record;
  const problem = { code: reason.code, message: reason.message };
  await record.end(
    deps.now().toISOString(),
    { status: 'failed', problem },
    { type: 'archive.failed', data: { problem, attempt: archive.attempt } },
  );
  log('error', 'archive_failed', { tenant: archive.tenantId, archiveId: archive.id, problem: reason.code });
};

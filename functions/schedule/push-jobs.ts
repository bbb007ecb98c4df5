import { systemScope } from '@xuncha/domain';
import { log } from '@xuncha/http';
import {
  ARCHIVES,
  type ArchiveExport,
  BATCHES,
  ConditionFailed,
  changeWrite,
  type DocumentKind,
  IMPORTS,
  LEDGER_EXPORTS,
  listRunningJobs,
  ownerOfKey,
  readDocument,
  type Versioned,
} from '@xuncha/store';
import { archiveExecutionName } from '../workflow.ts';
import type { SweepDeps } from './sweep.ts';

/** A chunk takes seconds; a job whose item was not written for two minutes stands still. */
const PATIENCE_MS = 2 * 60_000;
const standsStill = (document: Versioned): boolean =>
  Date.now() - Date.parse(document.writtenAt ?? document.createdAt) > PATIENCE_MS;

/**
 * Imports and publications advance by the stream: each finished chunk rewrites their item, and that change starts
 * the next. One that stands still had its record lost; writing the item again unchanged sets it going.
 */
const nudge = async <T extends Versioned>(
  kind: DocumentKind<T>,
  tenantId: string,
  id: string,
  deps: SweepDeps,
): Promise<void> => {
  const document = await readDocument(deps.table, kind, tenantId, id);
  if (!document || !kind.running?.(document) || !standsStill(document)) return;
  try {
    await deps.table.transact([changeWrite(kind, document, document)]);
    log('warn', 'job_nudged', { tenant: tenantId, job: kind.kind, id });
  } catch (error) {
    // It moved by itself meanwhile.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/** An export whose execution is missing or failed starts again under a new attempt. */
const restartArchive = async (tenantId: string, id: string, deps: SweepDeps): Promise<void> => {
  const archive: ArchiveExport | undefined = await readDocument(deps.table, ARCHIVES, tenantId, id);
  if (!archive || !ARCHIVES.running?.(archive) || !standsStill(archive)) return;
  const name = archiveExecutionName(id, archive.attempt);
  const status = await deps.workflow.statusOf(deps.machines.archive, name);
  if (status === 'running') return;
  const attempt = status === 'missing' ? archive.attempt : archive.attempt + 1;
  if (attempt !== archive.attempt)
    await deps.table.transact([changeWrite(ARCHIVES, archive, { ...archive, attempt })]);
  await deps.workflow.start(deps.machines.archive, archiveExecutionName(id, attempt), {
    tenantId,
    archiveId: id,
    attempt,
  });
  log('warn', 'archive_resumed', { tenant: tenantId, archiveId: id, attempt });
};

/** Sets stopped jobs of a tenant going again. */
export const pushJobs = async (tenantId: string, deps: SweepDeps): Promise<void> => {
  const scope = systemScope('schedule', tenantId);
  for (const item of await listRunningJobs(deps.table, scope.tenantId)) {
    const { id } = ownerOfKey(item);
    if (item.kind === ARCHIVES.kind) await restartArchive(tenantId, id, deps);
    else if (item.kind === IMPORTS.kind) await nudge(IMPORTS, tenantId, id, deps);
    else if (item.kind === BATCHES.kind) await nudge(BATCHES, tenantId, id, deps);
    else if (item.kind === LEDGER_EXPORTS.kind) await nudge(LEDGER_EXPORTS, tenantId, id, deps);
  }
};

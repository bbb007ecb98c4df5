import { isCommittable } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  ConditionFailed,
  changeWrite,
  createWrite,
  IMPORTS,
  type Item,
  type Key,
  keys,
  type LedgerImport,
  MAX_TRANSACTION,
  planChange,
  TooManyConflicts,
  type Write,
} from '@xuncha/store';
import { type ChunkFinding, importKeys } from '../import-files.ts';
import { type CommittingImport, importedFinding } from './imported-finding.ts';
import type { JobDeps } from './job-deps.ts';
import { inLanes, LANES, packed } from './parallel.ts';

/** A finding of the chunk, and everything its transaction holds. */
interface PlannedFinding {
  readonly id: string;
  readonly fingerprint: string;
  readonly fingerprintKey: Key;
  readonly writes: readonly Write[];
}

/**
 * One transaction per finding, several findings packed together: head, trail, wording, measures, its place in the
 * batch, and the fingerprint that no other finding of the round may have.
 */
const plan = (job: CommittingImport, row: ChunkFinding): PlannedFinding => {
  const { tenantId, round, batchId } = job;
  const change = importedFinding(job, row);
  const { id } = change.finding;
  const { writes } = planChange(undefined, change, { actor: job.actor, at: job.commandAt });
  const fingerprintKey = keys.fingerprint(tenantId, round, row.fingerprint);
  return {
    id,
    fingerprint: row.fingerprint,
    fingerprintKey,
    writes: [
      ...writes,
      {
        put: {
          // Imported findings number from 1; parts made by splitting stand far behind.
          ...keys.batchFinding(tenantId, batchId, row.index + 1, id),
          kind: 'batch_finding',
          id,
          fingerprint: row.fingerprint,
        },
      },
      {
        put: { ...fingerprintKey, kind: 'fingerprint', findingId: id, importId: job.id },
        ifAbsent: true,
      },
    ],
  };
};

/** Who has each wording in this round: fingerprint partition → finding. */
const holdersOf = async (
  findings: readonly PlannedFinding[],
  { table }: JobDeps,
): Promise<ReadonlyMap<string, string>> => {
  const items: Item[] = await table.getMany(findings.map((finding) => finding.fingerprintKey));
  return new Map(items.map((item) => [String(item.pk), String(item.findingId)]));
};

/** Losing against another import or against itself is settled by looking again; more means something is wrong. */
const MAX_TRIES = 5;

/** Writes what of the pack isn't there yet. A wording that another finding has is left out. */
const writePack = async (pack: readonly PlannedFinding[], deps: JobDeps): Promise<void> => {
  let missing = pack;
  for (let attempt = 0; missing.length > 0; attempt += 1) {
    if (attempt === MAX_TRIES) throw new TooManyConflicts();
    try {
      await deps.table.transact(missing.flatMap((finding) => finding.writes));
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const holders = await holdersOf(missing, deps);
      missing = missing.filter((finding) => !holders.has(finding.fingerprintKey.pk));
    }
  }
};

/** Writes a chunk's findings and answers how many of them stand now, by this run or an earlier one. */
const writeChunk = async (
  job: CommittingImport,
  rows: readonly ChunkFinding[],
  deps: JobDeps,
): Promise<number> => {
  // What the preview took for a repetition may belong to another round than the one now named.
  const planned = rows
    .filter((row) => isCommittable(row) || row.status === 'exists')
    .map((row) => plan(job, row));
  const before = await holdersOf(planned, deps);
  const missing = planned.filter((finding) => !before.has(finding.fingerprintKey.pk));
  const packs = packed(missing, MAX_TRANSACTION, (finding) => finding.writes.length);
  await inLanes(packs, LANES, (pack) => writePack(pack, deps));
  const after = new Map([...before, ...(await holdersOf(missing, deps))]);
  return planned.filter((finding) => after.get(finding.fingerprintKey.pk) === finding.id).length;
};

const batchOf = (job: CommittingImport, findings: number): Batch => ({
  id: job.batchId,
  tenantId: job.tenantId,
  createdAt: job.commandAt,
  version: 1,
  round: job.round,
  title: job.batchTitle ?? job.fileName,
  status: 'draft',
  findings,
  delivered: 0,
  importId: job.id,
  createdByName: job.actor.name,
});

const isCommitting = (job: LedgerImport): job is CommittingImport =>
  Boolean(job.round && job.batchId && job.commandAt && job.reading?.previewId);

/** Commits one chunk; the change of the import's item that ends the step starts the next one. */
export const commitChunk = async (job: LedgerImport, deps: JobDeps): Promise<void> => {
  if (!isCommitting(job)) throw new Error('a committing import lacks its round, batch or preview');
  const chunks = job.reading.chunks?.length ?? 0;
  const key = importKeys.chunk(job.tenantId, job.id, job.reading.previewId ?? '', job.position);
  const content = await deps.vault.read(key);
  if (!content) throw new Error('a chunk of the preview is missing in the vault');
  const rows: ChunkFinding[] = JSON.parse(new TextDecoder().decode(content));
  const written = await writeChunk(job, rows, deps);
  const imported = (job.imported ?? 0) + written;
  const last = job.position + 1 >= chunks;
  const after: LedgerImport = {
    ...job,
    position: job.position + 1,
    done: job.done + rows.length,
    imported,
    skipped: (job.skipped ?? 0) + rows.length - written,
    status: last ? 'committed' : 'committing',
    updatedAt: deps.now().toISOString(),
  };
  await deps.table.transact([
    changeWrite(IMPORTS, job, after),
    ...(last && imported > 0 ? [createWrite(BATCHES, batchOf(job, imported))] : []),
  ]);
};

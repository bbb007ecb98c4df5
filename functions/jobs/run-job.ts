import { errorFields, log } from '@xuncha/http';
import {
  BATCHES,
  ConditionFailed,
  type DocumentKind,
  IMPORTS,
  type Item,
  LEDGER_EXPORTS,
  type LedgerExport,
  type LedgerImport,
  readDocument,
  STANDARDS_KIND,
  type Versioned,
} from '@xuncha/store';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { applyHold } from '../evidence/apply-hold.ts';
import { changeOf, recordsInOrder, type TableChange } from '../stream-events.ts';
import { commitChunk } from './commit-import.ts';
import { discardLedgerExport, exportLedger } from './export-ledger.ts';
import type { JobDeps } from './job-deps.ts';
import { publishStep } from './publish-batch.ts';
import { readLedger } from './read-ledger.ts';
import { shareStandards } from './share-standards.ts';
import { undoStep } from './undo-import.ts';

const IMPORT_STEPS: Readonly<
  Partial<Record<LedgerImport['status'], (job: LedgerImport, deps: JobDeps) => Promise<void>>>
> = { uploaded: readLedger, committing: commitChunk, undoing: undoStep };

const EXPORT_STEPS: Readonly<
  Partial<Record<LedgerExport['status'], (job: LedgerExport, deps: JobDeps) => Promise<void>>>
> = { queued: exportLedger, cancelled: discardLedgerExport };

/** Only the record of the item's present version may act: a late or repeated one finds a newer item. */
const present = async <T extends Versioned>(
  kind: DocumentKind<T>,
  record: Item,
  { table }: JobDeps,
): Promise<T | undefined> => {
  const document = await readDocument(table, kind, String(record.tenantId), String(record.id));
  return document && document.version === record.version ? document : undefined;
};

/** Kind of the items of `holdWrite`. */
const HOLD = 'hold';

/** Does this state of the item ask for a step? */
const isStep = ({ kind, status, shared }: Item): boolean =>
  kind === HOLD ||
  (kind === STANDARDS_KIND && shared === true) ||
  (kind === IMPORTS.kind
    ? IMPORT_STEPS[status as LedgerImport['status']] !== undefined
    : kind === BATCHES.kind
      ? status === 'publishing'
      : kind === LEDGER_EXPORTS.kind && EXPORT_STEPS[status as LedgerExport['status']] !== undefined);

/** Deps bound to the one tenant whose job a record is about. */
type DepsOfTenant = (tenantId: string) => Promise<JobDeps>;

const step = async ({ after }: TableChange, depsOf: DepsOfTenant): Promise<void> => {
  if (!after || !isStep(after)) return;
  const deps = await depsOf(String(after.tenantId));
  if (after.kind === STANDARDS_KIND) {
    await shareStandards(
      String(after.tenantId),
      async (tenantId) => (await depsOf(tenantId)).table,
      deps.now,
    );
  } else if (after.kind === HOLD) {
    const place = { tenantId: String(after.tenantId), sha256: String(after.sha256) };
    await applyHold({ table: deps.table, vault: deps.holds }, place);
  } else if (after.kind === IMPORTS.kind) {
    const job = await present(IMPORTS, after, deps);
    if (job) await IMPORT_STEPS[job.status]?.(job, deps);
  } else if (after.kind === LEDGER_EXPORTS.kind) {
    const job = await present(LEDGER_EXPORTS, after, deps);
    if (job) await EXPORT_STEPS[job.status]?.(job, deps);
  } else {
    const batch = await present(BATCHES, after, deps);
    if (batch) await publishStep(batch, deps);
  }
};

/**
 * Advances imports, publications and exports of the ledger by one step per change of their item. A step may be broken off anywhere and run
 * again: what it wrote stays, what it didn't is written then, and the item moves on once.
 */
export const createRunJob =
  (depsOf: DepsOfTenant) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of recordsInOrder(event.Records)) {
      const change = changeOf(record);
      const job = { kind: change.after?.kind, id: change.after?.id, status: change.after?.status };
      try {
        await step(change, depsOf);
      } catch (error) {
        // Somebody else moved the item meanwhile; the record of that change does the next step. A mere conflict of
        // two transactions (-1) moved nothing: the step must come again.
        const overtaken = error instanceof ConditionFailed && !error.failed.includes(-1);
        log(overtaken ? 'info' : 'error', overtaken ? 'job_overtaken' : 'job_failed', {
          ...job,
          ...errorFields(error),
        });
        if (!overtaken)
          return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

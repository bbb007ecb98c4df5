import type { S3Client } from '@aws-sdk/client-s3';
import { SYSTEM_ACTOR, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  ARCHIVES,
  type ArchiveExport,
  changeWrite,
  decideOnTenants,
  type Item,
  LEDGER_EXPORTS,
  type LedgerExport,
  listExpired,
  listRegistered,
  readDocument,
  readTenant,
  type Table,
} from '@xuncha/store';
import { removeFiles } from './remove-files.ts';

/** What the removal works with, bound to a session for one tenant. */
export interface ExpiryDeps {
  readonly table: Table;
  readonly s3: S3Client;
}

export interface ExpireArchivesDeps {
  /** The table with HQ's register of tenants. */
  readonly hqTable: () => Promise<Table>;
  readonly depsOf: (tenantId: string) => Promise<ExpiryDeps>;
  readonly hqTenant: string;
  readonly archiveBucket: string;
  readonly now: () => Date;
}

/**
 * K06: removes archives whose last day is over, unit by unit, and says so in each unit's chain. A rule of the bucket
 * could do it, but would leave the record saying that the file is there, and would take the kept work along. One
 * tenant's failure stops no other.
 */
export const createExpireArchives =
  (deps: ExpireArchivesDeps) =>
  async (): Promise<{ readonly tenants: number; readonly expired: number; readonly failed: number }> => {
    const hqTable = await deps.hqTable();
    const sum = { tenants: 0, expired: 0, failed: 0 };
    let startKey: Item | undefined;
    do {
      const page = await listRegistered(hqTable, deps.hqTenant, { limit: 100, startKey });
      for (const { tenantId, status } of page.tenants) {
        if (status === 'provisioning') continue;
        sum.tenants += 1;
        try {
          sum.expired += await expireOf(tenantId, deps);
        } catch (error) {
          sum.failed += 1;
          log('error', 'archive_expiry_failed', { tenant: tenantId, ...errorFields(error) });
        }
      }
      startKey = page.lastKey;
    } while (startKey);
    if (sum.failed > 0)
      throw new Error(`archives of ${sum.failed} of ${sum.tenants} tenants could not be removed`);
    return sum;
  };

const expireOf = async (tenantId: string, deps: ExpireArchivesDeps): Promise<number> => {
  const { table, s3 } = await deps.depsOf(tenantId);
  const now = deps.now();
  const today = shanghaiDateOf(now);
  let expired = 0;
  for (const id of await listExpired(table, tenantId, today)) {
    const workbook = await readDocument(table, LEDGER_EXPORTS, tenantId, id);
    if (workbook) {
      await expireWorkbook(workbook, deps.archiveBucket, { table, s3 });
      expired += 1;
      continue;
    }
    const archive = await readDocument(table, ARCHIVES, tenantId, id);
    // Somebody has it built again: the build removes the former files itself.
    if (!archive || ARCHIVES.running?.(archive) || !ARCHIVES.expires?.(archive)) continue;
    await removeFiles(s3, deps.archiveBucket, archive.bags ?? []);
    if (await note(table, archive, now)) expired += 1;
  }
  return expired;
};

/** A workbook of the ledger (K02): its request, completion and downloads stay in the unit's chain. */
const expireWorkbook = async (
  workbook: LedgerExport,
  bucket: string,
  { table, s3 }: ExpiryDeps,
): Promise<void> => {
  await removeFiles(s3, bucket, [workbook]);
  const after: LedgerExport = { ...workbook, status: 'expired', objectKey: undefined };
  await table.transact([changeWrite(LEDGER_EXPORTS, workbook, after)]);
};

/** The record follows the files: breaking off in between, the next run removes nothing and notes it. */
const note = async (table: Table, archive: ArchiveExport, now: Date): Promise<boolean> => {
  const { tenantId, id, no, expiresOn, bags = [] } = archive;
  const scope = systemScope('archive', tenantId);
  // One that waits for approval to be built again, or was refused it, stays so.
  const status = archive.status === 'ready' ? 'expired' : archive.status;
  const bare = bags.map((bag) => ({ ...bag, objectKey: undefined }));
  const context = { actor: SYSTEM_ACTOR('archive'), at: now.toISOString() };
  const answer = await decideOnTenants(table, scope, context, async () => {
    const head = await readTenant(table, tenantId);
    const before = await readDocument(table, ARCHIVES, tenantId, id);
    // Asked for again meanwhile: the build notes that the former files are gone.
    if (!head || before?.version !== archive.version) return undefined;
    return {
      changes: [{ head, event: { type: 'archive.expired', data: { archiveId: id, no, expiresOn } } }],
      beside: [changeWrite(ARCHIVES, before, { ...before, status, bags: bare })],
      answer: { status: 200, body: null },
    };
  });
  return answer !== undefined;
};

import type { TenantScope } from '@xuncha/domain';
import {
  type ArchiveExport,
  BATCHES,
  type Batch,
  type Item,
  listBatchFindingIds,
  listDocuments,
  loadFinding,
  readDocument,
  type Table,
} from '@xuncha/store';
import { isPublished } from './archived.ts';

const PAGE = 100;

/** Ids of the findings in an export's scope: batch by batch in the order they were made, each in ledger order. */
export async function* findFindings(
  table: Table,
  scope: TenantScope,
  wanted: ArchiveExport['scope'],
): AsyncGenerator<string> {
  if (wanted.kind === 'finding') {
    yield* withOriginals(table, scope, String(wanted.findingId));
    return;
  }
  const batches =
    wanted.kind === 'round'
      ? [await readDocument(table, BATCHES, scope.tenantId, String(wanted.batchId))]
      : await allBatches(table, scope.tenantId);
  for (const batch of batches) if (batch && isPublished(batch)) yield* findingsOf(table, batch);
}

/** A unit has a few batches a year, so all of them fit in memory. */
const allBatches = async (table: Table, tenantId: string): Promise<Batch[]> => {
  const batches: Batch[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: PAGE, startKey });
    batches.push(...page.items);
    startKey = page.lastKey;
  } while (startKey);
  return batches.reverse();
};

async function* findingsOf(table: Table, batch: Batch): AsyncGenerator<string> {
  let startKey: Item | undefined;
  do {
    const page = await listBatchFindingIds(table, batch.tenantId, batch.id, { limit: PAGE, startKey });
    yield* page.ids;
    startKey = page.lastKey;
  } while (startKey);
}

/** The finding, then what it was split or merged from: the delivered wording stands there (D07). */
async function* withOriginals(table: Table, scope: TenantScope, findingId: string): AsyncGenerator<string> {
  const seen = new Set([findingId]);
  // A Set hands out what is added while it is walked.
  for (const id of seen) {
    yield id;
    const loaded = await loadFinding(table, scope, id);
    for (const parent of loaded?.finding.parents ?? []) seen.add(parent);
  }
}

import type { Finding, TenantScope } from '@xuncha/domain';
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
import { isArchived, isPublished } from './archived.ts';

const PAGE = 100;

/** Where the search goes on: a batch, and the page in it. */
export interface FindingCursor {
  readonly batchId: string;
  readonly startKey?: Item;
}

export interface FindingPage {
  readonly ids: readonly string[];
  /** Where the search goes on once this many of the ids have been dealt with; at least one. */
  readonly after: (done: number) => FindingCursor | undefined;
}

/** One page of the findings in an export's scope: batch by batch in the order they were made, each in ledger order. */
export const findingPage = async (
  table: Table,
  scope: TenantScope,
  wanted: ArchiveExport['scope'],
  cursor: FindingCursor | undefined,
): Promise<FindingPage> => {
  if (wanted.kind === 'finding')
    return wholePage(await withOriginals(table, scope, String(wanted.findingId)));
  const batches = (await batchesOf(table, scope.tenantId, wanted)).filter(isPublished);
  const at = cursor ? batches.findIndex(({ id }) => id === cursor.batchId) : 0;
  const batch = batches[at];
  if (!batch) return wholePage([]);
  const page = await listBatchFindingIds(table, batch.tenantId, batch.id, {
    limit: PAGE,
    startKey: cursor?.startKey,
  });
  const following = batches[at + 1];
  return {
    ids: page.ids,
    after: (done) => {
      if (done < page.ids.length) return { batchId: batch.id, startKey: page.keys[done - 1] };
      if (page.lastKey) return { batchId: batch.id, startKey: page.lastKey };
      return following && { batchId: following.id };
    },
  };
};

/** A finding and what it was split from: so few that they are never left half done. */
const wholePage = (ids: readonly string[]): FindingPage => ({ ids, after: () => undefined });

/** Batches in an export's scope, oldest first. A unit has a few a year, so all of them fit in memory. */
export const batchesOf = async (
  table: Table,
  tenantId: string,
  wanted: ArchiveExport['scope'],
): Promise<Batch[]> => {
  if (wanted.kind === 'round') {
    const batch = await readDocument(table, BATCHES, tenantId, String(wanted.batchId));
    return batch ? [batch] : [];
  }
  const batches: Batch[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: PAGE, startKey });
    batches.push(...page.items);
    startKey = page.lastKey;
  } while (startKey);
  return batches.reverse();
};

/** Which findings an export of this scope holds. */
export const admittingFindings = async (
  table: Table,
  scope: TenantScope,
  wanted: ArchiveExport['scope'],
): Promise<(finding: Finding) => boolean> => {
  if (wanted.kind === 'finding') {
    const ids = new Set(await withOriginals(table, scope, String(wanted.findingId)));
    return (finding) => ids.has(finding.id) && isArchived(finding);
  }
  const batches = (await batchesOf(table, scope.tenantId, wanted)).filter(isPublished);
  const published = new Set(batches.map(({ id }) => id));
  return (finding) => published.has(finding.batchId) && isArchived(finding);
};

/** The finding, then what it was split or merged from: the delivered wording stands there (D07). */
const withOriginals = async (table: Table, scope: TenantScope, findingId: string): Promise<string[]> => {
  const seen = new Set([findingId]);
  // A Set hands out what is added while it is walked.
  for (const id of seen) {
    const loaded = await loadFinding(table, scope, id);
    for (const parent of loaded?.finding.parents ?? []) seen.add(parent);
  }
  return [...seen];
};

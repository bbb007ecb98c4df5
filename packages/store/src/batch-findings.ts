import { covers, type Finding, type FindingAggregate, type TenantScope } from '@xuncha/domain';
import { findingFromItem } from './finding-items.ts';
import { listBatchFindingIds, loadFinding } from './findings.ts';
import { indexKeys, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A page of pointers; two BatchGetItem read its heads. */
const PAGE = 200;

const allIds = async (table: Table, tenantId: string, batchId: string): Promise<string[]> => {
  const ids: string[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listBatchFindingIds(table, tenantId, batchId, { limit: PAGE, startKey });
    ids.push(...page.ids);
    startKey = page.lastKey;
  } while (startKey);
  return [...new Set(ids)];
};

/** Heads of a batch in ledger order: what the numbers of a report need. Costs in proportion to the batch. */
export const readBatchHeads = async (
  table: Table,
  scope: TenantScope,
  batchId: string,
): Promise<Finding[]> => {
  return readFindingHeads(table, scope, await allIds(table, scope.tenantId, batchId));
};

/** Heads of these findings, in this order; what the scope doesn't cover is left out. */
export const readFindingHeads = async (
  table: Table,
  scope: TenantScope,
  ids: readonly string[],
): Promise<Finding[]> => {
  const items = await table.getMany(ids.map((id) => keys.finding(scope.tenantId, id)));
  const heads = new Map(items.map((item) => [String(item.id), findingFromItem(item)]));
  return ids
    .flatMap((id) => heads.get(id) ?? [])
    .filter((finding) =>
      covers(scope, {
        batchId: finding.batchId,
        departmentId: finding.responsibility.departmentId,
        state: finding.state,
      }),
    );
};

/** Findings read at the same time. */
const READS = 10;

/** Findings of a batch with measures and cases, in ledger order: what the tables of a report need. */
export const readBatchFindings = async (
  table: Table,
  scope: TenantScope,
  batchId: string,
): Promise<FindingAggregate[]> => {
  const ids = await allIds(table, scope.tenantId, batchId);
  const found = new Map<string, FindingAggregate>();
  const rest = ids.values();
  const lane = async (): Promise<void> => {
    for (const id of rest) {
      const aggregate = await loadFinding(table, scope, id);
      if (aggregate) found.set(id, aggregate);
    }
  };
  await Promise.all(Array.from({ length: READS }, lane));
  return ids.flatMap((id) => found.get(id) ?? []);
};

/**
 * Of these batches, those of which something is still open, for the daily run: a walk through the open findings that ends
 * once all were met, mostly on its first page.
 */
export const batchesWithOpenFindings = async (
  table: Table,
  tenantId: string,
  among: readonly string[],
): Promise<Set<string>> => {
  const wanted = new Set(among);
  const open = new Set<string>();
  let startKey: Item | undefined;
  while (wanted.size > open.size) {
    const query = { index: 'byDue', partition: indexKeys.open(tenantId), limit: PAGE, startKey } as const;
    const page = await table.query(query);
    for (const { batchId } of page.items) if (wanted.has(String(batchId))) open.add(String(batchId));
    startKey = page.lastKey;
    if (!startKey) break;
  }
  return open;
};

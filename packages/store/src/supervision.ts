import type { Finding, TenantScope } from '@xuncha/domain';
import { findingFromItem } from './finding-items.ts';
import { indexKeys } from './keys.ts';
import type { Item, QueryInput, Table } from './table.ts';

/** Heads behind a page of an index, in the order of the index. */
const headsOf = async (table: Table, rows: readonly Item[]): Promise<Finding[]> => {
  const items = await table.getMany(rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })));
  const byKey = new Map(items.map((item) => [String(item.pk), findingFromItem(item)]));
  return rows.flatMap(({ pk }) => byKey.get(String(pk)) ?? []);
};

/**
 * Findings that may be past their date, page after page: the open ones due until `until`, the longest overdue first,
 * then the continuous ones, which are held to their next check instead. One may come twice.
 */
export async function* findingsPastDate(
  table: Table,
  scope: TenantScope,
  until: string,
): AsyncGenerator<readonly Finding[]> {
  const queries: readonly QueryInput[] = [
    // `~` sorts after every id of that day.
    { index: 'byDue', partition: indexKeys.open(scope.tenantId), to: `${until}#~` },
    { index: 'byState', partition: indexKeys.state(scope.tenantId, 'continuous') },
  ];
  for (const query of queries) {
    let startKey: Item | undefined;
    do {
      const page = await table.query({ ...query, limit: 100, startKey });
      yield await headsOf(table, page.items);
      startKey = page.lastKey;
    } while (startKey);
  }
}

import {
  type ClosedWording,
  type Finding,
  type FindingBody,
  NO_RECURRENCES,
  nodeOf,
  type RecurrenceCounts,
  type TenantScope,
} from '@xuncha/domain';
import { contentOf, findingFromItem } from './finding-items.ts';
import { indexKeys, keys } from './keys.ts';
import type { Item, PutWrite, QueryInput, Table, Write } from './table.ts';

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

/** A closed finding as a candidate for later comparison; small, without the wording. None without a node. */
export const closedWordingWrite = (
  finding: Pick<Finding, 'tenantId' | 'id' | 'category' | 'domain'>,
  closedOn: string,
): PutWrite | undefined => {
  const node = nodeOf(finding);
  const { tenantId, id } = finding;
  if (!node) return undefined;
  return {
    put: {
      ...keys.closedWording(tenantId, node, closedOn, id),
      kind: 'closed_wording',
      findingId: id,
      closedOn,
    },
  };
};

/** The newest fifty of a unit and node bound what one comparison reads; more closed in a year are one habit, not fifty. */
const MOST_CANDIDATES = 50;

/** Closed findings of the node since a day, with their wordings: one Query and one BatchGetItem. */
export const listClosedWordings = async (
  table: Table,
  tenantId: string,
  node: string,
  since: string,
): Promise<ClosedWording[]> => {
  const { items } = await table.query({
    partition: keys.closedWordingsPk(tenantId, node),
    from: since,
    to: '~',
    descending: true,
    limit: MOST_CANDIDATES,
  });
  if (items.length === 0) return [];
  const ids = [...new Set(items.map(({ findingId }) => String(findingId)))];
  const found = await table.getMany(
    ids.flatMap((id) => [keys.finding(tenantId, id), keys.findingBody(tenantId, id)]),
  );
  const texts = new Map(
    found
      .filter(({ kind }) => kind === 'body')
      .map((item) => [String(item.pk), contentOf<FindingBody>(item).text]),
  );
  const closedOn = new Map(
    items.map((item) => [String(item.findingId), String(item.closedOn)]).toReversed() as [string, string][],
  );
  return found
    .filter(({ kind, state }) => kind === 'finding' && state === 'closed')
    .map((item) => {
      const { id, no, title, closeoutNo } = findingFromItem(item);
      return {
        id,
        no,
        title,
        closeoutNo,
        text: texts.get(String(item.pk)) ?? '',
        closedOn: closedOn.get(id) ?? '',
      };
    });
};

interface StoredCounts {
  readonly counts: RecurrenceCounts;
  readonly version: number;
}

export const readRecurrenceCounts = async (table: Table, tenantId: string): Promise<StoredCounts> => {
  const item = await table.get(keys.recurrenceCounts(tenantId));
  return item
    ? { counts: item.counts as RecurrenceCounts, version: Number(item.version) }
    : { counts: NO_RECURRENCES, version: 0 };
};

/** The next counts, refused when somebody else counted meanwhile: the step is then decided again. */
export const recurrenceCountsWrite = (
  tenantId: string,
  before: StoredCounts,
  counts: RecurrenceCounts,
): Write => ({
  put: {
    ...keys.recurrenceCounts(tenantId),
    kind: 'recurrence_counts',
    counts,
    version: before.version + 1,
  },
  ...(before.version > 0 ? { ifVersion: before.version } : { ifAbsent: true as const }),
});

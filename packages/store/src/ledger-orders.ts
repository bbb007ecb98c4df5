import {
  covers,
  type Finding,
  isCounted,
  KEPT_ORDERS,
  type KeptOrder,
  orderKeyOf,
  type StoredLedgerRow,
  storedRowOf,
  type TenantScope,
} from '@xuncha/domain';
import { type Key, keys } from './keys.ts';
import { type LineChange, lineOfValues, lineValues, projectSheets } from './ledger-sheets.ts';
import type { Item, Table } from './table.ts';

/**
 * The whole ledger once more in each of some orders, a small item for each finding: a page by number, stage, category,
 * department or last activity is one Query, whatever the size of the unit. Kept beside the sheets by the stream's
 * consumer; a narrowed ledger is looked for in the sheets instead.
 */

type OrderItem = Item & Key & { readonly version: number; readonly findingId: string };

const keyIn = (row: StoredLedgerRow, by: KeptOrder): Key =>
  keys.ledgerOrder(row.tenantId, by, orderKeyOf(row, by));

/** The places of a line in every order; none for what does not count: drafts, divided and withdrawn findings. */
export const orderItemsOf = (row: StoredLedgerRow): OrderItem[] =>
  isCounted(row.state)
    ? KEPT_ORDERS.map((by) => ({
        ...keyIn(row, by),
        kind: 'ledger_order',
        findingId: row.id,
        version: row.version,
        line: JSON.stringify(lineValues(row)),
      }))
    : [];

const placeOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;

/** Lines whose places are written at the same time. */
const LANES = 16;

/** New places first: for a moment a finding stands in two, never in none. */
const renewPlaces = async (table: Table, { before, after }: LineChange): Promise<void> => {
  const places = orderItemsOf(after);
  const kept = new Set(places.map(placeOf));
  const left = (before ? orderItemsOf(before) : []).filter((item) => !kept.has(placeOf(item)));
  await Promise.all(places.map((item) => table.putNewer(item)));
  await Promise.all(left.map((item) => table.removeOlder(item, after.version)));
};

/** Brings the lines of these findings into sheets and orders. Comes twice or late: a line only ever gets newer. */
export const projectLedger = (table: Table, tenantId: string, findings: readonly Finding[]): Promise<void> =>
  projectSheets(table, tenantId, findings, async (changes) => {
    const queue = changes.values();
    const lane = async (): Promise<void> => {
      for (const change of queue) await renewPlaces(table, change);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  });

/** Where a page goes on: behind this place, or at the beginning of a part. */
export interface OrderPosition {
  readonly part: 1 | 2;
  readonly after?: string;
}

interface OrderPage {
  readonly by: KeptOrder;
  readonly descending: boolean;
  readonly limit: number;
  readonly position?: OrderPosition;
}

const partOf = (sk: string): 1 | 2 => (sk.startsWith(keys.ledgerOrderPart(2)) ? 2 : 1);

/** Forwards both parts follow each other in the table; backwards the lines without a value are read after the others. */
const partsToRead = ({ descending, position }: OrderPage): readonly (1 | 2 | undefined)[] => {
  if (!descending) return [undefined];
  return position?.part === 2 ? [2] : [1, 2];
};

/**
 * One page of the whole ledger in a kept order: one Query, or two where backwards the lines without a value begin. Only
 * for those who see the whole ledger; what a line says is checked against their scope all the same.
 */
export const listByOrder = async (
  table: Table,
  scope: TenantScope,
  page: OrderPage,
): Promise<{ readonly rows: StoredLedgerRow[]; readonly next?: OrderPosition }> => {
  const partition = keys.ledgerOrderPk(scope.tenantId, page.by);
  const rows: StoredLedgerRow[] = [];
  let after = page.position?.after;
  for (const part of partsToRead(page)) {
    const { items, lastKey } = await table.query({
      partition,
      ...(part ? { prefix: keys.ledgerOrderPart(part) } : {}),
      descending: page.descending,
      limit: page.limit - rows.length,
      ...(after === undefined ? {} : { startKey: { pk: partition, sk: after } }),
    });
    for (const item of items) {
      const row = lineOfValues(scope.tenantId, JSON.parse(String(item.line)) as unknown[]);
      if (covers(scope, row)) rows.push(row);
    }
    const last = items.at(-1);
    if (lastKey && last) return { rows, next: { part: partOf(String(last.sk)), after: String(last.sk) } };
    if (rows.length >= page.limit) return part === 1 ? { rows, next: { part: 2 } } : { rows };
    after = undefined;
  }
  return { rows };
};

/** A place in an order that is missing, older than its head, or of a line that stands elsewhere by now. */
export interface PlaceDifference {
  readonly kind: 'missing' | 'different' | 'superfluous';
  readonly findingId: string;
  readonly key: Key;
  /** Puts it right, unless the stream has meanwhile. */
  readonly repair: () => Promise<unknown>;
}

const readPlace = (item: Item): OrderItem => ({
  pk: String(item.pk),
  sk: String(item.sk),
  findingId: String(item.findingId),
  version: Number(item.version),
});

const differencesOf = (
  table: Table,
  wanted: ReadonlyMap<string, OrderItem>,
  stored: readonly OrderItem[],
  versionOf: (findingId: string) => number | undefined,
): PlaceDifference[] => {
  const there = new Map(stored.map((item) => [placeOf(item), item]));
  const due = [...wanted].flatMap(([place, item]): PlaceDifference[] => {
    const present = there.get(place);
    if (present && present.version >= item.version) return [];
    const { pk, sk, findingId } = item;
    const kind = present ? 'different' : 'missing';
    return [{ kind, findingId, key: { pk, sk }, repair: () => table.putNewer(item) }];
  });
  const left = stored.flatMap((item): PlaceDifference[] => {
    const head = versionOf(item.findingId) ?? item.version;
    if (wanted.has(placeOf(item)) || item.version > head) return [];
    const key = { pk: item.pk, sk: item.sk };
    const { findingId } = item;
    return [{ kind: 'superfluous', findingId, key, repair: () => table.removeOlder(key, head) }];
  });
  return [...due, ...left];
};

/** Compares the orders with the heads of a tenant; what the stream has put there since is no difference. */
export const compareOrders = async (
  table: Table,
  tenantId: string,
  heads: ReadonlyMap<string, Finding>,
): Promise<PlaceDifference[]> => {
  const items = [...heads.values()].flatMap((head) => orderItemsOf(storedRowOf(head)));
  const differences: PlaceDifference[] = [];
  for (const by of KEPT_ORDERS) {
    const partition = keys.ledgerOrderPk(tenantId, by);
    const stored = (await table.queryAll({ partition, consistent: true })).map(readPlace);
    const wanted = new Map(items.filter(({ pk }) => pk === partition).map((item) => [placeOf(item), item]));
    differences.push(...differencesOf(table, wanted, stored, (id) => heads.get(id)?.version));
  }
  return differences;
};

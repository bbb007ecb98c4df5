import { LEDGER_COLUMN_IDS, type LedgerColumnId, type LedgerWords, ledgerColumn } from './ledger-columns.ts';
import type { LedgerRow } from './ledger-row.ts';
import { KEPT_ORDERS, type KeptOrder, orderKeyOf } from './order-key.ts';

export interface LedgerOrder {
  readonly by: LedgerColumnId;
  readonly descending: boolean;
}

/** By due date, what is most urgent first: the order the indexes keep. */
export const STANDARD_ORDER: LedgerOrder = { by: 'due', descending: false };

/** `due` and `-progress` as they stand in an address. */
export const parseOrder = (text: string): LedgerOrder | undefined => {
  const descending = text.startsWith('-');
  const by = LEDGER_COLUMN_IDS.find((id) => id === (descending ? text.slice(1) : text));
  return by && { by, descending };
};
export const orderText = ({ by, descending }: LedgerOrder): string => `${descending ? '-' : ''}${by}`;

/** `2.10` stands after `2.9`, and Chinese by pinyin. */
const collator = new Intl.Collator('zh-CN', { numeric: true });

const compare = (a: string | number | undefined, b: string | number | undefined): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
};

/** The order a server keeps for the whole ledger; undefined for columns that are sorted when all lines are there. */
export const keptOrderOf = ({ by }: LedgerOrder): KeptOrder | undefined =>
  KEPT_ORDERS.find((kept) => kept === by);

const sortKept = (rows: readonly LedgerRow[], by: KeptOrder, descending: boolean): LedgerRow[] =>
  rows
    .map((row) => ({ row, ...orderKeyOf(row, by) }))
    .sort((a, b) => a.part - b.part || (a.key < b.key === descending ? 1 : -1))
    .map(({ row }) => row);

/** Sorted lines; what has no value stands at the end in both directions, equal ones in the order of their numbers. */
export const sortLedger = (
  rows: readonly LedgerRow[],
  order: LedgerOrder,
  words: LedgerWords,
): LedgerRow[] => {
  const kept = keptOrderOf(order);
  if (kept) return sortKept(rows, kept, order.descending);
  const column = ledgerColumn(order.by);
  const sign = order.descending ? -1 : 1;
  const byValue = (a: string | number | undefined, b: string | number | undefined): number =>
    a === undefined || b === undefined
      ? Number(a === undefined) - Number(b === undefined)
      : sign * compare(a, b);
  return rows
    .map((row) => ({ row, value: column.order ? column.order(row) : column.text(row, words) }))
    .sort(
      (a, b) =>
        byValue(a.value, b.value) || collator.compare(a.row.no, b.row.no) || (a.row.id < b.row.id ? -1 : 1),
    )
    .map(({ row }) => row);
};

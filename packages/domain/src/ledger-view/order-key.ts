import { GATES } from '../closeout/case.ts';
import type { FindingState } from '../finding/finding.ts';
import type { LedgerColumnId } from './ledger-columns.ts';
import type { LedgerRow } from './ledger-row.ts';

/**
 * Columns by which the whole ledger is kept in order, so that a page of it costs the same in a unit of any size (K02).
 * The due date is not among them: the table's own index keeps that order.
 */
export const KEPT_ORDERS = [
  'no',
  'state',
  'category',
  'department',
  'lastAct',
] as const satisfies readonly LedgerColumnId[];
export type KeptOrder = (typeof KEPT_ORDERS)[number];

/** First and last lead byte of the Chinese characters of GB 2312, and the trail bytes of each. */
const LEADS = { first: 0xb0, last: 0xf7 } as const;
const TRAILS = { first: 0xa1, last: 0xfe } as const;

/** Code of every character of GB 2312: its first 3,755, the frequent ones, are numbered by pinyin. */
const codes = new Map<string, string>();
const codeOf = (character: string): string | undefined => {
  if (codes.size > 0) return codes.get(character);
  const decoder = new TextDecoder('gb18030');
  for (let lead = LEADS.first; lead <= LEADS.last; lead += 1)
    for (let trail = TRAILS.first; trail <= TRAILS.last; trail += 1)
      codes.set(decoder.decode(Uint8Array.of(lead, trail)), ((lead << 8) | trail).toString(16));
  return codes.get(character);
};

/** Characters of a key that tell texts apart; what is equal in so many stands in the order of its number. */
const TEXT_LENGTH = 60;

const PIECES = /\d+|\D/gu;

/** `3` as every digit's code begins, then how many digits, then they: 9 before 10. */
const digitsKey = (digits: string): string => {
  const plain = digits.replace(/^0+(?=\d)/, '').slice(0, 30);
  return `3${String(plain.length).padStart(2, '0')}${plain}`;
};

/** Two digits for ASCII, then Chinese by pinyin, then everything else by its code point. */
const characterKey = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return point.toString(16).padStart(2, '0');
  return codeOf(character) ?? `g${point.toString(16).padStart(6, '0')}`;
};

/**
 * A text as a key whose bytes sort as people expect: `2.10` after `2.9`, and Chinese by pinyin as the national standard
 * orders it. The same in the table, in a browser and in a workbook, whatever locale data a machine has.
 */
export const textOrderKey = (text: string): string =>
  (text.normalize('NFKC').toLowerCase().slice(0, TEXT_LENGTH).match(PIECES) ?? [])
    .map((piece) => (/^\d/.test(piece) ? digitsKey(piece) : characterKey(piece)))
    .join('');

/** As a finding goes through them; what is closed comes after everything that still needs somebody. */
const COURSE: Readonly<Record<FindingState, number>> = {
  draft: 0,
  delivered: 1,
  disputed: 2,
  acknowledged: 3,
  planning: 4,
  rectifying: 5,
  closing: 6,
  continuous: 7,
  closed: 8,
  split: 9,
  merged: 10,
  withdrawn: 11,
};

type Ordered = Pick<LedgerRow, 'id' | 'no' | 'state' | 'gate' | 'category' | 'departmentName' | 'lastActOn'>;

const two = (index: number): string => String(Math.max(0, index)).padStart(2, '0');

const valueKey = (row: Ordered, by: KeptOrder): string | undefined => {
  switch (by) {
    case 'no':
      return textOrderKey(row.no);
    case 'state':
      return `${two(COURSE[row.state])}${two(row.gate ? GATES.indexOf(row.gate) + 1 : 0)}`;
    case 'category':
      return row.category && textOrderKey(row.category);
    case 'department':
      return row.departmentName && textOrderKey(row.departmentName);
    case 'lastAct':
      return row.lastActOn;
  }
};

export interface OrderKey {
  /** 1, or 2 without a value: such lines stand at the end whichever way the others are read. */
  readonly part: 1 | 2;
  /** Value, then number, then id, so that no two lines have the same. */
  readonly key: string;
}

/** Where a line stands in one of the kept orders. */
export const orderKeyOf = (row: Ordered, by: KeptOrder): OrderKey => {
  const value = valueKey(row, by);
  const rest = by === 'no' ? row.id : `${textOrderKey(row.no)}!${row.id}`;
  return value ? { part: 1, key: `${value}!${rest}` } : { part: 2, key: rest };
};

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** DynamoDB takes no larger item, names of attributes included. */
export const MAX_ITEM_BYTES = 400 * 1024;
/** DynamoDB takes no more in one transaction. */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** What was to be written is more than DynamoDB takes; nothing was sent. Carries how much it was, and no content. */
export class ItemTooLarge extends Error {
  readonly bytes: number;
  constructor(bytes: number) {
    super(`the write of ${bytes} bytes is more than the table takes`);
    this.name = 'ItemTooLarge';
    this.bytes = bytes;
  }
}

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Each list and map takes three bytes, each of its elements one. */
const COLLECTION_BYTES = 3;
/** 38 digits, two in a byte, and two bytes for sign and exponent: the most a number takes. */
const NUMBER_BYTES = 21;

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.min(NUMBER_BYTES, Math.ceil(value.N.length / 2) + 2);
  if (value.M) return COLLECTION_BYTES + Object.keys(value.M).length + itemBytes(value.M);
  if (value.L) return COLLECTION_BYTES + value.L.length + sum(value.L.map(valueBytes));
  if (value.B) return value.B.byteLength;
  if (value.SS) return sum(value.SS.map((text) => Buffer.byteLength(text)));
  return 1;
};

/** Size of an item as DynamoDB counts it; a little more where numbers are short. */
export const itemBytes = (item: Attributes): number =>
  sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + valueBytes(value)));

/** Throws before anything is sent, so that the person gets a sentence and not a failure of the table. */
export const checkSizes = (items: readonly Attributes[]): void => {
  const sizes = items.map(itemBytes);
  const largest = Math.max(0, ...sizes);
  if (largest > MAX_ITEM_BYTES) throw new ItemTooLarge(largest);
  const all = sum(sizes);
  if (all > MAX_TRANSACTION_BYTES) throw new ItemTooLarge(all);
};

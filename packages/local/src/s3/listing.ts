/** Where a listing goes on: after this key, or after `last` among the rows of this key. */
export interface Cursor<T> {
  readonly key: string;
  readonly inclusive: boolean;
  readonly last?: T;
}

export interface ListRequest {
  readonly prefix: string;
  /** Keys that share the text up to the first delimiter after the prefix are rolled up. */
  readonly delimiter: string | undefined;
  readonly limit: number;
}

export interface Listing<T> {
  readonly items: T[];
  readonly commonPrefixes: string[];
  /** Present when there is more: the cursor and, when the last entry was a roll-up, that prefix. */
  readonly next: { readonly cursor: Cursor<T>; readonly commonPrefix: string | undefined } | undefined;
}

/** Sorts after every key that begins with the text before it. */
const AFTER_ALL = '\u{10ffff}';

/**
 * Collects one page from rows ordered by key. `fetch` returns at most so many rows after a cursor, in the
 * order of UTF-8 bytes.
 */
export function listPage<T extends { readonly key: string }>(
  fetch: (after: Cursor<T>, limit: number) => T[],
  { prefix, delimiter, limit }: ListRequest,
  start: Cursor<T>,
): Listing<T> {
  const items: T[] = [];
  const commonPrefixes: string[] = [];
  let cursor = isBefore(start.key, prefix) ? { key: prefix, inclusive: true } : start;
  let commonPrefix: string | undefined;
  let isComplete = limit === 0;
  while (!isComplete) {
    const wanted = limit - items.length - commonPrefixes.length + 1;
    const rows = fetch(cursor, wanted);
    isComplete = rows.length < wanted;
    for (const row of rows) {
      if (!row.key.startsWith(prefix)) return { items, commonPrefixes, next: undefined };
      if (items.length + commonPrefixes.length === limit) {
        return { items, commonPrefixes, next: { cursor, commonPrefix } };
      }
      commonPrefix = rollUp(row.key, prefix, delimiter);
      if (commonPrefix !== undefined) {
        commonPrefixes.push(commonPrefix);
        cursor = { key: commonPrefix + AFTER_ALL, inclusive: false };
        isComplete = false;
        break;
      }
      items.push(row);
      cursor = { key: row.key, inclusive: false, last: row };
    }
  }
  return { items, commonPrefixes, next: undefined };
}

/** A marker that is itself a roll-up stands for all keys below it. */
export function cursorAfterMarker<T>(marker: string, request: ListRequest): Cursor<T> {
  const isRollUp = marker !== '' && rollUp(marker, request.prefix, request.delimiter) === marker;
  return { key: isRollUp ? marker + AFTER_ALL : marker, inclusive: false };
}

function rollUp(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Order of UTF-8 bytes, which is not that of JavaScript's UTF-16 units. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

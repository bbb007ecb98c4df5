import * as z from 'zod/mini';
import { HttpProblem } from './problem.ts';

/** Cursors are opaque to clients; the version lets an old one be refused instead of misread. */
const VERSION = 1;

/** DynamoDB's limits for the parts of a key, in bytes; a key is ASCII but for a round's name. */
const PARTITION = z.string().check(z.minLength(1), z.maxLength(2048));
const SORT = z.string().check(z.minLength(1), z.maxLength(1024));

/** Where a query of the table or of one of its indexes goes on. Nothing but keys may stand in it. */
export const TableKey = z
  .catchall(z.object({ pk: PARTITION, sk: SORT }), SORT)
  .check(z.refine((key) => Object.keys(key).every((name) => /^(?:pk|sk|by[A-Z][A-Za-z]*[PS]k)$/.test(name))));

/** How many of a list were shown, or the number of the last one. */
export const ListPosition = z.int().check(z.minimum(0));

export const encodeCursor = (value: unknown): string =>
  Buffer.from(JSON.stringify([VERSION, value])).toString('base64url');

const badCursor = (): HttpProblem =>
  new HttpProblem(400, 'invalid_cursor', '翻页位置已失效，请回到第一页重新查看。', { field: 'cursor' });

/** Every partition named inside a cursor must be the tenant's own, whatever a client made of it. */
const keysBelong = (value: unknown, prefix: string): boolean => {
  if (Array.isArray(value)) return value.every((item) => keysBelong(item, prefix));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) =>
    /pk$/i.test(name) ? typeof inner === 'string' && inner.startsWith(prefix) : keysBelong(inner, prefix),
  );
};

const contentOf = (cursor: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed[0] === VERSION) return parsed[1];
  } catch {
    // Not JSON: no cursor of ours.
  }
  throw badCursor();
};

/** Reads a cursor of this shape made for this tenant; anything else is a clear 400. */
export const decodeCursor = <T>(
  cursor: string | undefined,
  tenantId: string,
  shape: z.ZodMiniType<T>,
): T | undefined => {
  if (!cursor) return undefined;
  const content = contentOf(cursor);
  const parsed = shape.safeParse(content);
  if (!parsed.success || !keysBelong(content, `T#${tenantId}#`)) throw badCursor();
  return parsed.data;
};

/** Where a page begins whose cursor is a key of the table; undefined for the first page. */
export const startKeyOf = (cursor: string | undefined, tenantId: string) =>
  decodeCursor(cursor, tenantId, TableKey);

/** The cursor of the page after this one, for the body of a list; nothing after the last page. */
export const nextPage = (position: unknown): { readonly next?: string } =>
  position === undefined ? {} : { next: encodeCursor(position) };

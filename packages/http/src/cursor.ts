import { HttpProblem } from './problem.ts';

/** Cursors are opaque to clients; the version lets an old one be refused instead of misread. */
const VERSION = 1;

export const encodeCursor = (value: unknown): string =>
  Buffer.from(JSON.stringify([VERSION, value])).toString('base64url');

const badCursor = (): HttpProblem =>
  new HttpProblem(400, 'invalid_cursor', '翻页位置已失效，请回到第一页重新查看。', { field: 'cursor' });

/** Every table key inside a cursor must lie in the tenant's own partitions, whatever a client made of it. */
const keysBelong = (value: unknown, prefix: string): boolean => {
  if (Array.isArray(value)) return value.every((item) => keysBelong(item, prefix));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => {
    if (/pk$/i.test(name)) return typeof inner === 'string' && inner.startsWith(prefix);
    if (/sk$/i.test(name)) return typeof inner === 'string';
    if (name === 'startKey') return typeof inner === 'object' && inner !== null && keysBelong(inner, prefix);
    return keysBelong(inner, prefix);
  });
};

/** Reads a cursor of this shape made for this tenant; anything else is a clear 400. */
export const decodeCursor = <T>(
  cursor: string | undefined,
  tenantId: string,
  shape: 'object' | 'number' = 'object',
): T | undefined => {
  if (!cursor) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(parsed) || parsed[0] !== VERSION || !keysBelong(parsed[1], `T#${tenantId}#`))
    throw badCursor();
  const fits =
    shape === 'number'
      ? Number.isSafeInteger(parsed[1]) && parsed[1] >= 0
      : typeof parsed[1] === 'object' && parsed[1] !== null;
  if (!fits) throw badCursor();
  return parsed[1] as T;
};

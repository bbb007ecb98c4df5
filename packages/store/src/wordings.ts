import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type Key, keys, ownerOfKey } from './keys.ts';
import type { Item, Table } from './table.ts';

/**
 * The wordings of a unit's findings beside each other, one small compressed item each: a search reads some thousand by one
 * Query, where the findings' own items would be a request each. Kept by the stream's consumer.
 */

/** Some 250 characters are 450 bytes: a change is one write unit, a thousand findings are sixty read units. */
export const wordingItem = (tenantId: string, findingId: string, text: string): Item & Key => ({
  ...keys.wording(tenantId, findingId),
  kind: 'wording',
  text: new Uint8Array(
    brotliCompressSync(text, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: 5,
      },
    }),
  ),
});

const textOf = (item: Item): string => brotliDecompressSync(item.text as Uint8Array).toString('utf8');

/** Brings the wordings of these findings to what stands in the table now, so that a late or repeated record does no harm. */
export const projectWordings = async (
  table: Table,
  tenantId: string,
  findingIds: readonly string[],
): Promise<void> => {
  const bodies = await table.getMany(
    [...new Set(findingIds)].map((findingId) => keys.findingBody(tenantId, findingId)),
  );
  await Promise.all(
    bodies.map((body) =>
      table.put({ put: wordingItem(tenantId, ownerOfKey(body).id, String(body.text ?? '')) }),
    ),
  );
};

/**
 * Wordings of the findings from one id to another, as many as one Query answers (1 MB).
 * @returns their texts by id, and the last id that was read when there are more.
 */
export const readWordings = async (
  table: Table,
  tenantId: string,
  ids: { readonly from: string; readonly to: string },
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly upTo?: string }> => {
  const { items, lastKey } = await table.query({
    partition: keys.wordingsPk(tenantId),
    from: ids.from,
    to: ids.to,
  });
  const texts = new Map(items.map((item) => [String(item.sk), textOf(item)]));
  return { texts, ...(lastKey ? { upTo: String(lastKey.sk) } : {}) };
};

/** Findings whose wording a search would not find, or would find as it was. */
export const compareWordings = async (
  table: Table,
  tenantId: string,
  findingIds: readonly string[],
): Promise<{ readonly findingId: string; readonly kind: 'missing' | 'different' }[]> => {
  const stored = new Map(
    (await table.queryAll({ partition: keys.wordingsPk(tenantId), consistent: true })).map((item) => [
      String(item.sk),
      textOf(item),
    ]),
  );
  const bodies = await table.getMany(findingIds.map((findingId) => keys.findingBody(tenantId, findingId)));
  return bodies.flatMap((body) => {
    const { id: findingId } = ownerOfKey(body);
    const there = stored.get(findingId);
    if (there === String(body.text ?? '')) return [];
    return [{ findingId, kind: there === undefined ? ('missing' as const) : ('different' as const) }];
  });
};

import type { TenantScope } from '@xuncha/domain';
import { decodeCursor, encodeCursor } from '@xuncha/http';
import * as z from 'zod/mini';

const PAGE = 50;

/** A position between records: `<instant>#<id>`, the same in every list of a class. */
const Position = z.object({ sk: z.string().check(z.regex(/^[^#]{1,40}#[0-9a-z]{26}$/)) });

/** Where a page of restricted records begins; a cursor of another list is a clear 400. */
export const pageAfter = (call: {
  readonly scope: TenantScope;
  readonly query: { readonly cursor?: string; readonly limit?: number };
}): { readonly limit: number; readonly after?: string } => {
  const position = decodeCursor(call.query.cursor, call.scope.tenantId, Position);
  return { limit: call.query.limit ?? PAGE, ...(position ? { after: position.sk } : {}) };
};

export const pageBody = <R, View>(
  page: { readonly records: readonly R[]; readonly after?: string },
  view: (record: R) => View,
): { items: View[]; next?: string } => ({
  items: page.records.map(view),
  ...(page.after ? { next: encodeCursor({ sk: page.after }) } : {}),
});

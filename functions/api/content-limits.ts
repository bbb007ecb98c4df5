import { limitsByBatchFacts, narrowed, type TenantScope } from '@xuncha/domain';
import type { GuardedRequest } from '@xuncha/http';
import { BATCHES, type Batch, type Item, listDocuments } from '@xuncha/store';
import type { ApiDeps } from './context.ts';

/**
 * A06: a membership limited to rounds or feedback dates is translated into batches of the unit the request is about,
 * before any handler runs. A unit has a few batches a year; whoever has no such limit causes no read.
 */
export const narrowContent = async (
  { table }: ApiDeps,
  { scope }: GuardedRequest,
): Promise<TenantScope | undefined> => {
  if (!limitsByBatchFacts(scope.principal.scope)) return undefined;
  const batches: Batch[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, scope.tenantId, { limit: 100, startKey });
    batches.push(...page.items);
    startKey = page.lastKey;
  } while (startKey);
  return narrowed(scope, batches);
};

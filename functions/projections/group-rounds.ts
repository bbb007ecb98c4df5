import { BATCHES, type Batch, groupRoundItem, readAs, type Table } from '@xuncha/store';
import type { TableChange } from '../stream-events.ts';

/** HQ knows which rounds each unit has, from the moment one was fed back. Comes twice or late: the line is the same. */
export const projectGroupRounds = async (
  records: readonly TableChange[],
  { table, hqTenant }: { readonly table: Table; readonly hqTenant: string },
): Promise<void> => {
  for (const { after } of records) {
    if (after?.kind !== BATCHES.kind) continue;
    const batch = readAs<Batch>(after);
    if (batch.status === 'published') await table.put({ put: groupRoundItem(hqTenant, batch) });
  }
};

import { shanghaiDateOf } from '@xuncha/domain';
import { closedWordingWrite, type HeadChange, type Table } from '@xuncha/store';

/**
 * I07: a finding that closes becomes a candidate for recurrences. The same change writes the same item, so a batch that
 * comes twice changes nothing; whether the finding is still closed is asked when it is compared.
 */
export const projectClosedWordings = async (table: Table, changes: readonly HeadChange[]): Promise<void> => {
  for (const { before, after } of changes) {
    if (after?.state !== 'closed' || before?.state === 'closed') continue;
    const write = closedWordingWrite(after, shanghaiDateOf(new Date(after.updatedAt)));
    if (write) await table.put(write);
  }
};

import type { Duty, Matter } from '@xuncha/domain';
import { groupDutyItem, matterFromItem, type Table } from '@xuncha/store';
import type { TableChange } from '../stream-events.ts';

export const isDuty = (matter: Matter | undefined): matter is Duty => matter?.kind === 'duty';

/** HQ's overview follows the units' report duties; a record that comes late finds a newer line and leaves it. */
export const projectGroupDuties = async (
  records: readonly TableChange[],
  { table, hqTenant }: { readonly table: Table; readonly hqTenant: string },
  nameOf: (table: Table, tenantId: string) => Promise<string>,
): Promise<void> => {
  for (const { after } of records) {
    const duty = matterFromItem(after);
    if (!isDuty(duty)) continue;
    await table.putNewer(groupDutyItem(hqTenant, duty, await nameOf(table, duty.tenantId)));
  }
};

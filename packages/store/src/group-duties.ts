import { type Duty, standingSubmission } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A unit's report as HQ's overview shows it: a projection of its head. */
export interface GroupDuty {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly id: string;
  readonly type: Duty['content']['type'];
  readonly title: string;
  readonly status: Duty['status'];
  readonly due?: string;
  /** Of the submission that stands. */
  readonly late?: boolean;
  readonly submittedOn?: string;
  readonly version: number;
}

/** The line of a report in HQ's own partition, by the year it is due in. */
export const groupDutyItem = (
  hqTenantId: string,
  duty: Duty,
  tenantName: string,
): Item & Key & { readonly version: number } => {
  const { tenantId, id, title, status, version, due, createdAt, content } = duty;
  const submission = standingSubmission(content.submissions);
  const row: GroupDuty = {
    tenantId,
    tenantName,
    id,
    type: content.type,
    title,
    status,
    due: due?.date,
    late: submission?.late,
    submittedOn: submission?.on,
    version,
  };
  const year = (due?.date ?? createdAt).slice(0, 4);
  return { ...keys.groupDuty(hqTenantId, { year, tenantId, id }), kind: 'group_duty', ...row };
};

/** All units' reports due in a year: 30 units × 8 reports of 300 bytes are 9 RCU. */
export const listGroupDuties = async (table: Table, hqTenantId: string, year: string): Promise<GroupDuty[]> =>
  (await table.queryAll({ partition: keys.groupDutiesPk(hqTenantId, year) })).map((item) =>
    contentOf<GroupDuty>(item),
  );

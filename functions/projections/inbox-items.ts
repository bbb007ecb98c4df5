import { type Finding, waitingFor } from '@xuncha/domain';
import { type Item, type Key, taskItem, taskKey } from '@xuncha/store';

export type InboxItem = Item & Key & { readonly version: number };

/**
 * The inbox items a head asks for, in the unit's or HQ's own partitions. Pure: the projections write what it answers,
 * and the rebuild compares the table with it.
 */
export const inboxItemsOf = (finding: Finding, tenantName: string, hqTenant: string): InboxItem[] =>
  waitingFor(finding).map((task) =>
    taskItem(taskKey(task.assignee.home === 'group' ? hqTenant : finding.tenantId, task, finding.id), {
      tenantId: finding.tenantId,
      tenantName,
      findingId: finding.id,
      kind: task.kind,
      why: task.why,
      due: task.due,
      no: finding.no,
      title: finding.title,
      round: finding.round,
      departmentName: finding.responsibility.departmentName,
      caseId: finding.closing?.caseId,
      visit: finding.closing?.visit,
      snapshotHash: finding.closing?.snapshotHash,
      since: finding.waitingSince ?? finding.updatedAt,
      version: finding.version,
    }),
  );

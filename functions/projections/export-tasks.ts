import { exportAwaits } from '@xuncha/domain';
import {
  ARCHIVES,
  type ArchiveExport,
  ConditionFailed,
  type Item,
  keys,
  readAs,
  type Table,
  taskItem,
  taskKey,
} from '@xuncha/store';
import type { TableChange } from '../stream-events.ts';
import type { InboxItem } from './inbox-items.ts';

const exportOf = (item: Item | undefined): ArchiveExport | undefined =>
  item?.kind === ARCHIVES.kind ? readAs<ArchiveExport>(item) : undefined;

/** The line in the approver's inbox at HQ: that something waits and of which unit, not what is asked for. */
export const exportTaskOf = (
  archive: ArchiveExport,
  tenantName: string,
  hqTenant: string,
): InboxItem | undefined => {
  const key = exportAwaits(archive);
  if (!key) return undefined;
  const why = '有一份档案导出申请待审批';
  const task = { assignee: { home: 'group', key }, kind: 'archive_approval', why } as const;
  return taskItem(taskKey(hqTenant, task, archive.id), {
    tenantId: archive.tenantId,
    tenantName,
    findingId: archive.id,
    kind: task.kind,
    why,
    no: archive.no,
    title: '档案导出申请',
    round: '',
    since: archive.rebuild?.at ?? archive.createdAt,
    version: archive.version,
  });
};

/** Approvers' inboxes follow the exports (K06). Comes twice or late: a task stands only while its export does. */
export const projectExportTasks = async (
  records: readonly TableChange[],
  { table, hqTenant }: { readonly table: Table; readonly hqTenant: string },
  nameOf: (table: Table, tenantId: string) => Promise<string>,
): Promise<void> => {
  for (const record of records) {
    const [before, after] = [exportOf(record.before), exportOf(record.after)];
    const one = after ?? before;
    // Progress of a build, most changes of an export, concerns no inbox.
    if (!one || (!(before && exportAwaits(before)) && !(after && exportAwaits(after)))) continue;
    const name = await nameOf(table, one.tenantId);
    const asked = before && exportTaskOf(before, name, hqTenant);
    const wanted = after && exportTaskOf(after, name, hqTenant);
    if (wanted) await putWhileCurrent(table, one, wanted);
    else if (asked) await table.removeOlder(asked, after?.version ?? Number.MAX_SAFE_INTEGER);
  }
};

const putWhileCurrent = async (table: Table, archive: ArchiveExport, task: InboxItem): Promise<void> => {
  const { tenantId, id, version } = archive;
  try {
    await table.transact([
      { check: keys.archive(tenantId, id), attribute: 'version', equals: version },
      { put: task },
    ]);
  } catch (error) {
    // The export has moved on; a later record brings what it asks for now.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

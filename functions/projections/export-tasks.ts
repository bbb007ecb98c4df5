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
import { startedExportItemsOf } from './started-items.ts';

const exportOf = (item: Item | undefined): ArchiveExport | undefined =>
  item?.kind === ARCHIVES.kind ? readAs<ArchiveExport>(item) : undefined;

/** The line in the approver's inbox at HQ: that something waits and of which unit, not what is asked for. */
const exportTaskOf = (
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

/** The approver's task, and the line of whoever asked. */
export const exportItemsOf = (archive: ArchiveExport, tenantName: string, hqTenant: string): InboxItem[] => [
  ...[exportTaskOf(archive, tenantName, hqTenant)].flatMap((task) => task ?? []),
  ...startedExportItemsOf(archive, tenantName),
];

const keyOf = ({ pk, sk }: InboxItem): string => `${pk} ${sk}`;

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
    const wanted = after ? exportItemsOf(after, name, hqTenant) : [];
    const stays = new Set(wanted.map(keyOf));
    const gone = before
      ? exportItemsOf(before, name, hqTenant).filter((item) => !stays.has(keyOf(item)))
      : [];
    const version = after?.version ?? Number.MAX_SAFE_INTEGER;
    await Promise.all(gone.map((item) => table.removeOlder(item, version)));
    if (wanted.length > 0) await putWhileCurrent(table, one, wanted);
  }
};

const putWhileCurrent = async (
  table: Table,
  archive: ArchiveExport,
  items: readonly InboxItem[],
): Promise<void> => {
  const { tenantId, id, version } = archive;
  try {
    await table.transact([
      { check: keys.archive(tenantId, id), attribute: 'version', equals: version },
      ...items.map((put) => ({ put })),
    ]);
  } catch (error) {
    // The export has moved on; a later record brings what it asks for now.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

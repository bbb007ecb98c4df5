import type { Matter } from '@xuncha/domain';
import { ConditionFailed, keys, matterFromItem, type Table, taskItem, taskKey } from '@xuncha/store';
import type { TableChange } from '../stream-events.ts';
import type { InboxItem } from './inbox-items.ts';
import { startedMatterItemsOf } from './started-items.ts';

/** The inbox lines a matter asks for. Pure: the projection writes what it answers, and the rebuild compares with it. */
export const matterTasksOf = (
  matter: Matter | undefined,
  tenantName: string,
  hqTenant: string,
): InboxItem[] =>
  (matter?.waiting ?? []).map(({ home, key, why, due }) => {
    const { tenantId, id, kind, title, round, waitingSince, updatedAt, version } = matter as Matter;
    const task = { assignee: { home, key }, kind: 'matter', why, due } as const;
    return taskItem(taskKey(home === 'group' ? hqTenant : tenantId, task, id), {
      tenantId,
      tenantName,
      findingId: id,
      kind: 'matter',
      matterKind: kind,
      why,
      due,
      no: '',
      title,
      round: round ?? '',
      since: waitingSince ?? updatedAt,
      version,
    });
  });

const keyOf = ({ pk, sk }: InboxItem): string => `${pk} ${sk}`;

/** Inboxes follow matters. Comes twice or late: a line stands only while the version of the head that asks for it does. */
export const projectMatterTasks = async (
  records: readonly TableChange[],
  { table, hqTenant }: { readonly table: Table; readonly hqTenant: string },
  nameOf: (table: Table, tenantId: string) => Promise<string>,
): Promise<void> => {
  for (const record of records) {
    const [before, after] = [matterFromItem(record.before), matterFromItem(record.after)];
    const one = after ?? before;
    if (!one || (!before?.waiting.length && !after?.waiting.length)) continue;
    const name = await nameOf(table, one.tenantId);
    const itemsOf = (matter: Matter | undefined) => [
      ...matterTasksOf(matter, name, hqTenant),
      ...startedMatterItemsOf(matter, name),
    ];
    const wanted = itemsOf(after);
    const stays = new Set(wanted.map(keyOf));
    const gone = itemsOf(before).filter((item) => !stays.has(keyOf(item)));
    await Promise.all(gone.map((item) => table.removeOlder(item, after?.version ?? Number.MAX_SAFE_INTEGER)));
    if (after) await putWhileCurrent(table, after, wanted);
  }
};

const putWhileCurrent = async (table: Table, matter: Matter, items: readonly InboxItem[]): Promise<void> => {
  if (items.length === 0) return;
  const { tenantId, id, version } = matter;
  try {
    await table.transact([
      { check: keys.matter(tenantId, id), attribute: 'version', equals: version },
      ...items.map((put) => ({ put })),
    ]);
  } catch (error) {
    // The matter has moved on; a later record brings what it asks for then.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

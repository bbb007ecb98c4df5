import type { InboxTask, MatterKind } from '@xuncha/domain';
import { contentOf, readAs } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A task as it stands in an inbox: what the page shows, without another read. */
export interface StoredTask {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly findingId: string;
  readonly kind: InboxTask['kind'];
  /** With kind `matter`: which one; `findingId` is then the matter's id. */
  readonly matterKind?: MatterKind;
  readonly why: string;
  readonly due?: string;
  readonly no: string;
  readonly title: string;
  readonly round: string;
  readonly departmentName?: string;
  readonly caseId?: string;
  readonly visit?: number;
  readonly snapshotHash?: string;
  readonly since: string;
  /** Version of the finding's head that caused it: late events never overwrite newer ones. */
  readonly version: number;
}

export const taskKey = (homeTenantId: string, task: InboxTask, findingId: string): Key =>
  keys.inboxTask(homeTenantId, task.assignee.key, { due: task.due, findingId, kind: task.kind });

export const taskItem = (key: Key, task: StoredTask): Item & Key & { version: number } => ({
  ...key,
  ...task,
  kind: 'inbox_task',
  taskKind: task.kind,
});

const fromItem = (item: Item): StoredTask => {
  const { taskKind, ...task } = contentOf<Record<string, unknown>>(item);
  return readAs<StoredTask>({ ...task, kind: taskKind });
};

/** One inbox by due date. `after` is the sort key to go on from. */
export const listInbox = async (
  table: Table,
  homeTenantId: string,
  assignee: string,
  page: { readonly limit: number; readonly after?: string },
): Promise<{
  readonly tasks: { readonly sk: string; readonly task: StoredTask }[];
  readonly more: boolean;
}> => {
  const partition = keys.inboxPk(homeTenantId, assignee);
  const answer = await table.query({
    partition,
    limit: page.limit,
    startKey: page.after ? { pk: partition, sk: page.after } : undefined,
  });
  return {
    tasks: answer.items.map((item) => ({ sk: String(item.sk), task: fromItem(item) })),
    more: answer.lastKey !== undefined,
  };
};

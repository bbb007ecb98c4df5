import {
  assigneesOf,
  holdsRestrictedAction,
  RESTRICTED_TASK_TITLE,
  type RestrictedClass,
  restrictedInboxesOf,
  type TaskKind,
} from '@xuncha/domain';
import { decodeCursor, encodeCursor, type Handler } from '@xuncha/http';
import { listInbox, listRestrictedTasks, type StoredTask, type Table } from '@xuncha/store';
import * as z from 'zod/mini';
import type { ApiDeps } from '../context.ts';

const PAGE = 50;

/** Per assignee: the sort key to go on from, or that nothing is left. */
const Position = z.record(
  z.string(),
  z.object({
    after: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
    done: z.optional(z.literal(true)),
  }),
);

type Line = Omit<StoredTask, 'version' | 'kind'> & {
  readonly kind: TaskKind;
  readonly restrictedClass?: RestrictedClass;
};
type Read = (page: { readonly limit: number; readonly after?: string }) => Promise<{
  readonly tasks: readonly { readonly sk: string; readonly task: Line }[];
  readonly more: boolean;
}>;
interface Source {
  readonly name: string;
  readonly read: Read;
}

const generalInbox = (table: Table, tenantId: string, assignee: string): Source => ({
  name: assignee,
  read: async (page) => {
    const { tasks, more } = await listInbox(table, tenantId, assignee, page);
    return { tasks: tasks.map(({ sk, task: { version: _version, ...task } }) => ({ sk, task })), more };
  },
});

/** Restricted matters say here that something waits, and nothing else; who may not open them has no such inbox. */
const restrictedInbox = (table: Table, tenantId: string, assignee: string): Source => ({
  name: `r ${assignee}`,
  read: async (page) => {
    const { tasks, more } = await listRestrictedTasks(table, tenantId, assignee, page);
    const neutral = { tenantId, tenantName: '', no: '', title: RESTRICTED_TASK_TITLE, round: '', why: '' };
    return {
      tasks: tasks.map(({ sk, id, recordClass, due, since }) => ({
        sk,
        task: {
          ...neutral,
          kind: 'restricted' as const,
          findingId: id,
          restrictedClass: recordClass,
          due,
          since,
        },
      })),
      more,
    };
  },
});

/**
 * What waits for me: my own inbox and those of my roles, merged by due date. One Query for each inbox; people have
 * two to five.
 */
export const listMyInbox: Handler<'inbox.list', ApiDeps> = async ({ principal, query, today }, { table }) => {
  // A substitute sees what waits for the absent person's roles, and for the absent person.
  const owner = { ...principal, userId: principal.onBehalfOf?.userId ?? principal.userId };
  const position = decodeCursor(query.cursor, principal.tenantId, Position) ?? {};
  const limit = query.limit ?? PAGE;
  const sources = [
    ...assigneesOf(owner).map((assignee) => generalInbox(table, principal.tenantId, assignee)),
    ...(holdsRestrictedAction(principal)
      ? restrictedInboxesOf(principal).map((assignee) => restrictedInbox(table, principal.tenantId, assignee))
      : []),
  ];
  const pages = await Promise.all(
    sources
      .filter(({ name }) => !position[name]?.done)
      .map(async ({ name, read }) => ({
        assignee: name,
        ...(await read({ limit, after: position[name]?.after })),
      })),
  );
  const merged = pages
    .flatMap(({ assignee, tasks }) => tasks.map((task) => ({ assignee, ...task })))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  // Who carries two roles of a gate finds its task in both inboxes: one line for both.
  const lines = [...new Set(merged.map(({ sk }) => sk))].slice(0, limit);
  const shown = merged.filter(({ sk }) => lines.includes(sk));
  const next: Record<string, { after?: string; done?: true }> = { ...position };
  for (const { assignee, sk } of shown) next[assignee] = { after: sk };
  for (const { assignee, tasks, more } of pages)
    if (!more && tasks.every(({ sk }) => shown.some((task) => task.assignee === assignee && task.sk === sk)))
      next[assignee] = { done: true };
  const finished = sources.every(({ name }) => next[name]?.done);
  const tenants = principal.scope?.tenants;
  return {
    body: {
      items: shown
        .filter(({ sk }, index) => shown.findIndex((other) => other.sk === sk) === index)
        .filter(({ task }) => !query.kind || task.kind === query.kind)
        .filter(({ task }) => !tenants?.length || tenants.includes(task.tenantId))
        .map(({ sk, task }) => ({
          ...task,
          id: sk,
          overdue: task.due !== undefined && task.due < today,
        })),
      ...(finished ? {} : { next: encodeCursor(next) }),
    },
  };
};

import { assigneesOf } from '@xuncha/domain';
import { decodeCursor, encodeCursor, type Handler } from '@xuncha/http';
import { listInbox } from '@xuncha/store';
import * as z from 'zod';
import type { ApiDeps } from '../context.ts';

const PAGE = 50;

/** Per assignee: the sort key to go on from, or that nothing is left. */
const Position = z.record(
  z.string(),
  z.object({ after: z.string().min(1).max(1024).optional(), done: z.literal(true).optional() }),
);

/**
 * What waits for me: my own inbox and those of my roles, merged by due date. One Query for each inbox; people have
 * two to five.
 */
export const listMyInbox: Handler<'inbox.list', ApiDeps> = async ({ principal, query, today }, { table }) => {
  // A substitute sees what waits for the absent person's roles, and for the absent person.
  const owner = { ...principal, userId: principal.onBehalfOf?.userId ?? principal.userId };
  const position = decodeCursor(query.cursor, principal.tenantId, Position) ?? {};
  const limit = query.limit ?? PAGE;
  const inboxes = assigneesOf(owner).filter((assignee) => !position[assignee]?.done);
  const pages = await Promise.all(
    inboxes.map(async (assignee) => ({
      assignee,
      ...(await listInbox(table, principal.tenantId, assignee, { limit, after: position[assignee]?.after })),
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
  const finished = assigneesOf(owner).every((assignee) => next[assignee]?.done);
  const tenants = principal.scope?.tenants;
  return {
    body: {
      items: shown
        .filter(({ sk }, index) => shown.findIndex((other) => other.sk === sk) === index)
        .filter(({ task }) => !query.kind || task.kind === query.kind)
        .filter(({ task }) => !tenants?.length || tenants.includes(task.tenantId))
        .map(({ sk, task: { version: _version, ...task } }) => ({
          ...task,
          id: sk,
          overdue: task.due !== undefined && task.due < today,
        })),
      ...(finished ? {} : { next: encodeCursor(next) }),
    },
  };
};

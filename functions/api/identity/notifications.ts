import { assigneesOf, type Notification, type Principal } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { listNotifications, readSeen, saveSeen, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** What a page shows; whoever was away for a month finds a week's worth of a busy office. */
const SHOWN = 100;

/** A substitute is told what the absent person would be told, and keeps a list of what was seen of one's own. */
const listened = (principal: Principal): string[] =>
  assigneesOf({ ...principal, userId: principal.onBehalfOf?.userId ?? principal.userId });

/** Lines of all the person's inboxes, newest first; one told to two of the person's roles is one line. */
const linesOf = async (table: Table, principal: Principal) => {
  const lists = await Promise.all(
    listened(principal).map((assignee) =>
      listNotifications(table, principal.tenantId, assignee, { limit: SHOWN }),
    ),
  );
  const lines = new Map(lists.flat().map(({ sk, notification }) => [sk, notification]));
  const tenants = principal.scope?.tenants;
  return [...lines]
    .filter(([, { tenantId }]) => !tenants?.length || tenants.includes(tenantId))
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .slice(0, SHOWN);
};

const unreadAmong = (lines: readonly (readonly [string, Notification])[], seen: ReadonlySet<string>) =>
  lines.filter(([sk]) => !seen.has(sk)).length;

/** Reminders of due dates: one Query for each inbox of the person, two to five. */
export const listMyNotifications: Handler<'notifications.list', ApiDeps> = async (
  { principal },
  { table },
) => {
  const [lines, ids] = await Promise.all([
    linesOf(table, principal),
    readSeen(table, principal.tenantId, principal.userId),
  ]);
  const seen = new Set(ids);
  return {
    body: {
      items: lines.map(([id, { rung: _rung, ...line }]) => ({ ...line, id, unread: !seen.has(id) })),
      unread: unreadAmong(lines, seen),
    },
  };
};

/** Notes what the person has seen; ids of others' lines have no effect. */
export const markSeen: Handler<'notifications.markSeen', ApiDeps> = async (
  { principal, body },
  { table },
) => {
  const { tenantId, userId } = principal;
  const [lines, ids] = await Promise.all([linesOf(table, principal), readSeen(table, tenantId, userId)]);
  const shown = new Set(lines.map(([sk]) => sk));
  const seen = new Set([...ids, ...body.ids.filter((id) => shown.has(id))]);
  await saveSeen(table, tenantId, userId, [...seen]);
  return { body: { unread: unreadAmong(lines, seen) } };
};

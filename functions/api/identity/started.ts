import { decodeCursor, encodeCursor, type Handler } from '@xuncha/http';
import { listStarted } from '@xuncha/store';
import * as z from 'zod/mini';
import type { ApiDeps } from '../context.ts';

const PAGE = 50;

/** The sort key to go on from. */
const Position = z.string().check(z.minLength(1), z.maxLength(1024));

/** What I handed in and somebody else has now, the longest waiting first: one Query, whatever the unit's size. */
export const listMyStarted: Handler<'started.list', ApiDeps> = async (
  { principal, query, today },
  { table },
) => {
  // A substitute sees what the absent person waits for, as with the inbox.
  const userId = principal.onBehalfOf?.userId ?? principal.userId;
  const { lines, more } = await listStarted(table, principal.tenantId, userId, {
    limit: query.limit ?? PAGE,
    after: decodeCursor(query.cursor, principal.tenantId, Position),
  });
  const tenants = principal.scope?.tenants;
  const last = lines.at(-1);
  return {
    body: {
      items: lines
        .filter(({ line }) => !tenants?.length || tenants.includes(line.tenantId))
        .map(({ sk, line: { version: _version, findingId, holders, ...line } }) => ({
          ...line,
          id: sk,
          subjectId: findingId,
          holders: [...holders],
          overdue: line.due !== undefined && line.due < today,
        })),
      ...(more && last ? { next: encodeCursor(last.sk) } : {}),
    },
  };
};

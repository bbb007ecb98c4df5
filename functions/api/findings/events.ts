import { decodeCursor, encodeCursor, type Handler, ListPosition, notFound } from '@xuncha/http';
import { listEvents, loadFinding } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { timelineOf } from './finding-view.ts';

const PAGE = 100;

/** A finding's whole trail, oldest first. */
export const listFindingEvents: Handler<'findings.events', ApiDeps> = async (call, { table }) => {
  const { scope, params, query } = call;
  if (!(await loadFinding(table, scope, params.findingId))) throw notFound();
  const afterSeq = decodeCursor(query.cursor, scope.tenantId, ListPosition) ?? 0;
  const limit = query.limit ?? PAGE;
  const events = await listEvents(table, scope, params.findingId, { afterSeq, limit });
  const last = events.at(-1);
  return {
    body: {
      items: timelineOf(events),
      ...(last && events.length === limit ? { next: encodeCursor(last.seq) } : {}),
    },
  };
};

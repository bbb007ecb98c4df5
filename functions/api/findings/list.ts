import { type FindingState, isOpen } from '@xuncha/domain';
import { decodeCursor, encodeCursor, type Handler, ListPosition, TableKey } from '@xuncha/http';
import { type Item, listFindings } from '@xuncha/store';
import * as z from 'zod';
import type { ApiDeps } from '../context.ts';
import { rowOfItem } from './finding-view.ts';

const PAGE = 50;

/** Which of the queries behind the list, and where it goes on. */
const Position = z.object({ part: ListPosition, startKey: TableKey.optional() });

/** Words are looked for, all of them, in what a list row shows. */
const matches = (item: Item, words: readonly string[]): boolean => {
  const text = [item.no, item.title, item.category, item.domain, item.departmentName, item.closeoutNo]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
};

/** The ledger: one key-ordered Query a page, whatever the size of the tenant. */
export const listLedger: Handler<'findings.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const cursor = decodeCursor(query.cursor, scope.tenantId, Position);
  const keep = (item: Item): boolean =>
    (!query.state || item.state === query.state) &&
    (!query.batchId || item.batchId === query.batchId) &&
    (!query.departmentId || item.departmentId === query.departmentId) &&
    (query.due !== 'ended' || item.state === 'closed') &&
    (query.due !== 'open' || isOpen(item.state as FindingState)) &&
    (query.due !== 'overdue' ||
      (isOpen(item.state as FindingState) && String(item.dueDate ?? '9999') < today)) &&
    matches(item, words);
  const page = await listFindings(
    table,
    scope,
    {
      state: query.state,
      departmentId: query.departmentId,
      due: query.due,
      today,
      limit: query.limit ?? PAGE,
      cursor,
    },
    keep,
  );
  return {
    body: {
      items: page.rows.map((item) => rowOfItem(item, today)),
      ...(page.next ? { next: encodeCursor(page.next) } : {}),
    },
  };
};

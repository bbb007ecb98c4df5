import { comesInOrder, type LedgerView, sortLedger } from '@xuncha/domain';
import { useEffect, useMemo } from 'react';
import { INDEX_PAGE } from '../../../api/first-reads.ts';
import type { LedgerLine } from '../../../api/types.ts';
import { type ListResult, useList } from '../../../api/use-operation.ts';
import { useLedgerWords } from './use-ledger-words.ts';

/** Lines of one answer from the sheets: all that one request looks through. */
const SHEET_PAGE = 2000;

export interface LedgerLines {
  readonly list: ListResult<'findings.list'>;
  /** In the order of the view. */
  readonly lines: readonly LedgerLine[];
  /** Still looking through the ledger; how many findings so far. */
  readonly looking: boolean;
  readonly looked: number;
  /** There are more, which scrolling fetches. */
  readonly more: boolean;
}

/**
 * Lines of a view. What an index keeps in order comes page by page while one scrolls; everything else is looked for in
 * the whole ledger, request by request, and sorted here when it is there.
 */
export const useLedgerLines = (tenantId: string, view: LedgerView, enabled: boolean): LedgerLines => {
  const words = useLedgerWords();
  const inOrder = comesInOrder(view);
  const { states, ...filter } = view.filter;
  const list = useList(
    'findings.list',
    {
      params: { tenantId },
      query: {
        ...filter,
        ...(states ? { state: states.join(',') } : {}),
        order: inOrder ? (view.order.descending ? 'due_desc' : 'due') : 'ledger',
        limit: inOrder ? INDEX_PAGE : SHEET_PAGE,
      },
    },
    { enabled },
  );
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, data } = list.query;
  const looking = !inOrder && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (looking && !isFetchingNextPage) void fetchNextPage();
  }, [looking, isFetchingNextPage, fetchNextPage]);
  const { order } = view;
  const lines = useMemo(() => {
    const items = data?.pages.flatMap((page) => page.data.items) ?? [];
    if (inOrder) return items;
    const byId = new Map(items.map((line) => [line.id, line]));
    return sortLedger(items, order, words).flatMap(({ id }) => byId.get(id) ?? []);
  }, [data, inOrder, order, words]);
  return {
    list,
    lines,
    looking,
    looked: data?.pages.reduce((sum, page) => sum + (page.data.looked ?? 0), 0) ?? 0,
    more: inOrder && hasNextPage,
  };
};

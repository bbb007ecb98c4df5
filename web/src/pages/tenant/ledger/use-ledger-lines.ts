import { comesInOrder, keptOrderOf, type LedgerView, sortLedger } from '@xuncha/domain';
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

/** The order to ask the server for: one it keeps by itself, else that of the ledger. */
const orderAsked = (view: LedgerView) => {
  if (!comesInOrder(view)) return 'ledger';
  const by = keptOrderOf(view.order);
  if (by) return view.order.descending ? (`-${by}` as const) : by;
  return view.order.descending ? 'due_desc' : 'due';
};

/**
 * Lines of a view. What the server keeps in order comes page by page while one scrolls; everything else is looked for in
 * the whole ledger, request by request, and sorted here when it is there.
 */
export const useLedgerLines = (tenantId: string, view: LedgerView, enabled: boolean): LedgerLines => {
  const words = useLedgerWords();
  const asked = orderAsked(view);
  const { states, ...filter } = view.filter;
  const list = useList(
    'findings.list',
    {
      params: { tenantId },
      query: {
        ...filter,
        ...(states ? { state: states.join(',') } : {}),
        order: asked,
        limit: asked === 'ledger' ? SHEET_PAGE : INDEX_PAGE,
      },
    },
    { enabled },
  );
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, data } = list.query;
  // Whoever sees a part of the ledger only gets that part in its own order, whatever was asked for.
  const inOrder = asked !== 'ledger' && data?.pages[0]?.data.order !== 'ledger';
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

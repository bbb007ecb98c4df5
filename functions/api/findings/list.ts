import {
  answeredByIndex,
  isWholeLedger,
  type KeptOrder,
  keptOrderOf,
  type LedgerFilter,
  ledgerActionsFor,
  ledgerMatcher,
  ofTheDay,
  parseOrder,
  parseStates,
  type StoredLedgerRow,
  seesWholeLedger,
  wordingMatcher,
} from '@xuncha/domain';
import { type Call, decodeCursor, type Handler, ListPosition, nextPage, TableKey } from '@xuncha/http';
import { listByOrder, listFindings, searchSheets } from '@xuncha/store';
import * as z from 'zod/mini';
import type { ApiDeps } from '../context.ts';
import { rowOfItem } from './finding-view.ts';

const PAGE = 50;
/** A page of an index is 7 RCU at this size; lines of the sheets are a tenth of that, and may be asked for in thousands. */
const MAX_INDEX_PAGE = 100;

/** Which of the queries behind the list, and where it goes on. */
const IndexPosition = z.object({ part: ListPosition, startKey: z.optional(TableKey) });
/** The sheet, and the finding in it that was the last one shown. Ids, or empty for the first sheet. */
const SheetId = z.string().check(z.regex(/^[0-9a-z]{0,26}$/));
const SheetPosition = z.object({ from: SheetId, after: z.optional(SheetId) });

/** The order's part, and the sort key of the last line, which lies in it. Keys of orders are ASCII. */
const OrderPosition = z
  .object({
    part: z.union([z.literal(1), z.literal(2)]),
    after: z.optional(z.string().check(z.regex(/^[12]#[!-~]{1,1000}$/))),
  })
  .check(z.refine(({ part, after }) => after === undefined || after.startsWith(`${part}#`)));

type ListCall = Call<'findings.list'>;

const filterOf = ({ state, order: _order, limit: _limit, cursor: _cursor, ...filter }: ListCall['query']) =>
  ({ ...filter, ...(state ? { states: parseStates(state) } : {}) }) satisfies LedgerFilter;

/** The kept order that was asked for, and whether it may be had: for the whole ledger, by whoever sees all of it. */
const orderToServe = (
  { query, scope }: ListCall,
  filter: LedgerFilter,
): { readonly by: KeptOrder; readonly descending: boolean } | undefined => {
  const order = parseOrder(query.order ?? '');
  const by = order && keptOrderOf(order);
  return by && isWholeLedger(filter) && seesWholeLedger(scope)
    ? { by, descending: order.descending }
    : undefined;
};

const inDueOrder = ({ order }: ListCall['query']): boolean =>
  order === undefined || order === 'due' || order === 'due_desc';

/**
 * The ledger (K02): by due date from one key-ordered index, the whole of it also by further columns, whatever the size of
 * the tenant; any other question from the ledger sheets, so many of them a request.
 */
export const listLedger: Handler<'findings.list', ApiDeps> = (call, deps) => {
  const filter = filterOf(call.query);
  const kept = orderToServe(call, filter);
  if (kept) return listInOrder(call, kept, deps);
  return inDueOrder(call.query) && answeredByIndex(filter)
    ? listByIndex(call, filter, deps)
    : listBySheets(call, filter, deps);
};

const lineOf = ({ scope, principal, today }: ListCall) => {
  const possible = ledgerActionsFor(principal, scope.tenantId);
  return ({ version: _version, ...row }: StoredLedgerRow) => ({
    ...row,
    ...ofTheDay(row, today),
    possible: possible(row),
  });
};

const listInOrder = async (
  call: ListCall,
  { by, descending }: { readonly by: KeptOrder; readonly descending: boolean },
  { table }: ApiDeps,
) => {
  const { scope, query } = call;
  const page = await listByOrder(table, scope, {
    by,
    descending,
    limit: Math.min(query.limit ?? PAGE, MAX_INDEX_PAGE),
    position: decodeCursor(query.cursor, scope.tenantId, OrderPosition),
  });
  return {
    body: {
      items: page.rows.map(lineOf(call)),
      order: by,
      ...nextPage(page.next),
    },
  };
};

const listByIndex = async (
  { scope, query, today, principal }: ListCall,
  filter: LedgerFilter,
  { table }: ApiDeps,
) => {
  const matches = ledgerMatcher(filter, today);
  const possible = ledgerActionsFor(principal, scope.tenantId);
  const page = await listFindings(
    table,
    scope,
    {
      state: filter.states?.[0],
      departmentId: filter.departmentId,
      due: filter.due,
      descending: query.order === 'due_desc',
      today,
      limit: Math.min(query.limit ?? PAGE, MAX_INDEX_PAGE),
      cursor: decodeCursor(query.cursor, scope.tenantId, IndexPosition),
    },
    (item) => matches(rowOfItem(item, today)),
  );
  return {
    body: {
      items: page.rows.map((item) => {
        const row = rowOfItem(item, today);
        return { ...row, possible: possible(row) };
      }),
      order: 'due' as const,
      ...nextPage(page.next),
    },
  };
};

const listBySheets = async (call: ListCall, filter: LedgerFilter, { table }: ApiDeps) => {
  const { scope, query, today } = call;
  const wording = wordingMatcher(filter, today);
  const page = await searchSheets(
    table,
    scope,
    { matches: ledgerMatcher(filter, today), ...(wording ? { wording } : {}) },
    {
      limit: query.limit ?? PAGE,
      position: decodeCursor(query.cursor, scope.tenantId, SheetPosition),
    },
  );
  const excerptOf = (findingId: string): { excerpt?: string } => {
    const text = page.wordings.get(findingId);
    const excerpt = text && wording?.excerpt(text);
    return excerpt ? { excerpt } : {};
  };
  return {
    body: {
      items: page.rows.map(lineOf(call)).map((line) => ({ ...line, ...excerptOf(line.id) })),
      order: 'ledger' as const,
      looked: page.looked,
      ...nextPage(page.next),
    },
  };
};

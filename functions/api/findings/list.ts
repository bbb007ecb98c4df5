import {
  answeredByIndex,
  type LedgerFilter,
  ledgerActionsFor,
  ledgerMatcher,
  ofTheDay,
  parseStates,
  type StoredLedgerRow,
} from '@xuncha/domain';
import { type Call, decodeCursor, encodeCursor, type Handler, ListPosition, TableKey } from '@xuncha/http';
import { listFindings, searchSheets } from '@xuncha/store';
import * as z from 'zod';
import type { ApiDeps } from '../context.ts';
import { rowOfItem } from './finding-view.ts';

const PAGE = 50;
/** A page of an index is 7 RCU at this size; lines of the sheets are a tenth of that, and may be asked for in thousands. */
const MAX_INDEX_PAGE = 100;

/** Which of the queries behind the list, and where it goes on. */
const IndexPosition = z.object({ part: ListPosition, startKey: TableKey.optional() });
/** The sheet, and the finding in it that was the last one shown. Ids, or empty for the first sheet. */
const SheetId = z.string().regex(/^[0-9a-z]{0,26}$/);
const SheetPosition = z.object({ from: SheetId, after: SheetId.optional() });

type ListCall = Call<'findings.list'>;

const filterOf = ({ state, order: _order, limit: _limit, cursor: _cursor, ...filter }: ListCall['query']) =>
  ({ ...filter, ...(state ? { states: parseStates(state) } : {}) }) satisfies LedgerFilter;

/**
 * The ledger (K02): by due date from one key-ordered index, whatever the size of the tenant; any other question from
 * the ledger sheets, so many of them a request.
 */
export const listLedger: Handler<'findings.list', ApiDeps> = (call, deps) => {
  const filter = filterOf(call.query);
  return call.query.order !== 'ledger' && answeredByIndex(filter)
    ? listByIndex(call, filter, deps)
    : listBySheets(call, filter, deps);
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
      ...(page.next ? { next: encodeCursor(page.next) } : {}),
    },
  };
};

const listBySheets = async (
  { scope, query, today, principal }: ListCall,
  filter: LedgerFilter,
  { table }: ApiDeps,
) => {
  const possible = ledgerActionsFor(principal, scope.tenantId);
  const position = decodeCursor(query.cursor, scope.tenantId, SheetPosition);
  const page = await searchSheets(table, scope, ledgerMatcher(filter, today), {
    limit: query.limit ?? PAGE,
    position,
  });
  return {
    body: {
      items: page.rows.map(({ version: _version, ...row }: StoredLedgerRow) => ({
        ...row,
        ...ofTheDay(row, today),
        possible: possible(row),
      })),
      order: 'ledger' as const,
      looked: page.looked,
      ...(page.next ? { next: encodeCursor(page.next) } : {}),
    },
  };
};

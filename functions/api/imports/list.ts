import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import { IMPORTS, listDocuments } from '@xuncha/store';
import type { ImportDeps } from './import-deps.ts';
import { summaryOf } from './import-view.ts';

const PAGE = 50;

export const listImports: Handler<'imports.list', ImportDeps> = async ({ scope, query }, { table }) => {
  const page = await listDocuments(table, IMPORTS, scope.tenantId, {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  return {
    body: {
      items: page.items.map(summaryOf),
      ...nextPage(page.lastKey),
    },
  };
};

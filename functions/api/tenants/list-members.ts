import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import { pageMembers } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { memberView } from './member-view.ts';

const PAGE = 50;

/** The tenant's people, those removed included: what they did stays theirs. */
export const listTenantMembers: Handler<'members.list', ApiDeps> = async ({ scope, query }, { table }) => {
  const page = await pageMembers(table, scope, {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  return {
    body: {
      items: page.members.map(memberView),
      ...nextPage(page.lastKey),
    },
  };
};

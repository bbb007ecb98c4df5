import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import { pageAccesses } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

const PAGE = 50;

/** Who of HQ has looked into the unit, newest day first: the unit's own record of it. */
export const listAccesses: Handler<'accesses.list', ApiDeps> = async ({ scope, query }, { table }) => {
  const page = await pageAccesses(table, scope, {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  return {
    body: {
      items: page.accesses.map(({ date, at, userId, membershipId, name, roles, onBehalfOf, area }) => ({
        date,
        at,
        userId,
        membershipId,
        name,
        roles: [...roles],
        onBehalfOf,
        area,
      })),
      ...nextPage(page.lastKey),
    },
  };
};

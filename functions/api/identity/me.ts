import { ACTIONS, type Principal, reachFor } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import type { ApiDeps } from '../context.ts';
import { scopeView } from '../scope-view.ts';

/** Who I am, what else I may act as, and every action with its reach: the page shows and hides by this. */
export const getMe: Handler<'me.get', ApiDeps> = async ({ principal, memberships = [] }) => {
  const current = memberships.find(({ membershipId }) => membershipId === principal.membershipId);
  if (!current) throw notFound();
  return {
    body: {
      userId: principal.userId,
      name: principal.name,
      current: {
        ...current,
        departmentId: principal.departmentId,
        ...(principal.scope ? { scope: scopeView(principal.scope) } : {}),
        ...(principal.onBehalfOf ? { onBehalfOf: { name: principal.onBehalfOf.name } } : {}),
      },
      memberships: [...memberships],
      actions: actionsOf(principal),
    },
  };
};

const actionsOf = (principal: Principal) =>
  Object.fromEntries(
    ACTIONS.flatMap((action) => {
      const reach = reachFor(principal, action);
      return reach ? [[action, reach] as const] : [];
    }),
  );

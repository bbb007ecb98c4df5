import { limitsContent } from '@xuncha/domain';
import { type Handler, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  type Item,
  listRegistered,
  listRollups,
  type RegisteredTenant,
  type Rollup,
  readDashboard,
  readRegistered,
  readTenant,
  rollupOf,
  type Table,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { summaryOf } from './tenant-view.ts';

const PAGE = 50;

/**
 * The group's subsidiaries with their roll-ups: one Query each. Who is limited to some tenants (A06), or belongs to
 * one subsidiary, sees those only.
 */
export const listTenants: Handler<'tenants.list', ApiDeps> = async ({ principal, query, today }, deps) => {
  const { table, hqTenant } = deps;
  const startKey = startKeyOf(query.cursor, hqTenant);
  // Totals of a tenant would tell about the batches the person may not see.
  const numbers = !limitsContent(principal.scope);
  if (principal.tenantKind !== 'group') return ownTenant(table, principal.tenantId, numbers, today);
  const named = principal.scope?.tenants;
  const [page, rollups] = await Promise.all([
    named?.length
      ? listNamed(deps, named)
      : listRegistered(table, hqTenant, {
          limit: query.limit ?? PAGE,
          startKey,
        }),
    numbers ? listRollups(table, hqTenant) : [],
  ]);
  const rollupById = new Map<string, Rollup>(rollups.map((rollup) => [rollup.tenantId, rollup]));
  return {
    body: {
      items: page.tenants.map((tenant) => summaryOf(tenant, rollupById.get(tenant.tenantId))),
      ...nextPage(page.lastKey),
    },
  };
};

/** HQ's register and roll-ups are out of a subsidiary's reach; its own head and numbers say the same. */
const ownTenant = async (table: Table, tenantId: string, numbers: boolean, today: string) => {
  const [head, dashboard] = await Promise.all([
    readTenant(table, tenantId),
    numbers ? readDashboard(table, tenantId) : undefined,
  ]);
  if (!head) throw notFound();
  return { body: { items: [summaryOf(head, dashboard && rollupOf(tenantId, dashboard, today))] } };
};

/** A membership names at most 100 tenants: one page. */
const listNamed = async (
  { table, hqTenant }: ApiDeps,
  named: readonly string[],
): Promise<{ tenants: RegisteredTenant[]; lastKey?: Item }> => {
  const found = await Promise.all([...new Set(named)].map((id) => readRegistered(table, hqTenant, id)));
  return { tenants: found.flatMap((tenant) => tenant ?? []) };
};

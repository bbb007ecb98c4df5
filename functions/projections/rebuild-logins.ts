import { systemScope } from '@xuncha/domain';
import { compareLogins, followLogin, type Item, listRegistered, type Table } from '@xuncha/store';

/** Every tenant of HQ's register that has been made ready. */
export const readyTenants = async (table: Table, hqTenant: string): Promise<string[]> => {
  const tenants: string[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, hqTenant, { limit: 100, startKey });
    tenants.push(
      ...page.tenants.filter(({ status }) => status !== 'provisioning').map((one) => one.tenantId),
    );
    startKey = page.lastKey;
  } while (startKey);
  return tenants;
};

export interface LoginReport {
  /** Places where the directory did not say what the tenant says. */
  readonly differences: number;
  /** Those that are still there. */
  readonly left: number;
}

/** Makes the login directory of one tenant's people again from the tenant's own items. People may work meanwhile. */
export const rebuildLogins = async (
  table: Table,
  tenantId: string,
  compareOnly = false,
): Promise<LoginReport> => {
  const compare = () => compareLogins(table, systemScope('projections', tenantId));
  const found = await compare();
  if (compareOnly || found.length === 0) return { differences: found.length, left: found.length };
  for (const { entry } of found) await followLogin(table, entry);
  return { differences: found.length, left: (await compare()).length };
};

import { randomUUID } from 'node:crypto';
import { actorOf, authorize, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { compareLogins, followLogin, type Table } from '@xuncha/store';
import { provisionTenant } from '../../functions/api/tenants/provision.ts';
import { createGroup } from '../../functions/provisioning/create-group.ts';
import { PROVISIONING_STEPS, runProvisioningStep } from '../../functions/provisioning/provisioning-steps.ts';
import { personOf } from './api-event.ts';
import { HQ_TENANT } from './environment.ts';

/** HQ with two departments and the group administrator `hq-admin`. */
export const foundGroup = async (table: Table): Promise<void> => {
  const founded = await createGroup(
    table,
    {
      tenantId: HQ_TENANT,
      name: '集团公司',
      departments: [{ name: '集团财务部' }, { name: '巡察办公室' }],
      routing: { 合同管理: '集团财务部' },
      admin: { login: 'hq-admin', name: '秦管理' },
    },
    new Date().toISOString(),
  );
  if (!founded.ok) throw new Error(founded.error.message);
};

/** A subsidiary made as in production: announced, then all provisioning steps. Its admin is `<code>-admin`. */
export const openTenant = async (
  table: Table,
  tenant: { readonly tenantId: string; readonly name: string; readonly departments: readonly string[] },
): Promise<void> => {
  const principal = personOf(HQ_TENANT, ['group_admin'], { userId: 'hq-admin', name: '秦管理' });
  const scope = authorize(principal, 'tenant.provision', HQ_TENANT);
  if (!scope.ok) throw new Error(scope.error.message);
  const now = new Date();
  await provisionTenant(
    {
      operation: 'tenants.provision',
      params: {},
      query: {},
      body: {
        code: tenant.tenantId,
        name: tenant.name,
        org: tenant.departments.map((name) => ({ name })),
        admin: { login: `${tenant.tenantId}-admin`, name: '单位管理员' },
      },
      principal,
      actor: actorOf(principal),
      scope: scope.value,
      at: now.toISOString(),
      today: shanghaiDateOf(now),
      claim: { key: randomUUID(), requestHash: randomUUID() },
      ifVersion: undefined,
    },
    { table, hqTenant: HQ_TENANT },
  );
  for (const step of PROVISIONING_STEPS)
    await runProvisioningStep(
      { table, hqTenant: HQ_TENANT, now: () => new Date() },
      { step, tenantId: tenant.tenantId },
    );
  await settleLogins(table, tenant.tenantId);
};

/** What the projections do within seconds where the stream runs: the login directory knows the tenant's people. */
export const settleLogins = async (table: Table, tenantId: string): Promise<void> => {
  for (const { entry } of await compareLogins(table, systemScope('projections', tenantId)))
    await followLogin(table, entry);
};

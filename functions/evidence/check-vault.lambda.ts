import { openTenantAccess } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { createCheckVault } from './check-vault.ts';
import { objectClientPerSession } from './object-store.ts';
import { openVaultObjects } from './vault-objects.ts';

const access = openTenantAccess('fixity', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const clientOf = objectClientPerSession();
const vaultBucket = setting('VAULT_BUCKET');
const hqTenant = setting('HQ_TENANT');

export const handler = createCheckVault({
  hqTable: () => access.tableFor({ tenantId: hqTenant }),
  async depsOf(tenantId) {
    const tags = { tenantId, hqTenantId: hqTenant };
    return {
      table: await access.tableFor(tags),
      vault: openVaultObjects(clientOf(await access.credentialsFor(tags)), vaultBucket),
    };
  },
  hqTenant,
  now,
});

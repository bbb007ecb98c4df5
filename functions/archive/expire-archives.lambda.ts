import { openTenantAccess } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { objectClientPerSession } from '../evidence/object-store.ts';
import { createExpireArchives } from './expire-archives.ts';

const access = openTenantAccess('archive-expiry', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const clientOf = objectClientPerSession();
const hqTenant = setting('HQ_TENANT');

export const handler = createExpireArchives({
  hqTable: () => access.tableFor({ tenantId: hqTenant }),
  async depsOf(tenantId) {
    const tags = { tenantId };
    return {
      table: await access.tableFor(tags),
      s3: clientOf(await access.credentialsFor(tags)),
    };
  },
  hqTenant,
  archiveBucket: setting('ARCHIVE_BUCKET'),
  now,
});

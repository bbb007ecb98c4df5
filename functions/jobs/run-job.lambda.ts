import { openTenantAccess } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { objectClientPerSession } from '../evidence/object-store.ts';
import { openVaultObjects } from '../evidence/vault-objects.ts';
import { openVaultFiles } from '../vault-files.ts';
import { CHUNK_FINDINGS } from './job-deps.ts';
import { createRunJob } from './run-job.ts';

const access = openTenantAccess('jobs', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const clientOf = objectClientPerSession();
const vaultBucket = setting('VAULT_BUCKET');
const archiveBucket = setting('ARCHIVE_BUCKET');

export const handler = createRunJob(async (tenantId) => {
  const tags = { tenantId };
  const client = clientOf(await access.credentialsFor(tags));
  return {
    table: await access.tableFor(tags),
    vault: openVaultFiles(client, vaultBucket),
    exports: openVaultFiles(client, archiveBucket),
    holds: openVaultObjects(client, vaultBucket),
    now,
    chunkFindings: CHUNK_FINDINGS,
  };
});

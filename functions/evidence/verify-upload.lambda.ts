import { openTenantAccess } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { objectClientPerSession, openObjectStore } from './object-store.ts';
import { createUploadVerifier } from './verify-upload.ts';

const access = openTenantAccess('evidence', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const clientOf = objectClientPerSession();
const buckets = { intake: setting('INTAKE_BUCKET'), vault: setting('VAULT_BUCKET') };

export const handler = createUploadVerifier(async (tenantId) => {
  const tags = { tenantId };
  return {
    table: await access.tableFor(tags),
    objects: openObjectStore(clientOf(await access.credentialsFor(tags)), buckets),
    now,
  };
});

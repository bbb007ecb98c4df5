import { S3Client } from '@aws-sdk/client-s3';
import { identityOf, openTenantAccess, perSession } from '@xuncha/store';
import { setting } from '../environment.ts';
import { tellMissing } from '../missing-objects.ts';
import { createPackFinding } from './pack-finding.ts';

const access = openTenantAccess('archive', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const bucket = setting('VAULT_BUCKET');
const clientOf = perSession((credentials) =>
  tellMissing(new S3Client({ credentials: identityOf(credentials) })),
);

export const handler = createPackFinding(async (tenantId) => {
  const tags = { tenantId };
  const s3 = clientOf(await access.credentialsFor(tags));
  return { table: await access.tableFor(tags), vault: { s3, bucket } };
});

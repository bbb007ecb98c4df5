import { S3Client } from '@aws-sdk/client-s3';
import { identityOf, openTenantAccess } from '@xuncha/store';
import type { Context } from 'aws-lambda';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { type ArchiveTask, createBuildArchive } from './build-archive.ts';

/** Milliseconds kept back at the end of the function's time to record that it was not enough. */
const RESERVE = 20_000;

const access = openTenantAccess('archive', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const hqTenant = setting('HQ_TENANT');
const vaultBucket = setting('VAULT_BUCKET');
const archiveBucket = setting('ARCHIVE_BUCKET');

export const handler = async (task: ArchiveTask, context: Context): Promise<void> => {
  const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - RESERVE));
  // Decisions of the leading group name meetings and people of HQ.
  const tags = { tenantId: task.tenantId, hqTenantId: hqTenant };
  const s3 = new S3Client({ credentials: identityOf(await access.credentialsFor(tags)) });
  try {
    const table = await access.tableFor(tags);
    const vault = { s3, bucket: vaultBucket };
    await createBuildArchive({ table, vault, archiveBucket, hqTenant, now })(task, signal);
  } finally {
    s3.destroy();
  }
};

import { S3Client } from '@aws-sdk/client-s3';
import { identityOf, openTenantAccess } from '@xuncha/store';
import type { Context } from 'aws-lambda';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { tellMissing } from '../missing-objects.ts';
import { type ArchiveAnswer, type ArchiveTask, createAdvanceArchive } from './advance-archive.ts';

/**
 * Milliseconds of the function's minute that are left when nothing new is begun: enough for what is in flight, at most
 * a range of 512 MiB, to come to its end.
 */
const RESERVE = 25_000;

const access = openTenantAccess('archive', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const hqTenant = setting('HQ_TENANT');
const vaultBucket = setting('VAULT_BUCKET');
const archiveBucket = setting('ARCHIVE_BUCKET');
const keepDays = Number(setting('ARCHIVE_DAYS'));

export const handler = async (task: ArchiveTask, context: Context): Promise<ArchiveAnswer> => {
  // Decisions of the leading group name meetings and people of HQ.
  const tags = { tenantId: task.tenantId, hqTenantId: hqTenant };
  const s3 = tellMissing(new S3Client({ credentials: identityOf(await access.credentialsFor(tags)) }));
  try {
    const table = await access.tableFor(tags);
    const vault = { s3, bucket: vaultBucket };
    const advance = createAdvanceArchive({ table, vault, archiveBucket, hqTenant, now, keepDays });
    return await advance(task, () => context.getRemainingTimeInMillis() > RESERVE);
  } finally {
    s3.destroy();
  }
};

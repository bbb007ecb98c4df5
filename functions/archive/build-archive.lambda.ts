import { S3Client } from '@aws-sdk/client-s3';
import { createDynamoClient, openTable } from '@xuncha/store';
import type { Context } from 'aws-lambda';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { type ArchiveTask, createBuildArchive } from './build-archive.ts';

/** Milliseconds kept back at the end of the function's time to record that it was not enough. */
const RESERVE = 20_000;

const build = createBuildArchive({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  vault: { s3: new S3Client({}), bucket: setting('VAULT_BUCKET') },
  archiveBucket: setting('ARCHIVE_BUCKET'),
  hqTenant: setting('HQ_TENANT'),
  now,
});

export const handler = (task: ArchiveTask, context: Context): Promise<void> =>
  build(task, AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - RESERVE)));

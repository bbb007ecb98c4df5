import { S3Client } from '@aws-sdk/client-s3';
import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { openObjects } from '../object-store.ts';
import { createRunJob } from './run-job.ts';

export const handler = createRunJob({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  vault: openObjects(new S3Client({}), setting('VAULT_BUCKET')),
  now,
});

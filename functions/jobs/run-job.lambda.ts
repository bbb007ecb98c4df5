import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { createObjectClient } from '../evidence/object-store.ts';
import { openVaultFiles } from '../vault-files.ts';
import { CHUNK_FINDINGS } from './job-deps.ts';
import { createRunJob } from './run-job.ts';

export const handler = createRunJob({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  vault: openVaultFiles(createObjectClient(), setting('VAULT_BUCKET')),
  now,
  chunkFindings: CHUNK_FINDINGS,
});

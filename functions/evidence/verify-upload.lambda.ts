import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { createObjectClient, openObjectStore } from './object-store.ts';
import { createUploadVerifier } from './verify-upload.ts';

export const handler = createUploadVerifier({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  objects: openObjectStore(createObjectClient(), {
    intake: setting('INTAKE_BUCKET'),
    vault: setting('VAULT_BUCKET'),
  }),
  now,
});

import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { createProjections } from './projections.ts';

export const handler = createProjections({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  hqTenant: setting('HQ_TENANT'),
  now,
});

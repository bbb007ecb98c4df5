import { SFNClient } from '@aws-sdk/client-sfn';
import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { openWorkflow } from '../workflow.ts';
import { createSweep } from './sweep.ts';

export const handler = createSweep({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  workflow: openWorkflow(new SFNClient({})),
  hqTenant: setting('HQ_TENANT'),
  machines: {
    closeout: setting('CLOSEOUT_STATE_MACHINE_ARN'),
    provisioning: setting('PROVISIONING_STATE_MACHINE_ARN'),
    archive: setting('ARCHIVE_STATE_MACHINE_ARN'),
  },
  now,
});

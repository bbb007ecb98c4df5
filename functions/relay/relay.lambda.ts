import { SFNClient } from '@aws-sdk/client-sfn';
import { createDynamoClient, openTable } from '@xuncha/store';
import { setting } from '../environment.ts';
import { openWorkflow } from '../workflow.ts';
import { createRelay } from './relay.ts';

export const handler = createRelay({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  workflow: openWorkflow(new SFNClient({})),
  machines: {
    closeout: setting('CLOSEOUT_STATE_MACHINE_ARN'),
    provisioning: setting('PROVISIONING_STATE_MACHINE_ARN'),
    archive: setting('ARCHIVE_STATE_MACHINE_ARN'),
  },
});

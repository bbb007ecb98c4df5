import { SFNClient } from '@aws-sdk/client-sfn';
import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { openWorkflow } from '../workflow.ts';
import { createOpenGate } from './open-gate.ts';

export const handler = createOpenGate({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  workflow: openWorkflow(new SFNClient({})),
  now,
});

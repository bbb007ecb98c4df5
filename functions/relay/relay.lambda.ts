import { SFNClient } from '@aws-sdk/client-sfn';
import { createDynamoClient, openTable } from '@xuncha/store';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { createNoteChains } from '../audit/note-chains.ts';
import { setting } from '../environment.ts';
import { openWorkflow } from '../workflow.ts';
import { createRelay } from './relay.ts';

const table = openTable(createDynamoClient(), setting('TABLE_NAME'));

const relay = createRelay({
  table,
  workflow: openWorkflow(new SFNClient({})),
  machines: {
    closeout: setting('CLOSEOUT_STATE_MACHINE_ARN'),
    provisioning: setting('PROVISIONING_STATE_MACHINE_ARN'),
    archive: setting('ARCHIVE_STATE_MACHINE_ARN'),
  },
});
const noteChains = createNoteChains({ table });

/** Both need every audit event, and a shard of the stream serves few readers well: one function does both. */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  await noteChains(event);
  return relay(event);
};

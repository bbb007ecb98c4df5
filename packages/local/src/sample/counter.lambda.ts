import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DynamoDBStreamEvent } from 'aws-lambda';

const client = new DynamoDBClient();
const sfn = new SFNClient();
const table = process.env.TABLE_NAME ?? '';

/** Counts inserted notes, starts an execution per note, and completes the task of a note that names its token. */
export async function handler(event: DynamoDBStreamEvent & { shardId?: string }): Promise<{ state: object }> {
  for (const { eventName, dynamodb } of event.Records ?? []) {
    const pk = dynamodb?.NewImage?.pk?.S ?? '';
    const text = dynamodb?.NewImage?.text?.S ?? '';
    if (text === 'poison') throw new Error('A poisoned note.');
    if (text.startsWith('token:')) {
      await sfn.send(
        new SendTaskSuccessCommand({ taskToken: text.slice('token:'.length), output: '{"ok":true}' }),
      );
    }
    if (!pk.startsWith('NOTE#') || eventName !== 'INSERT') continue;
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: 'COUNT' }, sk: { S: 'META' } },
        // A set of sequence numbers makes a second delivery harmless.
        UpdateExpression: 'ADD seen :seen SET shardSeen = :shard, stamped = :stamped',
        ExpressionAttributeValues: {
          ':seen': { SS: [dynamodb?.SequenceNumber ?? ''] },
          ':shard': { S: event.shardId ?? '' },
          ':stamped': { N: String(dynamodb?.ApproximateCreationDateTime ?? 0) },
        },
      }),
    );
    if (text === 'start') {
      const id = pk.slice('NOTE#'.length);
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn: process.env.STATE_MACHINE_ARN ?? '',
          name: id,
          input: JSON.stringify({ id }),
        }),
      );
    }
  }
  return { state: {} };
}

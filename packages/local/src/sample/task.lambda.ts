import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient();

/** Keeps the token of a waiting execution, records what S3 and the schedule sent, and marks the end of a chain. */
export async function handler(event: Record<string, unknown>): Promise<object> {
  const records = Array.isArray(event.Records) ? event.Records : [];
  const key = typeof event.key === 'string' ? event.key : (records[0]?.s3?.object?.key ?? 'unknown');
  await client.send(
    new PutItemCommand({
      TableName: process.env.TABLE_NAME ?? '',
      Item: { pk: { S: `SEEN#${key}` }, sk: { S: 'META' }, event: { S: JSON.stringify(event) } },
    }),
  );
  return { ok: true };
}

import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const table = process.env.TABLE_NAME ?? '';
const client = new DynamoDBClient();

async function putNote(event: APIGatewayProxyEvent, id: string): Promise<APIGatewayProxyResult> {
  const text = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('hex')
    : (event.body ?? '');
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        pk: { S: `NOTE#${id}` },
        sk: { S: 'META' },
        text: { S: text },
        by: { S: String(event.requestContext.authorizer?.user) },
      },
    }),
  );
  return { statusCode: 201, headers: { ETag: '"1"' }, body: JSON.stringify({ id }) };
}

async function getNote(id: string): Promise<APIGatewayProxyResult> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: `NOTE#${id}` }, sk: { S: 'META' } } }),
  );
  return { statusCode: Item ? 200 : 404, body: JSON.stringify(Item ?? {}) };
}

/** A note per id; `/slow` outlasts its integration's limit, `/broken` throws, `/environment` shows what it can see. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const id = event.pathParameters?.id ?? '';
  switch (`${event.httpMethod} ${event.resource}`) {
    case 'PUT /notes/{id}':
      return await putNote(event, id);
    case 'GET /notes/{id}':
      return await getNote(id);
    case 'GET /file':
      return {
        statusCode: 200,
        headers: { 'Content-Type': 'application/zip' },
        body: Buffer.from([0, 255, 1]).toString('base64'),
        isBase64Encoded: true,
      };
    case 'GET /environment':
      return { statusCode: 200, body: JSON.stringify({ env: process.env, now: Date.now(), event }) };
    case 'GET /slow':
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return { statusCode: 200, body: '' };
    case 'GET /crash':
      process.exit(3);
      break;
    default:
      throw new TypeError('This handler fails on purpose.');
  }
  return { statusCode: 500, body: '' };
}

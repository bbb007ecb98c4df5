import { DynamoDBClient, GetItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { identityOf } from '@xuncha/store';

/** What an intruder in a function is told to try. */
export interface Orders {
  /** With the session of the request, or with what the function itself was started with. */
  readonly as: 'session' | 'function';
  readonly table: string;
  readonly partition: string;
  readonly files: readonly { readonly bucket: string; readonly key: string }[];
  /** Where stolen files would be put: in the reach of the session. */
  readonly loot: { readonly bucket: string; readonly key: string };
}

interface Call {
  readonly body?: string | null;
  readonly requestContext: { readonly authorizer?: Readonly<Record<string, unknown>> | null };
}

const statusOf = async (request: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>) => {
  try {
    return (await request).$metadata.httpStatusCode ?? 0;
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode ?? 0;
  }
};

/** Foreign code inside a function: leaves all of ours out and asks the services itself. Answers each one's status. */
export const intrude = async ({ body, requestContext }: Call) => {
  const orders = JSON.parse(body ?? '{}') as Orders;
  const session = JSON.parse(String(requestContext.authorizer?.credentials));
  const config = orders.as === 'session' ? { credentials: identityOf(session) } : {};
  const s3 = new S3Client(config);
  const dynamo = new DynamoDBClient(config);
  const { table: TableName, partition, loot } = orders;
  const seen: Record<string, number> = {
    'table Query': await statusOf(
      dynamo.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: partition } },
        }),
      ),
    ),
    'table Get': await statusOf(
      dynamo.send(new GetItemCommand({ TableName, Key: { pk: { S: partition }, sk: { S: 'A' } } })),
    ),
    'table Scan': await statusOf(dynamo.send(new ScanCommand({ TableName }))),
  };
  for (const { bucket: Bucket, key: Key } of orders.files) {
    const at = { Bucket, Key };
    const folder = Key.slice(0, Key.lastIndexOf('/') + 1);
    const address = await getSignedUrl(s3, new GetObjectCommand(at), { expiresIn: 60 });
    const attempts = {
      get: () => statusOf(s3.send(new GetObjectCommand(at))),
      head: () => statusOf(s3.send(new HeadObjectCommand(at))),
      put: () =>
        statusOf(s3.send(new PutObjectCommand({ ...at, Body: 'replaced', ChecksumAlgorithm: 'SHA256' }))),
      'begin parts of': () => statusOf(s3.send(new CreateMultipartUploadCommand(at))),
      delete: () => statusOf(s3.send(new DeleteObjectCommand(at))),
      'list folder of': () => statusOf(s3.send(new ListObjectsV2Command({ Bucket, Prefix: folder }))),
      'list tenant of': () =>
        statusOf(s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key.split('/').slice(0, 2).join('/') }))),
      'list bucket of': () => statusOf(s3.send(new ListObjectsV2Command({ Bucket }))),
      'copy away': () =>
        statusOf(
          s3.send(
            new CopyObjectCommand({ Bucket: loot.bucket, Key: loot.key, CopySource: `${Bucket}/${Key}` }),
          ),
        ),
      'fetch by address': async () => (await fetch(address)).status,
    };
    for (const [name, attempt] of Object.entries(attempts))
      seen[`${name} ${Bucket}/${Key}`] = await attempt();
  }
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(seen),
  };
};

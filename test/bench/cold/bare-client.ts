import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});
export const handler = async (): Promise<DynamoDBClient> => client;

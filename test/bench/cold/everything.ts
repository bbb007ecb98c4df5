/** A function as it is often begun: logger, metrics, tracer, an entity library and three clients in one bundle. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Entity } from 'electrodb';

const serviceName = 'findings';
const logger = new Logger({ serviceName });
const metrics = new Metrics({ namespace: 'bench', serviceName });
const tracer = new Tracer({ serviceName });
const clients = [new S3Client({}), new SFNClient({})];
const entity = new Entity(
  {
    model: { entity: 'finding', version: '1', service: serviceName },
    attributes: { tenantId: { type: 'string' }, id: { type: 'string' }, title: { type: 'string' } },
    indexes: {
      primary: { pk: { field: 'pk', composite: ['tenantId'] }, sk: { field: 'sk', composite: ['id'] } },
    },
  },
  { table: 'bench', client: new DynamoDBClient({}) },
);
export const handler = async () => ({ logger, metrics, tracer, clients, entity });

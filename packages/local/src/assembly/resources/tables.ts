import { z } from 'zod';
import type { TableModel } from '../model.ts';
import { type ResolvedResource, type ResourceIndex, readProperties } from '../resource-index.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const tableSchema = z.looseObject({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.looseObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.looseObject({
          ProjectionType: z.string(),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
  StreamSpecification: z.looseObject({ StreamViewType: z.string() }).optional(),
  SSESpecification: z.looseObject({ KMSMasterKeyId: z.string().optional() }).optional(),
  TimeToLiveSpecification: z
    .looseObject({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean().default(true) })
    .optional(),
});

function readTable(resource: ResolvedResource): TableModel {
  const table = readProperties(resource, tableSchema);
  return {
    name: resource.name,
    arn: resource.arn,
    attributes: table.AttributeDefinitions,
    keys: table.KeySchema,
    indexes: table.GlobalSecondaryIndexes.map((index) => ({
      name: index.IndexName,
      keys: index.KeySchema,
      projection: {
        ProjectionType: index.Projection.ProjectionType,
        ...(index.Projection.NonKeyAttributes ? { NonKeyAttributes: index.Projection.NonKeyAttributes } : {}),
      },
    })),
    streamView: table.StreamSpecification?.StreamViewType,
    keyArn: table.SSESpecification?.KMSMasterKeyId,
    ttlAttribute: table.TimeToLiveSpecification?.Enabled
      ? table.TimeToLiveSpecification.AttributeName
      : undefined,
  };
}

export function readTables(index: ResourceIndex): TableModel[] {
  return index.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(readTable);
}

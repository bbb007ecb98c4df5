import type { IndexModel, TableModel } from '../assembly/model.ts';
import { isObject, type JsonObject } from '../json.ts';
import { pause } from '../processes.ts';
import { type DynamoGate, EngineError } from './gate.ts';

const API = 'DynamoDB_20120810';

function indexRequest(index: IndexModel): JsonObject {
  const { ProjectionType, NonKeyAttributes } = index.projection;
  return {
    IndexName: index.name,
    KeySchema: index.keys.map((key) => ({ ...key })),
    Projection: { ProjectionType, ...(NonKeyAttributes ? { NonKeyAttributes: [...NonKeyAttributes] } : {}) },
  };
}

async function describe(gate: DynamoGate, name: string): Promise<JsonObject | undefined> {
  try {
    const { Table } = await gate.call(`${API}.DescribeTable`, { TableName: name });
    return isObject(Table) ? Table : undefined;
  } catch (error) {
    if (error instanceof EngineError && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function create(gate: DynamoGate, table: TableModel): Promise<void> {
  await gate.call(`${API}.CreateTable`, {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: table.attributes.map((attribute) => ({ ...attribute })),
    KeySchema: table.keys.map((key) => ({ ...key })),
    ...(table.indexes.length > 0 ? { GlobalSecondaryIndexes: table.indexes.map(indexRequest) } : {}),
    ...(table.streamView
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamView } }
      : {}),
  });
}

/** The table's indexes as the engine describes them, by name. */
function describedIndexes(description: JsonObject): Map<string, JsonObject> {
  const list = Array.isArray(description.GlobalSecondaryIndexes) ? description.GlobalSecondaryIndexes : [];
  return new Map(list.filter(isObject).map((index) => [String(index.IndexName), index]));
}

/** What makes two definitions of an index the same, in comparable form. */
function shapeOf({ KeySchema, Projection }: JsonObject): string {
  const keys = (Array.isArray(KeySchema) ? KeySchema : [])
    .filter(isObject)
    .map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)
    .sort();
  const projection = isObject(Projection) ? Projection : {};
  const attributes = Array.isArray(projection.NonKeyAttributes)
    ? projection.NonKeyAttributes.map(String).sort()
    : [];
  return JSON.stringify([keys, projection.ProjectionType, attributes]);
}

async function updateIndex(gate: DynamoGate, table: TableModel, update: JsonObject): Promise<void> {
  await gate.call(`${API}.UpdateTable`, {
    TableName: table.name,
    AttributeDefinitions: table.attributes.map((attribute) => ({ ...attribute })),
    GlobalSecondaryIndexUpdates: [update],
  });
  await untilActive(gate, table.name);
}

/** Brings the indexes up to the template; DynamoDB takes one change at a time and rebuilds a changed index. */
async function updateIndexes(gate: DynamoGate, table: TableModel, description: JsonObject): Promise<void> {
  const present = describedIndexes(description);
  for (const index of table.indexes) {
    const existing = present.get(index.name);
    const wanted = indexRequest(index);
    if (existing && shapeOf(existing) === shapeOf(wanted)) continue;
    if (existing) await updateIndex(gate, table, { Delete: { IndexName: index.name } });
    await updateIndex(gate, table, { Create: wanted });
  }
}

async function untilActive(gate: DynamoGate, name: string): Promise<void> {
  for (;;) {
    const description = await describe(gate, name);
    const indexes = Array.isArray(description?.GlobalSecondaryIndexes)
      ? description.GlobalSecondaryIndexes
      : [];
    const building = indexes.some((index) => isObject(index) && index.IndexStatus === 'CREATING');
    if (description?.TableStatus === 'ACTIVE' && !building) return;
    await pause(10);
  }
}

/** Makes the tables of the assembly that don't exist yet and brings indexes and time-to-live up to date. */
export async function provisionTables(gate: DynamoGate, tables: readonly TableModel[]): Promise<void> {
  for (const table of tables) {
    const description = await describe(gate, table.name);
    if (description) await updateIndexes(gate, table, description);
    else {
      await create(gate, table);
      await untilActive(gate, table.name);
      if (table.ttlAttribute) await enableTimeToLive(gate, table.name, table.ttlAttribute);
    }
  }
}

async function enableTimeToLive(gate: DynamoGate, table: string, attribute: string): Promise<void> {
  await gate.call(`${API}.UpdateTimeToLive`, {
    TableName: table,
    TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
  });
}

/** Items per delete request of the sweep; DynamoDB takes 25 writes per batch. */
const SWEEP_BATCH = 25;

/**
 * Deletes items whose time-to-live has passed, which DynamoDB does within days and the engine never does.
 * @returns the number of items deleted
 */
export async function sweepExpired(gate: DynamoGate, table: TableModel, nowMs: number): Promise<number> {
  if (!table.ttlAttribute) return 0;
  const names = table.keys.map((key) => key.AttributeName);
  let deleted = 0;
  let from: JsonObject | undefined;
  do {
    const page = await gate.call(`${API}.Scan`, {
      TableName: table.name,
      FilterExpression: '#ttl < :now',
      ProjectionExpression: names.map((_name, position) => `#k${position}`).join(', '),
      ExpressionAttributeNames: {
        '#ttl': table.ttlAttribute,
        ...Object.fromEntries(names.map((name, position) => [`#k${position}`, name])),
      },
      ExpressionAttributeValues: { ':now': { N: String(Math.floor(nowMs / 1000)) } },
      ...(from ? { ExclusiveStartKey: from } : {}),
    });
    const keys = Array.isArray(page.Items) ? page.Items : [];
    for (let start = 0; start < keys.length; start += SWEEP_BATCH) {
      const batch = keys.slice(start, start + SWEEP_BATCH);
      await gate.call(`${API}.BatchWriteItem`, {
        RequestItems: { [table.name]: batch.map((Key) => ({ DeleteRequest: { Key } })) },
      });
    }
    deleted += keys.length;
    from = isObject(page.LastEvaluatedKey) ? page.LastEvaluatedKey : undefined;
  } while (from);
  return deleted;
}

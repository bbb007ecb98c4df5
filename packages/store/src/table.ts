import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { checkSizes } from './item-size.ts';
import type { Key } from './keys.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

export type Item = Readonly<Record<string, unknown>>;

/** What one request cost, as DynamoDB answered it. */
export interface Consumed {
  readonly request: string;
  readonly read: number;
  readonly write: number;
}

/** Somebody else wrote first, or the condition of a write did not hold. Carries which of the writes it was. */
export class ConditionFailed extends Error {
  /** Indexes of the writes whose condition failed; -1 stands for a conflict with another running transaction. */
  readonly failed: readonly number[];
  constructor(failed: readonly number[]) {
    super('a condition of the write did not hold');
    this.name = 'ConditionFailed';
    this.failed = failed;
  }
}

/** DynamoDB throttled parts of a transaction, also when asked again; nothing was written. */
export class Throttled extends Error {
  constructor() {
    super('the transaction was throttled');
    this.name = 'ThrottlingException';
  }
}

export interface PutWrite {
  readonly put: Item & Key;
  /** Refuse unless nothing stands under the key. */
  readonly ifAbsent?: true;
  /** Refuse unless the item stands there with this version. */
  readonly ifVersion?: number;
}
export interface DeleteWrite {
  readonly remove: Key;
}
/** Holds nothing, but refuses the transaction unless the attribute has the value. */
export interface CheckWrite {
  readonly check: Key;
  readonly attribute: string;
  readonly equals: unknown;
}
export type Write = PutWrite | DeleteWrite | CheckWrite;

export interface QueryInput {
  readonly index?: 'byState' | 'byDue' | 'byDepartment';
  readonly partition: string;
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
  readonly limit?: number;
  readonly descending?: boolean;
  readonly consistent?: boolean;
  readonly startKey?: Item;
  /** Attribute → value; applied after the key condition, for filters inside one small partition. */
  readonly equals?: Readonly<Record<string, unknown>>;
}
export interface QueryPage {
  readonly items: readonly Item[];
  readonly lastKey?: Item;
}

export interface Table {
  get(key: Key, options?: { consistent?: boolean }): Promise<Item | undefined>;
  getMany(keys: readonly Key[]): Promise<Item[]>;
  query(input: QueryInput): Promise<QueryPage>;
  /** All pages of a query whose size is bounded by design. */
  queryAll(input: QueryInput): Promise<Item[]>;
  put(write: PutWrite): Promise<void>;
  /** Puts unless a newer version stands there; false when it does. For projections, which may run late or twice. */
  putNewer(item: Item & Key & { readonly version: number }): Promise<boolean>;
  /** Removes unless a newer version stands there. */
  removeOlder(key: Key, version: number): Promise<void>;
  /** One transaction of at most 100 writes. */
  transact(writes: readonly Write[], token?: string): Promise<void>;
  /** Adds to a number and answers the new value. */
  increment(key: Key, attribute: string, by: number): Promise<number>;
}

const plain = (item: Item): Record<string, AttributeValue> =>
  marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true });

/** DynamoDB refuses more in one transaction. */
export const MAX_TRANSACTION = 100;
/** DynamoDB refuses more keys in one BatchGetItem. */
const MAX_BATCH_GET = 100;

/** Six tries of the SDK's standard mode, so that a throttled moment is ridden out inside one request. */
export const createDynamoClient = (config: DynamoDBClientConfig = {}): DynamoDBClient => {
  const client = new DynamoDBClient({ maxAttempts: 6, ...config });
  // It copies every answer for a log that nobody keeps: a tenth of the time of a page of a hundred items.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};

/**
 * The table behind our own small vocabulary. Knows marshalling, conditions, capacity and paging, and no entity.
 */
export const openTable = (
  client: DynamoDBClient,
  name: string,
  onConsumed: (consumed: Consumed) => void = () => undefined,
): Table => {
  const cost = (
    request: string,
    capacity: ConsumedCapacity | ConsumedCapacity[] | undefined,
    writes: boolean,
  ): void => {
    const all = Array.isArray(capacity) ? capacity : capacity ? [capacity] : [];
    const units = all.reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
    onConsumed({ request, read: writes ? 0 : units, write: writes ? units : 0 });
  };
  const common = { TableName: name, ReturnConsumedCapacity: 'TOTAL' } as const;
  const tableKey = (key: Key): Record<string, AttributeValue> => plain({ pk: key.pk, sk: key.sk });

  const toTransactItem = (write: Write): TransactWriteItem => {
    if ('remove' in write) return { Delete: { TableName: name, Key: tableKey(write.remove) } };
    if ('check' in write)
      return {
        ConditionCheck: {
          TableName: name,
          Key: tableKey(write.check),
          ConditionExpression: '#a = :a',
          ExpressionAttributeNames: { '#a': write.attribute },
          ExpressionAttributeValues: plain({ ':a': write.equals }),
        },
      };
    return { Put: { TableName: name, Item: plain(write.put), ...condition(write) } };
  };

  const query = async (input: QueryInput): Promise<QueryPage> => {
    const answer = await client.send(new QueryCommand({ ...common, ...queryInput(input) }));
    cost('Query', answer.ConsumedCapacity, false);
    return {
      items: (answer.Items ?? []).map((item) => unmarshall(item)),
      lastKey: answer.LastEvaluatedKey && unmarshall(answer.LastEvaluatedKey),
    };
  };

  return {
    async get(key, options = {}) {
      const answer = await client.send(
        new GetItemCommand({ ...common, Key: tableKey(key), ConsistentRead: options.consistent ?? true }),
      );
      cost('GetItem', answer.ConsumedCapacity, false);
      return answer.Item && unmarshall(answer.Item);
    },

    async getMany(wanted) {
      const found: Item[] = [];
      for (let start = 0; start < wanted.length; start += MAX_BATCH_GET) {
        let pending: Record<string, AttributeValue>[] = wanted
          .slice(start, start + MAX_BATCH_GET)
          .map(tableKey);
        for (let attempt = 0; pending.length > 0; attempt += 1) {
          // A partial answer is DynamoDB's way to throttle: ask for the rest, with growing pauses (25 ms … 1.6 s).
          if (attempt > 0) await pause(25 * 2 ** Math.min(attempt - 1, 6));
          if (attempt > 12) throw new Error('BatchGetItem left keys unread after 12 tries');
          const answer = await client.send(
            new BatchGetItemCommand({
              RequestItems: { [name]: { Keys: pending, ConsistentRead: true } },
              ReturnConsumedCapacity: 'TOTAL',
            }),
          );
          cost('BatchGetItem', answer.ConsumedCapacity, false);
          found.push(...(answer.Responses?.[name] ?? []).map((item) => unmarshall(item)));
          pending = answer.UnprocessedKeys?.[name]?.Keys ?? [];
        }
      }
      return found;
    },

    query,

    async queryAll(input) {
      const items: Item[] = [];
      let startKey: Item | undefined = input.startKey;
      do {
        const page: QueryPage = await query({ ...input, startKey });
        items.push(...page.items);
        startKey = page.lastKey;
      } while (startKey);
      return items;
    },

    async put(write) {
      const item = plain(write.put);
      checkSizes([item]);
      try {
        const answer = await whenFree(() =>
          client.send(new PutItemCommand({ ...common, Item: item, ...condition(write) })),
        );
        cost('PutItem', answer.ConsumedCapacity, true);
      } catch (error) {
        throw error instanceof ConditionalCheckFailedException ? new ConditionFailed([0]) : error;
      }
    },

    async putNewer(item) {
      try {
        const answer = await whenFree(() =>
          client.send(
            new PutItemCommand({
              ...common,
              Item: plain(item),
              ConditionExpression: 'attribute_not_exists(pk) OR #v < :v',
              ExpressionAttributeNames: { '#v': 'version' },
              ExpressionAttributeValues: plain({ ':v': item.version }),
            }),
          ),
        );
        cost('PutItem', answer.ConsumedCapacity, true);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async removeOlder(key, version) {
      try {
        const answer = await whenFree(() =>
          client.send(
            new DeleteItemCommand({
              ...common,
              Key: tableKey(key),
              ConditionExpression: 'attribute_not_exists(pk) OR #v <= :v',
              ExpressionAttributeNames: { '#v': 'version' },
              ExpressionAttributeValues: plain({ ':v': version }),
            }),
          ),
        );
        cost('DeleteItem', answer.ConsumedCapacity, true);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async transact(writes, token) {
      if (writes.length > MAX_TRANSACTION)
        throw new Error(`a transaction takes at most ${MAX_TRANSACTION} writes`);
      const items = writes.map(toTransactItem);
      checkSizes(items.flatMap(({ Put }) => (Put?.Item ? [Put.Item] : [])));
      for (let attempt = 0; ; attempt += 1) {
        try {
          const answer = await client.send(
            new TransactWriteItemsCommand({
              TransactItems: items,
              ReturnConsumedCapacity: 'TOTAL',
              ...(token ? { ClientRequestToken: token } : {}),
            }),
          );
          cost('TransactWriteItems', answer.ConsumedCapacity, true);
          return;
        } catch (error) {
          const cause = error instanceof TransactionCanceledException ? canceled(error) : error;
          if (!(cause instanceof Throttled) || attempt === THROTTLED_TRIES - 1) throw cause;
          await pause(25 * 2 ** attempt * (0.5 + Math.random() / 2));
        }
      }
    },

    async increment(key, attribute, by) {
      const answer = await whenFree(() =>
        client.send(
          new UpdateItemCommand({
            ...common,
            Key: tableKey(key),
            UpdateExpression: 'ADD #a :by',
            ExpressionAttributeNames: { '#a': attribute },
            ExpressionAttributeValues: plain({ ':by': by }),
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
      );
      cost('UpdateItem', answer.ConsumedCapacity, true);
      return Number(unmarshall(answer.Attributes ?? {})[attribute]);
    },
  };
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The SDK repeats a throttled single request, but not a transaction: five tries, pauses of 25 … 200 ms between. */
const THROTTLED_TRIES = 5;
/** A transaction of others holds an item for milliseconds; six tries with pauses of 10 … 160 ms outlast it. */
const CONFLICT_TRIES = 6;

/** Repeats a single write that met a running transaction: nothing was written, and the SDK does not repeat it. */
const whenFree = async <T>(send: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || attempt === CONFLICT_TRIES - 1) throw error;
      await pause(10 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }
};

const condition = (write: PutWrite): Partial<TransactWriteItem['Put']> => {
  if (write.ifAbsent) return { ConditionExpression: 'attribute_not_exists(pk)' };
  if (write.ifVersion !== undefined)
    return {
      ConditionExpression: '#v = :v',
      ExpressionAttributeNames: { '#v': 'version' },
      ExpressionAttributeValues: plain({ ':v': write.ifVersion }),
    };
  return {};
};

const THROTTLED_REASONS = ['ThrottlingError', 'ProvisionedThroughputExceeded'];

const canceled = (error: TransactionCanceledException): Error => {
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.flatMap((reason, index) =>
    reason.Code === 'ConditionalCheckFailed' ? [index] : [],
  );
  if (failed.length > 0) return new ConditionFailed(failed);
  if (reasons.some((reason) => reason.Code === 'TransactionConflict')) return new ConditionFailed([-1]);
  if (reasons.some((reason) => THROTTLED_REASONS.includes(reason.Code ?? ''))) return new Throttled();
  return error;
};

const queryInput = (input: QueryInput) => {
  const index = TABLE_SCHEMA.indexes.find((candidate) => candidate.name === input.index);
  const names: Record<string, string> = { '#pk': index?.partitionKey ?? TABLE_SCHEMA.partitionKey };
  const values: Record<string, unknown> = { ':pk': input.partition };
  const conditions = ['#pk = :pk'];
  const sortName = index?.sortKey ?? TABLE_SCHEMA.sortKey;
  const range = rangeCondition(input);
  if (range) {
    names['#sk'] = sortName;
    conditions.push(range.expression);
    Object.assign(values, range.values);
  }
  const filters = Object.entries(input.equals ?? {}).map(([attribute, value], position) => {
    names[`#f${position}`] = attribute;
    values[`:f${position}`] = value;
    return `#f${position} = :f${position}`;
  });
  return {
    IndexName: index?.name,
    KeyConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: plain(values),
    FilterExpression: filters.length > 0 ? filters.join(' AND ') : undefined,
    Limit: input.limit,
    ScanIndexForward: !input.descending,
    ConsistentRead: index ? undefined : (input.consistent ?? false),
    ExclusiveStartKey: input.startKey && plain(input.startKey),
  };
};

const rangeCondition = (
  input: QueryInput,
): { expression: string; values: Record<string, unknown> } | undefined => {
  if (input.prefix !== undefined)
    return { expression: 'begins_with(#sk, :p)', values: { ':p': input.prefix } };
  if (input.from !== undefined && input.to !== undefined)
    return { expression: '#sk BETWEEN :f AND :t', values: { ':f': input.from, ':t': input.to } };
  if (input.from !== undefined) return { expression: '#sk >= :f', values: { ':f': input.from } };
  if (input.to !== undefined) return { expression: '#sk <= :t', values: { ':t': input.to } };
  return undefined;
};

import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { keys } from './keys.ts';

/** A token bucket: what flows in each second, and what it holds. One token admits one request. */
export interface RateLimit {
  readonly rate: number;
  readonly burst: number;
}

/** A tenant's bucket after a debit. */
export interface BucketState {
  /** False when the bucket was empty: nothing was taken. */
  readonly taken: boolean;
  /** Instant (ms) at which the bucket will be full again if nothing more is taken. */
  readonly fullAt: number;
}

/** Takes so many tokens out of a tenant's bucket at an instant (ms). */
export type DebitBucket = (
  tenantId: string,
  limit: RateLimit,
  tokens: number,
  at: number,
) => Promise<BucketState>;

/** A bucket further from full than this was written by a clock that was wrong; it is filled anew, not waited for. */
const WRONG_CLOCK_MS = 60_000;

/**
 * For the limiter alone: one try of at most half a second, because a request waits for it, and because a debit that is repeated
 * would count twice.
 */
export const createRateClient = (config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout: 500, throwOnRequestTimeout: true },
    ...config,
  });

/**
 * The buckets of all tenants, one item each. Kept is only the instant at which the bucket is full again: time refills it,
 * a debit moves the instant on. A bucket may go into debt by one debit, so whoever takes many at once pays for all.
 */
export const openRateBuckets = (client: DynamoDBClient, table: string): DebitBucket => {
  const update = async (input: Partial<UpdateItemCommandInput>, tenantId: string): Promise<number> => {
    const answer = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall(keys.rateBucket(tenantId)),
        ExpressionAttributeNames: { '#full': 'fullAt' },
        ReturnValues: 'UPDATED_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...input,
      }),
    );
    return fullAtOf(answer.Attributes);
  };
  return async (tenantId, limit, tokens, at) => {
    const token = 1000 / limit.rate;
    const cost = tokens * token;
    // Whole milliseconds: thirds of them that were added up must not refuse the last token.
    const empty = at + Math.ceil((limit.burst - 1) * token);
    const beyond = empty + WRONG_CLOCK_MS;
    /** Neither full nor empty: the instant moves on. */
    const moved: Partial<UpdateItemCommandInput> = {
      UpdateExpression: 'SET #full = #full + :cost',
      ConditionExpression: '#full BETWEEN :at AND :empty',
      ExpressionAttributeValues: marshall({ ':cost': cost, ':at': at, ':empty': empty }),
    };
    /** Full, new, or unbelievable: the instant starts from now. */
    const started: Partial<UpdateItemCommandInput> = {
      UpdateExpression: 'SET #full = :next',
      ConditionExpression: 'attribute_not_exists(#full) OR #full < :at OR #full > :beyond',
      ExpressionAttributeValues: marshall({ ':next': at + cost, ':at': at, ':beyond': beyond }),
    };
    // Others debit at the same time: what one condition saw may be over when the other is tried.
    for (const attempt of [moved, started, moved]) {
      try {
        return { taken: true, fullAt: await update(attempt, tenantId) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const fullAt = fullAtOf(error.Item);
        if (fullAt > empty && fullAt <= beyond) return { taken: false, fullAt };
      }
    }
    throw new Error('the bucket changed at every try');
  };
};

const fullAtOf = (item: Record<string, AttributeValue> | undefined): number => Number(item?.fullAt?.N ?? 0);

import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { TEST_CREDENTIALS, TEST_REGION } from './table.ts';

export interface StreamConsumer {
  readonly handler: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;
  /** Kinds of items whose records it gets, as the filter of its event source mapping says. */
  readonly kinds: readonly string[];
  readonly batchSize: number;
}

export interface StreamPump {
  /**
   * Delivers every record not yet delivered, and those that come meanwhile, until none is left. A failed batch comes
   * again from the record the consumer named; after the third failure in a row the pump gives up by throwing.
   */
  drain(): Promise<void>;
  /** The records delivered last, to deliver them once more. */
  readonly delivered: readonly DynamoDBRecord[];
  stop(): void;
}

const MAX_FAILURES = 3;

export interface ChangeReader {
  /** The changes since the last call, in their order; none when nothing was written. */
  next(): Promise<DynamoDBRecord[]>;
  stop(): void;
}

/** Reads the table's change stream from now on. */
export const readChanges = async (table: {
  readonly url: string;
  readonly name: string;
}): Promise<ChangeReader> => {
  const client = new DynamoDBStreamsClient({
    endpoint: table.url,
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
  });
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table.name }));
  const StreamArn = Streams?.[0]?.StreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const start = await client.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' }),
  );
  let iterator = start.ShardIterator;
  return {
    async next() {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1000 }));
      iterator = answer.NextShardIterator;
      // The wire format is the event format, times in seconds; images here hold no binary values.
      return JSON.parse(
        JSON.stringify(answer.Records ?? [], (name, value) =>
          name === 'ApproximateCreationDateTime' ? Date.parse(value) / 1000 : value,
        ),
      );
    },
    stop: () => client.destroy(),
  };
};

/** Feeds the table's change stream to a consumer, as an event source mapping does. */
export const startStreamPump = async (
  table: { readonly url: string; readonly name: string },
  consumer: StreamConsumer,
): Promise<StreamPump> => {
  const changes = await readChanges(table);
  let waiting: DynamoDBRecord[] = [];
  const delivered: DynamoDBRecord[] = [];

  const fetchMore = async (): Promise<number> => {
    const records = await changes.next();
    waiting.push(
      ...records.filter((record) => consumer.kinds.includes(record.dynamodb?.NewImage?.kind?.S ?? '')),
    );
    return records.length;
  };

  const deliver = async (): Promise<void> => {
    for (let failures = 0; waiting.length > 0; ) {
      const batch = waiting.slice(0, consumer.batchSize);
      const { batchItemFailures } = await consumer.handler({ Records: batch });
      const failed = batchItemFailures[0]?.itemIdentifier;
      const done = failed
        ? batch.findIndex((record) => record.dynamodb?.SequenceNumber === failed)
        : batch.length;
      delivered.push(...batch.slice(0, done));
      waiting = waiting.slice(done);
      failures = failed && done === 0 ? failures + 1 : 0;
      if (failures === MAX_FAILURES) throw new Error('a consumer kept failing');
    }
  };

  return {
    delivered,
    async drain() {
      while ((await fetchMore()) > 0 || waiting.length > 0) await deliver();
    },
    stop: changes.stop,
  };
};

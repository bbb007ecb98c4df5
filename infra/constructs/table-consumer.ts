import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ProductFunction } from './product-function.ts';
import type { ProductTable } from './product-table.ts';

/** A filter pattern of an event source mapping, as Lambda's event filtering defines it. */
export type RecordPattern = Readonly<Record<string, unknown>>;

export interface TableConsumerProps {
  readonly table: ProductTable;
  readonly consumer: ProductFunction;
  readonly batchSize: number;
  /** Seconds to wait for a fuller batch. */
  readonly batchingWindow?: Duration;
  /** Gives each event its `shardId` and window, for consumers that aggregate. */
  readonly tumblingWindow?: Duration;
  /** A record is delivered when one of these matches; all records when left out. */
  readonly patterns?: readonly RecordPattern[];
  /** The consumer answers `batchItemFailures`, so only the failed tail of a batch comes again. */
  readonly reportsFailures: boolean;
}

/**
 * Feeds the table's change stream to a function. A batch that fails is halved until the bad record stands alone;
 * that record goes to a dead-letter queue after the retries, and the shard goes on.
 */
export class TableConsumer extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: TableConsumerProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    props.table.grantStream(props.consumer);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: props.consumer,
      eventSourceArn: props.table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: props.batchingWindow,
      tumblingWindow: props.tumblingWindow,
      bisectBatchOnError: true,
      // Lambda backs off between attempts up to a minute, so ten retries ride out some minutes of an outage.
      retryAttempts: 10,
      // Half of the stream's 24 hours: what is older is the reconciler's, and the queue still names the records.
      maxRecordAge: Duration.hours(12),
      onFailure: new SqsDlq(this.deadLetters),
      reportBatchItemFailures: props.reportsFailures,
      filters: props.patterns?.map((pattern) => ({ pattern: JSON.stringify(pattern) })),
    });
    // The mapping checks the role's rights when it is made.
    mapping.node.addDependency(props.consumer.executionRole);
  }
}

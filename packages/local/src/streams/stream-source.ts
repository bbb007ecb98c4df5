import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { DynamoGate } from '../dynamodb/gate.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

const API = 'DynamoDBStreams_20120810';

/** A record as a function receives it, with the engine's own number beside it. */
export interface StreamRecord {
  readonly engineSequence: string;
  readonly createdAtSeconds: number;
  readonly event: JsonObject;
}

export interface StreamPage {
  readonly records: readonly StreamRecord[];
  readonly next: string | undefined;
}

export interface StreamSourceOptions {
  readonly gate: Pick<DynamoGate, 'call'>;
  readonly tableName: string;
  /** ARN and region as the template has them: the engine knows neither. */
  readonly streamArn: string;
  readonly region: string;
  /** The engine stamps records by the system's clock; functions compare them with the machine's, which may be moved. */
  readonly clock: Pick<Clock, 'offset'>;
}

/** DynamoDB numbers records with 21 digits and more; the engine counts 1, 2, 3. */
const SEQUENCE_BASE = 10n ** 20n;
const ENGINE_DIGITS = 15;

/**
 * Sequence number as functions see it: all of one length, as in DynamoDB, so that code that compares them as text
 * is right here exactly when it is right there.
 */
export function publicSequence(engineSequence: string): string {
  if (engineSequence.length > ENGINE_DIGITS) return engineSequence;
  return String(SEQUENCE_BASE + BigInt(engineSequence));
}

/** Most records of one read, as DynamoDB has it. */
const PAGE_LIMIT = 1_000;

/**
 * Reads one table's stream, once for all functions that follow it. It calls the engine with the wire format instead of an SDK client: the wire format
 * already is the event format of Lambda, binary values as base64 included.
 */
export class StreamSource {
  readonly #options: StreamSourceOptions;
  #engineArn: string | undefined;
  /** Reads begun since the last write: nobody can see more than they do. */
  #reads = new Map<string, Promise<StreamPage>>();

  constructor(options: StreamSourceOptions) {
    this.#options = options;
  }

  async shardIds(): Promise<string[]> {
    const StreamArn = await this.#arn();
    const { StreamDescription } = await this.#options.gate.call(`${API}.DescribeStream`, { StreamArn });
    const shards = isObject(StreamDescription) ? StreamDescription.Shards : undefined;
    return (Array.isArray(shards) ? shards : []).flatMap((shard) =>
      isObject(shard) && typeof shard.ShardId === 'string' ? [shard.ShardId] : [],
    );
  }

  /** Iterator behind a record, or at the beginning or end of the stream. */
  async iterator(shardId: string, after: string | null, start: 'TRIM_HORIZON' | 'LATEST'): Promise<string> {
    const position: JsonObject =
      after === null
        ? { ShardIteratorType: start }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    const answer = await this.#options.gate.call(`${API}.GetShardIterator`, {
      StreamArn: await this.#arn(),
      ShardId: shardId,
      ...position,
    });
    return String(answer.ShardIterator);
  }

  /** Something was written: a read that began before need not have seen it. */
  written(): void {
    this.#reads = new Map();
  }

  async read(iterator: string): Promise<StreamPage> {
    const reads = this.#reads;
    const begun = reads.get(iterator);
    if (begun) return await begun;
    const reading = this.#readPage(iterator);
    reads.set(iterator, reading);
    let found = 0;
    try {
      const page = await reading;
      found = page.records.length;
      return page;
    } finally {
      // The engine can be written to past the gate as well: that there is nothing yet holds for no later look.
      if (found === 0) reads.delete(iterator);
    }
  }

  async #readPage(iterator: string): Promise<StreamPage> {
    const answer = await this.#options.gate.call(`${API}.GetRecords`, {
      ShardIterator: iterator,
      Limit: PAGE_LIMIT,
    });
    const records = Array.isArray(answer.Records) ? answer.Records : [];
    return {
      records: records.flatMap((record) => this.#convert(record)),
      next: typeof answer.NextShardIterator === 'string' ? answer.NextShardIterator : undefined,
    };
  }

  async #arn(): Promise<string> {
    if (this.#engineArn === undefined) {
      const { Table } = await this.#options.gate.call('DynamoDB_20120810.DescribeTable', {
        TableName: this.#options.tableName,
      });
      const arn = isObject(Table) ? Table.LatestStreamArn : undefined;
      if (typeof arn !== 'string') throw new Error(`The table ${this.#options.tableName} has no stream.`);
      this.#engineArn = arn;
    }
    return this.#engineArn;
  }

  #convert(record: Json): StreamRecord[] {
    if (!isObject(record) || !isObject(record.dynamodb)) return [];
    const { streamArn, region, tableName, clock } = this.#options;
    const engineSequence = String(record.dynamodb.SequenceNumber);
    const sequence = publicSequence(engineSequence);
    const moved = Math.round((clock.offset[0] ?? 0) / 1000);
    const created = Number(record.dynamodb.ApproximateCreationDateTime ?? 0) + moved;
    return [
      {
        engineSequence,
        createdAtSeconds: created,
        event: {
          ...record,
          eventID: createHash('md5').update(`${tableName}/${sequence}`).digest('hex'),
          awsRegion: region,
          eventSourceARN: streamArn,
          dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: created, SequenceNumber: sequence },
        },
      },
    ];
  }
}

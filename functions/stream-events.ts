import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';

/** A record of the table's stream in plain values. */
export interface TableChange {
  readonly sequence: string;
  readonly before?: Item;
  readonly after?: Item;
}

const plain = (image: Record<string, unknown> | undefined): Item | undefined =>
  image && unmarshall(image as Record<string, AttributeValue>);

export const changeOf = (record: DynamoDBRecord): TableChange => ({
  sequence: record.dynamodb?.SequenceNumber ?? '',
  before: plain(record.dynamodb?.OldImage),
  after: plain(record.dynamodb?.NewImage),
});

/** Sequence numbers are decimal numbers of up to 40 digits: longer means later. */
const bySequence = (a: DynamoDBRecord, b: DynamoDBRecord): number => {
  const [left, right] = [a.dynamodb?.SequenceNumber ?? '', b.dynamodb?.SequenceNumber ?? ''];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
};

/**
 * The records of a batch in the order of the changes, each once. A shard keeps that order; a replay from the dead letters,
 * or whatever else stands between the stream and a consumer, need not.
 */
export const recordsInOrder = (records: readonly DynamoDBRecord[]): DynamoDBRecord[] =>
  [...records].sort(bySequence).filter((record, index, all) => {
    const before = all[index - 1];
    return !before || bySequence(before, record) !== 0;
  });

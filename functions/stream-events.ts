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

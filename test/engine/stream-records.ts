import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';

/** The wire format of an item is its image in a record; items with binary values are not for this. */
const imageOf = (item: Item) => JSON.parse(JSON.stringify(marshall(item, { removeUndefinedValues: true })));

/** Records of the table's stream, for consumers under test whose table has no stream of its own. */
export const streamRecords = (
  changes: readonly { readonly before?: Item; readonly after?: Item }[],
  firstSequence = 1,
): DynamoDBRecord[] =>
  changes.map(({ before, after }, index) => ({
    dynamodb: {
      SequenceNumber: String(firstSequence + index),
      ...(before ? { OldImage: imageOf(before) } : {}),
      ...(after ? { NewImage: imageOf(after) } : {}),
    },
  }));

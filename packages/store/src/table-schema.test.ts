import { expect, test } from 'vitest';
import { TABLE_SCHEMA } from './table-schema.ts';

test('the index projections stay within what DynamoDB takes', () => {
  // NonKeyAttributes: at most 20 names for an index, 100 over all indexes of a table.
  expect(TABLE_SCHEMA.listFields.length).toBeLessThanOrEqual(20);
  expect(TABLE_SCHEMA.listFields.length * TABLE_SCHEMA.indexes.length).toBeLessThanOrEqual(100);
});

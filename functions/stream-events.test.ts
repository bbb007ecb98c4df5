import { marshall } from '@aws-sdk/util-dynamodb';
import type { Finding } from '@xuncha/domain';
import { findingToItem, readDashboard } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingFixture } from '../packages/domain/src/closeout/case-fixture.ts';
import { HQ_TENANT } from '../test/engine/environment.ts';
import { startTestTable, type TestTable } from '../test/engine/table.ts';
import { createProjections } from './projections/projections.ts';

import { recordsInOrder } from './stream-events.ts';

const image = (finding: Finding) =>
  marshall(findingToItem(finding), { removeUndefinedValues: true }) as NonNullable<
    DynamoDBRecord['dynamodb']
  >['NewImage'];

const numbered = (...numbers: readonly string[]): DynamoDBRecord[] =>
  numbers.map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));

describe('the records of a batch', () => {
  it('come in the order of the changes, each once, however they were delivered', () => {
    const records = recordsInOrder(numbered('1000', '999', '1001', '999'));
    expect(records.map(({ dynamodb }) => dynamodb?.SequenceNumber)).toEqual(['999', '1000', '1001']);
  });
});

describe('projections of a batch in disorder', () => {
  let engine: TestTable;
  beforeAll(async () => {
    engine = await startTestTable();
  });
  afterAll(() => engine.stop());

  it('count every change', async () => {
    const first: Finding = { ...findingFixture(), tenantId: 'disorder', state: 'delivered', version: 1 };
    const second: Finding = { ...first, state: 'acknowledged', version: 2 };
    const records: DynamoDBRecord[] = [
      {
        eventName: 'MODIFY',
        dynamodb: { SequenceNumber: '200', OldImage: image(first), NewImage: image(second) },
      },
      { eventName: 'INSERT', dynamodb: { SequenceNumber: '100', NewImage: image(first) } },
    ];
    const now = () => new Date('2025-06-15T02:00:00.000Z');
    const project = createProjections({ table: engine.table, hqTenant: HQ_TENANT, now });
    await project({ Records: records, shardId: 'shard-1' });
    const { counters } = await readDashboard(engine.table, 'disorder', true);
    expect(counters.byState).toEqual({ acknowledged: 1 });
  });
});

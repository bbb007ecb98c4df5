import { marshall } from '@aws-sdk/util-dynamodb';
import { FINDING_STATES, type Finding } from '@xuncha/domain';
import { findingToItem, type Item, keys, newId, readDashboard, type Table } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingFixture } from '../../packages/domain/src/closeout/case-fixture.ts';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { inboxItemsOf } from './inbox-items.ts';
import { createProjections } from './projections.ts';
import { startedItemsOf } from './started-items.ts';

let engine: TestTable;
let table: Table;
beforeAll(async () => {
  engine = await startTestTable();
  table = engine.table;
});
afterAll(() => engine.stop());

const image = (finding: Finding) =>
  marshall(findingToItem(finding), { removeUndefinedValues: true }) as NonNullable<
    DynamoDBRecord['dynamodb']
  >['NewImage'];

interface Head {
  readonly before?: Finding;
  readonly after: Finding;
  readonly sequence: string;
}
const recordOf = ({ before, after, sequence }: Head): DynamoDBRecord => ({
  eventName: before ? 'MODIFY' : 'INSERT',
  dynamodb: {
    SequenceNumber: sequence,
    NewImage: image(after),
    ...(before ? { OldImage: image(before) } : {}),
  },
});

const anyHead = fc
  .record({
    state: fc.constantFrom(...FINDING_STATES),
    gate: fc.constantFrom('evidence_check' as const, 'consultation' as const, 'leading_group' as const),
    status: fc.constantFrom('open' as const, 'opening' as const),
    escalation: fc.nat(3),
    due: fc.constantFrom('2025-06-30', '2025-07-31'),
    handlerId: fc.constantFrom('clerk', 'other', undefined),
  })
  .map(({ state, gate, status, escalation, due, handlerId }) => ({
    state,
    gate,
    status,
    escalation,
    due,
    handlerId,
  }));

let tenants = 0;
const historyOf = (
  sketches: readonly (typeof anyHead extends fc.Arbitrary<infer T> ? T : never)[],
): Head[] => {
  tenants += 1;
  const id = newId();
  let before: Finding | undefined;
  return sketches.map(({ state, gate, status, escalation, due, handlerId }, index) => {
    const base = findingFixture();
    const after: Finding = {
      ...base,
      tenantId: `unit${tenants}`,
      id,
      state,
      dueDate: due,
      disputed: state === 'disputed' ? { by: ['objector'], at: `${due}T00:00:00.000Z` } : undefined,
      version: index + 1,
      responsibility: { ...base.responsibility, handlerId },
      closing:
        state === 'closing'
          ? {
              caseId: 'c',
              gate,
              visit: 1,
              status,
              due,
              escalation,
              attempt: 1,
              actors: [{ gate: 'application', userId: handlerId ?? 'head' }],
              snapshotHash: 'a',
            }
          : undefined,
    };
    const head = { before, after, sequence: String(100 + index) };
    before = after;
    return head;
  });
};

const project = createProjections;
const deliver = (heads: readonly Head[]) =>
  project({ table, hqTenant: HQ_TENANT, now: () => new Date('2025-06-15T02:00:00.000Z') })({
    Records: heads.map(recordOf),
    shardId: 'shard-1',
  });

/** What the head asks for: in inboxes, and in the lists of those who handed it in. */
const itemsOf = (finding: Finding) => [
  ...inboxItemsOf(finding, finding.tenantId, HQ_TENANT),
  ...startedItemsOf(finding, finding.tenantId),
];

/** Every inbox the finding could ever stand in, as the table has it. */
const standing = async (heads: readonly Head[]): Promise<Item[]> => {
  const all = heads.flatMap(({ after }) => itemsOf(after));
  const partitions = [...new Set(all.map(({ pk }) => pk))];
  const found = await Promise.all(
    partitions.map((partition) => table.queryAll({ partition, consistent: true })),
  );
  return found.flat().filter(({ findingId }) => findingId === heads[0]?.after.id);
};
const keyOf = ({ pk, sk, version }: Item): string => `${pk} ${sk} v${version}`;
const expectConverged = async (heads: readonly Head[]): Promise<void> => {
  const last = heads.at(-1)?.after;
  const wanted = last ? itemsOf(last) : [];
  expect((await standing(heads)).map(keyOf).toSorted()).toEqual(wanted.map(keyOf).toSorted());
};

describe('inboxes', () => {
  it('follow the head when batches come twice, overlap, or one that hung comes to its end long after', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyHead, { minLength: 1, maxLength: 8 }),
        fc.array(fc.record({ from: fc.nat(7), size: fc.integer({ min: 1, max: 4 }) }), { maxLength: 8 }),
        async (sketches, late) => {
          const heads = historyOf(sketches);
          for (const head of heads) {
            await table.put({ put: findingToItem(head.after) });
            await deliver([head]);
            await expectConverged(heads.slice(0, heads.indexOf(head) + 1));
          }
          for (const { from, size } of late) await deliver(heads.slice(from, from + size));
          await expectConverged(heads);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('end right whatever the order and the delay, as long as every event comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyHead, { minLength: 2, maxLength: 6 }).chain((sketches) =>
          fc.tuple(
            fc.constant(sketches),
            fc.shuffledSubarray(
              sketches.map((_, index) => index),
              { minLength: sketches.length },
            ),
            fc.nat(sketches.length - 1),
          ),
        ),
        async ([sketches, order, live]) => {
          const heads = historyOf(sketches);
          // Up to `live` the stream kept pace; then it stood still and came back in disorder.
          for (const head of heads.slice(0, live)) {
            await table.put({ put: findingToItem(head.after) });
            await deliver([head]);
          }
          for (const head of heads.slice(live)) await table.put({ put: findingToItem(head.after) });
          for (const index of order) await deliver(heads.slice(index, index + 1));
          await expectConverged(heads);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('name the subsidiary, and stand at HQ where HQ decides', async () => {
    const [head] = historyOf([
      {
        state: 'disputed',
        gate: 'consultation',
        status: 'open',
        escalation: 0,
        due: '2025-06-30',
        handlerId: undefined,
      },
    ]);
    if (!head) throw new Error('one head');
    const { tenantId, id } = head.after;
    await table.put({
      put: { ...keys.tenant(tenantId), kind: 'tenant', tenantId, name: '北河采油厂', version: 1 },
    });
    await table.put({ put: findingToItem(head.after) });
    await deliver([head]);
    expect(await standing([head])).toMatchObject([
      {
        pk: `T#${HQ_TENANT}#INBOX#role:inspection_office`,
        tenantId,
        findingId: id,
        tenantName: '北河采油厂',
      },
      {
        pk: `T#${tenantId}#STARTED#objector`,
        startedKind: 'objection',
        tenantName: '北河采油厂',
      },
    ]);
  });
});

it('counters stand beside the inboxes and count a batch once', async () => {
  const heads = historyOf([
    {
      state: 'delivered',
      gate: 'consultation',
      status: 'open',
      escalation: 0,
      due: '2025-06-30',
      handlerId: undefined,
    },
    {
      state: 'acknowledged',
      gate: 'consultation',
      status: 'open',
      escalation: 0,
      due: '2025-06-30',
      handlerId: undefined,
    },
  ]);
  for (const { after } of heads) await table.put({ put: findingToItem(after) });
  await deliver(heads);
  await deliver(heads);
  const dashboard = await readDashboard(table, heads[0]?.after.tenantId ?? '', true);
  expect(dashboard.counters.byState).toEqual({ acknowledged: 1 });
});

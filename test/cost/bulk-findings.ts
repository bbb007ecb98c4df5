import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Finding, type FindingState, SYSTEM_ACTOR, storedRowOf } from '@xuncha/domain';
import {
  dashboardOfHeads,
  type Item,
  type Key,
  keys,
  newId,
  openTable,
  orderItemsOf,
  planChange,
  projectSheets,
  rollupOf,
  type Write,
  wordingItem,
} from '@xuncha/store';
import { inboxItemsOf } from '../../functions/projections/inbox-items.ts';
import { HQ_TENANT } from '../engine/environment.ts';
import { seedAggregate } from '../engine/seed-finding.ts';
import { type Place, typicalHead } from './typical-finding.ts';

/** Where the findings of a working tenant stand: of every ten, seven in rectification. */
const STATES: readonly FindingState[] = [
  'rectifying',
  'rectifying',
  'closed',
  'rectifying',
  'rectifying',
  'delivered',
  'rectifying',
  'rectifying',
  'planning',
  'rectifying',
];

/** Due days over two years, so that a dashboard reads as many months whatever the tenant's size. */
const dueDateOf = (order: number): string => {
  const month = order % 24;
  const year = 2024 + Math.floor(month / 12);
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}-${String((order % 28) + 1).padStart(2, '0')}`;
};

/** Where to: a table on an engine of the tests, or of a system that runs. */
interface Destination {
  readonly client: DynamoDBClient;
  readonly name: string;
}

const MAX_BATCH_WRITE = 25;
const LANES = 8;

/** Writes items as they are, 25 at a time: seeding only, the product itself knows no unconditional batch write. */
const putAll = async (destination: Destination, items: readonly (Item & Key)[]): Promise<void> => {
  const batches = Array.from({ length: Math.ceil(items.length / MAX_BATCH_WRITE) }, (_, index) =>
    items.slice(index * MAX_BATCH_WRITE, (index + 1) * MAX_BATCH_WRITE),
  ).values();
  const lane = async (): Promise<void> => {
    for (const batch of batches) {
      const requests = batch.map((item) => ({
        PutRequest: {
          Item: marshall(item, { removeUndefinedValues: true }) as Record<string, AttributeValue>,
        },
      }));
      await destination.client.send(
        new BatchWriteItemCommand({ RequestItems: { [destination.name]: requests } }),
      );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

/** A wording of the usual length. */
const WORDING =
  '2023年以来，该单位部分物资采购项目未按规定履行公开招标程序，存在化整为零、规避招标的问题；集中采购目录执行不到位，' +
  '个别合同先实施后签订，验收资料不完整；采购需求论证不充分，供应商准入把关不严，未按要求开展年度考核评价，廉洁风险防控措施落实不够。';

const itemOf = (write: Write): (Item & Key)[] => ('put' in write ? [write.put] : []);

/**
 * A tenant full of findings: heads with their index entries, first events, inbox tasks, and the numbers that follow
 * from them, made by the product's own builders.
 */
export const seedTenant = async (
  destination: Destination,
  tenantName: string,
  places: readonly Place[],
  count: number,
): Promise<void> => {
  const heads: Finding[] = [];
  const items: (Item & Key)[] = [];
  for (let order = 1; order <= count; order += 1) {
    const place = places[order % places.length];
    const state = STATES[order % STATES.length];
    if (!place || !state) throw new Error('no place for a finding');
    const closed = state === 'closed' ? { closeoutNo: `BEIHE-2025-${String(order).padStart(6, '0')}` } : {};
    const head = typicalHead(place, order, { state, dueDate: dueDateOf(order), ...closed });
    const { finding } = seedAggregate({ ...head, id: newId() }, { measures: [], evidence: [] });
    const plan = planChange(
      undefined,
      { finding, event: { type: 'finding.imported', data: { no: finding.no } } },
      { actor: SYSTEM_ACTOR('jobs'), at: finding.createdAt },
    );
    heads.push(plan.finding);
    items.push(...plan.writes.flatMap(itemOf), ...inboxItemsOf(plan.finding, tenantName, HQ_TENANT));
  }
  await putAll(destination, items);
  await seedNumbers(destination, heads);
  await putAll(
    destination,
    heads.flatMap((head) => [
      ...orderItemsOf(storedRowOf(head)),
      wordingItem(head.tenantId, head.id, WORDING),
    ]),
  );
  await projectSheets(openTable(destination.client, destination.name), places[0]?.tenantId ?? '', heads);
};

const seedNumbers = async (destination: Destination, heads: readonly Finding[]): Promise<void> => {
  const tenantId = heads[0]?.tenantId ?? '';
  const dashboard = dashboardOfHeads(heads);
  const months = Object.entries(dashboard.months).map(([month, days]) => ({
    ...keys.dueMonth(tenantId, month),
    kind: 'due_month',
    days,
  }));
  await putAll(destination, [
    { ...keys.counters(tenantId), kind: 'counters', ...dashboard.counters },
    { ...keys.rollup(HQ_TENANT, tenantId), kind: 'rollup', ...rollupOf(tenantId, dashboard, '2025-03-03') },
    ...months,
  ]);
};

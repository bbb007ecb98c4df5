import {
  authorize,
  type Finding,
  KEPT_ORDERS,
  type LedgerRow,
  type StoredLedgerRow,
  sortLedger,
  storedRowOf,
  systemScope,
} from '@xuncha/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personOf } from '../../../test/engine/api-event.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { findingFixture } from '../../domain/src/closeout/case-fixture.ts';
import { newId } from './ids.ts';
import { keys } from './keys.ts';
import { compareOrders, listByOrder, type OrderPosition, projectLedger } from './ledger-orders.ts';
import { openTable, type Table } from './table.ts';

let engine: TestTable;
let table: Table;
let read = 0;
beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  table = openTable(engine.client, engine.name, (one) => {
    read += one.read;
  });
});
afterAll(() => engine.stop());

let tenants = 0;
const newTenant = (): string => {
  tenants += 1;
  return `unit${tenants}`;
};

type By = (typeof KEPT_ORDERS)[number];

/** The whole ledger page by page, as a person turns them. */
const pages = async (
  tenantId: string,
  by: By,
  descending: boolean,
  limit: number,
  scope = systemScope('projections', tenantId),
): Promise<StoredLedgerRow[]> => {
  const rows: StoredLedgerRow[] = [];
  let position: OrderPosition | undefined;
  do {
    const page = await listByOrder(table, scope, { by, descending, limit, position });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    position = page.next;
  } while (position);
  return rows;
};

const WORDS = { state: String, termClass: String, gate: String, alert: String, idle: String, result: String };
const sorted = (heads: readonly Finding[], by: By, descending: boolean): string[] =>
  sortLedger(
    heads.map((head): LedgerRow => ({ ...storedRowOf(head), overdue: false })),
    { by, descending },
    WORDS,
  ).map(({ id }) => id);

const head = fc.record({
  no: fc.constantFrom('1', '2', '10', '2.9', '2.10', '10-1', '甲-3'),
  state: fc.constantFrom('delivered', 'planning', 'rectifying', 'closed', 'continuous', 'draft', 'split'),
  category: fc.constantFrom(undefined, '采购', '财务管理', '选人用人', '党建 A', '閆氏'),
  departmentName: fc.constantFrom(undefined, '物资管理部', '财务部', '人力资源部'),
  lastActOn: fc.constantFrom(undefined, '2025-01-31', '2025-02-01', '2024-12-31'),
});

describe('kept orders of the ledger', () => {
  test('pages of any size are what the page sorts by itself, after any changes, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(head, { minLength: 1, maxLength: 12 }),
        fc.array(head, { maxLength: 12 }),
        fc.integer({ min: 1, max: 7 }),
        async (first, second, limit) => {
          const tenantId = newTenant();
          const heads = new Map<string, Finding>();
          const put = (id: string, { departmentName, ...over }: (typeof first)[number], version: number) =>
            heads.set(
              id,
              findingFixture({
                ...over,
                tenantId,
                id,
                version,
                state: over.state as Finding['state'],
                closing: undefined,
                responsibility: { supportingDepartments: [], departmentName },
              }),
            );
          const ids = first.map(() => newId());
          for (const [index, one] of first.entries()) put(ids[index] ?? '', one, 1);
          await projectLedger(table, tenantId, [...heads.values()]);
          for (const [index, one] of second.slice(0, ids.length).entries()) put(ids[index] ?? '', one, 2);
          await projectLedger(table, tenantId, [...heads.values()]);
          // Once more, and late: nothing changes.
          await projectLedger(table, tenantId, [...heads.values()]);
          const counted = [...heads.values()].filter(({ state }) => state !== 'draft' && state !== 'split');
          for (const by of KEPT_ORDERS)
            for (const descending of [false, true])
              expect(
                (await pages(tenantId, by, descending, limit)).map(({ id }) => id),
                `${by} ${descending}`,
              ).toEqual(sorted(counted, by, descending));
          expect(await compareOrders(table, tenantId, heads)).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  test('what is missing, old or superfluous is found and put right', async () => {
    const tenantId = newTenant();
    const heads = new Map(
      ['1', '2', '3'].map((no) => {
        const finding = findingFixture({ tenantId, id: newId(), no, version: 2, state: 'rectifying' });
        return [finding.id, finding] as const;
      }),
    );
    await projectLedger(table, tenantId, [...heads.values()]);
    const [first, second] = await table.queryAll({ partition: keys.ledgerOrderPk(tenantId, 'no') });
    const [third] = await table.queryAll({ partition: keys.ledgerOrderPk(tenantId, 'state') });
    const placeOf = (item: typeof first) => ({ pk: String(item?.pk), sk: String(item?.sk) });
    await table.transact([{ remove: placeOf(first) }]);
    await table.put({ put: { ...second, ...placeOf(second), version: 1 } });
    await table.put({ put: { ...third, ...placeOf(third), sk: '1#0000!301!elsewhere' } });
    const found = await compareOrders(table, tenantId, heads);
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(['different', 'missing', 'superfluous']);
    for (const { repair } of found) await repair();
    expect(await compareOrders(table, tenantId, heads)).toEqual([]);
  });

  test('a page costs the same in a large unit, and shows nothing of what the scope leaves out', async () => {
    const tenantId = newTenant();
    const many = Array.from({ length: 600 }, (_, index) =>
      findingFixture({
        tenantId,
        id: newId(),
        no: String(index + 1),
        state: 'rectifying',
        batchId: index % 2 ? 'bat1' : 'bat2',
      }),
    );
    const costs: number[] = [];
    for (const part of [many.slice(0, 100), many.slice(100)]) {
      await projectLedger(table, tenantId, part);
      read = 0;
      const page = await listByOrder(table, systemScope('projections', tenantId), {
        by: 'no',
        descending: true,
        limit: 50,
      });
      expect(page.rows).toHaveLength(50);
      costs.push(read);
    }
    expect(costs[1]).toBe(costs[0]);
    expect(costs[0]).toBeLessThanOrEqual(4);
    const limited = authorize(
      personOf(tenantId, ['party_secretary'], { scope: { batches: ['bat2'] } }),
      'finding.read',
      tenantId,
    );
    if (!limited.ok) throw new Error(limited.error.code);
    const seen = await pages(tenantId, 'no', false, 100, limited.value);
    expect(new Set(seen.map(({ batchId }) => batchId))).toEqual(new Set(['bat2']));
  }, 60_000);
});

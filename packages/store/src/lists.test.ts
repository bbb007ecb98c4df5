import { authorize, FINDING_STATES, type Finding, isCounted, isOpen, type TenantScope } from '@xuncha/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../../test/engine/api-event.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { findingFixture } from '../../domain/src/closeout/case-fixture.ts';
import { findingFromItem, findingToItem } from './finding-items.ts';
import { type FindingListInput, listClosing, listFindings } from './findings.ts';
import { newId } from './ids.ts';
import { ownerOfKey } from './keys.ts';
import type { Item, Table } from './table.ts';

const TODAY = '2025-06-15';
const DATES = ['2025-05-31', '2025-06-14', '2025-06-15', '2025-06-16', '2025-12-31', undefined];
const DEPARTMENTS = ['dep1', 'dep2', undefined];
const BATCHES = ['bat1', 'bat2'];

const anyFinding = fc.record({
  state: fc.constantFrom(...FINDING_STATES),
  dueDate: fc.constantFrom(...DATES),
  departmentId: fc.constantFrom(...DEPARTMENTS),
  batchId: fc.constantFrom(...BATCHES),
  gateDue: fc.constantFrom(...DATES),
});
type Sketch = typeof anyFinding extends fc.Arbitrary<infer T> ? T : never;

const findingOf = (tenantId: string, sketch: Sketch): Finding => {
  const { responsibility } = findingFixture();
  return findingFixture({
    tenantId,
    id: newId(),
    state: sketch.state,
    dueDate: sketch.dueDate,
    batchId: sketch.batchId,
    responsibility: { ...responsibility, departmentId: sketch.departmentId },
    closing:
      sketch.state === 'closing'
        ? {
            caseId: newId(),
            gate: 'consultation',
            visit: 2,
            status: 'open',
            due: sketch.gateDue,
            escalation: 0,
            attempt: 1,
            actors: [],
            snapshotHash: 'a'.repeat(64),
          }
        : undefined,
  });
};

let engine: TestTable;
let table: Table;
beforeAll(async () => {
  engine = await startTestTable();
  table = engine.table;
});
afterAll(() => engine.stop());

let tenants = 0;
/** A tenant of its own with these findings, so that runs don't see each other. */
const fill = async (sketches: readonly Sketch[]) => {
  tenants += 1;
  const tenantId = `unit${tenants}`;
  const findings = sketches.map((sketch) => findingOf(tenantId, sketch));
  for (let start = 0; start < findings.length; start += 100)
    await table.transact(
      findings.slice(start, start + 100).map((finding) => ({ put: findingToItem(finding) })),
    );
  return { tenantId, findings };
};

const scopeFor = (tenantId: string, over: { department?: string; batches?: string[] } = {}): TenantScope => {
  const answer = authorize(
    personOf(tenantId, [over.department ? 'handler' : 'rectification_office'], {
      departmentId: over.department,
      scope: over.batches ? { batches: over.batches } : undefined,
    }),
    'finding.read',
    tenantId,
  );
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};

const everything = async (
  scope: TenantScope,
  input: Omit<FindingListInput, 'today' | 'cursor'>,
  filter: (row: Item) => boolean = () => true,
) => {
  const ids: string[] = [];
  let cursor: FindingListInput['cursor'];
  let pages = 0;
  do {
    const page = await listFindings(table, scope, { ...input, today: TODAY, cursor }, filter);
    expect(page.rows.length).toBeLessThanOrEqual(input.limit);
    ids.push(...page.rows.map((row) => ownerOfKey(row).id));
    cursor = page.next;
    pages += 1;
    if (pages > 1000) throw new Error('the list never ends');
  } while (cursor);
  return ids;
};

describe('the ledger', () => {
  it('shows what a plain filter over all findings shows, once each, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFinding, { maxLength: 60 }),
        fc.record({
          limit: fc.integer({ min: 1, max: 20 }),
          state: fc.option(fc.constantFrom(...FINDING_STATES), { nil: undefined }),
          departmentId: fc.option(fc.constantFrom('dep1', 'dep2'), { nil: undefined }),
          due: fc.constantFrom('open' as const, 'overdue' as const, 'ended' as const, undefined),
          own: fc.option(fc.constantFrom('dep1', 'dep2'), { nil: undefined }),
          batches: fc.option(fc.uniqueArray(fc.constantFrom('bat1', 'bat2'), { minLength: 1 }), {
            nil: undefined,
          }),
        }),
        async (sketches, { own, batches, ...input }) => {
          const { tenantId, findings } = await fill(sketches);
          const scope = scopeFor(tenantId, { department: own, batches });
          // What the operation's handler filters beside the key conditions.
          const keep = (state: string, dueDate: unknown, departmentId: unknown): boolean =>
            (!input.state || state === input.state) &&
            (!input.departmentId || departmentId === input.departmentId) &&
            (input.due !== 'ended' || state === 'closed') &&
            (input.due !== 'open' || isOpen(state as Finding['state'])) &&
            (input.due !== 'overdue' ||
              (isOpen(state as Finding['state']) && String(dueDate ?? '9999') < TODAY));
          const shown = await everything(scope, input, (row) =>
            keep(String(row.state), row.dueDate, row.departmentId),
          );
          const department = own ?? input.departmentId;
          const expected = findings.filter(
            ({ state, dueDate, responsibility, batchId }) =>
              keep(state, dueDate, responsibility.departmentId) &&
              (!own || responsibility.departmentId === own) &&
              (!batches || batches.some((one) => one === batchId)) &&
              // Drafts, split, merged and withdrawn findings stand in the list of their state only.
              (isCounted(state) || (!department && input.state === state)),
          );
          expect(shown.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes by due date, the open ones first, the ended ones newest first', async () => {
    const sketch = (state: 'rectifying' | 'closed', dueDate: string | undefined): Sketch => ({
      state,
      dueDate,
      departmentId: 'dep1',
      batchId: 'bat1',
      gateDue: undefined,
    });
    const { tenantId, findings } = await fill([
      sketch('closed', '2025-01-01'),
      sketch('rectifying', undefined),
      sketch('rectifying', '2025-07-01'),
      sketch('closed', '2025-02-01'),
      sketch('rectifying', '2025-06-01'),
    ]);
    const order = [4, 2, 1, 3, 0].map((index) => findings[index]?.id);
    for (const limit of [1, 2, 5, 100])
      expect(await everything(scopeFor(tenantId), { limit })).toEqual(order);
  });

  it('costs one query a page, however many findings the tenant has', async () => {
    const { tenantId } = await fill(
      Array.from({ length: 300 }, () => ({
        state: 'rectifying' as const,
        dueDate: '2025-07-01',
        departmentId: 'dep1',
        batchId: 'bat1',
        gateDue: undefined,
      })),
    );
    let queries = 0;
    const counting: Table = {
      ...table,
      query: (input) => {
        queries += 1;
        return table.query(input);
      },
    };
    const page = await listFindings(counting, scopeFor(tenantId), { today: TODAY, limit: 50 }, () => true);
    expect(page.rows).toHaveLength(50);
    expect(queries).toBe(1);
  });
});

describe('passed gate limits', () => {
  it('are found by one range, and exactly they', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFinding, { maxLength: 40 }), async (sketches) => {
        const { tenantId, findings } = await fill(sketches);
        const { ids } = await listClosing(table, scopeFor(tenantId), { dueBefore: TODAY });
        const passed = findings.filter(({ closing }) => closing?.due !== undefined && closing.due < TODAY);
        expect(ids.toSorted()).toEqual(passed.map(({ id }) => id).toSorted());
        const all = await listClosing(table, scopeFor(tenantId), {});
        expect(all.ids.toSorted()).toEqual(
          findings
            .filter(({ closing }) => closing)
            .map(({ id }) => id)
            .toSorted(),
        );
      }),
      { numRuns: 20 },
    );
  });
});

it('a head survives the way into the table and back', async () => {
  await fc.assert(
    fc.asyncProperty(anyFinding, async (sketch) => {
      const finding = findingOf('beihe', sketch);
      const item = findingToItem(finding);
      await table.put({ put: item });
      const stored = await table.get(item);
      const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
      expect(clean(findingFromItem(stored ?? {}))).toEqual(clean(finding));
    }),
    { numRuns: 30 },
  );
});

import {
  authorize,
  type Finding,
  type LedgerFilter,
  ledgerMatcher,
  systemScope,
  type TenantScope,
  wordingMatcher,
} from '@xuncha/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personOf } from '../../../test/engine/api-event.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { findingFixture } from '../../domain/src/closeout/case-fixture.ts';
import { newId } from './ids.ts';
import { keys } from './keys.ts';
import {
  projectSheets,
  readAllSheets,
  SHEET_ROWS,
  SHEETS_PER_SEARCH,
  SHEETS_PER_WORDING_SEARCH,
  type SheetPosition,
  searchSheets,
} from './ledger-sheets.ts';
import { type Consumed, openTable, type Table } from './table.ts';
import { wordingItem } from './wordings.ts';

let engine: TestTable;
let table: Table;
let consumed: Consumed[] = [];
beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  table = openTable(engine.client, engine.name, (one) => consumed.push(one));
});
afterAll(() => engine.stop());

let tenants = 0;
const newTenant = (): string => {
  tenants += 1;
  return `unit${tenants}`;
};
const finding = (tenantId: string, over: Partial<Finding> = {}): Finding =>
  findingFixture({ tenantId, id: newId(), version: 1, state: 'rectifying', ...over });

const all = async (
  tenantId: string,
  scope: TenantScope = systemScope('projections', tenantId),
  q?: string,
) => {
  const rows = [];
  let position: Parameters<typeof searchSheets>[3]['position'];
  let looked = 0;
  for (;;) {
    const page = await searchSheets(
      table,
      scope,
      { matches: ledgerMatcher({ q }, '2025-03-03') },
      { limit: 7, position },
    );
    rows.push(...page.rows);
    looked += page.looked;
    if (!page.next) return { rows, looked };
    position = page.next;
  }
};

const scopeOf = (
  tenantId: string,
  role: 'rectification_office' | 'party_secretary' | 'handler',
  extra = {},
) => {
  const scope = authorize(personOf(tenantId, [role], extra), 'finding.read', tenantId);
  if (!scope.ok) throw new Error(scope.error.code);
  return scope.value;
};

describe('ledger sheets', () => {
  test('hold every finding once, in any order of arrival, twice or late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 90 }), { maxLength: 6 }),
        async (batches) => {
          const tenantId = newTenant();
          const ids = Array.from({ length: 151 }, newId);
          const latest = new Map<string, number>();
          for (const [round, batch] of batches.entries()) {
            const heads = batch.map((at, index) =>
              // Every third comes with an old version, as a repeated record would.
              finding(tenantId, { id: ids[at] ?? '', version: index % 3 === 0 ? 1 : round + 1 }),
            );
            for (const { id, version } of heads) latest.set(id, Math.max(latest.get(id) ?? 0, version));
            await projectSheets(table, tenantId, heads);
          }
          const rows = await readAllSheets(table, tenantId);
          expect(rows.map(({ id, version }) => [id, version])).toEqual(
            [...latest].sort(([a], [b]) => (a < b ? -1 : 1)),
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  test('two writers at once lose nothing', async () => {
    const tenantId = newTenant();
    const heads = Array.from({ length: 300 }, () => finding(tenantId));
    await Promise.all(
      [0, 1, 2].map((lane) =>
        projectSheets(
          table,
          tenantId,
          heads.filter((_, index) => index % 3 === lane),
        ),
      ),
    );
    expect((await readAllSheets(table, tenantId)).map(({ id }) => id)).toEqual(
      heads.map(({ id }) => id).sort(),
    );
  });

  test('a page goes on where the last one stopped, though a sheet was divided meanwhile', async () => {
    const tenantId = newTenant();
    const heads = Array.from({ length: 130 }, () => finding(tenantId));
    const [odd, even] = [1, 0].map((rest) => heads.filter((_, index) => index % 2 === rest));
    await projectSheets(table, tenantId, odd ?? []);
    const scope = systemScope('projections', tenantId);
    const matches = ledgerMatcher({}, '2025-03-03');
    const first = await searchSheets(table, scope, { matches }, { limit: 40 });
    await projectSheets(table, tenantId, even ?? []);
    const rest = await searchSheets(table, scope, { matches }, { limit: 2000, position: first.next });
    const seen = [...first.rows, ...rest.rows].map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    for (const { id } of odd ?? []) expect(seen).toContain(id);
  });

  test('a person finds what the scope covers, and no drafts of others', async () => {
    const tenantId = newTenant();
    const own = findingFixture().responsibility;
    await projectSheets(table, tenantId, [
      finding(tenantId, { title: '采购管理不规范', responsibility: { ...own, departmentId: 'dep1' } }),
      finding(tenantId, { title: '采购验收流于形式', responsibility: { ...own, departmentId: 'dep2' } }),
      finding(tenantId, { title: '采购底稿', state: 'draft' }),
      finding(tenantId, { title: '采购合同', batchId: 'bat2' }),
    ]);
    const titles = async (scope: TenantScope) => {
      const { rows, looked } = await all(tenantId, scope, '采购');
      return { titles: rows.map(({ title }) => title), looked };
    };
    expect((await titles(scopeOf(tenantId, 'party_secretary'))).titles.toSorted()).toEqual([
      '采购合同',
      '采购管理不规范',
      '采购验收流于形式',
    ]);
    const department = await titles(scopeOf(tenantId, 'handler', { departmentId: 'dep2' }));
    expect(department).toEqual({ titles: ['采购验收流于形式'], looked: 1 });
    const batch = await titles(scopeOf(tenantId, 'party_secretary', { scope: { batches: ['bat2'] } }));
    expect(batch).toEqual({ titles: ['采购合同'], looked: 1 });
    // Not even how many drafts there are.
    expect((await titles(scopeOf(tenantId, 'party_secretary'))).looked).toBe(3);
  });

  test('10,000 findings: a request stays within its bound, and all of them within eight requests', async () => {
    const tenantId = newTenant();
    const heads = Array.from({ length: 10_000 }, (_, index) =>
      finding(tenantId, {
        no: String(index + 1),
        title: index === 9_990 ? '食堂采购未公开招标' : '物资采购管理不规范，招标制度执行不严格',
        category: '物资采购',
        domain: '贯彻落实上级决策部署方面',
        dueDate: `2025-${String((index % 12) + 1).padStart(2, '0')}-15`,
      }),
    );
    await projectSheets(table, tenantId, heads);
    const scope = systemScope('projections', tenantId);
    const search = (q: string, limit: number, position?: { from: string; after?: string }) =>
      searchSheets(table, scope, { matches: ledgerMatcher({ q }, '2025-03-03') }, { limit, position });
    consumed = [];
    const frequent = await search('招标制度', 50);
    expect(frequent.rows).toHaveLength(50);
    const oneSheet = consumed.reduce((sum, { read }) => sum + read, 0);
    expect(oneSheet).toBeLessThanOrEqual(2);
    let position: { from: string; after?: string } | undefined;
    let requests = 0;
    const found = [];
    let looked = 0;
    do {
      consumed = [];
      const page = await search('食堂', 2000, position);
      // Some 5 KB a sheet: 32 of them are twenty units.
      expect(consumed.reduce((sum, { read }) => sum + read, 0)).toBeLessThanOrEqual(24);
      expect(page.looked).toBeLessThanOrEqual(SHEET_ROWS * SHEETS_PER_SEARCH);
      found.push(...page.rows);
      looked += page.looked;
      requests += 1;
      position = page.next;
    } while (position);
    expect(found.map(({ no }) => no)).toEqual(['9991']);
    expect(looked).toBe(10_000);
    expect(requests).toBeLessThanOrEqual(8);
  });

  test('words of the whole wording are found, each where it stands, with its conditions and in its bounds', async () => {
    const tenantId = newTenant();
    const wordings = [
      '2023年以来，部分物资采购项目未按规定公开招标，存在化整为零、规避招标的问题。',
      '党支部“三会一课”记录不完整，个别月份以通知代替会议。',
      '差旅费报销审核把关不严，ＥＲＰ系统中存在重复报销。',
    ];
    const heads = Array.from({ length: 90 }, (_, index) =>
      finding(tenantId, {
        no: String(index + 1),
        title: '短的标题',
        state: index === 2 ? 'closed' : 'rectifying',
      }),
    ).sort((a, b) => (a.id < b.id ? -1 : 1));
    await projectSheets(table, tenantId, heads);
    for (const [index, { id }] of heads.entries())
      await table.put({
        put: wordingItem(tenantId, id, `${wordings[index % 3]}${index === 80 ? '涉及食堂。' : ''}`),
      });
    const scope = systemScope('projections', tenantId);
    const search = async (filter: LedgerFilter, limit = 500) => {
      const wording = wordingMatcher(filter, '2025-03-03');
      const matches = ledgerMatcher(filter, '2025-03-03');
      const found = [];
      let position: SheetPosition | undefined;
      let looked = 0;
      do {
        const page = await searchSheets(table, scope, { matches, wording }, { limit, position });
        for (const { id } of page.rows)
          found.push({ id, excerpt: wording?.excerpt(page.wordings.get(id) ?? '') });
        looked += page.looked;
        position = page.next;
      } while (position);
      return { found, looked };
    };
    const ids = (rest: number) => heads.filter((_, index) => index % 3 === rest).map(({ id }) => id);
    for (const limit of [500, 7]) {
      const { found, looked } = await search({ q: '规避招标' }, limit);
      expect(found.map(({ id }) => id)).toEqual(ids(0));
      expect(looked).toBe(90);
    }
    expect((await search({ q: '规避招标' })).found[0]?.excerpt).toBe(
      '…公开招标，存在化整为零、规避招标的问题。',
    );
    // One word in the wording, the other in the line; full width and case aside.
    expect((await search({ q: '短的 erp' })).found.map(({ id }) => id)).toEqual(ids(2));
    expect((await search({ q: 'ERP', states: ['closed'] })).found).toHaveLength(
      heads.filter(({ state }, index) => state === 'closed' && index % 3 === 2).length,
    );
    expect((await search({ q: '食堂' })).found.map(({ id }) => id)).toEqual([heads[80]?.id]);
    expect((await search({ q: '规避 课' })).found).toEqual([]);
    // What stands in the line shows no place in the wording.
    expect((await search({ q: '短的标题' })).found[0]?.excerpt).toBeUndefined();
  });

  test('3,000 wordings of 250 characters: each request stays within its bound, and all are looked through', async () => {
    const tenantId = newTenant();
    const phrase = '存在未按规定履行集体决策程序、合同签订不及时、验收资料不完整等问题，';
    const heads = Array.from({ length: 3_000 }, (_, index) => finding(tenantId, { no: String(index + 1) }));
    await projectSheets(table, tenantId, heads);
    const queue = heads.entries();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (const [index, { id }] of queue) {
          // Neighbouring wordings differ, as real ones do: letters that no compression of one text foresees.
          const own = Array.from({ length: 150 }, (_, at) =>
            String.fromCodePoint(0x4e00 + ((index * 7919 + at * 104_729) % 5_000)),
          ).join('');
          await table.put({ put: wordingItem(tenantId, id, `${own}${phrase.repeat(3)}${index}号`) });
        }
      }),
    );
    const scope = systemScope('projections', tenantId);
    const filter = { q: '2876号' };
    const [matches, wording] = [ledgerMatcher(filter, '2025-03-03'), wordingMatcher(filter, '2025-03-03')];
    let position: SheetPosition | undefined;
    const found = [];
    let [looked, requests, most, all] = [0, 0, 0, 0];
    do {
      consumed = [];
      const page = await searchSheets(table, scope, { matches, wording }, { limit: 2000, position });
      const read = consumed.reduce((sum, one) => sum + one.read, 0);
      [most, all] = [Math.max(most, read), all + read];
      expect(page.looked).toBeLessThanOrEqual(SHEET_ROWS * SHEETS_PER_WORDING_SEARCH);
      found.push(...page.rows);
      looked += page.looked;
      requests += 1;
      position = page.next;
    } while (position);
    expect(found.map(({ no }) => no)).toEqual(['2877']);
    expect(looked).toBe(3_000);
    expect(requests).toBeLessThanOrEqual(3);
    // One Query of sheets, and one of wordings, which answers 1 MB: 128 units.
    expect(most).toBeLessThanOrEqual(140);
    expect(all).toBeLessThanOrEqual(300);
  }, 60_000);

  test('a sheet holds no more lines than it should', async () => {
    const tenantId = newTenant();
    // Ids of one millisecond are in no order; those of an import rise from chunk to chunk.
    const heads = Array.from({ length: 500 }, () => newId())
      .sort()
      .map((id) => finding(tenantId, { id }));
    for (let start = 0; start < heads.length; start += 50)
      await projectSheets(table, tenantId, heads.slice(start, start + 50));
    const items = await table.queryAll({ partition: keys.ledgerSheetsPk(tenantId), prefix: 'S#' });
    expect(items.length).toBe(Math.ceil(500 / SHEET_ROWS));
  });
});

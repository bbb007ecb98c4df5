import { projectSheets } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { useEnvironment } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

const T = 'beihe';
const ROUND = '2024年第二轮';
let engine: TestTable;
let findings: ApiHandler;
const office = personOf(T, ['rectification_office'], { userId: 'office' });

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  findings = (await import('./findings.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: T, name: '北河采油厂', departments: ['物资管理部'] });
  const { responsibility } = seedAggregate().finding;
  const ledger = [
    { no: '1', state: 'rectifying', departmentId: 'own' },
    { no: '2', state: 'continuous', departmentId: 'other' },
    { no: '2', state: 'rectifying', departmentId: 'own', round: '2023年第一轮' },
    { no: '3', state: 'closed', departmentId: 'own' },
    // More than one answer holds, all of one number.
    ...Array.from({ length: 70 }, () => ({ no: '7', state: 'rectifying', departmentId: 'own' }) as const),
  ] as const;
  for (const { departmentId, ...facts } of ledger) {
    const aggregate = seedAggregate({
      tenantId: T,
      round: ROUND,
      ...facts,
      responsibility: { ...responsibility, departmentId },
    });
    await projectSheets(engine.table, T, [await seedFinding(engine.table, aggregate)]);
  }
}, 60_000);
afterAll(() => engine.stop());

interface Found {
  readonly items: {
    readonly findingId: string;
    readonly no: string;
    readonly round: string;
    readonly measures: { readonly id: string; readonly seq: number }[];
    readonly refusal?: string;
  }[];
  readonly next?: string;
}
const lookUp = (
  references: readonly { readonly no: string; readonly round?: string }[],
  { principal = office, cursor }: { principal?: typeof office; cursor?: string } = {},
) =>
  send<Found>(findings, 'findings.lookUp', {
    principal,
    params: { tenantId: T },
    body: { findings: references, ...(cursor ? { cursor } : {}) },
  });

it('finds by number, by round where it is named, with the standing measures and why nothing may be added', async () => {
  const { status, body } = await lookUp([{ no: '１' }, { no: '第2号', round: ROUND }, { no: '3' }]);
  expect(status).toBe(200);
  expect(body.items.map(({ no, round }) => [no, round])).toEqual([
    ['1', ROUND],
    ['2', ROUND],
    ['3', ROUND],
  ]);
  const [one, , closed] = body.items;
  expect(one?.measures).toEqual([{ id: expect.any(String), seq: 1 }]);
  expect(one?.refusal).toBeUndefined();
  expect(closed?.refusal).toBe('开始整改后才能上传佐证材料。');
  expect((await lookUp([{ no: '2' }])).body.items.map(({ round }) => round).sort()).toEqual([
    '2023年第一轮',
    ROUND,
  ]);
  expect((await lookUp([{ no: '99' }])).body.items).toEqual([]);
});

it('of a department finds its own findings only, and nobody without the right to upload finds any', async () => {
  const handler = personOf(T, ['handler'], { userId: 'handler', departmentId: 'own' });
  const found = await lookUp([{ no: '1' }, { no: '2' }], { principal: handler });
  expect(found.body.items.map(({ no, round }) => [no, round])).toEqual([
    ['1', ROUND],
    ['2', '2023年第一轮'],
  ]);
  const secretary = personOf(T, ['party_secretary'], { userId: 'secretary' });
  expect((await lookUp([{ no: '1' }], { principal: secretary })).status).toBe(403);
});

it('goes on by cursor where there are more than one answer holds', async () => {
  const first = await lookUp([{ no: '7' }]);
  expect(first.body.items).toHaveLength(60);
  const second = await lookUp([{ no: '7' }], { cursor: first.body.next ?? '' });
  expect(second.body.items).toHaveLength(10);
  expect(second.body.next).toBeUndefined();
  const all = [...first.body.items, ...second.body.items].map(({ findingId }) => findingId);
  expect(new Set(all).size).toBe(70);
});

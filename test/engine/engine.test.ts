import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestTable, type TestTable } from './table.ts';

let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable();
});
afterAll(() => engine.stop());

test('the engine has the table of the schema: keys, indexes and conditions', async () => {
  const item = { pk: 'T#a#X', sk: 'META', byStatePk: 'T#a#ST#x', byStateSk: '1', title: '标题', secret: 1 };
  await engine.table.put({ put: item, ifAbsent: true });
  await expect(engine.table.put({ put: item, ifAbsent: true })).rejects.toThrow('condition');
  const { items } = await engine.table.query({ index: 'byState', partition: 'T#a#ST#x' });
  expect(items).toEqual([{ pk: 'T#a#X', sk: 'META', byStatePk: 'T#a#ST#x', byStateSk: '1', title: '标题' }]);
});

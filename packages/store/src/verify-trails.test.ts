import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { acknowledge, deliver, type Finding, SYSTEM_ACTOR } from '@xuncha/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { planChange } from './findings.ts';
import { type Key, keys } from './keys.ts';
import { verifyTrails } from './verify-trails.ts';

const TENANT = 'bhcyc';
const ID = '01jabcdefghjkmnpqrstvwxyz0';
const PK = keys.findingPk(TENANT, ID);
const AT = '2025-01-02T03:04:05.000Z';

const draft: Finding = {
  tenantId: TENANT,
  id: ID,
  batchId: '01jabcdefghjkmnpqrstvwxyz1',
  round: '2024年第二轮',
  no: '1',
  title: '合同管理不严格',
  termClass: 'time_limited',
  state: 'draft',
  responsibility: { supportingDepartments: [] },
  measureCount: 0,
  measureDone: 0,
  progress: 0,
  caseIds: [],
  parents: [],
  children: [],
  createdAt: AT,
  updatedAt: AT,
  version: 0,
  auditSeq: 0,
  auditHash: '',
};
const context = { actor: SYSTEM_ACTOR('test'), at: AT };

let engine: TestTable;
beforeEach(async () => {
  engine = await startTestTable();
  const first = planChange(
    undefined,
    {
      finding: draft,
      body: { text: '合同管理不严格' },
      event: { type: 'finding.imported', data: { no: '1' } },
    },
    context,
  );
  const delivered = deliver({ finding: first.finding, measures: [] }, '2024-09-12');
  if (!delivered.ok) throw new Error(delivered.error.code);
  const second = planChange(first.finding, delivered.value, context);
  const acknowledged = acknowledge({ finding: second.finding });
  if (!acknowledged.ok) throw new Error(acknowledged.error.code);
  const third = planChange(second.finding, acknowledged.value, context);
  for (const plan of [first, second, third]) await engine.table.transact(plan.writes);
  await engine.table.put({
    put: { ...keys.batchFinding(TENANT, draft.batchId, 1, ID), kind: 'batch_finding', id: ID },
  });
});
afterEach(() => engine.stop());

const read = async (key: Key) => {
  const answer = await engine.client.send(new GetItemCommand({ TableName: engine.name, Key: marshall(key) }));
  return unmarshall(answer.Item ?? {});
};
const write = (item: Record<string, unknown>) =>
  engine.client.send(new PutItemCommand({ TableName: engine.name, Item: marshall(item) }));
const remove = (key: Key) =>
  engine.client.send(new DeleteItemCommand({ TableName: engine.name, Key: marshall(key) }));
const faults = async () =>
  (await verifyTrails(engine.client, engine.name)).faults.map(({ reason, firstBadSeq }) => [
    reason,
    firstBadSeq,
  ]);

test('an untouched trail is intact', async () => {
  expect(await verifyTrails(engine.client, engine.name)).toEqual({ trails: 1, events: 3, faults: [] });
});

test('an edited event is named', async () => {
  const event = await read(keys.audit(PK, 2));
  await write({ ...event, data: { feedbackDate: '2024-10-12' } });
  expect(await faults()).toEqual([['edited', 2]]);
});

test('a removed event is named', async () => {
  await remove(keys.audit(PK, 2));
  expect(await faults()).toEqual([['missing', 2]]);
});

test('two events that changed places are found', async () => {
  const [second, third] = [await read(keys.audit(PK, 2)), await read(keys.audit(PK, 3))];
  await write({ ...third, sk: second.sk });
  await write({ ...second, sk: third.sk });
  expect((await faults())[0]?.[0]).toBe('reordered');
});

test('a cut tail is found against the head', async () => {
  await remove(keys.audit(PK, 3));
  expect(await faults()).toEqual([['truncated', 3]]);
});

test('a trail without its head, and a finding that is gone altogether, are found', async () => {
  await remove(keys.finding(TENANT, ID));
  expect(await faults()).toEqual([['head_missing', undefined]]);
  for (const seq of [1, 2, 3]) await remove(keys.audit(PK, seq));
  expect(await faults()).toEqual([['finding_missing', undefined]]);
});

import type { OperationId, OutputOf } from '@xuncha/contracts';
import { type Finding, type Principal, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { listDepartments, loadMatter } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { startTestObjects, type TestObjects } from '../../../test/engine/objects.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

const T = 'beihe';
let engine: TestTable;
let objects: TestObjects;
let matters: ApiHandler;
let [own, other, third] = ['', '', ''];
const inDepartment = (userId: string, departmentId: string, tenantId = T) =>
  personOf(tenantId, ['department_head'], { userId, departmentId });
const office = personOf(T, ['rectification_office'], { userId: 'office' });

beforeAll(async () => {
  [engine, objects] = await Promise.all([startTestTable(), startTestObjects()]);
  useEnvironment({ table: engine, objects });
  matters = (await import('./matters.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, {
    tenantId: T,
    name: '北河采油厂',
    departments: ['物资管理部', '财务部', '企管部'],
  });
  const departments = await listDepartments(engine.table, systemScope('schedule', T));
  [own = '', other = '', third = ''] = departments.map(({ id }) => id);
});
afterAll(() => Promise.all([engine.stop(), objects.stop()]));

const call = <B = { code?: string; id: string }>(
  id: OperationId,
  principal: Principal,
  params: Record<string, string>,
  body?: unknown,
) => send<B>(matters, id, { principal, params: { tenantId: T, ...params }, body });
const seed = (over: Partial<Finding> = {}) =>
  seedFinding(
    engine.table,
    seedAggregate({ tenantId: T, responsibility: { supportingDepartments: [], departmentId: own }, ...over }),
  );
const read = async (helpId: string, reader: Principal) =>
  (await call<OutputOf<'help.get'>>('help.get', reader, { helpId })).body;
const asker = () => inDepartment('asker', own);

describe('a department asks for help (F05)', () => {
  it('is answered by who was asked, within the limit, and confirmed by who asked', async () => {
    const { id: findingId } = await seed();
    const body = { target: 'department', departmentId: other, question: '请提供三年采购付款明细。' };
    const asked = await call('help.ask', asker(), { findingId }, body);
    expect(asked.status).toBe(201);
    const helpId = asked.body.id;
    const answerer = inDepartment('answerer', other);
    const seen = await read(helpId, answerer);
    expect(seen.help).toMatchObject({
      status: 'asked',
      question: body.question,
      target: { kind: 'department', name: '财务部' },
      due: { why: expect.stringContaining('协调事项答复') },
      overdue: false,
    });
    expect((seen.help.due?.date ?? '') > shanghaiDateOf(new Date())).toBe(true);
    expect(seen.possible).toEqual(['help.reply']);
    // A third department knows nothing of it.
    const stranger = inDepartment('stranger', third);
    expect((await call('help.get', stranger, { helpId })).status).toBe(404);
    expect((await call('help.reply', stranger, { helpId }, { text: '好' })).status).toBe(404);
    expect((await call('help.reply', asker(), { helpId }, { text: '好' })).body.code).toBe('help_target');
    expect((await call('help.reply', office, { helpId }, { text: '好' })).body.code).toBe('help_target');
    expect((await call('help.reply', answerer, { helpId }, { text: '明细已送。' })).status).toBe(200);
    expect((await call('help.reply', answerer, { helpId }, { text: '再送。' })).body.code).toBe('help_state');
    const settle = (principal: Principal, outcome: string) =>
      call('help.settle', principal, { helpId }, { outcome, reason: '还缺2023年' });
    expect((await settle(answerer, 'settled')).body.code).toBe('not_applicant');
    expect((await settle(asker(), 'again')).status).toBe(200);
    expect((await read(helpId, asker())).help).toMatchObject({
      status: 'asked',
      replyList: [{ text: '明细已送。', askedOn: { reason: '还缺2023年' } }],
    });
    expect((await call('help.reply', answerer, { helpId }, { text: '已补。' })).status).toBe(200);
    expect((await settle(asker(), 'settled')).status).toBe(200);
    const done = await read(helpId, asker());
    expect(done.help).toMatchObject({ status: 'settled', open: false, replies: 2 });
    expect(done.possible).toEqual([]);
    expect(done.trail.map(({ type }) => type)).toEqual([
      'help.asked',
      'help.answered',
      'help.asked_on',
      'help.answered',
      'help.settled',
    ]);
    const related = await call<OutputOf<'matters.ofFinding'>>('matters.ofFinding', asker(), { findingId });
    expect(related.body.items).toMatchObject([{ id: helpId, kind: 'help', open: false }]);
  });

  it('of HQ: the department of the category answers, no other one', async () => {
    const { id: findingId } = await seed({ category: '合同管理' });
    const asked = await call(
      'help.ask',
      asker(),
      { findingId },
      { target: 'group', question: '请解释条款。' },
    );
    const helpId = asked.body.id;
    const [finance, inspection] = await listDepartments(engine.table, systemScope('schedule', HQ_TENANT));
    const expert = (departmentId: string | undefined) =>
      personOf(HQ_TENANT, ['functional_dept'], { userId: 'expert', departmentId });
    const reply = (principal: Principal) => call('help.reply', principal, { helpId }, { text: '按新办法。' });
    expect((await reply(expert(inspection?.id))).body.code).toBe('help_target');
    expect((await reply(expert(finance?.id))).status).toBe(200);
    const list = await call<OutputOf<'help.list'>>('help.list', office, {});
    expect(list.body.items).toContainEqual(expect.objectContaining({ id: helpId, status: 'answered' }));
  });

  it('may be guidance: its own limit, a line on both sides, and the answer beside the finding (F09)', async () => {
    const { id: findingId } = await seed({ category: '合同管理' });
    const asked = await call(
      'help.ask',
      asker(),
      { findingId },
      { kind: 'guidance', target: 'group', question: '补签合同如何认定？' },
    );
    const helpId = asked.body.id;
    const [finance] = await listDepartments(engine.table, systemScope('schedule', HQ_TENANT));
    const stored = await loadMatter(engine.table, systemScope('schedule', T), 'guidance', helpId);
    const due = stored?.matter.due;
    expect(due?.why).toContain('职能部门指导意见答复');
    expect(stored?.matter.waiting).toEqual([
      {
        home: 'group',
        key: `dept:${finance?.id}:functional_dept`,
        why: '提请指导待答复',
        due: due?.date,
      },
      { home: 'unit', key: 'user:asker', why: '已提请指导，等待答复', due: due?.date },
    ]);
    const listed = async (kind: string) =>
      (
        await send<OutputOf<'help.list'>>(matters, 'help.list', {
          principal: office,
          params: { tenantId: T },
          query: { kind },
        })
      ).body.items.map(({ id }) => id);
    expect(await listed('guidance')).toEqual([helpId]);
    expect(await listed('help')).not.toContain(helpId);
    const expert = personOf(HQ_TENANT, ['functional_dept'], { userId: 'expert', departmentId: finance?.id });
    const text = '以实际履行日期为准。';
    expect((await call('help.reply', expert, { helpId }, { text })).status).toBe(200);
    const related = await call<OutputOf<'matters.ofFinding'>>('matters.ofFinding', asker(), { findingId });
    expect(related.body.items).toMatchObject([{ kind: 'guidance', reply: { text } }]);
    const settled = await call('help.settle', asker(), { helpId }, { outcome: 'settled', reason: '照办' });
    expect(settled.status).toBe(200);
    expect((await read(helpId, asker())).trail.map(({ type }) => type)).toEqual([
      'guidance.asked',
      'guidance.answered',
      'guidance.settled',
    ]);
  });

  it('needs an open finding and another department; is taken back by who asked, with a reason', async () => {
    const { id: findingId } = await seed();
    const ask = (body: unknown, id = findingId) => call('help.ask', asker(), { findingId: id }, body);
    const question = '请协助。';
    expect((await ask({ target: 'department', question })).body.code).toBe('help_without_department');
    expect((await ask({ target: 'department', departmentId: own, question })).body.code).toBe(
      'help_own_department',
    );
    const closed = await seed({ state: 'closed' });
    expect((await ask({ target: 'office', question }, closed.id)).body.code).toBe('state_not_open');
    const { id: helpId } = (await ask({ target: 'office', question })).body;
    const withdraw = (principal: Principal) =>
      call('help.withdraw', principal, { helpId }, { reason: '已解决' });
    expect((await withdraw(office)).body.code).toBe('not_applicant');
    expect((await withdraw(asker())).status).toBe(200);
    expect((await read(helpId, office)).help).toMatchObject({
      status: 'withdrawn',
      ended: { reason: '已解决' },
    });
  });
});

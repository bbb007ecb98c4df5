import type { OperationId, OutputOf } from '@xuncha/contracts';
import { type MatterWaiting, type Principal, shanghaiDateOf, systemScope, verifyChain } from '@xuncha/domain';
import { keys, listDepartments, loadMatter, openMatter, planMatter } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { startTestObjects, type TestObjects } from '../../../test/engine/objects.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';
import { projectFeedbackMeetings } from '../../projections/feedback-meetings.ts';

const T = 'beihe';
const scope = systemScope('schedule', T);
const TODAY = shanghaiDateOf(new Date());
const YEAR = TODAY.slice(0, 4);
const DUE = `${Number(YEAR) + 1}-03-31`;
let engine: TestTable;
let objects: TestObjects;
let matters: ApiHandler;
let [first, second] = ['', ''];
const office = personOf(T, ['rectification_office'], { userId: 'office' });
const secondOfficer = personOf(T, ['rectification_office'], { userId: 'office-2' });
const secretary = personOf(T, ['party_secretary'], { userId: 'secretary' });
const headOf = (departmentId: string) =>
  personOf(T, ['department_head'], { userId: `head-${departmentId}`, departmentId });

beforeAll(async () => {
  [engine, objects] = await Promise.all([startTestTable(), startTestObjects()]);
  useEnvironment({ table: engine, objects });
  matters = (await import('./matters.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: T, name: '北河采油厂', departments: ['物资管理部', '财务部'] });
  [first = '', second = ''] = (await listDepartments(engine.table, scope)).map(({ id }) => id);
});
afterAll(() => Promise.all([engine.stop(), objects.stop()]));

const call = <B = { code?: string; id: string }>(
  id: OperationId,
  principal: Principal,
  params: Record<string, string> = {},
  body?: unknown,
  query?: Record<string, string>,
) => send<B>(matters, id, { principal, params: { tenantId: T, ...params }, body, query });

const meetingOf = (over: object = {}) => ({
  title: '整改推进协调会',
  type: 'coordination',
  date: TODAY,
  attendees: ['书记甲', '厂长乙'],
  agenda: [{ title: '听取整改进展' }],
  conclusions: '明确责任，倒排时间。',
  ...over,
});
const record = (over: object = {}, principal = office) =>
  call('unitMeetings.record', principal, {}, meetingOf(over));
const readMeeting = async (meetingId: string, reader: Principal = office) =>
  (await call<OutputOf<'unitMeetings.get'>>('unitMeetings.get', reader, { unitMeetingId: meetingId })).body;
const readAction = async (assignmentId: string, reader: Principal = office) =>
  (await call<OutputOf<'assignments.get'>>('assignments.get', reader, { assignmentId })).body;
const waitingOf = async (id: string): Promise<readonly MatterWaiting[]> =>
  (await loadMatter(engine.table, scope, undefined, id))?.matter.waiting ?? [];

/** The check of the bytes has its own tests; here the file stands as it leaves them. */
const keepMinutes = async (meetingId: string): Promise<void> => {
  const opened = await loadMatter(engine.table, scope, 'meeting', meetingId);
  if (!opened) throw new Error('no meeting');
  const file = {
    id: '01jzzzzzzzzzzzzzzzzzzzzzz1',
    purpose: 'minutes',
    fileName: '会议纪要.pdf',
    size: 9,
    sha256: 'a'.repeat(64),
    contentType: 'application/pdf',
    uploadedBy: 'office',
    uploadedByName: '整改办',
    registeredAt: new Date().toISOString(),
    status: 'verified' as const,
  };
  const { writes } = planMatter(
    opened.matter,
    { matter: opened.matter, files: [file], event: { type: 'matter.file_verified', data: {} } },
    { actor: { ...office, membershipId: office.membershipId }, at: new Date().toISOString() },
  );
  await engine.table.transact(writes);
};

describe('a meeting of a unit (F05)', () => {
  it('makes each agreed action a task in one transaction; done, returned, done again, accepted', async () => {
    const finding = await seedFinding(engine.table, seedAggregate({ tenantId: T }));
    const { status, body } = await record({
      agenda: [{ title: '招标问题', findingIds: [finding.id] }],
      actions: [
        { what: '修订招标实施细则', departmentId: first, due: DUE, findingIds: [finding.id] },
        { what: '清理历史合同', departmentId: second, due: DUE },
      ],
    });
    expect(status).toBe(201);
    const { meeting, actions } = await readMeeting(body.id);
    expect(meeting).toMatchObject({ status: 'recorded', actions: 2, findingIds: [finding.id] });
    expect(actions).toMatchObject([
      { title: '修订招标实施细则', departmentName: '物资管理部', status: 'assigned', due: { date: DUE } },
      { title: '清理历史合同', departmentName: '财务部' },
    ]);
    expect(actions[0]?.due?.why).toContain('整改推进协调会');
    const assignmentId = actions[0]?.id ?? '';
    expect(await waitingOf(assignmentId)).toMatchObject([
      { key: `dept:${first}:department_head`, why: '议定事项待办理', due: DUE },
      { key: `dept:${first}:handler` },
    ]);
    // The other department knows its own task only.
    expect((await readMeeting(body.id, headOf(second))).actions.map(({ title }) => title)).toEqual([
      '清理历史合同',
    ]);
    const report = (principal: Principal) =>
      call('assignments.report', principal, { assignmentId }, { text: '已修订。' });
    expect((await report(headOf(second))).status).toBe(404);
    expect((await report(headOf(first))).status).toBe(200);
    expect((await report(headOf(first))).body.code).toBe('assignment_state');
    expect(await waitingOf(assignmentId)).toMatchObject([{ key: 'role:rectification_office' }]);
    const check = (principal: Principal, no: number, outcome: string, reason?: string) =>
      call('assignments.check', principal, { assignmentId }, { no, outcome, ...(reason ? { reason } : {}) });
    expect((await check(headOf(first), 1, 'accepted')).status).toBe(403);
    expect((await check(office, 1, 'returned')).body.code).toBe('reason_missing');
    expect((await check(office, 1, 'returned', '请附印发文件')).status).toBe(200);
    expect(await waitingOf(assignmentId)).toMatchObject([{ why: '议定事项被退回，请补充' }, {}]);
    // The office may do it itself; then another person of the office accepts.
    expect((await report(office)).status).toBe(200);
    expect((await check(office, 1, 'accepted')).body.code).toBe('assignment_state');
    expect((await check(office, 2, 'accepted')).body.code).toBe('separation_of_duties');
    expect((await check(secondOfficer, 2, 'accepted')).status).toBe(200);
    const done = await readAction(assignmentId);
    expect(done).toMatchObject({ assignment: { status: 'accepted', open: false }, possible: [] });
    const opened = await openMatter(engine.table, scope, 'action', assignmentId);
    expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
    const related = await call<OutputOf<'matters.ofFinding'>>('matters.ofFinding', office, {
      findingId: finding.id,
    });
    expect(related.body.items.map(({ kind }) => kind).sort()).toEqual(['action', 'meeting']);
    // What is still open lies on the table of the next meeting.
    const next = await record({ title: '第二次协调会' });
    expect((await readMeeting(next.body.id)).meeting.openBefore).toMatchObject([
      { title: '清理历史合同', departmentName: '财务部', due: DUE },
    ]);
  });

  it('leaves nothing behind when one action cannot be', async () => {
    const before = await call<OutputOf<'unitMeetings.list'>>('unitMeetings.list', office);
    const bad = async (over: object) => (await record(over)).body.code;
    const action = { what: '清理', departmentId: first, due: DUE };
    expect(await bad({ actions: [action, { ...action, due: '2020-01-01' }] })).toBe('due_before_date');
    expect(await bad({ actions: [{ ...action, departmentId: '01jzzzzzzzzzzzzzzzzzzzzzz0' }] })).toBe(
      'department_unknown',
    );
    expect(await bad({ agenda: [{ title: '议题', findingIds: ['01jzzzzzzzzzzzzzzzzzzzzzz0'] }] })).toBe(
      'finding_unknown',
    );
    expect(await bad({ date: DUE })).toBe('date_in_future');
    const after = await call<OutputOf<'unitMeetings.list'>>('unitMeetings.list', office);
    expect(after.body.items.length).toBe(before.body.items.length);
  });

  it('fits into one transaction at its largest, and is refused above', async () => {
    const seeded = await Promise.all(
      Array.from({ length: 31 }, () => seedFinding(engine.table, seedAggregate({ tenantId: T }))),
    );
    const ids = seeded.map(({ id }) => id);
    const most = (links: number) => ({
      agenda: [
        { title: '全部问题', findingIds: ids.slice(0, 15) },
        { title: '其余问题', findingIds: ids.slice(15, links) },
      ],
      actions: Array.from({ length: 15 }, (_, index) => ({
        what: `事项${index}`,
        departmentId: first,
        due: DUE,
        findingIds: ids.slice(index * 2, index * 2 + 2),
      })),
    });
    expect((await record(most(30))).status).toBe(201);
    expect((await record(most(31))).body.code).toBe('meeting_too_large');
  });

  it('is filed once its minutes are kept; one recorded by mistake is counted no more', async () => {
    const { id: meetingId } = (await record({ type: 'decision', title: '党委决策会议' }, secretary)).body;
    expect(await waitingOf(meetingId)).toMatchObject([{ key: 'role:rectification_office' }]);
    const file = () => call('unitMeetings.file', office, { unitMeetingId: meetingId });
    expect((await file()).body.code).toBe('minutes_missing');
    await keepMinutes(meetingId);
    expect((await file()).status).toBe(200);
    expect((await file()).body.code).toBe('meeting_state');
    const count = async () =>
      (await call<OutputOf<'meetingYears.get'>>('meetingYears.get', office, { year: YEAR })).body.counts
        .decision;
    expect(await count()).toBe(1);
    const withdrawn = await call(
      'unitMeetings.withdraw',
      office,
      { unitMeetingId: meetingId },
      { reason: '重复登记' },
    );
    expect(withdrawn.status).toBe(200);
    expect(await count()).toBe(0);
    expect((await readMeeting(meetingId)).meeting).toMatchObject({
      status: 'withdrawn',
      withdrawnReason: '重复登记',
    });
    expect((await call('meetingYears.get', office, { year: '26' })).body.code).toBe('year_invalid');
  });

  it('of HQ over several units is recorded with each, and its minutes wait at HQ', async () => {
    const hq = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office' });
    const { body } = await record({ type: 'promotion', title: '集团推进帮扶会' }, hq);
    expect((await readMeeting(body.id, hq)).meeting).toMatchObject({ host: 'group', type: 'promotion' });
    expect(await waitingOf(body.id)).toMatchObject([{ home: 'group', key: 'role:inspection_office' }]);
  });
});

describe('one-to-one feedback meetings (D05)', () => {
  const hq = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office' });
  const feedback = (leaders: string[] | undefined, over: object = {}) =>
    record({ type: 'feedback', title: '一对一反馈会', date: '2023-05-06', leaders, ...over }, hq);
  /** As the stream delivers the heads; the rebuild does the same from the heads alone. */
  const project = async (...ids: string[]) => {
    const items = await Promise.all(ids.map((id) => engine.table.get(keys.matter(T, id))));
    const records = items.map((after) => ({ before: undefined, after, sequence: '1' }));
    await projectFeedbackMeetings(records, { table: engine.table, hqTenant: HQ_TENANT }, async () => '北河');
  };
  const groupOf = async (year: string, reader: Principal = hq) =>
    (
      await send<OutputOf<'feedbackMeetings.list'>>(matters, 'feedbackMeetings.list', {
        principal: reader,
        query: { year },
      })
    ).body;
  const unitOf = async () =>
    (await call<OutputOf<'meetingYears.get'>>('meetingYears.get', office, { year: '2023' })).body;

  it('say who of the leaders attended, and the share is counted at the unit and at HQ', async () => {
    const [some, none] = [await feedback(['组长甲', '副组长乙']), await feedback([])];
    const formula = '领导参加 1 ÷ 一对一反馈会 2 = 50.0%';
    expect(await unitOf()).toMatchObject({ counts: { feedback: 2 }, attendance: { formula } });
    expect((await readMeeting(some.body.id)).meeting.leaders).toEqual(['组长甲', '副组长乙']);
    expect((await groupOf('2023')).attendance.whole).toBe(0);
    const coordination = await record({ date: '2023-05-06' });
    await project(some.body.id, none.body.id, coordination.body.id);
    expect(await groupOf('2023')).toMatchObject({
      attendance: { part: 1, whole: 2, formula },
      meetings: [
        { tenantId: T, tenantName: '北河', id: some.body.id, leaders: ['组长甲', '副组长乙'] },
        { id: none.body.id, leaders: [] },
      ],
    });
    expect((await groupOf('2022')).meetings).toEqual([]);
    await call('unitMeetings.withdraw', hq, { unitMeetingId: some.body.id }, { reason: '重复登记' });
    await project(some.body.id);
    expect((await groupOf('2023')).attendance).toMatchObject({ part: 0, whole: 1 });
    expect((await unitOf()).attendance).toMatchObject({ part: 0, whole: 1 });
  });

  it('are HQ’s to look over; other meetings name no leaders', async () => {
    const answer = await send<{ code?: string }>(matters, 'feedbackMeetings.list', { principal: office });
    expect(answer.status).toBe(403);
    const limited = { ...hq, scope: { ...hq.scope, batches: ['01jzzzzzzzzzzzzzzzzzzzzzz1'] } };
    expect((await groupOf('2023', limited)).meetings).toEqual([]);
    expect((await record({ leaders: ['组长甲'] })).body.code).toBe('leaders_not_here');
  });
});

describe('studies and instructions of a year (A05)', () => {
  it('are counted, each count opens exactly its list, and departments count what they may know', async () => {
    const studies = ['第一次研究', '第二次研究'];
    for (const title of studies) await record({ type: 'committee_study', title, date: '2024-05-06' });
    const instruction = {
      leader: '党委书记',
      date: '2024-06-01',
      what: '抓紧整改招标问题。',
      departmentId: first,
      due: '2024-06-30',
    };
    const given = await call('instructions.record', secretary, {}, instruction);
    expect(given.status).toBe(201);
    const counts = async (reader: Principal) =>
      (await call<OutputOf<'meetingYears.get'>>('meetingYears.get', reader, { year: '2024' })).body.counts;
    expect(await counts(office)).toEqual({
      coordination: 0,
      promotion: 0,
      committee_study: 2,
      decision: 0,
      feedback: 0,
      instruction: 1,
    });
    expect(await counts(headOf(first))).toMatchObject({ committee_study: 0, instruction: 1 });
    const list = await call<OutputOf<'unitMeetings.list'>>('unitMeetings.list', office, {}, undefined, {
      year: '2024',
      category: 'committee_study',
    });
    expect(list.body.items.map(({ title }) => title).sort()).toEqual(studies);
    const page = await call<OutputOf<'unitMeetings.list'>>('unitMeetings.list', office, {}, undefined, {
      year: '2024',
      category: 'committee_study',
      limit: '1',
    });
    const rest = await call<OutputOf<'unitMeetings.list'>>('unitMeetings.list', office, {}, undefined, {
      year: '2024',
      category: 'committee_study',
      cursor: page.body.next ?? '',
    });
    expect([...page.body.items, ...rest.body.items].map(({ title }) => title).sort()).toEqual(studies);
    const instructions = await call<OutputOf<'assignments.list'>>('assignments.list', office, {}, undefined, {
      kind: 'instruction',
      year: '2024',
    });
    expect(instructions.body.items).toMatchObject([
      { id: given.body.id, from: '党委书记', departmentName: '物资管理部', overdue: true },
    ]);
    const assignmentId = given.body.id;
    expect(
      (await call('assignments.report', headOf(first), { assignmentId }, { text: '已整改。' })).status,
    ).toBe(200);
    const check = { no: 1, outcome: 'accepted' };
    expect((await call('assignments.check', office, { assignmentId }, check)).status).toBe(200);
    const again = await call('instructions.record', secretary, {}, instruction);
    const withdrawal = { reason: '重复登记' };
    await call('assignments.withdraw', office, { assignmentId: again.body.id }, withdrawal);
    expect((await counts(office)).instruction).toBe(1);
    const ahead = { ...instruction, date: DUE, due: DUE };
    expect((await call('instructions.record', secretary, {}, ahead)).body.code).toBe('date_in_future');
  });
});

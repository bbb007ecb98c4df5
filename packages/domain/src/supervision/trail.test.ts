import { describe, expect, it } from 'vitest';
import { AT, actorFixture, allowed, blamed, findingFixture, refusedWith } from '../closeout/case-fixture.ts';
import type { Matter, MatterChange, MatterFile } from '../matter/index.ts';
import type { Result } from '../result.ts';
import { mayCheckAnswer } from './checking.ts';
import { addresseeOf, waitingOnLadder } from './ladder.ts';
import {
  checkReply,
  decideLifting,
  draftByRule,
  issueOrder,
  listOrder,
  ORDER_STATUSES,
  type OrderContent,
  type OrderDraft,
  orderTitle,
  passOrderLimit,
  replyToOrder,
  requestLifting,
  withdrawOrder,
} from './order.ts';
import {
  cancelTalk,
  checkStatement,
  holdTalk,
  passTalkLimit,
  planTalk,
  submitStatement,
  TALK_STATUSES,
  type TalkContent,
} from './talk.ts';
import type { OrderTrigger } from './trigger.ts';

const moment = (today = '2025-06-03') => ({ today, ruleSets: [] });
const OFFICE = actorFixture('office', ['rectification_office']);
const HEAD = actorFixture('head', ['department_head']);
const HQ = actorFixture('hq', ['inspection_office'], { tenantId: 'jituan' });
const LEADING = actorFixture('leading', ['leading_group'], { tenantId: 'jituan' });
const file = (id: string, purpose: string): MatterFile => ({
  id,
  purpose,
  fileName: `${id}.pdf`,
  size: 1,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  uploadedBy: 'head',
  uploadedByName: 'head',
  registeredAt: AT,
  status: 'verified',
});
const FILES = [file('r1', 'reply'), file('l1', 'lifting'), file('s1', 'statement'), file('m1', 'minutes')];

const TO = { departmentId: 'dep1', departmentName: '物资管理部', handlerId: 'clerk' };
const draft = (over: Partial<OrderDraft> = {}): OrderDraft => ({
  tenantId: 'beihe',
  id: 'order',
  title: '督办：1 合同管理',
  trigger: { rule: 'overdue', why: '逾期15天。', cause: 'date:2025-05-19', level: 'red' },
  issuer: 'unit',
  requirement: '一周内完成',
  to: TO,
  startRung: 'department',
  findingIds: ['fnd1'],
  batchId: 'bat1',
  ...over,
});
type Order = Matter<OrderContent>;
const of = <Content>(matter: Matter<Content>) => ({ matter, files: FILES, parts: [] });
const next = <Content>(result: Result<MatterChange<Content>>): Matter<Content> => allowed(result).matter;
const issued = (over: Partial<OrderDraft> = {}): Order => next(issueOrder(draft(over), moment(), OFFICE, AT));
const replied = (order = issued()): Order =>
  next(replyToOrder(of(order), { text: '已整改', fileIds: [] }, HEAD, AT));
const unit = { actor: OFFICE, isGroup: false };
const listed = (): Order => next(listOrder(of(issued()), '久拖不决', HQ, AT));
const toLift = (): Order =>
  next(checkReply(of(replied(listed())), { outcome: 'accepted' }, unit, moment(), AT));
const lifting = (): Order =>
  next(requestLifting(of(toLift()), { reason: '已到位', fileIds: ['l1'] }, HEAD, AT));

const talk = {
  tenantId: 'beihe',
  id: 'talk',
  host: 'unit',
  reason: '整改进度滞后',
  talkers: ['党委书记'],
  talkedTo: { name: '张某' },
  with: 'leader',
  date: '2025-06-03',
  to: { departmentId: 'dep1' },
  findingIds: ['fnd1'],
} as const;
const { tenantId: _t, id: _i, findingIds: _f, ...said } = talk;
const planned = (over = {}): Matter<TalkContent> => next(planTalk({ ...talk, ...over }, OFFICE, AT));
const held = (over = {}) =>
  next(holdTalk(of(planned(over)), { heldOn: '2025-06-03', points: '限期' }, moment()));
const stated = () => next(submitStatement(of(held()), { text: '说明', fileIds: ['s1'] }, HEAD, AT));

describe('the trail of an order and of a talk says what was done (G06, F10, I04)', () => {
  const due = (date: string) => ({ date, why: expect.any(String) });
  const events: readonly (readonly [string, () => Result<MatterChange<OrderContent>>, object])[] = [
    [
      'order.issued',
      () => issueOrder(draft({ issuer: 'group', listed: '久拖不决' }), moment(), HQ, AT),
      {
        rule: 'overdue',
        why: '逾期15天。',
        issuer: 'group',
        requirement: '一周内完成',
        to: TO,
        due: due('2025-06-10'),
        listed: '久拖不决',
      },
    ],
    [
      'order.replied',
      () => replyToOrder(of(issued()), { text: '已整改', fileIds: ['r1'] }, HEAD, AT),
      { no: 1, text: '已整改', fileIds: ['r1'] },
    ],
    [
      'order.reply_accepted',
      () => checkReply(of(replied()), { outcome: 'accepted' }, unit, moment(), AT),
      { no: 1, reason: undefined },
    ],
    [
      'order.reply_returned',
      () => checkReply(of(replied()), { outcome: 'returned', reason: '不实' }, unit, moment(), AT),
      { no: 1, reason: '不实', due: { date: '2025-06-10', why: expect.stringContaining('督办回复退回后') } },
    ],
    ['order.listed', () => listOrder(of(issued()), '久拖不决', HQ, AT), { reason: '久拖不决' }],
    [
      'order.lifting_requested',
      () => requestLifting(of(toLift()), { reason: '已到位', fileIds: ['l1'] }, HEAD, AT),
      { reason: '已到位', fileIds: ['l1'] },
    ],
    [
      'order.lifting_lifted',
      () => decideLifting(of(lifting()), { outcome: 'lifted', reason: '属实' }, HQ, AT),
      { outcome: 'lifted', reason: '属实' },
    ],
    [
      'order.lifting_kept',
      () => decideLifting(of(lifting()), { outcome: 'kept', reason: '不足' }, LEADING, AT),
      { outcome: 'kept', reason: '不足' },
    ],
    ['order.withdrawn', () => withdrawOrder(of(issued()), '重复', false), { reason: '重复' }],
    [
      'order.escalated',
      () => passOrderLimit(of(issued()), moment('2025-06-11')),
      {
        rung: 'leader',
        passed: '2025-06-10',
        on: '2025-06-11',
        due: { date: '2025-06-18', why: expect.stringContaining('督办单逾期未回复，升级至责任领导后') },
      },
    ],
  ];
  it.each(events)('%s', (type, run, data) => {
    expect(allowed(run()).event).toEqual({ type, data });
  });

  const talks: readonly (readonly [string, () => Result<MatterChange<TalkContent>>, object])[] = [
    ['talk.planned', () => planTalk(talk, OFFICE, AT), said],
    [
      'talk.held',
      () => holdTalk(of(planned()), { heldOn: '2025-06-03', points: '限期' }, moment()),
      { heldOn: '2025-06-03', points: '限期', due: due('2025-06-10') },
    ],
    [
      'talk.stated',
      () => submitStatement(of(held()), { text: '说明', fileIds: ['s1'] }, HEAD, AT),
      { no: 1, text: '说明', fileIds: ['s1'] },
    ],
    [
      'talk.statement_accepted',
      () => checkStatement(of(stated()), { outcome: 'accepted' }, unit, moment(), AT),
      { no: 1, reason: undefined },
    ],
    [
      'talk.statement_returned',
      () => checkStatement(of(stated()), { outcome: 'returned', reason: '不实' }, unit, moment(), AT),
      { no: 1, reason: '不实', due: { date: '2025-06-10', why: expect.stringContaining('书面说明退回后') } },
    ],
    ['talk.cancelled', () => cancelTalk(of(planned()), '改期'), { reason: '改期' }],
    [
      'talk.escalated',
      () => passTalkLimit(of(held()), moment('2025-06-11')),
      {
        rung: 'principal',
        passed: '2025-06-10',
        on: '2025-06-11',
        due: { date: '2025-06-18', why: expect.stringContaining('书面说明逾期未交，升级至主要负责人后') },
      },
    ],
  ];
  it.each(talks)('%s', (type, run, data) => {
    expect(allowed(run()).event).toEqual({ type, data });
  });
});

describe('who waits for what', () => {
  const lines = ({ waiting }: Matter) =>
    waiting.map(({ home, key, why, due }) => `${home} ${key} ${why} ${due}`);

  it('an order', () => {
    expect(lines(issued())[0]).toBe('unit dept:dep1:department_head 督办单待回复 2025-06-10');
    expect(lines(replied())).toEqual(['unit role:rectification_office 督办回复待审核 undefined']);
    expect(lines(replied(issued({ issuer: 'group' })))).toEqual([
      'group role:inspection_office 督办回复待审核 undefined',
    ]);
    expect(lines(toLift())).toEqual([
      'unit role:rectification_office 督办回复已通过，整改到位后可申请摘牌 undefined',
    ]);
    expect(lines(lifting())).toEqual([
      'group role:inspection_office 挂牌督办申请摘牌，待审批 undefined',
      'group role:leading_group 挂牌督办申请摘牌，待审批 undefined',
    ]);
  });

  it('a talk', () => {
    expect(lines(planned())).toEqual(['unit role:rectification_office 约谈待进行并记录 2025-06-03']);
    expect(lines(held())).toEqual(['unit role:responsible_leader 约谈后待提交书面说明 2025-06-10']);
    expect(lines(stated())).toEqual(['unit role:rectification_office 约谈书面说明待审核 undefined']);
    const climbed = next(passTalkLimit(of(held()), moment('2025-06-11')));
    expect(lines(climbed)[1]).toBe('unit role:party_secretary 约谈书面说明逾期未交，请督促 2025-06-18');
    expect(climbed.level).toBe('red');
  });

  it('one person has one line, whatever offices are held; an order without a department waits for the office', () => {
    const words = { due: '2025-06-10', asked: '待回复', pressing: '请督促' };
    const both = waitingOnLadder(
      { departmentId: 'dep1', leaderId: 'x', principalId: 'x' },
      'department',
      'principal',
      words,
    );
    expect(both.map(({ key, why }) => `${key} ${why}`)).toEqual([
      'dept:dep1:department_head 待回复',
      'user:x 请督促',
    ]);
    const high = waitingOnLadder({}, 'department', 'leading_group', words);
    expect(high.map(({ home, key }) => `${home} ${key}`)).toEqual([
      'unit role:rectification_office',
      'unit role:responsible_leader',
      'unit role:party_secretary',
      'group role:inspection_office',
      'group role:leading_group',
    ]);
  });
});

describe('an order raised by a rule (F10)', () => {
  const finding = findingFixture({
    responsibility: {
      departmentId: 'dep1',
      departmentName: '物资管理部',
      handlerId: 'clerk',
      leaderId: 'l1',
      leaderName: '分管',
      principalId: 'p1',
      principalName: '一把手',
      handlerName: '经办',
      supportingDepartments: ['财务部'],
    },
  });
  const trigger = (rule: OrderTrigger['rule']): OrderTrigger => ({
    rule,
    why: '-',
    cause: '-',
    level: 'yellow',
  });

  it('goes to the finding’s own people and asks what its cause calls for', () => {
    expect(addresseeOf(finding)).toEqual({
      departmentId: 'dep1',
      departmentName: '物资管理部',
      handlerId: 'clerk',
      leaderId: 'l1',
      leaderName: '分管',
      principalId: 'p1',
      principalName: '一把手',
    });
    const byRule = draftByRule(finding, trigger('overdue'), 'ord1');
    expect(byRule).toMatchObject({
      tenantId: 'beihe',
      id: 'ord1',
      title: '督办：1 采购管理不规范',
      issuer: 'unit',
      startRung: 'department',
      findingIds: ['fnd1'],
      batchId: 'bat1',
      round: '2024年第二轮',
      to: { leaderId: 'l1' },
    });
    expect(byRule.requirement).toContain('未按期完成整改的原因');
    expect(draftByRule(finding, trigger('poor_quality'), 'o').requirement).toContain('材料多次被退回');
  });

  it('has a title that lists can show, with how many findings it is about', () => {
    expect(orderTitle(finding, 2)).toBe('督办：1 采购管理不规范 等3个问题');
    expect(orderTitle(findingFixture({ title: '长'.repeat(99) }), 1)).toHaveLength(80);
  });

  it('stands in the order with department, level and everything it knows', () => {
    const order = issued({ round: '2024年第二轮', listed: undefined });
    expect(order).toMatchObject({ kind: 'order', level: 'red', departmentIds: ['dep1'], batchId: 'bat1' });
    expect(order.content).toMatchObject({
      trigger: { rule: 'overdue', why: '逾期15天。' },
      issuedOn: '2025-06-03',
    });
    expect(order.content.listing).toBeUndefined();
    expect(issued({ to: {} }).departmentIds).toEqual([]);
    const atOnce = next(issueOrder(draft({ issuer: 'group', listed: '久拖' }), moment(), HQ, AT));
    expect(atOnce.content.listing).toEqual({ reason: '久拖', byName: '姓名hq', at: AT, requests: [] });
  });

  it('names the field to be filled in', () => {
    const issue = (over: Partial<OrderDraft>) => blamed(issueOrder(draft(over), moment(), OFFICE, AT));
    expect(issue({ findingIds: [], to: {} })).toEqual(['order_without_addressee', 'departmentId']);
    expect(issue({ findingIds: [] })).toEqual(['allowed', undefined]);
    expect(issue({ to: {} })).toEqual(['allowed', undefined]);
    expect(issue({ listed: '久拖' })).toEqual(['listing_by_group', 'listed']);
    expect(issue({ listed: '久拖', issuer: 'group' })).toEqual(['allowed', undefined]);
    expect(blamed(requestLifting(of(toLift()), { reason: '-', fileIds: [] }, HEAD, AT))).toEqual([
      'lifting_without_evidence',
      'fileIds',
    ]);
    expect(blamed(planTalk({ ...talk, talkers: [] }, OFFICE, AT))).toEqual(['talkers_missing', 'talkers']);
    const early = holdTalk(of(planned()), { heldOn: '2025-06-04', points: '-' }, moment());
    expect(blamed(early)).toEqual(['date_in_future', 'heldOn']);
    const strange = submitStatement(of(held()), { text: '-', fileIds: ['s1', 'm1'] }, HEAD, AT);
    expect(blamed(strange)).toEqual(['statement_file_missing', 'fileIds']);
  });
});

describe('steps out of turn', () => {
  /** What each step does in each status; anything but `allowed` says where the order stands. */
  const inStatus = (status: (typeof ORDER_STATUSES)[number]): Order => ({
    ...lifting(),
    status,
    open: !['accepted', 'lifted', 'withdrawn'].includes(status),
  });
  const orderSteps: Readonly<
    Record<string, readonly [(order: Order) => Result<unknown>, readonly string[]]>
  > = {
    reply: [(o) => replyToOrder(of(o), { text: '-', fileIds: [] }, HEAD, AT), ['issued', 'returned']],
    check: [(o) => checkReply(of(o), { outcome: 'accepted' }, unit, moment(), AT), ['replied']],
    ask: [
      (o) =>
        requestLifting(
          { ...of(o), files: [...FILES, file('l2', 'lifting')] },
          { reason: '-', fileIds: ['l2'] },
          HEAD,
          AT,
        ),
      ['to_lift'],
    ],
    lift: [(o) => decideLifting(of(o), { outcome: 'lifted', reason: '-' }, HQ, AT), ['lifting']],
  };
  it.each(Object.entries(orderSteps))('order: %s', (_name, [run, from]) => {
    for (const status of ORDER_STATUSES) {
      const answer = run(inStatus(status));
      expect(refusedWith(answer), status).toBe(from.includes(status) ? 'allowed' : 'order_state');
      if (!answer.ok) expect(answer.error.details).toEqual({ status });
    }
  });

  it.each(ORDER_STATUSES)('an order that has ended is neither listed nor withdrawn: %s', (status) => {
    const { listing: _none, ...content } = inStatus(status).content;
    const order = { ...inStatus(status), content };
    const code = order.open ? 'allowed' : 'order_state';
    expect(refusedWith(listOrder(of(order), '-', HQ, AT))).toBe(code);
    expect(refusedWith(withdrawOrder(of(order), '-', false))).toBe(code);
  });

  const talkSteps: Readonly<
    Record<string, readonly [(one: Matter<TalkContent>) => Result<unknown>, readonly string[]]>
  > = {
    hold: [(t) => holdTalk(of(t), { heldOn: '2025-06-03', points: '-' }, moment()), ['planned']],
    state: [
      (t) =>
        submitStatement(
          { ...of(t), files: [...FILES, file('s2', 'statement')] },
          { text: '-', fileIds: ['s2'] },
          HEAD,
          AT,
        ),
      ['held', 'returned'],
    ],
    check: [(t) => checkStatement(of(t), { outcome: 'accepted' }, unit, moment(), AT), ['stated']],
    cancel: [(t) => cancelTalk(of(t), '-'), ['planned']],
  };
  it.each(Object.entries(talkSteps))('talk: %s', (_name, [run, from]) => {
    for (const status of TALK_STATUSES) {
      const answer = run({ ...stated(), status });
      expect(refusedWith(answer), status).toBe(from.includes(status) ? 'allowed' : 'talk_state');
      if (!answer.ok) expect(answer.error.details).toEqual({ status });
    }
  });

  it('what was taken back keeps its reason, and nothing waits any more (F07)', () => {
    expect(next(withdrawOrder(of(issued()), '重复', false))).toMatchObject({
      status: 'withdrawn',
      open: false,
      waiting: [],
      due: undefined,
      content: { withdrawnReason: '重复', requirement: '一周内完成' },
    });
    expect(next(cancelTalk(of(planned()), '改期'))).toMatchObject({
      status: 'cancelled',
      open: false,
      waiting: [],
      due: undefined,
      content: { cancelReason: '改期', reason: '整改进度滞后' },
    });
  });

  it('each request to lift keeps its own decision', () => {
    const kept = next(decideLifting(of(lifting()), { outcome: 'kept', reason: '不足' }, HQ, AT));
    expect(kept).toMatchObject({ status: 'to_lift', open: true });
    const again = next(
      requestLifting(
        { ...of(kept), files: [file('l2', 'lifting')] },
        { reason: '补齐', fileIds: ['l2'] },
        HEAD,
        AT,
      ),
    );
    const done = next(decideLifting(of(again), { outcome: 'lifted', reason: '属实' }, HQ, AT));
    expect(done.content.listing?.requests).toMatchObject([
      {
        reason: '已到位',
        by: ['head'],
        decision: { outcome: 'kept', reason: '不足', byName: '姓名hq', at: AT },
      },
      { reason: '补齐', decision: { outcome: 'lifted' } },
    ]);
  });
});

describe('a talk as it is set up', () => {
  it('has a title, a day with its reason, and the department that knows of it', () => {
    expect(planned()).toMatchObject({
      kind: 'talk',
      title: '约谈张某：整改进度滞后',
      due: { date: '2025-06-03', why: '约谈定于2025-06-03进行。' },
      departmentIds: ['dep1'],
      content: { rung: 'leader', climbs: [], statements: [] },
    });
    expect(planned({ to: {} }).departmentIds).toEqual([]);
    expect(planned({ reason: '长'.repeat(99) }).title).toHaveLength(80);
    expect(held().content).toMatchObject({ points: '限期', date: '2025-06-03' });
  });
});

describe('who may check (G07)', () => {
  const answer = { by: ['head'] };
  it.each([
    ['unit', OFFICE, false, true],
    ['unit', HQ, true, true],
    ['group', OFFICE, false, false],
    ['group', HQ, true, true],
    ['unit', HEAD, false, false],
  ] as const)('of the %s by %o at HQ %s: %s', (level, actor, isGroup, may) => {
    expect(mayCheckAnswer(level, answer, { actor, isGroup })).toBe(may);
  });
});

import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import { refusedWith } from '../closeout/case-fixture.ts';
import type { MatterChange, MatterFile } from '../matter/index.ts';
import type { Result } from '../result.ts';
import { RUNGS } from './ladder.ts';
import {
  checkReply,
  decideLifting,
  issueOrder,
  listOrder,
  type OrderAggregate,
  type OrderContent,
  type OrderDraft,
  passOrderLimit,
  replyToOrder,
  requestLifting,
  withdrawOrder,
} from './order.ts';

const AT = '2025-06-03T02:00:00.000Z';
const moment = (today = '2025-06-03') => ({ today, ruleSets: [] });
const actor = (userId: string, role: Role, onBehalfOf?: string): Actor => ({
  userId,
  name: userId,
  membershipId: `m-${userId}`,
  tenantId: 'unit',
  roles: [role],
  ...(onBehalfOf ? { onBehalfOf: { userId: onBehalfOf, name: onBehalfOf, delegationId: 'd' } } : {}),
});
const OFFICE = actor('office', 'rectification_office');
const HEAD = actor('head', 'department_head');
const HQ = actor('hq', 'inspection_office');

const draft = (over: Partial<OrderDraft> = {}): OrderDraft => ({
  tenantId: 'unit',
  id: 'order',
  title: '督办：1 合同管理',
  trigger: { rule: 'manual', why: '人工下发', cause: 'manual', level: 'yellow' },
  issuer: 'unit',
  requirement: '一周内完成整改',
  to: { departmentId: 'dep1', departmentName: '财务部', handlerId: 'clerk', leaderId: 'leader' },
  startRung: 'department',
  findingIds: ['finding'],
  ...over,
});

const value = (result: Result<MatterChange<OrderContent>>): MatterChange<OrderContent> => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : refusedWith(result));
const standing = (result: Result<MatterChange<OrderContent>>, files: MatterFile[] = []): OrderAggregate => ({
  matter: value(result).matter,
  files,
  parts: [],
});
const issued = (over: Partial<OrderDraft> = {}) => standing(issueOrder(draft(over), moment(), OFFICE, AT));
const replied = (order = issued()) =>
  standing(replyToOrder(order, { text: '已整改', fileIds: [] }, HEAD, AT), [...order.files]);
const file = (id: string, purpose: string, status: MatterFile['status'] = 'verified'): MatterFile => ({
  id,
  purpose,
  fileName: `${id}.pdf`,
  size: 1,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  uploadedBy: 'head',
  uploadedByName: 'head',
  registeredAt: AT,
  status,
});
const keysOf = ({ matter }: OrderAggregate) => matter.waiting.map(({ home, key }) => `${home} ${key}`);

describe('a supervision order (F10)', () => {
  it('goes to the department with a limit that explains itself', () => {
    const { matter } = issued();
    // 2025-06-03 is a Tuesday: five working days end on Tuesday the 10th.
    expect(matter.due).toMatchObject({ date: '2025-06-10' });
    expect(matter.due?.why).toContain('督办回复（通行做法：督办单送达后5个工作日）');
    expect(matter.departmentIds).toEqual(['dep1']);
    expect(keysOf({ matter, files: [], parts: [] })).toEqual([
      'unit dept:dep1:department_head',
      'unit user:clerk',
    ]);
  });

  it('may go to the responsible leader at once', () => {
    expect(keysOf(issued({ startRung: 'leader' }))).toEqual(['unit user:leader']);
    expect(keysOf(issued({ startRung: 'leader', to: { departmentId: 'dep1' } }))).toEqual([
      'unit role:responsible_leader',
    ]);
  });

  it('needs a finding or a department, and HQ to be listed', () => {
    expect(code(issueOrder(draft({ findingIds: [], to: {} }), moment(), OFFICE, AT))).toBe(
      'order_without_addressee',
    );
    expect(code(issueOrder(draft({ listed: '久拖不决' }), moment(), OFFICE, AT))).toBe('listing_by_group');
  });

  it('waits for the office once it is answered, and for nobody once that is accepted', () => {
    const answer = replied();
    expect(answer.matter.status).toBe('replied');
    expect(keysOf(answer)).toEqual(['unit role:rectification_office']);
    const accepted = standing(
      checkReply(answer, { outcome: 'accepted' }, { actor: OFFICE, isGroup: false }, moment(), AT),
    );
    expect(accepted.matter).toMatchObject({ status: 'accepted', open: false, waiting: [], due: undefined });
    expect(code(replyToOrder(accepted, { text: '再报', fileIds: [] }, HEAD, AT))).toBe('order_state');
  });

  it('goes back with a reason and a limit of its own', () => {
    const answer = replied();
    const who = { actor: OFFICE, isGroup: false };
    expect(code(checkReply(answer, { outcome: 'returned' }, who, moment('2025-06-09'), AT))).toBe(
      'reason_missing',
    );
    const back = standing(
      checkReply(answer, { outcome: 'returned', reason: '没有制度文本' }, who, moment('2025-06-09'), AT),
    );
    expect(back.matter).toMatchObject({ status: 'returned', due: { date: '2025-06-16' } });
    expect(back.matter.content.replies[0]?.check).toMatchObject({
      outcome: 'returned',
      reason: '没有制度文本',
    });
    expect(replied(back).matter.content.replies.map(({ no }) => no)).toEqual([1, 2]);
  });

  it('is checked by nobody who answered it, nor by whose substitute did (G07)', () => {
    const both = actor('deputy', 'department_head', 'office');
    const answer = standing(replyToOrder(issued(), { text: '已整改', fileIds: [] }, both, AT));
    for (const person of ['deputy', 'office'])
      expect(
        code(
          checkReply(
            answer,
            { outcome: 'accepted' },
            { actor: actor(person, 'rectification_office'), isGroup: false },
            moment(),
            AT,
          ),
        ),
      ).toBe('separation_of_duties');
  });

  it('of HQ is checked and withdrawn at HQ', () => {
    const answer = replied(issued({ issuer: 'group' }));
    expect(keysOf(answer)).toEqual(['group role:inspection_office']);
    const check = (isGroup: boolean) =>
      checkReply(answer, { outcome: 'accepted' }, { actor: isGroup ? HQ : OFFICE, isGroup }, moment(), AT);
    expect(code(check(false))).toBe('order_of_group');
    expect(code(check(true))).toBe('ok');
    expect(code(withdrawOrder(answer, '误发', false))).toBe('order_of_group');
    expect(value(withdrawOrder(answer, '误发', true)).matter.open).toBe(false);
  });

  it('takes files that were checked, are meant for it, and were not named before', () => {
    const order = {
      ...issued(),
      files: [file('a', 'reply'), file('b', 'reply', 'registered'), file('c', 'lifting')],
    };
    const reply = (...fileIds: string[]) => code(replyToOrder(order, { text: '见附件', fileIds }, HEAD, AT));
    expect([reply('a'), reply('b'), reply('c'), reply('x')]).toEqual([
      'ok',
      'file_pending',
      'file_unknown',
      'file_unknown',
    ]);
    const first = standing(replyToOrder(order, { text: '见附件', fileIds: ['a'] }, HEAD, AT), [
      ...order.files,
    ]);
    const back = standing(
      checkReply(
        first,
        { outcome: 'returned', reason: '不清' },
        { actor: OFFICE, isGroup: false },
        moment(),
        AT,
      ),
      [...order.files],
    );
    expect(code(replyToOrder(back, { text: '同一份', fileIds: ['a'] }, HEAD, AT))).toBe('file_unknown');
  });
});

describe('the ladder', () => {
  it('is climbed one rung with each passed limit, each exactly once, and ends at the top', () => {
    let order = issued();
    const seen = [];
    for (let climbs = 0; climbs < RUNGS.length - 1; climbs += 1) {
      const due = order.matter.due?.date ?? '';
      expect(code(passOrderLimit(order, moment(due)))).toBe('limit_not_passed');
      const day = `${due.slice(0, 8)}${String(Number(due.slice(8)) + 1).padStart(2, '0')}`;
      order = standing(passOrderLimit(order, moment(day)));
      expect(code(passOrderLimit(order, moment(day)))).toBe('limit_not_passed');
      seen.push(`${order.matter.content.rung} ${order.matter.due?.date}`);
    }
    expect(seen).toEqual([
      // Wednesday 11 June + 5 working days, and so on from the day after each; 5 July is a Saturday.
      'leader 2025-06-18',
      'principal 2025-06-26',
      'inspection_office 2025-07-04',
      'leading_group 2025-07-11',
    ]);
    expect(order.matter.content.climbs.map(({ rung }) => rung)).toEqual(RUNGS.slice(1));
    expect(keysOf(order)).toEqual([
      'unit dept:dep1:department_head',
      'unit user:clerk',
      'unit user:leader',
      'unit role:party_secretary',
      'group role:inspection_office',
      'group role:leading_group',
    ]);
    expect(code(passOrderLimit(order, moment('2026-01-01')))).toBe('ladder_top');
  });

  it('is not climbed while the reply waits for the office', () => {
    expect(code(passOrderLimit(replied(), moment('2026-01-01')))).toBe('limit_not_passed');
  });

  it('asks those above to press, with the new limit', () => {
    const { matter } = standing(passOrderLimit(issued(), moment('2025-06-11')));
    expect(matter.waiting.map(({ why }) => why)).toEqual([
      '督办单待回复',
      '督办单待回复',
      '督办单逾期未回复，请督促',
    ]);
    expect(matter.due?.why).toContain('升级至责任领导');
    expect(matter.reminded).toEqual({ rung: 'leader', on: '2025-06-11' });
  });
});

describe('listed supervision (挂牌督办)', () => {
  const listed = () => standing(listOrder(issued(), '久拖不决', HQ, AT));
  const toLift = () =>
    standing(
      checkReply(replied(listed()), { outcome: 'accepted' }, { actor: OFFICE, isGroup: false }, moment(), AT),
      [file('proof', 'lifting')],
    );
  const lifting = () =>
    standing(requestLifting(toLift(), { reason: '整改到位', fileIds: ['proof'] }, HEAD, AT), [
      file('proof', 'lifting'),
    ]);

  it('is put up once, on an open order', () => {
    expect(code(listOrder(listed(), '再挂', HQ, AT))).toBe('order_listed');
    const gone = standing(withdrawOrder(issued(), '误发', false));
    expect(code(listOrder(gone, '挂', HQ, AT))).toBe('order_state');
  });

  it('keeps the order open after its reply was accepted, and cannot be withdrawn', () => {
    expect(toLift().matter).toMatchObject({ status: 'to_lift', open: true });
    expect(code(withdrawOrder(toLift(), '算了', true))).toBe('order_listed');
  });

  it('is lifted on request with evidence only', () => {
    expect(code(requestLifting(toLift(), { reason: '到位', fileIds: [] }, HEAD, AT))).toBe(
      'lifting_without_evidence',
    );
    expect(code(requestLifting(listed(), { reason: '到位', fileIds: ['proof'] }, HEAD, AT))).toBe(
      'order_state',
    );
    expect(keysOf(lifting())).toEqual(['group role:inspection_office', 'group role:leading_group']);
  });

  it('is lifted by a person who did not ask for it', () => {
    const asked = standing(requestLifting(toLift(), { reason: '到位', fileIds: ['proof'] }, HQ, AT));
    expect(code(decideLifting(asked, { outcome: 'lifted', reason: '属实' }, HQ, AT))).toBe(
      'separation_of_duties',
    );
    const lifted = standing(
      decideLifting(asked, { outcome: 'lifted', reason: '属实' }, actor('hq2', 'leading_group'), AT),
    );
    expect(lifted.matter).toMatchObject({ status: 'lifted', open: false, waiting: [] });
  });

  it('may be kept, and asked for again with new evidence', () => {
    const kept = standing(decideLifting(lifting(), { outcome: 'kept', reason: '现场未落实' }, HQ, AT), [
      file('proof', 'lifting'),
      file('proof2', 'lifting'),
    ]);
    expect(kept.matter.status).toBe('to_lift');
    expect(code(requestLifting(kept, { reason: '到位', fileIds: ['proof'] }, HEAD, AT))).toBe('file_unknown');
    expect(code(requestLifting(kept, { reason: '到位', fileIds: ['proof2'] }, HEAD, AT))).toBe('ok');
  });
});

import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import {
  AT,
  actorFixture,
  allowed,
  blamed,
  findingFixture,
  PEOPLE,
  refusedWith,
  TODAY,
} from '../closeout/case-fixture.ts';
import { FINDING_STATES, isOpen } from '../finding/finding.ts';
import { type Matter, newMatter } from '../matter/index.ts';
import {
  askForHelp,
  type HelpContent,
  type HelpDraft,
  type HelpTarget,
  lastReplyOf,
  mayEndHelp,
  mayReplyToHelp,
  replyToHelp,
  settleHelp,
  withdrawHelp,
} from './help-request.ts';

const MOMENT = { today: TODAY, ruleSets: [] };
/** Ten working days after Monday 3 March 2025. */
const DUE = '2025-03-17';
const asker = actorFixture('asker', ['handler'], { departmentId: 'dep1' });
const neighbour = actorFixture('neighbour', ['handler'], { departmentId: 'dep2' });
const DEPARTMENT: HelpTarget = { kind: 'department', departmentId: 'dep2', name: '财务部' };
const OFFICE: HelpTarget = { kind: 'office', name: '整改办' };
const GROUP: HelpTarget = { kind: 'group', name: '集团职能部门' };
const GROUP_DEPARTMENT: HelpTarget = { kind: 'group', departmentId: 'hqdep1', name: '集团财务部' };

const draft = (over: Partial<HelpDraft> = {}): HelpDraft => ({
  kind: 'help',
  id: 'mat1',
  target: DEPARTMENT,
  question: '请提供近三年合同台账',
  ...over,
});
const ask = (over: Partial<HelpDraft> = {}, actor: Actor = asker) =>
  askForHelp(findingFixture(), draft(over), MOMENT, actor, AT);
const asked = (over: Partial<HelpDraft> = {}, actor: Actor = asker) => allowed(ask(over, actor)).matter;
const answered = (over: Partial<HelpDraft> = {}) =>
  allowed(replyToHelp({ matter: asked(over) }, '已发送', neighbour, false, AT)).matter;
const linesOf = ({ waiting }: Matter) => waiting.map(({ home, key }) => `${home} ${key}`);

describe('asking for help (F05) and for guidance (F09)', () => {
  it('gives the one asked a limit that explains itself, and the finding a link', () => {
    const { matter, event } = allowed(ask());
    expect(matter).toMatchObject({
      kind: 'help',
      status: 'asked',
      open: true,
      title: '第1号问题协调：采购管理不规范',
      findingIds: ['fnd1'],
      batchId: 'bat1',
      round: '2024年第二轮',
      departmentIds: ['dep1', 'dep2'],
      due: { date: DUE, why: expect.stringMatching(/^协调事项答复（通行做法：提出协调请求后10个工作日）：/) },
      content: { question: '请提供近三年合同台账', findingNo: '1', askedBy: ['asker'], replies: [] },
    });
    expect(event).toEqual({
      type: 'help.asked',
      data: { question: '请提供近三年合同台账', target: DEPARTMENT, due: DUE },
    });
  });

  it('has its own words and rule for guidance, and shows the waiting one too until when', () => {
    const { matter, event } = allowed(ask({ kind: 'guidance', target: GROUP }));
    expect(matter.title).toBe('第1号问题提请指导：采购管理不规范');
    expect(matter.due?.why).toContain('职能部门指导意见答复');
    expect(matter.waiting).toEqual([
      { home: 'group', key: 'role:functional_dept', why: '提请指导待答复', due: DUE },
      { home: 'unit', key: 'user:asker', why: '已提请指导，等待答复', due: DUE },
    ]);
    expect(event.type).toBe('guidance.asked');
  });

  it.each([
    [DEPARTMENT, ['unit dept:dep2:department_head', 'unit dept:dep2:handler']],
    [OFFICE, ['unit role:rectification_office']],
    [GROUP, ['group role:functional_dept']],
    [GROUP_DEPARTMENT, ['group dept:hqdep1:functional_dept']],
  ])('waits in the inbox of whom it asks: %o', (target, lines) => {
    const matter = asked({ target });
    expect(linesOf(matter)).toEqual(lines);
    expect(matter.waiting.every(({ due, why }) => due === DUE && why === '协调事项待答复')).toBe(true);
  });

  it('is known to the departments that ask, lead and are asked, each once', () => {
    const office = actorFixture('officer', ['rectification_office']);
    expect(asked({}, office).departmentIds).toEqual(['dep1', 'dep2']);
    expect(asked({ target: GROUP_DEPARTMENT }, neighbour).departmentIds).toEqual(['dep2', 'dep1']);
  });

  it('is about an open finding and goes to another department', () => {
    for (const state of FINDING_STATES)
      expect(refusedWith(askForHelp(findingFixture({ state }), draft(), MOMENT, asker, AT)), state).toBe(
        isOpen(state) ? 'allowed' : 'state_not_open',
      );
    expect(blamed(ask({}, neighbour))).toEqual(['help_own_department', 'departmentId']);
    expect(refusedWith(ask({ target: { ...GROUP_DEPARTMENT, departmentId: 'dep1' } }))).toBe('allowed');
  });

  it('keeps a long title within eighty characters', () => {
    const long = findingFixture({ title: '问'.repeat(200) });
    expect(allowed(askForHelp(long, draft(), MOMENT, asker, AT)).matter.title).toHaveLength(80);
  });
});

describe('the answer', () => {
  const functional = PEOPLE.consultant;
  const others = actorFixture('other', ['functional_dept'], { tenantId: 'jituan', departmentId: 'hqdep9' });
  const inspector = actorFixture('insp', ['inspection_office'], {
    tenantId: 'jituan',
    departmentId: 'hqdep1',
  });

  it.each([
    ['the department asked', DEPARTMENT, neighbour, false, true],
    [
      'another department',
      DEPARTMENT,
      actorFixture('x', ['handler'], { departmentId: 'dep3' }),
      false,
      false,
    ],
    ['HQ in the place of a department', DEPARTMENT, { ...functional, departmentId: 'dep2' }, true, false],
    ['the office asked', OFFICE, PEOPLE.checker, false, true],
    ['somebody else than the office', OFFICE, neighbour, false, false],
    ['HQ in the place of the office', OFFICE, { ...PEOPLE.checker, tenantId: 'jituan' }, true, false],
    ['any functional department of HQ', GROUP, others, true, true],
    ['another office of HQ', GROUP, inspector, true, false],
    ['the functional department named', GROUP_DEPARTMENT, functional, true, true],
    ['another one than the named', GROUP_DEPARTMENT, others, true, false],
    ['the unit in the place of HQ', GROUP, { ...functional, tenantId: 'beihe' }, false, false],
    ['the one who asked', OFFICE, actorFixture('asker', ['rectification_office']), false, false],
    [
      'a substitute of the one who asked',
      OFFICE,
      actorFixture('sub', ['rectification_office'], {
        onBehalfOf: { userId: 'asker', name: '姓名asker', delegationId: 'd1' },
      }),
      false,
      false,
    ],
  ])('is given by %s or not', (_who, target, actor, isGroup, may) => {
    const matter = asked({ target });
    expect(mayReplyToHelp(matter, actor, isGroup)).toBe(may);
    expect(refusedWith(replyToHelp({ matter }, '答复', actor, isGroup, AT))).toBe(
      may ? 'allowed' : 'help_target',
    );
  });

  it('is numbered, ends the limit and goes back to who asked', () => {
    const { matter, event } = allowed(replyToHelp({ matter: asked() }, '已发送', neighbour, false, AT));
    expect(matter).toMatchObject({
      status: 'answered',
      open: true,
      due: undefined,
      waiting: [{ home: 'unit', key: 'user:asker', why: '协调事项已答复，请确认' }],
      content: { replies: [{ no: 1, text: '已发送', byName: '姓名neighbour', at: AT }] },
    });
    expect(event).toEqual({ type: 'help.answered', data: { no: 1, text: '已发送' } });
    expect(lastReplyOf(matter)?.text).toBe('已发送');
    expect(mayReplyToHelp(matter, neighbour, false)).toBe(false);
    expect(refusedWith(replyToHelp({ matter }, '再答', neighbour, false, AT))).toBe('help_state');
  });

  it('of a matter of another kind there is none', () => {
    const plan = newMatter({ ...asked(), kind: 'plan' }, { userId: 'u', name: '甲' }, AT);
    expect(lastReplyOf(plan)).toBeUndefined();
    expect(lastReplyOf(asked({ kind: 'guidance' }))).toBeUndefined();
  });
});

describe('the end', () => {
  const settle = (matter: Matter<HelpContent>, outcome: 'settled' | 'again', actor: Actor = asker) =>
    settleHelp({ matter }, { outcome, reason: '说明' }, { today: '2025-03-10', ruleSets: [] }, actor, AT);

  it('is confirmed by who asked, and only after an answer', () => {
    const { matter, event } = allowed(settle(answered(), 'settled'));
    expect(matter).toMatchObject({
      status: 'settled',
      open: false,
      waiting: [],
      content: { ended: { reason: '说明', byName: '姓名asker', at: AT } },
    });
    expect(event).toEqual({ type: 'help.settled', data: { reason: '说明' } });
    expect(refusedWith(settle(asked(), 'settled'))).toBe('help_state');
    expect(refusedWith(settle(matter, 'settled'))).toBe('help_state');
    expect(refusedWith(settle(answered(), 'settled', neighbour))).toBe('not_applicant');
  });

  it('is put off by asking on, with a limit of its own from that day', () => {
    const { matter, event } = allowed(settle(answered(), 'again'));
    expect(matter).toMatchObject({ status: 'asked', open: true, due: { date: '2025-03-24' } });
    expect(linesOf(matter)).toEqual(['unit dept:dep2:department_head', 'unit dept:dep2:handler']);
    expect(event).toEqual({ type: 'help.asked_on', data: { reason: '说明', due: '2025-03-24' } });
    const again = allowed(replyToHelp({ matter }, '补充', neighbour, false, AT)).matter;
    const { replies } = allowed(settle(again, 'again')).matter.content;
    expect(replies).toEqual([
      { no: 1, text: '已发送', byName: '姓名neighbour', at: AT, askedOn: { reason: '说明', at: AT } },
      { no: 2, text: '补充', byName: '姓名neighbour', at: AT, askedOn: { reason: '说明', at: AT } },
    ]);
  });

  it('comes at once when who asked takes the question back; it stays readable (F07)', () => {
    for (const matter of [asked({ kind: 'guidance', target: OFFICE }), answered()]) {
      expect(mayEndHelp(matter, asker)).toBe(true);
      expect(mayEndHelp(matter, neighbour)).toBe(false);
      expect(refusedWith(withdrawHelp({ matter }, '已解决', neighbour, AT))).toBe('not_applicant');
      const change = allowed(withdrawHelp({ matter }, '已解决', asker, AT));
      expect(change.matter).toMatchObject({ status: 'withdrawn', open: false, waiting: [] });
      expect(change.matter.due).toBeUndefined();
      expect(change.event).toEqual({ type: `${matter.kind}.withdrawn`, data: { reason: '已解决' } });
      expect(mayEndHelp(change.matter, asker)).toBe(false);
      expect(refusedWith(withdrawHelp({ matter: change.matter }, '再次', asker, AT))).toBe('help_state');
    }
  });
});

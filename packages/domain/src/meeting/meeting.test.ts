import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { AT, actorFixture, allowed, blamed, PEOPLE, refusedWith, TODAY } from '../closeout/case-fixture.ts';
import type { Matter, MatterFile, MatterPart } from '../matter/index.ts';
import {
  ASSIGNMENT_STATUSES,
  type AssignmentContent,
  type AssignmentDraft,
  assignTo,
  checkAssignment,
  isAssignment,
  mayCheckAssignment,
  owesResult,
  reportAssignment,
  withdrawAssignment,
} from './assignment.ts';
import {
  decidedAt,
  fileUnitMeeting,
  MAX_ACTION_LINKS,
  MAX_MEETING_FINDINGS,
  noteDecision,
  recordUnitMeeting,
  type UnitMeetingContent,
  type UnitMeetingDraft,
  withdrawUnitMeeting,
} from './unit-meeting.ts';
import { countByCategory, leaderAttendance, yearEntryOf } from './year-register.ts';

const handler = actorFixture('clerk', ['handler'], { departmentId: 'dep1' });
const paper = (over: Partial<MatterFile> = {}): MatterFile => ({
  id: 'f1',
  purpose: 'result',
  fileName: '结果.pdf',
  size: 10,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  uploadedBy: 'clerk',
  uploadedByName: '经办',
  registeredAt: AT,
  status: 'verified',
  ...over,
});

const order = (over: Partial<AssignmentDraft> = {}): AssignmentDraft => ({
  kind: 'action',
  tenantId: 'beihe',
  id: 'mat1',
  what: '完善合同管理办法',
  from: '第3次协调会',
  date: '2025-03-01',
  meetingId: 'mtg1',
  to: { departmentId: 'dep1', departmentName: '物资管理部' },
  findingIds: ['fnd1'],
  batchId: 'bat1',
  round: '2024年第二轮',
  due: '2025-03-20',
  ...over,
});
const assigned = (over: Partial<AssignmentDraft> = {}) =>
  allowed(assignTo(order(over), PEOPLE.checker, AT)).matter;
const report = (matter: Matter<AssignmentContent>, actor: Actor = handler, fileIds: readonly string[] = []) =>
  reportAssignment({ matter, files: [paper()], parts: [] }, { text: '已完善', fileIds }, actor, AT);
const reported = (over: Partial<AssignmentDraft> = {}) => allowed(report(assigned(over))).matter;
const check = (matter: Matter<AssignmentContent>, over: object = {}, actor: Actor = PEOPLE.checker) =>
  checkAssignment({ matter }, { no: 1, outcome: 'accepted', ...over }, actor, AT);
const linesOf = ({ waiting }: Matter) => waiting.map(({ home, key }) => `${home} ${key}`);

describe('what somebody was told to do (F05, A05)', () => {
  it('stands with the department and who does it until the day people set', () => {
    const { matter, event } = allowed(assignTo(order(), PEOPLE.checker, AT));
    expect(matter).toMatchObject({
      kind: 'action',
      title: '完善合同管理办法',
      status: 'assigned',
      open: true,
      departmentIds: ['dep1'],
      findingIds: ['fnd1'],
      batchId: 'bat1',
      due: { date: '2025-03-20', why: '第3次协调会（2025-03-01）议定：于2025-03-20前完成。' },
      waiting: [
        { home: 'unit', key: 'dept:dep1:department_head', why: '议定事项待办理', due: '2025-03-20' },
        { home: 'unit', key: 'dept:dep1:handler', why: '议定事项待办理', due: '2025-03-20' },
      ],
      content: { what: '完善合同管理办法', meetingId: 'mtg1', reports: [] },
    });
    expect(event).toMatchObject({
      type: 'action.assigned',
      data: { what: '完善合同管理办法', from: '第3次协调会', due: '2025-03-20' },
    });
  });

  it('names the person where one is named, and speaks of an instruction as one', () => {
    const to = { departmentId: 'dep1', departmentName: '物资管理部', handlerId: 'u7', handlerName: '经办' };
    const matter = assigned({ kind: 'instruction', from: '党委书记', to });
    expect(linesOf(matter)).toEqual(['unit dept:dep1:department_head', 'unit user:u7']);
    expect(matter.due?.why).toBe('党委书记2025-03-01批示：于2025-03-20前反馈办理情况。');
    expect([matter, { kind: 'plan' as const }].map(isAssignment)).toEqual([true, false]);
  });

  it('is not due before the day it was said, and its title is short', () => {
    expect(blamed(assignTo(order({ due: '2025-02-28' }), PEOPLE.checker, AT))).toEqual([
      'due_before_date',
      'due',
    ]);
    expect(refusedWith(assignTo(order({ due: '2025-03-01' }), PEOPLE.checker, AT))).toBe('allowed');
    expect(assigned({ what: '办'.repeat(300) }).title).toHaveLength(80);
  });

  it('is reported to the office with papers that are there, then checked', () => {
    const { matter, event } = allowed(report(assigned(), handler, ['f1']));
    expect(matter).toMatchObject({
      status: 'reported',
      waiting: [{ home: 'unit', key: 'role:rectification_office', why: '议定事项办理结果待审核' }],
      content: { reports: [{ no: 1, text: '已完善', fileIds: ['f1'], by: ['clerk'] }] },
    });
    expect(event).toEqual({ type: 'action.reported', data: { no: 1, text: '已完善', fileIds: ['f1'] } });
    expect(blamed(report(assigned(), handler, ['f9']))).toEqual(['file_unknown', 'fileIds']);
    const accepted = allowed(check(matter));
    expect(accepted.matter).toMatchObject({ status: 'accepted', open: false, waiting: [] });
    expect(accepted.event).toEqual({ type: 'action.accepted', data: { no: 1, reason: undefined } });
  });

  it('goes back with a reason, and the day that was set stays', () => {
    const { matter, event } = allowed(
      check(reported({ kind: 'instruction' }), { outcome: 'returned', reason: '缺依据' }),
    );
    expect(matter).toMatchObject({ status: 'returned', open: true, due: { date: '2025-03-20' } });
    expect(matter.waiting).toEqual([
      { home: 'unit', key: 'dept:dep1:department_head', why: '领导批示被退回，请补充', due: '2025-03-20' },
      { home: 'unit', key: 'dept:dep1:handler', why: '领导批示被退回，请补充', due: '2025-03-20' },
    ]);
    expect(event).toEqual({ type: 'instruction.returned', data: { no: 1, reason: '缺依据' } });
    expect(allowed(report(matter)).matter.content.reports.map(({ no }) => no)).toEqual([1, 2]);
    expect(blamed(check(reported(), { outcome: 'returned' }))).toEqual(['reason_missing', 'reason']);
  });

  it('is checked by nobody whose report it is, and only as it was read (G07)', () => {
    const matter = reported();
    expect(mayCheckAssignment(matter, PEOPLE.checker)).toBe(true);
    expect(mayCheckAssignment(matter, handler)).toBe(false);
    expect(mayCheckAssignment(assigned(), PEOPLE.checker)).toBe(false);
    expect(refusedWith(check(matter, {}, handler))).toBe('separation_of_duties');
    expect(refusedWith(check(matter, { no: 2 }))).toBe('assignment_state');
    expect(refusedWith(check(assigned()))).toBe('assignment_state');
  });

  it('owes a result exactly while it is assigned or returned', () => {
    for (const status of ASSIGNMENT_STATUSES) {
      const owes = status === 'assigned' || status === 'returned';
      expect(owesResult({ status }), status).toBe(owes);
      expect(refusedWith(report({ ...assigned(), status }))).toBe(owes ? 'allowed' : 'assignment_state');
    }
  });

  it('is taken back with a reason while it is open (F07)', () => {
    const { matter, event } = allowed(withdrawAssignment({ matter: reported() }, '重复'));
    expect(matter).toMatchObject({
      status: 'withdrawn',
      open: false,
      waiting: [],
      content: { what: '完善合同管理办法', withdrawnReason: '重复' },
    });
    expect(event).toEqual({ type: 'action.withdrawn', data: { reason: '重复' } });
    const again = withdrawAssignment({ matter }, '再次');
    expect(refusedWith(again)).toBe('assignment_state');
    expect(again).toMatchObject({
      error: { message: expect.stringContaining('撤销'), details: { status: 'withdrawn' } },
    });
  });
});

const meeting = (over: Partial<UnitMeetingDraft> = {}): UnitMeetingDraft => ({
  tenantId: 'beihe',
  id: 'mtg1',
  title: '第3次协调会',
  batchId: 'bat1',
  round: '2024年第二轮',
  departmentIds: ['dep1'],
  actionLinks: 0,
  type: 'coordination',
  host: 'unit',
  date: '2025-03-01',
  attendees: ['甲'],
  agenda: [
    { title: '一', findingIds: ['fnd1', 'fnd2'] },
    { title: '二', findingIds: ['fnd2'] },
  ],
  conclusions: '抓紧办理',
  actionIds: ['mat1'],
  openBefore: [],
  ...over,
});
const record = (over: Partial<UnitMeetingDraft> = {}) =>
  recordUnitMeeting(meeting(over), TODAY, PEOPLE.checker, AT);
const recorded = (over: Partial<UnitMeetingDraft> = {}) => allowed(record(over)).matter;
const holding = (matter: Matter<UnitMeetingContent>, files: MatterFile[] = [], parts: MatterPart[] = []) => ({
  matter,
  files,
  parts,
});

describe('a meeting of a unit (F05, A05)', () => {
  it('is open until its minutes are kept, and each finding of it is linked once', () => {
    const { matter, event } = allowed(record());
    expect(matter).toMatchObject({
      kind: 'meeting',
      title: '第3次协调会',
      status: 'recorded',
      open: true,
      findingIds: ['fnd1', 'fnd2'],
      departmentIds: ['dep1'],
      waiting: [{ home: 'unit', key: 'role:rectification_office', why: '会议已登记，请上传会议纪要并归档' }],
      content: { type: 'coordination', conclusions: '抓紧办理', actionIds: ['mat1'] },
    });
    expect(event).toMatchObject({
      type: 'meeting.recorded',
      data: { title: '第3次协调会', date: '2025-03-01' },
    });
    expect(linesOf(recorded({ host: 'group' }))).toEqual(['group role:inspection_office']);
  });

  it('was held by today, and only a feedback meeting names leaders of the group (D05)', () => {
    expect(blamed(record({ date: '2025-03-04' }))).toEqual(['date_in_future', 'date']);
    expect(refusedWith(record({ date: TODAY }))).toBe('allowed');
    expect(blamed(record({ leaders: ['甲'] }))).toEqual(['leaders_not_here', 'leaders']);
    expect(refusedWith(record({ leaders: ['甲'], type: 'feedback' }))).toBe('allowed');
  });

  it('fits into one transaction', () => {
    const about = (count: number) => [
      { title: '一', findingIds: Array.from({ length: count }, (_, at) => `fnd${at}`) },
    ];
    expect(refusedWith(record({ agenda: about(MAX_MEETING_FINDINGS), actionLinks: MAX_ACTION_LINKS }))).toBe(
      'allowed',
    );
    expect(refusedWith(record({ agenda: about(MAX_MEETING_FINDINGS + 1) }))).toBe('meeting_too_large');
    expect(refusedWith(record({ actionLinks: MAX_ACTION_LINKS + 1 }))).toBe('meeting_too_large');
  });

  it('is filed with minutes that were checked and kept', () => {
    const minutes = paper({ purpose: 'minutes' });
    const matter = recorded();
    for (const files of [[], [paper()], [{ ...minutes, status: 'registered' as const }]])
      expect(refusedWith(fileUnitMeeting(holding(matter, files)))).toBe('minutes_missing');
    const filed = allowed(fileUnitMeeting(holding(matter, [paper({ id: 'f2' }), minutes])));
    expect(filed.matter).toMatchObject({ status: 'filed', open: false, waiting: [] });
    expect(filed.event).toEqual({ type: 'meeting.filed', data: { fileIds: ['f1'] } });
    expect(refusedWith(fileUnitMeeting(holding(filed.matter, [minutes])))).toBe('meeting_state');
  });

  it('lists the findings decided at it, each visit of a case as a line of its own (G04)', () => {
    const decided = {
      findingId: 'fnd9',
      no: '9',
      caseId: 'case1',
      agendaItem: '一',
      byName: '书记',
      at: AT,
    };
    const matter = recorded();
    const first = noteDecision({ matter }, { ...decided, visit: 1 });
    const second = noteDecision({ matter: first.matter }, { ...decided, visit: 2 });
    expect(second.matter.findingIds).toEqual(['fnd1', 'fnd2', 'fnd9']);
    expect(first.event).toEqual({ type: 'meeting.finding_decided', data: { ...decided, visit: 1 } });
    const parts = [...(first.parts ?? []), ...(second.parts ?? []), { id: 'other', content: {} }];
    expect(new Set(parts.map(({ id }) => id)).size).toBe(3);
    expect(decidedAt({ parts })).toEqual([decided, decided]);
    expect(refusedWith(withdrawUnitMeeting(holding(matter, [], parts), '登记有误'))).toBe('meeting_in_use');
  });

  it('recorded by mistake is no longer counted and stays readable (F07)', () => {
    const { matter, event } = allowed(withdrawUnitMeeting(holding(recorded()), '登记有误'));
    expect(matter).toMatchObject({
      status: 'withdrawn',
      open: false,
      waiting: [],
      content: { conclusions: '抓紧办理', withdrawnReason: '登记有误' },
    });
    expect(event).toEqual({ type: 'meeting.withdrawn', data: { reason: '登记有误' } });
    expect(refusedWith(withdrawUnitMeeting(holding(matter), '再次'))).toBe('meeting_state');
  });
});

describe('the register of a year', () => {
  it('keeps of a matter what says who may know of it', () => {
    const entry = yearEntryOf(recorded(), 'feedback', '2025-03-01', 0);
    expect(entry).toEqual({
      tenantId: 'beihe',
      id: 'mtg1',
      audience: 'all',
      batchId: 'bat1',
      departmentIds: ['dep1'],
      category: 'feedback',
      date: '2025-03-01',
      leaders: 0,
    });
    const bare = yearEntryOf(recorded({ batchId: undefined }), 'coordination', '2025-03-01');
    expect(Object.keys(bare).sort()).toEqual([
      'audience',
      'category',
      'date',
      'departmentIds',
      'id',
      'tenantId',
    ]);
  });

  it('counts each category, also those with nothing', () => {
    const entries = (['feedback', 'instruction', 'feedback'] as const).map((category) => ({ category }));
    expect(countByCategory(entries)).toEqual({
      coordination: 0,
      promotion: 0,
      committee_study: 0,
      decision: 0,
      feedback: 2,
      instruction: 1,
    });
  });

  it('says at how many feedback meetings a leader of the group sat (D05)', () => {
    const share = leaderAttendance([{ leaders: 2 }, { leaders: 0 }, { leaders: 1 }]);
    expect(share.formula).toBe('领导参加 2 ÷ 一对一反馈会 3 = 66.6%');
  });
});

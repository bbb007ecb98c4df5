import { describe, expect, it } from 'vitest';
import {
  type BoardDuty,
  type BoardFacts,
  type BoardFinding,
  type BoardGate,
  type GateStatus,
  gatesOf,
  goalsOf,
  registersOf,
  worstGates,
} from './index.ts';

const TODAY = '2025-06-15';
const finding = (over: Partial<BoardFinding>): BoardFinding => ({
  id: 'f',
  no: '1',
  title: '问题',
  state: 'rectifying',
  termClass: 'time_limited',
  dueDate: '2025-06-30',
  measureCount: 2,
  measureDone: 1,
  result: 'open',
  ...over,
});
const closed = (over: Partial<BoardFinding> = {}) => finding({ state: 'closed', result: 'closed', ...over });
const due = (date: string) => ({ date, why: '' });
const approved = { status: 'approved', open: false, due: due('2025-04-22') };
const drafting = (date: string) => ({ status: 'drafting', open: true, due: due(date) });
const duty = (over: Partial<BoardDuty>): BoardDuty => ({
  type: 'rectification_report',
  status: 'drafting',
  due: '2025-06-30',
  ...over,
});
const facts = (over: Partial<BoardFacts>): BoardFacts => ({
  findings: [],
  duties: [],
  notices: [],
  today: TODAY,
  ...over,
});

const CASES: readonly [BoardGate, string, GateStatus, Partial<BoardFacts>][] = [
  ['feedback', 'all acknowledged', 'passed', { findings: [finding({})] }],
  [
    'feedback',
    'one not yet',
    'under_way',
    { findings: [finding({ state: 'delivered' })], plan: drafting(TODAY) },
  ],
  [
    'feedback',
    'the plan was due yesterday',
    'overdue',
    { findings: [finding({ state: 'disputed' })], plan: drafting('2025-06-14') },
  ],
  [
    'concentrated',
    'plan open, nothing begun',
    'not_reached',
    { findings: [finding({ state: 'planning' })], plan: drafting(TODAY) },
  ],
  [
    'concentrated',
    'plan not handed in by its day',
    'overdue',
    { findings: [finding({})], plan: drafting('2025-06-14') },
  ],
  ['concentrated', 'due today', 'under_way', { findings: [finding({ dueDate: TODAY })], plan: approved }],
  [
    'concentrated',
    'due yesterday',
    'overdue',
    { findings: [finding({ dueDate: '2025-06-14' })], plan: approved },
  ],
  [
    'concentrated',
    'closed or stage',
    'passed',
    {
      findings: [closed(), finding({ state: 'continuous', result: 'stage', dueDate: '2025-06-01' })],
      plan: approved,
    },
  ],
  [
    'concentrated',
    'closed without an approved plan',
    'under_way',
    { findings: [closed()], plan: drafting(TODAY) },
  ],
  ['immediate', 'none of the class', 'passed', { findings: [finding({})] }],
  [
    'immediate',
    'not begun',
    'not_reached',
    { findings: [finding({ termClass: 'immediate', state: 'acknowledged' })] },
  ],
  [
    'immediate',
    'one of two',
    'under_way',
    { findings: [closed({ termClass: 'immediate' }), finding({ termClass: 'immediate' })] },
  ],
  [
    'immediate',
    'late',
    'overdue',
    { findings: [finding({ termClass: 'immediate', dueDate: '2025-06-14' })] },
  ],
  ['progress', 'due in 31 days', 'not_reached', { duties: [duty({ due: '2025-07-16' })] }],
  ['progress', 'due in 30 days', 'under_way', { duties: [duty({ due: '2025-07-15' })] }],
  [
    'progress',
    'returned and past its day',
    'overdue',
    { duties: [duty({ status: 'returned', due: '2025-06-14' })] },
  ],
  [
    'progress',
    'handed in late stands',
    'passed',
    { duties: [duty({ status: 'submitted', due: '2025-06-14', late: true }), duty({ status: 'lapsed' })] },
  ],
  [
    'disclosure',
    'no notice but a withdrawn one',
    'not_reached',
    { notices: [{ status: 'withdrawn', open: false }] },
  ],
  [
    'disclosure',
    'published until today',
    'under_way',
    { notices: [{ status: 'published', open: true, due: due(TODAY) }] },
  ],
  [
    'disclosure',
    'period over, not summed up',
    'overdue',
    { notices: [{ status: 'published', open: true, due: due('2025-06-14') }] },
  ],
  ['disclosure', 'closed', 'passed', { notices: [{ status: 'closed', open: false }] }],
  ['continuous', 'none, others open', 'not_reached', { findings: [finding({ state: 'planning' })] }],
  ['continuous', 'none, others closed', 'passed', { findings: [closed()] }],
  [
    'continuous',
    'next check ahead',
    'under_way',
    { findings: [finding({ state: 'continuous', result: 'stage' })] },
  ],
  [
    'continuous',
    'check missed',
    'overdue',
    { findings: [finding({ state: 'continuous', result: 'stage', dueDate: '2025-06-14' })] },
  ],
];

describe('the six gates', () => {
  it.each(CASES)('%s: %s → %s', (gate, _, status, over) => {
    expect(gatesOf(facts(over)).find((cell) => cell.gate === gate)?.status).toBe(status);
  });

  it('of several batches are as bad as the worst, with the numbers of all', () => {
    const good = gatesOf(facts({ findings: [closed({ termClass: 'immediate' })] }));
    const bad = gatesOf(facts({ findings: [finding({ termClass: 'immediate', dueDate: '2025-06-14' })] }));
    expect(worstGates([good, bad])[2]).toEqual({
      gate: 'immediate',
      status: 'overdue',
      done: 1,
      total: 2,
      late: 1,
    });
  });
});

describe('the four goals', () => {
  it('show their arithmetic', () => {
    const findings = [
      finding({ lastActOn: '2025-05-16', departmentId: 'd' }),
      finding({ lastActOn: '2025-05-15', measureDone: 2 }),
      closed({ departmentId: 'd' }),
    ];
    const requests = [{ status: 'settled' }, { status: 'asked' }, { status: 'withdrawn' }];
    expect(goalsOf(findings, requests, TODAY).map(({ share }) => share.formula)).toEqual([
      '近三十天有办理记录的未销号问题 1 ÷ 未销号问题 2 = 50.0%',
      '已评定销号或阶段性成效的问题 1 ÷ 措施全部完成或已评定的问题 2 = 50.0%',
      '已答复的协调指导事项 1 ÷ 提出的协调指导事项 2 = 50.0%',
      '责任部门、期限、措施齐全的问题 2 ÷ 反馈问题 3 = 66.6%',
    ]);
  });
});

describe('the five registers', () => {
  it('count what is there and leave out what the reader may not know', () => {
    const findings = [
      closed({ id: 'a', rulesBuilt: 2 }),
      finding({ alert: 'yellow' }),
      finding({ dueDate: '2025-06-14', alert: 'blue' }),
    ];
    const order = { status: 'issued', open: true };
    const registers = registersOf(
      findings,
      [duty({ due: '2025-06-01', late: false, status: 'accepted' })],
      { requests: [{ status: 'answered', open: true }], orders: [order, { ...order, status: 'withdrawn' }] },
      undefined,
      TODAY,
    );
    expect(registers).toMatchObject({
      systemic: { rules: 2, findings: [{ id: 'a', rules: 2 }] },
      advisory: { total: 1, replied: 1, open: 1 },
      warning: { alerts: { blue: 0, yellow: 1, red: 1 }, orders: { total: 1, open: 1 } },
    });
    expect(registers.accountability).toBeUndefined();
    expect(registers.warning.talks).toBeUndefined();
    expect(registers.assessment.onTime.formula).toBe('按时报送 1 ÷ 已到期 1 = 100.0%');
  });
});

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

  it('count what is done, what there is, and what is late', () => {
    const immediate = { termClass: 'immediate' } as const;
    const continuous = { termClass: 'continuous', state: 'continuous', result: 'stage' } as const;
    const of = (over: Partial<BoardFacts>) =>
      gatesOf(facts(over)).map(({ done, total, late }) => `${done}/${total} late ${late}`);
    const cells = of({
      findings: [
        finding({ state: 'delivered' }),
        closed(),
        finding({ dueDate: '2025-06-14' }),
        closed(immediate),
        finding(immediate),
        finding({ ...continuous, dueDate: '2025-06-14' }),
        closed({ termClass: 'continuous' }),
      ],
      plan: drafting('2025-06-14'),
      duties: [
        duty({ status: 'accepted' }),
        duty({ due: '2025-06-14' }),
        duty({ due: undefined }),
        duty({ status: 'lapsed' }),
      ],
      notices: [
        { status: 'closed', open: false, due: due('2025-06-01') },
        { status: 'published', open: true, due: due('2025-06-14') },
        { status: 'approved', open: true, due: due('2025-06-01') },
        { status: 'withdrawn', open: false },
      ],
    });
    expect(cells).toEqual([
      '6/7 late 1',
      '1/3 late 2',
      '1/2 late 0',
      '1/3 late 1',
      '1/3 late 1',
      '1/2 late 1',
    ]);
    expect(worstGates([])).toEqual([]);
  });

  it.each([
    [
      'feedback',
      'no day for the plan',
      'under_way',
      { findings: [finding({ state: 'delivered' })], plan: { status: 'drafting', open: true } },
    ],
    [
      'concentrated',
      'one of two begun',
      'under_way',
      { findings: [finding({ state: 'planning' }), finding({})], plan: drafting(TODAY) },
    ],
    [
      'concentrated',
      'a plan without a day',
      'not_reached',
      { findings: [finding({ state: 'planning' })], plan: { status: 'drafting', open: true } },
    ],
    [
      'immediate',
      'one of two begun',
      'under_way',
      {
        findings: [
          finding({ termClass: 'immediate', state: 'planning' }),
          finding({ termClass: 'immediate' }),
        ],
      },
    ],
    [
      'progress',
      'one of two handed in',
      'under_way',
      { duties: [duty({ status: 'accepted' }), duty({ due: '2026-01-01' })] },
    ],
    [
      'progress',
      'one of two near',
      'under_way',
      { duties: [duty({ due: TODAY }), duty({ due: '2026-01-01' })] },
    ],
    ['progress', 'due today', 'under_way', { duties: [duty({ due: TODAY })] }],
    ['progress', 'without a day', 'not_reached', { duties: [duty({ due: undefined })] }],
    ['progress', 'none owed', 'not_reached', { duties: [duty({ status: 'lapsed' })] }],
    [
      'disclosure',
      'approved, long past',
      'under_way',
      { notices: [{ status: 'approved', open: true, due: due('2025-01-01') }] },
    ],
    [
      'disclosure',
      'published without a day',
      'under_way',
      { notices: [{ status: 'published', open: true }] },
    ],
    [
      'continuous',
      'of the class, not begun',
      'not_reached',
      { findings: [finding({ termClass: 'continuous', state: 'planning' }), closed()] },
    ],
    [
      'continuous',
      'of the class, closed',
      'passed',
      { findings: [closed({ termClass: 'continuous' }), finding({})] },
    ],
    [
      'continuous',
      'none, one closed',
      'not_reached',
      { findings: [closed(), finding({ state: 'planning' })] },
    ],
  ] as const satisfies typeof CASES)('%s, %s: %s', (gate, _, status, over) => {
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

describe('the goals one by one', () => {
  const parts = (findings: readonly BoardFinding[], requests: readonly { status: string }[] = []) =>
    Object.fromEntries(
      goalsOf(findings, requests, TODAY).map(({ goal, share }) => [goal, `${share.part}/${share.whole}`]),
    );

  it('count what somebody worked on in thirty days, of what is open', () => {
    const on = (lastActOn?: string) => finding({ lastActOn });
    expect(
      parts([on('2025-05-16'), on('2025-06-15'), on('2025-05-15'), on(), closed({ lastActOn: TODAY })]),
    ).toMatchObject({
      regular_checks: '2/4',
    });
  });

  it('count what was judged, of what was ready for it', () => {
    const all = [
      closed({ measureCount: 0 }),
      finding({ result: 'stage', measureDone: 0 }),
      finding({ measureDone: 2 }),
      finding({ measureDone: 1 }),
      finding({ measureCount: 0, measureDone: 0 }),
    ];
    expect(parts(all)).toMatchObject({ precise_evaluation: '2/3' });
  });

  it('count answers, and findings of which nothing is missing', () => {
    const asked = ['asked', 'answered', 'settled', 'withdrawn'].map((status) => ({ status }));
    const whole = finding({ departmentId: 'd' });
    const all = [whole, finding({}), { ...whole, dueDate: undefined }, { ...whole, measureCount: 0 }];
    expect(parts(all, asked)).toMatchObject({ lasting_guidance: '2/3', visible_tracking: '1/4' });
  });
});

describe('the five registers', () => {
  it('count only what stands, and show accountability and talks to who may know', () => {
    const matter = (status: string, open: boolean) => ({ status, open });
    const findings = Array.from({ length: 25 }, (_, index) => finding({ id: `f${index}`, rulesBuilt: 1 }));
    const registers = registersOf(
      [...findings, closed(), finding({ rulesBuilt: 0 })],
      [],
      {
        requests: [
          matter('asked', true),
          matter('answered', true),
          matter('settled', false),
          matter('withdrawn', false),
        ],
        orders: [matter('accepted', false), matter('issued', true)],
        talks: [matter('held', true), matter('cancelled', false)],
      },
      { reminder: 3 },
      TODAY,
    );
    expect(registers.systemic.rules).toBe(25);
    expect(registers.systemic.findings).toHaveLength(20);
    expect(registers.advisory).toEqual({ total: 3, open: 2, replied: 2 });
    expect(registers.accountability).toEqual({ reminder: 3 });
    expect(registers.warning.orders).toEqual({ total: 2, open: 1 });
    expect(registers.warning.talks).toEqual({ total: 1, open: 1 });
    expect(registers.assessment.closed.formula).toBe('已销号 1 ÷ 反馈问题 27 = 3.7%');
  });

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

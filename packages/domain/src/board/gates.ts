import type { FindingState } from '../finding/finding.ts';
import { SOON_DAYS } from '../ledger-view/index.ts';
import { isOverdue } from '../ledger-view/ledger-row.ts';
import { addCalendarDays } from '../limits/index.ts';
import type { BoardDuty, BoardFacts, BoardFinding } from './board-facts.ts';

/** The six gates of execution (F01). */
export const BOARD_GATES = [
  'feedback',
  'concentrated',
  'immediate',
  'progress',
  'disclosure',
  'continuous',
] as const;
export type BoardGate = (typeof BOARD_GATES)[number];
export const BOARD_GATE_TITLES: Readonly<Record<BoardGate, string>> = {
  feedback: '反馈关',
  concentrated: '集中整改关',
  immediate: '立行立改关',
  progress: '进展报告关',
  disclosure: '公开关',
  continuous: '持续整改关',
};
/** The rule of each gate in words, as the page shows it. */
export const BOARD_GATE_FORMULAS: Readonly<Record<BoardGate, string>> = {
  feedback:
    '全部问题已签收且无待处理的异议为通过；否则为进行中；整改方案报送期限过后仍有待签收或有异议的为逾期。完成数＝已签收的问题数。',
  concentrated:
    '整改方案已批准，且全部限期整改问题已销号或取得阶段性成效为通过；有限期整改问题逾期，或方案过期仍未报送的为逾期；方案未批准且没有问题开始整改为未到；其余为进行中。完成数＝已销号或取得阶段性成效的问题数。',
  immediate:
    '全部立行立改问题已销号为通过（没有立行立改问题也为通过）；有逾期的为逾期；没有一个开始整改为未到；其余为进行中。完成数＝已销号的问题数。',
  progress:
    '应报报告全部报送为通过；有到期未报（含退回后未重报）的为逾期；一份未报且最近的期限在三十天以后为未到；其余为进行中。完成数＝已报送的报告数。',
  disclosure:
    '有公开稿公示期满并已汇总、且没有在办公开稿为通过；公示期已过仍未汇总的为逾期；没有公开稿为未到；其余为进行中。完成数＝已结束的公开稿数。',
  continuous:
    '持续整改类和处于持续整改状态的问题全部销号为通过（没有此类问题且其他问题全部销号也为通过）；到了检查日期仍未检查的为逾期；没有一个进入整改为未到；其余为进行中。完成数＝已销号的问题数。',
};

export const GATE_STATUSES = ['overdue', 'under_way', 'not_reached', 'passed'] as const;
/** Worst first. */
export type GateStatus = (typeof GATE_STATUSES)[number];

/** A cell of the board: where the gate stands, and the numbers it follows from. */
export interface GateCell {
  readonly gate: BoardGate;
  readonly status: GateStatus;
  readonly done: number;
  readonly total: number;
  readonly late: number;
}

const UNSTARTED: readonly FindingState[] = ['delivered', 'acknowledged', 'disputed', 'planning'];
const isStarted = ({ state }: BoardFinding): boolean => !UNSTARTED.includes(state);
const isUnanswered = ({ state }: BoardFinding): boolean => state === 'delivered' || state === 'disputed';

interface Standing {
  readonly done: number;
  readonly total: number;
  readonly late: number;
  readonly begun: boolean;
  /** Anything else that has to hold before the gate is passed. */
  readonly complete?: boolean;
}

const cell = (gate: BoardGate, { done, total, late, begun, complete = true }: Standing): GateCell => {
  const status = (): GateStatus => {
    if (late > 0) return 'overdue';
    if (done === total && complete) return 'passed';
    return begun ? 'under_way' : 'not_reached';
  };
  return { gate, status: status(), done, total, late };
};

const feedback = ({ findings, plan, today }: BoardFacts): GateCell => {
  const waiting = findings.filter(isUnanswered).length;
  const late = plan?.due !== undefined && plan.due.date < today ? waiting : 0;
  return cell('feedback', { done: findings.length - waiting, total: findings.length, late, begun: true });
};

const concentrated = ({ findings, plan, today }: BoardFacts): GateCell => {
  const own = findings.filter(({ termClass }) => termClass === 'time_limited');
  // A finding with an accepted stage goes on in its own time; its next check is the last gate's business.
  const left = own.filter(({ result }) => result === 'open');
  const planLate = plan?.status === 'drafting' && plan.due !== undefined && plan.due.date < today;
  const approved = plan?.status === 'approved';
  return cell('concentrated', {
    done: own.length - left.length,
    total: own.length,
    late: left.filter((finding) => isOverdue(finding, today)).length + (planLate ? 1 : 0),
    begun: approved || own.some(isStarted),
    complete: approved,
  });
};

const immediate = ({ findings, today }: BoardFacts): GateCell => {
  const own = findings.filter(({ termClass }) => termClass === 'immediate');
  return cell('immediate', {
    done: own.filter(({ state }) => state === 'closed').length,
    total: own.length,
    late: own.filter((finding) => isOverdue(finding, today)).length,
    begun: own.some(isStarted),
  });
};

/** It stands: handed in, and not sent back. */
const isHandedIn = ({ status }: BoardDuty): boolean => status === 'submitted' || status === 'accepted';

const progress = ({ duties, today }: BoardFacts): GateCell => {
  const own = duties.filter(({ status }) => status !== 'lapsed');
  const left = own.filter((duty) => !isHandedIn(duty));
  const soon = addCalendarDays(today, SOON_DAYS);
  return cell('progress', {
    done: own.length - left.length,
    total: own.length,
    late: left.filter(({ due }) => due !== undefined && due < today).length,
    begun: left.length < own.length || left.some(({ due }) => due !== undefined && due <= soon),
    complete: own.length > 0,
  });
};

const disclosure = ({ notices, today }: BoardFacts): GateCell => {
  const own = notices.filter(({ status }) => status !== 'withdrawn');
  return cell('disclosure', {
    done: own.filter(({ status }) => status === 'closed').length,
    total: own.length,
    late: own.filter(({ status, due }) => status === 'published' && due !== undefined && due.date < today)
      .length,
    begun: own.length > 0,
    complete: own.length > 0,
  });
};

const continuous = ({ findings, today }: BoardFacts): GateCell => {
  const own = findings.filter(({ termClass, state }) => termClass === 'continuous' || state === 'continuous');
  return cell('continuous', {
    done: own.filter(({ state }) => state === 'closed').length,
    total: own.length,
    late: own.filter((finding) => isOverdue(finding, today)).length,
    begun: own.some(isStarted),
    complete: own.length > 0 || findings.every(({ state }) => state === 'closed'),
  });
};

/** F01: the six gates of one batch, in their order. */
export const gatesOf = (facts: BoardFacts): readonly GateCell[] =>
  [feedback, concentrated, immediate, progress, disclosure, continuous].map((gate) => gate(facts));

const rank = (status: GateStatus): number => GATE_STATUSES.indexOf(status);

/** Of several batches the worst counts: one that is late is not made good by another that passed. */
export const worstGates = (batches: readonly (readonly GateCell[])[]): readonly GateCell[] =>
  BOARD_GATES.flatMap((gate) => {
    const cells = batches.flatMap((cells) => cells.filter((one) => one.gate === gate));
    const [worst] = cells.toSorted((a, b) => rank(a.status) - rank(b.status));
    if (!worst) return [];
    const sum = (of: (one: GateCell) => number): number => cells.reduce((all, one) => all + of(one), 0);
    return [
      {
        ...worst,
        done: sum(({ done }) => done),
        total: sum(({ total }) => total),
        late: sum(({ late }) => late),
      },
    ];
  });

import { isOpen } from '../finding/finding.ts';
import { addCalendarDays } from '../limits/index.ts';
import { type Share, shareOf } from '../report/share.ts';
import type { BoardFinding, BoardMatter } from './board-facts.ts';

/** The four goals (F02). */
export const BOARD_GOALS = [
  'regular_checks',
  'precise_evaluation',
  'lasting_guidance',
  'visible_tracking',
] as const;
export type BoardGoal = (typeof BOARD_GOALS)[number];
export const BOARD_GOAL_TITLES: Readonly<Record<BoardGoal, string>> = {
  regular_checks: '日常检查常态化',
  precise_evaluation: '成效评估精准化',
  lasting_guidance: '跟踪指导长效化',
  visible_tracking: '过程跟踪可视化',
};

/** A unit meets on its findings once a month. */
const CHECK_DAYS = 30;

export interface GoalValue {
  readonly goal: BoardGoal;
  readonly share: Share;
}

/** Has anybody answered? What was taken back was never to be answered. */
export const isReplied = ({ status }: Pick<BoardMatter, 'status'>): boolean =>
  status === 'answered' || status === 'settled';

/** F02: each goal is one percentage with its arithmetic in words. */
export const goalsOf = (
  findings: readonly BoardFinding[],
  requests: readonly Pick<BoardMatter, 'status'>[],
  today: string,
): readonly GoalValue[] => {
  const open = findings.filter(({ state }) => isOpen(state));
  const since = addCalendarDays(today, -CHECK_DAYS);
  const checked = open.filter(({ lastActOn }) => lastActOn !== undefined && lastActOn >= since);
  const evaluated = findings.filter(({ result }) => result === 'closed' || result === 'stage');
  const ready = findings.filter(
    ({ result, measureCount, measureDone }) =>
      result === 'closed' || result === 'stage' || (measureCount > 0 && measureCount === measureDone),
  );
  const asked = requests.filter(({ status }) => status !== 'withdrawn');
  const tracked = findings.filter(
    ({ departmentId, dueDate, measureCount }) => departmentId && dueDate && measureCount > 0,
  );
  return [
    {
      goal: 'regular_checks',
      share: shareOf(['近三十天有办理记录的未销号问题', checked.length], ['未销号问题', open.length]),
    },
    {
      goal: 'precise_evaluation',
      share: shareOf(
        ['已评定销号或阶段性成效的问题', evaluated.length],
        ['措施全部完成或已评定的问题', ready.length],
      ),
    },
    {
      goal: 'lasting_guidance',
      share: shareOf(
        ['已答复的协调指导事项', asked.filter(isReplied).length],
        ['提出的协调指导事项', asked.length],
      ),
    },
    {
      goal: 'visible_tracking',
      share: shareOf(['责任部门、期限、措施齐全的问题', tracked.length], ['反馈问题', findings.length]),
    },
  ];
};

import type { Interview } from './interview.ts';

/** All that others learn of interviews (C01): how many, by unit and round. */
export interface InterviewCount {
  readonly planned: number;
  readonly held: number;
  readonly recorded: number;
  readonly cancelled: number;
}

export const NO_INTERVIEWS: InterviewCount = { planned: 0, held: 0, recorded: 0, cancelled: 0 };

const COUNTED = ['planned', 'held', 'recorded', 'cancelled'] as const;
const counted = (interview: Interview | undefined): keyof InterviewCount | undefined =>
  COUNTED.find((state) => state === interview?.state);

/** The count after one interview went from one state to another; undefined when it stays. A withdrawn one isn't counted. */
export const recountInterviews = (
  count: InterviewCount,
  before: Interview | undefined,
  after: Interview,
): InterviewCount | undefined => {
  const [from, to] = [counted(before), counted(after)];
  if (from === to) return undefined;
  const next = { ...count };
  if (from) next[from] -= 1;
  if (to) next[to] += 1;
  return next;
};

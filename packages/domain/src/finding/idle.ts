import { type CalendarDate, daysBetween } from '../limits/index.ts';
import { type Finding, isOpen } from './finding.ts';

/** noticed 近期未推进 · stalled 久未推进 (F07). */
export const IDLE_LEVELS = ['noticed', 'stalled'] as const;
export type IdleLevel = (typeof IDLE_LEVELS)[number];

/** Days without an event of a person; two weekly meetings, and a month. */
export const IDLE_RULE: Readonly<Record<IdleLevel, number>> = { noticed: 14, stalled: 30 };

/** For how many days has nobody done anything? Unknown for a finding nobody has touched since that is kept. */
export const idleDaysOf = (
  { state, lastActOn }: Pick<Finding, 'state' | 'lastActOn'>,
  today: CalendarDate,
): number | undefined =>
  isOpen(state) && lastActOn ? Math.max(0, daysBetween(lastActOn, today)) : undefined;

/** F07: nothing is shelved: an open finding without work for two weeks is noticed, for a month it is marked. */
export const idleLevelOf = (
  finding: Pick<Finding, 'state' | 'lastActOn'>,
  today: CalendarDate,
): IdleLevel | undefined => {
  const days = idleDaysOf(finding, today);
  if (days === undefined || days < IDLE_RULE.noticed) return undefined;
  return days < IDLE_RULE.stalled ? 'noticed' : 'stalled';
};

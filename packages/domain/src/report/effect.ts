import { type Finding, isCounted, isOpen } from '../finding/finding.ts';

/** What of a finding the effect chart counts (K03). */
export interface EffectFacts
  extends Pick<
    Finding,
    'state' | 'domain' | 'dueDate' | 'measureCount' | 'measureDone' | 'closedOn' | 'lastActOn'
  > {
  readonly departmentId?: string;
}

/** Steps every counted finding stands at: K03 without the recurrences, which are matters of their own. */
export const EFFECT_STEPS = ['found', 'planned', 'done', 'closed'] as const;
export type EffectStep = (typeof EFFECT_STEPS)[number];

type Measured = Pick<Finding, 'state' | 'measureCount' | 'measureDone'>;

/**
 * Has the finding come to this step? Each step holds only findings of the step before, also where the data is uneven: a
 * closed finding was planned and done, whatever its measures say today.
 */
export const hasReached = (finding: Measured, step: EffectStep): boolean => {
  const { state, measureCount, measureDone } = finding;
  if (!isCounted(state)) return false;
  switch (step) {
    case 'found':
      return true;
    case 'planned':
      return state === 'closed' || measureCount > 0;
    case 'done':
      return state === 'closed' || (measureCount > 0 && measureDone === measureCount);
    case 'closed':
      return state === 'closed';
  }
};

/** The day of close; findings closed before it was kept: the last day somebody worked on them, which is the same. */
export const closedDayOf = ({
  state,
  closedOn,
  lastActOn,
}: Pick<Finding, 'state' | 'closedOn' | 'lastActOn'>): string | undefined =>
  state === 'closed' ? (closedOn ?? lastActOn) : undefined;

/** On time or late, of closed findings that had a date; the due day itself is on time. */
export const closedInTime = (
  finding: Pick<Finding, 'state' | 'closedOn' | 'lastActOn' | 'dueDate'>,
): 'yes' | 'no' | undefined => {
  const day = closedDayOf(finding);
  if (!day || !finding.dueDate) return undefined;
  return day <= finding.dueDate ? 'yes' : 'no';
};

/** Closed in a month: all of them, and those that kept or missed their date. */
export interface EffectMonth {
  readonly closed: number;
  readonly onTime: number;
  readonly late: number;
}
export interface EffectCell {
  readonly open: number;
  readonly closed: number;
}

/** Numbers of the effect chart; sums that grow with months, domains and departments, not with findings. */
export interface Effect {
  readonly steps: Readonly<Record<EffectStep, number>>;
  /** `2024-11` → closed in that month. */
  readonly months: Readonly<Record<string, EffectMonth>>;
  /** Domain → department → cell; `''` where a finding names none. */
  readonly domains: Readonly<Record<string, Readonly<Record<string, EffectCell>>>>;
}

/** In HQ's heat map: the smallest domains added up, where there are too many. */
export const OTHER_DOMAINS = '*';

export const NO_EFFECT: Effect = {
  steps: { found: 0, planned: 0, done: 0, closed: 0 },
  months: {},
  domains: {},
};

/** Sums that are nought say the same as none: they go, so that the numbers don't grow with what once was. */
const kept = <T extends object>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).filter(([, one]) => Object.values(one).some((value) => value !== 0)),
  );

const EMPTY_MONTH: EffectMonth = { closed: 0, onTime: 0, late: 0 };
const EMPTY_CELL: EffectCell = { open: 0, closed: 0 };

/** The numbers with one finding more (`by` 1) or less (−1). */
const counted = (effect: Effect, facts: EffectFacts, by: 1 | -1): Effect => {
  if (!isCounted(facts.state)) return effect;
  const steps = { ...effect.steps };
  for (const step of EFFECT_STEPS) if (hasReached(facts, step)) steps[step] += by;
  const months = { ...effect.months };
  const month = closedDayOf(facts)?.slice(0, 7);
  if (month) {
    const { closed, onTime, late } = months[month] ?? EMPTY_MONTH;
    const inTime = closedInTime(facts);
    months[month] = {
      closed: closed + by,
      onTime: onTime + (inTime === 'yes' ? by : 0),
      late: late + (inTime === 'no' ? by : 0),
    };
  }
  const domain = facts.domain ?? '';
  const department = facts.departmentId ?? '';
  const row = { ...effect.domains[domain] };
  const cell = row[department] ?? EMPTY_CELL;
  const side = isOpen(facts.state) ? 'open' : 'closed';
  row[department] = { ...cell, [side]: cell[side] + by };
  const domains = { ...effect.domains, [domain]: kept(row) };
  return {
    steps,
    months: kept(months),
    domains: Object.fromEntries(Object.entries(domains).filter(([, cells]) => Object.keys(cells).length > 0)),
  };
};

export const effectFactsOf = ({
  state,
  domain,
  dueDate,
  measureCount,
  measureDone,
  closedOn,
  lastActOn,
  responsibility: { departmentId },
}: Finding): EffectFacts => ({
  state,
  domain,
  dueDate,
  measureCount,
  measureDone,
  closedOn,
  lastActOn,
  departmentId,
});

/** Where a finding stands in the chart; equal places need no counting again. */
const placeOf = (facts: EffectFacts | undefined): string =>
  JSON.stringify(facts && counted(NO_EFFECT, facts, 1));

/** A head before and after a change. */
interface EffectChange {
  readonly before?: Finding;
  readonly after?: Finding;
}

/** Does the change move anything in the chart? Most don't: progress, evidence, requests. */
export const movesEffect = ({ before, after }: EffectChange): boolean =>
  placeOf(before && effectFactsOf(before)) !== placeOf(after && effectFactsOf(after));

export const applyEffect = (effect: Effect, changes: readonly EffectChange[]): Effect => {
  let next = effect;
  for (const { before, after } of changes) {
    if (before) next = counted(next, effectFactsOf(before), -1);
    if (after) next = counted(next, effectFactsOf(after), 1);
  }
  return next;
};

/** The chart of these findings alone: for the rebuild, and for who sees only a part. */
export const effectOf = (findings: readonly EffectFacts[]): Effect =>
  findings.reduce((effect, facts) => counted(effect, facts, 1), NO_EFFECT);

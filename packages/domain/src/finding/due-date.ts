import {
  dueByRule,
  dueInChinese,
  type ExtensionReason,
  type LimitRuleId,
  type LimitRuleSet,
  type RuledDueDate,
  type RunningLimit,
  reasonOf,
  ruleSetOn,
} from '../limits/index.ts';
import type { AppliedLimit, Extended, Finding, Measure, TermClass } from './finding.ts';

/** E05: the class of a finding sets its limit; a continuous one is limited by its stages, as any other. */
const RULE_OF_CLASS: Readonly<Record<TermClass, LimitRuleId>> = {
  immediate: 'immediate',
  time_limited: 'finding',
  continuous: 'finding',
};

/** The rule that counts for a finding with this feedback date, kept on it: later changes leave it alone (H04). */
export const limitOnFeedback = (
  finding: Pick<Finding, 'termClass'>,
  feedbackDate: string,
  ruleSets: readonly LimitRuleSet[],
): AppliedLimit => {
  const ruleId = RULE_OF_CLASS[finding.termClass];
  const ruleSet = ruleSetOn(ruleSets, feedbackDate);
  const limit = ruleSet?.limits[ruleId];
  return { ruleId, version: ruleSet?.version ?? 0, ...(limit ? { limit } : {}) };
};

/** A finding's limit as one of the tenant's running limits; a date that a measure decides is none. */
export const runningLimitOf = (finding: Finding): RunningLimit | undefined =>
  finding.dueBy === 'limit' && finding.dueDate && finding.feedbackDate
    ? {
        id: finding.id,
        ruleId: RULE_OF_CLASS[finding.termClass],
        trigger: { label: '反馈', date: finding.feedbackDate },
        due: finding.dueDate,
      }
    : undefined;

/** The applied rule as the one rule set there is. */
const dueByApplied = ({ ruleId, version, limit }: AppliedLimit, feedbackDate: string) =>
  dueByRule(
    version === 0 ? [] : [{ version, effectiveFrom: feedbackDate, limits: { [ruleId]: limit }, reason: '' }],
    ruleId,
    { label: '反馈', date: feedbackDate },
  );

/** E05: the day the finding's class sets, whatever its measures say; none before feedback. */
export const classLimitOf = (
  finding: Pick<Finding, 'feedbackDate' | 'termClass' | 'limit'>,
): RuledDueDate | undefined =>
  finding.feedbackDate
    ? dueByApplied(finding.limit ?? limitOnFeedback(finding, finding.feedbackDate, []), finding.feedbackDate)
    : undefined;

const movedBy = ({ from, on, by }: Extended): ExtensionReason => ({ by: 'extension', on, person: by, from });

/**
 * The finding's due date and its reason: the latest dated measure; without one, the limit of its class after
 * feedback (H01, E05; end of month clamps). Without feedback there is no date yet.
 * An extension of the finding itself moves what would be earlier.
 */
export const findingDue = (
  finding: Pick<Finding, 'feedbackDate' | 'termClass' | 'limit' | 'extended'>,
  measures: readonly Measure[],
): Pick<Finding, 'dueDate' | 'dueWhy' | 'dueBy'> => {
  const planned = plannedDue(finding, measures);
  const { extended } = finding;
  if (!extended || (planned.dueDate && planned.dueDate >= extended.to)) return planned;
  return { dueDate: extended.to, dueBy: 'extension', dueWhy: dueInChinese(movedBy(extended)) };
};

const plannedDue = (
  finding: Pick<Finding, 'feedbackDate' | 'termClass' | 'limit'>,
  measures: readonly Measure[],
): Pick<Finding, 'dueDate' | 'dueWhy' | 'dueBy'> => {
  const dated = measures.filter((measure) => measure.status !== 'withdrawn' && measure.term.date);
  const latest = dated.reduce<Measure | undefined>(
    (best, measure) => (!best || (measure.term.date ?? '') > (best.term.date ?? '') ? measure : best),
    undefined,
  );
  if (latest?.term.date) {
    const { seq, term, extended } = latest;
    return {
      dueDate: term.date,
      dueBy: 'measure',
      dueWhy: dueInChinese({
        by: 'measure',
        seq,
        original: term.original,
        extended: extended && extended.to === term.date ? movedBy(extended) : undefined,
      }),
    };
  }
  const due = classLimitOf(finding);
  if (!due) return {};
  return {
    dueDate: due.date,
    dueBy: 'limit',
    dueWhy: dueInChinese({ ...reasonOf(due), withoutMeasure: true }),
  };
};

/** Counts and mean progress over the measures that stand. */
export const measureTotals = (
  measures: readonly Measure[],
): Pick<Finding, 'measureCount' | 'measureDone' | 'progress'> => {
  const standing = measures.filter((measure) => measure.status !== 'withdrawn');
  const done = standing.filter((measure) => measure.status === 'done').length;
  const sum = standing.reduce((total, measure) => total + measure.progress, 0);
  return {
    measureCount: standing.length,
    measureDone: done,
    progress: standing.length === 0 ? 0 : Math.floor(sum / standing.length),
  };
};

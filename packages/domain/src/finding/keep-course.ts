import { type AppliedAlerts, type CalendarDate, USUAL_ALERTS } from '../limits/index.ts';
import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { alertOf, nextAlertDay } from './course.ts';
import { type Finding, type FindingAggregate, isOpen } from './finding.ts';

const merged = <T extends { readonly id: string }>(before: readonly T[], changed: readonly T[] = []): T[] => [
  ...before.filter((item) => !changed.some(({ id }) => id === item.id)),
  ...changed,
];

/** Rectification begins with the command that brings the finding there; a measure added later runs from its own day. */
const dated = (
  aggregate: Pick<FindingAggregate, 'finding' | 'measures'>,
  change: FindingChange,
  today: CalendarDate,
): FindingChange => {
  const { state } = aggregate.finding;
  const { finding } = change;
  if (finding.state === 'rectifying' && (state === 'planning' || state === 'acknowledged'))
    return { ...change, finding: { ...finding, startedOn: finding.startedOn ?? today } };
  if (!change.measures || (state !== 'rectifying' && state !== 'continuous')) return change;
  const known = (id: string): boolean => aggregate.measures.some((measure) => measure.id === id);
  return {
    ...change,
    measures: change.measures.map((measure) =>
      known(measure.id) ? measure : { ...measure, startsOn: measure.startsOn ?? today },
    ),
  };
};

/**
 * What every command does beside its own: the start of rectification and the alert stay true (F04). A level that
 * changes by the command stands in the data of the command's event.
 */
export const keepCourse = (
  aggregate: Pick<FindingAggregate, 'finding' | 'measures' | 'cases'>,
  raw: FindingChange,
  today: CalendarDate,
): FindingChange => {
  const change = dated(aggregate, raw, today);
  const course = {
    finding: change.finding,
    measures: merged(aggregate.measures, change.measures),
    cases: merged(aggregate.cases, change.cases),
  };
  const { level } = alertOf(course, today);
  const from = aggregate.finding.alert;
  const { event } = change;
  return {
    ...change,
    finding: { ...change.finding, alert: level, alertCheck: nextAlertDay(course, today) },
    event:
      level === from || event.type === 'finding.alerted'
        ? event
        : { ...event, data: { ...event.data, alert: { from: from ?? 'none', to: level ?? 'none' } } },
  };
};

/** The day alone has changed the alert: exactly one event for each level, of the product's own hand. */
export const renewAlert = (
  aggregate: Pick<FindingAggregate, 'finding' | 'measures' | 'cases'>,
  today: CalendarDate,
): Result<FindingChange> => {
  const { finding } = aggregate;
  const { level, reasons } = alertOf(aggregate, today);
  if (level === finding.alert) return fail('conflict', 'alert_unchanged', '预警没有变化。');
  return ok({
    finding,
    event: {
      type: 'finding.alerted',
      data: { from: finding.alert ?? 'none', to: level ?? 'none', reasons },
    },
  });
};

/** Known practice is not kept with a finding. */
const keptRule = (rule: AppliedAlerts): AppliedAlerts | undefined => (rule.version === 0 ? undefined : rule);

/** Whether a finding is held to other figures than these; a version that repeats them changes nothing. */
export const followsOtherAlerts = (
  { alertRule = { ...USUAL_ALERTS, version: 0 } }: Pick<Finding, 'alertRule'>,
  rule: AppliedAlerts,
): boolean => alertRule.nearDays !== rule.nearDays || alertRule.behindPoints !== rule.behindPoints;

/** The finding under these thresholds; its alert follows with the command (`keepCourse`). */
export const underAlerts = (finding: Finding, rule: AppliedAlerts): Finding => ({
  ...finding,
  alertRule: keptRule(rule),
});

/** A new version of the unit's rules has come into effect: the finding is held to its thresholds from now on (F10). */
export const adoptAlerts = (
  { finding }: Pick<FindingAggregate, 'finding'>,
  rule: AppliedAlerts,
): Result<FindingChange> =>
  !isOpen(finding.state) || !followsOtherAlerts(finding, rule)
    ? fail('conflict', 'alert_unchanged', '预警没有变化。')
    : ok({
        finding: underAlerts(finding, rule),
        event: { type: 'finding.alert_rule_set', data: { ...rule } },
      });

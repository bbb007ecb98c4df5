import {
  type AlertThresholds,
  addCalendarDays,
  type CalendarDate,
  daysBetween,
  shanghaiDateOf,
  USUAL_ALERTS,
} from '../limits/index.ts';
import type { AlertLevel } from '../matter/alert-level.ts';
import type { Finding, FindingAggregate, Measure } from './finding.ts';
import { isOpen } from './finding.ts';

/** The thresholds a finding is held to. */
const thresholdsOf = ({ alertRule }: Pick<Finding, 'alertRule'>): AlertThresholds =>
  alertRule ?? USUAL_ALERTS;

/** What counts of a measure for its plan. */
type Planned = Pick<Measure, 'term' | 'progress' | 'status' | 'startsOn' | 'stages'>;
type Dated = Pick<Finding, 'dueDate' | 'startedOn' | 'feedbackDate' | 'createdAt' | 'alertRule'>;

/** From when to when a measure runs. Without a date of its own it has as long as its finding. */
export const spanOf = (
  finding: Dated,
  measure: Pick<Measure, 'term' | 'startsOn'>,
): { readonly from: CalendarDate; readonly to?: CalendarDate } => ({
  from:
    measure.startsOn ??
    finding.startedOn ??
    finding.feedbackDate ??
    shanghaiDateOf(new Date(finding.createdAt)),
  to: measure.term.date ?? finding.dueDate,
});

/**
 * Planned progress of a measure on a day, 0–100, rounded down: the latest stage target reached (E05), else linear from
 * start to date. Without a date there is no plan to be behind.
 */
export const plannedProgress = (finding: Dated, measure: Planned, today: CalendarDate): number => {
  const { from, to } = spanOf(finding, measure);
  if (to && today >= to) return 100;
  if (measure.stages && measure.stages.length > 0)
    return measure.stages.reduce(
      (most, { on, percent }) => (on <= today ? Math.max(most, percent) : most),
      0,
    );
  if (!to || today <= from) return 0;
  return Math.floor((100 * daysBetween(from, today)) / daysBetween(from, to));
};

/** Planned, actual, and what lies between them, in percentage points. */
export interface Deviation {
  readonly planned: number;
  readonly actual: number;
  /** planned − actual; negative when ahead. */
  readonly deviation: number;
}

export interface MeasureCourse extends Deviation {
  readonly measureId: string;
  readonly from: CalendarDate;
  readonly to?: CalendarDate;
  readonly level?: AlertLevel;
}

const deviate = (planned: number, actual: number): Deviation => ({
  planned,
  actual,
  deviation: planned - actual,
});

/** F04: where a measure stands against its plan, and whether that is worth an alert. */
export const courseOfMeasure = (
  finding: Dated,
  measure: Planned & Pick<Measure, 'id'>,
  today: CalendarDate,
): MeasureCourse => {
  const span = spanOf(finding, measure);
  const course = deviate(plannedProgress(finding, measure, today), measure.progress);
  const level =
    measure.status === 'done' ? undefined : levelOf(span.to, course, today, thresholdsOf(finding));
  return { measureId: measure.id, ...span, ...course, level };
};

const isNear = (
  date: CalendarDate | undefined,
  today: CalendarDate,
  { nearDays }: AlertThresholds,
): boolean => date !== undefined && daysBetween(today, date) <= nearDays;

const levelOf = (
  to: CalendarDate | undefined,
  { deviation }: Deviation,
  today: CalendarDate,
  thresholds: AlertThresholds,
): AlertLevel | undefined => {
  if (to && to < today) return 'red';
  if (deviation >= thresholds.behindPoints) return 'yellow';
  return isNear(to, today, thresholds) ? 'blue' : undefined;
};

/** The level with every reason for it, in Chinese. */
export interface Alert {
  readonly level?: AlertLevel;
  readonly reasons: readonly string[];
}

type Course = Pick<FindingAggregate, 'finding' | 'measures' | 'cases'>;

/** The date a finding is held to: a continuous one to its next check, any other to its due date. */
const dateOf = ({ state, nextCheckDate, dueDate }: Finding): CalendarDate | undefined =>
  state === 'continuous' ? (nextCheckDate ?? dueDate) : dueDate;

const standing = (measures: readonly Measure[]): Measure[] =>
  measures.filter((measure) => measure.status !== 'withdrawn');

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length);

/** The finding's own course: the means over its standing measures, rounded down. */
export const courseOfFinding = (
  { finding, measures }: Pick<Course, 'finding' | 'measures'>,
  today: CalendarDate,
): Deviation => {
  const own = standing(measures);
  return deviate(
    mean(own.map((measure) => plannedProgress(finding, measure, today))),
    mean(own.map(({ progress }) => progress)),
  );
};

/** Poor quality: the last application came back, and nothing has been applied for since. */
const cameBack = ({ finding, cases }: Course): boolean => {
  const last = finding.caseIds.at(-1);
  return cases.some(({ id, status }) => id === last && status === 'returned');
};

const behindReasons = (course: Course, today: CalendarDate): string[] => {
  const { finding, measures } = course;
  const reasons: string[] = [];
  for (const measure of standing(measures)) {
    const { level, planned, actual, deviation, to } = courseOfMeasure(finding, measure, today);
    if (level === 'red') reasons.push(`第${measure.seq}条措施已超过期限${to}`);
    else if (level === 'yellow')
      reasons.push(`第${measure.seq}条措施计划${planned}%、实际${actual}%，落后${deviation}个百分点`);
  }
  const whole = courseOfFinding(course, today);
  if (reasons.length === 0 && whole.deviation >= thresholdsOf(finding).behindPoints)
    reasons.push(`总体计划${whole.planned}%、实际${whole.actual}%，落后${whole.deviation}个百分点`);
  if (cameBack(course)) reasons.push('验收申请被退回，尚未重新申请');
  if (finding.stage?.outcome === 'returned') reasons.push('阶段性验收被退回，尚未重新填报');
  for (const { seq, stage } of standing(measures))
    if (stage?.outcome === 'returned') reasons.push(`第${seq}条措施阶段性验收被退回，尚未重新填报`);
  return reasons;
};

/** Rectification goes on by measures only in these states; before, there is nothing to be behind with. */
const WORKING: readonly Finding['state'][] = ['rectifying', 'continuous'];

/**
 * F04, F10: blue (near), yellow (behind or poor quality), red (overdue), or none. A pure function of what the finding
 * holds and the day: commands keep its outcome on the head, and the sweep does when only the day has changed.
 */
export const alertOf = (course: Course, today: CalendarDate): Alert => {
  const { finding, measures } = course;
  if (!isOpen(finding.state)) return { reasons: [] };
  const date = dateOf(finding);
  const thresholds = thresholdsOf(finding);
  if (date && date < today) return { level: 'red', reasons: [`已超过期限${date}`] };
  if (finding.state === 'closing') return { reasons: [] };
  const working = WORKING.includes(finding.state);
  const behind = working ? behindReasons(course, today) : [];
  if (behind.length > 0) return { level: 'yellow', reasons: behind };
  const near = working
    ? standing(measures).filter((measure) => courseOfMeasure(finding, measure, today).level === 'blue')
    : [];
  if (isNear(date, today, thresholds))
    return { level: 'blue', reasons: [`距期限${date}不足${thresholds.nearDays}天`] };
  if (near.length > 0)
    return {
      level: 'blue',
      reasons: near.map(({ seq }) => `第${seq}条措施距期限不足${thresholds.nearDays}天`),
    };
  return { reasons: [] };
};

/** Ten years: no plan runs longer, and the search below stays short. */
const HORIZON_DAYS = 3_650;

/**
 * The first day after today on which the alert becomes another one if nobody does anything; none when it stays. Time
 * alone only ever raises the level, so the day is found by halving.
 */
export const nextAlertDay = (course: Course, today: CalendarDate): CalendarDate | undefined => {
  const now = alertOf(course, today).level;
  const differs = (days: number): boolean => alertOf(course, addCalendarDays(today, days)).level !== now;
  if (!differs(HORIZON_DAYS)) return undefined;
  let same = 0;
  let other = HORIZON_DAYS;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (differs(middle)) other = middle;
    else same = middle;
  }
  return addCalendarDays(today, other);
};

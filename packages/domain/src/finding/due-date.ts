import { addCalendarMonths } from '../limits/index.ts';
import type { Finding, Measure } from './finding.ts';

/**
 * The finding's due date and its reason: the latest dated measure; without one, three calendar months after
 * feedback (H01, end of month clamps). Without feedback there is no date yet.
 */
export const findingDue = (
  finding: Pick<Finding, 'feedbackDate'>,
  measures: readonly Measure[],
): { dueDate?: string; dueWhy?: string } => {
  const dated = measures.filter((measure) => measure.status !== 'withdrawn' && measure.term.date);
  const latest = dated.reduce<Measure | undefined>(
    (best, measure) => (!best || (measure.term.date ?? '') > (best.term.date ?? '') ? measure : best),
    undefined,
  );
  if (latest?.term.date) {
    const words = latest.term.original ? `（原文“${latest.term.original}”）` : '';
    return { dueDate: latest.term.date, dueWhy: `最晚一条措施（第${latest.seq}条）的完成时限${words}` };
  }
  if (!finding.feedbackDate) return {};
  return {
    dueDate: addCalendarMonths(finding.feedbackDate, 3),
    dueWhy: `措施没有写明日期，按反馈之日（${finding.feedbackDate}）起三个月计算`,
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

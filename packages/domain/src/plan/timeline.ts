import { addCalendarDays, datePartsOf, daysBetween, makeCalendarDate } from '../limits/index.ts';
import { byNumber, type PlanFinding, type PlanMeasure } from './plan-finding.ts';

/** One measure on the time line (E06); places are per cent of its width. */
export interface TimelineBar {
  readonly measure: PlanMeasure;
  readonly from: string;
  /** Absent where it goes on without an end (长期坚持). */
  readonly until?: string;
  readonly left: number;
  readonly width: number;
  readonly late: boolean;
}

export interface TimelineRow {
  readonly finding: PlanFinding;
  readonly bars: readonly TimelineBar[];
}

export interface Timeline {
  readonly from: string;
  readonly to: string;
  /** First days of months, or of quarters where it spans more than a year and a half. */
  readonly marks: readonly { readonly date: string; readonly at: number }[];
  /** Absent where today lies outside. */
  readonly today?: number;
  readonly rows: readonly TimelineRow[];
}

const firstOfMonth = (date: string, months = 0): string => {
  const { year, month } = datePartsOf(date);
  const index = year * 12 + (month - 1) + months;
  return makeCalendarDate(Math.floor(index / 12), (index % 12) + 1, 1) ?? date;
};

/** When a measure ends: its own day, else the day its finding's class sets; nothing where it goes on. */
const endOf = ({ term }: PlanMeasure, finding: PlanFinding): string | undefined =>
  term.date ?? (term.kind === 'continuous' ? undefined : finding.limitDate);

/** From the first feedback to the last day anything is due, whole months; two weeks of room where today is the last. */
const spanOf = (findings: readonly PlanFinding[], today: string): { from: string; to: string } => {
  const starts = findings.flatMap(({ feedbackDate }) => feedbackDate ?? []);
  const ends = findings.flatMap((finding) => [
    ...finding.measures.flatMap((measure) => endOf(measure, finding) ?? []),
    ...(finding.dueDate ? [finding.dueDate] : []),
  ]);
  const first = starts.sort()[0] ?? today;
  const last = [...ends, addCalendarDays(today, 14)].sort().at(-1) ?? today;
  return { from: firstOfMonth(first < today ? first : today), to: firstOfMonth(last, 1) };
};

/** More marks than this would run into each other on a desk's screen. */
const MAX_MONTHS = 18;

const marksOf = (from: string, to: string, at: (date: string) => number) => {
  const start = datePartsOf(from);
  const end = datePartsOf(to);
  const months = (end.year - start.year) * 12 + end.month - start.month;
  const step = months > MAX_MONTHS ? 3 : 1;
  return Array.from({ length: Math.ceil(months / step) }, (_, index) => {
    const date = firstOfMonth(from, index * step);
    return { date, at: at(date) };
  });
};

/** Measures by finding on one scale, with progress and what is late (E06). */
export const planTimeline = (findings: readonly PlanFinding[], today: string): Timeline => {
  const { from, to } = spanOf(findings, today);
  const days = Math.max(1, daysBetween(from, to));
  const at = (date: string): number =>
    Math.min(100, Math.max(0, Math.round((daysBetween(from, date) / days) * 10_000) / 100));
  const rows = [...findings].sort(byNumber).map((finding) => ({
    finding,
    bars: finding.measures.map((measure) => {
      const start = finding.feedbackDate ?? from;
      const until = endOf(measure, finding);
      // A bar of a single day is still to be seen.
      const end = until && until < start ? start : until;
      return {
        measure,
        from: start,
        until,
        left: at(start),
        width: Math.max(1, (end ? at(end) : 100) - at(start)),
        late: measure.status !== 'done' && until !== undefined && until < today,
      };
    }),
  }));
  return {
    from,
    to,
    marks: marksOf(from, to, at),
    ...(today >= from && today <= to ? { today: at(today) } : {}),
    rows,
  };
};

import { Cron } from 'croner';

/** When a schedule fires. */
export interface Timetable {
  /** First time after `afterMs`; undefined when there is none any more. */
  next(afterMs: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/**
 * Reads `rate(5 minutes)`, `cron(0 8 ? * MON-FRI *)` and `at(2025-12-31T00:00:00)`. A rate counts from the epoch here,
 * so that it keeps its rhythm over restarts; EventBridge counts from the rule's creation.
 */
export function parseScheduleExpression(expression: string, timezone: string): Timetable {
  const [, kind = '', argument = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  switch (kind) {
    case 'rate':
      return rate(argument);
    case 'cron':
      return cron(argument, timezone);
    case 'at':
      return at(argument, timezone);
    default:
      throw new Error(`${expression} is not a schedule expression.`);
  }
}

function rate(argument: string): Timetable {
  const [count = '', unit = ''] = argument.trim().split(/\s+/);
  const period = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(period > 0)) throw new Error(`rate(${argument}) is not a schedule expression.`);
  return { next: (afterMs) => (Math.floor(afterMs / period) + 1) * period };
}

/** AWS's cron has minute, hour, day of month, month, day of week (1 = Sunday, as in Quartz) and year. */
function cron(argument: string, timezone: string): Timetable {
  const fields = argument.trim().replaceAll('?', '*');
  const job = new Cron(`0 ${fields}`, {
    timezone,
    paused: true,
    mode: '7-part',
    alternativeWeekdays: true,
    // `0/15` means from 0 in steps of 15.
    sloppyRanges: true,
  });
  return { next: (afterMs) => job.nextRun(new Date(afterMs))?.getTime() };
}

function at(argument: string, timezone: string): Timetable {
  const job = new Cron(argument, { timezone, paused: true });
  return { next: (afterMs) => job.nextRun(new Date(afterMs))?.getTime() };
}

import { superviseUnit } from '../supervise.ts';
import type { DailyStep } from './daily-step.ts';
import { remindOfDueDates } from './remind-of-due-dates.ts';
import { renewAlerts } from './renew-alerts.ts';
import { renewAnnualDuties } from './renew-annual-duties.ts';
import { renewBoard } from './renew-board.ts';
import { sendDigests } from './send-digests.ts';

/** F10: orders climb when their limit has passed, and are raised by rule. */
const supervise: DailyStep = {
  name: 'supervise',
  of: 'subsidiary',
  run: ({ table, tenant, at }) => superviseUnit(table, tenant.tenantId, new Date(at)),
};

/** The day's work in its order: what raises or changes something comes before what tells people about it. */
export const DAILY_STEPS: readonly DailyStep[] = [
  renewAlerts,
  supervise,
  renewAnnualDuties,
  renewBoard,
  remindOfDueDates,
  sendDigests,
];

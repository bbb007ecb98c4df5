import { renewDuties } from '../annual-duties.ts';
import { superviseUnit } from '../supervise.ts';
import type { DailyStep } from './daily-step.ts';
import { remindOfDueDates } from './remind-of-due-dates.ts';
import { renewAlerts } from './renew-alerts.ts';

/** F10: orders climb when their limit has passed, and are raised by rule. */
const supervise: DailyStep = {
  name: 'supervise',
  of: 'subsidiary',
  run: ({ table, tenant, at }) => superviseUnit(table, tenant.tenantId, new Date(at)),
};

/** H03: the annual report of every batch with something open. */
const annualDuties: DailyStep = {
  name: 'annual-duties',
  of: 'subsidiary',
  run: ({ table, tenant, at }) => renewDuties(tenant.tenantId, { table, now: () => new Date(at) }),
};

/** The day's work in its order: what raises or changes something comes before what tells people about it. */
export const DAILY_STEPS: readonly DailyStep[] = [renewAlerts, supervise, annualDuties, remindOfDueDates];

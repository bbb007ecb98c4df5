import type { DailyStep } from './daily-step.ts';
import { remindOfDueDates } from './remind-of-due-dates.ts';

/** The day's work in its order: what raises or changes something comes before what tells people about it. */
export const DAILY_STEPS: readonly DailyStep[] = [remindOfDueDates];

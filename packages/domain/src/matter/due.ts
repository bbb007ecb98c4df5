import {
  type CalendarDate,
  dueByRule,
  dueSentence,
  type LimitRuleId,
  type LimitRuleSet,
} from '../limits/index.ts';
import type { MatterDue } from './matter.ts';

/** The business day on which a step is taken, and the limits of the unit that hold for it. */
export interface LimitMoment {
  readonly today: CalendarDate;
  readonly ruleSets: readonly LimitRuleSet[];
}

/** The day a matter is due by a rule, and the sentence that says why (H04). */
export const matterDue = (
  ruleSets: readonly LimitRuleSet[],
  ruleId: LimitRuleId,
  trigger: { readonly label: string; readonly date: CalendarDate },
): MatterDue => {
  const due = dueByRule(ruleSets, ruleId, trigger);
  return { date: due.date, why: dueSentence(due) };
};

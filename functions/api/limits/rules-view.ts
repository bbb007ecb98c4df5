import type { OutputOf } from '@xuncha/contracts';
import {
  alertFormula,
  alertsOn,
  dueByRule,
  dueSentence,
  LIMIT_RULE_IDS,
  LIMIT_RULES,
  USUAL_ALERTS,
} from '@xuncha/domain';
import type { StoredLimitRuleSet } from '@xuncha/store';

type View = OutputOf<'limits.get'>;

const alertsView = (ruleSets: readonly StoredLimitRuleSet[], today: string): View['alerts'] => {
  const alerts = alertsOn(ruleSets, today);
  return { ...alerts, usual: USUAL_ALERTS, formula: [...alertFormula(alerts)] };
};

/** All rules as they count today, each with an example that explains itself (H04). */
export const rulesView = (ruleSets: readonly StoredLimitRuleSet[], today: string): View => ({
  rules: LIMIT_RULE_IDS.map((ruleId) => {
    const { name, trigger, limit: usual, source } = LIMIT_RULES[ruleId];
    const due = dueByRule(ruleSets, ruleId, { label: trigger, date: today });
    return { ruleId, name, trigger, limit: due.rule.limit, usual, source, example: dueSentence(due) };
  }),
  alerts: alertsView(ruleSets, today),
  versions: ruleSets
    .map(({ version, effectiveFrom, limits, alerts, reason, decidedAt, decidedByName }) => ({
      version,
      effectiveFrom,
      limits,
      ...(alerts ? { alerts } : {}),
      reason,
      decidedAt,
      decidedByName,
    }))
    .toReversed(),
  version: ruleSets.at(-1)?.version ?? 0,
});

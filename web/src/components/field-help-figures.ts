import {
  DEFAULT_POLICY,
  DEFAULT_SUPERVISION,
  EXTENSION_RULE,
  LIMIT_RULES,
  MAX_MEASURES,
} from '@xuncha/domain';

/** Figures of the rules themselves, so that an explanation can't say another number than the server enforces. */
export const FIGURES = {
  findingMonths: LIMIT_RULES.finding.limit.amount,
  immediateMonths: LIMIT_RULES.immediate.limit.amount,
  planDays: LIMIT_RULES.plan.limit.amount,
  extensionDays: EXTENSION_RULE.officeDays,
  extensionTimes: EXTENSION_RULE.officeTimes,
  decisionDays: LIMIT_RULES.extension_decision.limit.amount,
  replyDays: LIMIT_RULES.order_reply.limit.amount,
  refusals: DEFAULT_SUPERVISION.refusals,
  consultationDays: DEFAULT_POLICY.limits.consultation,
  measures: MAX_MEASURES,
} as const;

import { ALERT_LEVELS, LIMIT_RULE_IDS } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Cursor, Id, Instant, line } from './base.ts';

export const LimitRuleId = z.enum(
  LIMIT_RULE_IDS as [(typeof LIMIT_RULE_IDS)[number], ...(typeof LIMIT_RULE_IDS)[number][]],
);
/** Amounts are checked by the domain, which knows the most of each unit. */
export const Limit = z.discriminatedUnion('unit', [
  z.object({ unit: z.enum(['month', 'day', 'working_day']), amount: z.number() }),
  z.object({ unit: z.literal('year_end') }),
]);
/** Rules that differ from known practice. */
export const ChangedLimits = z.partialRecord(LimitRuleId, Limit);
/** When findings turn blue and yellow (F10); bounds are the domain's. */
export const AlertThresholds = z.object({ nearDays: z.number(), behindPoints: z.number() });
export const LimitRuleSetInput = z.object({
  effectiveFrom: CalendarDate,
  limits: ChangedLimits,
  /** Known practice where absent. */
  alerts: AlertThresholds.optional(),
  reason: line(200),
});
export const LimitRuleSet = LimitRuleSetInput.extend({
  version: z.int(),
  decidedAt: Instant,
  decidedByName: z.string(),
});
export const LimitRules = z.object({
  /** What counts for a trigger of today, rule by rule. */
  rules: z.array(
    z.object({
      ruleId: LimitRuleId,
      name: z.string(),
      trigger: z.string(),
      limit: Limit,
      usual: Limit,
      source: z.string(),
      /** The rule with today as its trigger, in words. */
      example: z.string(),
    }),
  ),
  /** Thresholds of today, with their formula in words. */
  alerts: AlertThresholds.extend({
    version: z.int(),
    usual: AlertThresholds,
    formula: z.array(z.string()),
  }),
  /** Newest first; known practice is version 0 and not listed. */
  versions: z.array(LimitRuleSet),
  version: z.int(),
});
export const LimitPreviewInput = z.object({ limits: ChangedLimits, cursor: Cursor.optional() });
export const LimitPreview = z.object({
  /** Findings looked at on this page. */
  looked: z.int(),
  moves: z.array(
    z.object({
      findingId: Id,
      no: z.string(),
      title: z.string(),
      from: CalendarDate,
      to: CalendarDate,
      why: z.string(),
    }),
  ),
  next: Cursor.optional(),
});
export const LimitMoves = z.object({
  findingIds: z.array(Id).min(1).max(50),
  version: z.int().min(1),
  reason: line(200),
});
export const AlertPreviewInput = z.object({ alerts: AlertThresholds, cursor: Cursor.optional() });
export const AlertPreview = z.object({
  /** Findings looked at on this page. */
  looked: z.int(),
  changes: z.array(
    z.object({
      findingId: Id,
      no: z.string(),
      title: z.string(),
      from: z.enum(ALERT_LEVELS).optional(),
      to: z.enum(ALERT_LEVELS).optional(),
      reasons: z.array(z.string()),
    }),
  ),
  next: Cursor.optional(),
});

import { fail, ok, type Result } from '../result.ts';
import { type AlertThresholds, type AppliedAlerts, checkAlerts, USUAL_ALERTS } from './alert-thresholds.ts';
import type { CalendarDate } from './calendar-date.ts';
import { type ExplainedDueDate, explainDueDate, type LimitTrigger } from './due-date.ts';
import { dueInChinese, type Limit, type RuleReason } from './due-reason.ts';

/** What a limit is about: its name on every page, and what sets it off. */
export interface LimitRule {
  readonly name: string;
  readonly trigger: string;
  /** Known practice (product.md, "Time"), in force until a tenant decides otherwise. */
  readonly limit: Limit;
  /** Feature of the source documents the figure comes from. */
  readonly source: string;
}

/**
 * Every limit of the mechanism (H04). The three reports and the plan follow the source documents (H01–H03, E04);
 * figures that no document names leave a week of margin to the next weekly meeting and are meant to be changed.
 */
export const LIMIT_RULES = {
  plan: { name: '报送整改方案', trigger: '反馈', limit: { unit: 'working_day', amount: 15 }, source: 'E04' },
  plan_review: {
    name: '整改方案审核',
    trigger: '方案提交审核',
    limit: { unit: 'working_day', amount: 5 },
    source: 'E04',
  },
  finding: { name: '问题整改', trigger: '反馈', limit: { unit: 'month', amount: 3 }, source: 'H01' },
  immediate: { name: '立行立改', trigger: '反馈', limit: { unit: 'month', amount: 1 }, source: 'E05' },
  rectification_report: {
    name: '整改情况报告',
    trigger: '反馈',
    limit: { unit: 'month', amount: 3 },
    source: 'H01',
  },
  organisation_report: {
    name: '主要负责人组织落实情况报告',
    trigger: '反馈',
    limit: { unit: 'month', amount: 3 },
    source: 'H01',
  },
  stage_report: {
    name: '阶段性整改情况报告',
    trigger: '反馈',
    limit: { unit: 'month', amount: 6 },
    source: 'H02',
  },
  annual_report: {
    name: '年度整改情况报告',
    trigger: '当年仍有未销号问题',
    limit: { unit: 'year_end' },
    source: 'H03',
  },
  clue_reply: {
    name: '线索办理情况反馈',
    trigger: '线索移交',
    limit: { unit: 'month', amount: 3 },
    source: 'I06',
  },
  evaluation: {
    name: '质效评估',
    trigger: '集中整改期结束',
    limit: { unit: 'month', amount: 1 },
    source: 'I01',
  },
  guidance_reply: {
    name: '职能部门指导意见答复',
    trigger: '提请指导',
    limit: { unit: 'working_day', amount: 10 },
    source: 'F09',
  },
  help_reply: {
    name: '协调事项答复',
    trigger: '提出协调请求',
    limit: { unit: 'working_day', amount: 10 },
    source: 'F05',
  },
  extension_decision: {
    name: '延期申请审批',
    trigger: '提出延期申请',
    limit: { unit: 'working_day', amount: 5 },
    source: 'F04',
  },
  order_reply: {
    name: '督办回复',
    trigger: '督办单送达',
    limit: { unit: 'working_day', amount: 5 },
    source: 'F10',
  },
  written_statement: {
    name: '约谈书面说明',
    trigger: '约谈',
    limit: { unit: 'working_day', amount: 5 },
    source: 'I04',
  },
  disclosure: {
    name: '公开公示期',
    trigger: '公开',
    limit: { unit: 'working_day', amount: 15 },
    source: 'F11',
  },
} as const satisfies Record<string, LimitRule>;

export type LimitRuleId = keyof typeof LIMIT_RULES;
export const LIMIT_RULE_IDS = Object.keys(LIMIT_RULES) as readonly LimitRuleId[];

/** One version of a tenant's rules. It holds what differs from known practice, and from which trigger on. */
export interface LimitRuleSet {
  /** From 1 on, without gaps; 0 stands for known practice alone. */
  readonly version: number;
  /** Triggers on or after this day follow it. */
  readonly effectiveFrom: CalendarDate;
  readonly limits: Readonly<Partial<Record<LimitRuleId, Limit>>>;
  /** When findings turn blue and yellow, where that differs from known practice (F10). */
  readonly alerts?: AlertThresholds;
  /** Why it was changed, as the person wrote it. */
  readonly reason: string;
}

/** A due date by rule set: the explanation, and which rule in which version gave it. */
export interface RuledDueDate extends ExplainedDueDate {
  readonly ruleId: LimitRuleId;
  readonly version: number;
}

/** The version for a trigger of that day: of those already in effect, the newest. */
export const ruleSetOn = (
  ruleSets: readonly LimitRuleSet[],
  triggerDate: CalendarDate,
): LimitRuleSet | undefined =>
  ruleSets
    .filter((ruleSet) => ruleSet.effectiveFrom <= triggerDate)
    .reduce<LimitRuleSet | undefined>(
      (newest, ruleSet) => (newest && newest.version > ruleSet.version ? newest : ruleSet),
      undefined,
    );

/** The thresholds of a day, by the newest version in effect: one that says nothing of alerts leaves known practice. */
export const alertsOn = (ruleSets: readonly LimitRuleSet[], day: CalendarDate): AppliedAlerts => {
  const ruleSet = ruleSetOn(ruleSets, day);
  return ruleSet?.alerts ? { ...ruleSet.alerts, version: ruleSet.version } : { ...USUAL_ALERTS, version: 0 };
};

/** When does it end, and why (H04)? A version that says nothing about a rule leaves known practice in force. */
export const dueByRule = (
  ruleSets: readonly LimitRuleSet[],
  ruleId: LimitRuleId,
  trigger: LimitTrigger,
): RuledDueDate => {
  const rule: LimitRule = LIMIT_RULES[ruleId];
  const ruleSet = ruleSetOn(ruleSets, trigger.date);
  const limit = ruleSet?.limits[ruleId] ?? rule.limit;
  return { ...explainDueDate({ name: rule.name, limit }, trigger), ruleId, version: ruleSet?.version ?? 0 };
};

/** Ten years; more is a typing mistake. In the rule's own unit: 3,650 days, 2,500 working days, 120 months. */
const MAX_AMOUNT = { day: 3_650, working_day: 2_500, month: 120 } as const;

/** Amounts are whole, positive and not absurd. */
export const checkLimits = (limits: LimitRuleSet['limits']): Result<true> => {
  for (const [ruleId, limit] of Object.entries(limits)) {
    if (limit.unit === 'year_end') continue;
    const most = MAX_AMOUNT[limit.unit];
    if (!Number.isInteger(limit.amount) || limit.amount < 1 || limit.amount > most)
      return fail('invalid', 'limit_amount', `时限应为 1 至 ${most} 的整数，请改正后保存。`, {
        field: `limits.${ruleId}.amount`,
      });
  }
  return ok(true);
};

/** A version a year and one for every correction: fifty are a mistake of a program, not of a group. */
const MAX_VERSIONS = 50;

/** Checks a new version before it is kept: nothing that already runs may be caught by a start in the past. */
export const checkRuleSet = (
  next: Pick<LimitRuleSet, 'limits' | 'alerts' | 'effectiveFrom' | 'version'>,
  today: CalendarDate,
): Result<true> => {
  if (next.version > MAX_VERSIONS)
    return fail('conflict', 'limits_too_many', `时限规则最多保留${MAX_VERSIONS}版，请联系系统管理员。`);
  if (next.effectiveFrom < today)
    return fail('invalid', 'limits_in_past', '生效日期不能早于今天：已经开始计算的时限不因新规则变动。', {
      field: 'effectiveFrom',
    });
  const alerts = next.alerts ? checkAlerts(next.alerts) : ok(true as const);
  return alerts.ok ? checkLimits(next.limits) : alerts;
};

/** A date by rule as its reason: rule, version, arithmetic, and what may still move it. */
export const reasonOf = (due: RuledDueDate): RuleReason => {
  const { rule, version, trigger, date, clampedFrom, holidays = [], makeUpDays = [], unpublishedYears } = due;
  return {
    by: 'rule',
    rule: rule.name,
    version,
    trigger,
    limit: rule.limit,
    date,
    ...(clampedFrom ? { clampedFrom } : {}),
    holidays,
    makeUpDays,
    unpublishedYears,
  };
};

/** The answer to “为什么是这一天” in Chinese. */
export const dueSentence = (due: RuledDueDate): string => dueInChinese(reasonOf(due));

/** Something that runs, with the date it was given. */
export interface RunningLimit {
  readonly id: string;
  readonly ruleId: LimitRuleId;
  readonly trigger: LimitTrigger;
  readonly due: CalendarDate;
}

/** What a new version would make of one running item. */
export interface LimitMove {
  readonly id: string;
  readonly ruleId: LimitRuleId;
  readonly from: CalendarDate;
  readonly to: RuledDueDate;
}

/**
 * Which dates would a new version move, were it applied to what runs? Running items keep their dates unless a person
 * moves them explicitly, so this is a preview and a worklist, never an effect of saving the rules.
 */
export const previewRuleChange = (
  ruleSets: readonly LimitRuleSet[],
  next: LimitRuleSet,
  running: readonly RunningLimit[],
): readonly LimitMove[] =>
  running.flatMap(({ id, ruleId, trigger, due }) => {
    // Applied to what runs: the new version counts for old triggers too.
    const to = dueByRule([...ruleSets, { ...next, effectiveFrom: trigger.date }], ruleId, trigger);
    return to.date === due ? [] : [{ id, ruleId, from: due, to }];
  });

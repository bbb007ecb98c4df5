import type { PlanPaper } from '@xuncha/documents';
import {
  type Actor,
  formatChineseDate,
  PLAN_LISTS,
  type Plan,
  type PlanFinding,
  planList,
} from '@xuncha/domain';

/** What every paper that leaves the product carries; the product holds nothing of a higher class. */
const CLASSIFICATION = '内部资料';

export interface PaperInput {
  readonly plan: Plan;
  readonly unitName: string;
  readonly findings: readonly PlanFinding[];
  readonly actor: Actor;
  readonly at: string;
  readonly today: string;
}

/** 已批准（第2版） · 编制中（第1版） */
const versionWords = ({ content, status }: Plan): string => {
  const { number, approvedNumber } = content;
  if (status === 'approved') return `已批准（第${approvedNumber ?? number}版）`;
  return status === 'drafting' ? `编制中（第${number}版）` : `审批中（第${number}版）`;
};

const nameOf = ({ name, onBehalfOf }: Actor): string =>
  onBehalfOf ? `${name}（代 ${onBehalfOf.name}）` : name;

/** What stands alone in a unit's own form. */
export const templateFacts = ({ plan, unitName, actor, today }: PaperInput) => ({
  unit: unitName,
  round: plan.round ?? '',
  feedbackDate: formatChineseDate(plan.content.feedbackDate),
  version: versionWords(plan),
  classification: CLASSIFICATION,
  by: nameOf(actor),
  day: formatChineseDate(today),
});

/** The plan with its three lists over the findings as they stand now (E01). */
export const planPaper = ({ plan, unitName, findings, actor, at, today }: PaperInput): PlanPaper => {
  const { goals, organisation, feedbackDate } = plan.content;
  const by = nameOf(actor);
  const day = formatChineseDate(today);
  return {
    title: `${unitName}${plan.title}`,
    lead: [
      `单位：${unitName}　轮次：${plan.round ?? ''}　反馈日期：${formatChineseDate(feedbackDate)}`,
      `方案版本：${versionWords(plan)}　数据截至：${day}`,
    ],
    mark: `${CLASSIFICATION} · ${unitName} · ${by} 于 ${day} 导出`,
    watermark: `${CLASSIFICATION} ${by} ${today}`,
    footer: CLASSIFICATION,
    at,
    goals,
    organisation,
    lists: PLAN_LISTS.map((name) => planList(name, findings)),
  };
};

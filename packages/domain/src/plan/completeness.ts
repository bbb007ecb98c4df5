import { missingResponsibility } from '../finding/feedback.ts';
import { formatChineseDate } from '../limits/index.ts';
import type { PlanFinding } from './plan-finding.ts';

/** Where a gap is closed: the plan's own page, or a section of the finding's page. */
export type PlanPlace = 'plan' | 'next' | 'analysis' | 'responsibility' | 'measures';

export interface PlanGap {
  readonly code: string;
  /** One Chinese phrase that says what to do. */
  readonly message: string;
  readonly place: PlanPlace;
  /** Without it the plan cannot be submitted; otherwise whoever approves is told. */
  readonly blocking: boolean;
}

export interface FindingGaps {
  readonly findingId: string;
  readonly no: string;
  readonly title: string;
  readonly gaps: readonly PlanGap[];
}

export interface PlanGaps {
  readonly plan: readonly PlanGap[];
  readonly findings: readonly FindingGaps[];
}

const gap = (place: PlanPlace, code: string, message: string, blocking = true): PlanGap => ({
  code,
  message,
  place,
  blocking,
});
const blank = (text: string | undefined): boolean => !text?.trim();

const analysisGaps = (finding: PlanFinding): PlanGap[] => [
  ...(finding.causes.length === 0 ? [gap('analysis', 'cause_class', '选择原因分类')] : []),
  ...(blank(finding.causeText) ? [gap('analysis', 'cause_text', '填写原因分析')] : []),
  ...(blank(finding.goal) ? [gap('analysis', 'goal', '填写整改目标')] : []),
  ...(blank(finding.standard) ? [gap('analysis', 'standard', '确定验收标准')] : []),
];

const responsibilityGaps = (finding: PlanFinding): PlanGap[] =>
  missingResponsibility(finding).map(({ field, message }) => gap('responsibility', field, `明确${message}`));

/**
 * E05: the class sets the deadline. What is to be put right at once can't end after its limit; a later day of a finding
 * with a time limit is a question for those who approve, and a continuous one goes by its stages.
 */
const lateGaps = (finding: PlanFinding): PlanGap[] => {
  const { limitDate, termClass } = finding;
  if (!limitDate || termClass === 'continuous') return [];
  const late = finding.measures.filter(({ term }) => term.date !== undefined && term.date > limitDate);
  if (late.length === 0) return [];
  const numbers = late.map(({ seq }) => seq).join('、');
  const until = formatChineseDate(limitDate);
  return termClass === 'immediate'
    ? [gap('measures', 'late_immediate', `第${numbers}条措施晚于立行立改时限${until}，请提前或改为限期整改`)]
    : [gap('measures', 'late', `第${numbers}条措施晚于限期整改时限${until}，审批时请说明`, false)];
};

const measureGaps = (finding: PlanFinding): PlanGap[] => {
  const { measures } = finding;
  if (measures.length === 0) return [gap('measures', 'no_measures', '至少制定一条整改措施')];
  const undated = measures.filter(({ term }) => term.kind === 'none').map(({ seq }) => seq);
  return [
    ...(undated.length > 0
      ? [gap('measures', 'measure_term', `第${undated.join('、')}条措施未写明完成时限`)]
      : []),
    // E05: what goes on is held to stages.
    ...(finding.termClass === 'continuous' && measures.every(({ stages }) => stages.length === 0)
      ? [gap('measures', 'stages', '持续整改的问题须为措施列出阶段目标')]
      : []),
    ...lateGaps(finding),
  ];
};

/** Decided findings are in the plan as they were; nothing of them is asked for again. */
const SETTLED: readonly PlanFinding['state'][] = ['closing', 'closed', 'continuous'];

/** What one finding still lacks, and where to add it (E01–E05, A04). */
export const findingGaps = (finding: PlanFinding): PlanGap[] => {
  if (SETTLED.includes(finding.state)) return [];
  if (finding.state === 'disputed') return [gap('next', 'disputed', '已提出异议，待巡察办答复', false)];
  if (finding.state === 'delivered') return [gap('next', 'not_acknowledged', '认领问题')];
  return [...responsibilityGaps(finding), ...analysisGaps(finding), ...measureGaps(finding)];
};

/** What a plan still lacks before it can be submitted. Pure, so that page and server say the same. */
export const planGaps = (
  plan: { readonly goals: string; readonly organisation: string },
  findings: readonly PlanFinding[],
): PlanGaps => ({
  plan: [
    ...(blank(plan.goals) ? [gap('plan', 'goals', '填写总体目标')] : []),
    ...(blank(plan.organisation) ? [gap('plan', 'organisation', '填写组织领导')] : []),
    ...(findings.length === 0 ? [gap('plan', 'no_findings', '本批次没有需要整改的问题')] : []),
  ],
  findings: findings.flatMap((finding) => {
    const gaps = findingGaps(finding);
    return gaps.length > 0 ? [{ findingId: finding.id, no: finding.no, title: finding.title, gaps }] : [];
  }),
});

/** May it be submitted? Hints alone don't stop it. */
export const blockingGaps = ({ plan, findings }: PlanGaps): number =>
  [...plan, ...findings.flatMap(({ gaps }) => gaps)].filter(({ blocking }) => blocking).length;

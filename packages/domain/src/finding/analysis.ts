import type { LimitRuleSet } from '../limits/index.ts';
import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { findingDue, limitOnFeedback } from './due-date.ts';
import type { Finding, FindingAggregate, TermClass } from './finding.ts';

/**
 * Where a finding comes from (E03): the classes of the root-cause analysis, so that causes can be counted across units.
 * The hint says what belongs there.
 */
export const ROOT_CAUSES = {
  awareness: { title: '思想认识', hint: '对要求学习不深、理解有偏差、重视不够' },
  institution: { title: '制度机制', hint: '没有制度、制度之间不衔接，或制度不适用' },
  responsibility: { title: '责任落实', hint: '职责不清、压力没有传导到具体岗位' },
  execution: { title: '制度执行', hint: '有制度、有分工，但没有按规定办理' },
  supervision: { title: '监督管理', hint: '检查流于形式，发现和纠正不及时' },
  capability: { title: '能力素质', hint: '业务不熟、方法不多、培训不够' },
  conduct: { title: '作风纪律', hint: '形式主义、官僚主义，或纪律意识淡薄' },
  resources: { title: '资源保障', hint: '人员、经费、装备或信息化手段不足' },
  history: { title: '历史遗留', hint: '跨年度、跨单位形成，需分阶段解决' },
} as const satisfies Record<string, { title: string; hint: string }>;
export type RootCause = keyof typeof ROOT_CAUSES;
export const ROOT_CAUSE_NAMES = Object.keys(ROOT_CAUSES) as readonly RootCause[];

/** What has to be there to accept the finding as rectified (E02), and the library entry it was taken from. */
export interface AppliedStandard {
  readonly text: string;
  readonly entryId?: string;
  readonly libraryVersion?: number;
}

/** The analysis of a finding (E03), entered once and used by plan, lists and close-out. Its goal stands in the body. */
export interface FindingAnalysis {
  readonly causes: readonly RootCause[];
  readonly causeText?: string;
  readonly standard?: AppliedStandard;
}

export interface AnalysisInput extends FindingAnalysis {
  readonly goal?: string;
  readonly termClass: TermClass;
}

const ANALYSABLE: readonly Finding['state'][] = ['acknowledged', 'planning', 'rectifying', 'continuous'];
/** While the plan is made its class may still be chosen; afterwards a later limit would be an extension. */
const CLASSIFIABLE: readonly Finding['state'][] = ['acknowledged', 'planning'];

/**
 * E02, E03, E05: root cause, goal, acceptance standard and class of one finding. It may be saved unfinished; what is
 * missing is named when the plan is submitted. A change of class moves the limit by the unit's rules.
 */
export const analyse = (
  { finding, body, measures }: FindingAggregate,
  { goal, termClass, ...analysis }: AnalysisInput,
  ruleSets: readonly LimitRuleSet[] = [],
): Result<FindingChange> => {
  if (finding.state === 'closing')
    return fail(
      'conflict',
      'closeout_locked',
      '销号流程进行中，原因和标准只读；如需修改请先退回或撤回申请。',
    );
  if (!ANALYSABLE.includes(finding.state))
    return fail('conflict', 'state_not_analysable', '请先认领问题，再分析原因、确定整改目标和验收标准。');
  const reclassified = termClass !== finding.termClass;
  if (reclassified && !CLASSIFIABLE.includes(finding.state))
    return fail('conflict', 'class_fixed', '整改已经开始，整改类型不能再改；确需延长时限的，请申请延期。', {
      field: 'termClass',
    });
  const classified: Finding = { ...finding, termClass };
  const limited: Finding =
    reclassified && finding.feedbackDate
      ? { ...classified, limit: limitOnFeedback(classified, finding.feedbackDate, ruleSets) }
      : classified;
  return ok({
    finding: {
      ...limited,
      ...(limited.feedbackDate ? findingDue(limited, measures) : {}),
      state: finding.state === 'acknowledged' ? 'planning' : finding.state,
    },
    body: { ...body, goal, analysis },
    event: {
      type: 'finding.analysed',
      data: { termClass, goal, ...analysis, ...(reclassified ? { classBefore: finding.termClass } : {}) },
    },
  });
};

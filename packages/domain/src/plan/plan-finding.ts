import type { RootCause } from '../finding/analysis.ts';
import { classLimitOf } from '../finding/due-date.ts';
import type {
  FindingAggregate,
  FindingState,
  MeasureStatus,
  MeasureTerm,
  StageTarget,
  TermClass,
} from '../finding/finding.ts';
import { dueSentence } from '../limits/index.ts';

/** A measure as the plan shows it. */
export interface PlanMeasure {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly supportingDepartments: readonly string[];
  readonly handlerName?: string;
  readonly term: MeasureTerm;
  readonly stages: readonly StageTarget[];
  readonly status: Exclude<MeasureStatus, 'withdrawn'>;
  readonly progress: number;
}

/**
 * One finding as plan, three lists and time line show it (E01, E06): what stands on the finding, gathered, never a copy of
 * its own. Names of members' accounts, objections and evidence are not part of it.
 */
export interface PlanFinding {
  readonly id: string;
  readonly no: string;
  readonly title: string;
  readonly text: string;
  readonly domain?: string;
  readonly category?: string;
  readonly state: FindingState;
  readonly termClass: TermClass;
  readonly causes: readonly RootCause[];
  readonly causeText?: string;
  readonly goal?: string;
  readonly standard?: string;
  readonly principalName?: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly supportingDepartments: readonly string[];
  readonly handlerName?: string;
  readonly feedbackDate?: string;
  readonly dueDate?: string;
  readonly dueWhy?: string;
  /** The day the class alone sets (E05), and why. */
  readonly limitDate?: string;
  readonly limitWhy?: string;
  readonly progress: number;
  readonly measures: readonly PlanMeasure[];
}

const measuresOf = (measures: FindingAggregate['measures']): PlanMeasure[] =>
  measures.flatMap(({ status, ...measure }) =>
    status === 'withdrawn'
      ? []
      : [
          {
            id: measure.id,
            seq: measure.seq,
            text: measure.text,
            leaderName: measure.leaderName,
            departmentId: measure.departmentId,
            departmentName: measure.departmentName,
            supportingDepartments: measure.supportingDepartments,
            handlerName: measure.handlerName,
            term: measure.term,
            stages: measure.stages ?? [],
            status,
            progress: measure.progress,
          },
        ],
  );

export const planFindingOf = ({
  finding,
  body,
  measures,
}: Pick<FindingAggregate, 'finding' | 'body' | 'measures'>): PlanFinding => {
  const { responsibility } = finding;
  const limit = classLimitOf(finding);
  return {
    id: finding.id,
    no: finding.no,
    title: finding.title,
    text: body.text,
    domain: finding.domain,
    category: finding.category,
    state: finding.state,
    termClass: finding.termClass,
    causes: body.analysis?.causes ?? [],
    causeText: body.analysis?.causeText,
    goal: body.goal,
    standard: body.analysis?.standard?.text,
    principalName: responsibility.principalName,
    leaderName: responsibility.leaderName,
    departmentId: responsibility.departmentId,
    departmentName: responsibility.departmentName,
    supportingDepartments: responsibility.supportingDepartments,
    handlerName: responsibility.handlerName,
    feedbackDate: finding.feedbackDate,
    dueDate: finding.dueDate,
    dueWhy: finding.dueWhy,
    ...(limit ? { limitDate: limit.date, limitWhy: dueSentence(limit) } : {}),
    progress: finding.progress,
    measures: measuresOf(measures),
  };
};

/** `2025-06-30 完成 50%：制度印发；…` */
export const stagesText = ({ stages }: Pick<PlanMeasure, 'stages'>): string =>
  stages.map(({ on, percent, goal }) => `${on} 完成 ${percent}%：${goal}`).join('；');

/** Numbers as ledgers write them: `2` before `10`, `2.1` before `2.10`. */
export const byNumber = (a: Pick<PlanFinding, 'no'>, b: Pick<PlanFinding, 'no'>): number =>
  a.no.localeCompare(b.no, 'zh-CN', { numeric: true });

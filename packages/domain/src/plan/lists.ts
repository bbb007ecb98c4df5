import { ROOT_CAUSES } from '../finding/analysis.ts';
import { TERM_CLASS_TITLES } from '../finding/finding.ts';
import { byNumber, type PlanFinding, type PlanMeasure, stagesText } from './plan-finding.ts';

/** 问题清单 · 任务清单 · 责任清单: three views of the same findings (E01). */
export const PLAN_LISTS = ['problems', 'tasks', 'responsibilities'] as const;
export type PlanListName = (typeof PLAN_LISTS)[number];
export const PLAN_LIST_TITLES: Readonly<Record<PlanListName, string>> = {
  problems: '问题清单',
  tasks: '任务清单',
  responsibilities: '责任清单',
};

/** A column of a list, the same on the page, in Excel and in Word. */
export interface PlanListColumn {
  readonly key: string;
  readonly title: string;
  /** In characters; a Chinese character takes two. */
  readonly width: number;
}

export interface PlanListRow {
  /** Rows of one finding carry its id, so that a page can link to it and a workbook can merge. */
  readonly findingId: string;
  readonly cells: Readonly<Record<string, string>>;
}

export interface PlanList {
  readonly name: PlanListName;
  readonly columns: readonly PlanListColumn[];
  readonly rows: readonly PlanListRow[];
}

const STATE_TITLES: Readonly<Partial<Record<PlanFinding['state'], string>>> = {
  delivered: '待认领',
  disputed: '有异议',
  acknowledged: '已认领',
  planning: '制定措施',
  rectifying: '整改中',
  closing: '销号办理中',
  closed: '已销号',
  continuous: '持续整改',
};
const MEASURE_TITLES: Readonly<Record<PlanMeasure['status'], string>> = {
  not_started: '未开始',
  under_way: '进行中',
  done: '已完成',
};

const problems = (findings: readonly PlanFinding[]): PlanList => ({
  name: 'problems',
  columns: [
    { key: 'no', title: '序号', width: 6 },
    { key: 'domain', title: '领域', width: 12 },
    { key: 'category', title: '类别', width: 12 },
    { key: 'text', title: '问题表述', width: 40 },
    { key: 'termClass', title: '整改类型', width: 10 },
    { key: 'causes', title: '原因分类', width: 14 },
    { key: 'causeText', title: '原因分析', width: 32 },
    { key: 'goal', title: '整改目标', width: 28 },
    { key: 'standard', title: '验收标准', width: 28 },
    { key: 'due', title: '完成时限', width: 12 },
    { key: 'state', title: '状态', width: 10 },
  ],
  rows: findings.map((finding) => ({
    findingId: finding.id,
    cells: {
      no: finding.no,
      domain: finding.domain ?? '',
      category: finding.category ?? '',
      text: finding.text,
      termClass: TERM_CLASS_TITLES[finding.termClass],
      causes: finding.causes.map((cause) => ROOT_CAUSES[cause].title).join('、'),
      causeText: finding.causeText ?? '',
      goal: finding.goal ?? '',
      standard: finding.standard ?? '',
      due: finding.dueDate ?? '',
      state: STATE_TITLES[finding.state] ?? '',
    },
  })),
});

const tasks = (findings: readonly PlanFinding[]): PlanList => ({
  name: 'tasks',
  columns: [
    { key: 'no', title: '序号', width: 6 },
    { key: 'title', title: '问题', width: 28 },
    { key: 'seq', title: '措施', width: 6 },
    { key: 'measure', title: '整改措施', width: 44 },
    { key: 'leader', title: '责任领导', width: 10 },
    { key: 'department', title: '责任部门', width: 16 },
    { key: 'supporting', title: '配合部门', width: 18 },
    { key: 'handler', title: '经办人', width: 10 },
    { key: 'term', title: '完成时限', width: 14 },
    { key: 'stages', title: '阶段目标', width: 22 },
    { key: 'progress', title: '进度', width: 8 },
    { key: 'status', title: '状态', width: 8 },
  ],
  rows: findings.flatMap((finding) =>
    finding.measures.map((measure) => ({
      findingId: finding.id,
      cells: {
        no: finding.no,
        title: finding.title,
        seq: String(measure.seq),
        measure: measure.text,
        // Whoever is not named for the measure is who answers for the finding.
        leader: measure.leaderName ?? finding.leaderName ?? '',
        department: measure.departmentName ?? finding.departmentName ?? '',
        supporting: (measure.supportingDepartments.length > 0
          ? measure.supportingDepartments
          : finding.supportingDepartments
        ).join('、'),
        handler: measure.handlerName ?? finding.handlerName ?? '',
        term: measure.term.original ?? measure.term.date ?? '',
        stages: stagesText(measure),
        progress: `${measure.progress}%`,
        status: MEASURE_TITLES[measure.status],
      },
    })),
  ),
});

const responsibilities = (findings: readonly PlanFinding[]): PlanList => ({
  name: 'responsibilities',
  columns: [
    { key: 'leader', title: '责任领导', width: 12 },
    { key: 'department', title: '牵头部门', width: 18 },
    { key: 'no', title: '序号', width: 6 },
    { key: 'title', title: '问题', width: 36 },
    { key: 'principal', title: '第一责任人', width: 12 },
    { key: 'supporting', title: '配合部门', width: 22 },
    { key: 'handler', title: '经办人', width: 10 },
    { key: 'measures', title: '措施数', width: 8 },
    { key: 'due', title: '完成时限', width: 12 },
  ],
  rows: [...findings]
    .sort(
      (a, b) =>
        (a.leaderName ?? '').localeCompare(b.leaderName ?? '', 'zh-CN') ||
        (a.departmentName ?? '').localeCompare(b.departmentName ?? '', 'zh-CN') ||
        byNumber(a, b),
    )
    .map((finding) => ({
      findingId: finding.id,
      cells: {
        leader: finding.leaderName ?? '',
        department: finding.departmentName ?? '',
        no: finding.no,
        title: finding.title,
        principal: finding.principalName ?? '',
        supporting: finding.supportingDepartments.join('、'),
        handler: finding.handlerName ?? '',
        measures: String(finding.measures.length),
        due: finding.dueDate ?? '',
      },
    })),
});

const LISTS = { problems, tasks, responsibilities } as const;

/** One of the three lists over these findings, in the order of the feedback (responsibilities: by leader and department). */
export const planList = (name: PlanListName, findings: readonly PlanFinding[]): PlanList =>
  LISTS[name]([...findings].sort(byNumber));

export interface PlanFilter {
  readonly departmentName?: string;
  readonly leaderName?: string;
}

/** Findings of a department or leader, also where only a measure names them. */
export const filterPlan = (findings: readonly PlanFinding[], filter: PlanFilter): PlanFinding[] =>
  findings.filter(
    ({ departmentName, leaderName, supportingDepartments, measures }) =>
      (!filter.departmentName ||
        departmentName === filter.departmentName ||
        supportingDepartments.includes(filter.departmentName) ||
        measures.some((measure) => measure.departmentName === filter.departmentName)) &&
      (!filter.leaderName ||
        leaderName === filter.leaderName ||
        measures.some((measure) => measure.leaderName === filter.leaderName)),
  );

import { byNumber, type PlanFinding, planList, ROOT_CAUSES, TERM_CLASS_TITLES } from '@xuncha/domain';
import type { PlanPaper } from './plan-documents.ts';
import { paragraphs, table } from './word/word-markup.ts';
import {
  checkTemplate,
  fillTemplate,
  type Placeholders,
  type TemplateCheck,
  type TemplateData,
} from './word/word-template.ts';
import { writeWord } from './word/write-word.ts';

const MEASURE_TEXTS = [
  '措施序号',
  '措施内容',
  '措施责任领导',
  '措施责任部门',
  '措施配合部门',
  '措施经办人',
  '措施时限',
  '措施阶段目标',
  '措施进度',
  '措施状态',
] as const;
const FINDING_TEXTS = [
  '序号',
  '问题标题',
  '问题表述',
  '领域',
  '类别',
  '整改类型',
  '原因分类',
  '原因分析',
  '整改目标',
  '验收标准',
  '第一责任人',
  '责任领导',
  '牵头部门',
  '配合部门',
  '经办人',
  '完成时限',
] as const;
const PLAN_TEXTS = [
  '标题',
  '单位',
  '轮次',
  '反馈日期',
  '方案版本',
  '总体目标',
  '组织领导',
  '问题数',
  '措施数',
  '密级',
  '导出人',
  '导出日期',
] as const;

/** What a unit's own form of the plan may name. */
export const PLAN_PLACEHOLDERS = {
  texts: PLAN_TEXTS,
  lists: {
    问题: { texts: FINDING_TEXTS, lists: { 措施: { texts: MEASURE_TEXTS, lists: {} } } },
  },
} as const satisfies Placeholders;

/** Every paper says whose it is, how it is classified, and who took it out when. */
export const REQUIRED_PLACEHOLDERS = ['单位', '轮次', '密级', '导出人', '导出日期', '问题'] as const;

export const checkPlanTemplate = (bytes: Uint8Array): Promise<TemplateCheck> =>
  checkTemplate(bytes, PLAN_PLACEHOLDERS, REQUIRED_PLACEHOLDERS);

/** Facts of the paper that stand alone in a form. */
export interface PlanTemplateFacts {
  readonly unit: string;
  readonly round: string;
  readonly feedbackDate: string;
  readonly version: string;
  readonly classification: string;
  readonly by: string;
  readonly day: string;
}

const measureData = (finding: PlanFinding): Record<(typeof MEASURE_TEXTS)[number], string>[] =>
  planList('tasks', [finding]).rows.map(({ cells }) => ({
    措施序号: cells.seq ?? '',
    措施内容: cells.measure ?? '',
    措施责任领导: cells.leader ?? '',
    措施责任部门: cells.department ?? '',
    措施配合部门: cells.supporting ?? '',
    措施经办人: cells.handler ?? '',
    措施时限: cells.term ?? '',
    措施阶段目标: cells.stages ?? '',
    措施进度: cells.progress ?? '',
    措施状态: cells.status ?? '',
  }));

const findingData = (finding: PlanFinding): TemplateData => {
  const texts: Record<(typeof FINDING_TEXTS)[number], string> = {
    序号: finding.no,
    问题标题: finding.title,
    问题表述: finding.text,
    领域: finding.domain ?? '',
    类别: finding.category ?? '',
    整改类型: TERM_CLASS_TITLES[finding.termClass],
    原因分类: finding.causes.map((cause) => ROOT_CAUSES[cause].title).join('、'),
    原因分析: finding.causeText ?? '',
    整改目标: finding.goal ?? '',
    验收标准: finding.standard ?? '',
    第一责任人: finding.principalName ?? '',
    责任领导: finding.leaderName ?? '',
    牵头部门: finding.departmentName ?? '',
    配合部门: finding.supportingDepartments.join('、'),
    经办人: finding.handlerName ?? '',
    完成时限: finding.dueDate ?? '',
  };
  return { ...texts, 措施: measureData(finding) };
};

/** The plan in the unit's own form. */
export const fillPlanTemplate = (
  template: Uint8Array,
  paper: Pick<PlanPaper, 'title' | 'goals' | 'organisation'>,
  facts: PlanTemplateFacts,
  findings: readonly PlanFinding[],
): Promise<Uint8Array> => {
  const texts: Record<(typeof PLAN_TEXTS)[number], string> = {
    标题: paper.title,
    单位: facts.unit,
    轮次: facts.round,
    反馈日期: facts.feedbackDate,
    方案版本: facts.version,
    总体目标: paper.goals,
    组织领导: paper.organisation,
    问题数: String(findings.length),
    措施数: String(findings.reduce((sum, { measures }) => sum + measures.length, 0)),
    密级: facts.classification,
    导出人: facts.by,
    导出日期: facts.day,
  };
  return fillTemplate(template, { ...texts, 问题: [...findings].sort(byNumber).map(findingData) });
};

/** A form with every placeholder in its place, to start from. */
export const writeSampleTemplate = (at: string): Uint8Array => {
  const tag = (name: string) => `{{${name}}}`;
  const lines = (names: readonly string[]) => names.map((name) => `${name}：${tag(name)}`).join('\n');
  const [first = '', ...others] = MEASURE_TEXTS;
  const last = others.at(-1) ?? '';
  const body = [
    paragraphs(tag('标题'), { style: 'Title' }),
    paragraphs(lines(PLAN_TEXTS.filter((name) => name !== '标题'))),
    paragraphs('{{#问题}}'),
    paragraphs(`${tag('序号')}、${tag('问题标题')}`, { style: 'Heading' }),
    paragraphs(lines(FINDING_TEXTS.filter((name) => name !== '序号' && name !== '问题标题'))),
    table({
      shares: MEASURE_TEXTS.map(() => 10),
      headings: MEASURE_TEXTS,
      // A list that begins in the first cell of a row and ends in its last one repeats the row.
      rows: [[`{{#措施}}${tag(first)}`, ...others.slice(0, -1).map(tag), `${tag(last)}{{/措施}}`]],
    }),
    paragraphs('{{/问题}}'),
  ].join('');
  return writeWord({ title: '整改方案模板', at, mark: tag('密级'), footer: '整改方案', body });
};

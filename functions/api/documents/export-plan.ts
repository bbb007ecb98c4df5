import { fillPlanTemplate, writePlanWord, writePlanWorkbook } from '@xuncha/documents';
import { exportPlan, type MatterAggregate, type PlanContent, type TenantScope } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { readPlanTemplate, readTenant, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { matterDone, runOnMatter } from '../matter-command.ts';
import { allPlanFindings } from '../plans/plan-findings.ts';
import { batchOf, findingScope, readPlan } from '../plans/read-plan.ts';
import { EXCEL, WORD } from './file-types.ts';
import { type PaperInput, planPaper, templateFacts } from './plan-paper.ts';

const TYPES = {
  word: { contentType: WORD, ending: 'docx' },
  excel: { contentType: EXCEL, ending: 'xlsx' },
} as const;

/** Characters no file system of an office PC takes. */
const nameOf = (text: string): string => text.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_');

/** In the unit's own form where it has one, else in the house form. */
const wordOf = async (table: Table, scope: TenantScope, input: PaperInput): Promise<Uint8Array> => {
  const own = (await readPlanTemplate(table, scope))?.content;
  const paper = planPaper(input);
  return own ? fillPlanTemplate(own, paper, templateFacts(input), input.findings) : writePlanWord(paper);
};

/** The plan and its lists as a file. The trail keeps who took it; the file is made for the answer and kept nowhere. */
export const exportPlanDocument: Handler<'plans.export', ApiDeps> = async (call, deps) => {
  const { scope, params, body, actor, at, today } = call;
  const aggregate = await readPlan(deps.table, scope, params.planId);
  const findings = await allPlanFindings(deps.table, findingScope(scope), batchOf(aggregate));
  if (findings.length === 0)
    throw new HttpProblem(409, 'plan_empty', '方案中还没有问题，暂时没有可以导出的内容。');
  const measures = findings.reduce((sum, finding) => sum + finding.measures.length, 0);
  await runOnMatter(call, deps, {
    kind: 'plan',
    matterId: params.planId,
    decide: (plan: MatterAggregate<PlanContent>) =>
      exportPlan(plan, body.format, { findings: findings.length, measures }),
    body: matterDone,
  });
  const unitName = (await readTenant(deps.table, scope.tenantId))?.name ?? scope.tenantId;
  const input = { plan: aggregate.matter, unitName, findings, actor, at, today };
  const paper = planPaper(input);
  const bytes =
    body.format === 'word' ? await wordOf(deps.table, scope, input) : await writePlanWorkbook(paper);
  const { contentType, ending } = TYPES[body.format];
  return {
    body: {
      fileName: `${nameOf(paper.title)}（一方案三清单）-${today}.${ending}`,
      contentType,
      base64: Buffer.from(bytes).toString('base64'),
    },
  };
};

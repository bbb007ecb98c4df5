import { createHash } from 'node:crypto';
import type { OperationId } from '@xuncha/contracts';
import {
  checkPlanTemplate,
  PLAN_PLACEHOLDERS,
  REQUIRED_PLACEHOLDERS,
  TemplateError,
  writeSampleTemplate,
} from '@xuncha/documents';
import { type Call, etagOf, type Handler, HttpProblem, stale } from '@xuncha/http';
import { type PlanTemplate, planTemplateWrite, readPlanTemplate } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from '../tenants/tenant-decision.ts';
import { WORD } from './file-types.ts';

const { 问题: findingPlaceholders } = PLAN_PLACEHOLDERS.lists;

export const getPlanTemplate: Handler<'planTemplates.get', ApiDeps> = async ({ scope }, { table }) => {
  const template = await readPlanTemplate(table, scope);
  const version = template?.version ?? 0;
  return {
    body: {
      version,
      ...(template?.content ? { fileName: template.fileName, sha256: template.sha256 } : {}),
      changedAt: template?.changedAt,
      changedByName: template?.changedByName,
      placeholders: [
        { name: '', texts: [...PLAN_PLACEHOLDERS.texts] },
        { name: '问题', texts: [...findingPlaceholders.texts] },
        { name: '措施', texts: [...findingPlaceholders.lists.措施.texts] },
      ],
      required: [...REQUIRED_PLACEHOLDERS],
    },
    etag: etagOf(version),
  };
};

const PROBLEMS: Readonly<Record<TemplateError['code'], string>> = {
  not_docx: 'template_not_docx',
  too_large: 'template_too_large',
  forbidden: 'template_forbidden',
  syntax: 'template_syntax',
};

const checked = async (bytes: Uint8Array) => {
  try {
    return await checkPlanTemplate(bytes);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new HttpProblem(422, PROBLEMS[error.code], error.message, { field: 'base64' });
  }
};

/** Only a form that can be filled and says what every paper must say is taken (E01). */
const refuseGaps = async (bytes: Uint8Array): Promise<void> => {
  const { unknown, missing } = await checked(bytes);
  if (unknown.length === 0 && missing.length === 0) return;
  const words = [
    unknown.length > 0 ? `不认识的占位符：${unknown.join('、')}` : '',
    missing.length > 0 ? `缺少必备的占位符：${missing.join('、')}` : '',
  ].filter(Boolean);
  throw new HttpProblem(422, 'template_placeholders', `${words.join('；')}。请对照说明改正后重新上传。`, {
    field: 'base64',
    details: { unknown, missing },
  });
};

const change = (
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'>,
  deps: ApiDeps,
  type: string,
  next: (before: PlanTemplate | undefined) => Pick<PlanTemplate, 'fileName' | 'sha256' | 'content'>,
) =>
  runDecision(call, deps, async () => {
    const { tenantId } = call.scope;
    const head = await changeableHead(deps.table, tenantId);
    const before = await readPlanTemplate(deps.table, call.scope);
    const version = before?.version ?? 0;
    if (call.ifVersion !== version) throw stale(version);
    const template: PlanTemplate = {
      tenantId,
      version: version + 1,
      ...next(before),
      changedAt: call.at,
      changedByName: call.actor.name,
    };
    const { fileName, sha256 } = template;
    return {
      changes: [{ head, event: { type, data: { version: template.version, fileName, sha256 } } }],
      beside: [planTemplateWrite(template)],
      body: { version: template.version },
      etag: etagOf(template.version),
    };
  });

export const setPlanTemplate: Handler<'planTemplates.set', ApiDeps> = async (call, deps) => {
  const content = new Uint8Array(Buffer.from(call.body.base64, 'base64'));
  await refuseGaps(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return change(call, deps, 'tenant.plan_template_set', () => ({
    fileName: call.body.fileName,
    sha256,
    content,
  }));
};

/** Back to the house form; the earlier versions stay (F07). */
export const removePlanTemplate: Handler<'planTemplates.remove', ApiDeps> = (call, deps) =>
  change(call, deps, 'tenant.plan_template_removed', (before) => {
    if (!before?.content)
      throw new HttpProblem(409, 'template_absent', '本单位没有在用的模板，正在使用统一格式。');
    return {};
  });

export const samplePlanTemplate: Handler<'planTemplates.sample', ApiDeps> = async ({ at }) => ({
  body: {
    fileName: '整改方案模板示例.docx',
    contentType: WORD,
    base64: Buffer.from(writeSampleTemplate(at)).toString('base64'),
  },
});

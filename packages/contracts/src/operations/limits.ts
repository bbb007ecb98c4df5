import type { Operation } from '../operation.ts';
import * as s from '../schemas/index.ts';
import { TENANT } from './paths.ts';

export const LIMIT_OPERATIONS = {
  'limits.get': {
    method: 'GET',
    path: `${TENANT}/limit-rules`,
    capability: 'tenants',
    action: 'limit.read',
    summary: '时限规则：各项时限、历次版本及说明',
    output: s.LimitRules,
    status: 200,
    problems: [],
  },
  'limits.set': {
    method: 'POST',
    path: `${TENANT}/limit-rules`,
    capability: 'tenants',
    action: 'limit.configure',
    summary: '发布新一版时限规则（已在办的时限不变，可逐项调整）',
    ifMatch: true,
    body: s.LimitRuleSetInput,
    output: s.LimitRules.pick({ version: true }),
    status: 201,
    problems: ['limits_in_past', 'limit_amount', 'limits_too_many', 'tenant_state'],
  },
  'limits.preview': {
    method: 'POST',
    path: `${TENANT}/limit-rules/previews`,
    capability: 'tenants',
    action: 'limit.configure',
    summary: '预览：如按新规则计算，哪些在办问题的时限会变动（分页）',
    body: s.LimitPreviewInput,
    output: s.LimitPreview,
    status: 200,
    problems: ['limit_amount'],
  },
  'findings.moveLimits': {
    method: 'POST',
    path: `${TENANT}/findings/limit-moves`,
    capability: 'findings',
    action: 'limit.configure',
    summary: '把在办问题的时限调整到某一版规则（逐项给出结果）',
    body: s.LimitMoves,
    output: s.BulkResult,
    status: 200,
    problems: ['limits_unknown', 'state_not_open', 'limit_unchanged', 'closeout_locked'],
  },
} as const satisfies Record<string, Operation>;

import { HELP_KINDS } from '@xuncha/domain';
import * as z from 'zod';
import type { Operation } from '../operation.ts';
import * as s from '../schemas/index.ts';
import { Done, FINDING, TENANT } from './paths.ts';

const HELPS = `${TENANT}/help-requests`;
const HELP = `${HELPS}/{helpId}`;

/** Requests for help with a finding (协调事项, F05), and for guidance (提请指导, F09). */
export const HELP_OPERATIONS = {
  'help.list': {
    method: 'GET',
    path: HELPS,
    capability: 'matters',
    action: 'matter.read',
    summary: '协调事项或提请指导：待办结的按答复期限排列，或全部',
    query: s.PageQuery.extend({
      show: z.enum(['open', 'all']).optional(),
      kind: z.enum(HELP_KINDS).optional(),
    }),
    output: s.page(s.HelpItem),
    status: 200,
    problems: [],
  },
  'help.get': {
    method: 'GET',
    path: HELP,
    capability: 'matters',
    action: 'matter.read',
    summary: '协调事项、提请指导详情、答复、附件和办理记录',
    output: s.HelpDetail,
    status: 200,
    problems: [],
  },
  'help.ask': {
    method: 'POST',
    path: `${FINDING}/help-requests`,
    capability: 'matters',
    action: 'help.ask',
    summary: '就问题提出协调请求，或提请对口职能部门指导（答复期限按时限规则计算）',
    body: s.HelpInput,
    output: Done,
    status: 201,
    problems: [
      'state_not_open',
      'help_own_department',
      'help_without_department',
      'department_unknown',
      'matter_exists',
    ],
  },
  'help.reply': {
    method: 'POST',
    path: `${HELP}/replies`,
    capability: 'matters',
    action: 'help.reply',
    summary: '答复协调事项、提请指导',
    body: s.HelpReplyInput,
    output: Done,
    status: 200,
    problems: ['help_state', 'help_target'],
  },
  'help.settle': {
    method: 'POST',
    path: `${HELP}/settlements`,
    capability: 'matters',
    action: 'help.ask',
    summary: '确认答复有效并办结，或请继续协调',
    body: s.HelpSettlement,
    output: Done,
    status: 200,
    problems: ['help_state', 'not_applicant'],
  },
  'help.withdraw': {
    method: 'POST',
    path: `${HELP}/withdrawals`,
    capability: 'matters',
    action: 'help.ask',
    summary: '撤回协调请求（写明原因，记录保留）',
    body: s.Reason,
    output: Done,
    status: 200,
    problems: ['help_state', 'not_applicant'],
  },
} as const satisfies Record<string, Operation>;

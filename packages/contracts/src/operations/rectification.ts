import * as z from 'zod';
import type { Operation } from '../operation.ts';
import * as s from '../schemas/index.ts';
import { Done, FINDING } from './paths.ts';

/** The course of rectification beside its measures: stage acceptance, other dates, the green channel (F04, F06). */
export const RECTIFICATION_OPERATIONS = {
  'stages.decide': {
    method: 'POST',
    path: `${FINDING}/stage-decisions`,
    capability: 'findings',
    action: 'stage.decide',
    summary: '阶段性验收：通过或退回问题、单条措施的阶段成果',
    body: s.StageDecision,
    output: Done,
    status: 200,
    problems: ['closeout_locked', 'state_not_rectifying', 'stage_empty', 'separation_of_duties'],
  },
  'extensions.ask': {
    method: 'POST',
    path: `${FINDING}/extensions`,
    capability: 'findings',
    action: 'extension.ask',
    summary: '申请延期（整改办或集团巡察办审批）',
    body: s.ExtensionRequest,
    output: Done.extend({ extensionId: s.Id }),
    status: 201,
    problems: [
      'closeout_locked',
      'state_not_rectifying',
      'extension_pending',
      'extension_no_date',
      'extension_date',
      'measure_done',
      'evidence_unknown',
    ],
  },
  'extensions.decide': {
    method: 'POST',
    path: `${FINDING}/extensions/{extensionId}/decisions`,
    capability: 'findings',
    action: 'extension.decide',
    summary: '审批延期申请：同意则调整期限，不同意则维持',
    body: s.ExtensionDecision,
    output: Done,
    status: 200,
    problems: [
      'closeout_locked',
      'state_not_rectifying',
      'extension_decided',
      'extension_role',
      'separation_of_duties',
    ],
  },
  'extensions.withdraw': {
    method: 'POST',
    path: `${FINDING}/extensions/{extensionId}/withdrawals`,
    capability: 'findings',
    action: 'extension.ask',
    summary: '撤回延期申请',
    body: s.Reason,
    output: Done,
    status: 200,
    problems: ['extension_decided', 'not_applicant'],
  },
  'findings.greenChannel': {
    method: 'PUT',
    path: `${FINDING}/green-channel`,
    capability: 'findings',
    action: 'finding.green_channel',
    summary: '列入或取消绿色通道（关口时限减半，关口不减）',
    body: z.object({ on: z.boolean(), reason: s.Reason.shape.reason }),
    output: Done,
    status: 200,
    problems: ['closeout_locked', 'state_not_open', 'green_channel_unchanged'],
  },
} as const satisfies Record<string, Operation>;

import { type Actor, personsOf } from '../actor.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import { fail, ok, type Result } from '../result.ts';

/** Who must approve an export before it is built (K06): nobody, the inspection office or the leading group. */
export const EXPORT_APPROVALS = ['off', 'inspection_office', 'leading_group'] as const;
export type ExportApproval = (typeof EXPORT_APPROVALS)[number];
export type ExportApprover = Exclude<ExportApproval, 'off'>;

/** What holds where the unit's setting says nothing. */
export const DEFAULT_EXPORT_APPROVAL: ExportApproval = 'off';

/** An export as its approver meets it. */
export interface AwaitedExport {
  readonly status: string;
  readonly approver?: ExportApprover;
  readonly actor: Actor;
}

export interface ExportDecision {
  readonly outcome: 'approve' | 'refuse';
  /** Needed to refuse. */
  readonly reason?: string;
}

/** May this person decide on the request now? Nobody decides on what they or those they stand in for asked for (G07). */
export const checkExportDecision = (
  request: AwaitedExport,
  actor: Actor,
  { outcome, reason }: ExportDecision,
): Result<true> => {
  if (request.status !== 'requested' || !request.approver)
    return fail('conflict', 'archive_not_awaiting', '该申请已有处理结果，请刷新页面查看。');
  if (!actor.roles.includes(request.approver))
    return fail('forbidden', 'archive_other_approver', '该申请由其他部门审批，请等待其处理结果。');
  const askers = personsOf(request.actor);
  if (personsOf(actor).some((person) => askers.includes(person)))
    return fail('forbidden', 'archive_own_request', '不能审批本人提出的导出申请，请由其他人员审批。');
  if (outcome === 'refuse' && !reason?.trim())
    return fail('invalid', 'archive_reason', '请填写不同意的理由。', { field: 'reason' });
  return ok(true);
};

/** Whose inbox at HQ a request waits in; nothing once it is decided or called off. */
export const exportAwaits = ({
  status,
  approver,
}: Pick<AwaitedExport, 'status' | 'approver'>): string | undefined =>
  status === 'requested' && approver ? roleAssignee(approver) : undefined;

import type { Actor } from '../actor.ts';
import type { FindingChange } from '../finding/change.ts';
import { missingResponsibility } from '../finding/feedback.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import { fail, ok, type Result } from '../result.ts';
import type { ChainPolicy, CloseoutCase } from './case.ts';
import { gateAfter } from './policy.ts';
import { snapshotHash, snapshotOf } from './snapshot.ts';

export interface ApplicationInput {
  readonly caseId: string;
  readonly result: string;
  readonly similarCheck: string;
  readonly newRules: readonly string[];
  readonly consultDepartmentId?: string;
}

/** One thing that stands between the department and its application; `measureId` says where to fix it. */
export interface MissingItem {
  readonly code:
    | 'no_measures'
    | 'measure_open'
    | 'measure_without_evidence'
    | 'evidence_pending'
    | 'extension_pending'
    | 'responsibility_incomplete';
  readonly message: string;
  readonly measureId?: string;
}

/** G01: exactly what is missing before a close-out can be applied for; empty when nothing is. */
export const missingForApplication = (
  aggregate: Pick<FindingAggregate, 'finding' | 'measures' | 'evidence'>,
): MissingItem[] => {
  const standing = aggregate.measures.filter((measure) => measure.status !== 'withdrawn');
  const missing: MissingItem[] = [];
  const persons = missingResponsibility(aggregate.finding.responsibility);
  if (persons.length > 0)
    missing.push({
      code: 'responsibility_incomplete',
      message: `责任分工不完整，请先补充：${persons.map((item) => item.message).join('、')}。`,
    });
  if (standing.length === 0) missing.push({ code: 'no_measures', message: '还没有整改措施，请先添加措施。' });
  if (aggregate.finding.extension)
    missing.push({
      code: 'extension_pending',
      message: '延期申请正在审批，请等待决定或先撤回延期申请。',
    });
  for (const measure of standing) {
    if (measure.status !== 'done')
      missing.push({
        code: 'measure_open',
        measureId: measure.id,
        message: `第${measure.seq}条措施尚未完成（进度 ${measure.progress}%），请先填报完成。`,
      });
    const files = aggregate.evidence.filter(
      (item) => item.purpose === 'measure' && item.measureId === measure.id,
    );
    if (!files.some((item) => item.status === 'verified'))
      missing.push({
        code: 'measure_without_evidence',
        measureId: measure.id,
        message: `第${measure.seq}条措施没有校验通过的佐证材料，请上传。`,
      });
    const pending = files.filter((item) => item.status === 'registered');
    if (pending.length > 0)
      missing.push({
        code: 'evidence_pending',
        measureId: measure.id,
        message: `第${measure.seq}条措施有 ${pending.length} 份材料未传完或未校验，请等待、重传或撤回。`,
      });
  }
  return missing;
};

/** The department's head applies for close-out (gate `application`): starts a case under the tenant's policy. */
export const applyForCloseout = (
  aggregate: FindingAggregate,
  input: ApplicationInput,
  policy: ChainPolicy,
  actor: Actor,
  at: string,
): Result<FindingChange> => {
  const { finding } = aggregate;
  if (finding.state === 'closing')
    return fail('conflict', 'closeout_running', '该问题的销号流程正在进行，请在流程中查看进展。');
  if (finding.state !== 'rectifying' && finding.state !== 'continuous')
    return fail('conflict', 'state_not_rectifying', '只有“整改中”或“持续整改”的问题可以申请验收。');
  const missing = missingForApplication(aggregate);
  if (missing.length > 0)
    return fail(
      'invalid',
      'application_incomplete',
      `还差 ${missing.length} 项才能申请验收，请按清单补齐。`,
      {
        details: { missing },
      },
    );
  const application: CloseoutCase['application'] = {
    result: input.result,
    similarCheck: input.similarCheck,
    newRules: input.newRules,
    by: actor.userId,
    byName: actor.name,
    at,
  };
  const hash = snapshotHash(snapshotOf(aggregate, application));
  const first = gateAfter(policy, 'application') ?? 'leading_group';
  const closeoutCase: CloseoutCase = {
    id: input.caseId,
    status: 'running',
    policy,
    application,
    snapshotHash: hash,
    startedFrom: { state: finding.state, nextCheckDate: finding.nextCheckDate },
  };
  return ok({
    finding: {
      ...finding,
      state: 'closing',
      caseIds: [...finding.caseIds, input.caseId],
      closing: {
        caseId: input.caseId,
        gate: first,
        visit: 1,
        status: 'opening',
        escalation: 0,
        attempt: 1,
        actors: [{ gate: 'application', userId: actor.userId, onBehalfOf: actor.onBehalfOf?.userId }],
        snapshotHash: hash,
        consultDepartmentId: input.consultDepartmentId,
      },
      nextCheckDate: undefined,
    },
    cases: [closeoutCase],
    event: {
      type: 'closeout.applied',
      data: {
        caseId: input.caseId,
        gate: 'application',
        next: first,
        policyVersion: policy.version,
        snapshotHash: hash,
        result: input.result,
        similarCheck: input.similarCheck,
        newRules: input.newRules,
      },
    },
  });
};

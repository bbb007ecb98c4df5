import { type Actor, personsOf } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import { admitKept } from '../evidence/evidence-commands.ts';
import type { FindingChange } from '../finding/change.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import { type DomainError, fail, ok, type Result } from '../result.ts';
import { type CloseoutCase, type CloseoutProgress, GATE_TITLES, type Gate } from './case.ts';
import {
  type ChosenMeeting,
  type CommitteeMeeting,
  holdCommittee,
  type ReadMeeting,
} from './committee-meeting.ts';
import { earlierGates, gateAfter } from './policy.ts';
import { snapshotHash, snapshotOf } from './snapshot.ts';

/** Which roles decide each gate (closeout.md). The application is decided by applying. */
export const GATE_ROLES: Readonly<Record<Exclude<Gate, 'application'>, readonly Role[]>> = {
  evidence_check: ['rectification_office', 'discipline_committee'],
  consultation: ['functional_dept'],
  party_committee: ['party_secretary'],
  leading_group: ['leading_group'],
};

export interface EvidenceTick {
  readonly evidenceId: string;
  readonly verdict: 'sufficient' | 'insufficient';
  readonly reason?: string;
}

export interface DecisionInput {
  readonly caseId: string;
  readonly gate: Gate;
  readonly visit: number;
  /** Hash of the snapshot the decider saw (rule 2). */
  readonly snapshotHash: string;
  readonly outcome: 'approve' | 'return' | 'continuous';
  readonly reason?: string;
  readonly returnTo?: 'department' | Gate;
  readonly ticks?: readonly EvidenceTick[];
  readonly opinion?: string;
  /** Of the party committee: a recorded meeting of the unit, or as it was typed. */
  readonly meeting?: ChosenMeeting | CommitteeMeeting;
  /** HQ meeting of the leading group. */
  readonly meetingId?: string;
  readonly nextCheckDate?: string;
}

export interface DecisionContext {
  readonly actor: Actor;
  readonly at: string;
  /** Business date (Asia/Shanghai). */
  readonly today: string;
  /** The running number to use if this decision closes the finding: `BHCYC-2025-0001`. */
  readonly closeoutNo: string;
  /** The recorded meeting that was chosen (`chosenMeetingOf`), as it stands. */
  readonly unitMeeting?: ReadMeeting;
}

/** What the workflow must do next: a gate to open, or how the case ended. */
export type NextStep = Gate | 'closed' | 'returned' | 'continuous' | 'withdrawn';

/** The step the workflow stands at or must go to, read from the table's truth. */
export const nextStepOf = (
  finding: FindingAggregate['finding'],
  cases: readonly Pick<CloseoutCase, 'id' | 'status'>[],
  caseId: string,
): NextStep => {
  if (finding.closing?.caseId === caseId) return finding.closing.gate;
  const status = cases.find((item) => item.id === caseId)?.status;
  return status === undefined || status === 'running' ? 'withdrawn' : status;
};

/** Would this decision close the finding, so that a close-out number must be taken? */
export const closesFinding = (
  aggregate: Pick<FindingAggregate, 'finding' | 'cases'>,
  input: Pick<DecisionInput, 'outcome' | 'caseId'>,
): boolean => {
  const running = runningCase(aggregate, input.caseId);
  if (!running || input.outcome !== 'approve') return false;
  return gateAfter(running.closeoutCase.policy, running.closing.gate) === undefined;
};

/** G07: may this person decide here? Answers the refusal, or nothing. Reused by the page to explain. */
export const refuseDecider = (
  aggregate: Pick<FindingAggregate, 'finding' | 'evidence' | 'measures'>,
  closing: CloseoutProgress,
  actor: Pick<Actor, 'userId' | 'roles' | 'departmentId' | 'onBehalfOf'>,
): DomainError | undefined => {
  const allowed = closing.gate === 'application' ? [] : GATE_ROLES[closing.gate];
  if (!actor.roles.some((role) => allowed.includes(role)))
    return errorOf(
      'forbidden',
      'gate_role',
      `“${GATE_TITLES[closing.gate]}”由其他角色办理，您可以查看但不能决定。`,
    );
  if (
    closing.gate === 'consultation' &&
    closing.consultDepartmentId &&
    actor.departmentId !== closing.consultDepartmentId
  )
    return errorOf('forbidden', 'gate_department', '该问题已分送其他职能部门征求意见，由对口部门回复。');
  const persons = personsOf(actor);
  const acted = closing.actors.find(
    (earlier) =>
      earlier.gate !== closing.gate &&
      (persons.includes(earlier.userId) ||
        (earlier.onBehalfOf !== undefined && persons.includes(earlier.onBehalfOf))),
  );
  if (acted)
    return errorOf(
      'forbidden',
      'separation_of_duties',
      `您（或您代理的人）已在“${GATE_TITLES[acted.gate]}”环节经手本问题，不能再作后续决定，请由他人办理。`,
    );
  const isMine = (userId: string | undefined): boolean => userId !== undefined && persons.includes(userId);
  const uploaded = aggregate.evidence.some(
    (item) =>
      item.purpose === 'measure' &&
      item.status === 'verified' &&
      (isMine(item.uploadedBy) || isMine(item.uploadedOnBehalfOf)),
  );
  if (uploaded)
    return errorOf(
      'forbidden',
      'separation_of_duties',
      '您（或您代理的人）上传过本问题的佐证材料，不能对其作出决定，请由他人办理。',
    );
  const reported = aggregate.measures.some(
    (measure) => measure.status !== 'withdrawn' && measure.reportedBy?.some(isMine),
  );
  if (reported)
    return errorOf(
      'forbidden',
      'separation_of_duties',
      '您（或您代理的人）填报过本问题的措施进度，不能对其作出决定，请由他人办理。',
    );
  return undefined;
};

/** Decides the gate a case stands at (closeout.md, outcomes and rules 1–4, 6). */
export const decideGate = (
  aggregate: FindingAggregate,
  input: DecisionInput,
  context: DecisionContext,
): Result<FindingChange> => {
  const running = runningCase(aggregate, input.caseId);
  if (!running) return fail('conflict', 'case_ended', '该销号流程已经结束，请刷新页面查看结果。');
  const { closing, closeoutCase } = running;
  if (closing.gate !== input.gate || closing.visit !== input.visit || closing.status !== 'open')
    return fail('conflict', 'gate_already_decided', '这一关口已经由他人作出决定，请刷新页面查看最新进展。', {
      details: { gate: closing.gate, visit: closing.visit },
    });
  const refusal = refuseDecider(aggregate, closing, context.actor);
  if (refusal) return { ok: false, error: refusal };
  const current = snapshotHash(snapshotOf(aggregate, closeoutCase.application));
  if (current !== input.snapshotHash || current !== closing.snapshotHash)
    return fail('conflict', 'snapshot_changed', '您查看之后材料有变化，请核对变化内容后重新决定。', {
      details: { seen: input.snapshotHash, current },
    });
  const bad = checkContent(aggregate, input, context.today);
  if (bad) return { ok: false, error: bad };
  const held =
    input.gate === 'party_committee' && input.outcome === 'approve' && committee(aggregate, input, context);
  if (held && !held.ok) return held;
  const decided = {
    ...closing,
    actors: [
      ...closing.actors,
      {
        gate: closing.gate,
        userId: context.actor.userId,
        onBehalfOf: context.actor.onBehalfOf?.userId,
      },
    ],
  };
  const settled = held ? { ...input, meeting: held.value.meeting } : input;
  const minutes = held ? held.value.minutes : undefined;
  const change = OUTCOMES[input.outcome](aggregate, { closing: decided, closeoutCase }, settled, context);
  return change.ok && minutes
    ? ok({ ...change.value, evidence: [...(change.value.evidence ?? []), minutes] })
    : change;
};

const committee = (
  aggregate: FindingAggregate,
  { meeting, caseId }: DecisionInput,
  { unitMeeting, today, at }: DecisionContext,
) => holdCommittee(aggregate, meeting, unitMeeting, { caseId, today, at });

interface Running {
  readonly closing: CloseoutProgress;
  readonly closeoutCase: CloseoutCase;
}

const runningCase = (
  aggregate: Pick<FindingAggregate, 'finding' | 'cases'>,
  caseId: string,
): Running | undefined => {
  const { closing } = aggregate.finding;
  const closeoutCase = aggregate.cases.find((item) => item.id === caseId);
  if (!closing || closing.caseId !== caseId || closeoutCase?.status !== 'running') return undefined;
  return { closing, closeoutCase };
};

const errorOf = (
  kind: DomainError['kind'],
  code: string,
  message: string,
  field?: string,
  details?: unknown,
): DomainError => ({ kind, code, message, field, details });

/** What each gate must carry, by gate and outcome (G02–G05). */
const checkContent = (
  aggregate: FindingAggregate,
  input: DecisionInput,
  today: string,
): DomainError | undefined => {
  if (input.outcome === 'return' && !input.reason?.trim())
    return errorOf('invalid', 'reason_missing', '退回必须写明原因，让责任部门知道补什么。', 'reason');
  if (input.outcome === 'continuous') return checkContinuous(input, today);
  if (input.gate === 'evidence_check') return checkTicks(aggregate, input);
  if (input.outcome !== 'approve') return undefined;
  if (input.gate === 'consultation' && !input.opinion?.trim())
    return errorOf('invalid', 'opinion_missing', '请填写职能部门意见。', 'opinion');
  if (input.gate === 'leading_group' && !input.meetingId)
    return errorOf('invalid', 'meeting_missing', '领导小组销号须在会议中决定，请选择会议。', 'meetingId');
  return undefined;
};

const checkContinuous = (input: DecisionInput, today: string): DomainError | undefined => {
  if (input.gate !== 'leading_group')
    return errorOf('invalid', 'continuous_not_here', '只有领导小组可以决定转入持续整改。', 'outcome');
  if (!input.meetingId)
    return errorOf('invalid', 'meeting_missing', '领导小组的决定须在会议中作出，请选择会议。', 'meetingId');
  if (!input.reason?.trim())
    return errorOf('invalid', 'reason_missing', '转入持续整改必须写明原因。', 'reason');
  if (!input.nextCheckDate || input.nextCheckDate <= today)
    return errorOf('invalid', 'next_check_missing', '请填写晚于今天的下次检查日期。', 'nextCheckDate');
  return undefined;
};

/** G02: every item ticked once; an insufficient one has a reason and forbids approval. */
const checkTicks = (aggregate: FindingAggregate, input: DecisionInput): DomainError | undefined => {
  const ticks = input.ticks ?? [];
  const items = aggregate.evidence.filter((item) => item.purpose === 'measure' && item.status === 'verified');
  const byId = new Map(ticks.map((tick) => [tick.evidenceId, tick]));
  if (byId.size !== ticks.length || ticks.some((tick) => !items.some((item) => item.id === tick.evidenceId)))
    return errorOf('invalid', 'ticks_wrong', '核验结果与材料清单不一致，请刷新后逐项核验。', 'ticks');
  const bare = ticks.find((tick) => tick.verdict === 'insufficient' && !tick.reason?.trim());
  if (bare)
    return errorOf('invalid', 'tick_reason_missing', '核验为“不充分”的材料必须写明原因。', 'ticks', {
      evidenceId: bare.evidenceId,
    });
  if (input.outcome !== 'approve') return undefined;
  const unticked = items.filter((item) => !byId.has(item.id));
  if (unticked.length > 0)
    return errorOf(
      'invalid',
      'ticks_missing',
      `还有 ${unticked.length} 份材料没有核验，请逐份标注充分或不充分。`,
      'ticks',
      {
        evidenceIds: unticked.map((item) => item.id),
      },
    );
  if (ticks.some((tick) => tick.verdict === 'insufficient'))
    return errorOf('invalid', 'ticks_insufficient', '有材料核验为“不充分”，不能通过，请退回补充。', 'ticks');
  return undefined;
};

type OutcomeRule = (
  aggregate: FindingAggregate,
  running: Running,
  input: DecisionInput,
  context: DecisionContext,
) => Result<FindingChange>;

const eventOf = (input: DecisionInput, next: NextStep, extra: Record<string, unknown> = {}) => ({
  type: 'closeout.decided' as const,
  data: { ...input, next, ...extra },
});

const openNext = (
  aggregate: FindingAggregate,
  { closing }: Running,
  input: DecisionInput,
  gate: Gate,
): Result<FindingChange> =>
  ok({
    finding: {
      ...aggregate.finding,
      closing: {
        ...closing,
        gate,
        visit: closing.visit + 1,
        status: 'opening',
        escalation: 0,
        due: undefined,
        openedAt: undefined,
      },
    },
    event: eventOf(input, gate),
  });

const endCase = (
  aggregate: FindingAggregate,
  { closeoutCase, closing }: Running,
  input: DecisionInput,
  context: DecisionContext,
  end: {
    readonly status: 'closed' | 'returned' | 'continuous';
    readonly state: 'closed' | 'rectifying' | 'continuous';
    readonly closeoutNo?: string;
    readonly nextCheckDate?: string;
  },
): Result<FindingChange> => {
  // Back in work, files that came meanwhile count; a closed finding keeps the set that was decided on.
  const admitted = end.state === 'closed' ? [] : admitKept(aggregate);
  return ok({
    finding: {
      ...aggregate.finding,
      state: end.state,
      closing: undefined,
      closeoutNo: end.closeoutNo ?? aggregate.finding.closeoutNo,
      ...(end.status === 'returned' ? {} : { rulesBuilt: closeoutCase.application.newRules.length }),
      nextCheckDate: end.nextCheckDate,
    },
    cases: [
      {
        ...closeoutCase,
        status: end.status,
        endedAt: context.at,
        endedAtGate: input.gate,
        closeoutNo: end.closeoutNo,
        frozen: end.status === 'closed' || closing.frozen,
      },
    ],
    evidence: admitted,
    event: eventOf(input, end.status, {
      ...(end.closeoutNo ? { closeoutNo: end.closeoutNo } : {}),
      ...(admitted.length > 0 ? { admitted: admitted.map(({ id }) => id) } : {}),
    }),
  });
};

const OUTCOMES: Readonly<Record<DecisionInput['outcome'], OutcomeRule>> = {
  approve: (aggregate, running, input, context) => {
    const next = gateAfter(running.closeoutCase.policy, running.closing.gate);
    if (next) return openNext(aggregate, running, input, next);
    return endCase(aggregate, running, input, context, {
      status: 'closed',
      state: 'closed',
      closeoutNo: context.closeoutNo,
    });
  },
  return: (aggregate, running, input, context) => {
    const target = input.returnTo ?? 'department';
    if (target === 'department' || target === 'application')
      return endCase(aggregate, running, input, context, { status: 'returned', state: 'rectifying' });
    if (!earlierGates(running.closeoutCase.policy, running.closing.gate).includes(target))
      return fail('invalid', 'return_target', '只能退回到本流程中更早的关口或责任部门。', {
        field: 'returnTo',
      });
    return openNext(aggregate, running, input, target);
  },
  continuous: (aggregate, running, input, context) =>
    endCase(aggregate, running, input, context, {
      status: 'continuous',
      state: 'continuous',
      nextCheckDate: input.nextCheckDate,
    }),
};

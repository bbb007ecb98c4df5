import { type Actor, personsOf } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import { admitKept } from '../evidence/evidence-commands.ts';
import type { FindingChange } from '../finding/change.ts';
import type { Finding, FindingAggregate } from '../finding/finding.ts';
import { gateDays } from '../finding/green-channel.ts';
import { addWorkingDays } from '../limits/index.ts';
import { fail, ok, type Result } from '../result.ts';
import type { ChainPolicy, CloseoutProgress, Gate } from './case.ts';
import { frozenSnapshot } from './snapshot.ts';

/** Business date by which a gate opened today should be decided: the policy's working days, fewer on the green channel. */
export const gateDue = (
  policy: ChainPolicy,
  gate: Gate,
  today: string,
  finding: Pick<Finding, 'green'> = {},
): string | undefined =>
  gate === 'application' ? undefined : addWorkingDays(today, gateDays(policy.limits[gate], finding)).date;

/**
 * Opens the gate the case has come to: people may decide from now on, and the limit runs. The first one opened also
 * freezes what was applied for, so that a case sent back can later be held against the next one.
 */
export const openGate = (
  aggregate: FindingAggregate,
  caseId: string,
  at: string,
  today: string,
): Result<FindingChange> => {
  const { closing } = aggregate.finding;
  const closeoutCase = aggregate.cases.find((item) => item.id === caseId);
  if (!closing || closing.caseId !== caseId || !closeoutCase)
    return fail('conflict', 'case_ended', '该销号流程已经结束。');
  if (closing.status === 'open') return fail('conflict', 'gate_open', '该关口已经打开。');
  // A gate that had been open before its execution was lost keeps its limit: an outage gives nobody more time.
  const due = closing.due ?? gateDue(closeoutCase.policy, closing.gate, today, aggregate.finding);
  const openedAt = closing.openedAt ?? at;
  // A snapshot that is not what was applied for would prove nothing; the decision then refuses by itself.
  const frozen =
    closing.frozen || frozenSnapshot(aggregate, caseId)?.hash === closing.snapshotHash || undefined;
  return ok({
    finding: { ...aggregate.finding, closing: { ...closing, status: 'open', openedAt, due, frozen } },
    event: {
      type: 'closeout.gate_opened',
      data: { caseId, gate: closing.gate, visit: closing.visit, due, snapshotHash: closing.snapshotHash },
    },
  });
};

/** The level above each gate, to which a passed limit escalates. Time never decides. */
export const ESCALATION_ROLES: Readonly<Record<Exclude<Gate, 'application'>, Role>> = {
  evidence_check: 'party_secretary',
  consultation: 'inspection_office',
  party_committee: 'inspection_office',
  leading_group: 'group_admin',
};

/** A gate's limit has passed: first a reminder, then escalation to the level above, again every limit. */
export const escalateGate = (
  aggregate: FindingAggregate,
  caseId: string,
  today: string,
): Result<FindingChange> => {
  const { closing } = aggregate.finding;
  const closeoutCase = aggregate.cases.find((item) => item.id === caseId);
  if (!closing || closing.caseId !== caseId || !closeoutCase || closing.gate === 'application')
    return fail('conflict', 'case_ended', '该销号流程已经结束。');
  if (closing.status !== 'open' || !closing.due || closing.due >= today)
    return fail('conflict', 'limit_not_passed', '该关口尚未超过时限。');
  const escalation = closing.escalation + 1;
  const due = gateDue(closeoutCase.policy, closing.gate, today, aggregate.finding);
  return ok({
    finding: { ...aggregate.finding, closing: { ...closing, escalation, due } },
    event: {
      type: escalation === 1 ? 'closeout.reminded' : 'closeout.escalated',
      data: {
        caseId,
        gate: closing.gate,
        visit: closing.visit,
        passed: closing.due,
        due,
        escalation,
        ...(escalation > 1 ? { to: ESCALATION_ROLES[closing.gate] } : {}),
      },
    },
  });
};

/** The execution that carried the case is gone: a new one starts from the recorded gate. */
export const resumeCase = (aggregate: FindingAggregate, caseId: string): Result<FindingChange> => {
  const { closing } = aggregate.finding;
  if (!closing || closing.caseId !== caseId) return fail('conflict', 'case_ended', '该销号流程已经结束。');
  const attempt = closing.attempt + 1;
  return ok({
    finding: { ...aggregate.finding, closing: { ...closing, attempt, status: 'opening' } },
    event: { type: 'closeout.resumed', data: { caseId, gate: closing.gate, visit: closing.visit, attempt } },
  });
};

/** Has the party committee's gate ever been open in this case, in this visit or before a return? */
const committeeHasOpened = ({ gate, openedAt, actors }: CloseoutProgress): boolean =>
  gate === 'leading_group' ||
  (gate === 'party_committee' && openedAt !== undefined) ||
  actors.some((actor) => actor.gate === 'party_committee');

/** The applicant takes the application back, in person or by a substitute, until the party committee's gate opens. */
export const withdrawCase = (
  aggregate: FindingAggregate,
  input: { readonly caseId: string; readonly reason: string },
  actor: Actor,
  at: string,
): Result<FindingChange> => {
  const { closing } = aggregate.finding;
  const closeoutCase = aggregate.cases.find((item) => item.id === input.caseId);
  if (!closing || closing.caseId !== input.caseId || !closeoutCase)
    return fail('conflict', 'case_ended', '该销号流程已经结束，请刷新页面查看结果。');
  const applicants = closing.actors
    .filter((earlier) => earlier.gate === 'application')
    .flatMap(({ userId, onBehalfOf }) => [userId, onBehalfOf]);
  if (!personsOf(actor).some((person) => applicants.includes(person)))
    return fail('forbidden', 'not_applicant', '只有申请人本人可以撤回验收申请。');
  if (committeeHasOpened(closing))
    return fail('conflict', 'withdraw_too_late', '党委会决策环节已经开始，不能再撤回，请联系党委退回。');
  const admitted = admitKept(aggregate);
  return ok({
    finding: {
      ...aggregate.finding,
      ...(closeoutCase.startedFrom ?? { state: 'rectifying' as const }),
      closing: undefined,
    },
    cases: [
      {
        ...closeoutCase,
        status: 'withdrawn',
        endedAt: at,
        endedAtGate: closing.gate,
        frozen: closing.frozen,
      },
    ],
    evidence: admitted,
    event: {
      type: 'closeout.withdrawn',
      data: {
        caseId: input.caseId,
        gate: closing.gate,
        visit: closing.visit,
        reason: input.reason,
        next: 'withdrawn',
        ...(admitted.length > 0 ? { admitted: admitted.map(({ id }) => id) } : {}),
      },
    },
  });
};

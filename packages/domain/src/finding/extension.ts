import { type Actor, personsOf } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import {
  type CalendarDate,
  daysBetween,
  dueByRule,
  dueSentence,
  isCalendarDate,
  type LimitRuleSet,
} from '../limits/index.ts';
import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { findingDue } from './due-date.ts';
import type { Extended, Finding, FindingAggregate, Measure, PendingExtension } from './finding.ts';

/**
 * Who decides an extension (F04): the unit's rectification office, when it is the first one of a measure and of at
 * most thirty days; any other – longer, again, or of the finding itself – HQ's inspection office.
 */
export const EXTENSION_RULE = { officeDays: 30, officeTimes: 1 } as const;

export const extensionDecider = (
  measure: Pick<Measure, 'extensions'> | undefined,
  from: CalendarDate,
  to: CalendarDate,
): Extract<Role, 'rectification_office' | 'inspection_office'> =>
  measure &&
  (measure.extensions ?? 0) < EXTENSION_RULE.officeTimes &&
  daysBetween(from, to) <= EXTENSION_RULE.officeDays
    ? 'rectification_office'
    : 'inspection_office';

export interface ExtensionRequest {
  readonly id: string;
  /** Of one measure; without it the finding's own date. */
  readonly measureId?: string;
  readonly to: CalendarDate;
  readonly reason: string;
  readonly evidenceIds?: readonly string[];
  /** The moment it is asked. */
  readonly at?: string;
}

const refuseState = ({ state }: Finding): Result<never> | undefined => {
  if (state === 'closing')
    return fail(
      'conflict',
      'closeout_locked',
      '销号流程已经开始，期限不能再调整；如需延期请先退回或撤回申请。',
    );
  if (state !== 'rectifying' && state !== 'continuous')
    return fail('conflict', 'state_not_rectifying', '整改中或持续整改的问题才能申请延期。');
  return undefined;
};

/** The department asks for another date, with a reason; nothing moves until it is decided. */
export const askExtension = (
  aggregate: FindingAggregate,
  request: ExtensionRequest,
  actor: Actor,
  today: CalendarDate,
  ruleSets: readonly LimitRuleSet[] = [],
): Result<FindingChange> => {
  const { finding } = aggregate;
  const refused = refuseState(finding);
  if (refused) return refused;
  if (finding.extension)
    return fail('conflict', 'extension_pending', '已有一项延期申请等待审批，请等待决定或先撤回。');
  const { measureId, to } = request;
  const measure = aggregate.measures.find(({ id, status }) => id === measureId && status !== 'withdrawn');
  if (measureId && !measure)
    return fail('missing', 'not_found', '没有找到这条措施，可能已被撤回，请刷新页面。');
  if (measure?.status === 'done') return fail('conflict', 'measure_done', '这条措施已经完成，无需延期。');
  const from = measure ? (measure.term.date ?? finding.dueDate) : finding.dueDate;
  if (!from) return fail('conflict', 'extension_no_date', '还没有整改期限，无需延期。');
  if (!isCalendarDate(to) || to <= from || to <= today)
    return fail('invalid', 'extension_date', `请填写晚于原期限（${from}）且晚于今天的日期。`, {
      field: 'to',
    });
  const strange = (request.evidenceIds ?? []).some((id) => {
    const item = aggregate.evidence.find((one) => one.id === id);
    return item?.status !== 'registered' && item?.status !== 'verified';
  });
  if (strange)
    return fail('invalid', 'evidence_unknown', '所选佐证材料不存在或已撤回，请重新选择。', {
      field: 'evidenceIds',
    });
  const decider = extensionDecider(measure, from, to);
  const due = dueByRule(ruleSets, 'extension_decision', { label: '提出延期申请', date: today });
  const pending: PendingExtension = {
    id: request.id,
    ...(measure ? { measureId: measure.id, seq: measure.seq } : {}),
    from,
    to,
    decider,
    due: due.date,
    by: [...personsOf(actor)],
    byName: actor.name,
    ...(request.at ? { askedAt: request.at } : {}),
  };
  return ok({
    finding: { ...finding, extension: pending },
    event: {
      type: 'extension.asked',
      data: {
        extensionId: request.id,
        measureId: pending.measureId,
        seq: pending.seq,
        from,
        to,
        reason: request.reason,
        evidenceIds: request.evidenceIds,
        decider,
        due: due.date,
        dueWhy: dueSentence(due),
      },
    },
  });
};

const pendingOf = (finding: Finding, extensionId: string): Result<PendingExtension> =>
  finding.extension?.id === extensionId
    ? ok(finding.extension)
    : fail('conflict', 'extension_decided', '这项延期申请已经办结或撤回，请刷新页面查看。');

const aboutOf = ({ id, measureId, seq, from, to }: PendingExtension) => ({
  extensionId: id,
  measureId,
  seq,
  from,
  to,
});

/** Who asked takes the request back. */
export const withdrawExtension = (
  { finding }: Pick<FindingAggregate, 'finding'>,
  extensionId: string,
  reason: string,
  actor: Pick<Actor, 'userId' | 'onBehalfOf'>,
): Result<FindingChange> => {
  const found = pendingOf(finding, extensionId);
  if (!found.ok) return found;
  if (!personsOf(actor).some((person) => found.value.by.includes(person)))
    return fail('forbidden', 'not_applicant', '只有申请人本人可以撤回延期申请。');
  return ok({
    finding: { ...finding, extension: undefined },
    event: { type: 'extension.withdrawn', data: { ...aboutOf(found.value), reason } },
  });
};

/** May this person decide the request that waits? Answers the refusal, or nothing. */
const refuseExtensionDecider = (
  { decider, by }: PendingExtension,
  actor: Pick<Actor, 'userId' | 'onBehalfOf' | 'roles'>,
): Result<never> | undefined => {
  if (!actor.roles.includes(decider))
    return fail(
      'forbidden',
      'extension_role',
      decider === 'inspection_office'
        ? '这项延期由集团巡察办审批，您可以查看但不能决定。'
        : '这项延期由本单位整改办审批，您可以查看但不能决定。',
    );
  if (personsOf(actor).some((person) => by.includes(person)))
    return fail('forbidden', 'separation_of_duties', '您（或您代理的人）是申请人，不能审批自己的延期申请。');
  return undefined;
};

const DECIDER_NAMES = { rectification_office: '整改办', inspection_office: '集团巡察办' } as const;

export interface ExtensionDecision {
  readonly extensionId: string;
  readonly outcome: 'approved' | 'refused';
  readonly reason: string;
}

/** Moves the date with its explanation, or keeps it; either way with a reason. */
export const decideExtension = (
  aggregate: FindingAggregate,
  { extensionId, outcome, reason }: ExtensionDecision,
  actor: Actor,
  today: CalendarDate,
): Result<FindingChange> => {
  const { finding } = aggregate;
  const state = refuseState(finding);
  if (state) return state;
  const found = pendingOf(finding, extensionId);
  if (!found.ok) return found;
  const pending = found.value;
  const refused = refuseExtensionDecider(pending, actor);
  if (refused) return refused;
  const event = {
    type: outcome === 'approved' ? ('extension.approved' as const) : ('extension.refused' as const),
    data: { ...aboutOf(pending), decider: pending.decider, reason },
  };
  const rest = { ...finding, extension: undefined };
  if (outcome === 'refused') return ok({ finding: rest, event });
  const extended: Extended = {
    from: pending.from,
    to: pending.to,
    on: today,
    by: `${DECIDER_NAMES[pending.decider]}${actor.name}`,
  };
  const counted = { ...rest, extensions: (finding.extensions ?? 0) + 1 };
  const measure = aggregate.measures.find(({ id }) => id === pending.measureId);
  if (!measure) {
    const moved = { ...counted, extended };
    return ok({ finding: { ...moved, ...findingDue(moved, aggregate.measures) }, event });
  }
  const later: Measure = {
    ...measure,
    term: { ...measure.term, kind: 'date', date: pending.to },
    extended,
    extensions: (measure.extensions ?? 0) + 1,
  };
  const measures = [...aggregate.measures.filter(({ id }) => id !== measure.id), later];
  return ok({ finding: { ...counted, ...findingDue(counted, measures) }, measures: [later], event });
};

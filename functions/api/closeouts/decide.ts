import type { BodyOf } from '@xuncha/contracts';
import {
  chosenMeetingOf,
  closesFinding,
  type DecisionContext,
  type DecisionInput,
  decideGate,
  type Finding,
  type FindingAggregate,
  type FindingChange,
  fail,
  frozenSnapshot,
  type MatterAggregate,
  noteDecision,
  type Principal,
  type Result,
  type TenantScope,
  type UnitMeetingContent,
} from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import {
  type CommandInput,
  listEvents,
  loadMatter,
  MEETINGS,
  meetingDecisionWrite,
  newId,
  nextCloseoutNumber,
  planMatter,
  type ReservedNumber,
  readDocument,
  snapshotWrite,
  type Table,
  type Write,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { runOnFinding } from '../finding-command.ts';
import { qualityOrder } from './quality-order.ts';

/** Answer of every command on a case. */
export const caseAnswer = (finding: Finding, caseId: string) => ({
  caseId,
  next: finding.closing?.gate ?? finding.state,
  closeoutNo: finding.state === 'closed' ? finding.closeoutNo : undefined,
  version: finding.version,
});

type Deciding = Pick<CommandInput, 'decide' | 'beside'>;

/**
 * The rule and the writes of one decision. A decision that closes the finding takes the next close-out number in the
 * same transaction, where its snapshot stands by then; if somebody else took the number, everything is read again.
 */
export const deciding = (
  table: Table,
  scope: TenantScope,
  input: DecisionInput,
  context: Pick<DecisionContext, 'actor' | 'at' | 'today'> & { readonly hqTenant: string },
): Deciding => {
  let number: ReservedNumber | undefined;
  let order: readonly Write[] = [];
  let meeting: UnitMeeting | undefined;
  return {
    decide: async (aggregate) => {
      meeting = await chosenMeeting(table, scope, input);
      number = closesFinding(aggregate, input)
        ? await nextCloseoutNumber(table, scope, context.today)
        : undefined;
      const decided = decideGate(aggregate, input, {
        ...context,
        closeoutNo: number?.closeoutNo ?? '',
        ...(meeting ? { unitMeeting: { ...meeting, minutesId: newId(Date.parse(context.at)) } } : {}),
      });
      order = decided.ok
        ? await qualityOrder(table, scope, aggregate, decided.value, { ...context, input })
        : [];
      return decided.ok || decided.error.code !== 'snapshot_changed'
        ? decided
        : withDifference(table, scope, aggregate, decided);
    },
    beside: (aggregate, finding) => [
      ...(number ? [number.write, ...frozen(aggregate, finding, input.caseId)] : []),
      ...order,
      ...(meeting ? linked(meeting, finding, input, context) : []),
      ...listedAtMeeting(finding, input, context),
    ],
  };
};

/** The leading group's meeting lists what it decided (G05). */
const listedAtMeeting = (
  { tenantId, id, no, title, closeoutNo, state }: Finding,
  { gate, meetingId, ...input }: DecisionInput,
  { actor, at, hqTenant }: Pick<DecisionContext, 'actor' | 'at'> & { readonly hqTenant: string },
): Write[] => {
  if (gate !== 'leading_group' || !meetingId) return [];
  const { caseId, visit, outcome, returnTo, reason, nextCheckDate } = input;
  const decision = { tenantId, findingId: id, no, title, caseId, visit, outcome, byName: actor.name, at };
  return [
    meetingDecisionWrite(hqTenant, meetingId, {
      ...decision,
      ...(returnTo ? { returnTo } : {}),
      ...(reason ? { reason } : {}),
      ...(nextCheckDate ? { nextCheckDate } : {}),
      ...(state === 'closed' ? { closeoutNo } : {}),
    }),
  ];
};

type UnitMeeting = MatterAggregate<UnitMeetingContent>;

const chosenMeeting = async (
  table: Table,
  scope: TenantScope,
  input: DecisionInput,
): Promise<UnitMeeting | undefined> => {
  const id = chosenMeetingOf(input);
  return id ? loadMatter<UnitMeetingContent>(table, scope, 'meeting', id) : undefined;
};

/** The meeting lists the finding and the finding links to the meeting, in the transaction of the decision. */
const linked = (
  meeting: UnitMeeting,
  { id, no }: Finding,
  { caseId, visit, meeting: held }: DecisionInput,
  { actor, at }: Pick<DecisionContext, 'actor' | 'at'>,
): readonly Write[] => {
  const agendaItem = held?.agendaItem ?? '';
  const change = noteDecision(meeting, {
    findingId: id,
    no,
    caseId,
    visit,
    agendaItem,
    byName: actor.name,
    at,
  });
  return planMatter(meeting.matter, change, { actor, at }).writes;
};

/** A case whose gates opened before they froze it is frozen at its end. */
const frozen = (aggregate: FindingAggregate, finding: Finding, caseId: string): Write[] => {
  if (aggregate.finding.closing?.frozen) return [];
  const snapshot = frozenSnapshot(aggregate, caseId);
  if (!snapshot) throw new Error('a decided case must have its application');
  return [snapshotWrite(finding, caseId, snapshot)];
};

/** Events that change what a decider sees. */
const CONTENT_EVENT = /^(finding|measure|evidence)\./;

/** Rule 2: the refusal carries the difference, read from the trail since the application. */
const withDifference = async (
  table: Table,
  scope: TenantScope,
  aggregate: FindingAggregate,
  refused: Result<FindingChange>,
): Promise<Result<FindingChange>> => {
  if (refused.ok) return refused;
  const events = await listEvents(table, scope, aggregate.finding.id, {
    afterSeq: Math.max(0, aggregate.finding.auditSeq - 50),
    limit: 50,
  });
  const applied = events.findLastIndex((event) => event.type === 'closeout.applied');
  const changes = events
    .slice(applied + 1)
    .filter((event) => CONTENT_EVENT.test(event.type))
    .map(({ seq, at, type, actor, data }) => ({ seq, at, type, by: actor.name, data }));
  return fail('conflict', refused.error.code, refused.error.message, {
    details: { ...(refused.error.details as object), changes },
  });
};

/**
 * A leading group's decision names a meeting of HQ that exists (G05). Nobody else can see HQ's meetings: the rule
 * refuses them the gate itself.
 */
export const checkMeeting = async (
  deps: ApiDeps,
  { tenantKind }: Pick<Principal, 'tenantKind'>,
  decision: Pick<DecisionInput, 'gate' | 'meetingId'>,
): Promise<void> => {
  if (decision.gate !== 'leading_group' || !decision.meetingId || tenantKind !== 'group') return;
  const meeting = await readDocument(deps.table, MEETINGS, deps.hqTenant, decision.meetingId);
  if (!meeting)
    throw new HttpProblem(422, 'meeting_unknown', '没有找到这次会议，请先登记会议。', { field: 'meetingId' });
};

/** Decides the gate a case stands at. Writes to the table only; the workflow follows by the stream. */
export const decideCase: Handler<'closeouts.decide', ApiDeps> = async (call, deps) => {
  const input: DecisionInput = { ...(call.body as BodyOf<'closeouts.decide'>), caseId: call.params.caseId };
  await checkMeeting(deps, call.principal, input);
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    ...deciding(deps.table, call.scope, input, { ...call, hqTenant: deps.hqTenant }),
    body: (finding) => caseAnswer(finding, input.caseId),
  });
};

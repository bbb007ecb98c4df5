import type { ApprovalStep } from '@xuncha/archive';
import { type AuditEvent, type DecisionInput, GATE_TITLES, type Gate, isChosen } from '@xuncha/domain';
import { readAs } from '@xuncha/store';
import type { KnownNames } from './known-names.ts';

type Data = Readonly<Record<string, unknown>>;
type Content = Pick<ApprovalStep, 'gate' | 'gateTitle' | 'outcome' | 'outcomeTitle'> &
  Partial<Pick<ApprovalStep, 'opinion' | 'meeting' | 'snapshotHash'>>;

/** 审批记录: who decided what at which gate, on whose behalf and on what grounds, from the close-out events. */
export const approvalSteps = async (
  trail: readonly AuditEvent[],
  names: KnownNames,
): Promise<ApprovalStep[]> => {
  const steps: ApprovalStep[] = [];
  for (const event of trail) {
    const content = await CONTENT[event.type]?.(event.data as Data, names);
    if (!content) continue;
    const { userId, name, tenantId, onBehalfOf } = event.actor;
    steps.push({
      at: event.at,
      ...content,
      by: { userId, name, unit: await names.unit(tenantId) },
      ...(onBehalfOf ? { onBehalfOf: { userId: onBehalfOf.userId, name: onBehalfOf.name } } : {}),
    });
  }
  return steps;
};

const CONTENT: Readonly<
  Record<string, (data: Data, names: KnownNames) => Content | Promise<Content> | undefined>
> = {
  'closeout.applied': (data) => applied(data),
  'closeout.decided': (data, names) => decided(data, names),
  'closeout.withdrawn': (data) => ({
    ...gateOf(data.gate),
    outcome: 'withdraw',
    outcomeTitle: '撤回申请',
    opinion: text(data.reason),
  }),
  'finding.reopened': (data, names) => reopened(data, names),
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const lines = (parts: readonly (string | undefined | false)[]): string => parts.filter(Boolean).join('\n');

const gateOf = (gate: unknown): Pick<Content, 'gate' | 'gateTitle'> => ({
  gate: String(gate),
  gateTitle: GATE_TITLES[gate as Gate] ?? String(gate),
});

const applied = (data: Data): Content => {
  const rules = Array.isArray(data.newRules) ? data.newRules.map(String) : [];
  return {
    ...gateOf('application'),
    outcome: 'apply',
    outcomeTitle: '提出申请',
    opinion: lines([
      `整改结果：${text(data.result)}`,
      text(data.similarCheck) && `举一反三：${text(data.similarCheck)}`,
      rules.length > 0 && `新建或修订制度：${rules.join('、')}`,
    ]),
    snapshotHash: text(data.snapshotHash),
  };
};

const APPROVALS: Readonly<Record<string, string>> = {
  evidence_check: '核验通过',
  consultation: '同意',
  party_committee: '同意',
  leading_group: '同意销号',
};

const outcomeTitle = ({ outcome, gate, returnTo }: DecisionInput): string => {
  if (outcome === 'approve') return APPROVALS[gate] ?? '同意';
  if (outcome === 'continuous') return '转入持续整改';
  const target = returnTo && returnTo !== 'department' ? GATE_TITLES[returnTo] : '责任部门';
  return `退回${target}`;
};

const decided = async (data: Data, names: KnownNames): Promise<Content> => {
  const decision = readAs<DecisionInput & { readonly closeoutNo?: string }>(data);
  return {
    ...gateOf(decision.gate),
    outcome: decision.outcome,
    outcomeTitle: outcomeTitle(decision),
    opinion: lines([
      decision.opinion,
      decision.reason,
      tickSummary(decision.ticks),
      decision.nextCheckDate && `下次检查日期：${decision.nextCheckDate}`,
      decision.closeoutNo && `销号编号：${decision.closeoutNo}`,
    ]),
    meeting: await meetingOf(decision, names),
    snapshotHash: decision.snapshotHash,
  };
};

const tickSummary = (ticks: DecisionInput['ticks']): string | undefined => {
  if (!ticks?.length) return undefined;
  const bad = ticks.filter((tick) => tick.verdict === 'insufficient');
  const reasons = bad.map((tick) => `材料 ${tick.evidenceId}：${tick.reason ?? ''}`);
  return lines([`核验材料 ${ticks.length} 份，充分 ${ticks.length - bad.length} 份`, ...reasons]);
};

/** The committee's own meeting stands in the decision; the leading group's is looked up. */
const meetingOf = async (
  { meeting, meetingId }: Pick<DecisionInput, 'meeting' | 'meetingId'>,
  names: KnownNames,
): Promise<ApprovalStep['meeting']> => {
  if (meeting && !isChosen(meeting)) {
    const { date, agendaItem, attendees, resolution } = meeting;
    return { date, agendaItem, attendees, resolution };
  }
  const known = meetingId ? await names.meeting(meetingId) : undefined;
  return (
    known && {
      date: known.date,
      agendaItem: known.title,
      attendees: known.attendees,
      ...(known.minutesNo ? { resolution: `会议纪要 ${known.minutesNo}` } : {}),
    }
  );
};

const reopened = async (data: Data, names: KnownNames): Promise<Content> => ({
  ...gateOf('leading_group'),
  outcome: 'reopen',
  outcomeTitle: '重新打开',
  opinion: text(data.reason),
  meeting: await meetingOf({ meetingId: text(data.meetingId) || undefined }, names),
});

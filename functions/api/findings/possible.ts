import type { OperationId } from '@xuncha/contracts';
import { actionOf } from '@xuncha/contracts/action-of';
import {
  type Actor,
  acknowledge,
  analyse,
  answerObjection,
  assign,
  authorize,
  covers,
  type DomainError,
  decideExtension,
  decideStage,
  editDraft,
  type FindingAggregate,
  missingForApplication,
  objectTo,
  type Principal,
  type Result,
  refuseDecider,
  reopen,
  setGreenChannel,
  startRectification,
  withdrawCase,
  withdrawExtension,
} from '@xuncha/domain';

export interface Possible {
  readonly operation: OperationId;
  readonly allowed: boolean;
  readonly code?: string;
  readonly reason?: string;
}

type Rule = (aggregate: FindingAggregate, actor: Actor) => DomainError | undefined;

const refusal = (result: Result<unknown>): DomainError | undefined => (result.ok ? undefined : result.error);

const refuse = (code: string, message: string): DomainError => ({ kind: 'conflict', code, message });

const plannable: Rule = ({ finding }) => {
  if (finding.state === 'closing') return refuse('closeout_locked', '销号流程进行中，措施和材料只读。');
  return ['draft', 'acknowledged', 'planning', 'rectifying', 'continuous'].includes(finding.state)
    ? undefined
    : refuse('state_not_editable', '当前状态不能修改措施。');
};
const reportable: Rule = ({ finding }) => {
  if (finding.state === 'closing') return refuse('closeout_locked', '销号流程进行中，措施和材料只读。');
  return finding.state === 'rectifying' || finding.state === 'continuous'
    ? undefined
    : refuse('state_not_rectifying', '开始整改后才能填报。');
};
const divisible: Rule = ({ finding, measures }) =>
  ['draft', 'delivered', 'acknowledged', 'planning'].includes(finding.state) &&
  measures.every((measure) => measure.status === 'withdrawn')
    ? undefined
    : refuse('not_divisible', '已有整改措施或已开始整改的问题不能拆分。');

const NOW = '1970-01-01T00:00:00.000Z';
const TODAY = '1970-01-01';

/** Each operation of a finding's page: the same rule the command will run, asked beforehand so the page can explain. */
const RULES: Readonly<Partial<Record<OperationId, Rule>>> = {
  'findings.editDraft': (aggregate) => refusal(editDraft(aggregate, {})),
  'findings.acknowledge': (aggregate) => refusal(acknowledge(aggregate)),
  'findings.object': (aggregate, actor) => refusal(objectTo(aggregate, '-', actor, NOW)),
  'findings.answerObjection': (aggregate, actor) =>
    refusal(answerObjection(aggregate, { outcome: 'maintained', reason: '-' }, actor, NOW)),
  'findings.assign': (aggregate) => refusal(assign(aggregate, aggregate.finding.responsibility)),
  'findings.analyse': (aggregate) =>
    refusal(analyse(aggregate, { termClass: aggregate.finding.termClass, causes: [] })),
  'findings.start': (aggregate) => refusal(startRectification(aggregate)),
  'findings.split': divisible,
  'findings.reopen': (aggregate) => refusal(reopen(aggregate, '-')),
  'measures.add': plannable,
  'measures.edit': plannable,
  'measures.withdraw': plannable,
  'measures.report': reportable,
  'stages.decide': (aggregate, actor) =>
    refusal(decideStage(aggregate, { outcome: 'accepted', reason: '-' }, actor, TODAY)),
  'extensions.ask': (aggregate) =>
    aggregate.finding.extension
      ? refuse('extension_pending', '已有一项延期申请等待审批。')
      : reportable(aggregate, NOBODY),
  'extensions.decide': (aggregate, actor) =>
    refusal(
      decideExtension(
        aggregate,
        { extensionId: aggregate.finding.extension?.id ?? '', outcome: 'refused', reason: '-' },
        actor,
        TODAY,
      ),
    ),
  'extensions.withdraw': ({ finding }, actor) =>
    refusal(withdrawExtension({ finding }, finding.extension?.id ?? '', '-', actor)),
  'findings.greenChannel': ({ finding }) =>
    refusal(setGreenChannel({ finding }, { on: finding.green === undefined, reason: '-' }, TODAY)),
  'evidence.register': reportable,
  'evidence.withdraw': ({ finding }) =>
    finding.state === 'closing' || finding.state === 'closed'
      ? refuse('closeout_locked', '销号流程进行中或已销号，材料不能撤回。')
      : undefined,
  'minutes.register': ({ finding }) =>
    finding.closing ? undefined : refuse('case_ended', '没有进行中的销号流程。'),
  'closeouts.apply': (aggregate) => {
    const state = reportable(aggregate, NOBODY);
    if (state) return state;
    const missing = missingForApplication(aggregate);
    return missing.length > 0
      ? {
          kind: 'invalid',
          code: 'application_incomplete',
          message: `还差 ${missing.length} 项才能申请验收。`,
        }
      : undefined;
  },
  'closeouts.withdraw': (aggregate, actor) =>
    refusal(
      withdrawCase(aggregate, { caseId: aggregate.finding.closing?.caseId ?? '', reason: '-' }, actor, NOW),
    ),
  'closeouts.decide': (aggregate, actor) => {
    const { closing } = aggregate.finding;
    if (!closing) return refuse('case_ended', '没有进行中的销号流程。');
    if (closing.status !== 'open') return refuse('gate_opening', '下一关口正在打开，请稍候刷新。');
    return refuseDecider(aggregate, closing, actor);
  },
};
const NOBODY: Actor = { userId: '', name: '', membershipId: '', tenantId: '', roles: [] };

/** What this person may do with this finding now, and why not. Operations the role never has are left out. */
export const possibleFor = (aggregate: FindingAggregate, principal: Principal, actor: Actor): Possible[] =>
  (Object.entries(RULES) as [OperationId, Rule][]).flatMap(([operation, rule]) => {
    const scope = authorize(principal, actionOf(operation), aggregate.finding.tenantId);
    const { batchId, responsibility } = aggregate.finding;
    if (!scope.ok || !covers(scope.value, { batchId, departmentId: responsibility.departmentId })) return [];
    const error = rule(aggregate, actor);
    return [
      error
        ? { operation, allowed: false, code: error.code, reason: error.message }
        : { operation, allowed: true },
    ];
  });

import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  IntegrationPattern,
  JitterType,
  JsonPath,
  type State,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** Gates of the close-out chain that wait for a decision, in order, with their state names. */
export const CLOSEOUT_GATES = [
  { gate: 'evidence_check', state: 'EvidenceCheck' },
  { gate: 'consultation', state: 'Consultation' },
  { gate: 'party_committee', state: 'PartyCommittee' },
  { gate: 'leading_group', state: 'LeadingGroup' },
] as const;

/** Ways a chain ends. */
export const CLOSEOUT_ENDS = [
  { next: 'closed', state: 'Closed' },
  { next: 'returned', state: 'Returned' },
  { next: 'continuous', state: 'Continuous' },
  { next: 'withdrawn', state: 'Withdrawn' },
] as const;

/**
 * A gate waits as long as people need; time never decides (closeout.md). This backstop only keeps an abandoned
 * execution from reaching the service's hard limit of one year unnoticed: it fails a day earlier, and the
 * reconciler starts the next attempt from the gate that the table records.
 */
const GATE_BACKSTOP = Duration.days(364);

/** Longest a standard execution may run. */
export const CLOSEOUT_LIMIT = Duration.days(365);

/**
 * The close-out chain (G01–G06) as a state machine.
 *
 * Input `{tenantId, findingId, caseId, attempt, next}`. `Application` routes to the gate named by `next`, so a
 * restarted case resumes where the table says it stands. Each gate waits with a task token whose result `{next}`
 * is kept in `$.decision`, beside the identifiers, and the choice behind it leads on, back or to an end.
 * Four gates cost 10 of the 12 allowed transitions: Application, 4 × (gate + choice), Closed.
 */
export function closeoutDefinition(scope: Construct, openGate: IFunction): IChainable {
  const failed = new Fail(scope, 'GateFailed', {
    comment: 'The reconciler starts the case again from the gate the table records.',
    error: 'GateFailed',
    cause: 'A gate could not be opened, or nobody decided within the backstop.',
  });
  const unknown = new Fail(scope, 'UnknownNext', {
    error: 'UnknownNext',
    cause: 'The case names neither a gate nor an end.',
  });
  const gates = CLOSEOUT_GATES.map(({ gate, state }) => ({
    next: gate,
    state: gateState(scope, state, gate, openGate).addCatch(failed, { resultPath: '$.failure' }),
  }));
  const ends = CLOSEOUT_ENDS.map(({ next, state }) => ({ next, state: new Succeed(scope, state) }));
  const targets = [...gates, ...ends];

  for (const { state } of gates) {
    state.next(routing(scope, `After${state.id}`, '$.decision.next', targets, unknown));
  }
  return routing(scope, 'Application', '$.next', targets, unknown);
}

function gateState(scope: Construct, id: string, gate: string, openGate: IFunction): TaskStateBase {
  const state = new LambdaInvoke(scope, id, {
    lambdaFunction: openGate,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: TaskInput.fromObject({
      tenantId: JsonPath.stringAt('$.tenantId'),
      findingId: JsonPath.stringAt('$.findingId'),
      caseId: JsonPath.stringAt('$.caseId'),
      attempt: JsonPath.numberAt('$.attempt'),
      gate,
      token: JsonPath.taskToken,
    }),
    resultPath: '$.decision',
    taskTimeout: Timeout.duration(GATE_BACKSTOP),
    retryOnServiceExceptions: false,
  });
  // Opening a gate is idempotent, so any failure of the function may be repeated: 2, 4, 8 … 60 s, six times.
  return state.addRetry({
    errors: ['States.TaskFailed'],
    interval: Duration.seconds(2),
    maxAttempts: 6,
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    jitterStrategy: JitterType.FULL,
  });
}

function routing(
  scope: Construct,
  id: string,
  path: string,
  targets: readonly { readonly next: string; readonly state: State & IChainable }[],
  otherwise: Fail,
): Choice {
  const choice = new Choice(scope, id);
  for (const { next, state } of targets) {
    choice.when(Condition.stringEquals(path, next), state);
  }
  return choice.otherwise(otherwise);
}

import type { Json, JsonObject } from './definition.ts';

export const REGION = 'cn-north-1';
export const ACCOUNT = '123456789012';
/** 365 days: more than a Node timer can count. */
export const BACKSTOP_SECONDS = 365 * 24 * 3600;

const GATES = {
  EvidenceCheck: 'evidence_check',
  Consultation: 'consultation',
  PartyCommittee: 'party_committee',
  LeadingGroup: 'leading_group',
} as const;

const ENDS = {
  Closed: 'closed',
  Returned: 'returned',
  Continuous: 'continuous',
  Withdrawn: 'withdrawn',
} as const;

const TARGETS = { ...GATES, ...ENDS };

function choiceOn(variable: string): JsonObject {
  return {
    Type: 'Choice',
    Choices: Object.entries(TARGETS).map(([Next, next]) => ({
      Variable: variable,
      StringEquals: next,
      Next,
    })),
  };
}

function gate(partition: string, name: string, code: string): JsonObject {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke.waitForTaskToken`,
    TimeoutSeconds: BACKSTOP_SECONDS,
    Parameters: {
      FunctionName: `arn:${partition}:lambda:${REGION}:${ACCOUNT}:function:open-gate`,
      Payload: {
        'tenantId.$': '$.tenantId',
        'caseId.$': '$.caseId',
        gate: code,
        callback: { 'token.$': '$$.Task.Token', 'execution.$': '$$.Execution.Name' },
      },
    },
    ResultPath: '$.decision',
    Next: `After${name}`,
  };
}

/** A machine of the shape of the close-out chain: gates that wait, a choice after each, four ends. */
export function closeoutChain(partition = 'aws'): JsonObject {
  const states: JsonObject = { Application: choiceOn('$.next') };
  for (const [name, code] of Object.entries(GATES)) {
    states[name] = gate(partition, name, code);
    states[`After${name}`] = choiceOn('$.decision.next');
  }
  for (const name of Object.keys(ENDS)) states[name] = { Type: 'Succeed' };
  return { StartAt: 'Application', States: states };
}

/** ARN of the chain's machine. */
export function closeoutArn(partition = 'aws'): string {
  return `arn:${partition}:states:${REGION}:${ACCOUNT}:stateMachine:closeout`;
}

/** What the gate function of {@link closeoutChain} is called with. */
export interface GateCall {
  tenantId: string;
  caseId: string;
  gate: string;
  callback: { token: string; execution: string };
}

/** Input of an execution of the chain. */
export function closeoutInput(caseId: string, next: string = GATES.EvidenceCheck): { [key: string]: Json } {
  return { tenantId: 'unit1', findingId: 'f1', caseId, attempt: 1, next };
}

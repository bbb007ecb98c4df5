import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';

export type ExecutionStatus = 'running' | 'ended' | 'failed' | 'missing';

/** Step Functions in the words of this product. Every call may be repeated. */
export interface Workflow {
  /** Starts an execution of that name; one that was started before is left alone. */
  start(machineArn: string, name: string, input: unknown): Promise<void>;
  /** Completes a task token; `gone` when it was completed before or its execution has ended. */
  complete(token: string, output: unknown): Promise<'delivered' | 'gone'>;
  statusOf(machineArn: string, name: string): Promise<ExecutionStatus>;
}

/** `arn:…:stateMachine:Name` + execution name → `arn:…:execution:Name:<name>`. */
const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

export const openWorkflow = (client: SFNClient): Workflow => ({
  async start(stateMachineArn, name, input) {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },

  async complete(taskToken, output) {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      return 'delivered';
    } catch (error) {
      if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
        return 'gone';
      throw error;
    }
  },

  async statusOf(machineArn, name) {
    try {
      const answer = await client.send(
        new DescribeExecutionCommand({ executionArn: executionArn(machineArn, name) }),
      );
      if (answer.status === 'RUNNING' || answer.status === 'PENDING_REDRIVE') return 'running';
      return answer.status === 'SUCCEEDED' ? 'ended' : 'failed';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'missing';
      throw error;
    }
  },
});

/** Executions are named by the case and its attempt: starting twice starts once. */
export const caseExecutionName = (caseId: string, attempt: number): string => `${caseId}-${attempt}`;
export const provisioningExecutionName = (tenantId: string, attempt: number): string =>
  `provision-${tenantId}-${attempt}`;
export const archiveExecutionName = (archiveId: string, attempt: number): string =>
  `archive-${archiveId}-${attempt}`;

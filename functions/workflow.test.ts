import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkflow } from './workflow.ts';

const client = new SFNClient({ region: 'cn-north-1' });
const sfn = mockClient(client);
const workflow = openWorkflow(client);
const meta = { $metadata: {}, message: 'injected' };
const MACHINE = 'arn:aws-cn:states:cn-north-1:1:stateMachine:Closeout';
beforeEach(() => void sfn.reset());

it('starting twice starts once; every other failure is one', async () => {
  sfn.on(StartExecutionCommand).rejectsOnce(new ExecutionAlreadyExists(meta)).rejects(new Error('down'));
  await workflow.start(MACHINE, 'case-1', { a: 1 });
  await expect(workflow.start(MACHINE, 'case-1', { a: 1 })).rejects.toThrow('down');
});

describe('a task token', () => {
  it.each([TaskTimedOut, TaskDoesNotExist, InvalidToken])(
    'that is spent or expired counts as gone: %o',
    async (Spent) => {
      sfn.on(SendTaskSuccessCommand).rejects(new Spent(meta));
      expect(await workflow.complete('token', { next: 'closed' })).toBe('gone');
    },
  );

  it('is delivered with its output, and what may be temporary is not taken for gone', async () => {
    sfn
      .on(SendTaskSuccessCommand)
      .resolvesOnce({})
      .rejects(Object.assign(new Error('x'), { name: 'ThrottlingException' }));
    expect(await workflow.complete('token', { next: 'closed' })).toBe('delivered');
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'token',
      output: '{"next":"closed"}',
    });
    await expect(workflow.complete('token', {})).rejects.toThrow();
  });
});

it.each([
  ['RUNNING', 'running'],
  ['PENDING_REDRIVE', 'running'],
  ['SUCCEEDED', 'ended'],
  ['FAILED', 'failed'],
  ['TIMED_OUT', 'failed'],
  ['ABORTED', 'failed'],
] as const)('%s is %s', async (status, expected) => {
  sfn.on(DescribeExecutionCommand).resolves({ status });
  expect(await workflow.statusOf(MACHINE, 'case-1')).toBe(expected);
  expect(sfn.commandCalls(DescribeExecutionCommand)[0]?.args[0].input.executionArn).toBe(
    'arn:aws-cn:states:cn-north-1:1:execution:Closeout:case-1',
  );
});

it('an execution that never was is missing', async () => {
  sfn.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist(meta));
  expect(await workflow.statusOf(MACHINE, 'case-1')).toBe('missing');
});

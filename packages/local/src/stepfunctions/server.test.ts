import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  InvalidExecutionInput,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  BACKSTOP_SECONDS,
  closeoutArn,
  closeoutChain,
  closeoutInput,
  type GateCall,
  REGION,
} from './closeout-chain.fixture.ts';
import type { Json, JsonObject } from './definition.ts';
import { type StepFunctionsServer, startStepFunctionsServer } from './server.ts';

const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:work`;

let dataDir: string;
let server: StepFunctionsServer;
let client: SFNClient;
let clock: { ahead: number };
let calls: { functionArn: string; payload: unknown }[];
let respond: (payload: unknown) => unknown;

async function open(): Promise<void> {
  server = await startStepFunctionsServer({
    dataDir,
    port: 0,
    region: REGION,
    accountId: ACCOUNT,
    now: () => Date.now() + clock.ahead,
    invokeLambda: async (functionArn, payload) => {
      calls.push({ functionArn, payload });
      return respond(payload);
    },
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SFNClient({ endpoint: server.url, region: REGION, credentials, maxAttempts: 1 });
  for (const partition of ['aws', 'aws-cn']) {
    server.registerStateMachine({
      arn: closeoutArn(partition),
      name: 'closeout',
      definition: closeoutChain(partition),
    });
  }
  server.resume();
}

async function close(): Promise<void> {
  client.destroy();
  await server.close();
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sfn-'));
  clock = { ahead: 0 };
  calls = [];
  respond = () => ({ opened: true });
  await open();
});

afterEach(async () => {
  await close();
  rmSync(dataDir, { recursive: true, force: true });
});

function gateCalls(): GateCall[] {
  return calls.map(({ payload }): GateCall => JSON.parse(JSON.stringify(payload)));
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 1000; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(3);
  }
  throw new Error('It did not come about');
}

async function gateOpened(visit: number): Promise<GateCall> {
  return until(() => gateCalls()[visit]);
}

async function start(name: string, input: Json, stateMachineArn = closeoutArn()): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  return (await client.send(command)).executionArn ?? '';
}

async function decide(visit: number, next: string): Promise<void> {
  const { token } = (await gateOpened(visit)).callback;
  await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ next }) }));
}

function describeExecution(executionArn: string) {
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

async function ended(executionArn: string) {
  return until(async () => {
    const found = await describeExecution(executionArn);
    return found.status === 'RUNNING' ? undefined : found;
  });
}

async function history(executionArn: string): Promise<HistoryEvent[]> {
  const answer = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return answer.events ?? [];
}

async function entered(executionArn: string): Promise<string[]> {
  return (await history(executionArn)).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
}

/** Registers a machine of these states, runs it and answers its end. */
async function run(states: JsonObject, input: Json = {}, extra: JsonObject = {}) {
  const arn = closeoutArn().replace('closeout', 'probe');
  server.registerStateMachine({ arn, name: 'probe', definition: { StartAt: 'A', States: states, ...extra } });
  const executionArn = await start(`probe-${calls.length}-${Math.random()}`, input, arn);
  return { executionArn, end: () => ended(executionArn) };
}

describe('the close-out chain', () => {
  it('takes four gates in at most 12 transitions', async () => {
    const arn = await start('case1', closeoutInput('case1'));
    const path = ['consultation', 'party_committee', 'leading_group', 'closed'];
    for (const [visit, next] of path.entries()) await decide(visit, next);
    const end = await ended(arn);
    expect(end).toMatchObject({ status: 'SUCCEEDED', name: 'case1', stateMachineArn: closeoutArn() });
    expect(JSON.parse(end.output ?? '')).toEqual({ ...closeoutInput('case1'), decision: { next: 'closed' } });
    // Standard executions are charged per state entered.
    expect((await entered(arn)).length).toBeLessThanOrEqual(12);
    expect(gateCalls().map((call) => call.gate)).toEqual(
      'evidence_check consultation party_committee leading_group'.split(' '),
    );
    expect(gateCalls()[0]).toMatchObject({
      tenantId: 'unit1',
      caseId: 'case1',
      callback: { execution: 'case1' },
    });
    expect(calls[0]?.functionArn).toBe(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:open-gate`);
  });

  it('returns to an earlier gate with a fresh token', async () => {
    const arn = await start('case1', closeoutInput('case1'));
    await decide(0, 'consultation');
    await decide(1, 'party_committee');
    await decide(2, 'evidence_check');
    await decide(3, 'withdrawn');
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    expect(gateCalls().map((call) => call.gate)).toEqual(
      'evidence_check consultation party_committee evidence_check'.split(' '),
    );
    expect(new Set(gateCalls().map((call) => call.callback.token)).size).toBe(4);
    expect((await entered(arn)).at(-1)).toBe('Withdrawn');
  });

  it('starts in the middle when the case stands there', async () => {
    const arn = await start('case1', closeoutInput('case1', 'leading_group'));
    await decide(0, 'continuous');
    await ended(arn);
    expect(await entered(arn)).toEqual(['Application', 'LeadingGroup', 'AfterLeadingGroup', 'Continuous']);
  });

  it('runs in the China partition', async () => {
    const arn = await start('case1', closeoutInput('case1'), closeoutArn('aws-cn'));
    expect(arn).toBe(`arn:aws-cn:states:${REGION}:${ACCOUNT}:execution:closeout:case1`);
    await decide(0, 'returned');
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    expect(calls[0]?.functionArn).toBe(`arn:aws-cn:lambda:${REGION}:${ACCOUNT}:function:open-gate`);
  });

  it('keeps the history in the API’s words', async () => {
    const arn = await start('case1', closeoutInput('case1'));
    await decide(0, 'withdrawn');
    await ended(arn);
    const events = await history(arn);
    expect(events.map((event) => event.type)).toEqual([
      'ExecutionStarted',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(events.slice(1).map((event) => event.previousEventId)).toEqual(
      events.slice(1).map((_, i) => i + 1),
    );
    expect(events[4]?.taskScheduledEventDetails).toMatchObject({
      resource: 'invoke.waitForTaskToken',
      resourceType: 'lambda',
      region: REGION,
      timeoutInSeconds: BACKSTOP_SECONDS,
    });
    expect(events[7]?.taskSucceededEventDetails?.output).toBe('{"next":"withdrawn"}');
    const pages: HistoryEvent[] = [];
    const request = { executionArn: arn, reverseOrder: true, includeExecutionData: false };
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 5 }, request)) {
      expect(page.events?.length).toBeLessThanOrEqual(5);
      pages.push(...(page.events ?? []));
    }
    expect(pages.map((event) => event.id)).toEqual(events.map((event) => event.id).reverse());
    expect(pages.every((event) => event.taskScheduledEventDetails?.parameters === undefined)).toBe(true);
  });
});

describe('StartExecution', () => {
  it('starts once by name and input', async () => {
    const input = closeoutInput('case1');
    const first = await start('case1', input);
    expect(await start('case1', input)).toBe(first);
    // The same JSON in another spelling is the same input.
    expect(await start('case1', Object.fromEntries(Object.entries(input).reverse()))).toBe(first);
    await expect(start('case1', closeoutInput('other'))).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    await decide(0, 'closed');
    await ended(first);
    await expect(start('case1', input)).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    expect(calls).toHaveLength(1);
  });

  it('starts once when asked ten times at once', async () => {
    const arns = await Promise.all(Array.from({ length: 10 }, () => start('case1', closeoutInput('case1'))));
    expect(new Set(arns).size).toBe(1);
    await gateOpened(0);
    await pause(20);
    expect(calls).toHaveLength(1);
  });

  it('refuses what AWS refuses', async () => {
    const stateMachineArn = closeoutArn();
    const send = (input: { name?: string; input?: string; stateMachineArn?: string }) =>
      client.send(new StartExecutionCommand({ stateMachineArn, ...input }));
    await expect(send({ input: '{' })).rejects.toBeInstanceOf(InvalidExecutionInput);
    await expect(send({ input: JSON.stringify('x'.repeat(256 * 1024)) })).rejects.toBeInstanceOf(
      InvalidExecutionInput,
    );
    await expect(send({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(send({ stateMachineArn: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(send({ stateMachineArn: `${stateMachineArn}x` })).rejects.toBeInstanceOf(
      StateMachineDoesNotExist,
    );
    expect((await send({})).executionArn).toMatch(/:execution:closeout:[0-9a-f-]{36}$/);
  });
});

describe('task tokens', () => {
  it('complete once; later answers are TaskTimedOut', async () => {
    await start('case1', closeoutInput('case1'));
    await decide(0, 'consultation');
    await expect(decide(0, 'closed')).rejects.toBeInstanceOf(TaskTimedOut);
    await gateOpened(1);
    await expect(decide(0, 'closed')).rejects.toBeInstanceOf(TaskTimedOut);
    expect(gateCalls()).toHaveLength(2);
  });

  it('let one of two at once win', async () => {
    const arn = await start('case1', closeoutInput('case1'));
    await gateOpened(0);
    const answers = await Promise.allSettled([decide(0, 'closed'), decide(0, 'returned')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = answers[0]?.status === 'fulfilled' ? 'Closed' : 'Returned';
    await ended(arn);
    expect((await entered(arn)).at(-1)).toBe(won);
  });

  it('are InvalidToken when they were not issued here', async () => {
    await start('case1', closeoutInput('case1'));
    const { token } = (await gateOpened(0)).callback;
    const forged = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const taskToken of ['nonsense', forged, `${token}=`]) {
      const success = new SendTaskSuccessCommand({ taskToken, output: '{}' });
      await expect(client.send(success)).rejects.toBeInstanceOf(InvalidToken);
      await expect(client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toBeInstanceOf(
        InvalidToken,
      );
    }
    const broken = new SendTaskSuccessCommand({ taskToken: token, output: '{' });
    await expect(client.send(broken)).rejects.toBeInstanceOf(InvalidOutput);
    await decide(0, 'closed');
  });

  it('are closed when the execution is stopped', async () => {
    const executionArn = await start('case1', closeoutInput('case1'));
    await gateOpened(0);
    await client.send(
      new StopExecutionCommand({ executionArn, error: 'Withdrawn', cause: 'by the applicant' }),
    );
    expect(await describeExecution(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Withdrawn',
      cause: 'by the applicant',
    });
    expect((await history(executionArn)).at(-1)?.type).toBe('ExecutionAborted');
    await expect(decide(0, 'closed')).rejects.toBeInstanceOf(TaskTimedOut);
  });

  it('may complete before the function returns', async () => {
    let release = (): void => {};
    respond = () => new Promise<void>((resolve) => (release = resolve));
    const arn = await start('case1', closeoutInput('case1'));
    await decide(0, 'closed');
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    release();
    await pause(20);
    expect((await history(arn)).filter((event) => event.type === 'TaskSubmitted')).toEqual([]);
  });
});

describe('lists and descriptions', () => {
  it('lists executions by status, newest first, paged', async () => {
    for (let i = 0; i < 7; i++) await start(`case${i}`, closeoutInput(`case${i}`));
    await gateOpened(6);
    const index = gateCalls().findIndex((call) => call.caseId === 'case3');
    await decide(index, 'closed');
    await until(async () => {
      const filter = { stateMachineArn: closeoutArn(), statusFilter: 'SUCCEEDED' as const };
      const { executions } = await client.send(new ListExecutionsCommand(filter));
      return executions?.length === 1 && executions[0]?.name === 'case3' ? true : undefined;
    });
    const names: string[][] = [];
    const request = { stateMachineArn: closeoutArn(), statusFilter: 'RUNNING' as const };
    for await (const page of paginateListExecutions({ client, pageSize: 4 }, request)) {
      names.push((page.executions ?? []).map((execution) => execution.name ?? ''));
    }
    expect(names).toEqual([
      ['case6', 'case5', 'case4', 'case2'],
      ['case1', 'case0'],
    ]);
  });

  it('describes and lists state machines', async () => {
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map((machine) => machine.stateMachineArn)).toEqual([
      closeoutArn('aws-cn'),
      closeoutArn('aws'),
    ]);
    const found = await client.send(new DescribeStateMachineCommand({ stateMachineArn: closeoutArn() }));
    expect(JSON.parse(found.definition ?? '')).toEqual(closeoutChain());
    expect(found).toMatchObject({ name: 'closeout', status: 'ACTIVE', type: 'STANDARD' });
    expect(found.creationDate).toBeInstanceOf(Date);
  });

  it('says which execution and which operation does not exist', async () => {
    const executionArn = closeoutArn().replace(':stateMachine:', ':execution:').concat(':none');
    await expect(describeExecution(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(history(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    const headers = { 'x-amz-target': 'AWSStepFunctions.CreateActivity' };
    const answer = await fetch(server.url, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('tasks', () => {
  const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
  const waiting = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: FUNCTION, Payload: { callback: { 'token.$': '$$.Task.Token' } } },
    End: true,
  };

  it('of lambda:invoke answer {Payload, StatusCode}', async () => {
    respond = () => ({ done: 1 });
    const Parameters = { FunctionName: 'work', 'Payload.$': '$' };
    const { end } = await run({ A: { ...invoke, Parameters } }, { step: 'one' });
    const output = JSON.parse((await end()).output ?? '');
    expect(output).toMatchObject({ Payload: { done: 1 }, StatusCode: 200 });
    expect(calls).toEqual([{ functionArn: FUNCTION, payload: { step: 'one' } }]);
  });

  it('of a function’s own ARN answer what it returns', async () => {
    respond = () => undefined;
    const { executionArn, end } = await run({ A: { Type: 'Task', Resource: FUNCTION, End: true } }, { a: 1 });
    expect((await end()).output).toBe('null');
    expect(calls).toEqual([{ functionArn: FUNCTION, payload: { a: 1 } }]);
    expect((await history(executionArn)).map((event) => event.type)).toContain('LambdaFunctionSucceeded');
  });

  it('fail by the name of the exception, as Lambda reports it', async () => {
    respond = () => {
      throw Object.assign(new Error('the table is gone'), { name: 'TableGone' });
    };
    const { end } = await run({ A: { ...invoke, Parameters: { FunctionName: FUNCTION } } });
    const failed = await end();
    expect(failed).toMatchObject({ status: 'FAILED', error: 'TableGone' });
    expect(JSON.parse(failed.cause ?? '')).toMatchObject({
      errorType: 'TableGone',
      errorMessage: 'the table is gone',
    });
  });

  it('retry with back-off, then go on', async () => {
    respond = () => {
      if (calls.length < 3) throw Object.assign(new Error('again'), { errorType: 'Throttled' });
      return 'through';
    };
    const Retry = [{ ErrorEquals: ['Throttled'], IntervalSeconds: 1000, BackoffRate: 2, MaxAttempts: 2 }];
    const { executionArn, end } = await run({ A: { Type: 'Task', Resource: FUNCTION, Retry, End: true } });
    for (const [attempt, seconds] of [1000, 2000].entries()) {
      const failures = async () =>
        (await history(executionArn)).filter((event) => event.type === 'LambdaFunctionFailed').length;
      await until(async () => ((await failures()) === attempt + 1 ? true : undefined));
      clock.ahead += (seconds - 5) * 1000;
      await server.passDeadlines();
      expect(calls).toHaveLength(attempt + 1);
      clock.ahead += 6 * 1000;
      await server.passDeadlines();
      await until(() => (calls.length === attempt + 2 ? true : undefined));
    }
    expect((await end()).output).toBe('"through"');
    expect(await entered(executionArn)).toEqual(['A']);
  });

  it('catch what SendTaskFailure says', async () => {
    const Catch = [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.failed', Next: 'B' }];
    const { end } = await run({ A: { ...waiting, Catch }, B: { Type: 'Succeed' } }, { kept: true });
    const { token } = (await gateOpened(0)).callback;
    await client.send(
      new SendTaskFailureCommand({ taskToken: token, error: 'Refused', cause: 'no minutes' }),
    );
    expect(JSON.parse((await end()).output ?? '')).toEqual({
      kept: true,
      failed: { Error: 'Refused', Cause: 'no minutes' },
    });
  });

  it('wait 365 days, not less and not more, across a restart', async () => {
    const executionArn = await start('case1', closeoutInput('case1'));
    await gateOpened(0);
    await close();
    clock.ahead = (BACKSTOP_SECONDS - 60) * 1000;
    await open();
    await server.passDeadlines();
    expect((await describeExecution(executionArn)).status).toBe('RUNNING');
    clock.ahead += 61 * 1000;
    await server.passDeadlines();
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    await expect(decide(0, 'closed')).rejects.toBeInstanceOf(TaskTimedOut);
    expect(calls).toHaveLength(1);
  });

  it('die without a heartbeat and live with one', async () => {
    const { executionArn, end } = await run({
      A: { ...waiting, HeartbeatSeconds: 100, TimeoutSeconds: 1000 },
    });
    const { token } = (await gateOpened(0)).callback;
    for (let beat = 0; beat < 3; beat++) {
      clock.ahead += 90_000;
      await client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
      await server.passDeadlines();
    }
    expect((await describeExecution(executionArn)).status).toBe('RUNNING');
    clock.ahead += 101_000;
    await server.passDeadlines();
    expect(await end()).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });

  it('time out by the real clock too, and take a path for the limit', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'B' }];
    const A = { ...waiting, TimeoutSecondsPath: '$.limit', Catch };
    const { executionArn, end } = await run({ A, B: { Type: 'Succeed' } }, { limit: 0.05 });
    expect((await end()).status).toBe('SUCCEEDED');
    expect(await entered(executionArn)).toEqual(['A', 'B']);
  });

  it('may not answer more than 256 KiB', async () => {
    respond = () => '满'.repeat(90_000); // 3 bytes each: 270,000
    const { end } = await run({ A: { Type: 'Task', Resource: FUNCTION, End: true } });
    expect(await end()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('the other states', () => {
  it('see the execution in the context object, not the state', async () => {
    const { executionArn, end } = await run(
      {
        A: { Type: 'Pass', Result: { other: 1 }, Next: 'B' },
        B: {
          Type: 'Pass',
          Parameters: {
            'input.$': '$$.Execution.Input',
            'id.$': '$$.Execution.Id',
            'started.$': '$$.Execution.StartTime',
            'state.$': '$$.State.Name',
            'text.$': "States.Format('{} for $$ {}', $$.StateMachine.Name, $.other)",
          },
          End: true,
        },
      },
      { mine: true },
    );
    const done = await end();
    expect(JSON.parse(done.output ?? '')).toEqual({
      input: { mine: true },
      id: executionArn,
      started: done.startDate?.toISOString(),
      state: 'B',
      text: 'probe for $$ 1',
    });
  });

  it('wait for a date, across a restart', async () => {
    const { executionArn } = await run(
      { A: { Type: 'Wait', Seconds: 1000, Next: 'B' }, B: { Type: 'Succeed' } },
      7,
    );
    await until(async () => ((await entered(executionArn)).includes('A') ? true : undefined));
    await close();
    await open();
    await server.passDeadlines();
    expect((await describeExecution(executionArn)).status).toBe('RUNNING');
    clock.ahead += 1_001_000;
    await server.passDeadlines();
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '7' });
  });

  it('branch and join, with tasks inside, and end together when one fails', async () => {
    const branch = (name: string): JsonObject => ({
      StartAt: name,
      States: { [name]: { Type: 'Task', Resource: FUNCTION, Parameters: { name }, End: true } },
    });
    const A = { Type: 'Parallel', Branches: [branch('X'), branch('Y')], ResultPath: '$.both', End: true };
    respond = (payload) => payload;
    const { end } = await run({ A }, { a: 1 });
    expect(JSON.parse((await end()).output ?? '')).toEqual({ a: 1, both: [{ name: 'X' }, { name: 'Y' }] });
    respond = (payload) => {
      if (JSON.stringify(payload).includes('Y')) throw new TypeError('broken');
      return new Promise(() => {});
    };
    const Catch = [{ ErrorEquals: ['TypeError'], Next: 'B' }];
    const caught = await run({ A: { ...A, Catch }, B: { Type: 'Succeed' } });
    expect((await caught.end()).status).toBe('SUCCEEDED');
    const types = (await history(caught.executionArn)).map((event) => event.type);
    expect(types).toContain('ParallelStateFailed');
  });

  it('map over items, a few at a time', async () => {
    let together = 0;
    let most = 0;
    respond = async (payload) => {
      most = Math.max(most, ++together);
      await pause(5);
      together--;
      return payload;
    };
    const A = {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemSelector: { 'index.$': '$$.Map.Item.Index', 'item.$': '$$.Map.Item.Value', 'all.$': '$.of' },
      ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Task', Resource: FUNCTION, End: true } } },
      End: true,
    };
    const { end } = await run({ A }, { of: 'unit1', items: ['a', 'b', 'c', 'd', 'e'] });
    const expected = ['a', 'b', 'c', 'd', 'e'].map((item, index) => ({ index, item, all: 'unit1' }));
    expect(JSON.parse((await end()).output ?? '')).toEqual(expected);
    expect(most).toBe(2);
    expect((await (await run({ A }, { of: '', items: [] })).end()).output).toBe('[]');
  });

  it('choose by what is absent', async () => {
    const Choices = [{ Variable: '$.x', IsPresent: false, Next: 'B' }];
    const A = { Type: 'Choice', Choices, Default: 'C' };
    const C = { Type: 'Fail', Error: 'Present', CausePath: '$.x' };
    const states = { A, B: { Type: 'Succeed' }, C };
    expect((await (await run(states, {})).end()).status).toBe('SUCCEEDED');
    const failed = await (await run(states, { x: 'here' })).end();
    expect(failed).toMatchObject({ status: 'FAILED', error: 'Present', cause: 'here' });
  });

  it('fail where a path leads nowhere', async () => {
    const { end } = await run({ A: { Type: 'Pass', InputPath: '$.none', End: true } });
    expect(await end()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('end a machine that runs in circles', async () => {
    const { end } = await run({
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'C' }], Default: 'A' },
      C: { Type: 'Succeed' },
    });
    const failed = await until(async () => ((await end()).status === 'FAILED' ? await end() : undefined));
    expect(failed.cause).toContain('maximum number of history events');
  }, 30_000);

  it('stop at the machine’s own limit', async () => {
    const A = { Type: 'Wait', Seconds: 5000, End: true };
    const { end } = await run({ A }, {}, { TimeoutSeconds: 1000 });
    clock.ahead += 1_001_000;
    await server.passDeadlines();
    expect((await end()).status).toBe('TIMED_OUT');
  });
});

describe('a restart', () => {
  it('leaves 300 waiting cases where they are, calls nobody, and goes on', async () => {
    const cases = Array.from({ length: 300 }, (_, index) => `case${index}`);
    await Promise.all(cases.map((name) => start(name, closeoutInput(name))));
    await until(() => (calls.length === cases.length ? true : undefined));
    const tokens = gateCalls().map((call) => call.callback.token);
    await until(async () => {
      const submitted = await Promise.all(
        cases
          .slice(-3)
          .map((name) => history(`${closeoutArn().replace(':stateMachine:', ':execution:')}:${name}`)),
      );
      return submitted.every((events) => events.at(-1)?.type === 'TaskSubmitted') ? true : undefined;
    });
    await close();
    calls = [];
    await open();
    await pause(50);
    expect(calls).toEqual([]);
    await Promise.all(
      tokens.map((taskToken) =>
        client.send(new SendTaskSuccessCommand({ taskToken, output: '{"next":"closed"}' })),
      ),
    );
    await until(async () => {
      const filter = { stateMachineArn: closeoutArn(), statusFilter: 'RUNNING' as const };
      return (await client.send(new ListExecutionsCommand(filter))).executions?.length === 0
        ? true
        : undefined;
    });
    expect(calls).toEqual([]);
  });

  it('keeps finished cases describable and running ones on their definition', async () => {
    const finished = await start('done', closeoutInput('done'));
    await decide(0, 'closed');
    const before = await ended(finished);
    const events = await history(finished);
    const running = await start('open', closeoutInput('open'));
    const { token } = (await gateOpened(1)).callback;
    await close();
    await open();
    server.registerStateMachine({
      arn: closeoutArn(),
      name: 'closeout',
      definition: { StartAt: 'Other', States: { Other: { Type: 'Succeed' } } },
    });
    const { $metadata: _then, ...description } = before;
    const { $metadata: _now, ...again } = await describeExecution(finished);
    expect(again).toEqual(description);
    expect(await history(finished)).toEqual(events);
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"next":"returned"}' }));
    await ended(running);
    expect((await entered(running)).at(-1)).toBe('Returned');
  });

  it('is refused while another process holds the directory', async () => {
    const second = startStepFunctionsServer({
      dataDir,
      port: 0,
      region: REGION,
      accountId: ACCOUNT,
      invokeLambda: async () => null,
    });
    await expect(second).rejects.toThrow(/locked/);
  }, 20_000);
});

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Json } from './definition.ts';
import type { Engine, TokenAnswer } from './engine.ts';
import type { Execution, HistoryEvent, Outcome } from './execution-store.ts';
import { PAYLOAD_LIMIT } from './state-evaluation.ts';

/** A state machine that executions can be started of. */
export interface StateMachineRecord {
  arn: string;
  name: string;
  /** Amazon States Language, JSON text. */
  definition: string;
  createdAt: number;
}

/** What the operations work on. */
export interface ApiContext {
  engine: Engine;
  machines: ReadonlyMap<string, StateMachineRecord>;
}

const machineArn = z.string().regex(/^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:stateMachine:[^:]+$/);
const executionArn = z.string().regex(/^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:execution:[^:]+:[^:]+$/);
// AWS refuses white space, brackets, wild cards, quotes and control characters in names.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const executionName = z.string().regex(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/);
const page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };
const status = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
const failure = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };
const taskToken = z.string().min(1).max(2048);

type Answer = { [key: string]: Json };
type Operation = (context: ApiContext, body: Json) => Promise<Answer> | Answer;

function operation<T>(
  schema: z.ZodType<T>,
  run: (context: ApiContext, input: T) => Promise<Answer> | Answer,
): Operation {
  return (context, body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(context, parsed.data);
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') ?? '';
    const code = field.endsWith('Arn')
      ? 'InvalidArn'
      : field === 'name'
        ? 'InvalidName'
        : 'ValidationException';
    throw new ApiError(code, `${field}: ${issue?.message ?? 'invalid'}`);
  };
}

/** The operations by their names in the API. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: operation(
    z.object({ stateMachineArn: machineArn, name: executionName.optional(), input: z.string().optional() }),
    startExecution,
  ),
  DescribeExecution: operation(z.object({ executionArn }), ({ engine }, input) =>
    description(existing(engine.store.executionByArn(input.executionArn), input.executionArn)),
  ),
  StopExecution: operation(z.object({ executionArn, ...failure }), async ({ engine }, input) => {
    const { error, cause } = input;
    const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    const stopped = existing(await engine.abort(input.executionArn, reason), input.executionArn);
    return { stopDate: seconds(stopped.stoppedAt ?? engine.now()) };
  }),
  ListExecutions: operation(
    z.object({ stateMachineArn: machineArn, statusFilter: status.optional(), ...page }),
    ({ engine, machines }, { stateMachineArn, statusFilter, maxResults, nextToken }) => {
      machineOf(machines, stateMachineArn);
      const limit = maxResults || 100;
      const found = engine.store.listExecutions({
        machineArn: stateMachineArn,
        ...(statusFilter ? { status: statusFilter } : {}),
        before: position(nextToken, Number.MAX_SAFE_INTEGER),
        limit: limit + 1,
      });
      const executions = found.slice(0, limit);
      const last = executions.at(-1);
      return {
        executions: executions.map(listItem),
        ...(found.length > limit && last ? { nextToken: pageToken(last.id) } : {}),
      };
    },
  ),
  GetExecutionHistory: operation(
    z.object({
      executionArn,
      reverseOrder: z.boolean().optional(),
      includeExecutionData: z.boolean().optional(),
      ...page,
    }),
    ({ engine }, { executionArn: arn, reverseOrder, includeExecutionData, maxResults, nextToken }) => {
      const events = engine.store.history(existing(engine.store.executionByArn(arn), arn).id);
      if (reverseOrder) events.reverse();
      const start = position(nextToken, 0);
      const end = start + (maxResults || 100);
      return {
        events: events.slice(start, end).map((event) => historyItem(event, includeExecutionData !== false)),
        ...(end < events.length ? { nextToken: pageToken(end) } : {}),
      };
    },
  ),
  SendTaskSuccess: operation(z.object({ taskToken, output: z.string() }), async ({ engine }, input) => {
    if (Buffer.byteLength(input.output) > PAYLOAD_LIMIT) {
      throw new ApiError('InvalidOutput', `The output is longer than ${PAYLOAD_LIMIT} bytes`);
    }
    const output = parseJson(input.output, 'InvalidOutput');
    return completed(engine, input.taskToken, { ok: true, output });
  }),
  SendTaskFailure: operation(
    z.object({ taskToken, ...failure }),
    ({ engine }, { taskToken: token, error, cause }) =>
      // Without an error name AWS uses this one.
      completed(engine, token, {
        ok: false,
        error: error ?? 'States.TaskFailed',
        ...(cause === undefined ? {} : { cause }),
      }),
  ),
  SendTaskHeartbeat: operation(z.object({ taskToken }), async ({ engine }, input) =>
    tokenAnswer(await engine.heartbeat(input.taskToken)),
  ),
  DescribeStateMachine: operation(z.object({ stateMachineArn: machineArn }), ({ machines }, input) => {
    const { arn, name, definition, createdAt } = machineOf(machines, input.stateMachineArn);
    return {
      stateMachineArn: arn,
      name,
      status: 'ACTIVE',
      type: 'STANDARD',
      definition,
      creationDate: seconds(createdAt),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    };
  }),
  ListStateMachines: operation(z.object(page), ({ machines }, { maxResults, nextToken }) => {
    const all = [...machines.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const start = position(nextToken, 0);
    const end = start + (maxResults || 100);
    const stateMachines = all.slice(start, end).map(({ arn, name, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: seconds(createdAt),
    }));
    return { stateMachines, ...(end < all.length ? { nextToken: pageToken(end) } : {}) };
  }),
};

async function startExecution(
  { engine, machines }: ApiContext,
  request: { stateMachineArn: string; name?: string | undefined; input?: string | undefined },
): Promise<Answer> {
  const machine = machineOf(machines, request.stateMachineArn);
  const input = request.input ?? '{}';
  if (Buffer.byteLength(input) > PAYLOAD_LIMIT) {
    throw new ApiError('InvalidExecutionInput', `The input is longer than ${PAYLOAD_LIMIT} bytes`);
  }
  const parsed = parseJson(input, 'InvalidExecutionInput');
  const name = request.name ?? randomUUID();
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const started = await engine.start(
    { arn, machineArn: machine.arn, name, input, definition: machine.definition },
    (running) => {
      if (running.status === 'RUNNING' && isDeepStrictEqual(JSON.parse(running.input), parsed))
        return running;
      throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    },
  );
  return { executionArn: started.arn, startDate: seconds(started.startedAt) };
}

function machineOf(machines: ApiContext['machines'], arn: string): StateMachineRecord {
  const machine = machines.get(arn);
  if (!machine) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function existing(execution: Execution | undefined, arn: string): Execution {
  if (!execution) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

async function completed(engine: Engine, token: string, outcome: Outcome): Promise<Answer> {
  return tokenAnswer(await engine.completeTask(token, outcome));
}

function tokenAnswer(answer: TokenAnswer): Answer {
  switch (answer) {
    case 'accepted':
      return {};
    case 'closed':
      throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    case 'unknown':
      throw new ApiError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
    case 'invalid':
      throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}

function parseJson(text: string, code: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw new ApiError(code, `${code}: the text is not JSON`);
  }
}

/** Timestamps of the JSON protocol are seconds. */
function seconds(at: number): number {
  return at / 1000;
}

function pageToken(at: number): string {
  return Buffer.from(String(at)).toString('base64url');
}

function position(token: string | undefined, first: number): number {
  if (token === undefined) return first;
  const at = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isSafeInteger(at)) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  return at;
}

function listItem(execution: Execution): Answer {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    ...(execution.stoppedAt === undefined ? {} : { stopDate: seconds(execution.stoppedAt) }),
  };
}

function description(execution: Execution): Answer {
  const { input, output, error, cause } = execution;
  return {
    ...listItem(execution),
    input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveCount: 0,
  };
}

const EXECUTION_DATA = ['input', 'output', 'parameters'];

function historyItem(event: HistoryEvent, withData: boolean): Answer {
  const { id, previousEventId, at, type, details } = event;
  const value = Object.entries(details?.value ?? {}).filter(
    ([key]) => withData || !EXECUTION_DATA.includes(key),
  );
  return {
    id,
    previousEventId,
    timestamp: seconds(at),
    type,
    ...(details ? { [details.field]: Object.fromEntries(value) } : {}),
  };
}

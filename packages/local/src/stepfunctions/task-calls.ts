import type { Json } from './definition.ts';
import type { Call, NewEvent, Outcome } from './execution-store.ts';
import { type Failure, StateError, withinLimit } from './state-evaluation.ts';

/** Runs a function. Rejects as Lambda reports: `errorType` (or `name`) and `errorMessage` (or `message`). */
export type InvokeLambda = (functionArn: string, payload: unknown) => Promise<unknown>;

/** Calls the task function; its exceptions become States Language failures, as with Lambda. */
export async function callFunction(invokeLambda: InvokeLambda, call: Call): Promise<Outcome> {
  try {
    const value = await invokeLambda(call.functionArn, structuredClone(call.payload));
    // A function's answer travels as JSON: undefined is null, a Date is text.
    const payload: Json = JSON.parse(JSON.stringify(value ?? null));
    return { ok: true, output: withinLimit(call.style === 'function' ? payload : invocationResult(payload)) };
  } catch (error) {
    return { ok: false, ...(error instanceof StateError ? error.failure : functionFailure(error)) };
  }
}

/** What the optimised integration answers: the function's answer inside the Invoke API's. */
function invocationResult(payload: Json): Json {
  return { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
}

function functionFailure(error: unknown): Failure {
  const errorType = textAt(error, 'errorType') ?? textAt(error, 'name') ?? 'Lambda.Unknown';
  const errorMessage = textAt(error, 'errorMessage') ?? textAt(error, 'message') ?? String(error);
  const stack = textAt(error, 'stack')?.split('\n');
  const cause = JSON.stringify({ errorType, errorMessage, ...(stack ? { trace: stack } : {}) });
  return { error: errorType, cause };
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

type Details = NonNullable<NewEvent['details']>;

/** The two event families of the history: `LambdaFunction…` for a direct resource, `Task…` for an integration. */
function taskEvent(call: Call, at: number, what: string, extra: Details['value'] = {}): NewEvent {
  const direct = call.style === 'function';
  const type = `${direct ? 'LambdaFunction' : 'Task'}${what}`;
  const resource = {
    resourceType: 'lambda',
    resource: call.style === 'token' ? 'invoke.waitForTaskToken' : 'invoke',
  };
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return { at, type, details: { field, value: direct ? extra : { ...resource, ...extra } } };
}

/** Scheduled and started. */
export function scheduledEvents(
  call: Call,
  at: number,
  limits: { timeoutMs?: number; heartbeatMs?: number },
): NewEvent[] {
  const { timeoutMs, heartbeatMs } = limits;
  const seconds = {
    ...(timeoutMs === undefined ? {} : { timeoutInSeconds: timeoutMs / 1000 }),
    ...(heartbeatMs === undefined || call.style === 'function'
      ? {}
      : { heartbeatInSeconds: heartbeatMs / 1000 }),
  };
  const scheduled =
    call.style === 'function'
      ? { resource: call.functionArn, input: JSON.stringify(call.payload), ...seconds }
      : {
          region: call.functionArn.split(':')[3] ?? '',
          parameters: JSON.stringify({ FunctionName: call.functionArn, Payload: call.payload }),
          ...seconds,
        };
  // LambdaFunctionStarted has no details.
  const started = taskEvent(call, at, 'Started');
  return [
    taskEvent(call, at, 'Scheduled', scheduled),
    call.style === 'function' ? { at, type: started.type } : started,
  ];
}

/** The function of a callback task has returned; the token is out. */
export function submittedEvent(call: Call, at: number, output: Json): NewEvent {
  return taskEvent(call, at, 'Submitted', { output: JSON.stringify(output) });
}

/** The task has an outcome. */
export function outcomeEvent(call: Call, at: number, outcome: Outcome): NewEvent {
  if (outcome.ok) return taskEvent(call, at, 'Succeeded', { output: JSON.stringify(outcome.output) });
  const { error, cause } = outcome;
  const timedOut = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
  return taskEvent(call, at, timedOut ? 'TimedOut' : 'Failed', {
    error,
    ...(cause === undefined ? {} : { cause }),
  });
}

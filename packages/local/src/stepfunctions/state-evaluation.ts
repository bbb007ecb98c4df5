import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { type ChoiceState, CONTEXT_ROOT, type Json, type JsonObject, type State } from './definition.ts';

// The library evaluates one state at a time here: its paths, templates, intrinsic functions and choice rules. Which
// state is next, calls, tokens, time and Retry and Catch are the engine's, because the library keeps all that in
// promises and timers: they die with the process, every waiting execution would hold some, its timers overflow at
// 24.8 days, and replaying a whole execution to get back to a gate would compute States.UUID() and dates anew.

/** A failure by its States Language name. */
export interface Failure {
  error: string;
  cause?: string;
}

/** Thrown where a state's paths, templates or rules cannot be evaluated. */
export class StateError extends Error {
  readonly failure: Failure;
  constructor(error: string, cause?: string) {
    super(cause ? `${error}: ${cause}` : error);
    this.name = 'StateError';
    this.failure = cause === undefined ? { error } : { error, cause };
  }
}

/** Most bytes of a state's input or result: 256 KiB, as on AWS. */
export const PAYLOAD_LIMIT = 256 * 1024;

const ONLY = 'only';

type LibraryState = StateMachineDefinition['States'][string];

/**
 * InputPath, then Parameters.
 * @throws StateError
 */
export function effectiveInput(state: State, input: Json, context: JsonObject): Promise<Json> {
  return runState({ Type: 'Pass', End: true, ...fields(state, ['InputPath', 'Parameters']) }, input, context);
}

/** InputPath only: what a Map's ItemsPath and a `TimeoutSecondsPath` look into. */
export function inputOf(state: State, input: Json, context: JsonObject): Promise<Json> {
  return runState({ Type: 'Pass', End: true, ...fields(state, ['InputPath']) }, input, context);
}

/**
 * ResultSelector, ResultPath and OutputPath.
 * @param input the state's raw input, into which ResultPath writes
 */
export function stateOutput(state: State, input: Json, result: Json, context: JsonObject): Promise<Json> {
  const shaping = fields(state, ['ResultSelector', 'ResultPath', 'OutputPath']);
  return runState({ Type: 'Task', Resource: ONLY, End: true, ...shaping }, input, context, () => result);
}

/** The input of a Catch's target. */
export function caughtInput(
  resultPath: string | null | undefined,
  input: Json,
  failure: Failure,
): Promise<Json> {
  const shaping: JsonObject =
    resultPath === undefined || resultPath === '$' ? {} : { ResultPath: resultPath };
  const result = { Error: failure.error, Cause: failure.cause ?? '' };
  return runState({ Type: 'Task', Resource: ONLY, End: true, ...shaping }, input, {}, () => result);
}

/** The values of one payload template. */
export function evaluateTemplate(template: JsonObject, input: Json, context: JsonObject): Promise<Json> {
  return runState({ Type: 'Pass', End: true, Parameters: template }, input, context);
}

/** The value at one path. */
export async function valueAt(path: string, input: Json, context: JsonObject): Promise<Json> {
  const found = await evaluateTemplate({ 'value.$': path }, input, context);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found.value ?? null) : null;
}

/** Evaluates a Choice: the state to go to and its input. */
export async function choose(
  state: ChoiceState,
  input: Json,
  context: JsonObject,
): Promise<{ next: string; output: Json }> {
  const choice: Json = {
    ...fields(state, ['InputPath', 'OutputPath', 'Choices', 'Default']),
    Type: 'Choice',
  };
  const targets = new Set(state.Choices.map((rule) => rule.Next));
  if (state.Default) targets.add(state.Default);
  let start = 'choice';
  while (targets.has(start)) start += "'";
  const states: JsonObject = { [start]: choice };
  for (const target of targets) states[target] = { Type: 'Succeed' };
  const run = machine(start, states).run(input, { context: { [CONTEXT_ROOT]: context } });
  const output = await settled(run.result);
  let next = '';
  for await (const event of run.eventLogs) {
    if (event.type === 'StateEntered' && event.state.name !== start) next = event.state.name;
  }
  return { next, output };
}

/**
 * Refuses a value that AWS would refuse for its size.
 * @throws StateError States.DataLimitExceeded
 */
export function withinLimit(value: Json): Json {
  // A UTF-16 unit is at most 3 bytes of UTF-8, so short texts need no count.
  const text = JSON.stringify(value);
  if (text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT) {
    throw new StateError('States.DataLimitExceeded', `The state's data exceeds ${PAYLOAD_LIMIT} bytes`);
  }
  return value;
}

/** The library tests for a field with `in`, so an absent field must be absent and not undefined. */
function fields(state: State, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name)));
}

function machine(start: string, states: JsonObject): StateMachine {
  // Of the library's shape because it comes from a definition the library has validated.
  const definition: StateMachineDefinition = JSON.parse(JSON.stringify({ StartAt: start, States: states }));
  return new StateMachine(definition, { validationOptions: { noValidate: true } });
}

function runState(
  state: JsonObject & { Type: LibraryState['Type'] },
  input: Json,
  context: JsonObject,
  result?: () => Json,
): Promise<Json> {
  const run = machine(ONLY, { [ONLY]: state }).run(input, {
    context: { [CONTEXT_ROOT]: context },
    ...(result ? { overrides: { taskResourceLocalHandlers: { [ONLY]: result } } } : {}),
  });
  return settled(run.result);
}

async function settled(result: Promise<Json>): Promise<Json> {
  try {
    return await result;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const name = cause instanceof Error ? cause.name : '';
    const text = cause instanceof Error ? cause.message : String(cause);
    // Everything else the library throws (a TypeError for an unknown intrinsic) is a runtime error of the state.
    throw new StateError(name.startsWith('States.') ? name : 'States.Runtime', text);
  }
}

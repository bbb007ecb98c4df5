import { StateMachine } from 'aws-local-stepfunctions';

/** Any value that JSON can carry. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** One entry of a state's `Retry`. */
export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'NONE' | 'FULL';
}

/** One entry of a state's `Catch`. */
export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  ResultPath?: string | null;
}

interface AnyState {
  InputPath?: string | null;
  OutputPath?: string | null;
  Parameters?: JsonObject;
  ResultSelector?: JsonObject;
  ResultPath?: string | null;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Next?: string;
  End?: boolean;
}

export interface TaskState extends AnyState {
  Type: 'Task';
  Resource: string;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number;
  HeartbeatSecondsPath?: string;
}

export interface PassState extends AnyState {
  Type: 'Pass';
  Result?: Json;
}

export interface ChoiceState extends AnyState {
  Type: 'Choice';
  Choices: (JsonObject & { Next: string })[];
  Default?: string;
}

export interface WaitState extends AnyState {
  Type: 'Wait';
  Seconds?: number;
  SecondsPath?: string;
  Timestamp?: string;
  TimestampPath?: string;
}

export interface ParallelState extends AnyState {
  Type: 'Parallel';
  Branches: Scope[];
}

export interface MapState extends AnyState {
  Type: 'Map';
  Iterator?: Scope;
  ItemProcessor?: Scope;
  ItemSelector?: JsonObject;
  ItemsPath?: string;
  MaxConcurrency?: number;
  MaxConcurrencyPath?: string;
}

export interface FailState extends AnyState {
  Type: 'Fail';
  Error?: string;
  ErrorPath?: string;
  Cause?: string;
  CausePath?: string;
}

export interface SucceedState extends AnyState {
  Type: 'Succeed';
}

export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | ParallelState
  | MapState
  | FailState
  | SucceedState;

/** A set of states with an entry: the machine itself, a branch of a Parallel or the body of a Map. */
export interface Scope {
  StartAt: string;
  States: Record<string, State>;
}

/** A checked definition, ready to be interpreted. */
export interface Machine extends Scope {
  TimeoutSeconds?: number;
}

/** How a Task state reaches its function. */
export interface TaskService {
  /** `function`: the resource is the function; `invoke`: optimised integration; `token`: the same, with a callback. */
  style: 'function' | 'invoke' | 'token';
  partition: string;
}

/**
 * Reads a Task's `Resource`, in any partition (`aws`, `aws-cn`, …).
 * @returns undefined for a service this engine does not offer
 */
export function taskService(resource: string): TaskService | undefined {
  const integration = /^arn:(aws[a-z-]*):states:::lambda:invoke(\.waitForTaskToken)?$/.exec(resource);
  if (integration?.[1]) {
    return { style: integration[2] ? 'token' : 'invoke', partition: integration[1] };
  }
  const direct = /^arn:(aws[a-z-]*):lambda:[^:]+:\d+:function:.+$/.exec(resource);
  return direct?.[1] ? { style: 'function', partition: direct[1] } : undefined;
}

/**
 * Checks a definition, so that nothing is accepted that would run differently here than on AWS.
 * @throws Error with every complaint
 */
export function validateDefinition(text: string): void {
  if (accepted.has(text)) return;
  new StateMachine(JSON.parse(text), { validationOptions: { checkArn: true, checkPaths: true } });
  const definition: JsonObject = JSON.parse(text);
  const complaints = [...scopeComplaints(definition)];
  if (complaints.length > 0) throw new Error(`State machine definition is invalid: ${complaints.join('; ')}`);
  accepted.add(text);
}

// The library builds its schema validator for every check: 110 ms. A process sees a handful of definitions.
const accepted = new Set<string>();

function* scopeComplaints(scope: JsonObject): Generator<string> {
  // The library takes a JSONata machine and answers nonsense without an error.
  if (isJsonata(scope)) yield 'QueryLanguage JSONata is not offered, use JSONPath';
  for (const [name, state] of Object.entries(objectAt(scope, 'States'))) {
    if (isObject(state)) yield* stateComplaints(name, state);
  }
}

function* stateComplaints(name: string, state: JsonObject): Generator<string> {
  if (isJsonata(state)) yield `state ${name}: QueryLanguage JSONata is not offered, use JSONPath`;
  for (const field of ['Arguments', 'Output', 'Assign', 'ItemReader', 'ItemBatcher', 'ResultWriter']) {
    if (field in state) yield `state ${name}: ${field} is not offered`;
  }
  if (state.Type === 'Task') {
    if (typeof state.Resource !== 'string' || !taskService(state.Resource)) {
      yield `state ${name}: resource ${String(state.Resource)} is not offered`;
    }
    const invocation = objectAt(state, 'Parameters').InvocationType ?? 'RequestResponse';
    if (invocation !== 'RequestResponse')
      yield `state ${name}: InvocationType ${String(invocation)} is not offered`;
  }
  const processor = objectAt(state, 'ItemProcessor');
  if (objectAt(processor, 'ProcessorConfig').Mode === 'DISTRIBUTED') {
    yield `state ${name}: a distributed Map is not offered`;
  }
  for (const inner of innerScopes(state)) yield* scopeComplaints(inner);
}

function innerScopes(state: JsonObject): JsonObject[] {
  const branches = Array.isArray(state.Branches) ? state.Branches : [];
  return [...branches, state.ItemProcessor ?? null, state.Iterator ?? null].filter(isObject);
}

function isJsonata(part: JsonObject): boolean {
  return part.QueryLanguage === 'JSONata';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isObject(value) ? value : {};
}

/**
 * Turns a validated definition into one that the library interprets as AWS does. What is mended:
 *
 * - `$$`: the library overwrites `$$.Execution.Input` and `.StartTime` on each run, and here every state is a run
 *   of its own, so paths into the context object go to {@link CONTEXT_ROOT}, which it leaves alone;
 * - `"ResultPath": "$"` would set a member called `$`;
 * - `"InputPath": "$"` fails on null, 0, false and "";
 * - `"IsPresent": false` (and the other type tests) is never true.
 */
export function compileDefinition(text: string): Machine {
  // Validated when it was registered, hence of this shape.
  const machine: Machine = JSON.parse(JSON.stringify(compileScope(JSON.parse(text))));
  return machine;
}

/** Member of the library's context object that holds the context object of the States Language. */
export const CONTEXT_ROOT = 'Whole';

function compileScope(scope: JsonObject): JsonObject {
  const states = Object.entries(objectAt(scope, 'States')).map(([name, state]) => [
    name,
    isObject(state) ? compileState(state) : state,
  ]);
  return { ...scope, States: Object.fromEntries(states) };
}

const TEMPLATES = new Set(['Parameters', 'ResultSelector', 'ItemSelector']);

function compileState(state: JsonObject): JsonObject {
  const compiled: JsonObject = {};
  for (const [field, value] of Object.entries(state)) {
    if (value === '$' && ['InputPath', 'OutputPath', 'ResultPath'].includes(field)) continue;
    compiled[field] = compileField(field, value);
  }
  return compiled;
}

function compileField(field: string, value: Json): Json {
  if (TEMPLATES.has(field)) return compileTemplate(value);
  if (field === 'Choices' && Array.isArray(value)) return value.map(compileRule);
  if (field === 'Branches' && Array.isArray(value))
    return value.map((b) => (isObject(b) ? compileScope(b) : b));
  if ((field === 'ItemProcessor' || field === 'Iterator') && isObject(value)) return compileScope(value);
  if (field.endsWith('Path') && typeof value === 'string') return compilePath(value);
  return value;
}

function compileTemplate(value: Json): Json {
  if (Array.isArray(value)) return value.map(compileTemplate);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key.endsWith('.$') && typeof inner === 'string' ? compilePath(inner) : compileTemplate(inner),
    ]),
  );
}

/** Moves context paths to {@link CONTEXT_ROOT}; quoted text ('costs $$') stays as it is. */
function compilePath(path: string): string {
  return path.replace(/'(?:\\.|[^'\\])*'|\$\$/g, (found) => (found === '$$' ? `$$.${CONTEXT_ROOT}` : found));
}

function compileRule(rule: Json): Json {
  if (!isObject(rule)) return rule;
  const compiled: JsonObject = {};
  for (const [key, value] of Object.entries(rule)) {
    if (Array.isArray(value)) compiled[key] = value.map(compileRule);
    else if (isObject(value)) compiled[key] = compileRule(value);
    else if (key === 'Variable' || key.endsWith('Path')) compiled[key] = compilePath(String(value));
    else compiled[key] = value;
  }
  return negatedTypeTest(compiled) ?? compiled;
}

function negatedTypeTest(rule: JsonObject): JsonObject | undefined {
  const test = Object.keys(rule).find((key) => /^Is[A-Z]/.test(key) && rule[key] === false);
  if (!test) return undefined;
  const { [test]: _false, Variable = '$', ...rest } = rule;
  return { ...rest, Not: { Variable, [test]: true } };
}

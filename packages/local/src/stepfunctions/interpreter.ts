import {
  type FailState,
  type Json,
  type JsonObject,
  type MapState,
  type ParallelState,
  type Scope,
  type State,
  type TaskState,
  taskService,
  type WaitState,
} from './definition.ts';
import type { Call, Frame, NewEvent, Outcome } from './execution-store.ts';
import { catcherFor, retryAfter } from './retry.ts';
import {
  caughtInput,
  choose,
  effectiveInput,
  evaluateTemplate,
  type Failure,
  inputOf,
  StateError,
  stateOutput,
  valueAt,
  withinLimit,
} from './state-evaluation.ts';

/** What an interpretation may know of the world. */
export interface World {
  now: () => number;
  /** The context object's `Execution` and `StateMachine`. */
  context: JsonObject;
  /** A fresh task token for this frame. */
  mintToken: () => string;
  /** Where a function is that is given by its name only. */
  functionArn: (name: string, partition: string) => string;
}

/** A branch to start. */
export interface Branch {
  scope: (string | number)[];
  input: Json;
  mapItem?: { Index: number; Value: Json };
}

/** Where a frame comes to rest. */
export type Rest =
  | { kind: 'call'; call: Call; token?: string; timeoutMs?: number; heartbeatMs?: number }
  | { kind: 'sleep'; wakeAt: number; outcome: Outcome }
  | { kind: 'backoff'; wakeAt: number }
  | { kind: 'fan'; branches: Branch[]; concurrency: number }
  | { kind: 'pause' }
  | { kind: 'end'; output: Json }
  | { kind: 'fail'; failure: Failure };

/** Where the frame stands now and what happened on the way. */
export interface Progress {
  events: NewEvent[];
  state: string;
  enteredAt: number;
  input: Json;
  attempts: number[];
  rest: Rest;
}

/** States run in one go; then the position is made durable, so that a loop without a task is bounded too. */
const STRIDE = 50;

/**
 * Moves one frame as far as it comes without waiting for anything. Pure but for the clock and fresh tokens: nothing
 * counts until the engine has made the progress durable.
 */
export async function interpret(frame: Frame, scope: Scope, world: World): Promise<Progress> {
  return new Walk(frame, scope, world).go();
}

class Walk {
  readonly #frame: Frame;
  readonly #scope: Scope;
  readonly #world: World;
  readonly #events: NewEvent[] = [];
  #name: string;
  #enteredAt: number;
  #input: Json;
  #attempts: number[];

  constructor(frame: Frame, scope: Scope, world: World) {
    this.#frame = frame;
    this.#scope = scope;
    this.#world = world;
    this.#name = frame.state;
    this.#enteredAt = frame.enteredAt;
    this.#input = frame.input;
    this.#attempts = frame.attempts;
  }

  async go(): Promise<Progress> {
    const { phase, outcome } = this.#frame;
    let rest =
      phase === 'settle' && outcome ? await this.#settle(outcome) : await this.#run(phase !== 'retry');
    for (let states = 1; !rest; states++) {
      rest = states < STRIDE ? await this.#run(true) : { kind: 'pause' };
    }
    return {
      events: this.#events,
      state: this.#name,
      enteredAt: this.#enteredAt,
      input: this.#input,
      attempts: this.#attempts,
      rest,
    };
  }

  get #state(): State {
    const state = this.#scope.States[this.#name];
    if (!state) throw new StateError('States.Runtime', `There is no state ${this.#name}`);
    return state;
  }

  get #context(): JsonObject {
    const { mapItem } = this.#frame;
    return {
      ...this.#world.context,
      State: {
        EnteredTime: new Date(this.#enteredAt).toISOString(),
        Name: this.#name,
        RetryCount: this.#attempts.reduce((sum, used) => sum + used, 0),
      },
      ...(mapItem ? { Map: { Item: { ...mapItem } } } : {}),
    };
  }

  /** Runs the current state. No rest: the next state is the current one now. */
  async #run(enter: boolean): Promise<Rest | undefined> {
    if (enter) {
      this.#enteredAt = this.#world.now();
      this.#attempts = [];
      this.#note(`${this.#state.Type}StateEntered`, 'stateEnteredEventDetails', {
        name: this.#name,
        input: JSON.stringify(this.#input),
      });
    }
    try {
      return await this.#perform(this.#state);
    } catch (error) {
      return this.#failed(failureOf(error));
    }
  }

  async #perform(state: State): Promise<Rest | undefined> {
    switch (state.Type) {
      case 'Task':
        return this.#callTask(state);
      case 'Wait':
        return this.#sleep(state);
      case 'Parallel':
        return this.#fanOut(state);
      case 'Map':
        return this.#fanOutItems(state);
      case 'Fail':
        return { kind: 'fail', failure: await this.#failState(state) };
      case 'Choice': {
        const { next, output } = await choose(state, this.#input, this.#context);
        return this.#leave(output, next);
      }
      case 'Pass': {
        const input = await effectiveInput(state, this.#input, this.#context);
        return this.#settle({ ok: true, output: state.Result === undefined ? input : state.Result });
      }
      case 'Succeed':
        return this.#settle({ ok: true, output: await inputOf(state, this.#input, this.#context) });
    }
  }

  async #callTask(state: TaskState): Promise<Rest> {
    const service = taskService(state.Resource);
    if (!service) throw new StateError('States.Runtime', `Resource ${state.Resource} is not offered`);
    const token = service.style === 'token' ? this.#world.mintToken() : undefined;
    const context = { ...this.#context, ...(token ? { Task: { Token: token } } : {}) };
    const input = withinLimit(await effectiveInput(state, this.#input, context));
    const timeoutMs = await this.#seconds(state, state.TimeoutSeconds, state.TimeoutSecondsPath);
    const heartbeatMs = await this.#seconds(state, state.HeartbeatSeconds, state.HeartbeatSecondsPath);
    const call: Call =
      service.style === 'function'
        ? { style: 'function', functionArn: state.Resource, payload: input }
        : { style: service.style, ...this.#invocation(input, service.partition) };
    return {
      kind: 'call',
      call,
      ...(token ? { token } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    };
  }

  #invocation(parameters: Json, partition: string): { functionArn: string; payload: Json } {
    const { FunctionName: name, Payload: payload } = asObject(parameters);
    if (typeof name !== 'string') throw new StateError('States.Runtime', 'FunctionName is missing');
    const functionArn = name.startsWith('arn:') ? name : this.#world.functionArn(name, partition);
    return { functionArn, payload: payload ?? {} };
  }

  async #seconds(
    state: State,
    fixed: number | undefined,
    path: string | undefined,
  ): Promise<number | undefined> {
    if (path === undefined) return fixed === undefined ? undefined : fixed * 1000;
    const input = await inputOf(state, this.#input, this.#context);
    const value = await valueAt(path, input, this.#context);
    if (typeof value !== 'number' || !(value > 0)) {
      throw new StateError('States.Runtime', `${path} is not a positive number of seconds`);
    }
    return value * 1000;
  }

  async #sleep(state: WaitState): Promise<Rest> {
    const output = await inputOf(state, this.#input, this.#context);
    const at = async (path: string | undefined): Promise<Json> =>
      path === undefined ? null : valueAt(path, output, this.#context);
    const seconds = state.Seconds ?? (await at(state.SecondsPath));
    const timestamp = state.Timestamp ?? (await at(state.TimestampPath));
    const wakeAt =
      typeof seconds === 'number' ? this.#enteredAt + seconds * 1000 : Date.parse(String(timestamp ?? ''));
    if (Number.isNaN(wakeAt)) throw new StateError('States.Runtime', 'The time to wait for is not readable');
    return { kind: 'sleep', wakeAt, outcome: { ok: true, output } };
  }

  async #fanOut(state: ParallelState): Promise<Rest> {
    const input = await effectiveInput(state, this.#input, this.#context);
    this.#note('ParallelStateStarted');
    const branches = state.Branches.map((_, slot) => ({ scope: this.#inner('Branches', slot), input }));
    return { kind: 'fan', branches, concurrency: branches.length };
  }

  async #fanOutItems(state: MapState): Promise<Rest> {
    const input = await inputOf(state, this.#input, this.#context);
    const items =
      state.ItemsPath === undefined ? input : await valueAt(state.ItemsPath, input, this.#context);
    if (!Array.isArray(items))
      throw new StateError('States.Runtime', 'The items of the Map are not an array');
    const template = state.ItemSelector ?? state.Parameters;
    const body = this.#inner(state.ItemProcessor ? 'ItemProcessor' : 'Iterator');
    const branches: Branch[] = [];
    for (const [Index, Value] of items.entries()) {
      const mapItem = { Index, Value };
      const context = { ...this.#context, Map: { Item: mapItem } };
      const own = template ? await evaluateTemplate(template, input, context) : Value;
      branches.push({ scope: body, input: own, mapItem });
    }
    this.#note('MapStateStarted', 'mapStateStartedEventDetails', { length: items.length });
    const limit = state.MaxConcurrencyPath
      ? await valueAt(state.MaxConcurrencyPath, input, this.#context)
      : state.MaxConcurrency;
    // 0 is "no limit"; AWS then runs up to 40 at a time.
    return { kind: 'fan', branches, concurrency: typeof limit === 'number' && limit > 0 ? limit : 40 };
  }

  #inner(...path: (string | number)[]): (string | number)[] {
    return [...this.#frame.scope, 'States', this.#name, ...path];
  }

  async #failState(state: FailState): Promise<Failure> {
    const at = async (path: string | undefined): Promise<string | undefined> =>
      path === undefined ? undefined : String(await valueAt(path, this.#input, this.#context));
    const cause = state.Cause ?? (await at(state.CausePath));
    const error = state.Error ?? (await at(state.ErrorPath)) ?? '';
    return cause === undefined ? { error } : { error, cause };
  }

  async #settle(outcome: Outcome): Promise<Rest | undefined> {
    if (!outcome.ok) return this.#failed(outcome);
    try {
      const state = this.#state;
      const output = withinLimit(await stateOutput(state, this.#input, outcome.output, this.#context));
      return this.#leave(output, state.Next);
    } catch (error) {
      return this.#failed(failureOf(error));
    }
  }

  /** @param next undefined: the scope ends here */
  #leave(output: Json, next: string | undefined): Rest | undefined {
    this.#exited(output);
    if (next === undefined) return { kind: 'end', output };
    this.#name = next;
    this.#input = output;
    return undefined;
  }

  async #failed({ error, cause }: Failure): Promise<Rest | undefined> {
    const failure: Failure = cause === undefined ? { error } : { error, cause };
    const state = this.#scope.States[this.#name];
    const retry = retryAfter(state?.Retry ?? [], this.#attempts, failure);
    if (retry) {
      this.#attempts = retry.attempts;
      return { kind: 'backoff', wakeAt: this.#world.now() + retry.delayMs };
    }
    const catcher = catcherFor(state?.Catch ?? [], failure);
    if (!catcher) return { kind: 'fail', failure };
    try {
      return this.#leave(await caughtInput(catcher.ResultPath, this.#input, failure), catcher.Next);
    } catch (reason) {
      return { kind: 'fail', failure: failureOf(reason) };
    }
  }

  #exited(output: Json): void {
    this.#note(`${this.#state.Type}StateExited`, 'stateExitedEventDetails', {
      name: this.#name,
      output: JSON.stringify(output),
    });
  }

  #note(type: string, field?: string, value?: { [key: string]: Json }): void {
    this.#events.push({
      at: this.#world.now(),
      type,
      ...(field && value ? { details: { field, value } } : {}),
    });
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof StateError) return error.failure;
  return { error: 'States.Runtime', cause: String(error) };
}

function asObject(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

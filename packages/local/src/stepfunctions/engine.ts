import { compileDefinition, type JsonObject, type Machine, type Scope } from './definition.ts';
import {
  type Execution,
  ExecutionStore,
  type Frame,
  type NewEvent,
  type Outcome,
  type Status,
} from './execution-store.ts';
import { interpret, type Progress, type Rest, type World } from './interpreter.ts';
import { type Journal, JournalClosed } from './journal.ts';
import type { Failure } from './state-evaluation.ts';
import {
  callFunction,
  type InvokeLambda,
  outcomeEvent,
  scheduledEvents,
  submittedEvent,
} from './task-calls.ts';
import { TaskTokens } from './task-token.ts';

/** What the engine needs from its surroundings. */
export interface EngineOptions {
  journal: Journal;
  region: string;
  accountId: string;
  invokeLambda: InvokeLambda;
  now: () => number;
}

/** Most events of one execution, as on AWS; ends a machine that runs in circles. */
const MOST_EVENTS = 25_000;
/** Deadlines handled per turn. */
const DUE_BATCH = 500;
/**
 * Longest the timer sleeps: a Node timer overflows at 24.8 days (a 365-day limit would be over at once), does not
 * count while the machine is suspended, and knows nothing of a clock that a test moves. One look-up by index per
 * second costs nothing.
 */
const LONGEST_SLEEP_MS = 1_000;
/** How often old histories are forgotten and free pages given back. */
const PRUNE_EVERY_MS = 24 * 3600 * 1000;
/** Pause before work is taken up again that an unexpected error (disk full) broke off. */
const REPAIR_PAUSE_MS = 1_000;

/** What became of a call with a task token. */
export type TokenAnswer = 'accepted' | 'closed' | 'unknown' | 'invalid';

/**
 * Runs executions. All that counts is in the journal: a frame that waits (for its token, a date, a retry) is a row
 * and nothing else; memory holds only what is being computed or called right now. Whatever a crash interrupts is
 * found again by its phase.
 */
export class Engine {
  readonly store: ExecutionStore;
  readonly #options: EngineOptions;
  readonly #tokens: TaskTokens;
  readonly #machines = new Map<string, Machine>();
  readonly #interpreting = new Set<string>();
  readonly #calling = new Set<string>();
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #prunedAt: number;

  private constructor(options: EngineOptions, key: Uint8Array) {
    this.#options = options;
    this.store = new ExecutionStore(options.journal.database);
    this.#tokens = new TaskTokens(key);
    this.#prunedAt = options.now();
  }

  /** Opens the engine over its journal; nothing runs before {@link resume}. */
  static async open(options: EngineOptions): Promise<Engine> {
    const store = new ExecutionStore(options.journal.database);
    const key = await options.journal.write('open', () => {
      store.prune(options.now());
      return store.tokenKey();
    });
    options.journal.reclaim();
    return new Engine(options, key);
  }

  /** What {@link open} does too, for a process that runs on for months. */
  async #prune(): Promise<void> {
    if (this.now() - this.#prunedAt < PRUNE_EVERY_MS) return;
    this.#prunedAt = this.now();
    await this.#options.journal.write('prune', () => this.store.prune(this.now()));
    this.#options.journal.reclaim();
  }

  /** Takes up everything that was under way, and starts the clock. */
  resume(): void {
    this.#running = true;
    for (const execution of this.store.executionsAtWork()) this.#kick(execution);
    this.#armTimer();
  }

  /** Stops for good. Calls under way are dropped; the next start makes them again. */
  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  now(): number {
    return this.#options.now();
  }

  /**
   * Starts an execution, or answers the one of that name.
   * @param admit decides inside the transaction what a name that exists already means; it may throw
   */
  async start(
    request: Pick<Execution, 'arn' | 'machineArn' | 'name' | 'input'> & { definition: string },
    admit: (existing: Execution) => Execution,
  ): Promise<Execution> {
    const execution = await this.#options.journal.write(`start ${request.name}`, () => {
      const existing = this.store.executionByArn(request.arn);
      return existing ? admit(existing) : this.#insert(request);
    });
    this.#kick(execution.id);
    this.#armTimer();
    return execution;
  }

  #insert(
    request: Pick<Execution, 'arn' | 'machineArn' | 'name' | 'input'> & { definition: string },
  ): Execution {
    const { arn, machineArn, name, input } = request;
    const at = this.now();
    const definition = this.store.keepDefinition(request.definition);
    const machine = this.#machine(definition);
    const execution = this.store.insertExecution({
      arn,
      machineArn,
      name,
      input,
      definition,
      status: 'RUNNING',
      startedAt: at,
      lastEvent: 0,
      lastFrame: 0,
      ...(machine.TimeoutSeconds === undefined ? {} : { timeoutAt: at + machine.TimeoutSeconds * 1000 }),
    });
    const frame: Frame = {
      execution: execution.id,
      id: 0,
      slot: 0,
      scope: [],
      phase: 'enter',
      version: 0,
      visit: 0,
      state: machine.StartAt,
      enteredAt: at,
      input: JSON.parse(input),
      attempts: [],
      lastEvent: 0,
    };
    const details = { field: 'executionStartedEventDetails', value: { input } };
    this.#append(execution, frame, [{ at, type: 'ExecutionStarted', details }]);
    this.store.saveFrame(frame);
    this.store.saveExecution(execution);
    return execution;
  }

  /** Ends a running execution from outside. */
  async abort(arn: string, failure: { error?: string; cause?: string }): Promise<Execution | undefined> {
    return this.#options.journal.write('stop', () => {
      const execution = this.store.executionByArn(arn);
      if (execution?.status === 'RUNNING') this.#close(execution, 'ABORTED', failure);
      return execution;
    });
  }

  /** Completes the task that holds the token. Durable when it is answered. */
  async completeTask(token: string, outcome: Outcome): Promise<TokenAnswer> {
    const answer = await this.#withToken('complete task', token, (execution, frame) => {
      this.#recordOutcome(execution, frame, outcome);
    });
    const address = this.#tokens.address(token);
    if (answer === 'accepted' && address) this.#kick(address.execution);
    return answer;
  }

  /** Moves the task's heartbeat deadline. */
  heartbeat(token: string): Promise<TokenAnswer> {
    return this.#withToken('heartbeat', token, (_execution, frame) => {
      if (frame.heartbeatMs === undefined) return;
      this.store.saveFrame({ ...frame, heartbeatAt: this.now() + frame.heartbeatMs });
    });
  }

  async #withToken(
    description: string,
    token: string,
    use: (execution: Execution, frame: Frame) => void,
  ): Promise<TokenAnswer> {
    const address = this.#tokens.address(token);
    if (!address) return 'invalid';
    return this.#options.journal.write(description, () => {
      const execution = this.store.execution(address.execution);
      if (!execution) return 'unknown';
      const frame = this.store.frame(address.execution, address.frame);
      if (frame?.token !== token) return 'closed';
      use(execution, frame);
      return 'accepted';
    });
  }

  /** Handles every deadline that has passed. The timer does this by itself; a test that moves the clock calls it. */
  async passDeadlines(): Promise<void> {
    const at = this.now();
    const executions = this.store.dueExecutions(at, DUE_BATCH);
    const frames = this.store.dueFrames(at, DUE_BATCH);
    await Promise.all([
      ...executions.map((id) => this.#options.journal.write('execution limit', () => this.#executionDue(id))),
      ...frames.map(({ execution, id }) =>
        this.#options.journal.write('deadline', () => this.#frameDue(execution, id)),
      ),
    ]);
    for (const execution of new Set(frames.map((frame) => frame.execution))) this.#kick(execution);
    await this.#prune();
  }

  #executionDue(id: number): void {
    const execution = this.store.execution(id);
    if (execution?.status === 'RUNNING') this.#close(execution, 'TIMED_OUT', {});
  }

  #frameDue(executionId: number, id: number): void {
    const execution = this.store.execution(executionId);
    const frame = this.store.frame(executionId, id);
    if (!execution || !frame) return;
    const { wakeAt, timeoutAt, heartbeatAt, ...rest } = frame;
    const passed = (at: number | undefined): boolean => at !== undefined && at <= this.now();
    if (passed(wakeAt)) {
      this.store.saveFrame({ ...rest, phase: frame.phase === 'backoff' ? 'retry' : 'settle' });
    } else if (passed(timeoutAt) || passed(heartbeatAt)) {
      // Both may have passed while nothing ran: the earlier one counts.
      const timeout = passed(timeoutAt) && (timeoutAt ?? 0) <= (heartbeatAt ?? Number.POSITIVE_INFINITY);
      const error = timeout ? 'States.Timeout' : 'States.HeartbeatTimeout';
      this.#recordOutcome(execution, frame, { ok: false, error });
    }
  }

  #armTimer(): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    const due = this.store.nextDue();
    if (due === undefined) return;
    const delay = Math.min(Math.max(due - this.now(), 0), LONGEST_SLEEP_MS);
    this.#timer = setTimeout(() => {
      this.#inBackground(this.passDeadlines());
    }, delay);
    this.#timer.unref();
  }

  /** Moves on whatever of this execution can move. */
  #kick(execution: number): void {
    if (!this.#running) return;
    for (const frame of this.store.framesAtWork(execution)) {
      if (frame.phase === 'invoke') this.#startCall(frame);
      else this.#startInterpretation(frame);
    }
  }

  #startInterpretation(frame: Frame): void {
    const key = `${frame.execution}/${frame.id}`;
    if (this.#interpreting.has(key)) return;
    this.#interpreting.add(key);
    const work = this.#advance(frame).finally(() => this.#interpreting.delete(key));
    this.#inBackground(work, frame.execution);
  }

  async #advance(frame: Frame): Promise<void> {
    const execution = this.store.execution(frame.execution);
    if (!execution) return;
    const machine = this.#machine(execution.definition);
    const progress = await interpret(frame, scopeAt(machine, frame.scope), this.#world(execution, frame));
    await this.#options.journal.write(`${frame.state}: ${frame.phase}`, () => this.#apply(frame, progress));
  }

  #startCall(frame: Frame): void {
    const { call } = frame;
    const key = `${frame.execution}/${frame.id}/${frame.visit}`;
    if (!call || this.#calling.has(key)) return;
    this.#calling.add(key);
    const work = async (): Promise<void> => {
      const outcome = await callFunction(this.#options.invokeLambda, call);
      await this.#options.journal.write(`${frame.state}: function returned`, () =>
        this.#returned(frame, outcome),
      );
    };
    this.#inBackground(
      work().finally(() => this.#calling.delete(key)),
      frame.execution,
    );
  }

  #returned(called: Frame, outcome: Outcome): void {
    const execution = this.store.execution(called.execution);
    const frame = this.store.frame(called.execution, called.id);
    // Completed by its token, timed out or stopped meanwhile: the answer is of no interest any more.
    if (!execution || frame?.phase !== 'invoke' || frame.visit !== called.visit || !frame.call) return;
    if (frame.call.style !== 'token' || !outcome.ok) {
      this.#recordOutcome(execution, frame, outcome);
      return;
    }
    this.#append(execution, frame, [submittedEvent(frame.call, this.now(), outcome.output)]);
    this.store.saveFrame({ ...frame, phase: 'token' });
    this.store.saveExecution(execution);
  }

  /** Then takes the execution up again: the work made it ready for the next step, or has to be repeated. */
  #inBackground(work: Promise<void>, execution?: number): void {
    const goOn = (): void => {
      if (!this.#running) return;
      if (execution !== undefined) this.#kick(execution);
      this.#armTimer();
    };
    work.then(goOn, (error: unknown) => {
      if (error instanceof JournalClosed || !this.#running) return;
      console.error('Step Functions: work is broken off and will be taken up again', error);
      setTimeout(goOn, REPAIR_PAUSE_MS).unref();
    });
  }

  #machine(hash: string): Machine {
    const known = this.#machines.get(hash);
    if (known) return known;
    const text = this.store.definition(hash);
    if (text === undefined) throw new Error(`Definition ${hash} is missing`);
    const machine = compileDefinition(text);
    this.#machines.set(hash, machine);
    return machine;
  }

  #world(execution: Execution, frame: Frame): World {
    const { region, accountId } = this.#options;
    return {
      now: () => this.now(),
      context: contextOf(execution),
      mintToken: () => this.#tokens.mint({ execution: execution.id, frame: frame.id }),
      functionArn: (name, partition) => `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
    };
  }

  /** Makes an interpretation count, unless the frame has changed since. */
  #apply(read: Frame, progress: Progress): void {
    const execution = this.store.execution(read.execution);
    const current = this.store.frame(read.execution, read.id);
    if (execution?.status !== 'RUNNING' || current?.version !== read.version) return;
    const { outcome: _settled, ...rest } = current;
    const { state, enteredAt, input, attempts } = progress;
    const frame: Frame = { ...rest, state, enteredAt, input, attempts };
    this.#append(execution, frame, progress.events);
    this.#rest(execution, frame, progress.rest);
    if (execution.status !== 'RUNNING') return;
    if (execution.lastEvent > MOST_EVENTS) {
      const cause = `The execution reached the maximum number of history events (${MOST_EVENTS}).`;
      this.#close(execution, 'FAILED', { error: 'States.Runtime', cause });
      return;
    }
    this.store.saveExecution(execution);
  }

  #rest(execution: Execution, frame: Frame, rest: Rest): void {
    switch (rest.kind) {
      case 'call':
        this.#schedule(execution, frame, rest);
        break;
      case 'sleep':
        this.store.saveFrame({ ...frame, phase: 'sleep', wakeAt: rest.wakeAt, outcome: rest.outcome });
        break;
      case 'backoff':
        this.store.saveFrame({ ...frame, phase: 'backoff', wakeAt: rest.wakeAt });
        break;
      case 'fan':
        this.#fanOut(execution, frame, rest);
        break;
      case 'pause':
        this.store.saveFrame({ ...frame, phase: 'enter' });
        break;
      case 'end':
        this.#end(execution, frame, { ok: true, output: rest.output });
        break;
      case 'fail':
        this.#end(execution, frame, { ok: false, ...rest.failure });
        break;
    }
  }

  #schedule(execution: Execution, frame: Frame, rest: Extract<Rest, { kind: 'call' }>): void {
    const at = this.now();
    const { call, token, timeoutMs, heartbeatMs } = rest;
    this.#append(execution, frame, scheduledEvents(call, at, rest));
    this.store.saveFrame({
      ...frame,
      phase: 'invoke',
      visit: frame.visit + 1,
      call,
      ...(token ? { token } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutAt: at + timeoutMs }),
      ...(heartbeatMs === undefined ? {} : { heartbeatMs, heartbeatAt: at + heartbeatMs }),
    });
  }

  #recordOutcome(execution: Execution, frame: Frame, outcome: Outcome): void {
    const { call, token, timeoutAt, heartbeatAt, heartbeatMs, ...rest } = frame;
    const settled: Frame = { ...rest, phase: 'settle', outcome };
    if (call) this.#append(execution, settled, [outcomeEvent(call, this.now(), outcome)]);
    this.store.saveFrame(settled);
    this.store.saveExecution(execution);
  }

  #fanOut(execution: Execution, frame: Frame, rest: Extract<Rest, { kind: 'fan' }>): void {
    if (rest.branches.length === 0) {
      this.store.saveFrame({ ...frame, phase: 'settle', outcome: { ok: true, output: [] } });
      return;
    }
    const machine = this.#machine(execution.definition);
    for (const [slot, branch] of rest.branches.entries()) {
      execution.lastFrame += 1;
      const child: Frame = {
        ...branch,
        execution: execution.id,
        id: execution.lastFrame,
        parent: frame.id,
        slot,
        phase: slot < rest.concurrency ? 'enter' : 'queued',
        version: 0,
        visit: 0,
        state: scopeAt(machine, branch.scope).StartAt,
        enteredAt: this.now(),
        attempts: [],
        lastEvent: frame.lastEvent,
      };
      if (child.mapItem) this.#append(execution, child, [this.#iteration(frame, child, 'Started')]);
      this.store.saveFrame(child);
    }
    this.store.saveFrame({ ...frame, phase: 'children' });
  }

  #iteration(parent: Frame, child: Frame, what: string): NewEvent {
    const field = `mapIteration${what}EventDetails`;
    const value = { name: parent.state, index: child.slot };
    return { at: this.now(), type: `MapIteration${what}`, details: { field, value } };
  }

  /** The frame's scope has ended: so has the execution, or a branch. */
  #end(execution: Execution, frame: Frame, outcome: Outcome): void {
    const parent = frame.parent === undefined ? undefined : this.store.frame(execution.id, frame.parent);
    if (parent) this.#branchEnded(execution, parent, frame, outcome);
    else if (outcome.ok) this.#close(execution, 'SUCCEEDED', { output: JSON.stringify(outcome.output) });
    else this.#close(execution, 'FAILED', outcome);
  }

  #branchEnded(execution: Execution, parent: Frame, branch: Frame, outcome: Outcome): void {
    const kind = branch.mapItem ? 'Map' : 'Parallel';
    if (branch.mapItem) {
      this.#append(execution, branch, [this.#iteration(parent, branch, outcome.ok ? 'Succeeded' : 'Failed')]);
    }
    const siblings = this.store
      .frames(execution.id)
      .filter((f) => f.parent === parent.id && f.id !== branch.id);
    if (!outcome.ok) {
      this.#deleteBelow(execution.id, parent.id);
      const at = this.now();
      this.#append(execution, parent, [{ at, type: `${kind}StateFailed` }]);
      this.store.saveFrame({ ...parent, phase: 'settle', outcome });
      return;
    }
    if (siblings.some((sibling) => sibling.phase !== 'done')) {
      this.store.saveFrame({ ...branch, phase: 'done', outcome });
      const next = siblings.find((sibling) => sibling.phase === 'queued');
      if (next) this.store.saveFrame({ ...next, phase: 'enter' });
      return;
    }
    const all = [...siblings, { ...branch, outcome }].sort((a, b) => a.slot - b.slot);
    const output = all.map((ended) => (ended.outcome?.ok ? ended.outcome.output : null));
    this.#deleteBelow(execution.id, parent.id);
    this.#append(execution, parent, [{ at: this.now(), type: `${kind}StateSucceeded` }]);
    this.store.saveFrame({ ...parent, phase: 'settle', outcome: { ok: true, output } });
  }

  #deleteBelow(execution: number, parent: number): void {
    for (const frame of this.store.frames(execution)) {
      if (frame.parent !== parent) continue;
      this.#deleteBelow(execution, frame.id);
      this.store.deleteFrame(frame);
    }
  }

  /** Events continue the frame's line; the history's numbers run through the execution. */
  #append(execution: Execution, frame: Frame, events: readonly NewEvent[]): void {
    for (const event of events) {
      execution.lastEvent += 1;
      this.store.appendEvent(execution.id, {
        ...event,
        id: execution.lastEvent,
        previousEventId: frame.lastEvent,
      });
      frame.lastEvent = execution.lastEvent;
    }
  }

  #close(
    execution: Execution,
    status: Exclude<Status, 'RUNNING'>,
    result: Partial<Failure> & { output?: string },
  ): void {
    const at = this.now();
    const { type, field } = CLOSING[status];
    const { output, error, cause } = result;
    const value = {
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
    const root = this.store.frame(execution.id, 0);
    if (root) {
      // The last event follows the last one there is, also when a branch or the clock ended the execution.
      this.#append(execution, { ...root, lastEvent: execution.lastEvent }, [
        { at, type, details: { field, value } },
      ]);
    }
    Object.assign(execution, { status, stoppedAt: at, ...value });
    this.store.saveExecution(execution);
    this.store.pack(execution.id, at);
  }
}

const CLOSING = {
  SUCCEEDED: { type: 'ExecutionSucceeded', field: 'executionSucceededEventDetails' },
  FAILED: { type: 'ExecutionFailed', field: 'executionFailedEventDetails' },
  TIMED_OUT: { type: 'ExecutionTimedOut', field: 'executionTimedOutEventDetails' },
  ABORTED: { type: 'ExecutionAborted', field: 'executionAbortedEventDetails' },
} as const;

/** The part of the context object that is the same for every state of an execution. */
function contextOf(execution: Execution): JsonObject {
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input),
      Name: execution.name,
      RedriveCount: 0,
      StartTime: new Date(execution.startedAt).toISOString(),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineArn.split(':').at(-1) ?? '' },
  };
}

function scopeAt(machine: Machine, path: readonly (string | number)[]): Scope {
  let found: unknown = machine;
  for (const step of path)
    found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  if (!isScope(found)) throw new Error(`There are no states at ${path.join('/')}`);
  return found;
}

function isScope(value: unknown): value is Scope {
  return typeof value === 'object' && value !== null && 'StartAt' in value && 'States' in value;
}

import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json } from './definition.ts';
import type { Failure } from './state-evaluation.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  id: number;
  arn: string;
  machineArn: string;
  name: string;
  status: Status;
  /** Hash of the definition it started with, which it keeps when the machine is registered anew. */
  definition: string;
  /** As given by the caller: AWS answers the same text. */
  input: string;
  startedAt: number;
  stoppedAt?: number;
  /** The machine's TimeoutSeconds, counted from the start. */
  timeoutAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  lastEvent: number;
  /** Ids of frames are never used again, so that nothing meant for a cancelled branch reaches a later one. */
  lastFrame: number;
}

/** What a state's work came to. */
export type Outcome = { ok: true; output: Json } | ({ ok: false } & Failure);

/** A call of a task function. */
export interface Call {
  style: 'function' | 'invoke' | 'token';
  functionArn: string;
  payload: Json;
}

/**
 * Where a frame stands:
 * - `enter`, `retry`, `settle`: the interpreter has to go on (enter the state, try it again, use its outcome)
 * - `invoke`: the task function is called, or has to be called again after a crash
 * - `token`: the function has returned, somebody holds the token
 * - `sleep`, `backoff`: a Wait state, or the pause before a retry
 * - `children`: a Parallel or Map waits for its branches
 * - `queued`, `done`: a branch that may not start yet, or has ended
 */
export type Phase =
  | 'enter'
  | 'retry'
  | 'settle'
  | 'invoke'
  | 'token'
  | 'sleep'
  | 'backoff'
  | 'children'
  | 'queued'
  | 'done';

/** One line of control: the machine itself (id 0), or a branch of a Parallel or Map. */
export interface Frame {
  execution: number;
  id: number;
  parent?: number;
  /** Place of this branch in the parent's result. */
  slot: number;
  /** Path in the definition to the scope whose states it runs. */
  scope: (string | number)[];
  phase: Phase;
  /** Grows with every change: an interpretation of an older frame is thrown away. */
  version: number;
  /** Grows with every call of a task function: a return of an older call is thrown away. */
  visit: number;
  state: string;
  enteredAt: number;
  input: Json;
  /** How often each retrier of the state was used. */
  attempts: number[];
  call?: Call;
  token?: string;
  timeoutAt?: number;
  heartbeatAt?: number;
  heartbeatMs?: number;
  wakeAt?: number;
  outcome?: Outcome;
  mapItem?: { Index: number; Value: Json };
  lastEvent: number;
}

/** An event of the history, in the API's field names; `id` and times are added when it is appended. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  /** Milliseconds. */
  at: number;
  type: string;
  details?: { field: string; value: { [key: string]: Json } };
}
export type NewEvent = Omit<HistoryEvent, 'id' | 'previousEventId'>;

// The condition of the index frame_at_work.
const AT_WORK = "phase IN ('enter', 'retry', 'settle', 'invoke')";

type Row = Record<string, SQLOutputValue>;

/** Days a finished execution keeps its history (its description it keeps forever), as on AWS. */
const HISTORY_DAYS = 90;

/** Rows of executions, frames and events. Every method that changes something runs inside a journal write. */
export class ExecutionStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The key of this data directory's task tokens, made on the first start. */
  tokenKey(): Uint8Array {
    this.#run('INSERT OR IGNORE INTO setting VALUES (?, ?)', 'token-key', randomBytes(32));
    const value = this.#get('SELECT value FROM setting WHERE key = ?', 'token-key')?.value;
    if (!(value instanceof Uint8Array)) throw new Error('The token key is not readable');
    return value;
  }

  /** Keeps a definition by its hash. */
  keepDefinition(text: string): string {
    const hash = createHash('sha256').update(text).digest('base64url');
    this.#run('INSERT OR IGNORE INTO definition VALUES (?, ?)', hash, text);
    return hash;
  }

  definition(hash: string): string | undefined {
    const row = this.#get('SELECT text FROM definition WHERE hash = ?', hash);
    return row && String(row.text);
  }

  /** Adds an execution, without its frame. */
  insertExecution(execution: Omit<Execution, 'id'>): Execution {
    const { lastInsertRowid } = this.#run(
      'INSERT INTO execution (arn, machine, status, definition, started, due, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      execution.arn,
      execution.machineArn,
      execution.status,
      execution.definition,
      execution.startedAt,
      execution.timeoutAt ?? null,
      JSON.stringify(execution),
    );
    return { ...execution, id: Number(lastInsertRowid) };
  }

  saveExecution(execution: Execution): void {
    this.#run(
      'UPDATE execution SET status = ?, due = ?, body = ? WHERE id = ?',
      execution.status,
      execution.status === 'RUNNING' ? (execution.timeoutAt ?? null) : null,
      JSON.stringify(execution),
      execution.id,
    );
  }

  execution(id: number): Execution | undefined {
    return asExecution(this.#get('SELECT id, body FROM execution WHERE id = ?', id));
  }

  executionByArn(arn: string): Execution | undefined {
    return asExecution(this.#get('SELECT id, body FROM execution WHERE arn = ?', arn));
  }

  /** A page of a machine's executions, newest first. */
  listExecutions(query: { machineArn: string; status?: Status; before: number; limit: number }): Execution[] {
    const { machineArn, status, before, limit } = query;
    const rows = status
      ? this.#all(
          'SELECT id, body FROM execution WHERE machine = ? AND status = ? AND id < ? ORDER BY id DESC LIMIT ?',
          machineArn,
          status,
          before,
          limit,
        )
      : this.#all(
          'SELECT id, body FROM execution WHERE machine = ? AND id < ? ORDER BY id DESC LIMIT ?',
          machineArn,
          before,
          limit,
        );
    return rows.flatMap((row) => asExecution(row) ?? []);
  }

  frame(execution: number, id: number): Frame | undefined {
    return asFrame(this.#get('SELECT body FROM frame WHERE execution = ? AND id = ?', execution, id));
  }

  /** All frames of an execution, by id. */
  frames(execution: number): Frame[] {
    const rows = this.#all('SELECT body FROM frame WHERE execution = ? ORDER BY id', execution);
    return rows.flatMap((row) => asFrame(row) ?? []);
  }

  /** The frames of an execution that the engine has to move, not those that wait for somebody else. */
  framesAtWork(execution: number): Frame[] {
    const rows = this.#all(
      `SELECT body FROM frame WHERE execution = ? AND ${AT_WORK} ORDER BY id`,
      execution,
    );
    return rows.flatMap((row) => asFrame(row) ?? []);
  }

  /** Writes a frame as its next version. */
  saveFrame(frame: Frame): void {
    const next = { ...frame, version: frame.version + 1 };
    const deadlines = [frame.timeoutAt, frame.heartbeatAt, frame.wakeAt].filter((at) => at !== undefined);
    this.#run(
      'INSERT OR REPLACE INTO frame (execution, id, phase, due, body) VALUES (?, ?, ?, ?, ?)',
      frame.execution,
      frame.id,
      frame.phase,
      deadlines.length > 0 ? Math.min(...deadlines) : null,
      JSON.stringify(next),
    );
  }

  deleteFrame(frame: Frame): void {
    this.#run('DELETE FROM frame WHERE execution = ? AND id = ?', frame.execution, frame.id);
  }

  /** Executions with such a frame. */
  executionsAtWork(): number[] {
    const rows = this.#all(`SELECT DISTINCT execution FROM frame WHERE ${AT_WORK} ORDER BY execution`);
    return rows.map((row) => Number(row.execution));
  }

  /** The next deadline of any frame or execution. */
  nextDue(): number | undefined {
    const frame = this.#get('SELECT MIN(due) AS due FROM frame WHERE due IS NOT NULL')?.due;
    const execution = this.#get('SELECT MIN(due) AS due FROM execution WHERE due IS NOT NULL')?.due;
    const dues = [frame, execution].flatMap((due) => (typeof due === 'number' ? [due] : []));
    return dues.length > 0 ? Math.min(...dues) : undefined;
  }

  dueFrames(at: number, limit: number): { execution: number; id: number }[] {
    return this.#all('SELECT execution, id FROM frame WHERE due <= ? ORDER BY due LIMIT ?', at, limit).map(
      (row) => ({ execution: Number(row.execution), id: Number(row.id) }),
    );
  }

  dueExecutions(at: number, limit: number): number[] {
    return this.#all('SELECT id FROM execution WHERE due <= ? ORDER BY due LIMIT ?', at, limit).map((row) =>
      Number(row.id),
    );
  }

  appendEvent(execution: number, event: HistoryEvent): void {
    this.#run('INSERT INTO event VALUES (?, ?, ?)', execution, event.id, JSON.stringify(event));
  }

  /** The events of an execution, oldest first. */
  history(execution: number): HistoryEvent[] {
    const packed = this.#get('SELECT packed FROM history WHERE execution = ?', execution)?.packed;
    if (packed instanceof Uint8Array) return asHistory(inflateRawSync(packed).toString());
    const rows = this.#all('SELECT body FROM event WHERE execution = ? ORDER BY id', execution);
    return asHistory(`[${rows.map((row) => String(row.body)).join(',')}]`);
  }

  /**
   * Shrinks a finished execution: its frames go, its events become one deflated value (a straight close-out: 38
   * events, 11 kB → 1.3 kB). In a table of its own, so that forgetting it frees whole pages.
   */
  pack(execution: number, stoppedAt: number): void {
    const packed = deflateRawSync(JSON.stringify(this.history(execution)));
    this.#run('INSERT INTO history VALUES (?, ?, ?)', execution, stoppedAt, packed);
    this.#run('DELETE FROM event WHERE execution = ?', execution);
    this.#run('DELETE FROM frame WHERE execution = ?', execution);
  }

  /** Forgets histories past their time and definitions that no running execution needs. */
  prune(now: number): void {
    const oldest = now - HISTORY_DAYS * 24 * 3600 * 1000;
    this.#run('DELETE FROM history WHERE stopped < ?', oldest);
    this.#run(
      "DELETE FROM definition WHERE hash NOT IN (SELECT definition FROM execution WHERE status = 'RUNNING')",
    );
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #run(
    sql: string,
    ...values: (string | number | null | Uint8Array)[]
  ): { lastInsertRowid: number | bigint } {
    return this.#prepare(sql).run(...values);
  }

  #get(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#prepare(sql).all(...values);
  }
}

// The bodies below were written by this file in the types they are read into.

function asExecution(row: Row | undefined): Execution | undefined {
  if (!row) return undefined;
  const body: Omit<Execution, 'id'> = JSON.parse(String(row.body));
  return { ...body, id: Number(row.id) };
}

function asFrame(row: Row | undefined): Frame | undefined {
  if (!row) return undefined;
  const frame: Frame = JSON.parse(String(row.body));
  return frame;
}

function asHistory(text: string): HistoryEvent[] {
  const events: HistoryEvent[] = JSON.parse(text);
  return events;
}

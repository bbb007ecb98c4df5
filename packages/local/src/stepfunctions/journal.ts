import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Called before each durable write; the write starts when it has settled, and fails if it throws. */
export type BeforeWrite = (description: string) => Promise<void> | void;

interface PendingWrite {
  description: string;
  mutate: () => () => void;
  reject: (reason: unknown) => void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS definition (hash TEXT PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS execution (
    id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, status TEXT NOT NULL,
    definition TEXT NOT NULL, started INTEGER NOT NULL, due INTEGER, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS execution_by_machine ON execution (machine, id);
  CREATE INDEX IF NOT EXISTS execution_by_status ON execution (machine, status, id);
  CREATE INDEX IF NOT EXISTS execution_by_due ON execution (due) WHERE due IS NOT NULL;
  CREATE INDEX IF NOT EXISTS execution_running ON execution (definition) WHERE status = 'RUNNING';
  CREATE TABLE IF NOT EXISTS history (
    execution INTEGER PRIMARY KEY, stopped INTEGER NOT NULL, packed BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS history_by_stop ON history (stopped);
  CREATE TABLE IF NOT EXISTS frame (
    execution INTEGER NOT NULL, id INTEGER NOT NULL, phase TEXT NOT NULL, due INTEGER, body TEXT NOT NULL,
    PRIMARY KEY (execution, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS frame_by_due ON frame (due) WHERE due IS NOT NULL;
  CREATE INDEX IF NOT EXISTS frame_at_work ON frame (execution)
    WHERE phase IN ('enter', 'retry', 'settle', 'invoke');
  CREATE TABLE IF NOT EXISTS event (
    execution INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (execution, id)) WITHOUT ROWID;
`;

/** Most writes that share one fsync; bounds how long the event loop stands still (about 20 µs each). */
const BATCH = 256;

/**
 * The durable memory of the engine: one SQLite file.
 *
 * Why SQLite and not an append-only file: what must survive is the *present* position of each execution, which is
 * one row; with rows there is nothing to replay at a start (2,000 or 200,000 waiting executions cost no memory and
 * no start-up time, they are found by index when their token or deadline comes), a finished execution frees its
 * pages at once instead of waiting for a compaction, and one transaction covers position, history and token.
 * `node:sqlite` is part of Node, so it costs no dependency.
 *
 * Writes are group-committed: everything that queued up while the previous commit was on its way to the disk goes
 * into the next one, each in its own savepoint, so that one refusal does not undo its neighbours.
 */
export class Journal {
  readonly database: DatabaseSync;
  readonly #beforeWrite: BeforeWrite | undefined;
  #queue: PendingWrite[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(dataDir: string, beforeWrite?: BeforeWrite) {
    // Task tokens are bearer credentials: the directory is for its owner only.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.database = new DatabaseSync(join(dataDir, 'stepfunctions.sqlite'), { timeout: 1_000 });
    this.#beforeWrite = beforeWrite;
    // auto_vacuum must come before the first table. EXCLUSIVE keeps a second process away from the same directory.
    // synchronous=FULL: each commit of the write-ahead log is fsynced before it is answered.
    this.database.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA journal_size_limit = 16777216;
      BEGIN IMMEDIATE; ${SCHEMA} COMMIT;
    `);
  }

  /**
   * Makes one change durable.
   * @param description what is written, without any secret, for {@link BeforeWrite}
   * @param mutate runs inside the transaction; if it throws, its changes are undone and the promise rejects with it
   * @returns what `mutate` returned, when it is on the disk
   */
  write<T>(description: string, mutate: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new JournalClosed());
    return new Promise<T>((resolve, reject) => {
      const run = (): (() => void) => {
        const value = mutate();
        return () => resolve(value);
      };
      this.#queue.push({ description, mutate: run, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Gives pages of deleted rows back to the file system: up to 40 MB, about 50 ms. */
  reclaim(): void {
    this.database.exec('PRAGMA incremental_vacuum(10000)');
  }

  /** Finishes the queued writes and closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#draining;
    this.database.close();
  }

  async #drain(): Promise<void> {
    // Lets the callers of this turn of the event loop join the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      try {
        await this.#beforeWrite?.(batch.map((write) => write.description).join('; '));
        for (const answer of this.#commit(batch)) answer();
      } catch (error) {
        for (const write of batch) write.reject(error);
      }
    }
    this.#draining = undefined;
  }

  #commit(batch: PendingWrite[]): (() => void)[] {
    const answers: (() => void)[] = [];
    this.database.exec('BEGIN IMMEDIATE');
    try {
      for (const write of batch) answers.push(this.#attempt(write));
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
    return answers;
  }

  #attempt(write: PendingWrite): () => void {
    this.database.exec('SAVEPOINT attempt');
    try {
      const answer = write.mutate();
      this.database.exec('RELEASE attempt');
      return answer;
    } catch (error) {
      this.database.exec('ROLLBACK TO attempt; RELEASE attempt');
      return () => write.reject(error);
    }
  }
}

/** A write came after the journal was closed. */
export class JournalClosed extends Error {
  constructor() {
    super('The journal is closed');
    this.name = 'JournalClosed';
  }
}

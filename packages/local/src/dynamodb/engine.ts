import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from '../durable-file.ts';
import { commandLine, freePort, pause, stopProcess } from '../processes.ts';
import type { Reporter } from '../reporter.ts';
import { indexStreamRecords, trimStreamRecords } from './stream-records.ts';

export interface EngineOptions {
  readonly dataDir: string;
  readonly logFile: string;
  readonly now: () => number;
  /** Lowest position of all stream consumers per table: older records may go. */
  readonly consumedUpTo: ReadonlyMap<string, bigint>;
  readonly reporter: Reporter;
}

export interface DynamoEngine {
  readonly url: string;
  stop(): Promise<void>;
}

const pidSchema = z.object({ pid: z.number() });
/** The engine answers within 60 ms here; the rest is for a loaded machine. */
const START_TIMEOUT_MS = 15_000;

/** Path of the engine's binary, which npm installs for linux-x64 only. */
function engineBinary(): string {
  const require = createRequire(import.meta.url);
  let directory: string;
  try {
    directory = dirname(require.resolve('@dynoxide/linux-x64/package.json'));
  } catch (cause) {
    throw new Error(
      'No embedded DynamoDB engine for this platform: set DYNAMODB_ENDPOINT to a DynamoDB-compatible server.',
      { cause },
    );
  }
  return join(directory, 'dynoxide');
}

/** An engine that outlived its killed parent still holds the database: found by pid file, checked by command. */
async function stopStaleEngine(pidFile: string, databasePath: string): Promise<void> {
  const parsed = pidSchema.safeParse(JSON.parse(readIfThere(pidFile) ?? 'null'));
  if (!parsed.success) return;
  const command = commandLine(parsed.data.pid);
  if (command?.includes('dynoxide') && command.includes(databasePath)) await stopProcess(parsed.data.pid);
  rmSync(pidFile, { force: true });
}

interface RunningEngine {
  readonly child: ChildProcess;
  readonly url: string;
}

async function launch(databasePath: string, logFile: string, port: number): Promise<RunningEngine> {
  const log = openSync(logFile, 'a');
  const child = spawn(
    engineBinary(),
    ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', databasePath],
    { stdio: ['ignore', log, log] },
  );
  const url = `http://127.0.0.1:${port}`;
  const failure = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The DynamoDB engine ended with ${code}; see ${logFile}.`)),
    );
  });
  // After the start nobody waits for this any more; an exit then is reported by the caller's own listener.
  failure.catch(() => undefined);
  try {
    await Promise.race([answers(url), failure]);
  } catch (error) {
    // Whoever could not be reached in time may still run, and would hold the database.
    await halt(child);
    throw error;
  }
  return { child, url };
}

async function answers(url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (cause) {
      if (performance.now() > deadline) throw new Error('The DynamoDB engine does not answer.', { cause });
      await pause(5);
    }
  }
}

async function halt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(insist);
}

/** Starts the embedded DynamoDB engine on its database file, mended and trimmed. */
export async function startEngine(options: EngineOptions): Promise<DynamoEngine> {
  const directory = join(options.dataDir, 'dynamodb');
  mkdirSync(directory, { recursive: true });
  const databasePath = join(directory, 'dynamodb.sqlite');
  const pidFile = join(directory, 'engine.json');
  const port = await freePort();
  await stopStaleEngine(pidFile, databasePath);
  if (!existsSync(databasePath)) {
    // The first start only makes the engine's own tables, so that the index below has something to stand on.
    await halt((await launch(databasePath, options.logFile, port)).child);
  }
  indexStreamRecords(databasePath);
  trimStreamRecords(databasePath, options.now(), options.consumedUpTo);
  const supervisor = new EngineSupervisor(databasePath, pidFile, port, options);
  await supervisor.start();
  return { url: `http://127.0.0.1:${port}`, stop: async () => await supervisor.stop() };
}

/** Pauses between attempts to start a crashed engine again. */
const RESTART_PAUSE_MS = 500;

/** Keeps the engine running: one that ends by itself is started again on the same port. */
class EngineSupervisor {
  readonly #databasePath: string;
  readonly #pidFile: string;
  readonly #port: number;
  readonly #options: EngineOptions;
  #engine: RunningEngine | undefined;
  #stopping = false;

  constructor(databasePath: string, pidFile: string, port: number, options: EngineOptions) {
    this.#databasePath = databasePath;
    this.#pidFile = pidFile;
    this.#port = port;
    this.#options = options;
  }

  async start(): Promise<void> {
    const engine = await launch(this.#databasePath, this.#options.logFile, this.#port);
    this.#engine = engine;
    writeDurably(this.#pidFile, JSON.stringify({ pid: engine.child.pid }));
    engine.child.once('exit', (code, signal) => {
      if (!this.#stopping) void this.#restart(`The DynamoDB engine ended unexpectedly (${signal ?? code}).`);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#engine) await halt(this.#engine.child);
    rmSync(this.#pidFile, { force: true });
  }

  async #restart(reason: string): Promise<void> {
    this.#options.reporter.warn(`${reason} Starting it again.`);
    while (!this.#stopping) {
      await pause(RESTART_PAUSE_MS);
      try {
        await this.start();
        return;
      } catch (error) {
        this.#options.reporter.warn(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

import type { WriteStream } from 'node:fs';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { FunctionModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type {
  FunctionError,
  InvocationContext,
  InvokeMessage,
  WorkerMessage,
  WorkerSettings,
} from './protocol.ts';

export type InvocationOutcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError };

export interface FunctionWorkerOptions {
  readonly fn: FunctionModel;
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: WriteStream;
}

interface Pending {
  readonly settle: (outcome: InvocationOutcome) => void;
  readonly timer: NodeJS.Timeout;
}

/** A worker shares its heap between several invocations, so the smallest functions get this much anyway. */
const MINIMUM_HEAP_MEGABYTES = 512;

/** The heap a function's own NODE_OPTIONS allow it; a thread doesn't take that from its environment by itself. */
const declaredHeap = ({ environment }: FunctionModel): ResourceLimits | undefined => {
  const megabytes = (option: string): number | undefined => {
    const found = new RegExp(`--${option}=(\\d+)`).exec(environment.NODE_OPTIONS ?? '')?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const old = megabytes('max-old-space-size');
  const half = megabytes('max-semi-space-size');
  if (old === undefined) return undefined;
  // V8's young generation is three of its halves.
  return { maxOldGenerationSizeMb: old, ...(half ? { maxYoungGenerationSizeMb: 3 * half } : {}) };
};

/** Whether the function bounds its own heap: then each invocation gets a worker for itself, as in Lambda. */
export const boundsItsHeap = (fn: FunctionModel): boolean => declaredHeap(fn) !== undefined;

/** One worker thread that runs one function's bundle. Ends for good on a crash; the host then starts another. */
export class FunctionWorker {
  readonly #options: FunctionWorkerOptions;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ready: Promise<FunctionError | undefined>;
  #nextId = 0;
  #retired = false;
  #lastError: FunctionError = {
    errorType: 'Runtime.ExitError',
    errorMessage: 'The function ended unexpectedly.',
  };

  constructor(options: FunctionWorkerOptions) {
    this.#options = options;
    const { fn, bundle, clock, environment, log } = options;
    const settings: WorkerSettings = {
      bundle,
      handler: fn.handler,
      clockOffset: clock.movable ? clock.offset : undefined,
    };
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: settings,
      // An own environment: nothing of the machine's process.env leaks into a function.
      env: { ...environment },
      execArgv: [],
      stdout: true,
      stderr: true,
      name: fn.name,
      resourceLimits: declaredHeap(fn) ?? {
        maxOldGenerationSizeMb: Math.max(fn.memoryMegabytes, MINIMUM_HEAP_MEGABYTES),
      },
    });
    this.#worker.stdout.pipe(log, { end: false });
    this.#worker.stderr.pipe(log, { end: false });
    this.#ready = new Promise((resolve) => {
      this.#worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'ready') resolve(undefined);
        else if (message.kind === 'init-error') resolve(message.error);
        else this.#settle(message);
      });
      this.#worker.once('exit', () => resolve(this.#lastError));
    });
    this.#worker.on('error', (error: Error) => {
      this.#lastError = { errorType: `Runtime.${error.name}`, errorMessage: error.message };
      this.#options.log.write(`${error.stack ?? error.message}\n`);
    });
    this.#worker.once('exit', () => this.#failAll());
  }

  /** False once the worker has crashed or timed out: it takes no new work. */
  get isUsable(): boolean {
    return !this.#retired;
  }

  /** Starts the bundle without invoking it. */
  async warm(): Promise<void> {
    await this.#ready;
  }

  async invoke(event: string, context: InvocationContext): Promise<InvocationOutcome> {
    const initError = await this.#ready;
    if (initError) {
      this.#retire();
      return { ok: false, error: initError };
    }
    if (this.#retired) return { ok: false, error: this.#lastError };
    return await new Promise((resolve) => {
      const id = this.#nextId++;
      const limitMs = this.#options.fn.timeoutSeconds * 1000;
      const timer = setTimeout(() => this.#timeOut(id, context.awsRequestId), limitMs);
      this.#pending.set(id, { settle: resolve, timer });
      const message: InvokeMessage = { id, event, context: { ...context, deadlineMs: Date.now() + limitMs } };
      this.#worker.postMessage(message);
    });
  }

  async stop(): Promise<void> {
    this.#retired = true;
    await this.#worker.terminate();
  }

  #settle(message: Extract<WorkerMessage, { id: number }>): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#forget(message.id, pending);
    if (message.kind === 'result') pending.settle({ ok: true, payload: message.payload });
    else pending.settle({ ok: false, error: message.error });
  }

  #forget(id: number, pending: Pending): void {
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    if (this.#retired && this.#pending.size === 0) void this.#worker.terminate();
  }

  /** The thread may hang in a loop: it gets no new work and ends when its other invocations are through. */
  #timeOut(id: number, requestId: string): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    const seconds = this.#options.fn.timeoutSeconds.toFixed(2);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    this.#options.log.write(`${errorMessage}\n`);
    pending.settle({ ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage } });
    this.#retire();
    this.#forget(id, pending);
  }

  #retire(): void {
    this.#retired = true;
    if (this.#pending.size === 0) void this.#worker.terminate();
  }

  #failAll(): void {
    this.#retired = true;
    for (const [id, pending] of this.#pending) {
      this.#forget(id, pending);
      pending.settle({ ok: false, error: this.#lastError });
    }
  }
}

import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { FunctionModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Json } from '../json.ts';
import type { Reporter } from '../reporter.ts';
import { boundsItsHeap, FunctionWorker, type InvocationOutcome } from './function-worker.ts';
import type { FunctionError } from './protocol.ts';

export type InvocationResult =
  | { readonly ok: true; readonly payload: Json }
  | { readonly ok: false; readonly error: FunctionError };

export interface FunctionsOptions {
  readonly functions: readonly FunctionModel[];
  readonly logDir: string;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly environmentOf: (fn: FunctionModel, bundle: string) => Record<string, string>;
}

/** Lambda's limit for a synchronous request or response: 6 MB. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

interface Host {
  readonly fn: FunctionModel;
  readonly bundle: string;
  readonly log: WriteStream;
  /** One, or as many as there were invocations at a time where each has a worker for itself. */
  readonly workers: Set<FunctionWorker>;
  readonly busy: Set<FunctionWorker>;
}

/**
 * All functions of the assembly. Each runs in one worker thread, started at its first invocation and again after a
 * crash. Several invocations may be in flight in one worker: handlers wait for the table most of the time, one
 * thread serves hundreds of requests per second that way, and 13 functions × many environments would not fit one
 * machine's memory. What it gives up is Lambda's one-request-at-a-time rule, so handlers must not keep state of a
 * request in module scope; that would also be a leak between requests in the cloud. Only functions that bound their heap
 * have a worker for each invocation: what is enough for one need not be enough for two.
 */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #models: Map<string, FunctionModel>;
  readonly #hosts = new Map<string, Host>();
  #inFlight = 0;
  #started = 0;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#models = new Map(options.functions.map((fn) => [fn.name, fn]));
    mkdirSync(options.logDir, { recursive: true });
  }

  get isIdle(): boolean {
    return this.#inFlight === 0;
  }

  /** Invocations begun since the start; tells a waiting test that something happened in between. */
  get startedInvocations(): number {
    return this.#started;
  }

  /** A function by name, ARN or logical id. */
  find(reference: string): FunctionModel {
    const name = /:function:([^:]+)/.exec(reference)?.[1] ?? reference;
    const found =
      this.#models.get(name) ?? [...this.#models.values()].find((fn) => logicalIdMatches(fn.logicalId, name));
    if (!found) throw new Error(`There is no function ${reference} in the assembly.`);
    return found;
  }

  /** Invokes a function and waits for its answer. Never throws for an error of the function itself. */
  async invoke(reference: string, payload: Json): Promise<InvocationResult> {
    const fn = this.find(reference);
    const event = JSON.stringify(payload);
    if (Buffer.byteLength(event) > PAYLOAD_LIMIT_BYTES) {
      return failure('RequestTooLarge', `${event.length} bytes exceed the limit of 6 MB for an invocation.`);
    }
    this.#inFlight += 1;
    this.#started += 1;
    try {
      const outcome = await this.#run(fn, event);
      return outcome.ok ? parsePayload(outcome.payload) : this.#reportFailure(fn, outcome.error);
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Loads functions ahead of their first invocation. */
  async warm(names: readonly string[]): Promise<void> {
    await Promise.all(names.map(async (name) => await this.#worker(this.#host(this.find(name))).warm()));
  }

  async close(): Promise<void> {
    const workers = [...this.#hosts.values()].flatMap((host) => [...host.workers]);
    await Promise.all(workers.map(async (worker) => await worker.stop()));
    for (const { log } of this.#hosts.values()) log.end();
    this.#hosts.clear();
  }

  async #run(fn: FunctionModel, event: string): Promise<InvocationOutcome> {
    const host = this.#host(fn);
    const awsRequestId = randomUUID();
    const worker = this.#worker(host);
    if (boundsItsHeap(fn)) host.busy.add(worker);
    try {
      return await worker.invoke(event, {
        awsRequestId,
        functionName: fn.name,
        invokedFunctionArn: fn.arn,
        memoryLimitInMB: String(fn.memoryMegabytes),
        logGroupName: `/aws/lambda/${fn.name}`,
        logStreamName: 'local',
        deadlineMs: 0,
      });
    } finally {
      host.busy.delete(worker);
    }
  }

  #host(fn: FunctionModel): Host {
    const existing = this.#hosts.get(fn.name);
    if (existing) return existing;
    if (!fn.bundle || !fn.runtime.startsWith('nodejs')) {
      throw new Error(`${fn.name} (${fn.runtime}) cannot run on one machine: only Node.js bundles can.`);
    }
    const log = createWriteStream(join(this.#options.logDir, `${fn.name}.log`), { flags: 'a' });
    // A worker's two streams each listen on the shared log file; restarts add more.
    log.setMaxListeners(0);
    const host: Host = { fn, bundle: fn.bundle, log, workers: new Set(), busy: new Set() };
    this.#hosts.set(fn.name, host);
    return host;
  }

  #worker(host: Host): FunctionWorker {
    for (const worker of host.workers) {
      // One that crashed or timed out ends by itself.
      if (!worker.isUsable) host.workers.delete(worker);
      else if (!host.busy.has(worker)) return worker;
    }
    const { clock, environmentOf } = this.#options;
    const { fn, bundle, log } = host;
    const worker = new FunctionWorker({ fn, bundle, clock, log, environment: environmentOf(fn, bundle) });
    host.workers.add(worker);
    return worker;
  }

  #reportFailure(fn: FunctionModel, error: FunctionError): InvocationResult {
    const trace = error.trace?.join('\n') ?? `${error.errorType}: ${error.errorMessage}`;
    this.#hosts.get(fn.name)?.log.write(`${trace}\n`);
    this.#options.reporter.warn(`[${fn.name}] ${error.errorType}: ${error.errorMessage.split('\n')[0]}`);
    return { ok: false, error };
  }
}

/** CDK ends logical ids with 8 hex digits that follow from the path; people leave them out. */
function logicalIdMatches(logicalId: string, wanted: string): boolean {
  return logicalId === wanted || logicalId.replace(/[0-9A-F]{8}$/, '') === wanted;
}

function parsePayload(text: string): InvocationResult {
  if (Buffer.byteLength(text) > PAYLOAD_LIMIT_BYTES) {
    return failure(
      'Function.ResponseSizeTooLarge',
      `${text.length} bytes exceed the limit of 6 MB for an answer.`,
    );
  }
  return { ok: true, payload: JSON.parse(text) as Json };
}

function failure(errorType: string, errorMessage: string): InvocationResult {
  return { ok: false, error: { errorType, errorMessage } };
}

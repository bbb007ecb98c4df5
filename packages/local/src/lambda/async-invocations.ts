import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DeadLetterQueues } from '../dead-letters.ts';
import { writeDurably } from '../durable-file.ts';
import type { Json } from '../json.ts';
import { pause } from '../processes.ts';
import type { Functions } from './functions.ts';

const entrySchema = z.object({
  functionName: z.string(),
  payload: z.json(),
  /** Where it goes when it fails for good and the function names no place itself. */
  fallbackQueueArn: z.string().optional(),
  /** Tries begun; counted before the try, so a crash in the middle counts as one. */
  attempts: z.number(),
});
type Entry = z.infer<typeof entrySchema>;

/** Lambda waits one and then two minutes; on one machine nobody else needs the function in the meantime. */
const RETRY_DELAYS_MS = [1_000, 5_000];
/** Invocations of one kind side by side; evidence is hashed, so more than the cores have to do gains nothing. */
const CONCURRENCY = 8;

/**
 * Invocations nobody waits for: S3 events and schedules. An accepted event is on disk before the caller goes on and
 * leaves it when the function has succeeded or the event has become a dead letter, so none is lost to a crash.
 */
export class AsyncInvocations {
  readonly #directory: string;
  readonly #functions: Functions;
  readonly #deadLetters: DeadLetterQueues;
  readonly #waiting: string[] = [];
  #running = 0;
  #closed = false;
  /** Events are accepted from the start, functions run once all engines are up. */
  #resumed = false;

  constructor(directory: string, functions: Functions, deadLetters: DeadLetterQueues) {
    this.#directory = directory;
    this.#functions = functions;
    this.#deadLetters = deadLetters;
    mkdirSync(directory, { recursive: true });
  }

  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  /** Takes up what was accepted before the last stop. */
  resume(): void {
    this.#resumed = true;
    this.#waiting.length = 0;
    const files = readdirSync(this.#directory).filter((file) => file.endsWith('.json'));
    this.#waiting.push(...files.sort());
    this.#pump();
  }

  /** Accepts an event; when this returns, it is on disk. */
  accept(functionName: string, payload: Json, fallbackQueueArn?: string): void {
    const file = `${Date.now().toString().padStart(14, '0')}-${randomUUID()}.json`;
    this.#save(file, {
      functionName,
      payload,
      attempts: 0,
      ...(fallbackQueueArn ? { fallbackQueueArn } : {}),
    });
    this.#waiting.push(file);
    this.#pump();
  }

  close(): void {
    this.#closed = true;
  }

  #save(file: string, entry: Entry): void {
    writeDurably(join(this.#directory, file), JSON.stringify(entry));
  }

  #pump(): void {
    while (this.#resumed && !this.#closed && this.#running < CONCURRENCY) {
      const file = this.#waiting.shift();
      if (file === undefined) return;
      this.#running += 1;
      void this.#process(file).finally(() => {
        this.#running -= 1;
        this.#pump();
      });
    }
  }

  async #process(file: string): Promise<void> {
    const path = join(this.#directory, file);
    const entry = entrySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const fn = this.#functions.find(entry.functionName);
    for (let attempt = entry.attempts; !this.#closed; attempt += 1) {
      this.#save(file, { ...entry, attempts: attempt + 1 });
      const result = await this.#functions.invoke(fn.name, entry.payload as Json);
      if (this.#closed) return;
      if (result.ok) break;
      if (attempt >= fn.asyncRetries) {
        this.#deadLetters.put(fn.onFailureArn ?? entry.fallbackQueueArn, {
          requestContext: {
            functionArn: fn.arn,
            condition: 'RetriesExhausted',
            approximateInvokeCount: attempt + 1,
          },
          requestPayload: entry.payload as Json,
          responsePayload: { errorType: result.error.errorType, errorMessage: result.error.errorMessage },
        });
        break;
      }
      await pause(RETRY_DELAYS_MS[attempt] ?? RETRY_DELAYS_MS.at(-1) ?? 0);
    }
    if (!this.#closed) rmSync(path, { force: true });
  }
}

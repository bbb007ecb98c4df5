import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueModel } from './assembly/model.ts';
import { writeDurably } from './durable-file.ts';
import type { Json } from './json.ts';
import type { Reporter } from './reporter.ts';

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly body: Json;
}

/**
 * Queues, which the product uses only for what could not be processed: one directory per queue, one JSON file per
 * message, so that an operator can read, correct and replay them with any tool.
 */
export class DeadLetterQueues {
  readonly #directory: string;
  readonly #queues: ReadonlyMap<string, QueueModel>;
  readonly #reporter: Reporter;

  constructor(directory: string, queues: readonly QueueModel[], reporter: Reporter) {
    this.#directory = directory;
    this.#queues = new Map(queues.map((queue) => [queue.arn, queue]));
    this.#reporter = reporter;
  }

  /** Keeps a message; one without a queue is only reported. */
  put(queueArn: string | undefined, body: Json): void {
    const queue = queueArn === undefined ? undefined : this.#queues.get(queueArn);
    if (!queue) {
      this.#reporter.warn(`Lost for good, no dead-letter queue: ${JSON.stringify(body).slice(0, 300)}`);
      return;
    }
    // The time in front keeps a directory listing in order of arrival.
    const id = `${Date.now().toString().padStart(14, '0')}-${randomUUID()}`;
    writeDurably(join(this.#directory, queue.name, `${id}.json`), JSON.stringify(body, null, 2));
    this.#reporter.warn(`[${queue.name}] one more dead letter: ${id}`);
  }

  list(): DeadLetter[] {
    return [...this.#queues.values()].flatMap(({ name }) => {
      const directory = join(this.#directory, name);
      mkdirSync(directory, { recursive: true });
      return readdirSync(directory)
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => ({
          id: file.slice(0, -'.json'.length),
          queue: name,
          body: JSON.parse(readFileSync(join(directory, file), 'utf8')) as Json,
        }));
    });
  }

  /** Takes a message out after a replay. */
  remove(letter: DeadLetter): void {
    rmSync(join(this.#directory, letter.queue, `${letter.id}.json`), { force: true });
  }
}

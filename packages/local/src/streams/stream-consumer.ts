import type { StreamMappingModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { DeadLetterQueues } from '../dead-letters.ts';
import { compilePattern, type EventFilter } from '../event-patterns.ts';
import type { CloudHooks } from '../hooks.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Reporter } from '../reporter.ts';
import type { CheckpointFile, WindowState } from './checkpoint.ts';
import { publicSequence, type StreamRecord, type StreamSource } from './stream-source.ts';

export interface StreamConsumerOptions {
  readonly mapping: StreamMappingModel;
  readonly functionArn: string;
  readonly source: Pick<StreamSource, 'shardIds' | 'iterator' | 'read'>;
  readonly functions: Pick<Functions, 'invoke'>;
  readonly deadLetters: DeadLetterQueues;
  readonly checkpoints: CheckpointFile;
  readonly clock: Clock;
  readonly hooks: CloudHooks;
  readonly reporter: Reporter;
}

interface Lane {
  readonly shardId: string;
  iterator: string | undefined;
  window: WindowState | undefined;
  sequence: string | null;
  /** Records since the kept position that were none of this function's. */
  passedOver: number;
}

/** The gate pokes after every write; this only catches what came in by another way. */
const IDLE_POLL_MS = 1_000;
const FIRST_RETRY_MS = 100;
/** Lambda too retries a stream batch with growing pauses; a person at the machine should not wait longer. */
const LONGEST_RETRY_MS = 10_000;

/**
 * Most records of others between two kept positions. Reading them again after a restart takes milliseconds, keeping
 * the position costs a flush of the disk; but what lies before it can't be trimmed from the stream.
 */
const MOST_PASSED_OVER = 500;

/** What became of one batch: how far it is through. */
type BatchOutcome =
  | { readonly kind: 'done'; readonly response: Json }
  | { readonly kind: 'failed'; readonly from: number; readonly reason: string };

/**
 * Delivers one table's changes to one function: in order, at least once. A batch's position is kept on disk only
 * after the function has succeeded, so a killed machine delivers it again. Waiting for a batch to fill
 * (`MaximumBatchingWindowInSeconds`) is left out: it saves invocations, which cost nothing here, and adds delay.
 * The age limit of records is left out too: it would drop changes made before the machine was switched off.
 */
export class StreamConsumer {
  readonly #options: StreamConsumerOptions;
  readonly #filters: readonly EventFilter[];
  readonly #lanes = new Map<string, Lane>();
  #closed = false;
  #windowsMustClose = false;
  #pokes = 0;
  /** Value of #pokes before the last look that found nothing: equal means everything is delivered. */
  #seenPokes = -1;
  #wake: (() => void) | undefined;
  #loop: Promise<void> | undefined;

  constructor(options: StreamConsumerOptions) {
    this.#options = options;
    this.#filters = options.mapping.filters.map(compilePattern);
  }

  get isIdle(): boolean {
    return this.#seenPokes === this.#pokes;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Something was written: look at once. */
  poke(): void {
    this.#pokes += 1;
    this.#wake?.();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#loop;
  }

  /** Ends open tumbling windows now, instead of when their time is over. */
  closeWindows(): void {
    if ([...this.#lanes.values()].every(({ window }) => window === undefined)) return;
    this.#windowsMustClose = true;
    this.poke();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const pokes = this.#pokes;
      try {
        const delivered = await this.#deliverAll();
        if (!delivered) this.#seenPokes = pokes;
        if (delivered || this.#pokes !== pokes) continue;
      } catch (error) {
        if (!this.#closed) this.#report(error);
        await this.#sleep(FIRST_RETRY_MS);
        continue;
      }
      await this.#sleep(this.#untilWindowEnds());
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #untilWindowEnds(): number {
    const now = this.#options.clock.now();
    const ends = [...this.#lanes.values()].flatMap(({ window }) => (window ? [window.end - now] : []));
    return Math.max(1, Math.min(IDLE_POLL_MS, ...ends));
  }

  /** One round over all shards; true when something was delivered. */
  async #deliverAll(): Promise<boolean> {
    if (this.#lanes.size === 0) await this.#openLanes();
    let delivered = false;
    for (const lane of this.#lanes.values()) {
      if (await this.#deliverNext(lane)) delivered = true;
      else if (lane.window && (this.#windowsMustClose || lane.window.end <= this.#options.clock.now())) {
        await this.#finishWindow(lane, lane.window);
      }
    }
    if (!delivered) this.#windowsMustClose = false;
    return delivered;
  }

  async #openLanes(): Promise<void> {
    const { source, checkpoints } = this.#options;
    for (const shardId of await source.shardIds()) {
      if (this.#lanes.has(shardId)) continue;
      const saved = checkpoints.position(shardId);
      const sequence = saved?.sequence ?? null;
      const window = saved?.window;
      this.#lanes.set(shardId, { shardId, iterator: undefined, sequence, window, passedOver: 0 });
    }
  }

  async #deliverNext(lane: Lane): Promise<boolean> {
    const { source } = this.#options;
    // Both starting positions begin at the oldest record: a mapping is as old as its table here, and what was
    // written before the first look must not be skipped.
    lane.iterator ??= await source.iterator(lane.shardId, lane.sequence, 'TRIM_HORIZON');
    const page = await source.read(lane.iterator);
    const last = page.records.at(-1);
    if (!last) {
      // A shard that has come to its end gives no further iterator; its children follow.
      if (page.next === undefined) await this.#openLanes();
      lane.iterator = page.next;
      return false;
    }
    for (const window of this.#splitByWindow(page.records))
      for (const batch of this.#batchesOf(window)) {
        await this.#deliver(lane, batch);
        if (this.#closed) return false;
      }
    lane.iterator = page.next;
    return true;
  }

  /** Records of one tumbling window stay together; without windows the page is one batch. */
  #splitByWindow(records: readonly StreamRecord[]): StreamRecord[][] {
    if (this.#options.mapping.tumblingWindowSeconds === 0) return [[...records]];
    const batches = new Map<number, StreamRecord[]>();
    for (const record of records) {
      const { start } = this.#windowOf(record);
      batches.set(start, [...(batches.get(start) ?? []), record]);
    }
    return [...batches.values()];
  }

  /** As many records of this function as it takes at once, and those of others that lie between them. */
  #batchesOf(records: readonly StreamRecord[]): StreamRecord[][] {
    const { batchSize } = this.#options.mapping;
    const batches: StreamRecord[][] = [];
    let room = 0;
    for (const record of records) {
      const passes = this.#passes(record.event);
      if (batches.length === 0 || (passes && room === 0)) {
        batches.push([]);
        room = batchSize;
      }
      batches.at(-1)?.push(record);
      if (passes) room -= 1;
    }
    return batches;
  }

  #windowOf(record: StreamRecord): WindowState {
    const length = this.#options.mapping.tumblingWindowSeconds * 1000;
    const start = Math.floor((record.createdAtSeconds * 1000) / length) * length;
    return { start, end: start + length, state: {} };
  }

  async #enterWindow(lane: Lane, record: StreamRecord): Promise<void> {
    if (this.#options.mapping.tumblingWindowSeconds === 0) return;
    const wanted = this.#windowOf(record);
    if (lane.window?.start === wanted.start) return;
    if (lane.window) await this.#finishWindow(lane, lane.window);
    lane.window = wanted;
  }

  async #finishWindow(lane: Lane, window: WindowState): Promise<void> {
    const outcome = await this.#invoke(lane, [], window, true);
    if (outcome.kind === 'failed') throw new Error(outcome.reason);
    lane.window = undefined;
    await this.#save(lane);
  }

  /** Delivers a batch until it is through, retrying with growing pauses, or gives it up to the dead letters. */
  async #deliver(lane: Lane, batch: readonly StreamRecord[]): Promise<void> {
    const { mapping } = this.#options;
    const first = batch[0];
    if (!first) return;
    if (!batch.some((record) => this.#passes(record.event))) {
      await this.#passOver(lane, batch);
      return;
    }
    await this.#enterWindow(lane, first);
    let rest = batch;
    for (let attempt = 0; rest.length > 0 && !this.#closed; attempt += 1) {
      const outcome = await this.#invoke(lane, rest, lane.window, false);
      if (this.#closed) return;
      if (outcome.kind === 'done') {
        if (lane.window) lane.window = { ...lane.window, state: stateOf(outcome.response) };
        break;
      }
      if (outcome.from > 0) {
        // A part is through: keep that, and begin counting again for the rest.
        lane.sequence = rest[outcome.from - 1]?.engineSequence ?? lane.sequence;
        await this.#save(lane);
        rest = rest.slice(outcome.from);
        attempt = -1;
      } else if (mapping.maximumRetryAttempts >= 0 && attempt >= mapping.maximumRetryAttempts) {
        await this.#giveUp(lane, rest, attempt + 1, outcome.reason);
        break;
      } else if (mapping.bisectOnError && rest.length > 1 && attempt > 0) {
        const middle = Math.ceil(rest.length / 2);
        await this.#deliver(lane, rest.slice(0, middle));
        await this.#deliver(lane, rest.slice(middle));
        return;
      }
      await this.#sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempt)));
    }
    if (this.#closed) return;
    lane.sequence = batch.at(-1)?.engineSequence ?? lane.sequence;
    await this.#save(lane);
  }

  /** Nothing of the batch is this function's. */
  async #passOver(lane: Lane, batch: readonly StreamRecord[]): Promise<void> {
    lane.sequence = batch.at(-1)?.engineSequence ?? lane.sequence;
    lane.passedOver += batch.length;
    if (lane.passedOver >= MOST_PASSED_OVER) await this.#save(lane);
  }

  async #invoke(
    lane: Lane,
    records: readonly StreamRecord[],
    window: WindowState | undefined,
    final: boolean,
  ): Promise<BatchOutcome> {
    const { functions, mapping, hooks } = this.#options;
    const passing = records.filter((record) => this.#passes(record.event));
    if (passing.length === 0 && !final) return { kind: 'done', response: { state: window?.state ?? {} } };
    const delivered = (await hooks.streamDelivery?.(passing)) ?? passing;
    const event: JsonObject = { Records: delivered.map((record) => record.event) };
    if (window) Object.assign(event, this.#windowFields(lane, window, final));
    const result = await functions.invoke(mapping.functionName, event);
    if (!result.ok) return { kind: 'failed', from: 0, reason: result.error.errorMessage };
    const from = mapping.reportsItemFailures ? firstFailure(result.payload, records) : undefined;
    if (from === undefined) return { kind: 'done', response: result.payload };
    return { kind: 'failed', from, reason: 'The function reported failed records.' };
  }

  #windowFields(lane: Lane, window: WindowState, final: boolean): JsonObject {
    return {
      window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() },
      state: window.state,
      shardId: lane.shardId,
      eventSourceARN: this.#options.mapping.streamArn,
      isFinalInvokeForWindow: final,
      isWindowTerminatedEarly: final && window.end > this.#options.clock.now(),
    };
  }

  #passes(event: JsonObject): boolean {
    return this.#filters.length === 0 || this.#filters.some((filter) => filter(event));
  }

  async #giveUp(lane: Lane, batch: readonly StreamRecord[], tries: number, reason: string): Promise<void> {
    const { deadLetters, mapping, functionArn, hooks } = this.#options;
    const [first, last] = [batch[0], batch.at(-1)];
    await hooks.beforeWrite?.(`streams:dead-letter ${mapping.id}`);
    deadLetters.put(mapping.onFailureArn, {
      requestContext: { functionArn, condition: 'RetryAttemptsExhausted', approximateInvokeCount: tries },
      responseContext: { functionError: 'Unhandled', errorMessage: reason },
      version: '1.0',
      DDBStreamBatchInfo: {
        shardId: lane.shardId,
        startSequenceNumber: publicSequence(first?.engineSequence ?? '0'),
        endSequenceNumber: publicSequence(last?.engineSequence ?? '0'),
        batchSize: batch.length,
        streamArn: mapping.streamArn,
      },
      // The cloud leaves the records in the stream, whence they are gone after a day; here they come along.
      records: batch.map((record) => record.event),
    });
  }

  async #save(lane: Lane): Promise<void> {
    const { checkpoints, hooks, mapping } = this.#options;
    lane.passedOver = 0;
    await hooks.beforeWrite?.(`streams:checkpoint ${mapping.id}`);
    checkpoints.save(lane.shardId, {
      sequence: lane.sequence,
      ...(lane.window ? { window: lane.window } : {}),
    });
  }

  #report(error: unknown): void {
    const { mapping, reporter } = this.#options;
    // Iterators end with the engine; the next round asks for new ones.
    for (const lane of this.#lanes.values()) lane.iterator = undefined;
    reporter.warn(
      `[stream → ${mapping.functionName}] ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function stateOf(response: Json): WindowState['state'] {
  return isObject(response) && response.state !== undefined ? response.state : {};
}

/** Position of the earliest record a function reported as failed; undefined when all are through. */
function firstFailure(response: Json, records: readonly StreamRecord[]): number | undefined {
  const failures = isObject(response) ? response.batchItemFailures : undefined;
  if (!Array.isArray(failures) || failures.length === 0) return undefined;
  const ids = new Set(failures.flatMap((entry) => (isObject(entry) ? [String(entry.itemIdentifier)] : [])));
  const at = records.findIndex((record) => ids.has(publicSequence(record.engineSequence)));
  // An identifier that names no record means the whole batch has failed.
  return Math.max(0, at);
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { ScheduleModel, ScheduleTarget } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import { readIfThere, writeDurably } from '../durable-file.ts';
import type { CloudHooks } from '../hooks.ts';
import type { Json } from '../json.ts';
import { parseScheduleExpression, type Timetable } from './expressions.ts';

export interface SchedulerOptions {
  readonly dataDir: string;
  readonly schedules: readonly ScheduleModel[];
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly hooks: CloudHooks;
  /** Hands an event over durably; the function runs later. */
  readonly deliver: (target: ScheduleTarget, payload: Json) => Promise<void> | void;
}

interface Entry {
  readonly schedule: ScheduleModel;
  readonly timetable: Timetable;
  due: number | undefined;
}

const lastRunsSchema = z.record(z.string(), z.number());
/** The longest wait of setTimeout is 2^31 − 1 ms (24.8 days); an hour also limits drift after a machine's sleep. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Fires the schedules of the assembly. What fell due while the machine was off is made up once at the next start:
 * EventBridge would not have been off.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #path: string;
  readonly #lastRuns: Record<string, number>;
  readonly #entries: Entry[];
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;
  #firing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#path = join(options.dataDir, 'scheduler.json');
    this.#lastRuns = lastRunsSchema.parse(JSON.parse(readIfThere(this.#path) ?? '{}'));
    this.#entries = options.schedules
      .filter(({ enabled }) => enabled)
      .map((schedule) => {
        const timetable = parseScheduleExpression(schedule.expression, schedule.timezone);
        const last = this.#lastRuns[schedule.name] ?? options.clock.now();
        return { schedule, timetable, due: timetable.next(last) };
      });
  }

  start(): void {
    for (const { schedule } of this.#entries) this.#lastRuns[schedule.name] ??= this.#options.clock.now();
    this.#save();
    this.#stopListening = this.#options.clock.onMove(() => this.#wait());
    this.#wait();
  }

  /** Fires what is due by the clock and waits until it is handed over. */
  async runDue(): Promise<void> {
    this.#firing = this.#firing.then(() => this.#fireDue());
    await this.#firing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    await this.#firing;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const now = this.#options.clock.now();
    const waits = this.#entries.flatMap(({ due }) => (due === undefined ? [] : [due - now]));
    const wait = Math.max(0, Math.min(LONGEST_WAIT_MS, ...waits));
    this.#timer = setTimeout(() => void this.runDue().finally(() => this.#wait()), wait);
  }

  async #fireDue(): Promise<void> {
    for (const entry of this.#entries) {
      const now = this.#options.clock.now();
      if (this.#closed || entry.due === undefined || entry.due > now) continue;
      await this.#fire(entry, entry.due);
      // Several missed times are one run: each looks at everything that is due.
      this.#lastRuns[entry.schedule.name] = now;
      entry.due = entry.timetable.next(now);
      await this.#options.hooks.beforeWrite?.(`scheduler:fired ${entry.schedule.name}`);
      this.#save();
    }
  }

  async #fire({ schedule }: Entry, due: number): Promise<void> {
    for (const target of schedule.targets) {
      await this.#options.deliver(target, this.#payload(schedule, target, due));
    }
  }

  #payload(schedule: ScheduleModel, target: ScheduleTarget, due: number): Json {
    if (target.input !== undefined) return JSON.parse(target.input) as Json;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': schedule.origin === 'events' ? 'Scheduled Event' : 'Scheduler Event',
      source: schedule.origin === 'events' ? 'aws.events' : 'aws.scheduler',
      account: this.#options.accountId,
      region: this.#options.region,
      time: new Date(due).toISOString(),
      resources: [schedule.arn],
      detail: {},
    };
  }

  #save(): void {
    writeDurably(this.#path, JSON.stringify(this.#lastRuns));
  }
}

import type { Table } from '@xuncha/store';
import type { RunsOn } from './calendar-model.ts';
import type { CallRun, RunDay } from './calendar-scene.ts';

/** The process ends after the first unit and nothing comes again that day: the other unit and HQ wait for the next. */
const ENDED_BETWEEN: readonly string[] = ['2025-04-08', '2025-06-30', '2025-09-24', '2026-01-20'];
/** Nothing runs at all on that day: the morning after sixty findings fell due. */
const SILENT: readonly string[] = ['2025-07-01', '2025-10-18', '2025-10-19'];
/** The small unit fails at every call of the morning, HQ goes without it; twice on two days in a row. */
const UNIT_BROKEN: readonly string[] = ['2025-05-22', '2025-08-12', '2025-11-20', '2025-11-21', '2026-02-11'];

/** Which day's work comes to its end on its day. */
export const runsOn: RunsOn = (home, day) =>
  !SILENT.includes(day) &&
  (home === 'beihe' || !ENDED_BETWEEN.includes(day)) &&
  (home !== 'dongpo' || !UNIT_BROKEN.includes(day));

/** Mulberry32: the same kills in every run of the test. */
const seeded = (seed: number): (() => number) => {
  let step = seed;
  return () => {
    step += 0x6d2b79f5;
    let state = Math.imul(step ^ (step >>> 15), step | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
};

const WRITES = ['put', 'putNewer', 'transact', 'removeOlder', 'increment'] as const;
const ALL = [...WRITES, 'get', 'getMany', 'query', 'queryAll'] as const;

const killed = (): never => {
  throw new Error('killed');
};

interface Death {
  /** Writes that still come to their end. */
  readonly after: number;
  /** The last write is done, and nobody learns of it. */
  readonly done: boolean;
}

/** A table in a process that dies at a write: from then on nothing of it answers. */
const mortal = (table: Table, { after, done }: Death, onDeath: () => void): Table => {
  let [writes, dead] = [0, false];
  const guard =
    (name: (typeof ALL)[number]) =>
    async (...args: readonly unknown[]): Promise<unknown> => {
      if (dead) return killed();
      const isLast = WRITES.some((write) => write === name) && writes++ === after;
      if (isLast) {
        dead = true;
        onDeath();
        if (!done) return killed();
      }
      const answer = await Reflect.apply(table[name], table, args);
      return isLast ? killed() : answer;
    };
  return { ...table, ...Object.fromEntries(ALL.map((name) => [name, guard(name)])) };
};

export interface Kills {
  readonly runDay: RunDay;
  readonly deaths: { before: number; after: number; between: number; unit: number };
}

/** Breaks off runs all over the year, at writes chosen by chance, and lets them come again as the schedule does. */
export const killRuns = (seed: number): Kills => {
  const random = seeded(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const deaths = { before: 0, after: 0, between: 0, unit: 0 };

  const die = async (call: CallRun, table: Table, hour: number): Promise<boolean> => {
    const death = { after: upTo(40), done: random() < 0.5 };
    const through = mortal(table, death, () => {
      deaths[death.done ? 'after' : 'before'] += 1;
    });
    return call(hour, () => through);
  };
  /** The small unit alone fails at a write; the process goes on. */
  const failUnit = (call: CallRun, table: Table, hour: number, after: number): Promise<boolean> => {
    const through = mortal(table, { after, done: false }, () => {
      deaths.unit += 1;
    });
    return call(hour, (tenantId) => (tenantId === 'dongpo' ? through : table));
  };
  const finish = async (call: CallRun, table: Table, hour: number): Promise<void> => {
    if (!(await call(hour, () => table))) throw new Error('a run that was let alone failed');
  };

  const runDay: RunDay = async (day, call, table) => {
    if (SILENT.includes(day)) return;
    if (ENDED_BETWEEN.includes(day)) {
      let dead = false;
      deaths.between += 1;
      await call(8, (tenantId) => {
        dead ||= tenantId === 'dongpo';
        if (dead) return killed();
        return table;
      });
      return;
    }
    if (UNIT_BROKEN.includes(day)) {
      for (const hour of [6, 8, 9]) await failUnit(call, table, hour, 0);
      return;
    }
    const lot = random();
    if (lot < 0.1) for (let left = 3; left > 0 && !(await die(call, table, 6)); left -= 1);
    else if (lot < 0.15) {
      await die(call, table, 7);
      await finish(call, table, 23);
    } else if (lot < 0.22) {
      await failUnit(call, table, 6, upTo(8));
      await finish(call, table, 7);
    } else if (lot < 0.27) await Promise.all([6, 6].map((hour) => call(hour, () => table)));
    // At least once: on many days the last call of the morning finds that all is done.
    await finish(call, table, 9);
  };
  return { runDay, deaths };
};

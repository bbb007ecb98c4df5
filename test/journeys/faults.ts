import type { CloudHooks, Fault, FaultPoint } from '@xuncha/local';

/** One number after the other between 0 and 1, always the same from the same seed (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const KINDS: readonly Fault[] = [
  { kind: 'throttle' },
  { kind: 'server-error' },
  { kind: 'timeout', afterEffect: false },
  { kind: 'timeout', afterEffect: true },
];

export interface Weather {
  readonly hooks: CloudHooks;
  /** Disturbances that happened, by service and kind. */
  readonly happened: ReadonlyMap<string, number>;
  /** Until it begins, and after it has ended, everything works. */
  begin(): void;
  end(): void;
}

/** Of so many requests to a service one fails. */
const BLOCK = 10;

/**
 * Bad weather: one of ten requests to DynamoDB, S3 and Step Functions fails, and streams deliver batches late, twice or in
 * another order. Where in each ten the fault strikes and how comes from the seed; which request that is depends on
 * the order in which the machine's parts ask, as it does in the cloud.
 */
export const badWeather = (seed: number): Weather => {
  const random = seeded(seed);
  const happened = new Map<string, number>();
  const services = new Map<string, { asked: number; strikes: number; kind: number }>();
  let bad = false;
  const note = (what: string): void => void happened.set(what, (happened.get(what) ?? 0) + 1);
  const fault = ({ service }: FaultPoint): Fault | undefined => {
    if (!bad) return undefined;
    const turn = services.get(service) ?? { asked: 0, strikes: 0, kind: Math.floor(random() * KINDS.length) };
    services.set(service, turn);
    if (turn.asked % BLOCK === 0) turn.strikes = Math.floor(random() * BLOCK);
    const struck = turn.asked % BLOCK === turn.strikes;
    turn.asked += 1;
    if (!struck) return undefined;
    turn.kind += 1;
    const kind = KINDS[turn.kind % KINDS.length];
    if (kind)
      note(`${service} ${kind.kind}${kind.kind === 'timeout' && kind.afterEffect ? ' after effect' : ''}`);
    return kind;
  };
  const shuffled = <T>(records: readonly T[]): T[] =>
    records
      .map((record) => ({ record, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ record }) => record);
  const streamDelivery = async <T>(records: readonly T[]): Promise<readonly T[]> => {
    if (!bad || records.length === 0) return records;
    // How many changes a batch holds is a matter of timing: the first of several is disordered for certain.
    const first = records.length > 1 && !happened.has('stream reordered');
    const dice = first ? 0.5 : random();
    if (dice < 0.1) {
      note('stream late');
      await new Promise((resolve) => setTimeout(resolve, 20 + 180 * random()));
    } else if (dice < 0.4) {
      note('stream doubled');
      return [...records, ...records];
    } else if (dice < 0.7 && records.length > 1) {
      note('stream reordered');
      return shuffled(records);
    }
    return records;
  };
  return {
    hooks: { fault, streamDelivery },
    happened,
    begin: () => {
      bad = true;
    },
    end: () => {
      bad = false;
    },
  };
};

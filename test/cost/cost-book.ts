import type { CapacityMeter } from '../../packages/local/src/dynamodb/capacity-meter.ts';

/** What one piece of work asked of the table. Units as DynamoDB bills them: 4 KB a read, 1 KB a write, halves included. */
export interface Cost {
  readonly requests: Readonly<Record<string, number>>;
  readonly rcu: number;
  readonly wcu: number;
}

export interface CostRow extends Cost {
  /** Operation of the contract, or the name of the background work. */
  readonly name: string;
  /** The situation it was measured in. */
  readonly when: string;
}

/** Keeps what was measured. Work outside of `measure` costs nothing here. */
export class CostBook {
  readonly #meter: CapacityMeter;
  readonly rows: CostRow[] = [];

  constructor(meter: CapacityMeter) {
    this.#meter = meter;
  }

  /** @param per divides the cost, for work whose cost is stated for each finding or event of a batch */
  async measure<T>(name: string, when: string, work: () => Promise<T>, per = 1): Promise<T> {
    this.#meter.reset();
    const result = await work();
    const { byOperation, readUnits, writeUnits } = this.#meter.snapshot();
    const requests = Object.fromEntries(
      Object.entries(byOperation)
        .map(([request, { requests: count }]) => [request, share(count, per)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    this.rows.push({ name, when, requests, rcu: share(readUnits, per), wcu: share(writeUnits, per) });
    return result;
  }
}

/** Two decimals are enough to read, and the same on every machine. */
const share = (units: number, per: number): number => Math.round((units / per) * 100) / 100;

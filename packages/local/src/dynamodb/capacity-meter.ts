import { isObject, type JsonObject } from '../json.ts';

/** Operations whose answer can carry consumed capacity. */
const METERED = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
]);

const WRITES = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
]);

export interface OperationUse {
  requests: number;
  units: number;
}

export interface CapacitySnapshot {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly byOperation: Readonly<Record<string, Readonly<OperationUse>>>;
}

export function isWrite(operation: string): boolean {
  return WRITES.has(operation);
}

export function isMetered(operation: string): boolean {
  return METERED.has(operation);
}

/** Capacity units in an answer: one entry, or one per table of a batch or transaction. */
export function consumedUnits(answer: JsonObject): number {
  const consumed = answer.ConsumedCapacity;
  const entries = Array.isArray(consumed) ? consumed : [consumed];
  return entries.reduce<number>(
    (sum, entry) =>
      sum + (isObject(entry) && typeof entry.CapacityUnits === 'number' ? entry.CapacityUnits : 0),
    0,
  );
}

/** Adds up what the requests through the gate cost, as DynamoDB would bill them. */
export class CapacityMeter {
  readonly #byOperation = new Map<string, OperationUse>();

  count(operation: string, units: number): void {
    const use = this.#byOperation.get(operation) ?? { requests: 0, units: 0 };
    use.requests += 1;
    use.units += units;
    this.#byOperation.set(operation, use);
  }

  snapshot(): CapacitySnapshot {
    let requests = 0;
    let readUnits = 0;
    let writeUnits = 0;
    for (const [operation, use] of this.#byOperation) {
      requests += use.requests;
      if (isWrite(operation)) writeUnits += use.units;
      else readUnits += use.units;
    }
    const byOperation = Object.fromEntries(
      [...this.#byOperation].map(([operation, use]) => [operation, { ...use }]),
    );
    return { requests, readUnits, writeUnits, byOperation };
  }

  reset(): void {
    this.#byOperation.clear();
  }
}

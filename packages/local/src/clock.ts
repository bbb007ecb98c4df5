/**
 * The one time source of the local machine. Normally it is the system clock. A test may move it: then `Date` is
 * replaced in this thread and in every function's worker, so that token lifetimes, request signatures and
 * deadlines all see the same moved time.
 */

const REAL_DATE = Date;

export interface Clock {
  now(): number;
  /** Milliseconds added to the system clock; shared memory, so workers see a move at once. */
  readonly offset: Float64Array<SharedArrayBuffer>;
  /** False also once it has been held. */
  readonly movable: boolean;
  /** Moves the clock forwards or backwards; refused on a clock that was not made for tests. */
  moveBy(milliseconds: number): void;
  /** From now on it goes on from where it stands, and nobody moves it any more. */
  hold(): void;
  onMove(listener: () => void): () => void;
  /** Puts the system's own `Date` back. */
  release(): void;
}

/** Makes `Date` in the current thread read `offset`; parsing and arithmetic stay as they are. */
export function installShiftedDate(offset: Float64Array): () => void {
  class ShiftedDate extends REAL_DATE {
    constructor(...parts: [] | [number | string | Date]) {
      if (parts.length === 0) super(REAL_DATE.now() + (offset[0] ?? 0));
      // The multi-part form (year, month, …) reaches this constructor through `arguments` of any length.
      else super(...(parts as [number]));
    }
    static override now(): number {
      return REAL_DATE.now() + (offset[0] ?? 0);
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
  return () => {
    if (globalThis.Date === ShiftedDate) globalThis.Date = REAL_DATE;
  };
}

export function createClock(movable: boolean): Clock {
  const offset = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const listeners = new Set<() => void>();
  let held = false;
  const uninstall = movable ? installShiftedDate(offset) : () => undefined;
  return {
    offset,
    get movable() {
      return movable && !held;
    },
    now: () => REAL_DATE.now() + (offset[0] ?? 0),
    moveBy(milliseconds) {
      if (!movable || held)
        throw new Error('This clock cannot be moved: start the local cloud with `movableClock`.');
      offset[0] = (offset[0] ?? 0) + milliseconds;
      for (const listener of listeners) listener();
    },
    hold() {
      held = true;
    },
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    release: uninstall,
  };
}

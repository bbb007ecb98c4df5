import { bySize, type CopyChoice } from './choose-copied.ts';
import { PART_RULES } from './part-rules.ts';
import { type PlanUnit, unitSize } from './plan-unit.ts';

/** A copied file and the uploaded part before it: small files, its header, and its first bytes where these are short. */
export interface FilledPart<U extends PlanUnit> {
  readonly file: U;
  readonly before: readonly U[];
  readonly borrowed: number;
}

interface FilledParts<U extends PlanUnit> {
  readonly parts: readonly FilledPart<U>[];
  /** Uploaded units that no part needs. */
  readonly rest: readonly U[];
}

/**
 * Gives the small files to the parts before the copied ones, the part that lacks most first. A part that stays short
 * borrows the beginning of its own file; a file of which less than 5 MiB would then be left to copy counts as small.
 */
export function fillParts<U extends PlanUnit>({
  copied,
  uploaded,
}: Pick<CopyChoice<U>, 'copied' | 'uploaded'>): FilledParts<U> {
  let files = copied;
  let small = uploaded;
  for (;;) {
    const filled = deal(files, small);
    const short = filled.parts.filter(
      ({ file, borrowed }) => borrowed > 0 && unitSize(file) - borrowed < PART_RULES.smallestPart,
    );
    if (short.length === 0) return filled;
    // Each one taken back fills other parts, so only half of them go at a time, the smallest first.
    const back = new Set(
      short
        .map(({ file }) => file)
        .toSorted(bySize)
        .slice(-Math.ceil(short.length / 2)),
    );
    files = files.filter((file) => !back.has(file));
    small = [...small, ...back].toSorted(bySize);
  }
}

interface Bin<U extends PlanUnit> {
  readonly file: U;
  readonly before: U[];
  lacks: number;
}

function deal<U extends PlanUnit>(files: readonly U[], small: readonly U[]): FilledParts<U> {
  const bins = files.map(
    (file): Bin<U> => ({ file, before: [], lacks: PART_RULES.smallestPart - file.header }),
  );
  // All lack about the same: equal numbers are a heap in any order.
  const heap = [...bins];
  let used = 0;
  for (const unit of small) {
    const neediest = heap[0];
    if (!neediest || neediest.lacks <= 0) break;
    neediest.before.push(unit);
    neediest.lacks -= unit.header + unitSize(unit);
    sink(heap);
    used += 1;
  }
  return {
    parts: bins.map(({ file, before, lacks }) => ({ file, before, borrowed: Math.max(0, lacks) })),
    rest: small.slice(used),
  };
}

/** Restores the heap, largest `lacks` on top, after its top was lowered. */
function sink<U extends PlanUnit>(heap: Bin<U>[]): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const largest = [left, left + 1].reduce(
      (best, child) => (lacks(heap, child) > lacks(heap, best) ? child : best),
      at,
    );
    if (largest === at) return;
    const [top, child] = [heap[at], heap[largest]];
    if (!top || !child) return;
    heap[at] = child;
    heap[largest] = top;
    at = largest;
  }
}

const lacks = (heap: readonly Bin<PlanUnit>[], index: number): number =>
  heap[index]?.lacks ?? Number.NEGATIVE_INFINITY;

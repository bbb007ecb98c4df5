import { PART_RULES } from './part-rules.ts';
import { isCopyableFile, isCopyableRun, type PlanUnit, unitSize } from './plan-unit.ts';

export interface CopyChoice<U extends PlanUnit = PlanUnit> {
  /** Files that S3 copies, largest first. */
  readonly copied: readonly U[];
  /** Runs that S3 copies: they need no header before them, so they cost nothing. */
  readonly runs: readonly U[];
  /** What passes through the process, largest first. */
  readonly uploaded: readonly U[];
  /** Fewest bytes any plan of one level can pass through the process, headers and directory not counted. */
  readonly lowerBound: number;
}

/**
 * Chooses the k largest files to copy. Each copied file needs a part of 5 MiB before it, filled with small files, or
 * with its own beginning when these run out. k is the smallest argmin of `S_k + max(0, k · 5 MiB − Σ min(size, 5 MiB))`:
 * S_k the bytes not copied, the sum over the files not copied, because one file fills at most one part.
 */
export function chooseCopied<U extends PlanUnit>(units: readonly U[]): CopyChoice<U> {
  const ordered = units.toSorted(bySize);
  const runs = ordered.filter(isCopyableRun);
  const rest = ordered.filter((unit) => !isCopyableRun(unit));
  const candidates = rest.filter(isCopyableFile);
  const fixed = rest.filter((unit) => !isCopyableFile(unit));
  const { smallestPart } = PART_RULES;
  let notCopied = rest.reduce((sum, unit) => sum + unitSize(unit), 0);
  let filling = rest.reduce((sum, unit) => sum + Math.min(unitSize(unit), smallestPart), 0);
  let best = { k: 0, cost: notCopied };
  for (const [index, unit] of candidates.entries()) {
    notCopied -= unitSize(unit);
    filling -= smallestPart;
    const k = index + 1;
    const cost = notCopied + Math.max(0, k * smallestPart - filling);
    if (cost < best.cost) best = { k, cost };
  }
  return {
    copied: candidates.slice(0, best.k),
    runs,
    uploaded: [...candidates.slice(best.k), ...fixed],
    lowerBound: best.cost,
  };
}

/** Largest first; equal sizes by name, so that the order doesn't depend on that of the input. */
export function bySize(a: PlanUnit, b: PlanUnit): number {
  return unitSize(b) - unitSize(a) || (a.name < b.name ? -1 : 1);
}

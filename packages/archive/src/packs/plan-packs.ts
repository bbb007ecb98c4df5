import { bySize, chooseCopied } from '../plan/choose-copied.ts';
import { fillParts } from '../plan/fill-parts.ts';
import { PART_RULES } from '../plan/part-rules.ts';
import { type PlanUnit, unitSize } from '../plan/plan-unit.ts';

/** One pack: small files, then perhaps the header of a large one with its first bytes; the large one follows. */
export interface PlannedPack<U extends PlanUnit> {
  readonly small: readonly U[];
  readonly large?: U;
  readonly borrowed: number;
}

/**
 * Divides the files of a finding into packs that S3 can copy: each is an uploaded part of an archive, made beforehand.
 * One of 5 MiB or more, where the files have that much, and of at most some 20 MiB, so that it is made in memory.
 */
export function planPacks<U extends PlanUnit>(units: readonly U[]): PlannedPack<U>[] {
  const filled = fillParts(chooseCopied(units));
  const packs = filled.parts.map(({ file, before, borrowed }) => ({
    small: [...before],
    large: file,
    borrowed,
  }));
  const rest = cut(filled.rest.toSorted(bySize));
  const last = rest.at(-1);
  if (!last || lengthOf(last) >= PART_RULES.smallestPart) return [...packs, ...rest.map(alone)];
  // Too small to be copied by itself: it goes along with another pack.
  const [first, ...others] = [...packs, ...rest.slice(0, -1).map(alone)];
  if (!first) return [alone(last)];
  return [{ ...first, small: [...first.small, ...last] }, ...others];
}

const alone = <U extends PlanUnit>(small: readonly U[]): PlannedPack<U> => ({ small, borrowed: 0 });

const lengthOf = (units: readonly PlanUnit[]): number =>
  units.reduce((sum, unit) => sum + unit.header + unitSize(unit), 0);

function cut<U extends PlanUnit>(units: readonly U[]): U[][] {
  const groups: U[][] = [];
  for (const unit of units) {
    const open = groups.at(-1);
    if (open && lengthOf(open) < PART_RULES.uploadedPart) open.push(unit);
    else groups.push([unit]);
  }
  return groups;
}

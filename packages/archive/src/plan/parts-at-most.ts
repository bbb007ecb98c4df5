import { type ArchiveSource, unitOf } from '../compose/archive-source.ts';
import { PART_RULES } from './part-rules.ts';
import { isCopyableFile, isCopyableRun, unitSize } from './plan-unit.ts';

/** No fewer parts than these sources need in any archive: decides where a scope is split before it is known as a whole. */
export function partsAtMost(sources: readonly ArchiveSource[]): number {
  let parts = 1;
  let uploaded = 0;
  for (const unit of sources.map(unitOf)) {
    const size = unitSize(unit);
    if (isCopyableRun(unit))
      for (const piece of unit.pieces) parts += Math.ceil(piece.size / PART_RULES.copyRange);
    else if (isCopyableFile(unit)) parts += 1 + Math.ceil(size / PART_RULES.copyRange);
    else uploaded += unit.header + size;
  }
  return parts + Math.ceil(uploaded / PART_RULES.uploadedPart);
}

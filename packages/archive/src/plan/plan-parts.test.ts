import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCopied } from './choose-copied.ts';
import { PART_RULES } from './part-rules.ts';
import { type ArchivePart, planParts, TooManyParts } from './plan-parts.ts';
import { type PlanUnit, unitSize } from './plan-unit.ts';

const MIB = 1024 * 1024;

const file = (name: string, size: number): PlanUnit => ({
  name,
  header: 30 + name.length,
  pieces: [{ start: 0, size, objectSize: size }],
});
const run = (name: string, ...sizes: number[]): PlanUnit => ({
  name,
  header: 0,
  pieces: sizes.map((size) => ({ start: 0, size, objectSize: size })),
});
/** A directory record of about 100 bytes for each unit. */
const directory = (offsets: ReadonlyMap<PlanUnit, number>): number => 22 + 100 * offsets.size;

const bytes = (units: readonly PlanUnit[]): number =>
  units.reduce((sum, unit) => sum + unit.header + unitSize(unit), 0);

const anySize = fc.oneof(
  fc.nat(100),
  fc.integer({ min: 1, max: 6 * MIB }),
  fc.integer({ min: 5 * MIB - 3, max: 5 * MIB + 3 }),
  fc.integer({ min: 5 * MIB, max: 40 * MIB }),
  fc.integer({ min: 500 * MIB, max: 2000 * MIB }),
);
const anyUnits = fc
  .tuple(
    fc.array(anySize, { maxLength: 60 }),
    fc.array(fc.array(anySize, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
  )
  .map(([files, runs]) => [
    ...files.map((size, index) => file(`文件${index}`, size)),
    ...runs.map((sizes, index) => run(`包${index}`, ...sizes)),
  ]);

/** Each byte of each unit, as `[from, to)` of the archive, from the plan's parts alone. */
const covered = (parts: readonly ArchivePart[]) => {
  const found = new Map<PlanUnit, { headers: number; ranges: [piece: number, from: number, to: number][] }>();
  const of = (unit: PlanUnit) => {
    const known = found.get(unit) ?? { headers: 0, ranges: [] };
    found.set(unit, known);
    return known;
  };
  for (const part of parts) {
    if (part.kind === 'copy') of(part.unit).ranges.push([part.piece, part.from, part.from + part.size]);
    else
      for (const piece of part.pieces) {
        if (piece.kind === 'header') of(piece.unit).headers += 1;
        if (piece.kind === 'content') of(piece.unit).ranges.push([0, 0, piece.size]);
      }
  }
  return found;
};

describe('planParts', () => {
  it('accounts for every byte and keeps the rules of S3, whatever the sizes', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const plan = planParts(units, directory);
        let offset = 0;
        for (const [index, part] of plan.parts.entries()) {
          expect(part.offset).toBe(offset);
          offset += part.size;
          expect(part.size).toBeGreaterThan(0);
          if (index < plan.parts.length - 1)
            expect(part.size).toBeGreaterThanOrEqual(PART_RULES.smallestPart);
          expect(part.size).toBeLessThanOrEqual(PART_RULES.largestPart);
          if (part.kind === 'copy') {
            const source = part.unit.pieces[part.piece];
            if (part.size !== source?.objectSize)
              expect(source?.objectSize).toBeGreaterThan(PART_RULES.smallestPart);
            expect(part.size).toBeLessThanOrEqual(PART_RULES.copyRange);
          }
        }
        expect(offset).toBe(plan.size);
        expect(plan.size).toBe(bytes(units) + directory(plan.offsets));
        expect(plan.copiedBytes + plan.uploadedBytes).toBe(plan.size);
        const found = covered(plan.parts);
        for (const unit of units) {
          if (unitSize(unit) === 0 && unit.header === 0) continue;
          const { headers, ranges } = found.get(unit) ?? { headers: 0, ranges: [] };
          expect(headers).toBe(unit.header > 0 ? 1 : 0);
          expect(ranges.reduce((sum, [, from, to]) => sum + to - from, 0)).toBe(unitSize(unit));
          const ordered = ranges.toSorted(([a, x], [b, y]) => a - b || x - y);
          for (const [index, [piece, from]] of ordered.entries()) {
            const before = ordered[index - 1];
            expect(from).toBe(before?.[0] === piece ? before[2] : 0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says where each unit begins: its header, then its bytes without a gap', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const plan = planParts(units, directory);
        const ends = [...plan.offsets]
          .map(([unit, start]) => [start, start + unit.header + unitSize(unit)] as const)
          .toSorted(([a, x], [b, y]) => a - b || x - y);
        let at = 0;
        for (const [start, end] of ends) {
          expect(start).toBe(at);
          at = end;
        }
        expect(plan.size - at).toBe(directory(plan.offsets));
      }),
    );
  });

  it('does not depend on the order of the units', () => {
    const shape = (units: readonly PlanUnit[]) =>
      planParts(units, directory).parts.map((part) =>
        part.kind === 'copy'
          ? `${part.unit.name}:${part.piece}:${part.from}:${part.size}`
          : part.pieces.map((piece) => (piece.kind === 'directory' ? 'dir' : piece.unit.name)).join(),
      );
    fc.assert(
      fc.property(
        anyUnits.chain((units) =>
          fc.tuple(fc.constant(units), fc.shuffledSubarray([...units], { minLength: units.length })),
        ),
        ([units, shuffled]) => {
          expect(shape(shuffled)).toEqual(shape(units));
        },
      ),
    );
  });

  it('never passes fewer bytes through the process than the lower bound allows', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const plan = planParts(units, directory);
        const headers = units.reduce((sum, { header }) => sum + header, 0);
        expect(plan.readBytes + headers).toBeGreaterThanOrEqual(plan.lowerBound);
        expect(plan.uploadedBytes).toBeLessThanOrEqual(plan.size);
      }),
    );
  });

  it('borrows the beginning of the large files where small ones are short', () => {
    const plan = planParts([file('大', 100 * MIB), file('小', 1 * MIB)], directory);
    expect(plan.parts.map(({ kind }) => kind)).toEqual(['upload', 'copy', 'upload']);
    expect(plan.parts[0]?.size).toBe(5 * MIB);
    expect(plan.readBytes).toBeLessThan(5 * MIB);
  });

  it('copies packs as they stand: nothing but the directory is uploaded', () => {
    const packs = Array.from({ length: 40 }, (_, index) => run(`包${index}`, 26 * MIB));
    const plan = planParts(packs, directory);
    expect(plan.readBytes).toBe(0);
    expect(plan.lowerBound).toBe(0);
    expect(plan.parts.filter(({ kind }) => kind === 'upload')).toHaveLength(1);
  });

  it('takes a file of 6 MiB among nothing else as small: 5 MiB before it leave too little to copy', () => {
    const plan = planParts([file('中', 6 * MIB)], directory);
    expect(plan.parts.map(({ kind }) => kind)).toEqual(['upload']);
  });

  it('refuses what does not fit in 10,000 parts', () => {
    const large = Array.from({ length: 5001 }, (_, index) => file(`大${index}`, 20 * MIB));
    expect(() => planParts(large, directory)).toThrow(TooManyParts);
    expect(planParts(large.slice(0, 4990), directory).parts.length).toBeLessThanOrEqual(PART_RULES.parts);
  });

  it('plans 100,000 files of 50 GB in one archive: parts, bytes and bound as docs/archive-scale.md says', () => {
    // A round of a large group: 0.5 MB on average, a hundredth of them videos and scans of 20 MB.
    const files = Array.from({ length: 100_000 }, (_, index) =>
      file(`证据/${String(index).padStart(6, '0')}`, index % 100 === 0 ? 20_000_000 : 303_030),
    );
    const plan = planParts(files, directory);
    expect(plan.parts.length).toBe(4895);
    expect(Math.round(plan.size / 1e7)).toBe(5001);
    expect(plan.readBytes / plan.lowerBound).toBeLessThan(1.001);
    // The same files in 1,000 packs made when the findings closed.
    const packs = Array.from({ length: 1000 }, (_, index) => run(`包${index}`, 50_000_000));
    const packed = planParts(packs, () => 100_000 * 150);
    expect(packed.parts.length).toBe(1002);
    expect(packed.uploadedBytes / packed.size).toBeLessThan(0.001);
  });
});

describe('chooseCopied', () => {
  /** The formula tried for every k. */
  const brute = (sizes: readonly number[]): { k: number; cost: number } => {
    const sorted = sizes.toSorted((a, b) => b - a);
    let best = { k: 0, cost: Number.POSITIVE_INFINITY };
    for (let k = 0; k <= sorted.filter((size) => size > 5 * MIB).length; k++) {
      const rest = sorted.slice(k);
      const filling = rest.reduce((sum, size) => sum + Math.min(size, 5 * MIB), 0);
      const cost = rest.reduce((sum, size) => sum + size, 0) + Math.max(0, k * 5 * MIB - filling);
      if (cost < best.cost) best = { k, cost };
    }
    return best;
  };

  it('is the smallest argmin of the formula', () => {
    fc.assert(
      fc.property(fc.array(anySize, { maxLength: 40 }), (sizes) => {
        const choice = chooseCopied(sizes.map((size, index) => file(`f${index}`, size)));
        expect({ k: choice.copied.length, cost: choice.lowerBound }).toEqual(brute(sizes));
      }),
    );
  });
});

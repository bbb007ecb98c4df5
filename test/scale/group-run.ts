/**
 * `npm run bench:group`: 3 units, 2,000 findings, 20,000 files, 2 GB, exported while the machine is killed twice.
 * Needs 12 GB on the disk for temporary files and some ten minutes. Writes `test/bench/results/group-export.json`.
 * With `--largest` one unit with the largest volume an archive may have (2,000 findings, 10,000 files, here of 20 kB, for
 * what counts is their number): `largest-volume.json`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportGroup, type GroupExport } from './group-export.ts';
import type { Invocation } from './own-process.fixture.ts';

/** 3 × 667 findings with ten files each; 200 files of some 6 MiB and 19,810 of some 38 kB. */
const SIZE = {
  findings: 667,
  filesPerFinding: 10,
  largeEvery: 100,
  largeBytes: 6.3e6,
  smallBytes: 38e3,
};
const LARGEST = {
  findings: 2_000,
  filesPerFinding: 5,
  largeEvery: 500,
  largeBytes: 6.3e6,
  smallBytes: 20e3,
};
const largest = process.argv.includes('--largest');
const STEPS = ['gather', 'seal', 'compose', 'pack'] as const;

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

const ofStep = (invocations: readonly Invocation[], wanted: string) => {
  const own = invocations.filter(({ step }) => step === wanted);
  return {
    step: wanted,
    invocations: own.length,
    'longest s': rounded(Math.max(0, ...own.map(({ milliseconds }) => milliseconds / 1000)), 2),
    'peak MiB': rounded(Math.max(0, ...own.map(({ peakMiB }) => peakMiB)), 0),
  };
};

const resultOf = ({ units, kills, invocations, archives, deadLetters, seconds }: GroupExport) => ({
  units: units.map((unit) => ({ ...unit, bytes: rounded(unit.bytes / 1e6) })),
  kills,
  steps: STEPS.map((step) => ofStep(invocations, step)),
  archives: archives.map(({ lost, bytes, readers, ...archive }) => ({
    ...archive,
    MB: rounded(bytes / 1e6),
    lost: lost.length,
    readers: Object.fromEntries(Object.entries(readers).map(([name, time]) => [name, rounded(time)])),
  })),
  deadLetters,
  seconds: Object.fromEntries(Object.entries(seconds).map(([what, time]) => [what, rounded(time)])),
});

const directory = mkdtempSync(join(tmpdir(), 'group-export-'));
try {
  const result = resultOf(
    await exportGroup({
      directory,
      size: largest ? LARGEST : SIZE,
      units: largest ? 1 : 3,
      tell: console.log,
    }),
  );
  console.table(result.units);
  console.table(result.steps);
  console.log(JSON.stringify(result.archives, undefined, 2));
  const results = new URL('../bench/results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  writeFileSync(
    new URL(largest ? 'largest-volume.json' : 'group-export.json', results),
    `${JSON.stringify(result, undefined, 2)}\n`,
  );
} finally {
  if (!process.argv.includes('--keep')) rmSync(directory, { recursive: true, force: true });
}

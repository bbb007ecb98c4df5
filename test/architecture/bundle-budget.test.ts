import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../web');
const KB = 1_000;
/** At 200 kB/s (fast 3G) the first page is there in little more than a second, a further one in less. */
const FIRST_LOAD_KB = 250;
const ROUTE_KB = 150;

const directory = mkdtempSync(join(tmpdir(), 'xuncha-bundle-'));
let manifest: Manifest = {};

/** A chunk and all that it imports before it can run. */
const closureOf = (key: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) closureOf(next, seen);
  return seen;
};
const gzippedKb = (keys: Iterable<string>): number => {
  let bytes = 0;
  for (const key of keys) {
    const file = manifest[key]?.file;
    if (file?.endsWith('.js')) bytes += gzipSync(readFileSync(join(directory, file))).length;
  }
  return Math.round(bytes / KB);
};

describe('what a browser has to load', () => {
  beforeAll(async () => {
    // The test runner's own value would bundle the development edition of React.
    process.env.NODE_ENV = 'production';
    await build({
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: directory, manifest: true },
    });
    manifest = JSON.parse(readFileSync(join(directory, '.vite/manifest.json'), 'utf8'));
  }, 180_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('is little before the first page, and little more for each further one', () => {
    const [entry] = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
    const first = closureOf(entry ?? '');
    const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*Page\.tsx$/.test(key));
    expect(pages.length).toBeGreaterThan(15);
    const sizes = Object.fromEntries(
      pages.map((page) => [page, gzippedKb([...closureOf(page)].filter((key) => !first.has(key)))]),
    );
    process.stdout.write(`first load ${gzippedKb(first)} kB; pages ${JSON.stringify(sizes)}\n`);
    expect(gzippedKb(first)).toBeGreaterThan(50);
    expect(gzippedKb(first)).toBeLessThanOrEqual(FIRST_LOAD_KB);
    expect(Object.entries(sizes).filter(([, kb]) => kb > ROUTE_KB)).toEqual([]);
  });
});

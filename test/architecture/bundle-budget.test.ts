import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../web');
const KB = 1_000;
/** At 180 kB/s (fast 3G) what stands before the first paint is there in less than a second, every page in two. */
const FIRST_PAINT_KB = 167;
/** Ledger and finding beside the program, before their text is painted. */
const FIRST_PAGES_KB = 15;
/** The start page holds the styles and the script that begins everything: every further kilobyte delays all others. */
const START_PAGE_KB = 13;
const FIRST_LOAD_KB = 220;
const ROUTE_KB = 145;

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
    const html = readFileSync(join(directory, 'index.html'), 'utf8');
    const named = new Set(
      [...html.matchAll(/(?:href|src)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file ?? ''),
    );
    const keys = Object.keys(manifest);
    // Named in the HTML, so that all of it travels at once; nothing it imports may be left out.
    const first = new Set<string>();
    for (const key of keys) if (named.has(manifest[key]?.file ?? '')) closureOf(key, first);
    const program = [...first].map((key) => manifest[key]?.file ?? '');
    expect(program.filter((file) => !named.has(file))).toEqual([]);
    // Fetched with the first page that is not home; the others find them there.
    const controls = new Set(first);
    for (const key of keys) if (manifest[key]?.name === 'controls') closureOf(key, controls);
    expect(controls.size).toBeGreaterThan(first.size);
    const pages = keys.filter((key) => /^src\/pages\/.*Page\.tsx$/.test(key));
    expect(pages.length).toBeGreaterThan(15);
    const sizes = Object.fromEntries(
      pages.map((page) => [page, gzippedKb([...closureOf(page)].filter((key) => !controls.has(key)))]),
    );
    const firstWithControls = gzippedKb(controls);
    process.stdout.write(
      `first paint ${gzippedKb(first)} kB, with controls ${firstWithControls} kB; pages ${JSON.stringify(sizes)}\n`,
    );
    expect(gzippedKb(first)).toBeGreaterThan(50);
    // One file holds both pages, whose names therefore stand nowhere.
    const work = keys.filter((key) => manifest[key]?.name === 'work').flatMap((key) => [...closureOf(key)]);
    const own = new Set(work.filter((key) => !first.has(key)));
    expect(own.size).toBeGreaterThan(0);
    expect(gzippedKb(own)).toBeLessThanOrEqual(FIRST_PAGES_KB);
    // The start page names them, or they would travel after the program.
    for (const key of own) expect(html).toContain(manifest[key]?.file);
    expect(gzipSync(html).length).toBeLessThanOrEqual(START_PAGE_KB * KB);
    expect(gzippedKb(first)).toBeLessThanOrEqual(FIRST_PAINT_KB);
    expect(firstWithControls).toBeLessThanOrEqual(FIRST_LOAD_KB);
    expect(Object.entries(sizes).filter(([, kb]) => kb > ROUTE_KB)).toEqual([]);
  });
});

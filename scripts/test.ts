import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CloudProcess, SEEDED_DATA } from '../test/browser/cloud-process.ts';
import { prepareAssembly } from './prepare-assembly.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Runs vitest with the arguments; answers its exit code. */
const vitest = (args: readonly string[]): Promise<number> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
      cwd: ROOT,
      stdio: 'inherit',
      // Tools started by tests (tsc, biome, cdk) must be the project's and run on its Node.
      env: { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` },
    });
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });

/**
 * Kill tests and browser load every core by themselves: beside the rest they would only slow each other down until
 * something times out.
 */
const PHASES: readonly (readonly string[])[] = [
  ['--exclude', 'test/crash/**', '--exclude', 'test/scale/**', '--exclude', 'test/browser/**'],
  ['test/browser'],
  ['test/crash', 'test/scale'],
];

const wanted = process.argv.slice(2);
// The journeys and the browser run the built page on the synthesised assembly: `npm start` would build the same.
await prepareAssembly((line) => process.stdout.write(`${line}\n`));
const seeded = mkdtempSync(join(tmpdir(), 'xuncha-seeded-'));
process.once('exit', () => rmSync(seeded, { recursive: true, force: true }));
/** Fills the demonstration that every browser test starts from; meanwhile the first phase, which needs none, is run. */
const fill = async (): Promise<void> => {
  await CloudProcess.seed(seeded);
  process.env[SEEDED_DATA] = seeded;
};
const forBrowser = (args: readonly string[]): boolean =>
  args.some((name, at) => name.startsWith('test/browser') && args[at - 1] !== '--exclude');
const phases = wanted.length > 0 ? [wanted] : PHASES;
const filling = phases.some(forBrowser) ? fill() : undefined;
// What fails is told where it is waited for.
filling?.catch(() => undefined);
let failed = 0;
for (const args of phases) {
  if (forBrowser(args)) await filling;
  failed += (await vitest(args)) === 0 ? 0 : 1;
}
process.exit(failed === 0 ? 0 : 1);

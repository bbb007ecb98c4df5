import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
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

// The journeys and the browser run the built page on the synthesised assembly: `npm start` would build the same.
await prepareAssembly((line) => process.stdout.write(`${line}\n`));
process.exit(await vitest(process.argv.slice(2)));

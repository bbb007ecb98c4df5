import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Whether a program is on this machine; tests with tools that aren't are skipped by name. */
export function hasTool(name: string): boolean {
  return spawnSync(name, ['--help'], { stdio: 'ignore' }).error === undefined;
}

/** Runs a program in a UTF-8 locale; throws with its output when it fails. */
export async function run(name: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await execute(name, args, {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    ...(cwd ? { cwd } : {}),
  });
  return stdout;
}

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's packages `redmine`, `redmine-sqlite` and `puma`; an optional extra of `bench:api`. */
const REDMINE = process.env.REDMINE_DIR ?? '/usr/share/redmine';
const SEED = join(import.meta.dirname, 'seed.rb');
/** As Debian's puma has it: one process, five threads. */
const THREADS = '5:5';
const READY_MS = 120_000;

export interface Redmine {
  readonly url: string;
  /** Key of the administrator, who may see and do everything: no rule of permission costs anything. */
  readonly key: string;
  readonly stop: () => Promise<void>;
}

const isUp = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts Redmine over a database of its own with so many issues; undefined where it is not installed. */
export const startRedmine = async (
  dataDir: string,
  issues: number,
  port: number,
): Promise<Redmine | undefined> => {
  if (!existsSync(join(REDMINE, 'config.ru'))) return undefined;
  const env = {
    ...process.env,
    RAILS_ENV: 'production',
    X_DEBIAN_SITEID: 'default',
    DATABASE_URL: `sqlite3:${join(dataDir, 'redmine.db')}`,
  };
  const rails = (...args: readonly string[]): string =>
    execFileSync('bundle', ['exec', 'rails', ...args], { cwd: REDMINE, env, encoding: 'utf8' });
  rails('db:migrate');
  const [, key] = /^key=(\w+)$/m.exec(rails('runner', SEED, String(issues))) ?? [];
  if (!key) throw new Error('Redmine gave no key for its API');
  const url = `http://127.0.0.1:${port}`;
  const args = ['-e', 'production', '-b', `tcp://127.0.0.1:${port}`, '-t', THREADS, 'config.ru'];
  const server = spawn('puma', args, { cwd: REDMINE, env, stdio: 'ignore' });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  const giveUpAt = Date.now() + READY_MS;
  while (!(await isUp(`${url}/issues/1.json`))) {
    if (server.exitCode !== null || Date.now() > giveUpAt) throw new Error('Redmine does not answer');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    url,
    key,
    async stop() {
      server.kill();
      await ended;
    },
  };
};

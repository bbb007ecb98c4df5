import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@xuncha/contracts';
import { prepareAssembly } from '../../scripts/prepare-assembly.ts';

const DAY_MS = 86_400_000;
/** Environment variable: a folder with the demonstration's data to start from. */
export const SEEDED_DATA = 'XUNCHA_SEEDED_DATA';
const SCRIPT = join(import.meta.dirname, 'cloud.fixture.ts');

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  server.unref();
  return await new Promise((answer) => {
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
};

/**
 * A port whose neighbour is free as well: there the object store listens, and an open page may send files only to the
 * address it was served with, also after a restart.
 */
const freePortPair = async (): Promise<number> => {
  for (;;) {
    // Below the range the system hands out for outgoing connections (from 32768).
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
};

/** The whole product with the demonstration's data, in a child process. */
export class CloudProcess {
  readonly url: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #movableClock: boolean;
  #child: ChildProcess | undefined;

  private constructor(directory: string, port: number, movableClock: boolean) {
    this.#movableClock = movableClock;
    this.#directory = directory;
    this.#port = port;
    this.url = `http://localhost:${port}`;
  }

  static async start({ movableClock = false } = {}): Promise<CloudProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'xuncha-browser-'));
    // A copy: a rebuild by another test run must not pull the bundles from under a running machine.
    cpSync(await prepareAssembly(() => undefined), join(directory, 'assembly'), { recursive: true });
    const seeded = process.env[SEEDED_DATA];
    if (seeded) cpSync(seeded, join(directory, 'data'), { recursive: true });
    const cloud = new CloudProcess(directory, await freePortPair(), movableClock);
    await cloud.resume();
    return cloud;
  }

  /**
   * Puts the demonstration into a folder, which `SEEDED_DATA` then names to all files of one run: each would need some
   * ten seconds of a core for it, a copy takes none.
   */
  static async seed(folder: string): Promise<void> {
    const cloud = await CloudProcess.start();
    await cloud.#rest();
    cpSync(join(cloud.#directory, 'data'), folder, { recursive: true });
    await cloud.stop();
  }

  /** Starts on the data of the run before, on the same port. */
  async resume(): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        SCRIPT,
        join(this.#directory, 'assembly'),
        join(this.#directory, 'data'),
        String(this.#port),
        ...(this.#movableClock ? ['movable'] : []),
      ],
      { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], env: { ...process.env, TZ: 'UTC' } },
    );
    this.#child = child;
    // Kept as well as shown: what a test run prints from beside its tests gets lost.
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      complaints = `${complaints}${chunk}`.slice(-4_000);
    });
    await Promise.race([
      once(child, 'message'),
      // `close` comes after the last of its output.
      once(child, 'close').then(([code, signal]) => {
        throw new Error(`the cloud ended with ${signal ?? code} before it was ready:\n${complaints}`);
      }),
    ]);
  }

  /** Pulls the plug: no signal handler runs. */
  async kill(): Promise<void> {
    const child = this.#running;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    this.#child = undefined;
  }

  async #rest(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
    this.#child = undefined;
  }

  async stop(): Promise<void> {
    await this.#rest();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Days go by at once, and what falls due meanwhile is done; for a cloud with a movable clock. */
  async pass(days: number): Promise<void> {
    for (const path of [`clock?by=${days * DAY_MS}`, 'drain']) {
      const answer = await fetch(`${this.url}/__local/${path}`, { method: 'POST' });
      if (!answer.ok) throw new Error(`the clock of this cloud can not be moved (${answer.status})`);
    }
  }

  /** Speaks to the API as this person, past the browser. */
  as(login: string): Client {
    return createClient({ baseUrl: this.url, accessToken: () => this.#tokenFor(login) });
  }

  get #running(): ChildProcess {
    if (!this.#child) throw new Error('the cloud is not running');
    return this.#child;
  }

  async #tokenFor(login: string): Promise<string> {
    const child = this.#running;
    return await new Promise((answer) => {
      const listen = (message: { readonly login?: string; readonly token?: string }): void => {
        if (message.login !== login || !message.token) return;
        child.off('message', listen);
        answer(message.token);
      };
      child.on('message', listen);
      child.send(login);
    });
  }
}

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { launchBrowser } from './chromium.ts';
import { CloudProcess } from './cloud-process.ts';
import { type Cargo, DESK_SCREEN, Desk, type Loss, PHONE_SCREEN } from './desk.ts';
import { takeMouseAway } from './keyboard.ts';
import { isSlow, SLOW_STEP_MS } from './slow.ts';
import { expectFitsPhone } from './usable.ts';

interface OfficeOptions {
  readonly movableClock?: boolean;
  /** What everybody sits at, where a step says nothing else. */
  readonly screen?: { readonly width: number; readonly height: number };
  /** In every step the first command, the first read and the first file are lost, in turn on their way there and back. */
  readonly lossyLine?: boolean;
  /** Nobody has a mouse. */
  readonly keyboardOnly?: boolean;
}

/** Everything at once: a phone, no mouse, and a line that loses something in every step. */
export const HARDEST: OfficeOptions = { screen: PHONE_SCREEN, keyboardOnly: true, lossyLine: true };

/** `STORY_AT=hardest` or `STORY_AT=desk` has every story told so, whatever its file says. */
const AT: Readonly<Record<string, OfficeOptions>> = {
  hardest: HARDEST,
  desk: { ...HARDEST, screen: DESK_SCREEN },
};

/** The machine, the browser and everybody who sits at it, for one test file. */
export class Office {
  #cloud: CloudProcess | undefined;
  #browser: Browser | undefined;
  readonly #desks = new Map<string, Desk>();
  #broken: string | undefined;
  readonly #options: OfficeOptions;
  #steps = 0;
  /** What this step has still to lose. */
  readonly #losses = new Map<Cargo, Loss>();
  #said: Promise<void>[] = [];

  constructor(options: OfficeOptions = {}) {
    this.#options = { ...options, ...AT[process.env.STORY_AT ?? ''] };
    // Two minutes: the first run unpacks the browser and builds the assembly.
    beforeAll(async () => {
      [this.#cloud, this.#browser] = await Promise.all([CloudProcess.start(options), launchBrowser()]);
    }, 120_000);
    afterAll(async () => {
      await this.#browser?.close();
      await this.#cloud?.stop();
    });
  }

  get cloud(): CloudProcess {
    if (!this.#cloud) throw new Error('the cloud has not been started');
    return this.#cloud;
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('the browser has not been started');
    return this.#browser;
  }

  /** The desk where this account sits, signed in; opened when first asked for. */
  async desk(login: string, viewport?: { readonly width: number; readonly height: number }): Promise<Desk> {
    const key = viewport ? `${login}@${viewport.width}` : login;
    const present = this.#desks.get(key);
    if (present) return present;
    const desk = await Desk.open(this.browser, this.cloud.url, viewport ?? this.#options.screen);
    this.#desks.set(key, desk);
    if (this.#options.keyboardOnly) takeMouseAway(desk.page);
    await desk.signIn(login);
    if (this.#options.lossyLine)
      await desk.onLossyLine(
        (cargo) => {
          const loss = this.#losses.get(cargo);
          this.#losses.delete(cargo);
          return loss;
        },
        (said) => {
          // Waited for at the end of the step; one that failed before has its own reason.
          said.catch(() => undefined);
          this.#said.push(said);
        },
      );
    return desk;
  }

  /** This account leaves; what its browser complained about fails the test. */
  async leave(...logins: readonly string[]): Promise<void> {
    for (const login of logins) {
      const desk = this.#desks.get(login);
      if (!desk) continue;
      this.#desks.delete(login);
      if (desk.isPhone) await expectFitsPhone(desk.page);
      await desk.leave();
      expect(desk.complaints, login).toEqual([]);
    }
  }

  /** A step of a story, with a limit of its own where it moves much: later steps build on it, so they are skipped when it has failed. */
  step(name: string, work: () => Promise<void>, limitMs?: number): void {
    it(name, { timeout: isSlow ? SLOW_STEP_MS : limitMs }, async ({ skip }) => {
      if (this.#broken) skip(`「${this.#broken}」 has failed`);
      this.#broken = name;
      onTestFailed(() => this.#takePictures());
      this.#steps += 1;
      const loss = this.#steps % 2 === 0 ? 'answer' : 'request';
      for (const cargo of ['command', 'read', 'file'] as const) this.#losses.set(cargo, loss);
      this.#said = [];
      await work();
      // Whatever was lost, its page has said so.
      await Promise.all(this.#said);
      for (const desk of this.#desks.values()) if (desk.isPhone) await expectFitsPhone(desk.page);
      this.#broken = undefined;
    });
  }

  /** Something that is looked at for itself: nothing builds on it. */
  check(name: string, work: () => Promise<void>): void {
    it(name, { timeout: isSlow ? SLOW_STEP_MS : undefined }, async ({ skip }) => {
      if (this.#broken) skip(`「${this.#broken}」 has failed`);
      onTestFailed(() => this.#takePictures());
      await work();
    });
  }

  /** What everybody saw when it failed. */
  async #takePictures(): Promise<void> {
    for (const [login, desk] of this.#desks) await desk.picture(login);
  }
}

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Download, Locator, Page } from 'playwright-core';
import { isSlow, makeSlow } from './slow.ts';

const PICTURES = resolve(import.meta.dirname, '../../.local/browser');

/** 15 s: a loaded machine needs some; a page that is not there by then is broken. On a slow line everybody has more of it. */
const PATIENCE_MS = isSlow ? 45_000 : 15_000;

export const DESK_SCREEN = { width: 1280, height: 800 };
/** A common phone; the narrowest the product promises (C1). */
export const PHONE_SCREEN = { width: 390, height: 844 };

/** Where the styles show the navigation as a drawer (`max-width: 767px`). */
const PHONE_LAYOUT_BELOW = 768;

/** `request`: lost on its way to the server · `answer`: the server has done it, and nobody hears of it. */
export type Loss = 'request' | 'answer';

/** What the line may lose: what changes something, what is looked at, and bytes on their way to the object store. */
export type Cargo = 'command' | 'read' | 'file';
type TakeLoss = (cargo: Cargo) => Loss | undefined;

interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** One person at a browser of their own: own session, own storage. */
export class Desk {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly url: string;
  /** What the browser complained about: scripts that failed, content the policy forbade. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // Answers such as 409 are logged by the browser itself; the page shows them in words.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, url: string, viewport: Viewport = DESK_SCREEN): Promise<Desk> {
    const context = await browser.newContext({
      viewport,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    if (isSlow) makeSlow(context);
    return new Desk(context, await context.newPage(), url);
  }

  /** Opens the page and signs in as this account on the identity provider's page. */
  async signIn(login: string): Promise<void> {
    await this.page.goto(this.url);
    await this.page.getByRole('button', { name: new RegExp(`· ${login}$`) }).click();
    await this.page
      .getByRole('button', { name: '打开菜单', includeHidden: true })
      .waitFor({ state: 'attached' });
  }

  /**
   * Loses the next of each kind that `take` says to lose. The page must come to the right end by itself, and say so where
   * somebody waits for it: `told` is where that is waited for.
   */
  async onLossyLine(take: TakeLoss, told: (said: Promise<void>) => void): Promise<void> {
    const said = () =>
      told(
        this.page
          .getByTestId('connection-lost')
          .or(this.page.getByTestId('upload-waiting'))
          .first()
          .waitFor(),
      );
    await this.context.route(/\/v1\//, async (route) => {
      const reading = route.request().method() === 'GET';
      const loss = take(reading ? 'read' : 'command');
      if (!loss) return route.fallback();
      // A server that has gone meanwhile has lost it by itself.
      if (loss === 'answer') await route.fetch().catch(() => undefined);
      // What is read again a second later has kept nobody waiting.
      if (!reading) said();
      await route.abort('internetdisconnected');
    });
    await this.#loseFiles(() => take('file'), said);
  }

  /** Files go to the object store, and only the browser itself still has their bytes. */
  async #loseFiles(take: () => Loss | undefined, said: () => void): Promise<void> {
    const { port } = new URL(this.url);
    const urlPattern = `http://*:${Number(port) + 1}/*`;
    const line = await this.context.newCDPSession(this.page);
    const lost = new Set<string>();
    line.on('Fetch.requestPaused', ({ requestId, networkId, request, responseStatusCode }) => {
      const answered = responseStatusCode !== undefined;
      const loss = !answered && request.method === 'PUT' ? take() : undefined;
      if (loss === 'answer' && networkId) lost.add(networkId);
      const fails = loss === 'request' || (answered && networkId !== undefined && lost.delete(networkId));
      if (fails) said();
      void (
        fails
          ? line.send('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' })
          : line.send('Fetch.continueRequest', { requestId })
      ).catch(() => undefined);
    });
    await line.send('Fetch.enable', {
      patterns: [
        { urlPattern, requestStage: 'Request' },
        { urlPattern, requestStage: 'Response' },
      ],
    });
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  /** Opens a finding of the ledger by keys: its card on a phone, at a desk its line with the keys of the grid. */
  async openFromLedger(title: string): Promise<void> {
    const line = this.page.getByTestId('finding-row').filter({ hasText: title });
    await line.waitFor();
    if (this.isPhone) return await line.getByRole('link').click();
    await this.page.getByRole('grid').focus();
    const lines = await this.page.getByTestId('finding-row').count();
    const there = () => line.evaluate((row) => row.classList.contains('active'));
    for (let step = 0; step < lines && !(await there()); step += 1) await this.page.keyboard.press('j');
    await this.page.keyboard.press('Enter');
  }

  get isPhone(): boolean {
    return (this.page.viewportSize()?.width ?? 0) < PHONE_LAYOUT_BELOW;
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  /** Follows the main navigation, which a phone shows when asked. */
  async follow(label: string, within = '主导航'): Promise<void> {
    if (this.isPhone) await this.page.getByRole('button', { name: '打开菜单' }).click();
    await this.page.getByRole('navigation', { name: within }).getByRole('link', { name: label }).click();
  }

  dialog(title: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name: title });
  }

  /** Chooses from a select field by keyboard and option, as its label announces it. */
  async choose(scope: Locator | Page, label: string | RegExp, ...options: readonly string[]): Promise<void> {
    const box = scope.getByRole('combobox', { name: label });
    await box.focus();
    await box.press('ArrowDown');
    const list = this.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
    for (const option of options) {
      // Long lists draw only what is in view; typing brings the option there.
      if (await box.isEditable()) await box.fill(option);
      await list.getByTitle(option, { exact: true }).click();
    }
    // Where several may be chosen the list stays open.
    if (await box.evaluate((field) => field.closest('.ant-select-multiple') !== null))
      await box.press('Escape');
    await list.waitFor({ state: 'hidden' });
  }

  /** Answers the file that the action brings, whether in this tab or a new one. */
  async download(action: () => Promise<void>): Promise<Download> {
    const { promise, resolve: found } = Promise.withResolvers<Download>();
    const watch = (page: Page): void => void page.once('download', found);
    watch(this.page);
    this.context.on('page', watch);
    try {
      await action();
      return await promise;
    } finally {
      this.context.off('page', watch);
    }
  }

  async picture(name: string): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

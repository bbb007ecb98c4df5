import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Download, Locator, Page } from 'playwright-core';

const PICTURES = resolve(import.meta.dirname, '../../.local/browser');

/** 15 s: a loaded machine needs some; a page that is not there by then is broken. */
const PATIENCE_MS = 15_000;

export const DESK_SCREEN = { width: 1280, height: 800 };
/** A common phone; the narrowest the product promises (C1). */
export const PHONE_SCREEN = { width: 390, height: 844 };

/** `request`: lost on its way to the server · `answer`: the server has done it, and nobody hears of it. */
export type Loss = 'request' | 'answer';

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
   * Loses the next command that `take` says to lose; reading goes on. The page must say so and come to the right end by
   * itself: `told` is where that is waited for.
   */
  async onLossyLine(take: () => Loss | undefined, told: (said: Promise<void>) => void): Promise<void> {
    await this.context.route(/\/v1\//, async (route) => {
      const loss = route.request().method() === 'GET' ? undefined : take();
      if (!loss) return route.fallback();
      if (loss === 'answer') await route.fetch();
      told(this.page.getByTestId('connection-lost').waitFor());
      await route.abort('internetdisconnected');
    });
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  /** Follows the main navigation. */
  async follow(label: string, within = '主导航'): Promise<void> {
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

import { describe, expect } from 'vitest';
import { en } from '../../web/src/i18n/en.ts';
import { Desk } from './desk.ts';
import { Office } from './office.ts';
import { giveSomethingToShow, LISTS_FIRST, SeenLinks, TABS_THAT_LEAD_ON, walkTo } from './route-walk.ts';
import { EnteredWords, noteTexts, readOwnWords, textsOn } from './spoken-chinese.ts';

/** Between them these roles are offered every page and nearly every dialog. */
const READERS = [
  'bhcyc-office',
  'hq-inspection',
  'hq-leading',
  'hq-admin',
  'hq-team',
  'hq-jiwei',
  'bhcyc-jiwei',
  'bhcyc-secretary',
];

const textsOf = (texts: object): string[] =>
  Object.values(texts).flatMap((text) => (typeof text === 'string' ? [text] : textsOf(text)));

const office = new Office();

/** Commands are answered by the program's own refusal: every button can be pressed, and nothing is changed. */
const REFUSAL = {
  status: 409,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: '冲突',
    status: 409,
    code: 'stale',
    detail: '内容已被他人修改。',
  }),
};

const OWN_WORDS = readOwnWords();
/** English texts that quote Chinese: examples of what must be typed. */
const QUOTING = new Set(textsOf(en));

/** Chinese that nobody has entered, and where it stands. */
const found = new Map<string, Set<string>>();
/** What has been pressed by somebody already: a route and a name. */
const pressed = new Set<string>();
const shown = new Set<string>();

const PRESSABLE = 'main :is(button, [role=tab], [role=combobox]):not([disabled])';
const OPENED = ':is([role=dialog], .ant-dropdown, .ant-popover, .ant-select-dropdown)';

/** One reader's way through all pages. */
class Reader {
  readonly #desk: Desk;
  readonly #entered = new EnteredWords(OWN_WORDS);
  readonly #links = new SeenLinks();
  readonly #login: string;

  private constructor(desk: Desk, login: string) {
    this.#desk = desk;
    this.#login = login;
  }

  static async open(login: string): Promise<Reader> {
    const desk = await Desk.open(office.browser, office.cloud.url);
    const { page } = desk;
    await page.context().grantPermissions(['clipboard-write']);
    const reader = new Reader(desk, login);
    await noteTexts(page);
    await page.context().route(/\/v1\//, async (route) => {
      if (['GET', 'HEAD'].includes(route.request().method())) await route.fallback();
      else await route.fulfill(REFUSAL);
    });
    await desk.signIn(login);
    await page.addInitScript(() => {
      window.print = () => undefined;
    });
    await page.evaluate(() => localStorage.setItem('xuncha.language', 'en'));
    await page.reload();
    await page.locator('html[lang=en]').waitFor({ state: 'attached' });
    return reader;
  }

  async walk(): Promise<void> {
    for (const address of TABS_THAT_LEAD_ON)
      if (await this.#visit(address)) await this.#links.note(this.#desk);
    for (const route of LISTS_FIRST) {
      const address = this.#links.addressOf(route);
      if (!address || !(await this.#visit(address))) continue;
      shown.add(route);
      await this.#links.note(this.#desk);
      await this.#look(route);
      // Outside of the frame everything leads away.
      if ((await this.#desk.page.locator('.user-button').count()) > 0) await this.#pressAll(route);
    }
    expect.soft(this.#desk.complaints, this.#login).toEqual([]);
    await this.#desk.leave();
  }

  async #settled(): Promise<void> {
    const { page } = this.#desk;
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.getByRole('status', { name: en.app.loading }).first().waitFor({ state: 'detached' });
    await this.#quiet();
  }

  /** Until nothing has changed on the page for a while. */
  async #quiet(): Promise<void> {
    await this.#desk.page.evaluate(
      () =>
        new Promise<void>((done) => {
          let timer = setTimeout(done, 60);
          const watch = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, 60);
          });
          watch.observe(document.body, { childList: true, subtree: true, characterData: true });
          setTimeout(done, 1_000);
        }),
    );
  }

  /** Whether this reader may see the page. */
  async #visit(address: string): Promise<boolean> {
    await walkTo(this.#desk, address);
    await this.#settled();
    return (await this.#desk.page.getByText(en.problem.forbiddenTitle).count()) === 0;
  }

  async #look(where: string): Promise<void> {
    for (const text of this.#entered.notAmong(await textsOn(this.#desk.page))) {
      if (QUOTING.has(text)) continue;
      const places = found.get(text) ?? new Set();
      found.set(text, places.add(`${this.#login} ${where}`));
    }
  }

  /** Presses what nobody has pressed yet on this route; answers its name. */
  async #pressNext(route: string): Promise<string | undefined> {
    return await this.#desk.page.evaluate(
      ({ pressable, done }) => {
        for (const part of document.querySelectorAll<HTMLElement>(pressable)) {
          const name = (part.getAttribute('aria-label') ?? part.textContent ?? '').replaceAll(
            /[\d\p{Script=Han}]+/gu,
            '#',
          );
          if (done.includes(name) || !part.checkVisibility()) continue;
          if (part.role === 'combobox') part.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
          part.click();
          return name;
        }
        return undefined;
      },
      {
        pressable: PRESSABLE,
        done: [...pressed]
          .filter((each) => each.startsWith(`${route} › `))
          .map((each) => each.slice(route.length + 3)),
      },
    );
  }

  async #pressAll(route: string): Promise<void> {
    const { page } = this.#desk;
    const address = page.url();
    for (;;) {
      const name = await this.#pressNext(route);
      if (name === undefined) return;
      pressed.add(`${route} › ${name}`);
      await this.#quiet();
      await this.#look(`${route} › ${name}`);
      await this.#goBack(address);
    }
  }

  async #goBack(address: string): Promise<void> {
    const { page } = this.#desk;
    const open = page.locator(`${OPENED}:visible`);
    for (let level = 0; level < 3 && (await open.count()) > 0; level += 1) {
      await page.keyboard.press('Escape');
      await this.#quiet();
    }
    // What no key closes goes with the page.
    if ((await open.count()) > 0) await page.reload();
    else if (page.url() === address) return;
    await walkTo(this.#desk, address);
    await this.#settled();
  }
}

/** Half a minute on a quiet machine; on one that does other things as well, several times that. */
const WALK_MS = 300_000;

describe('in English', () => {
  office.step(
    'every page, and what opens on it, says nothing in Chinese but what people have entered',
    async () => {
      await giveSomethingToShow(office);
      await Promise.all(READERS.map(async (login) => (await Reader.open(login)).walk()));
      expect(pressed.size).toBeGreaterThan(100);
      expect(LISTS_FIRST.filter((route) => !shown.has(route))).toEqual([]);
      const list = [...found].map(
        ([text, where]) => `${text}  ← ${[...where].slice(0, 2).join(' | ')} (${where.size})`,
      );
      expect(list).toEqual([]);
    },
    WALK_MS,
  );
});

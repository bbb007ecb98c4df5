import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import ts from 'typescript';

/**
 * Tells what a page says in Chinese of itself from what people have entered in Chinese. What came in an answer of the
 * API was entered by somebody, unless the program's own sources hold it: as a whole, or as a sentence with gaps.
 */

const ROOT = join(import.meta.dirname, '../..');
const CHINESE = /\p{Script=Han}/u;
/** Five characters between the gaps of a sentence are enough to know it by; fewer would be anybody's words. */
const KNOWN_BY = 5;

const hanCount = (text: string): number => text.match(/\p{Script=Han}/gu)?.length ?? 0;
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const eachNode = (patterns: readonly string[], see: (node: ts.Node) => void): void => {
  const names = globSync(patterns, {
    cwd: ROOT,
    exclude: ['**/*.test.ts', '**/*.fixture.ts', '**/*-fixture.ts'],
  });
  const look = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, look);
  };
  for (const name of names)
    look(ts.createSourceFile(name, readFileSync(join(ROOT, name), 'utf8'), ts.ScriptTarget.Latest, true));
};

export interface OwnWords {
  readonly whole: ReadonlySet<string>;
  readonly withGaps: readonly RegExp[];
}

/** What the server says itself: literals and templates of its sources. Examples have figures in them, names of files an end. */
export const readOwnWords = (): OwnWords => {
  const whole = new Set<string>();
  const withGaps: RegExp[] = [];
  eachNode(['packages/{domain,http,contracts}/src/**/*.ts', 'functions/**/*.ts'], (node) => {
    if (ts.isStringLiteralLike(node) && CHINESE.test(node.text) && !/\d/.test(node.text))
      whole.add(node.text);
    if (!ts.isTemplateExpression(node)) return;
    const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
    if (hanCount(parts.join('')) >= KNOWN_BY && !/\.\w{3,4}$/.test(parts.at(-1) ?? ''))
      withGaps.push(new RegExp(`^${parts.map(escaped).join('([^]+?)')}$`, 'u'));
  });
  // A department or a person of the demonstration may be called as a role is.
  eachNode(['scripts/**/*.ts'], (node) => {
    if (ts.isStringLiteralLike(node)) whole.delete(node.text);
  });
  return { whole, withGaps };
};

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
};

/** What a page shows, and what it has been told since it was last asked. */
export interface PageTexts {
  readonly shown: readonly string[];
  readonly answers: readonly string[];
}

declare global {
  interface Window {
    /** What charts have drawn since the page was loaded: their words stand on a canvas. */
    drawnTexts?: string[];
    /** Answers of the API since they were last taken. */
    answers?: Promise<string>[];
  }
}

/** From here on the page keeps what charts draw and what the API answers. */
export const noteTexts = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const drawn: string[] = [];
    window.drawnTexts = drawn;
    window.answers = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      drawn.push(text);
      fillText.call(this, text, ...place);
    };
    const { fetch } = window;
    window.fetch = async (...request) => {
      const answer = await fetch(...request);
      if (answer.url.includes('/v1/')) window.answers?.push(answer.clone().text());
      return answer;
    };
  });
};

/**
 * What is in the accessibility tree or in sight: texts, names, hints, what stands in a chart, the tab's title. A part
 * that says it is Chinese is read as such.
 */
export const textsOn = async (page: Page): Promise<PageTexts> =>
  await page.evaluate(async () => {
    const answers = await Promise.all(window.answers?.splice(0) ?? []);
    for (const part of document.querySelectorAll('details')) part.open = true;
    const texts = new Set<string>([document.title, ...(window.drawnTexts ?? [])]);
    const chinese = /\p{Script=Han}/u;
    const seen = (part: Element | null): boolean =>
      part?.checkVisibility() === true && part.closest('[lang]')?.getAttribute('lang') !== 'zh-CN';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of [
          'aria-label',
          'title',
          'placeholder',
          'alt',
          'aria-description',
          'aria-valuetext',
        ]) {
          const text = node.getAttribute(name) ?? '';
          if (chinese.test(text) && seen(node)) texts.add(text);
        }
      } else if (chinese.test(node.textContent ?? '') && seen(node.parentElement))
        texts.add(node.textContent ?? '');
    }
    return { shown: [...texts].filter((text) => chinese.test(text)), answers };
  });

/** What somebody has entered, as far as a page has got it from the API. */
export class EnteredWords {
  readonly #own: OwnWords;
  readonly #entered = new Set<string>();
  /** Sentences with gaps that the server has said. */
  readonly #said = new Set<string>();

  constructor(own: OwnWords) {
    this.#own = own;
  }

  #take(answer: string): void {
    if (!answer.startsWith('{')) return;
    for (const text of stringsIn(JSON.parse(answer))) {
      if (!CHINESE.test(text) || this.#entered.has(text) || this.#said.has(text) || this.#own.whole.has(text))
        continue;
      const forms = this.#own.withGaps.flatMap((form) => form.exec(text) ?? []);
      if (forms.length === 0) this.#entered.add(text);
      else this.#said.add(text);
      // What stands in the gaps was entered: the name in a title, the wording in a reason.
      for (const part of forms) if (part !== text && !this.#own.whole.has(part)) this.#entered.add(part);
    }
  }

  /** Those of the texts that hold Chinese which nobody has entered. */
  notAmong({ shown, answers }: PageTexts): string[] {
    answers.forEach((answer) => {
      this.#take(answer);
    });
    const [entered, said] = [[...this.#entered], [...this.#said]];
    return shown.filter((text) => {
      if (this.#own.whole.has(text.trim()) && !this.#entered.has(text.trim())) return true;
      if (said.some((sentence) => text.includes(sentence))) return true;
      return (text.match(/\p{Script=Han}+/gu) ?? []).some(
        (run) => !entered.some((each) => each.includes(run)),
      );
    });
  }
}

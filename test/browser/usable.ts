import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Serious and critical violations of WCAG 2 A and AA, each with where it is. */
const violationsOn = async (page: Page): Promise<string[]> => {
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
};

/** How many pixels the page is wider than the screen. */
const overhang = async (page: Page): Promise<number> =>
  await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** What a finger misses: below 24 × 24 px without room around it, unless it is a word of a sentence (WCAG 2.5.8). */
const tooSmallOn = async (page: Page): Promise<string[]> => {
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { runOnly: ['target-size'], resultTypes: ['violations'] })",
  );
  return violations.flatMap(({ nodes }) =>
    nodes
      .map(({ html, failureSummary = '' }) => `${html} ${failureSummary}`)
      // What a message or the page's own head covers for now comes free by scrolling or waiting.
      .filter((violation) => !violation.includes('partially obscured')),
  );
};

/** What is on the screen fits a phone and the finger that uses it. */
export const expectFitsPhone = async (page: Page): Promise<void> => {
  await expect.poll(() => overhang(page), { message: page.url() }).toBeLessThanOrEqual(0);
  await page.evaluate(axe.source);
  expect(await tooSmallOn(page), page.url()).toEqual([]);
};

/** Enough for a long form; a page of hundreds of lines repeats itself. */
const MOST_STOPS = 80;

/** Does a part of the control that has the focus show, or does a bar that stays where it is lie over all of it? */
const coveredStop = async (page: Page): Promise<{ readonly stop: string; readonly covered: boolean }> =>
  await page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return { stop: '', covered: false };
    const { left, top, right, bottom, width, height } = focused.getBoundingClientRect();
    const [fromX, toX] = [Math.max(left, 0), Math.min(right, innerWidth - 1)];
    const [fromY, toY] = [Math.max(top, 0), Math.min(bottom, innerHeight - 1)];
    const own = focused.closest('label, .ant-select, .ant-upload') ?? focused;
    // A little inside of its corners, and its middle; what lies around it means that it shows through.
    const shows = [0.1, 0.5, 0.9].some((x) =>
      [0.1, 0.5, 0.9].some((y) => {
        const at = document.elementFromPoint(fromX + (toX - fromX) * x, fromY + (toY - fromY) * y);
        return at !== null && (own.contains(at) || at.contains(own));
      }),
    );
    const name = focused.getAttribute('aria-label') ?? focused.textContent ?? '';
    return {
      stop: `${focused.tagName} ${name.slice(0, 40)} ${Math.round(top + scrollY)}`,
      covered: width * height > 1 && !shows,
    };
  });

/** What the keys lead to and nobody sees, because a bar lies over it (WCAG 2.4.11). */
const coveredStops = async (page: Page): Promise<string[]> => {
  const covered: string[] = [];
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    window.scrollTo(0, 0);
  });
  for (let step = 0, last = ''; step < MOST_STOPS; step += 1) {
    await page.keyboard.press('Tab');
    const found = await coveredStop(page);
    if (found.stop === '' || found.stop === last) break;
    last = found.stop;
    if (found.covered) covered.push(found.stop);
  }
  return covered;
};

/** A phone whose keyboard is up. */
const LOW_SCREEN = { width: 390, height: 500 };

/** Fingers hit what they aim at; and where bars of the page stay over it, what keys lead to shows all the same. */
export const expectReachable = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  expect(await tooSmallOn(page), page.url()).toEqual([]);
  if ((await page.locator('.sticky-actions, .finding-bar').count()) === 0) return;
  await page.setViewportSize(LOW_SCREEN);
  expect(await coveredStops(page), page.url()).toEqual([]);
};

/** Spaced as WCAG 1.4.12 asks for: nothing is cut or leaves the page. */
export const expectFitsSpaced = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    const spaced = new CSSStyleSheet();
    spaced.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
    );
    document.adoptedStyleSheets.push(spaced);
  });
  const over = await overhang(page);
  await page.evaluate(() => void document.adoptedStyleSheets.pop());
  expect(over, page.url()).toBeLessThanOrEqual(0);
};

const SCHEMES = ['light', 'dark'] as const;

/** What is on the screen fits it, and everybody can use it, by day and by night; ends as it began, light. */
export const expectUsable = async (page: Page): Promise<void> => {
  expect(await overhang(page)).toBeLessThanOrEqual(0);
  // Evaluated by the driver, which the page's content security policy does not bind.
  await page.evaluate(axe.source);
  const found: Partial<Record<(typeof SCHEMES)[number], string[]>> = {};
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`:root[data-appearance="${colorScheme}"]`).waitFor({ state: 'attached' });
    found[colorScheme] = await violationsOn(page);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(found).toEqual({ light: [], dark: [] });
};

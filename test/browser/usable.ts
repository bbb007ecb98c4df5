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

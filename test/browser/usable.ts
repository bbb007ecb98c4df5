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

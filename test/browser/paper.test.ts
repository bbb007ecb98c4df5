import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { Office } from './office.ts';

const TENANT = 'bhcyc';
const office = new Office();

const findingPath = async (no: string): Promise<string> => {
  const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
    params: { tenantId: TENANT },
    query: { limit: 100 },
  });
  return `/t/${TENANT}/findings/${data.items.find((finding) => finding.no === no)?.id}`;
};
const background = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const chooseAppearance = async (page: Page, appearance: string): Promise<void> => {
  await page.locator('.user-button').click();
  await page.locator('.header-menu').getByText(appearance, { exact: true }).click();
};

describe('a printed finding', () => {
  office.check(
    'is a clean paper with unit, number, and who printed it, also for whoever works in the dark',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
      await desk.goto(await findingPath('3'));
      await page.getByTestId('measure').first().waitFor();
      const dark = await background(page);
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      await page.locator(':root[data-appearance="light"]').waitFor({ state: 'attached' });
      expect(await background(page)).not.toBe(dark);
      const head = page.getByTestId('print-head');
      for (const text of ['北河采油厂', '第 3 号问题', '打印人：何静怡'])
        await head.getByText(text).first().waitFor();
      await head.getByText(/^打印时间：\d{4}-\d\d-\d\d \d\d:\d\d$/).waitFor();
      for (const part of ['.app-header', '.app-side', '.page-back'])
        expect(await page.locator(part).isVisible(), part).toBe(false);
      expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
      // What is folded on the screen is on the paper.
      expect(await page.locator('details.why p').first().isVisible()).toBe(true);
      await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
      expect(await head.isVisible()).toBe(false);
    },
  );
});

describe('light and dark', () => {
  office.check('is the choice of a person, and stays', async () => {
    const desk = await Desk.open(office.browser, office.cloud.url);
    const { page } = desk;
    await desk.signIn('bhcyc-office');
    await page.locator(':root[data-appearance="light"]').waitFor({ state: 'attached' });
    await chooseAppearance(page, '深色');
    await page.locator(':root[data-appearance="dark"]').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator(':root[data-appearance="dark"]').waitFor({ state: 'attached' });
    await page.locator('.user-button').click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('button', { name: '重新登录' }).click();
    await page.getByRole('button', { name: /· bhcyc-jiwei$/ }).click();
    // Another person at the same computer has made no choice.
    await page.locator('.user-button').waitFor();
    await page.locator(':root[data-appearance="light"]').waitFor({ state: 'attached' });
    expect(desk.complaints).toEqual([]);
    await desk.leave();
  });
});

describe('the style sheet', () => {
  const sheet = readFileSync(join(import.meta.dirname, '../../web/src/styles.css'), 'utf8');
  /** Colours outside of the two palettes would stay light in the dark. */
  const strayColours = (css: string): string[] =>
    css
      .replaceAll(/:root(\[data-appearance="dark"\])? \{[^}]*\}/g, '')
      .match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi) ?? [];

  it('names colours in the palettes only', () => {
    expect(strayColours(sheet)).toEqual([]);
    expect(strayColours(':root {\n --a: #fff;\n}\n.b { color: #12355b; }')).toEqual(['#12355b']);
  });
});

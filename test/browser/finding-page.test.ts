import { describe, expect } from 'vitest';
import { Office } from './office.ts';

const TENANT = 'bhcyc';
const office = new Office();

describe('the page of a finding', () => {
  office.step('leads through the list one came from, by links and by keys, and back to it', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(`/t/${TENANT}/ledger?view=all`);
    await page.getByTestId('finding-row').first().waitFor();
    const titles = await page.getByTestId('finding-row').locator('.ledger-title').allTextContents();
    expect(titles.length).toBeGreaterThan(1);
    await page.getByTestId('finding-row').first().getByRole('link').click();
    const steps = page.getByRole('navigation', { name: '列表中的上一个和下一个问题' });
    await steps.getByText(`1/${titles.length}`).waitFor();
    const first = page.url();
    await steps.getByRole('link', { name: /下一个/ }).click();
    await steps.getByText(`2/${titles.length}`).waitFor();
    // A reload still knows the neighbours.
    await page.reload();
    await steps.getByText(`2/${titles.length}`).waitFor();
    await page.keyboard.press('k');
    await steps.getByText(`1/${titles.length}`).waitFor();
    expect(page.url()).toBe(first);
    expect(await steps.getByRole('link', { name: /上一个/ }).count()).toBe(0);
    await page.keyboard.press('b');
    await page.waitForURL(/ledger\?view=all/);
    await page.getByTestId('finding-row').first().waitFor();
  });

  office.step('says its keys in the sheet, and goes where they lead', async () => {
    const { page } = await office.desk('bhcyc-office');
    await page.getByTestId('finding-row').first().getByRole('link').click();
    await page.locator('#measures').waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog');
    await sheet.getByText('列表中的下一个问题').waitFor();
    await sheet
      .getByRole('button', { name: /关\s*闭/ })
      .last()
      .click();
    await sheet.waitFor({ state: 'hidden' });
    for (const [key, id] of [
      ['m', 'measures'],
      ['t', 'timeline'],
      ['n', 'next'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(id);
    }
  });

  office.step('leaves without a complaint of the browser', () => office.leave('bhcyc-office'));
});

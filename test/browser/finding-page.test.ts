import { describe, expect } from 'vitest';
import { Office } from './office.ts';

const TENANT = 'bhcyc';
const office = new Office();

const findings = async () =>
  (
    await office.cloud
      .as('bhcyc-office')
      .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100 } })
  ).data.items;

/** What the focus is on, as it is announced. */
const focused = (page: { evaluate: <T>(read: () => T) => Promise<T> }) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );

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

  office.step('keeps number, state and limit in view when it is scrolled', async () => {
    const { page } = await office.desk('bhcyc-office');
    // The bar itself takes no room.
    const bar = page.getByTestId('finding-bar').locator('div');
    expect(await bar.isVisible()).toBe(false);
    await page.keyboard.press('m');
    await bar.waitFor();
    expect(await bar.textContent()).toMatch(/第 .+ 号问题/);
    const [under, top] = await Promise.all([
      bar.evaluate((element) => element.getBoundingClientRect().bottom),
      page.locator('#measures').evaluate((element) => element.getBoundingClientRect().top),
    ]);
    // What a key brings into view is not hidden by it.
    expect(top).toBeGreaterThanOrEqual(under);
    await page.keyboard.press('n');
    await office.leave('bhcyc-office');
  });

  office.step('leads from what is missing to the control that mends it', async () => {
    const desk = await office.desk('bhcyc-wang');
    const { page } = desk;
    const finding = (await findings()).find(({ no, state }) => no === '1' && state === 'rectifying');
    await desk.goto(`/t/${TENANT}/findings/${finding?.id}`);
    const list = page.getByTestId('missing-list');
    const open = list.getByRole('listitem').filter({ hasText: '尚未完成' }).first();
    const seq = /第(\d+)条措施/.exec((await open.textContent()) ?? '')?.[1];
    expect(await open.textContent()).toContain('由');
    await page.getByTestId('measure').first().waitFor();
    await open.getByRole('link').click();
    await expect.poll(() => focused(page)).toBe(`填报进度：措施 ${seq}`);
    const without = list.getByRole('listitem').filter({ hasText: '佐证材料，请上传' }).first();
    if (await without.count()) {
      await without.getByRole('link').click();
      await expect.poll(() => focused(page)).toContain('上传材料：措施');
    }
  });

  office.step('narrows what has happened to one kind', async () => {
    const desk = await office.desk('bhcyc-wang');
    const { page } = desk;
    const trail = page.locator('#timeline');
    const count = () => trail.getByTestId('timeline-event').count();
    const all = await count();
    await trail.getByRole('button', { name: '措施', exact: true }).click();
    await expect.poll(count).toBeLessThan(all);
    expect(await count()).toBeGreaterThan(0);
    for (const text of await trail.getByTestId('timeline-event').locator('p:first-child').allTextContents())
      expect(text).toMatch(/措施|延期|阶段|验收/);
    await trail.getByRole('button', { name: '全部', exact: true }).click();
    await expect.poll(count).toBe(all);
    await office.leave('bhcyc-wang');
  });
});

import { describe, expect } from 'vitest';
import { PHONE_SCREEN } from './desk.ts';
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

  office.step('keeps number, state, limit and the way to the next one in view', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    const bar = page.getByTestId('finding-bar').locator('.finding-bar-line');
    const scrollDown = () => page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const title = await page.getByRole('heading', { level: 1 }).textContent();
    const inBar = async (): Promise<string> => {
      await bar.waitFor();
      return (await bar.textContent()) ?? '';
    };
    await page.evaluate(() => window.scrollTo(0, 0));
    await bar.waitFor({ state: 'hidden' });
    await scrollDown();
    expect(await inBar()).toMatch(/第 \d+ 号问题.*\d{4}-\d\d-\d\d/);
    expect(await inBar()).toContain(title);
    expect(await bar.locator('.chip').count()).toBe(1);
    await desk.picture('finding-bar');
    await bar.getByTitle('下一个').click();
    const steps = page.getByRole('navigation', { name: '列表中的上一个和下一个问题' });
    await steps.getByText(/^2\//).waitFor();
    await page.locator('#timeline').waitFor();
    await scrollDown();
    expect(await inBar()).not.toContain(title);
    await bar.getByTitle('上一个').click();
    await steps.getByText(/^1\//).waitFor();
  });

  office.step('on a phone has the bar in one line, and takes a picture as evidence', async () => {
    const desk = await office.desk('bhcyc-office', PHONE_SCREEN);
    const { page } = desk;
    const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
      params: { tenantId: TENANT },
      query: { limit: 100, state: 'rectifying' },
    });
    const found = data.items.find(({ measureCount }) => measureCount > 0);
    if (!found) throw new Error('the demonstration has no finding in rectification');
    await desk.goto(`/t/${TENANT}/ledger?view=all`);
    await desk.openFromLedger(found.title);
    const measure = page.getByTestId('measure').first();
    await measure.waitFor();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const line = page.getByTestId('finding-bar').locator('.finding-bar-line');
    await line.waitFor();
    expect(await line.locator('.finding-bar-step').count()).toBe(2);
    const fits = await line.evaluate((element) => element.scrollWidth <= element.clientWidth);
    expect(fits).toBe(true);
    await desk.picture('finding-bar-phone');
    await measure.getByRole('button', { name: /^上传材料/ }).click();
    const dialog = page.getByRole('dialog');
    const camera = dialog.getByRole('button', { name: '拍照上传' });
    await dialog.getByText('严禁上传涉密文件').waitFor();
    // At a desk there is none to take it with.
    expect(await camera.isVisible()).toBe(false);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await camera.waitFor();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), camera.click()]);
    expect(await chooser.element().getAttribute('capture')).toBe('environment');
    await chooser.setFiles({ name: 'image.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('picture') });
    await dialog.getByText(/^照片-\d{8}-\d{6}\.jpg$/).waitFor();
    await desk.picture('camera-phone');
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: false });
  });

  office.step('leaves without a complaint of the browser', () => office.leave('bhcyc-office'));
});

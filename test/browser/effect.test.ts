import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const TENANT = 'bhcyc';
const office = new Office();

/** Clicks the middle of a step in the funnel: the shapes share the height. */
const clickStep = async ({ page }: Desk, step: number, steps: number): Promise<void> => {
  const chart = page.getByRole('img', { name: /^整改过程/ });
  await chart.locator('canvas').first().waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('the funnel is not on the page');
  await chart.click({ position: { x: box.width * 0.5, y: (box.height * (step + 0.5)) / steps } });
};

const numberOf = async ({ page }: Desk, step: string): Promise<number> =>
  Number(await page.getByTestId('funnel-row').filter({ hasText: step }).getByRole('link').textContent());

const planned = async (): Promise<number> =>
  (
    await office.cloud
      .as('bhcyc-office')
      .call('findings.list', { params: { tenantId: TENANT }, query: { step: 'planned', limit: 2000 } })
  ).data.items.length;

describe('the effect chart (K03)', () => {
  office.step('of a unit opens the findings behind a segment and behind a number', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto('/');
    await desk.follow('巡察效果图');
    await desk.heading('巡察效果图').waitFor();
    await page.getByText('以表格查看').first().click();
    const expected = await planned();
    expect(expected).toBeGreaterThan(0);
    expect(await numberOf(desk, '已制定措施')).toBe(expected);
    await page
      .getByRole('img', { name: /^整改过程/ })
      .locator('canvas')
      .first()
      .waitFor();
    await desk.picture('effect');
    await expectUsable(page);
    await clickStep(desk, 1, 5);
    await page.waitForURL(/ledger\?step=planned/);
    await page.getByText(`共 ${expected} 条`).waitFor();
    await page.goBack();
    const cell = page
      .getByTestId('heat-cell')
      .filter({ has: page.getByRole('link') })
      .first();
    const open = await cell.getByRole('link').first().textContent();
    await cell.getByRole('link').first().click();
    await page.getByText(`共 ${open} 条`).waitFor();
  });

  office.step('is read and used on a phone, and by night', async () => {
    const desk = await office.desk('bhcyc-office', PHONE_SCREEN);
    await desk.goto(`/t/${TENANT}/effect`);
    await desk.page
      .getByRole('img', { name: /^整改过程/ })
      .locator('canvas')
      .first()
      .waitFor();
    await expectUsable(desk.page);
    await desk.picture('effect-phone');
    await desk.page.emulateMedia({ colorScheme: 'dark' });
    await desk.page.locator(':root[data-appearance="dark"]').waitFor({ state: 'attached' });
    await desk.picture('effect-phone-dark');
    await office.leave('bhcyc-office', 'bhcyc-office@390');
  });

  office.step(
    'of the group leads from the segment to the units, and from a unit to its findings',
    async () => {
      const desk = await office.desk('hq-inspection');
      const { page } = desk;
      await desk.goto('/');
      await desk.follow('集团巡察效果图');
      const expected = await planned();
      const row = page
        .getByTestId('effect-unit')
        .filter({ has: page.locator(`a[href="/t/${TENANT}/effect"]`) });
      await row.waitFor();
      await clickStep(desk, 1, 4);
      await page.waitForURL(/effect\?step=planned#units/);
      await page.getByRole('columnheader', { name: '已制定措施' }).and(page.locator('[aria-sort]')).waitFor();
      await desk.picture('effect-group');
      await expectUsable(page);
      await row
        .getByRole('link', { name: String(expected), exact: true })
        .nth(1)
        .click();
      await page.waitForURL(/ledger\?step=planned/);
      await page.getByText(`共 ${expected} 条`).waitFor();
      await office.leave('hq-inspection');
    },
  );
});

import { describe, expect } from 'vitest';
import { DESK_SCREEN, type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const office = new Office();
const SCREENS = [DESK_SCREEN, { width: 900, height: 800 }, { width: 640, height: 400 }, PHONE_SCREEN];

/** Bell and account button stand beside each other, wholly on the screen, at every width. */
const expectHeaderInOrder = async ({ page }: Desk): Promise<void> => {
  const [bell, user, brand] = await Promise.all(
    ['.notification-bell', '.user-button', '.brand'].map((part) => page.locator(part).boundingBox()),
  );
  if (!bell || !user || !brand) throw new Error('the header has lost a part');
  expect(brand.x + brand.width).toBeLessThanOrEqual(bell.x + 1);
  expect(bell.x + bell.width).toBeLessThanOrEqual(user.x + 1);
  expect(user.x + user.width).toBeLessThanOrEqual((page.viewportSize()?.width ?? 0) + 1);
};

const figure = async ({ page }: Desk, name: string): Promise<number> =>
  Number(await page.getByTestId(name).locator('.figure-value').textContent());

/** Due date of the first task of each group; without one it comes after all dates. */
const dueOfGroups = async ({ page }: Desk): Promise<string[]> => {
  const groups = await page.locator('.kind-group').all();
  const texts = await Promise.all(
    groups.map((group) => group.getByTestId('inbox-task').first().locator('.due').allTextContents()),
  );
  return texts.map(([due]) => due?.slice(0, 'YYYY-MM-DD'.length) ?? 'no date');
};

const PEOPLE = [
  ['department head', 'bhcyc-dangqun'],
  ['rectification office', 'bhcyc-office'],
  ['inspection office of HQ', 'hq-inspection'],
] as const;

describe('the home page', () => {
  for (const [who, login] of PEOPLE)
    office.step(`of the ${who}: figures agree with the tasks, at every width`, async () => {
      const desk = await office.desk(login);
      const { page } = desk;
      await desk.goto('/');
      await page.getByTestId('inbox-task').first().waitFor();
      await page.getByRole('status', { name: '正在加载…' }).first().waitFor({ state: 'detached' });
      const tasks = page.getByTestId('inbox-task');
      expect(await figure(desk, 'figure-all')).toBe(await tasks.count());
      const dues = await dueOfGroups(desk);
      expect(dues).toEqual(dues.toSorted());
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        await expectHeaderInOrder(desk);
        await expectUsable(page);
        await desk.picture(`home-${login}-${screen.width}`);
      }
      await page.setViewportSize(DESK_SCREEN);
      for (const urgency of ['late', 'week']) {
        const expected = await figure(desk, `figure-${urgency}`);
        await page.getByTestId(`figure-${urgency}`).click();
        await expect.poll(() => tasks.count()).toBe(expected);
      }
    });

  office.step('says what I handed in and who has it now, and opens it', async () => {
    const desk = await office.desk('bhcyc-qiguan');
    const { page } = desk;
    await desk.goto('/');
    const line = page.getByTestId('started-line').filter({ hasText: '验收申请' }).first();
    await line.getByText(/现在：.*纪/).waitFor();
    await desk.picture('home-started');
    await line.getByRole('link').click();
    await page.getByText('正在等待“材料核验”办理').waitFor();
    await office.leave('bhcyc-qiguan');
  });

  office.step('shows the account menu whole, above the bell', async () => {
    for (const screen of SCREENS) {
      const { page } = await office.desk('bhcyc-office');
      await page.setViewportSize(screen);
      await page.locator('.user-button').click();
      const menu = page.locator('.header-menu');
      await menu.waitFor();
      const box = await menu.boundingBox();
      const bell = await page.locator('.notification-bell').boundingBox();
      if (!box || !bell) throw new Error('no menu or no bell');
      expect(box.y).toBeGreaterThanOrEqual(bell.y + bell.height - 1);
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    }
  });

  office.step('of HQ opens the list of a unit from its number', async () => {
    const { page } = await office.desk('hq-inspection');
    const row = page.getByTestId('tenant-row').filter({ hasText: 'bhcyc' });
    const overdue = await row.locator('a[href*="due=overdue"]').textContent();
    await row.locator('a[href*="due=overdue"]').click();
    await page.getByText(`共 ${overdue} 条`).waitFor();
    await office.leave('bhcyc-dangqun', 'bhcyc-office', 'hq-inspection');
  });
});

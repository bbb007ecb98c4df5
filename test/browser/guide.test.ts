import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const office = new Office();

/** What the walk says at each stop, from the first to the last. */
const walk = async ({ page }: Desk): Promise<string[]> => {
  // The library's walk names no role of its own.
  const stop = page.locator('.ant-tour');
  const titles: string[] = [];
  for (;;) {
    await stop.waitFor();
    titles.push(await stop.locator('.ant-tour-title').innerText());
    const onward = stop.getByRole('button', { name: /下一步|结束导览/ });
    const last = (await onward.innerText()).includes('结束');
    await onward.click();
    if (last) {
      await stop.waitFor({ state: 'detached' });
      return titles;
    }
    await stop.getByText(titles.at(-1) ?? '', { exact: true }).waitFor({ state: 'detached' });
  }
};

describe('finding one’s way', () => {
  office.step('the walk shows what this role has on its screen, and is offered once', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await page.getByTestId('tour-invitation').getByRole('button', { name: '开始引导' }).click();
    const titles = await walk(desk);
    expect(titles[0]).toBe('您的身份：整改办');
    expect(titles).toEqual(expect.arrayContaining(['我的待办', '问题台账', '台账导入', '反馈批次']));
    // Nothing that is another role's work.
    expect(titles).not.toContain('领导小组会议');
    expect(titles).not.toContain('单位总览');
    await page.reload();
    await desk.heading('我的待办').waitFor();
    expect(await page.getByTestId('tour-invitation').count()).toBe(0);
  });

  office.step(
    'another person at the same machine is offered a walk of their own; declining holds',
    async () => {
      const desk = await office.desk('hq-leading');
      const { page } = desk;
      const invitation = page.getByTestId('tour-invitation');
      await invitation.getByRole('button', { name: '不用了' }).click();
      await invitation.waitFor({ state: 'detached' });
      await page.reload();
      await desk.heading('我的待办').waitFor();
      expect(await invitation.count()).toBe(0);
      // It can be taken later, from the menu of the person.
      await page.locator('.user-button').click();
      await page.getByRole('button', { name: '使用引导' }).click();
      expect(await walk(desk)).toContain('领导小组会议');
      await office.leave('hq-leading');
    },
  );

  office.step('on a phone the walk keeps to what is in view', async () => {
    const desk = await office.desk('bhcyc-wang', PHONE_SCREEN);
    await desk.page.getByTestId('tour-invitation').getByRole('button', { name: '开始引导' }).click();
    const titles = await walk(desk);
    expect(titles[0]).toBe('您的身份：经办人');
    expect(titles).not.toContain('问题台账');
    await expectUsable(desk.page);
  });

  office.step(
    'the sheet of keys opens by key and menu, closes by Escape, and switches keys off',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      const sheet = desk.dialog('键盘快捷键');
      await page.keyboard.press('?');
      await sheet.getByText('领导小组会议').waitFor();
      expect(await sheet.locator('kbd').allInnerTexts()).toEqual(
        expect.arrayContaining(['?', 'j', 'k', 'a', 'r', 'c', 'x', '1', '2']),
      );
      await expectUsable(page);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
      // A letter typed into a field is a letter.
      await desk.goto('/t/bhcyc/ledger');
      const search = page.getByPlaceholder(/^查找/);
      await search.fill('合同?');
      expect(await search.inputValue()).toBe('合同?');
      expect(await page.getByRole('dialog').count()).toBe(0);
      await desk.goto('/');
      await desk.heading('我的待办').waitFor();
      await page.locator('.user-button').click();
      await page.getByRole('button', { name: '键盘快捷键' }).click();
      await sheet.getByRole('switch').click();
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
      await page.keyboard.press('?');
      await page.reload();
      await desk.heading('我的待办').waitFor();
      await page.keyboard.press('?');
      expect(await sheet.count()).toBe(0);
      await office.leave('bhcyc-office');
    },
  );
});

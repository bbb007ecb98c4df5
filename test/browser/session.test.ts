import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { IDLE_MS, WARNING_MS } from '../../web/src/auth/session-limits.ts';
import { Office } from './office.ts';

const office = new Office();

/** Whatever looks like a token, or names one, in the storages of the page. */
const tokensIn = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [localStorage, sessionStorage].flatMap((storage) =>
      Object.entries(storage)
        .filter(([, value]) => /access_token|refresh_token|id_token|eyJ[\w-]+\./.test(String(value)))
        .map(([key]) => key),
    ),
  );

describe('a session', () => {
  office.step('ends in all tabs by signing out in one, and leaves no token behind', async () => {
    const { page, context, url } = await office.desk('hq-admin');
    const other = await context.newPage();
    // The provider knows the person: the second tab asks nothing.
    await other.goto(url);
    await other.getByRole('button', { name: '打开菜单', includeHidden: true }).waitFor({ state: 'attached' });
    expect(await tokensIn(page)).not.toEqual([]);
    expect(await tokensIn(other)).not.toEqual([]);
    await page.getByRole('button', { name: /集团管理员/ }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    for (const tab of [page, other]) {
      await tab.getByText('您已退出登录').waitFor();
      expect(await tokensIn(tab)).toEqual([]);
    }
    // The provider's own session has ended too: it asks who is there.
    await other.getByRole('button', { name: '重新登录' }).click();
    await other.getByText('点选一个账号即可登录').waitFor();
    await office.leave('hq-admin');
  });

  office.step('warns before it times out, goes on by a click, and keeps what was typed', async () => {
    const desk = await office.desk('hq-admin');
    const { page } = desk;
    await page.clock.install();
    await desk.goto('/tenants');
    await page.getByRole('button', { name: '开通单位' }).click();
    await desk.dialog('开通单位').getByLabel('单位名称').fill('未填完的单位');
    await page.clock.fastForward(IDLE_MS - WARNING_MS + 2_000);
    const warning = desk.dialog('即将自动退出');
    await warning.getByText(/秒后将自动退出/).waitFor();
    await warning.getByRole('button', { name: '继续使用' }).click();
    await warning.waitFor({ state: 'hidden' });
    await page.clock.fastForward(IDLE_MS + 2_000);
    await desk.dialog('登录已过期').waitFor();
    expect(await tokensIn(page)).toEqual([]);
    expect(await desk.dialog('开通单位').getByLabel('单位名称').inputValue()).toBe('未填完的单位');
    await office.leave('hq-admin');
  });
});

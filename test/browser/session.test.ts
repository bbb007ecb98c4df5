import type { ProblemError } from '@xuncha/contracts';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { IDLE_MS, WARNING_MS } from '../../web/src/auth/session-limits.ts';
import { Desk } from './desk.ts';
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
    // Whoever just goes on typing stays signed in.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('继续使用');
    await warning.getByRole('button', { name: '继续使用' }).click();
    await warning.waitFor({ state: 'hidden' });
    await page.clock.fastForward(IDLE_MS + 2_000);
    await desk.dialog('登录已过期').waitFor();
    expect(await tokensIn(page)).toEqual([]);
    expect(await desk.dialog('开通单位').getByLabel('单位名称').inputValue()).toBe('未填完的单位');
  });

  office.step('goes on with what was typed once the same person has signed in again', async () => {
    const desk = await office.desk('hq-admin');
    const [popup] = await Promise.all([
      desk.context.waitForEvent('page'),
      desk.dialog('登录已过期').getByRole('button', { name: '重新登录' }).click(),
    ]);
    // The provider asks again although it knows the person.
    await popup.getByRole('button', { name: /· hq-admin$/ }).click();
    await popup.waitForEvent('close');
    await desk.dialog('登录已过期').waitFor({ state: 'hidden' });
    expect(await tokensIn(desk.page)).not.toEqual([]);
    expect(await desk.dialog('开通单位').getByLabel('单位名称').inputValue()).toBe('未填完的单位');
    await office.leave('hq-admin');
  });
});

describe('a person with several memberships', () => {
  const LOGIN = 'bhcyc-office';
  const unitInHead = (page: Page, unit: string) => page.getByRole('button', { name: new RegExp(unit) });

  office.step('chooses one, and sees only what that one may see', async () => {
    await office.cloud.as('dhlh-admin').call('members.add', {
      params: { tenantId: 'dhlh' },
      body: { login: LOGIN, name: '何静怡', roles: ['rectification_office'] },
    });
    // The sign-in directory is a projection: it follows the new membership within moments.
    const refusal = () =>
      office.cloud
        .as(LOGIN)
        .call('inbox.list', { query: {} })
        .then(
          () => 'one membership only',
          ({ code }: ProblemError) => code,
        );
    await expect.poll(refusal, { timeout: 15_000 }).toBe('membership_choice');
    const desk = await Desk.open(office.browser, office.cloud.url);
    const { page } = desk;
    await page.goto(office.cloud.url);
    await page.getByRole('button', { name: new RegExp(`· ${LOGIN}$`) }).click();
    await page.getByRole('heading', { name: '请选择身份' }).waitFor();
    await desk.picture('membership-choice');
    await page.getByRole('button', { name: /北河采油厂/ }).click();
    await unitInHead(page, '北河采油厂').first().waitFor();
    await desk.goto('/t/bhcyc/ledger');
    await page.getByTestId('finding-row').first().waitFor();
    // The other unit is not open while this membership acts.
    await desk.goto('/t/dhlh/ledger');
    await page.getByText('您没有这项权限').first().waitFor();

    await unitInHead(page, '北河采油厂').first().click();
    await page.getByRole('button', { name: /^东湖炼化公司/ }).click();
    await unitInHead(page, '东湖炼化公司').first().waitFor();
    await desk.goto('/t/bhcyc/ledger');
    await page.getByText('您没有这项权限').first().waitFor();
    expect(await page.getByTestId('finding-row').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
    await desk.leave();
  });
});

import { describe, expect } from 'vitest';
import type { Desk } from './desk.ts';
import { Office } from './office.ts';

const TENANT = 'bhcyc';
/** Waits at its first gate in the demonstration. */
const CONTRACTS = '合同管理不够严格';

const office = new Office();

const findingPath = async (title: string): Promise<string> => {
  const { data } = await office.cloud
    .as('bhcyc-office')
    .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100 } });
  const found = data.items.find((finding) => finding.title.includes(title));
  if (!found) throw new Error(`the demonstration has no finding ${title}`);
  return `/t/${TENANT}/findings/${found.id}`;
};

const tickAll = async ({ page }: Desk): Promise<void> => {
  const panel = page.getByTestId('decision-panel');
  await panel.waitFor();
  for (const tick of await panel.getByTestId('tick-row').all())
    await tick.getByText('充分', { exact: true }).click();
};

describe('when something goes wrong', () => {
  office.step('what was typed survives a broken connection', async () => {
    const discipline = await office.desk('bhcyc-jiwei');
    const { page } = discipline;
    await discipline.goto(await findingPath(CONTRACTS));
    await tickAll(discipline);
    const panel = page.getByTestId('decision-panel');
    await panel.getByText('退回', { exact: true }).click();
    await panel.getByLabel('退回原因').fill('第2条措施缺少系统上线记录。');
    await discipline.context.setOffline(true);
    await panel.getByRole('button', { name: '提交决定' }).click();
    await page.getByText('连接中断，正在重试').waitFor();
    expect(await panel.getByLabel('退回原因').inputValue()).toBe('第2条措施缺少系统上线记录。');
  });

  office.step('of two who decide the same gate the second learns why not', async () => {
    const unit = await office.desk('bhcyc-office');
    await unit.goto(await findingPath(CONTRACTS));
    await tickAll(unit);
    const panel = unit.page.getByTestId('decision-panel');
    await panel.getByText('通过', { exact: true }).click();
    await panel.getByRole('button', { name: '提交决定' }).click();
    await unit.page.getByText('正在等待“征求意见”办理').waitFor();
    const { page, context } = await office.desk('bhcyc-jiwei');
    // The decision of before is on its way again as soon as there is a way, and comes second.
    await context.setOffline(false);
    // Stays although the panel has gone with the gate.
    await page
      .getByRole('alert')
      .filter({ hasText: '没有办成' })
      .getByText(/已|不在/)
      .first()
      .waitFor();
    await page.getByText('正在等待“征求意见”办理').waitFor();
    await page.getByRole('alert').filter({ hasText: '没有办成' }).waitFor();
    expect(
      await page
        .getByTestId('timeline-event')
        .getByText(/“材料核验”决定：/)
        .count(),
    ).toBe(1);
    await office.leave('bhcyc-jiwei', 'bhcyc-office');
  });

  office.step('a form keeps its text when the server refuses', async () => {
    const admin = await office.desk('hq-admin');
    const { page } = admin;
    await admin.follow('单位总览');
    await page.getByRole('button', { name: '开通单位' }).click();
    const dialog = admin.dialog('开通单位');
    await dialog.getByLabel('单位名称').fill('北河采油厂（新）');
    await dialog.getByLabel('单位代码').fill(TENANT);
    await dialog.getByLabel('组织机构').fill('综合办公室\n纪委');
    await dialog.getByLabel('管理员姓名').fill('邵文博');
    await dialog.getByLabel('管理员登录名').fill('bhcyc-admin');
    await dialog.getByRole('button', { name: '开通单位' }).click();
    await dialog.getByRole('alert').getByText('没有办成').waitFor();
    expect(await dialog.getByLabel('单位名称').inputValue()).toBe('北河采油厂（新）');
    expect(await dialog.getByLabel('组织机构').inputValue()).toBe('综合办公室\n纪委');
    await dialog.getByRole('button', { name: '取消' }).click();
  });

  office.step('people of a suspended unit are told so, and come back when it is resumed', async () => {
    const unit = await office.desk('nycj-office');
    const admin = await office.desk('hq-admin');
    await admin.page.getByRole('button', { name: '停用：南源采气厂' }).click();
    const suspend = admin.dialog('停用“南源采气厂”');
    await suspend.getByLabel('原因').fill('单位重组，暂停使用。');
    await suspend.getByRole('button', { name: '停用' }).click();
    const row = admin.page.getByRole('row', { name: /南源采气厂/ });
    await row.getByText('已停用').waitFor();
    await unit.page.reload();
    await unit.page.getByRole('alert').getByText(/停用/).first().waitFor();
    await unit.page.getByRole('button', { name: '退出登录' }).waitFor();
    await admin.page.getByRole('button', { name: '恢复：南源采气厂' }).click();
    const resume = admin.dialog('恢复“南源采气厂”');
    await resume.getByLabel('原因').fill('重组完成。');
    await resume.getByRole('button', { name: '恢复' }).click();
    await row.getByText('使用中').waitFor();
    await unit.page.getByRole('button', { name: '重试' }).click();
    await unit.page.getByRole('heading', { name: '我的待办' }).waitFor();
    await office.leave('hq-admin', 'nycj-office');
  });

  office.step('a page that can not be read says so, and a key reads it again', async () => {
    const secretary = await office.desk('bhcyc-secretary');
    const { page } = secretary;
    let through = false;
    await page.route(/\/v1\/.*\/findings\?/, (route) =>
      through ? route.fallback() : route.abort('internetdisconnected'),
    );
    await secretary.goto(`/t/${TENANT}/ledger`);
    const alert = page.getByRole('alert').filter({ hasText: '没有加载出来' });
    const retry = alert.getByRole('button', { name: '重试' });
    await retry.waitFor();
    const focused = () => retry.evaluate((button) => button.matches(':focus-visible'));
    for (let stops = 0; stops < 60 && !(await focused()); stops += 1) await page.keyboard.press('Tab');
    expect(await focused()).toBe(true);
    through = true;
    await page.keyboard.press('Enter');
    await page.getByTestId('finding-row').first().waitFor();
    await alert.waitFor({ state: 'hidden' });
    await office.leave('bhcyc-secretary');
  });

  office.step('pages that are not for them say so, unknown ones as well', async () => {
    const handler = await office.desk('bhcyc-wang');
    const { page } = handler;
    for (const path of ['/tenants', '/meetings', '/t/dhlh/ledger', `/t/${TENANT}/settings/../archives`]) {
      await handler.goto(path);
      await page.getByText('您没有这项权限').last().waitFor();
    }
    await handler.goto('/no-such-page');
    await page.getByText('没有找到这个页面').last().waitFor();
    await handler.goto(`/t/${TENANT}/findings/01jzzzzzzzzzzzzzzzzzzzzzzz`);
    await page.getByText('没有找到这条记录').last().waitFor();
    await handler.goto(`/t/${TENANT}/plans/01jzzzzzzzzzzzzzzzzzzzzzzz`);
    await page.getByRole('heading', { name: '没有找到这条记录' }).waitFor();
    await page.getByRole('link', { name: '回到我的待办' }).click();
    await page.getByRole('heading', { name: '我的待办' }).waitFor();
  });

  office.step('signing out leaves nothing behind', async () => {
    const { page, context, url } = await office.desk('bhcyc-wang');
    const kept = () =>
      page.evaluate(() => JSON.stringify([{ ...window.sessionStorage }, { ...window.localStorage }]));
    const [token] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(await kept()) ?? [];
    expect(token).toBeDefined();
    await page.getByRole('button', { name: /王建国/ }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByText('您已退出登录').waitFor();
    expect(new URL(page.url()).pathname).toBe('/signed-out');
    expect(await kept()).not.toMatch(/eyJ|access_token|refresh_token|bhcyc/);
    expect(JSON.stringify(await context.storageState())).not.toMatch(/eyJ|access_token|bhcyc-wang/);
    // Going back shows the sign-in page of the identity provider, not somebody's work.
    await page.goto(url);
    await page.getByText('点选一个账号即可登录').waitFor();
    await office.leave('bhcyc-wang');
  });
});

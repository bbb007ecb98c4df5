import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Desk } from './desk.ts';
import { Office } from './office.ts';

const TENANT = 'bhcyc';
const office = new Office();

const findingOf = async (no: string) => {
  const { data } = await office.cloud
    .as('bhcyc-office')
    .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100 } });
  const found = data.items.find((finding) => finding.no === no);
  if (!found) throw new Error(`the demonstration has no finding ${no}`);
  return found;
};
const pathOf = async (no: string): Promise<string> => `/t/${TENANT}/findings/${(await findingOf(no)).id}`;

/** Everything the browser has stored for this page, as one text. */
const storedIn = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));

const REASON = '抽查的三份合同均有审批记录，见附件。';
const objectionOn = async (desk: Desk) => {
  await desk.page.getByRole('button', { name: '提出异议' }).click();
  return desk.dialog('提出异议');
};

interface PageForm {
  readonly login: string;
  readonly path: string;
  /** What leads to the form on its page. */
  readonly open?: (desk: Desk) => Promise<void>;
  readonly field: string | RegExp;
  readonly typed: string;
}

const tab =
  (name: string) =>
  async ({ page }: Desk): Promise<void> =>
    await page.getByRole('tab', { name }).click();

const PAGE_FORMS: readonly PageForm[] = [
  {
    login: 'hq-inspection',
    path: `/t/${TENANT}/archives`,
    field: /用途/,
    typed: '迎接上级巡视组抽查',
  },
  {
    login: 'hq-inspection',
    path: `/t/${TENANT}/settings`,
    open: async (desk) => {
      await tab('时限规则')(desk);
      await desk.page.getByRole('button', { name: '调整时限规则' }).click();
    },
    field: /理由/,
    typed: '按集团党委新规定执行',
  },
  {
    login: 'bhcyc-office',
    path: '/notifications',
    field: /邮箱/,
    typed: 'zhenggai@example.com',
  },
  {
    login: 'bhcyc-office',
    path: `/t/${TENANT}/duties`,
    open: async ({ page }) => {
      // After the reload the report itself is open.
      if (page.url().endsWith('/duties'))
        await page
          .getByRole('link', { name: /阶段性整改情况报告/ })
          .first()
          .click();
    },
    field: '下一步工作安排',
    typed: '下一步将逐项对账销号',
  },
];

describe('what somebody types', () => {
  office.step('is in the form again after a reload, and gone once they want it gone', async () => {
    const desk = await office.desk('bhcyc-office');
    await desk.goto(await pathOf('6'));
    await (await objectionOn(desk)).getByRole('textbox').fill(REASON);
    await desk.page.reload();
    const again = await objectionOn(desk);
    await again.getByText(/^已恢复 .* 填写、尚未提交的内容$/).waitFor();
    expect(await again.getByRole('textbox').inputValue()).toBe(REASON);
    await again.getByRole('button', { name: '不要了，重新填写' }).click();
    expect(await again.getByRole('textbox').inputValue()).toBe('');
    expect(await storedIn(desk.page)).not.toContain(REASON);
    // Put away by mistake: nothing is lost either.
    await again.getByRole('textbox').fill(REASON);
    await again.getByRole('button', { name: '取消' }).click();
    const third = await objectionOn(desk);
    expect(await third.getByRole('textbox').inputValue()).toBe(REASON);
  });

  office.step(
    'is sent once although the server restarts meanwhile, and then no draft remains',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await office.cloud.kill();
      await desk.dialog('提出异议').getByRole('button', { name: '提交' }).click();
      await page.getByTestId('connection-lost').getByText('连接中断，正在重试').waitFor();
      await office.cloud.resume();
      await desk.dialog('提出异议').waitFor({ state: 'hidden', timeout: 30_000 });
      await page.getByTestId('connection-lost').waitFor({ state: 'hidden' });
      const { data } = await office.cloud.as('bhcyc-office').call('findings.events', {
        params: { tenantId: TENANT, findingId: (await findingOf('6')).id },
        query: { limit: 100 },
      });
      expect(data.items.filter(({ type }) => type === 'finding.objected')).toHaveLength(1);
      expect(await storedIn(page)).not.toContain(REASON);
    },
    90_000,
  );

  office.step('stands beside what somebody else has changed meanwhile, and is applied again', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(await pathOf('4'));
    await page.getByRole('button', { name: '明确责任分工' }).click();
    const dialog = desk.dialog('明确责任分工');
    await dialog.getByLabel('责任领导').fill('段承业');
    await dialog.getByLabel('第一责任人').fill('陶启正');
    const finding = await findingOf('4');
    const other = office.cloud.as('bhcyc-office');
    const params = { tenantId: TENANT, findingId: finding.id };
    const before = await other.call('findings.get', { params });
    const { departmentId, supportingDepartments } = before.data.finding.responsibility;
    await other.call('findings.assign', {
      params,
      ifMatch: before.etag,
      body: { departmentId, supportingDepartments, leaderName: '郝建国', principalName: '陶启正' },
    });
    await dialog.getByRole('button', { name: '保存' }).click();
    const row = dialog.getByTestId('conflict').getByRole('row', { name: /责任领导/ });
    await row.getByText('段承业').waitFor();
    await row.getByText('郝建国').waitFor();
    // Both wrote the same there.
    expect(
      await dialog
        .getByTestId('conflict')
        .getByRole('row', { name: /第一责任人/ })
        .count(),
    ).toBe(0);
    await desk.picture('conflict');
    await dialog.getByRole('button', { name: '再次提交' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator('#responsibility').getByText('段承业').waitFor();
  });

  // Forms on pages: whether each form is one of these is checked in web/src/drafts/every-form.test.ts.
  for (const { login, path, open, field, typed } of PAGE_FORMS)
    office.step(`into ${path} is there again after a reload`, async () => {
      const desk = await office.desk(login);
      const { page } = desk;
      const box = page.getByRole('textbox', { name: field });
      await desk.goto(path);
      await open?.(desk);
      await box.fill(typed);
      expect(await storedIn(page)).toContain(typed);
      await page.reload();
      await open?.(desk);
      expect(await box.inputValue()).toBe(typed);
      await page.getByTestId('restored-draft').getByRole('button', { name: '不要了，重新填写' }).click();
      expect(await box.inputValue()).not.toBe(typed);
      expect(await storedIn(page)).not.toContain(typed);
    });

  office.step('leaves nothing in the browser by signing out', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(await pathOf('4'));
    await page.getByRole('button', { name: '明确责任分工' }).click();
    await desk.dialog('明确责任分工').getByLabel('责任领导').fill('尚未提交的人');
    expect(await storedIn(page)).toContain('尚未提交的人');
    await desk.dialog('明确责任分工').getByRole('button', { name: '取消' }).click();
    await page.locator('.user-button').click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByText('您已退出登录').waitFor();
    expect(await storedIn(page)).not.toContain('尚未提交的人');
    await office.leave('bhcyc-office');
  });

  office.step('about a restricted matter is never written into the storage of the browser', async () => {
    const desk = await office.desk('hq-inspection');
    const { page } = desk;
    await desk.goto('/restricted/interviews');
    await page.getByRole('button', { name: '登记谈话计划' }).click();
    const dialog = desk.dialog('登记谈话计划');
    await dialog.getByRole('textbox').first().fill('只在页面里的内容');
    expect(await dialog.getByRole('textbox').first().inputValue()).toBe('只在页面里的内容');
    expect(await storedIn(page)).not.toContain('只在页面里的内容');
    await page.reload();
    expect(await storedIn(page)).not.toContain('只在页面里的内容');
    await office.leave('hq-inspection');
  });
});

import { join } from 'node:path';
import { verifyArchive } from '@xuncha/archive';
import { describe, expect } from 'vitest';
import type { Desk } from './desk.ts';
import { Office } from './office.ts';

const UNIT = 'bhcyc';
const office = new Office();

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

describe('an export that needs approval', () => {
  office.step('the group’s administrator says that the leading group approves', async () => {
    const admin = await office.desk('hq-admin');
    const { page } = admin;
    await admin.goto(`/t/${UNIT}/settings`);
    await page.getByRole('tab', { name: '档案导出审批' }).click();
    await page.getByRole('radio', { name: '领导小组' }).check();
    await look(admin, 'export-approval-setting');
    await page
      .getByRole('tabpanel')
      .getByRole('button', { name: /保\s*存/ })
      .click();
    await page.getByText('已保存导出审批设置').waitFor();
    await office.leave('hq-admin');
  });

  office.step('a request says for whom it waits, and offers its requester no decision', async () => {
    const asker = await office.desk('hq-inspection');
    const { page } = asker;
    await asker.goto(`/t/${UNIT}/archives`);
    await page.getByLabel('用途').fill('年度审计');
    await page.getByRole('button', { name: '开始导出' }).click();
    const row = page.getByTestId('archive-row').first();
    await page.getByText('已提交导出申请').waitFor();
    await row.getByText('等待审批：领导小组').waitFor();
    expect(await row.getByRole('button', { name: /^同意导出/ }).count()).toBe(0);
    await look(asker, 'export-requested');
  });

  office.step('the leading group finds it in the inbox and approves it', async () => {
    const leading = await office.desk('hq-leading');
    const { page } = leading;
    await leading.goto('/');
    const task = page.getByTestId('inbox-task').filter({ hasText: '档案导出申请' });
    await task.waitFor({ timeout: 30_000 });
    await look(leading, 'export-inbox');
    await task.getByRole('link').click();
    const row = page.getByTestId('archive-row').first();
    await row.getByRole('button', { name: /^不同意/ }).click();
    await row.getByText('请填写不同意的理由').waitFor();
    await look(leading, 'export-decision');
    await row.getByRole('button', { name: /^同意导出/ }).click();
    await row.getByText(/^\S+ 于 .+ 同意$/).waitFor();
    await office.leave('hq-leading');
  });

  office.step('then it is built, names who approved it, and counts who downloads it', async () => {
    const asker = await office.desk('hq-inspection');
    const { page } = asker;
    await page.reload();
    const row = page.getByTestId('archive-row').first();
    await row.getByText('可下载').waitFor({ timeout: 60_000 });
    const file = await asker.download(() => row.getByRole('button', { name: /^下载/ }).click());
    expect((await verifyArchive(join(await file.path()))).problems).toEqual([]);
    await page.reload();
    await row.getByText('已下载 1 次').waitFor();
    await look(asker, 'export-downloaded');
    await office.leave('hq-inspection');
  });
});

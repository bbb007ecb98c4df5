import { join } from 'node:path';
import { verifyArchive } from '@xuncha/archive';
import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { HARDEST, Office } from './office.ts';

const UNIT = 'bhcyc';
const office = new Office(HARDEST);

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

describe('an export that needs approval', () => {
  office.step('the group’s administrator sets the default of new units, and all units like it', async () => {
    const admin = await office.desk('hq-admin');
    const { page } = admin;
    await admin.goto('/t/jituan/settings');
    await page.getByRole('tab', { name: '档案导出审批' }).click();
    await page.getByRole('radio', { name: '巡察办' }).check();
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('button', { name: /保\s*存/ }).click();
    await page.getByText('已保存导出审批设置').waitFor();
    await panel.getByRole('button', { name: '全部设为集团默认' }).click();
    await page.getByText(/^将 \d+ 个单位设为“巡察办”？$/).waitFor();
    await page.getByRole('tooltip').getByRole('button', { name: '全部设为集团默认' }).click();
    const rows = page.getByTestId('unit-approval');
    await expect.poll(() => rows.filter({ hasText: '已设置' }).count()).toBe(await rows.count());
    await look(admin, 'export-default');
  });

  office.step('an auditor is limited to a round and to days of feedback', async () => {
    const admin = await office.desk('hq-admin');
    const { page } = admin;
    await page.getByRole('tab', { name: '人员', exact: true }).click();
    await page.getByRole('button', { name: '增加人员' }).click();
    const dialog = admin.dialog('增加人员');
    await dialog.getByLabel('角色').fill('审计员');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('姓名').click();
    await dialog.getByText('查看范围', { exact: true }).waitFor();
    await dialog.getByLabel('可查看的轮次（不填为全部）').fill('2024');
    await page.getByTitle('2024年第二轮').click();
    await dialog.getByLabel('姓名').click();
    await look(admin, 'auditor-limits');
    await page.keyboard.press('Escape');
  });

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
    await row.getByText(/^下载期限 \d{4}-\d{2}-\d{2}（含当日）/).waitFor();
    expect(await row.getByRole('button', { name: /^重新生成/ }).count()).toBe(0);
    await look(asker, 'export-downloaded');
    const phone = await office.desk('hq-inspection', PHONE_SCREEN);
    await phone.goto(`/t/${UNIT}/archives`);
    await phone.page.getByTestId('archive-row').first().waitFor();
    await look(phone, 'archives-phone');
  });

  office.step('the office keeps one round longer than the unit', async () => {
    const desk = await office.desk('hq-inspection');
    const { page } = desk;
    await desk.goto(`/t/${UNIT}/batches`);
    const row = page.getByTestId('batch-row').first();
    await row.getByText(/^保管期限：.+（按单位设置）$/).waitFor();
    await row.getByRole('button', { name: /^调整保管期限/ }).click();
    await page.getByRole('dialog').getByRole('radio', { name: '永久' }).check();
    await look(desk, 'batch-retention');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /保\s*存/ })
      .click();
    await row.getByText('保管期限：永久（本批次单独设置）').waitFor();
    await office.leave('hq-inspection');
  });
});

import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';

const UNIT = 'bhcyc';
const REQUIREMENT = '请说明逾期原因，并报送已采取的措施。';
const office = new Office();

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

/** A finding of the demonstration that is being rectified, and its title. */
const findingUnderWay = async () => {
  const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
    params: { tenantId: UNIT },
    query: { state: 'rectifying', limit: 10 },
  });
  const [finding] = data.items;
  if (!finding) throw new Error('the demonstration rectifies nothing');
  return finding;
};

let title = '';

/** Opens the order from the inbox, as everybody does. */
const takeUp = async (desk: Desk, why: string): Promise<void> => {
  await desk.goto('/');
  const task = desk.page.getByTestId('inbox-task').filter({ hasText: title }).filter({ hasText: why });
  await task.waitFor({ timeout: 30_000 });
  await task.getByRole('link', { name: /^去办理/ }).click();
  await desk.page.getByRole('heading', { name: '当前办理' }).waitFor();
};

describe('a supervision order (F10)', () => {
  office.step('is issued by the unit’s office on the page of the finding', async () => {
    const finding = await findingUnderWay();
    title = finding.title;
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(`/t/${UNIT}/findings/${finding.id}`);
    await page.getByRole('button', { name: '下发督办单' }).click();
    const dialog = desk.dialog('下发督办单');
    await dialog.getByLabel('督办要求').fill(REQUIREMENT);
    await dialog.getByRole('radio', { name: '责任领导' }).check();
    await look(desk, 'order-issue');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await page.getByText('督办单已下发').waitFor();
    await page
      .getByTestId('finding-matter')
      .filter({ hasText: '督办单 · ' })
      .filter({ hasText: title })
      .waitFor();
    await look(desk, 'order-finding');
  });

  office.step('waits in the leader’s inbox and is answered with a file, on a phone', async () => {
    const leader = await office.desk('bhcyc-leader', PHONE_SCREEN);
    const { page } = leader;
    await takeUp(leader, '督办单待回复');
    await page.getByText(REQUIREMENT).waitFor();
    await page.getByText('督办单送达后5个工作日').waitFor();
    await page.getByLabel('添加附件').setInputFiles({
      name: '逾期情况说明.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('供应商资料正在清理。\n'),
    });
    await page.getByTestId('matter-file').getByText('已存证').waitFor({ timeout: 30_000 });
    await look(leader, 'order-phone');
    await page.getByRole('button', { name: '回复督办' }).click();
    const dialog = leader.dialog('回复督办');
    await dialog.getByLabel('回复内容').fill('供应商资料正在清理，月底前完成。');
    expect(await dialog.getByRole('checkbox', { name: '逾期情况说明.txt' }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await page.getByTestId('order-reply').waitFor();
    await page.getByText('等待下发督办的办公室审核').waitFor();
    expect(await page.getByRole('button', { name: '审核回复' }).count()).toBe(0);
  });

  office.step('is returned with a reason, answered again, and accepted', async () => {
    const desk = await office.desk('bhcyc-office');
    const leader = await office.desk('bhcyc-leader', PHONE_SCREEN);
    await takeUp(desk, '督办回复待审核');
    await desk.page.getByRole('button', { name: '审核回复' }).click();
    const dialog = desk.dialog('审核回复');
    await dialog.getByRole('radio', { name: '退回' }).check();
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await dialog.getByText('退回必须写明原因').first().waitFor();
    await dialog.getByLabel('意见（退回必填）').fill('没有写明完成日期。');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await desk.page.getByTestId('order-reply').getByText('没有写明完成日期').waitFor();
    await look(desk, 'order-returned');

    await leader.page.reload();
    await leader.page.getByRole('button', { name: '回复督办' }).click();
    await leader.dialog('回复督办').getByLabel('回复内容').fill('12月20日前完成。');
    await leader
      .dialog('回复督办')
      .getByRole('button', { name: /提\s*交/ })
      .click();
    await expect.poll(() => leader.page.getByTestId('order-reply').count()).toBe(2);

    await desk.page.reload();
    await desk.page.getByRole('button', { name: '审核回复' }).click();
    await desk
      .dialog('审核回复')
      .getByRole('button', { name: /提\s*交/ })
      .click();
    await desk.page.getByText('督办已办结。').waitFor();
  });

  office.step('stands among all orders, no longer among the open ones', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.follow('督办');
    const row = page.getByTestId('order-row').filter({ hasText: title });
    await page.getByTestId('order-row').first().waitFor();
    expect(await row.count()).toBe(0);
    await page.getByText('何时自动督办（公式）').click();
    await page.getByText('逾期：今日 − 整改期限 ≥ 15 天').waitFor();
    await look(desk, 'orders');
    await page.getByText('全部', { exact: true }).click();
    await row.getByText('已办结').waitFor();
  });

  office.step('leads to a talk, whose written statement is submitted and accepted (I04)', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await page.getByText('办理中', { exact: true }).click();
    await page.getByRole('link', { name: /督办：2 / }).click();
    await page.getByRole('button', { name: '安排约谈' }).click();
    const plan = desk.dialog('安排约谈');
    await plan.getByLabel('约谈事由').fill('整改进度滞后');
    await plan.getByLabel('被约谈人', { exact: true }).fill('段承业');
    await plan.getByRole('combobox', { name: '约谈人' }).fill('陶启正');
    await plan.getByRole('combobox', { name: '约谈人' }).press('Enter');
    await look(desk, 'talk-plan');
    await plan.getByRole('button', { name: /提\s*交/ }).click();
    await page.getByText('已办理').waitFor();
    await desk.follow('约谈');
    await page.getByRole('link', { name: '约谈段承业：整改进度滞后' }).click();
    await page.getByRole('button', { name: '登记约谈' }).click();
    await desk.dialog('登记约谈').getByLabel('谈话要点').fill('一周内完成资料清理。');
    await desk
      .dialog('登记约谈')
      .getByRole('button', { name: /提\s*交/ })
      .click();
    await page.getByText('约谈后5个工作日').waitFor();
    const upload = async (at: Desk, name: string) => {
      await at.page
        .getByLabel('添加附件')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(`${name}\n`) });
      await at.page
        .getByTestId('matter-file')
        .filter({ hasText: name })
        .getByText('已存证')
        .waitFor({ timeout: 30_000 });
    };
    await upload(desk, '约谈记录.txt');

    const leader = await office.desk('bhcyc-leader', PHONE_SCREEN);
    await leader.goto('/');
    const task = leader.page.getByTestId('inbox-task').filter({ hasText: '约谈后待提交书面说明' });
    await task.waitFor({ timeout: 30_000 });
    await task.getByRole('link', { name: /^去办理/ }).click();
    await upload(leader, '书面说明.txt');
    await leader.page.getByRole('button', { name: '提交书面说明' }).click();
    await leader.dialog('提交书面说明').getByLabel('说明内容').fill('资料清理已安排专人。');
    await leader
      .dialog('提交书面说明')
      .getByRole('button', { name: /提\s*交/ })
      .click();
    await leader.page.getByText('书面说明已提交，等待审核。').waitFor();
    await look(leader, 'talk-phone');

    await page.reload();
    await page.getByRole('button', { name: '审核书面说明' }).click();
    await desk
      .dialog('审核书面说明')
      .getByRole('button', { name: /提\s*交/ })
      .click();
    await page.getByText('约谈已办结。').waitFor();
    await look(desk, 'talk');
    await office.leave('bhcyc-office', 'bhcyc-leader@390');
  });

  office.step('of HQ, under listed supervision, has its rules set by HQ', async () => {
    const desk = await office.desk('hq-inspection');
    const { page } = desk;
    await desk.goto(`/t/${UNIT}/orders`);
    await page.getByTestId('order-row').filter({ hasText: '挂牌督办' }).getByRole('link').click();
    await page.getByRole('heading', { name: '升级督办' }).waitFor();
    await look(desk, 'order-listed');
    await desk.goto(`/t/${UNIT}/settings`);
    await page.getByRole('tab', { name: '督办规则' }).click();
    await page.getByLabel('逾期多少天自动督办').fill('10');
    await page
      .getByRole('tabpanel')
      .getByRole('button', { name: /保\s*存/ })
      .click();
    await page.getByText('督办规则已保存').waitFor();
    await page.getByText('今日 − 整改期限 ≥ 10 天').waitFor();
    await look(desk, 'order-rules');
    await office.leave('hq-inspection');
  });
});

import { describe, expect } from 'vitest';
import type { Desk } from './desk.ts';
import { Office } from './office.ts';

const office = new Office();
const ROUND = '2025年第一轮';
const SUBJECT = '招待费报销中的疑点';
const CLUE = '谈话中反映，三笔招待费没有对应的公函。';
const REPLY = '经核查，三笔费用已退回，对经办人作出提醒谈话。';
/** Addresses of what the story made, for those who may not open it. */
const made = { interview: '', referral: '' };

const row = ({ page }: Desk, title: string) => page.getByTestId('restricted-row').filter({ hasText: title });
const step = async ({ page }: Desk, name: string): Promise<void> =>
  await page.getByRole('button', { name, exact: true }).click();
const about = async (desk: Desk, title: string): Promise<ReturnType<Desk['dialog']>> => {
  const dialog = desk.dialog(title);
  await desk.choose(dialog, '被巡察单位', '北河采油厂');
  await dialog.getByLabel('轮次').fill(ROUND);
  return dialog;
};
const submit = async (desk: Desk, title: string): Promise<void> => {
  const dialog = desk.dialog(title);
  await dialog.getByRole('button', { name: '提交' }).click();
  await dialog.waitFor({ state: 'hidden' });
};

describe('restricted matters', () => {
  office.step('the inspection office plans an interview, by two people at least', async () => {
    const desk = await office.desk('hq-inspection');
    await desk.follow('受限事项');
    await desk.page.getByTestId('restricted-banner').waitFor();
    await step(desk, '登记谈话计划');
    const dialog = await about(desk, '登记谈话计划');
    await dialog.getByLabel('谈话对象').fill('贺晓岚');
    await dialog.getByLabel('职务').fill('综合办公室主任');
    await desk.choose(dialog, '谈话人', '沈知行（巡察办公室主任）');
    await dialog.getByLabel('地点').fill('二楼谈话室');
    await dialog.getByLabel('谈话内容提纲').fill('招待费管理\n公务用车');
    await dialog.getByRole('button', { name: '提交' }).click();
    await dialog.getByText(/两人/).last().waitFor();
    await desk.choose(dialog, '谈话人', '袁立行（第一巡察组组长）');
    await submit(desk, '登记谈话计划');
    await row(desk, '贺晓岚').getByText('已计划').waitFor();
  });

  office.step('and records it after it was held', async () => {
    const desk = await office.desk('hq-inspection');
    const { page } = desk;
    await row(desk, '贺晓岚').getByRole('link').click();
    await desk.heading('谈话：贺晓岚').waitFor();
    made.interview = new URL(page.url()).pathname;
    await step(desk, '登记已谈话');
    await submit(desk, '登记已谈话');
    await step(desk, '填写谈话记录');
    const dialog = desk.dialog('填写谈话记录');
    await dialog.getByLabel('谈话记录').fill('问：招待费怎样审批？\n答：先审批后接待。');
    await dialog.getByText('未签字', { exact: true }).click();
    await dialog.getByLabel('未签字原因').fill('本人当日出差，改日补签');
    await submit(desk, '填写谈话记录');
    await page.getByText('未签字（本人当日出差，改日补签）').waitFor();
    expect(await page.getByTestId('restricted-step').count()).toBe(3);
  });

  office.step('sends a clue to the discipline commission', async () => {
    const desk = await office.desk('hq-inspection');
    await desk.follow('受限事项');
    await desk.follow('线索移交', '受限事项');
    await step(desk, '移交线索');
    const dialog = await about(desk, '移交线索');
    await desk.choose(dialog, '主办部门', '集团纪委');
    await dialog.getByLabel('事由').fill(SUBJECT);
    await dialog.getByLabel('线索摘要').fill(CLUE);
    await submit(desk, '移交线索');
    await row(desk, SUBJECT).getByText('待签收').waitFor();
  });

  office.step('whose person finds a neutral line, signs for the clue and replies', async () => {
    const desk = await office.desk('hq-jiwei');
    const { page } = desk;
    const tasks = page.getByTestId('inbox-task');
    await tasks.first().waitFor();
    expect(await page.locator('main').innerText()).not.toContain(SUBJECT);
    await desk.follow('受限事项');
    await desk.follow('线索移交', '受限事项');
    await row(desk, SUBJECT).getByRole('link').click();
    await page.getByText(CLUE).first().waitFor();
    made.referral = new URL(page.url()).pathname;
    await step(desk, '签收');
    await submit(desk, '签收');
    await step(desk, '回复办理情况');
    await desk.dialog('回复办理情况').getByLabel('办理情况').fill(REPLY);
    await submit(desk, '回复办理情况');
    await page.getByText(REPLY).first().waitFor();
    await office.leave('hq-jiwei');
  });

  office.step('the reply is on the inspection office’s page', async () => {
    const desk = await office.desk('hq-inspection');
    await desk.goto(made.referral);
    await desk.page.getByText(REPLY).first().waitFor();
    await desk.page.getByText('已回复', { exact: true }).waitFor();
    await office.leave('hq-inspection');
  });

  for (const login of ['hq-leading', 'hq-admin', 'bhcyc-office'])
    office.check(`${login} has no entry in the menu, and is refused at the address`, async () => {
      const desk = await office.desk(login);
      const { page } = desk;
      const menu = page.getByRole('navigation', { name: '主导航' });
      await menu.getByRole('link', { name: '我的待办' }).waitFor();
      expect(await menu.getByRole('link', { name: '受限事项' }).count()).toBe(0);
      for (const path of ['/restricted', made.interview, made.referral]) {
        await desk.goto(path);
        await desk.heading('您没有这项权限').waitFor();
        expect(await page.locator('body').innerText()).not.toMatch(/贺晓岚|招待费/);
      }
      await office.leave(login);
    });

  office.check('the discipline commission sees no interviews', async () => {
    const desk = await office.desk('hq-jiwei');
    await desk.goto(made.interview);
    await desk.heading('您没有这项权限').waitFor();
    await office.leave('hq-jiwei');
  });
});

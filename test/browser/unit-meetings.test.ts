import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';

const UNIT = 'bhcyc';
const ACTION = '印发采购管理实施细则并组织宣贯';
const SECOND = '核对近三年合同台账';
const TITLE = '整改推进协调会（第三次）';
/** Counts follow a command at once; a busy machine takes its time to draw them. */
const WITHIN = { timeout: 30_000 };
const office = new Office();
let finding = { id: '', title: '' };

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

/** Opens a task from the inbox, as everybody does; lines come there within moments. */
const takeUp = async (desk: Desk, ...texts: readonly string[]): Promise<void> => {
  await desk.goto('/');
  let task = desk.page.getByTestId('inbox-task');
  for (const hasText of texts) task = task.filter({ hasText });
  await task.waitFor({ timeout: 30_000 });
  await task.getByRole('link', { name: /^去办理/ }).click();
};

const submit = (desk: Desk, title: string) =>
  desk
    .dialog(title)
    .getByRole('button', { name: /提\s*交/ })
    .click();

const wide = ({ page }: Desk) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('meetings, agreed actions, instructions and guidance (A05, F05, F09)', () => {
  office.step('the office records a meeting with two actions; what is open lies on its table', async () => {
    const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
      params: { tenantId: UNIT },
      query: { state: 'rectifying', limit: 20 },
    });
    const found = data.items.find(({ no }) => no === '1');
    if (!found) throw new Error('the demonstration has no first finding in rectification');
    finding = found;
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(`/t/${UNIT}/unit-meetings`);
    await desk.heading('会议与批示').waitFor();
    await page.getByRole('button', { name: '登记会议' }).click();
    const dialog = desk.dialog('登记会议');
    await dialog.getByText(/^尚未办结的议定事项（\d+ 项）/).click();
    await dialog.getByLabel('会议名称').fill(TITLE);
    await dialog.getByRole('combobox', { name: '出席人员' }).fill('陶启正、段承业、何静怡、');
    await dialog.getByLabel('议题 1', { exact: true }).fill('听取第1号问题整改进展');
    await dialog.getByLabel('会议结论').fill('倒排时间，挂图推进。');
    for (const [index, what, department] of [
      [0, ACTION, '物资供应站'],
      [1, SECOND, '企管法规部'],
    ] as const) {
      await dialog.getByRole('button', { name: '增加议定事项' }).click();
      const action = dialog.getByTestId('agreed-action').nth(index);
      await action.getByLabel('事项内容').fill(what);
      await desk.choose(action, '责任部门', department);
      await action.getByLabel('完成期限').fill('2099-03-31');
    }
    await look(desk, 'meeting-record');
    await submit(desk, '登记会议');
    await page.getByTestId('meeting-row').filter({ hasText: TITLE }).getByText('议定 2 项').waitFor();
    await look(desk, 'meeting-list');
    await page.getByRole('link', { name: TITLE }).click();
    await desk.heading(TITLE).waitFor();
    await expect.poll(() => page.getByTestId('assignment-row').count(), WITHIN).toBe(2);
    await page.getByLabel('添加附件').setInputFiles({
      name: '会议纪要.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('会议议定两项。\n'),
    });
    await page.getByTestId('matter-file').getByText('已存证').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: '会议归档' }).click();
    await desk.dialog('会议归档').getByRole('button', { name: '会议归档' }).click();
    await page.getByText('会议纪要已归档。').waitFor();
    await look(desk, 'meeting-page');
  });

  office.step(
    'the handler finds the task in the inbox on the phone and reports; the office accepts',
    async () => {
      const handler = await office.desk('bhcyc-liu', PHONE_SCREEN);
      await takeUp(handler, ACTION, '议定事项待办理');
      await handler.page.getByText('等待责任部门办理并报告结果。').waitFor();
      expect(await wide(handler)).toBeLessThanOrEqual(0);
      await look(handler, 'meeting-action-phone');
      await handler.page.getByRole('button', { name: '报告办理结果' }).click();
      await handler.dialog('报告办理结果').getByLabel('办理结果').fill('细则已印发，已组织培训。');
      await submit(handler, '报告办理结果');
      await handler.page.getByText('办理结果已报告，等待整改办审核。').waitFor();
      const desk = await office.desk('bhcyc-office');
      await takeUp(desk, ACTION, '议定事项办理结果待审核');
      await desk.page.getByRole('button', { name: '审核办理结果' }).click();
      await submit(desk, '审核办理结果');
      await desk.page.getByText('已办结').first().waitFor();
      await look(desk, 'meeting-action-done');
      await office.leave('bhcyc-liu@390');
    },
  );

  office.step(
    'the secretary records an instruction; the count of the year opens exactly its list',
    async () => {
      const desk = await office.desk('bhcyc-secretary');
      const { page } = desk;
      await desk.goto(`/t/${UNIT}/unit-meetings?tab=instructions`);
      const count = page.getByTestId('year-instruction');
      await expect.poll(() => count.textContent(), WITHIN).toMatch(/领导批示 \d+/);
      const before = Number((await count.textContent())?.replace(/\D/g, ''));
      await page.getByRole('button', { name: '登记领导批示' }).click();
      const dialog = desk.dialog('登记领导批示');
      await dialog.getByLabel('批示领导').fill('党委书记');
      await dialog.getByLabel('批示内容').fill('招标问题要举一反三，彻底整改。');
      await desk.choose(dialog, '责任部门', '物资供应站');
      await dialog.getByLabel('反馈期限').fill('2099-04-30');
      await look(desk, 'instruction-record');
      await submit(desk, '登记领导批示');
      await expect.poll(() => count.textContent(), WITHIN).toBe(`领导批示 ${before + 1}`);
      await count.click();
      await page.getByText(/\d{4} 年领导批示/).waitFor();
      await expect.poll(() => page.getByTestId('assignment-row').count(), WITHIN).toBe(before + 1);
      await look(desk, 'instruction-year');
      await office.leave('bhcyc-secretary');
    },
  );

  office.step(
    'the department asks for guidance; HQ’s department answers, shown beside the finding',
    async () => {
      const desk = await office.desk('bhcyc-dangqun');
      const { page } = desk;
      await desk.goto(`/t/${UNIT}/findings/${finding.id}`);
      await page.getByRole('button', { name: '提请指导' }).click();
      const dialog = desk.dialog('提请指导');
      expect(await dialog.getByRole('radio', { name: '集团职能部门' }).isChecked()).toBe(true);
      await dialog.getByLabel('需要指导的问题').fill('补签合同应按哪个办法认定？');
      await look(desk, 'guidance-ask');
      await submit(desk, '提请指导');
      const related = page.getByTestId('finding-matter').filter({ hasText: '提请指导' });
      await related.first().waitFor();
      // Whose department the category leads to is the unit's setting: whoever finds it waiting answers.
      const line = { hasText: '提请指导待答复' };
      const experts = ['hq-function', 'hq-dangqun', 'hq-kaifa', 'hq-audit'];
      const { data } = await office.cloud.as('bhcyc-office').call('matters.ofFinding', {
        params: { tenantId: UNIT, findingId: finding.id },
      });
      const guidance = data.items.filter(({ kind }) => kind === 'guidance').at(-1);
      const who = [];
      for (const login of experts) {
        const answer = await office.cloud
          .as(login)
          .call('help.get', { params: { tenantId: UNIT, helpId: guidance?.id ?? '' } });
        if (answer.data.possible.includes('help.reply')) who.push(login);
      }
      const [first = ''] = who;
      const expert = await office.desk(first);
      await expert.goto('/');
      const task = expert.page
        .getByTestId('inbox-task')
        .filter(line)
        .filter({ hasText: finding.title.slice(0, 8) });
      await task.first().waitFor({ timeout: 30_000 });
      await expert.goto(`/t/${UNIT}/guidance/${guidance?.id}`);
      await expert.page.getByRole('button', { name: '答复', exact: true }).click();
      await expert.dialog('答复').getByLabel('答复内容').fill('按合同管理办法第十二条认定。');
      await submit(expert, '答复');
      await expert.page.getByText('已答复，待确认').waitFor();
      await look(expert, 'guidance-answered');
      await page.reload();
      await related.getByText(/答复：按合同管理办法第十二条认定。/).waitFor();
      await look(desk, 'guidance-finding');
      await office.leave(first, 'bhcyc-dangqun');
      const last = await office.desk('bhcyc-office');
      await last.goto(`/t/${UNIT}/unit-meetings?tab=guidance`);
      await last.page.getByTestId('help-row').first().waitFor();
      await last.page.setViewportSize(PHONE_SCREEN);
      expect(await wide(last)).toBeLessThanOrEqual(0);
      await look(last, 'meeting-tabs-phone');
    },
  );

  office.step(
    'HQ records a one-to-one feedback meeting; who attended is counted over all units',
    async () => {
      const desk = await office.desk('hq-inspection');
      const { page } = desk;
      await desk.goto(`/t/${UNIT}/unit-meetings`);
      await page.getByRole('button', { name: '登记会议' }).click();
      const dialog = desk.dialog('登记会议');
      await dialog.getByLabel('会议名称').fill('北河采油厂巡察一对一反馈会');
      expect(await dialog.getByRole('combobox', { name: '参加的集团领导' }).count()).toBe(0);
      await dialog.getByText('一对一反馈会', { exact: true }).click();
      await dialog.getByRole('combobox', { name: '出席人员' }).fill('陶启正、');
      await dialog.getByRole('combobox', { name: '参加的集团领导' }).fill('顾长明、');
      await dialog.getByLabel('议题 1', { exact: true }).fill('反馈巡察意见');
      await dialog.getByLabel('会议结论').fill('照单全收，立行立改。');
      await submit(desk, '登记会议');
      await page.getByTestId('leader-attendance').getByText('领导参加 1 ÷ 一对一反馈会 1 = 100.0%').waitFor();
      await look(desk, 'feedback-meeting-unit');
      await desk.goto('/meetings');
      const line = page.getByTestId('feedback-meeting').filter({ hasText: '北河采油厂巡察一对一反馈会' });
      // HQ's line follows by the stream.
      await expect
        .poll(async () => {
          await page.reload();
          // The heading is there before the list.
          await line.waitFor({ timeout: 5_000 }).catch(() => undefined);
          return line.count();
        }, WITHIN)
        .toBe(1);
      await line.getByText(/顾长明/).waitFor();
      await page.getByTestId('group-attendance').getByText('领导参加 1 ÷ 一对一反馈会 1 = 100.0%').waitFor();
      await page.setViewportSize(PHONE_SCREEN);
      expect(await wide(desk)).toBeLessThanOrEqual(0);
      await look(desk, 'feedback-meetings-phone');
      await line.getByRole('link').click();
      await desk.heading('北河采油厂巡察一对一反馈会').waitFor();
      await office.leave('hq-inspection');
    },
  );
});

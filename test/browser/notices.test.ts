import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect } from 'vitest';
import { PHONE_SCREEN } from './desk.ts';
import { HARDEST, Office } from './office.ts';
import { expectUsable } from './usable.ts';

const office = new Office(HARDEST);
const TITLE = '巡察整改情况公开';
const INTRO = '根据要求，现将巡察整改进展情况予以公开。';
/** The writer's own name, which the unit's list of members holds. */
const NAME = '何静怡';
/** Where the story goes on at another desk. */
const made = { notice: '' };

describe('disclosure (F11)', () => {
  office.step(
    'is drafted from a batch, refuses a name, and shows what goes out and what does not',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await desk.follow('整改公开');
      await page.getByRole('button', { name: '起草公开稿' }).click();
      const dialog = desk.dialog('起草公开稿');
      await desk.choose(dialog, '反馈批次', '集团党委第二轮巡察反馈问题');
      await dialog.getByText('社会公开', { exact: true }).click();
      await dialog.getByLabel('标题').fill(TITLE);
      await dialog.getByRole('button', { name: /提\s?交/ }).click();
      await desk.heading(TITLE).first().waitFor();
      made.notice = new URL(page.url()).pathname;
      await page.getByLabel('引言').fill(`${INTRO}联系人${NAME}。`);
      await page.getByRole('button', { name: '保存撰写内容' }).click();
      await page
        .getByText(/文中出现人员姓名/)
        .first()
        .waitFor();
      await page.getByLabel('引言').fill(INTRO);
      await page.getByLabel('第 1 号问题的公开表述').fill('学习制度已修订，学习质量有效提升。');
      await page.getByRole('button', { name: '保存撰写内容' }).click();
      await page.getByTestId('notice-paper').getByText('学习制度已修订，学习质量有效提升。').waitFor();
      await page
        .getByTestId('notice-left-out')
        .getByText(/社会公开还不包括/)
        .waitFor();
      await desk.picture('notice-draft');
      await expectUsable(page);
      await page.getByRole('button', { name: '提交审批' }).click();
      await page.getByRole('button', { name: /确\s?定/ }).click();
      await page.getByText('待审批').first().waitFor();
    },
  );

  office.step(
    'is approved by the party secretary, published, and leaves as Word without a name',
    async () => {
      const secretary = await office.desk('bhcyc-secretary');
      await secretary.goto(made.notice);
      await secretary.page.getByTestId('notice-paper').getByText(INTRO).waitFor();
      await secretary.page.getByRole('button', { name: /^批\s?准$/ }).click();
      await secretary.page.getByRole('button', { name: /确\s?定/ }).click();
      await secretary.page.getByText('待公开').first().waitFor();
      await office.leave('bhcyc-secretary');

      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await page.reload();
      await page.getByRole('button', { name: '登记公开' }).click();
      const dialog = desk.dialog('登记公开');
      await dialog.getByLabel('公开方式和位置').fill('厂务公开栏');
      await dialog.getByRole('button', { name: /提\s?交/ }).click();
      await page.getByText('公示中').first().waitFor();
      await page.getByText(/公开公示期/).waitFor();
      const file = await desk.download(() => page.getByRole('button', { name: '导出 Word' }).click());
      const parts = unzipSync(new Uint8Array(await readFile(await file.path())));
      const text = Object.values(parts)
        .map((part) => strFromU8(part))
        .join('');
      expect(text).toContain(INTRO);
      expect(text).not.toContain(NAME);
    },
  );

  office.step('takes a comment, which is answered, and fits a phone', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await page.getByRole('button', { name: '登记意见' }).click();
    const dialog = desk.dialog('登记意见');
    await dialog.getByLabel('意见内容').fill('建议公布制度修订的内容。');
    await dialog.getByRole('button', { name: /提\s?交/ }).click();
    const comment = page.getByTestId('notice-comment');
    await comment.getByText('待办理').waitFor();
    await comment.getByRole('button', { name: '答复或转交' }).click();
    const settling = desk.dialog('答复或转交');
    await settling.getByLabel('答复或办理说明').fill('已在公开栏公布。');
    await settling.getByRole('button', { name: /提\s?交/ }).click();
    await comment.getByText('已答复').waitFor();
    await page.getByRole('button', { name: '汇总结束' }).click();
    const closing = desk.dialog('汇总结束');
    await closing.getByLabel('汇总情况').fill('收到意见1条，已答复。');
    await closing.getByRole('button', { name: /提\s?交/ }).click();
    await closing.getByText(/期满后才能汇总/).waitFor();
    await closing.getByRole('button', { name: /取\s?消/ }).click();
    await page.setViewportSize(PHONE_SCREEN);
    await desk.picture('notice-phone');
    await expectUsable(page);
  });
});

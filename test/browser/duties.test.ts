import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect } from 'vitest';
import { PHONE_SCREEN } from './desk.ts';
import { HARDEST, Office } from './office.ts';
import { expectUsable } from './usable.ts';

const office = new Office(HARDEST);
/** The stage and the annual report have the same words behind theirs. */
const REPORT = /^\s*整改情况报告（/;
const OVERVIEW = '党委专题研究整改工作三次，成立工作专班。';

/** A signed report as a scanner makes it. */
const signedReport = (word: string) => ({
  name: `整改情况报告（${word}）.pdf`,
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.7\n%âãÏÓ\n${word}\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n`),
});

describe('report duties (H01–H03)', () => {
  office.step(
    'stand in the office’s inbox and list once feedback has been published, with date and reason',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await page.getByTestId('inbox-task').getByText(REPORT).first().waitFor();
      await desk.follow('报告任务');
      await page.getByTestId('duty-row').nth(3).waitFor();
      expect(await page.getByTestId('duty-row').count()).toBe(4);
      await page
        .getByTestId('duty-row')
        .getByText(/反馈后3个月/)
        .first()
        .waitFor();
      await page
        .getByTestId('on-time-rate')
        .getByText(/按时报送 \d+ ÷ 已到期 \d+/)
        .waitFor();
      await desk.picture('duties-list');
      // A figure opens the list of exactly what it counts.
      const figure = page.getByTestId('duties-missed');
      const count = Number(await figure.locator('.figure-value').innerText());
      await figure.click();
      await page.waitForURL(/show=missed/);
      // The address changes before the list is drawn again.
      await expect.poll(() => page.getByTestId('duty-row').count()).toBe(count);
      await page.getByTestId('duties-all').click();
    },
  );

  office.step('are written between generated sections, and what was written outlives new data', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await page
      .getByTestId('duty-row')
      .filter({ has: page.getByText(REPORT) })
      .getByRole('link')
      .click();
    await page
      .getByTestId('section-numbers')
      .getByText(/销号率：已销号 \d+ ÷ 反馈问题 \d+/)
      .waitFor();
    await page.getByLabel('整改工作总体情况').fill(`${OVERVIEW}\n逐项明确责任领导和完成时限。`);
    await page.getByLabel('谈话提醒').fill('2');
    await page.getByRole('button', { name: '保存撰写内容' }).click();
    await page.getByText('已保存').waitFor();
    await page.getByRole('button', { name: '重新取数' }).click();
    await page.getByText(/取数时相比没有变化/).waitFor();
    expect(await page.getByLabel('整改工作总体情况').inputValue()).toContain(OVERVIEW);
    await desk.picture('duty-draft');
    await expectUsable(page);
  });

  office.step('leave as editable Word with the written and the generated parts', async () => {
    const desk = await office.desk('bhcyc-office');
    const file = await desk.download(() => desk.page.getByRole('button', { name: '导出 Word 草稿' }).click());
    expect(file.suggestedFilename()).toMatch(/^整改情况报告.*\.docx$/);
    const parts = unzipSync(new Uint8Array(await readFile(await file.path())));
    const text = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    expect(text).toContain(OVERVIEW);
    expect(text).toContain('谈话提醒');
    expect(text).toMatch(/措施完成率：已完成措施 \d+ ÷ 整改措施 \d+/);
  });

  office.step('are handed in with the signed paper and returned by HQ with the reason', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await page.getByRole('button', { name: '报送', exact: true }).click();
    await page.getByRole('button', { name: /确\s?定/ }).click();
    await page.getByText(/还没有签字盖章的报告/).waitFor();
    await page.getByLabel('添加附件').setInputFiles(signedReport('第一版'));
    await page.getByTestId('matter-file').getByText('已存证').waitFor();
    await page.getByRole('button', { name: '报送', exact: true }).click();
    await page.getByRole('button', { name: /确\s?定/ }).click();
    await page.getByText('待审核').first().waitFor();

    const hq = await office.desk('hq-inspection');
    await hq.page
      .getByTestId('inbox-task')
      .filter({ has: hq.page.getByText(REPORT) })
      .getByRole('link')
      .click();
    await hq.page.getByText(OVERVIEW).waitFor();
    await hq.page.getByRole('button', { name: '退回修改' }).click();
    const dialog = hq.dialog('退回修改');
    await dialog.getByRole('textbox').fill('措施完成数与台账不一致，请核对。');
    await dialog.getByRole('button', { name: /提\s?交/ }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  office.step('come back changed, are accepted, and stand in HQ’s overview', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await page.reload();
    await page.getByText('措施完成数与台账不一致，请核对。').first().waitFor();
    await page.getByLabel('添加附件').setInputFiles(signedReport('第二版'));
    await page.getByTestId('matter-file').getByText('已存证').nth(1).waitFor();
    await page.getByRole('button', { name: '报送', exact: true }).click();
    await page.getByRole('button', { name: /确\s?定/ }).click();
    await page.getByText('第2次报送').waitFor();

    const hq = await office.desk('hq-inspection');
    await hq.page.reload();
    await hq.page.getByText('第2次报送').waitFor();
    await hq.page.getByRole('button', { name: /^接\s?收$/ }).click();
    await hq.page.getByRole('button', { name: /确\s?定/ }).click();
    await hq.page.getByText('已接收').first().waitFor();
    await hq.picture('duty-accepted');
    await hq.follow('报告任务总览');
    const { page: overview } = hq;
    // Three months after the demonstration's feedback of September 2024.
    await hq.goto('/duties?year=2024');
    await overview.getByTestId('unit-duties').getByText('已接收').first().waitFor();
    await overview.getByTestId('group-rate').waitFor();
    await hq.picture('duties-overview');
    await office.leave('hq-inspection');
  });

  office.check('fit a phone', async () => {
    const desk = await office.desk('bhcyc-office', PHONE_SCREEN);
    const { page } = desk;
    await desk.goto('/t/bhcyc/duties');
    await page.getByTestId('duty-row').first().waitFor();
    await desk.picture('duties-list-phone');
    await page.getByTestId('duty-row').first().getByRole('link').click();
    await page
      .getByTestId('section-numbers')
      .getByText(/销号率/)
      .waitFor();
    await desk.picture('duty-phone');
    await expectUsable(page);
  });
});

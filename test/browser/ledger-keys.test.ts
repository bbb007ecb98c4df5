import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

/** K02: the whole work on the ledger by somebody who has no mouse, at a desk and on a phone. */
const TENANT = 'bhcyc';
const LOGIN = 'bhcyc-office';
const office = new Office({ keyboardOnly: true });

const rows = (page: Page) => page.getByTestId('finding-row');
const numbers = (page: Page): Promise<string[]> => page.locator('tr td.ledger-no').allInnerTexts();
const settled = (page: Page): Promise<void> =>
  page
    .locator('header.page-header [role=status]')
    .first()
    .getByText(/共 \d+ 条|没有|已显示/)
    .waitFor();
const open = async (desk: Desk, query: string): Promise<void> => {
  await desk.goto(`/t/${TENANT}/ledger?${query}`);
  await settled(desk.page);
  await rows(desk.page).first().waitFor();
};
const exported = async (path: string): Promise<{ header: unknown[]; lines: unknown[][] }> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load((await readFile(path)).buffer);
  const sheet = workbook.worksheets[0];
  const all: unknown[][] = [];
  sheet?.eachRow((row) => {
    all.push(Array.from({ length: sheet.columnCount }, (_, index) => row.getCell(index + 1).value));
  });
  const at = all.findIndex(([first]) => first === '序号');
  return { header: all[at] ?? [], lines: all.slice(at + 1) };
};

describe('the ledger by keys alone', () => {
  office.step('sorts by its column heads at the server, says so, and keeps it in the address', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await open(desk, 'view=all');
    for (const [head, id] of [
      ['编号', 'no'],
      ['状态', 'state'],
      ['责任部门', 'department'],
      ['整改时限', 'due'],
    ] as const) {
      const asked = page.waitForResponse((answer) =>
        new RegExp(`/findings\\?.*order=${id === 'due' ? 'due' : id}(&|$)`).test(answer.url()),
      );
      await page.getByRole('button', { name: head, exact: true }).click();
      if (id !== 'due') {
        const { order, items } = await (await asked).json();
        expect(order).toBe(id);
        await expect
          .poll(() => numbers(page).then((shown) => shown.slice(0, 5)))
          .toEqual(items.slice(0, 5).map(({ no }: { no: string }) => no));
      }
      const column = page.getByRole('columnheader', { name: head });
      await expect.poll(() => column.getAttribute('aria-sort')).toBe('ascending');
      // The lines were exchanged; who works by keys still stands at the head.
      expect(await column.getByRole('button').evaluate((button) => button === document.activeElement)).toBe(
        true,
      );
    }
    await page.getByRole('button', { name: '编号', exact: true }).click();
    await page.getByRole('button', { name: '编号', exact: true }).click();
    await page.waitForURL(/order=-no/);
    // The lines of the order before go when the new ones come.
    const descending = (all: readonly string[]): boolean =>
      all.length > 1 && all.every((no, at) => at === 0 || Number(all[at - 1]) > Number(no));
    await expect.poll(() => numbers(page).then(descending)).toBe(true);
    const shown = await numbers(page);
    await page.reload();
    await settled(page);
    await expect.poll(() => numbers(page)).toEqual(shown);
  });

  office.step('finds words of the whole wording, and shows where they stand', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await open(desk, 'view=all');
    // Of some wording the end, which its title does not say.
    const calls = office.cloud.as(LOGIN);
    const params = { tenantId: TENANT };
    const { data } = await calls.call('findings.list', { params, query: { limit: 100 } });
    let [piece, number] = ['', ''];
    for (const { id, no, title } of data.items) {
      const { body } = (await calls.call('findings.get', { params: { ...params, findingId: id } })).data;
      const end = body.text.slice(-7, -1);
      if (body.text.length > 46 && !title.includes(end)) [piece, number] = [end, no];
    }
    expect(piece).toHaveLength(6);
    await page.keyboard.press('/');
    await page.keyboard.insertText(piece);
    await page.waitForURL(/q=/);
    await page.locator('.ledger-excerpt').first().waitFor();
    expect(await numbers(page)).toContain(number);
    expect(await page.locator('.ledger-excerpt').first().innerText()).toContain(piece);
    await expectUsable(page);
    await desk.picture('ledger-wording');
  });

  office.step('filters, chooses columns and saves the view', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await open(desk, 'view=all');
    await desk.choose(page, '按状态', '整改中');
    await page.waitForURL(/state=rectifying/);
    await page.getByRole('button', { name: '列与密度' }).click();
    await page.getByRole('checkbox', { name: '经办人' }).check();
    await page.keyboard.press('Escape');
    await page.waitForURL(/handler/);
    await page.getByRole('button', { name: '保存视图' }).click();
    const dialog = desk.dialog('保存视图');
    await dialog.getByLabel('视图名称').fill('在办（键盘）');
    await dialog.getByRole('button', { name: /^保\s?存$/ }).click();
    await page.getByText('视图已保存').waitFor();
    await settled(page);
    expect(await page.getByRole('columnheader', { name: '经办人' }).count()).toBe(1);
  });

  office.step('changes a field where it stands; the change shows at once and the keys are back', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await page.keyboard.press('j');
    const row = page.locator('tr.active');
    await row.waitFor();
    await row.getByRole('button', { name: /的经办人$/ }).click();
    const form = page.locator('.quick-assign:visible');
    const field = form.getByRole('combobox').or(form.getByRole('textbox')).first();
    await field.waitFor();
    // Held back until the table has shown it.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/responsibilities$/, async (route) => {
      await held;
      await route.fallback();
    });
    await field.fill('键盘经办');
    await page.keyboard.press('Enter');
    await expect.poll(() => row.locator('td.ledger-handler').innerText()).toContain('键盘经办');
    release();
    await form.waitFor({ state: 'hidden' });
    await page.unroute(/\/responsibilities$/);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toMatch(/的经办人$/);
    // Once more when the projections have followed: it stays.
    await page.waitForTimeout(2_000);
    expect(await row.locator('td.ledger-handler').innerText()).toContain('键盘经办');
  });

  office.step(
    'keeps what was typed when somebody else was faster, and shows what stands there now',
    async () => {
      const desk = await office.desk(LOGIN);
      const { page } = desk;
      const row = page.locator('tr.active');
      const number = await row.locator('td.ledger-no').innerText();
      await row.getByRole('button', { name: /的经办人$/ }).click();
      const form = page.locator('.quick-assign:visible');
      const field = form.getByRole('combobox').or(form.getByRole('textbox')).first();
      await field.fill('我的经办');
      const calls = office.cloud.as(LOGIN);
      const { data } = await calls.call('findings.list', {
        params: { tenantId: TENANT },
        query: { state: 'rectifying', limit: 100 },
      });
      const finding = data.items.find(({ no }) => no === number);
      await calls.call('findings.assignMany', {
        params: { tenantId: TENANT },
        body: { findingIds: [finding?.id ?? ''], responsibility: { handlerName: '他人经办' } },
        idempotencyKey: crypto.randomUUID(),
      });
      await field.press('Enter');
      await form.getByRole('alert').getByText('他人经办').waitFor();
      expect(await field.inputValue()).toBe('我的经办');
      await desk.picture('ledger-conflict');
      await form.getByRole('button', { name: '仍按我填写的保存' }).click();
      await form.waitFor({ state: 'hidden' });
      await expect.poll(() => row.locator('td.ledger-handler').innerText()).toContain('我的经办');
    },
  );

  office.step('chooses lines, assigns them, sees what became of each, and exports them', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await open(desk, 'view=all&order=state');
    await page.getByRole('checkbox', { name: '选择已显示的全部' }).check();
    await page.getByRole('button', { name: /^分派所选/ }).click();
    const dialog = desk.dialog(/^分派所选的/);
    await dialog.getByLabel('经办人').fill('批量经办');
    await dialog.getByRole('button', { name: /^提\s?交$/ }).click();
    const results = page.locator('.bulk-results');
    await results.getByText(/条没有办成/).waitFor();
    const refused = results.getByRole('listitem');
    expect(await refused.count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: '取消选择' }).click();
    const shown = await numbers(page);
    const file = await desk.download(() => page.getByRole('button', { name: '导出', exact: true }).click());
    const { header, lines } = await exported(await file.path());
    const column = header.indexOf('编号');
    expect(lines.slice(0, shown.length).map((line) => line[column])).toEqual(shown);
  });

  office.step('does it on a phone as well', async () => {
    const desk = await office.desk(LOGIN, PHONE_SCREEN);
    const { page } = desk;
    await open(desk, 'view=all&order=no');
    // The lines have the screen: filters come when asked, and their count stays on the button.
    await page.getByRole('button', { name: '筛选', exact: true }).click();
    await desk.choose(page, '按状态', '整改中');
    await page.waitForURL(/state=rectifying/);
    await page.getByRole('button', { name: '筛选（1）' }).click();
    await page.getByRole('combobox', { name: '按状态' }).waitFor({ state: 'detached' });
    await settled(page);
    const card = rows(page).first();
    await card.getByRole('checkbox').check();
    await page.getByText('已选 1 条').waitFor();
    await page.getByRole('button', { name: /^分派所选/ }).click();
    const dialog = desk.dialog(/^分派所选的/);
    await dialog.getByLabel('经办人').fill('手机经办');
    await dialog.getByRole('button', { name: /^提\s?交$/ }).click();
    await page
      .locator('.bulk-results')
      .getByText(/全部办成/)
      .waitFor();
    await page.getByRole('button', { name: '列与密度' }).click();
    await page.getByRole('checkbox', { name: '经办人' }).check();
    await page.keyboard.press('Escape');
    await expect.poll(() => card.innerText()).toContain('手机经办');
    const file = await desk.download(() => page.getByRole('button', { name: '导出', exact: true }).click());
    expect((await exported(await file.path())).header).toContain('经办人');
    await expectUsable(page);
    await desk.picture('ledger-keys-phone');
  });
});

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { writeSyntheticLedger } from '../fixtures/synthetic-ledger.ts';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const TENANT = 'bhcyc';
const OFFICE = 'bhcyc-office';
const HQ = 'hq-inspection';
/** Rows of the large ledger; its 700 findings are many screens long. */
const ROWS = 1_400;
const office = new Office();
let imported = 0;

/** Imports a large ledger as drafts and publishes it, past the browser. */
const importLarge = async (): Promise<void> => {
  const hq = office.cloud.as(HQ);
  const file = Buffer.from(await writeSyntheticLedger(ROWS));
  const { data } = await hq.call('imports.register', {
    params: { tenantId: TENANT },
    body: {
      fileName: '大台账.xlsx',
      size: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    },
    idempotencyKey: crypto.randomUUID(),
  });
  const { upload } = data;
  const sent = await fetch(upload.url, {
    method: 'PUT',
    headers: upload.headers,
    body: new Uint8Array(file),
  });
  expect(sent.status).toBe(200);
  const params = { tenantId: TENANT, importId: data.import.id };
  const status = async () => (await hq.call('imports.get', { params })).data;
  await expect
    .poll(async () => (await status()).status, { timeout: 60_000, interval: 500 })
    .toBe('previewed');
  await hq.call('imports.commit', {
    params,
    body: { round: '2025年第一轮', title: '大台账', onlyGood: true },
    idempotencyKey: crypto.randomUUID(),
  });
  await expect
    .poll(async () => (await status()).status, { timeout: 120_000, interval: 500 })
    .toBe('committed');
  imported = (await status()).imported ?? 0;
  // The sheets follow the stream: until every finding of the import has its line.
  const query = { state: 'draft', round: '2025年第一轮', limit: 2000 };
  await expect
    .poll(
      async () => (await hq.call('findings.list', { params: { tenantId: TENANT }, query })).data.items.length,
      { timeout: 150_000, interval: 500 },
    )
    .toBe(imported);
};

const rows = (page: Page) => page.getByTestId('finding-row');
const numbers = async (page: Page): Promise<string[]> =>
  await page.locator('tr[data-testid=finding-row] td.ledger-no').allInnerTexts();

interface Place {
  /** `aria-rowindex`; the head is 1. */
  readonly index: number;
  /** Pixels below the head, wherever the box is scrolled. */
  readonly top: number;
  readonly no: string;
}

/** The lines the document holds, in its order. */
const placesOf = async (page: Page): Promise<readonly Place[]> =>
  await page.evaluate<Place[]>(`[...document.querySelectorAll('tr[data-testid=finding-row]')].map((row) => ({
    index: row.ariaRowIndex * 1,
    top: row.getBoundingClientRect().top - document.querySelector('.ledger-table').getBoundingClientRect().top - 40,
    no: row.querySelector('.ledger-no').textContent,
  }))`);
const summary = (page: Page) => page.locator('header.page-header [role=status]').first();

/** Waits until the whole ledger has been looked through. */
const settled = async (page: Page): Promise<void> => {
  await summary(page)
    .getByText(/共 \d+ 条|没有|已显示/)
    .waitFor({ timeout: 60_000 });
};

const open = async (desk: Desk, query: string): Promise<void> => {
  await desk.goto(`/t/${TENANT}/ledger?${query}`);
  await settled(desk.page);
};

/** Reads a workbook with a library of its own, as anybody's Excel would. */
const linesOf = async (path: string): Promise<unknown[][]> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load((await readFile(path)).buffer);
  const sheet = workbook.worksheets[0];
  if (!sheet) throw new Error('the workbook has no sheet');
  const lines: unknown[][] = [];
  sheet.eachRow((row) => {
    lines.push(Array.from({ length: sheet.columnCount }, (_, index) => row.getCell(index + 1).value));
  });
  return lines;
};

describe('the ledger', () => {
  office.step('opens with the view of the role and says so in its address', async () => {
    const desk = await office.desk(OFFICE);
    await desk.goto(`/t/${TENANT}/ledger`);
    await rows(desk.page).first().waitFor();
    expect(new URL(desk.page.url()).search).toBe('?view=all');
    await expectUsable(desk.page);
    await desk.picture('ledger-desk');
  });

  office.step('filters stand in the address; a reload and another person see the same', async () => {
    const desk = await office.desk(OFFICE);
    const { page } = desk;
    await desk.choose(page, '按状态', '整改中', '销号中');
    await page.getByRole('searchbox').fill('不');
    await page.waitForURL(/q=/);
    await page.getByRole('button', { name: '编号', exact: true }).click();
    await page.getByRole('button', { name: '编号', exact: true }).click();
    await page.waitForURL(/order=-no/);
    await page.getByRole('button', { name: '列与密度' }).click();
    await page.getByRole('checkbox', { name: '经办人' }).click();
    await page.getByText('紧凑', { exact: true }).click();
    await page.keyboard.press('Escape');
    await settled(page);
    const shown = await numbers(page);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).toEqual(shown.toSorted((a, b) => b.localeCompare(a, 'zh-CN', { numeric: true })));
    const address = new URL(page.url());
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      state: 'rectifying,closing',
      q: '不',
      order: '-no',
      density: 'compact',
    });
    expect(address.searchParams.get('columns')).toContain('handler');
    const headers = await page.locator('.ledger-table thead th').allInnerTexts();
    await page.reload();
    await settled(page);
    expect(await numbers(page)).toEqual(shown);
    expect(await page.locator('.ledger-table thead th').allInnerTexts()).toEqual(headers);
    const secretary = await office.desk('bhcyc-secretary');
    await secretary.goto(`${address.pathname}${address.search}`);
    await settled(secretary.page);
    expect(await numbers(secretary.page)).toEqual(shown);
  });

  office.step('a view that the office shares is there for the secretary', async () => {
    const desk = await office.desk(OFFICE);
    const { page } = desk;
    await page.getByRole('button', { name: '保存视图' }).click();
    const dialog = desk.dialog('保存视图');
    await dialog.getByLabel('视图名称').fill('在办含“不”');
    await dialog.getByRole('checkbox', { name: '共享给本单位所有人' }).check();
    await desk.picture('ledger-save-view');
    await dialog
      .getByRole('button', { name: '保 存' })
      .or(dialog.getByRole('button', { name: '保存' }))
      .click();
    await page.getByText('视图已保存').waitFor();
    const shown = await numbers(page);
    const secretary = await office.desk('bhcyc-secretary');
    await secretary.goto(`/t/${TENANT}/ledger?view=all`);
    await settled(secretary.page);
    await secretary.choose(secretary.page, '视图', '在办含“不”');
    await settled(secretary.page);
    await expect.poll(() => numbers(secretary.page)).toEqual(shown);
    expect(await secretary.page.getByRole('button', { name: '更新视图' }).count()).toBe(0);
  });

  office.step('an export holds exactly the lines, columns and order that are shown', async () => {
    const desk = await office.desk(OFFICE);
    const { page } = desk;
    const shown = await numbers(page);
    const headers = (await page.locator('.ledger-table thead th').allInnerTexts())
      .map((text) => text.replace(/[↑↓]/, '').trim())
      .filter(Boolean);
    const file = await desk.download(() => page.getByRole('button', { name: '导出', exact: true }).click());
    expect(file.suggestedFilename()).toMatch(/整改台账-\d{8}\.xlsx$/);
    const lines = await linesOf(await file.path());
    const header = lines.findIndex(([first]) => first === '序号');
    expect(lines[header]?.slice(1)).toEqual(headers);
    const column = lines[header]?.indexOf('编号') ?? -1;
    expect(lines.slice(header + 1).map((line) => line[column])).toEqual(shown);
    await page.getByText(`已导出 ${shown.length} 条`).waitFor();
  });

  office.step('many at once: what is refused says why, leads there and can be tried again', async () => {
    const desk = await office.desk(OFFICE);
    const { page } = desk;
    await open(desk, 'view=all');
    await page.getByRole('checkbox', { name: '选择已显示的全部' }).check();
    await page.getByRole('button', { name: /^分派所选/ }).click();
    const dialog = desk.dialog(/^分派所选的/);
    await dialog.getByLabel('经办人').fill('批量经办');
    await dialog
      .getByRole('button', { name: '提 交' })
      .or(dialog.getByRole('button', { name: '提交' }))
      .click();
    const results = page.locator('.bulk-results');
    await results.getByText(/条没有办成/).waitFor();
    const refused = results.getByRole('listitem');
    expect(await refused.count()).toBeGreaterThan(0);
    await refused.first().getByText('state_not_assignable', { exact: false }).waitFor();
    await desk.picture('ledger-bulk');
    await expectUsable(page);
    // What was done is no longer chosen; what was refused is.
    await page.getByText(`已选 ${await refused.count()} 条`).waitFor();
    await results.getByRole('button', { name: /^重试未办成的/ }).click();
    await results.getByText(/^分派：0 条已办/).waitFor();
    await refused.first().getByRole('link').click();
    await page.getByRole('heading', { name: '整改措施' }).waitFor();
    await open(desk, 'view=all&columns=no,title,handler&state=rectifying');
    await expect
      .poll(async () => new Set(await page.locator('td.ledger-handler').allInnerTexts()))
      .toEqual(new Set(['批量经办']));
  });

  office.step('one cell is changed where it stands', async () => {
    const { page } = await office.desk(OFFICE);
    const row = rows(page).first();
    await row.hover();
    await row.getByRole('button', { name: /的经办人$/ }).click();
    const popover = page.locator('.ant-popover:visible');
    await popover.getByRole('combobox').or(popover.getByRole('textbox')).first().fill('单独经办');
    await popover.getByRole('button', { name: /保\s?存/ }).click();
    await expect.poll(() => row.locator('td.ledger-handler').innerText()).toContain('单独经办');
  });

  office.step('everything by keyboard, and the place is kept when data comes again', async () => {
    const desk = await office.desk(OFFICE);
    const { page } = desk;
    await open(desk, 'view=all');
    const active = () => page.locator('tr.active td.ledger-no').innerText();
    const order = await numbers(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    expect(await active()).toBe(order[1]);
    await page.keyboard.press('x');
    await page.getByText('已选 1 条').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('role'));
    expect(await focused()).toBe('grid');
    // Coming back to the window asks for the data again.
    await page.evaluate(() => {
      window.dispatchEvent(new Event('visibilitychange'));
      window.dispatchEvent(new Event('focus'));
    });
    await page.waitForTimeout(500);
    expect(await focused()).toBe('grid');
    expect(await active()).toBe(order[1]);
    await page.keyboard.press('Escape');
    await page.getByText('已选 1 条').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await desk.dialog('键盘操作').getByText('下一条').waitFor();
    await expectUsable(page);
    await desk.picture('ledger-keys');
    await page.keyboard.press('Escape');
    await desk.dialog('键盘操作').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('理论学习中心组');
    await expect.poll(() => rows(page).count(), { timeout: 15_000 }).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.locator('tr.active').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/findings\//);
    await page.getByRole('heading', { name: '整改措施' }).waitFor();
  });

  office.step('on a phone there are cards', async () => {
    const desk = await office.desk(OFFICE, PHONE_SCREEN);
    await open(desk, 'view=all');
    expect(await desk.page.locator('li[data-testid=finding-row]').count()).toBeGreaterThan(3);
    expect(await desk.page.locator('table').count()).toBe(0);
    await desk.picture('ledger-phone');
    await expectUsable(desk.page);
  });
});

describe('a long ledger', () => {
  office.step('is imported', importLarge, 240_000);

  office.step(
    'is looked through as a whole, drawn only where one looks, and sorted by any column',
    async () => {
      const desk = await office.desk(HQ);
      const { page } = desk;
      await open(
        desk,
        'view=all&state=draft,rectifying,delivered&round=2025年第一轮&order=no&columns=no,title,category',
      );
      const total = Number(/共 (\d+) 条/.exec(await summary(page).innerText())?.[1]);
      expect(total).toBe(imported);
      expect(total).toBeGreaterThan(500);
      expect(await rows(page).count()).toBeLessThan(100);
      await page.locator('table.ledger-table').focus();
      await page.keyboard.press('End');
      const numbered = Number(await page.locator('tr.active td.ledger-no').innerText());
      expect(numbered).toBeGreaterThanOrEqual(total);
      expect(await rows(page).count()).toBeLessThan(100);
      await desk.picture('ledger-thousands');
      await page.getByRole('searchbox').fill(`第${numbered}项`);
      await expect.poll(() => summary(page).innerText(), { timeout: 30_000 }).toBe('共 1 条');
      expect(await numbers(page)).toEqual([String(numbered)]);
    },
    90_000,
  );

  office.step('shows every line in its place after scrolling, and no key acts on another one', async () => {
    const desk = await office.desk(HQ);
    const { page } = desk;
    await open(
      desk,
      'view=all&state=draft,rectifying,delivered&round=2025年第一轮&order=no&columns=no,title',
    );
    await rows(page).nth(1).getByRole('checkbox').click();
    await page.getByText('已选 1 条').waitFor();
    await rows(page).nth(3).hover();
    for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 240);
    await expect.poll(() => placesOf(page).then((places) => places[0]?.index ?? 0)).toBeGreaterThan(100);
    // In the order of the document as well, which screen readers follow.
    await expect
      .poll(async () => (await placesOf(page)).map(({ index }, at, all) => index - (all[0]?.index ?? 0) - at))
      .toEqual((await placesOf(page)).map(() => 0));
    const places = await placesOf(page);
    expect(places.map(({ top }) => top)).toEqual(places.map(({ index }) => (index - 2) * 60));
    expect(places.map(({ no }) => no)).toEqual(
      places.map(({ no }) => no).toSorted((a, b) => Number(a) - Number(b)),
    );
    expect(new Set(places.map(({ no }) => no)).size).toBe(places.length);
    // The box that was clicked has gone with its line, what stands in its elements is another finding's: the keys are with
    // the table, whose line at hand is still the one that was clicked.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
    await page.keyboard.press('Space');
    await page.getByText('已选 1 条').waitFor({ state: 'hidden' });
  });

  office.step(
    'is exported as a job with its progress',
    async () => {
      const desk = await office.desk(HQ);
      const { page } = desk;
      await open(desk, 'view=all&state=draft&round=2025年第一轮&order=-no&columns=no,title');
      const total = Number(/共 (\d+) 条/.exec(await summary(page).innerText())?.[1]);
      const file = await desk.download(() => page.getByRole('button', { name: '导出', exact: true }).click());
      const lines = await linesOf(await file.path());
      const header = lines.findIndex(([first]) => first === '序号');
      const exported = lines.slice(header + 1).map(([, no]) => Number(no));
      expect(exported).toHaveLength(total);
      expect(exported).toEqual(exported.toSorted((a, b) => b - a));
      const first = (await numbers(page)).map(Number);
      expect(exported.slice(0, first.length)).toEqual(first);
    },
    90_000,
  );
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWorkbook, writeWorkbook } from '@xuncha/documents';
import { describe, expect } from 'vitest';
import { HARDEST, Office } from './office.ts';

const FILE = join(import.meta.dirname, '../data/问题清单-填报不规范.xlsx');
const TENANT = 'bhcyc';
const office = new Office(HARDEST);

/** Sends a file from the import page and waits until its preview is shown. */
const preview = async (file: string | { name: string; mimeType: string; buffer: Buffer }) => {
  const inspection = await office.desk('hq-inspection');
  await inspection.goto(`/t/${TENANT}/imports`);
  await inspection.page.getByLabel('选择 Excel 文件，或拖到这里').setInputFiles(file);
  const region = inspection.page.getByRole('region', { name: '预览' });
  await region.getByTestId('preview-row').first().waitFor();
  return { inspection, page: inspection.page, region };
};

/** Drafts of the unit, which the ledger shows only when asked for. */
const draftCount = async (): Promise<number> => {
  const { data } = await office.cloud
    .as('hq-inspection')
    .call('findings.list', { params: { tenantId: TENANT }, query: { state: 'draft', limit: 100 } });
  return data.items.length;
};

describe('a ledger filled in irregularly', () => {
  office.step('shows every fault at its row', async () => {
    const { page, region } = await preview(FILE);
    expect(await region.getByTestId('preview-row').count()).toBe(7);
    for (const fault of [
      /^第 9 行 C：.*第8行/,
      /^第 11 行 G：.*不是真实存在的日期.*2024年2月30日/,
      /^第 12 行 C：/,
      /^第 13 行 C：/,
      /^第 14 行 D：.*不存在的部门/,
      /^第 14 行 G：/,
    ])
      await region.getByRole('listitem').filter({ hasText: fault }).last().waitFor();
    // The text that begins like a formula is shown as text.
    await region.getByText("=cmd|' /C calc'!A0").first().waitFor();
    await region.getByRole('button', { name: '只看可导入的' }).click();
    await expect.poll(() => region.getByTestId('preview-row').count()).toBe(2);
    await page.getByText('“不存在的部门”对应的部门').waitFor();
    await page.getByRole('button', { name: '导入 2 条问题' }).and(page.locator(':disabled')).waitFor();
  });

  office.step('comes back as a workbook to correct', async () => {
    const inspection = await office.desk('hq-inspection');
    const button = inspection.page.getByRole('button', { name: '下载更正表' });
    const file = await inspection.download(() => button.click());
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
    const sheets = await readWorkbook(new Uint8Array(await readFile(await file.path())));
    const words = JSON.stringify(sheets);
    expect(words).toContain('不是真实存在的日期');
    expect(words).toContain('合同资产长期挂账');
    expect(words).not.toContain('三会一课');
  });

  office.step('imports only the good rows', async () => {
    const { page } = await office.desk('hq-inspection');
    const commit = page.getByRole('region', { name: '确认导入' });
    await commit.getByLabel('轮次').fill('2025年第一轮');
    await commit.getByLabel('批次名称').fill('专项检查问题');
    await commit.getByRole('checkbox', { name: '只导入没有错误的 2 条' }).check();
    await commit.getByRole('button', { name: '导入 2 条问题' }).click();
    await page.getByText('已导入 2 条问题').waitFor();
    await page.getByRole('link', { name: '查看导入的问题' }).click();
    await page.getByTestId('finding-row').first().waitFor();
    expect(await page.getByTestId('finding-row').count()).toBe(2);
    expect(await draftCount()).toBe(2);
  });

  office.step('takes the same findings no second time', async () => {
    const { page, region } = await preview(await rewritten());
    await region.getByText('已导入过', { exact: true }).first().waitFor();
    expect(await region.getByText('已导入过', { exact: true }).count()).toBe(2);
    const commit = page.getByRole('region', { name: '确认导入' });
    await commit.getByRole('button', { name: '导入 0 条问题' }).and(page.locator(':disabled')).waitFor();
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(2);
  });

  office.step('is taken back whole', async () => {
    const inspection = await office.desk('hq-inspection');
    const { page } = inspection;
    await inspection.goto(`/t/${TENANT}/imports`);
    await page
      .getByRole('row', { name: /问题清单-填报不规范.*已导入/ })
      .getByRole('link')
      .click();
    await page.getByRole('button', { name: '撤销整次导入' }).click();
    const dialog = inspection.dialog('撤销整次导入');
    await dialog.getByLabel('原因').fill('表格需要重新核对。');
    await dialog.getByRole('button', { name: '撤销整次导入' }).click();
    await page.getByText('已撤销这次导入').waitFor();
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(0);
  });

  office.step('and is imported again without doubles', async () => {
    const { page } = await preview(FILE);
    const commit = page.getByRole('region', { name: '确认导入' });
    await commit.getByLabel('轮次').fill('2025年第一轮');
    await commit.getByLabel('批次名称').fill('专项检查问题');
    await commit.getByRole('checkbox', { name: '只导入没有错误的 2 条' }).check();
    await commit.getByRole('button', { name: '导入 2 条问题' }).click();
    await page.getByText('已导入 2 条问题').waitFor();
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(2);
    await office.leave('hq-inspection');
  });
});

/** The two good rows as somebody else would have typed them up: another file with the same findings. */
const rewritten = async () => {
  const [, sheet] = await readWorkbook(new Uint8Array(await readFile(FILE)));
  if (!sheet) throw new Error('the list is on the second sheet');
  // Rows 7 and 8; the text stands in column C, the department in D, the measure in F.
  const rows = [6, 7].map((index) => sheet.rows[index] ?? []);
  const textOf = (row: (typeof rows)[number], column: number): string => {
    const cell = row[column];
    return cell?.kind === 'text' ? cell.value : '';
  };
  const columns = [
    { key: 'no', header: '序号', width: 6 },
    { key: 'text', header: '具体问题', width: 40 },
    { key: 'measure', header: '整改措施', width: 40 },
    { key: 'department', header: '责任部门', width: 20 },
    { key: 'term', header: '完成时限', width: 20 },
  ];
  const content = await writeWorkbook({
    sheets: [
      {
        name: '问题清单',
        columns,
        rows: rows.map((row, index) => ({
          cells: {
            no: index + 1,
            text: textOf(row, 2),
            measure: textOf(row, 5),
            department: textOf(row, 3),
            term: '2024年12月31日',
          },
        })),
      },
    ],
  });
  return {
    name: '问题清单-重新录入.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(content),
  };
};

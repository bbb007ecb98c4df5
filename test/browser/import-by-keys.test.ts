import { readWorkbook } from '@xuncha/documents';
import ExcelJS from 'exceljs';
import { describe, expect } from 'vitest';
import { HARDEST, Office } from './office.ts';

const TENANT = 'bhcyc';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const FILE = '整改情况-自拟表头.xlsx';
const office = new Office(HARDEST);

/** A ledger whose header nobody knows, on the second sheet, with one date that does not exist. */
const ledger = async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('填表说明').addRow(['请各部门认真填写']);
  const sheet = book.addWorksheet('自拟表');
  sheet.addRow(['某单位问题整改表']);
  sheet.addRow(['第几条', '哪里不对', '怎么改', '谁来改', '啥时候改完']);
  const rows = [
    ['1', '差旅费报销附件不全', '补齐附件并开展一次培训', '财务资产部', '2030年12月31日'],
    ['2', '公务用车登记缺少里程', '逐车补登并每月抽查', '财务资产部', '2030年2月30日'],
    ['3', '固定资产标签脱落未补贴', '全面盘点并补贴标签', '财务资产部', '长期坚持'],
  ];
  sheet.addRows(rows);
  return { name: FILE, mimeType: XLSX, buffer: Buffer.from(await book.xlsx.writeBuffer()) };
};

const bench = async () => {
  const inspection = await office.desk('hq-inspection');
  const { page } = inspection;
  return {
    inspection,
    page,
    mapping: page.locator('form').filter({ has: page.getByRole('button', { name: '重新生成预览' }) }),
    preview: page.getByRole('region', { name: '预览' }),
    commit: page.getByRole('region', { name: '确认导入' }),
    /** What is said aloud when a step begins, with the focus on it. */
    said: (words: string | RegExp) =>
      page.getByTestId('import-said').and(page.locator(':focus')).filter({ hasText: words }).waitFor(),
  };
};

const draftCount = async (): Promise<number> => {
  const { data } = await office.cloud
    .as('hq-inspection')
    .call('findings.list', { params: { tenantId: TENANT }, query: { state: 'draft', limit: 100 } });
  return data.items.length;
};

const confirm = async (button: string, onlyGood?: string) => {
  const { page, commit } = await bench();
  await commit.getByLabel('轮次').fill('2026年第一轮');
  await commit.getByLabel('批次名称').fill('自拟表头的问题');
  if (onlyGood) await commit.getByRole('checkbox', { name: onlyGood }).check();
  await commit.getByRole('button', { name: button }).click();
  await page.getByTestId('import-said').filter({ hasText: '导入完成' }).waitFor();
};

describe('an import from the choice of the file to its publication, by keys alone', () => {
  let corrected: Buffer;

  office.step('a file of the wrong kind is refused with what to do', async () => {
    const { inspection, page } = await bench();
    await inspection.goto(`/t/${TENANT}/imports`);
    const field = page.getByLabel('选择 Excel 文件，或拖到这里');
    await field.setInputFiles({ name: '台账.csv', mimeType: 'text/csv', buffer: Buffer.from('序号,问题') });
    await page.getByRole('alert').filter({ hasText: '“台账.csv”不能导入' }).waitFor();
  });

  office.step('a header that is not known leads to the columns', async () => {
    const { page, said, mapping } = await bench();
    await page.getByLabel('选择 Excel 文件，或拖到这里').setInputFiles(await ledger());
    await said('读取失败');
    await page.getByText('header_missing').waitFor();
    await mapping.waitFor();
  });

  office.step('another sheet is named, and its columns offered with what stands in them', async () => {
    const { inspection, page, mapping, said } = await bench();
    await inspection.choose(mapping, '工作表', '自拟表');
    await mapping.getByText('换成工作表“自拟表”后').waitFor();
    await mapping.getByRole('button', { name: '重新生成预览' }).click();
    await mapping.getByText('“具体问题”对应的列').waitFor();
    await said('读取失败');
    await expect.poll(() => mapping.getByLabel('数据从第几行开始').inputValue()).toBe('3');
    await page.getByText('系统没有认出各列').waitFor();
  });

  office.step('the columns are chosen; one that is chosen twice is said at its field', async () => {
    const { inspection, page, mapping, said } = await bench();
    const column = (field: string, option: string) =>
      inspection.choose(mapping, new RegExp(`“${field}”对应的列`), option);
    const wording = 'B 列：哪里不对（如“差旅费报销附件不全”）';
    await column('序号', 'A 列：第几条（如“1”）');
    await column('具体问题', wording);
    await column('整改措施', wording);
    await mapping.getByText('这一列已对应“整改措施”').first().waitFor();
    await column('整改措施', 'C 列：怎么改（如“补齐附件并开展一次培训”）');
    await mapping.getByText('这一列已对应').first().waitFor({ state: 'detached' });
    await column('责任部门', 'D 列：谁来改（如“财务资产部”）');
    await mapping.getByRole('button', { name: '重新生成预览' }).click();
    await said('预览已生成：可导入 3 条，有错误 0 条');
    // The column nobody chose is said before anything is imported.
    await page.getByText('有 1 列没有对应，内容不会导入').waitFor();
    await page.getByText('E 列：啥时候改完（如“2030年12月31日”）').first().waitFor();
  });

  office.step('the forgotten column brings its fault to light, at its row', async () => {
    const { inspection, page, mapping, preview, said } = await bench();
    await inspection.choose(mapping, /“完成时限”对应的列/, 'E 列：啥时候改完（如“2030年12月31日”）');
    await mapping.getByRole('button', { name: '重新生成预览' }).click();
    await said('预览已生成：可导入 2 条，有错误 1 条');
    await preview
      .getByRole('listitem')
      .filter({ hasText: /^第 4 行 E：.*不是真实存在的日期/ })
      .last()
      .waitFor();
    expect(await page.getByText('列没有对应').count()).toBe(0);
  });

  office.step('the good rows are imported, and the correction workbook stays at hand', async () => {
    const { inspection, page } = await bench();
    await confirm('导入 2 条问题', '只导入没有错误的 2 条');
    expect(await draftCount()).toBe(2);
    const button = page.getByRole('button', { name: '下载更正表' });
    const file = await inspection.download(() => button.click());
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await file.path());
    const sheet = book.getWorksheet('需更正的问题');
    const [header, row] = [sheet?.getRow(3), sheet?.getRow(4)];
    const at = (label: string): number => {
      let found = 0;
      header?.eachCell((cell, column) => {
        if (cell.value === label) found = column;
      });
      return found;
    };
    expect(sheet?.rowCount).toBe(4);
    const term = row?.getCell(at('完成时限'));
    expect(term?.value).toBe('2030年2月30日');
    expect(term?.fill).toMatchObject({ pattern: 'solid', fgColor: { argb: 'FFFFC7CE' } });
    expect(String(row?.getCell(at('错误说明')).value)).toContain('原文件 E4');
    if (term) term.value = '2030年2月28日';
    corrected = Buffer.from(await book.xlsx.writeBuffer());
  });

  office.step('the corrected rows follow without doubles', async () => {
    const { inspection, page, said } = await bench();
    await page.getByRole('link', { name: '再导入一份' }).click();
    await page
      .getByLabel('选择 Excel 文件，或拖到这里')
      .setInputFiles({ name: `更正表-${FILE}`, mimeType: XLSX, buffer: corrected });
    await said('预览已生成：可导入 1 条，有错误 0 条');
    await confirm('导入 1 条问题');
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(3);
    // The whole file once more: what is there already is not imported again.
    await inspection.goto(`/t/${TENANT}/imports`);
    expect((await readWorkbook(new Uint8Array(corrected)))[0]?.rows).toHaveLength(4);
    await page
      .getByLabel('选择 Excel 文件，或拖到这里')
      .setInputFiles({ name: `更正表-${FILE}`, mimeType: XLSX, buffer: corrected });
    await page.getByRole('alert').filter({ hasText: 'import_same_file' }).waitFor();
  });

  office.step('an import is taken back and done again', async () => {
    const { inspection, page, said } = await bench();
    await inspection.goto(`/t/${TENANT}/imports`);
    await page
      .getByRole('row', { name: new RegExp(`更正表-${FILE}.*已导入`) })
      .getByRole('link')
      .click();
    await page.getByRole('button', { name: '撤销整次导入' }).click();
    const dialog = inspection.dialog('撤销整次导入');
    await dialog.getByLabel('原因').fill('先核对再导入。');
    await dialog.getByRole('button', { name: '撤销整次导入' }).click();
    await said('已撤销');
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(2);
    await page.getByRole('link', { name: '再导入一份' }).click();
    await page
      .getByLabel('选择 Excel 文件，或拖到这里')
      .setInputFiles({ name: `更正表-${FILE}`, mimeType: XLSX, buffer: corrected });
    await said('预览已生成：可导入 1 条，有错误 0 条');
    await confirm('导入 1 条问题');
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(3);
  });

  office.step('the batch is published', async () => {
    const { inspection, page } = await bench();
    await page.getByRole('link', { name: '到反馈批次发布' }).click();
    const batches = page.getByTestId('batch-row').filter({ hasText: '自拟表头的问题' });
    await batches
      .first()
      .getByRole('button', { name: /^发布反馈/ })
      .click();
    const publish = inspection.dialog(/^发布“/);
    await publish.getByRole('button', { name: '确认发布' }).click();
    await batches.first().getByText('已发布', { exact: true }).waitFor();
    await expect.poll(draftCount, { timeout: 10_000 }).toBe(2);
    await office.leave('hq-inspection');
  });
});

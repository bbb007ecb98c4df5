import { writeXlsx } from 'hucre/xlsx';
import { describe, expect } from 'vitest';
import { PHONE_SCREEN } from './desk.ts';
import { HARDEST, Office } from './office.ts';

const TENANT = 'bhcyc';
const LOGIN = 'bhcyc-office';
const office = new Office(HARDEST);

const pdf = (text: string) => Buffer.from(`%PDF-1.4\n${text}\n%%EOF`);
const sheetOf = async (rows: readonly (readonly string[])[]) => ({
  name: '佐证材料索引表.xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: Buffer.from(await writeXlsx({ sheets: [{ name: '索引表', rows: rows.map((row) => [...row]) }] })),
});
const HEAD = ['问题编号', '轮次', '措施序号', '文件名', '材料名称', '形成日期', '来源', '经办人'];

/** Two findings of the demonstration that take evidence; the second is begun for it, as its office does. */
const twoFindings = async () => {
  const calls = office.cloud.as(LOGIN);
  const inState = async (state: 'rectifying' | 'acknowledged') =>
    (
      await calls.call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100, state } })
    ).data.items.filter(({ measureCount }) => measureCount > 0);
  const planned = await inState('acknowledged');
  const begun = await inState('rectifying');
  for (const { id } of planned.slice(0, 2 - begun.length))
    await calls.call('findings.start', { params: { tenantId: TENANT, findingId: id } });
  const [first, second] = [...begun, ...planned];
  if (!first || !second) throw new Error('the demonstration has too few findings with measures');
  return { first, second };
};
const filesOf = async (findingId: string) => {
  const { data } = await office.cloud.as(LOGIN).call('findings.get', {
    params: { tenantId: TENANT, findingId },
  });
  return data.evidence
    .filter(({ status }) => status === 'verified')
    .map(({ fileName, title, takenBy }) => [fileName, title, takenBy]);
};

describe('a folder and an index sheet over many findings', () => {
  office.step(
    'rows that fit go where they belong, the others say why',
    async () => {
      const desk = await office.desk(LOGIN);
      const { page } = desk;
      const { first, second } = await twoFindings();
      await desk.goto(`/t/${TENANT}/ledger`);
      await desk.follow('批量上传佐证');
      await desk.heading('批量上传佐证').waitFor();
      await page.getByText('严禁上传涉密文件').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '下载索引表模板' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('佐证材料索引表.xlsx');

      const rows = [
        HEAD,
        [first.no, first.round, '1', '会议纪要.pdf', '专题会纪要', '2024-10-08', '党委办公室', '张三'],
        [second.no, second.round, '1', '会议纪要.pdf', '专题会纪要', '2024-10-08', '党委办公室', '张三'],
        [second.no, second.round, '1', '现场检查记录.pdf', '检查记录', '2024-11-02', '', '李四'],
        ['9999', '', '1', '会议纪要.pdf'],
        [first.no, first.round, '1', '没有的.pdf'],
      ];
      await page
        .getByLabel(/^把材料和索引表拖到这里/)
        .setInputFiles([
          await sheetOf(rows),
          { name: '会议纪要.pdf', mimeType: 'application/pdf', buffer: pdf('minutes of the batch') },
          { name: '现场检查记录.pdf', mimeType: 'application/pdf', buffer: pdf('inspection of the batch') },
          { name: '多余.pdf', mimeType: 'application/pdf', buffer: pdf('not in the sheet') },
        ]);
      await page.getByText('可上传 3 份；有问题 2 行；表中没有 1 份。').waitFor();
      const problems = await page.getByTestId('index-problem').allTextContents();
      expect(problems[0]).toContain('第 5 行：没有找到问题“9999”');
      expect(problems[1]).toContain('第 6 行：没有找到文件“没有的.pdf”');
      await desk.picture('evidence-upload-preview');
      await page.getByRole('button', { name: '开始上传（3）' }).click();
      await page.getByText('已校验通过 3/3 份').waitFor({ timeout: 60_000 });
      await desk.picture('evidence-upload-done');
      expect(await filesOf(first.id)).toContainEqual(['会议纪要.pdf', '专题会纪要', '张三']);
      const ofSecond = await filesOf(second.id);
      expect(ofSecond).toContainEqual(['会议纪要.pdf', '专题会纪要', '张三']);
      expect(ofSecond).toContainEqual(['现场检查记录.pdf', '检查记录', '李四']);

      // The corrected sheet alone: the files are still chosen, and what has arrived is not sent again.
      const corrected = [...rows.slice(0, 4), [first.no, first.round, '1', '多余.pdf', '补充材料']];
      await page.getByLabel(/^把材料和索引表拖到这里/).setInputFiles([await sheetOf(corrected)]);
      await page.getByText('可上传 4 份；有问题 0 行；表中没有 0 份。').waitFor();
      await page.getByRole('button', { name: '开始上传（4）' }).click();
      await page.getByText('已校验通过 7/7 份').waitFor({ timeout: 60_000 });
      await expect
        .poll(async () => (await filesOf(first.id)).filter(([name]) => name === '会议纪要.pdf'))
        .toHaveLength(1);
      expect(await filesOf(first.id)).toContainEqual(['多余.pdf', '补充材料', undefined]);
    },
    120_000,
  );

  office.step('on a phone the page fits', async () => {
    const desk = await office.desk(LOGIN, PHONE_SCREEN);
    await desk.goto(`/t/${TENANT}/evidence-upload`);
    await desk.heading('批量上传佐证').waitFor();
    const wide = await desk.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide).toBe(false);
    await desk.picture('evidence-upload-phone');
  });
});

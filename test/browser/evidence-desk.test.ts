import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Loss, PHONE_SCREEN } from './desk.ts';
import { HARDEST, Office } from './office.ts';

const TENANT = 'bhcyc';
const LOGIN = 'bhcyc-office';
/** 70 MiB at 12 MiB/s, twice hashed and copied, on a machine that runs four browsers at once: 9 s alone. */
const MOVES_MUCH_MS = 120_000;
/** Five parts. */
const LARGE_BYTES = 70 * 1024 ** 2;

const office = new Office(HARDEST);
let folder = '';
let large = '';

const pdfText = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n';
const minutes = Buffer.from(
  `${pdfText}2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
trailer<</Root 1 0 R>>
%%EOF`,
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xuncha-desk-'));
  large = join(folder, '检查现场录像.pdf');
  await writeFile(large, Buffer.concat([Buffer.from(pdfText), Buffer.alloc(LARGE_BYTES, '录像')]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rectifying = async () => {
  const { data } = await office.cloud.as(LOGIN).call('findings.list', {
    params: { tenantId: TENANT },
    query: { limit: 100, state: 'rectifying' },
  });
  const [found] = data.items;
  if (!found) throw new Error('the demonstration has no finding in rectification');
  return `/t/${TENANT}/findings/${found.id}`;
};

describe('evidence at the desk', () => {
  office.step('files are assigned by an index sheet, which says by row what does not fit', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await desk.goto(await rectifying());
    await page.getByRole('button', { name: '按索引表批量上传' }).click();
    const dialog = desk.dialog('按索引表批量上传材料');
    await dialog.getByText('严禁上传涉密文件').waitFor();
    const sheet =
      '文件名,措施序号,材料名称,取证人,形成日期\n纪要.pdf,1,专题会纪要,张三,2024-10-08\n没有的.pdf,1\n';
    await dialog.getByLabel(/^把材料和索引表拖到这里/).setInputFiles([
      { name: '索引表.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) },
      { name: '纪要.pdf', mimeType: 'application/pdf', buffer: minutes },
      { name: '多余.pdf', mimeType: 'application/pdf', buffer: minutes },
    ]);
    await dialog.getByText('可上传 1 份；有问题 1 行；表中没有 1 份。').waitFor();
    expect(await dialog.getByTestId('index-problem').textContent()).toContain('第 3 行');
    await desk.picture('index-sheet');
    await dialog.getByRole('button', { name: '开始上传（1）' }).click();
    await dialog.getByText('校验通过', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
  });

  office.step('a PDF is shown on the page', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await page.getByRole('button', { name: '查看：纪要.pdf' }).click();
    const shown = desk.dialog('纪要.pdf');
    await shown.getByText('第 1 页，共 2 页').waitFor();
    await shown.getByRole('button', { name: '下一页' }).click();
    await shown.getByText('第 2 页，共 2 页').waitFor();
    const width = () => shown.getByTestId('pdf-page').evaluate((canvas: HTMLCanvasElement) => canvas.width);
    await expect.poll(width).toBeGreaterThan(300);
    await page.keyboard.press('Escape');
    await shown.waitFor({ state: 'hidden' });
  });

  office.step('a file the unit has already is not sent again', async () => {
    const desk = await office.desk(LOGIN);
    const { page } = desk;
    await page.getByRole('button', { name: '上传材料：措施 2' }).click();
    const dialog = desk.dialog('上传措施 2 的佐证材料');
    await dialog
      .getByLabel(/^把文件拖到这里/)
      .setInputFiles({ name: '同一份纪要.pdf', mimeType: 'application/pdf', buffer: minutes });
    await dialog.getByRole('button', { name: '开始上传（1）' }).click();
    await dialog.getByText('已上传过，直接引用，没有重复上传。').waitFor();
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
  });

  office.step(
    'a large file goes on after the network was cut and the page closed',
    async () => {
      const desk = await office.desk(LOGIN);
      const { page } = desk;
      page.on('dialog', (dialog) => void dialog.accept());
      const line = await desk.context.newCDPSession(page);
      await line.send('Network.enable');
      const slow = (offline: boolean) =>
        line.send('Network.emulateNetworkConditions', {
          offline,
          latency: 0,
          downloadThroughput: -1,
          uploadThroughput: 12 * 1024 ** 2,
        });
      await slow(false);
      await page.getByRole('button', { name: '上传材料：措施 1' }).click();
      const dialog = desk.dialog('上传措施 1 的佐证材料');
      await dialog.getByLabel(/^把文件拖到这里/).setInputFiles(large);
      await dialog.getByRole('button', { name: '开始上传（1）' }).click();
      const bar = dialog.getByRole('progressbar', { name: '“检查现场录像.pdf”上传进度' });
      const done = async () => Number(await bar.getAttribute('aria-valuenow'));
      await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(75);
      await slow(true);
      await dialog.getByText('网络中断，恢复后自动继续，已传部分不会丢失。').waitFor();
      await desk.picture('upload-offline');
      await line.detach();
      await page.reload();
      await page.getByRole('button', { name: '上传材料：措施 1' }).click();
      const again = desk.dialog('上传措施 1 的佐证材料');
      await again.getByText('上次没有传完的文件').waitFor();
      await desk.picture('upload-unfinished');
      // The call that ends it is lost on its way there, and the next one on its way back.
      const losses: Loss[] = ['request', 'answer'];
      await page.route(/\/parts\/completions$/, async (route) => {
        const loss = losses.shift();
        if (!loss) return route.fallback();
        if (loss === 'answer') await route.fetch();
        await route.abort('internetdisconnected');
      });
      await again.getByLabel('重新选择“检查现场录像.pdf”继续').setInputFiles(large);
      await again.getByText('网络中断，恢复后自动继续，已传部分不会丢失。').waitFor({ timeout: 60_000 });
      await again.getByText('校验通过', { exact: true }).waitFor({ timeout: 60_000 });
      expect(losses).toEqual([]);
      await again.getByRole('button', { name: '关闭', exact: true }).last().click();
      const rows = page.getByTestId('evidence-row').filter({ hasText: '检查现场录像.pdf' });
      await rows.getByText('校验通过', { exact: true }).waitFor();
      expect(await rows.count()).toBe(1);
    },
    MOVES_MUCH_MS,
  );

  office.step('the vault check has its page, also on a phone', async () => {
    const desk = await office.desk(LOGIN, PHONE_SCREEN);
    await desk.goto(`/t/${TENANT}/fixity`);
    await desk.heading('存证检查').waitFor();
    await desk.page.getByTestId('fixity-run').first().waitFor();
    const wide = await desk.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide).toBe(false);
    await desk.picture('fixity-phone');
  });
});

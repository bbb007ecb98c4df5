import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyArchive } from '@xuncha/archive';
import { describe, expect } from 'vitest';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';

const UNIT = 'bhcyc';
/** An archive can be downloaded for 90 days. */
const PAST_ITS_DAY = 91;
const office = new Office({ movableClock: true });

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};
const rowOf = ({ page }: Desk) => page.getByTestId('archive-row').first();
/** Downloads the archive and verifies it; its bytes by their hash. */
const downloaded = async (desk: Desk): Promise<string> => {
  const file = await desk.download(() => rowOf(desk).getByRole('button', { name: /^下载/ }).click());
  const path = await file.path();
  expect((await verifyArchive(path)).problems).toEqual([]);
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
};

describe('an archive past its day', () => {
  let bytes = '';
  let fingerprint = '';

  office.step('is exported with the findings and matters of the unit, and downloaded', async () => {
    const desk = await office.desk('hq-inspection');
    const { page } = desk;
    await desk.goto(`/t/${UNIT}/archives`);
    await page.getByText(/^(共|预计约) \d+ 个问题、\d+ 个方案、督办等事项、\d+ 份材料/).waitFor();
    await look(desk, 'archive-estimate');
    await page.getByLabel('用途').fill('年度审计');
    await page.getByRole('button', { name: '开始导出' }).click();
    await rowOf(desk).getByText('可下载').waitFor({ timeout: 60_000 });
    await rowOf(desk)
      .getByText(/^\d+ 个问题，[1-9]\d* 个方案、督办等事项，\d+ 份材料/)
      .waitFor();
    fingerprint = await rowOf(desk)
      .getByText(/^档案指纹：[0-9a-f]{64}$/)
      .innerText();
    bytes = await downloaded(desk);
    await office.leave('hq-inspection');
  });

  office.step('says that it has expired and what to do, and offers no download', async () => {
    await office.cloud.pass(PAST_ITS_DAY);
    const desk = await office.desk('hq-inspection');
    await desk.goto(`/t/${UNIT}/archives`);
    const row = rowOf(desk);
    await row.getByText('已过期', { exact: true }).waitFor();
    await row.getByText(/可以重新生成内容完全相同的档案/).waitFor();
    expect(await row.getByRole('button', { name: /^下载/ }).count()).toBe(0);
    await row.getByRole('button', { name: /^重新生成/ }).waitFor();
    await look(desk, 'archive-expired');
    const phone = await office.desk('hq-inspection', PHONE_SCREEN);
    await phone.goto(`/t/${UNIT}/archives`);
    await rowOf(phone).getByText('已过期', { exact: true }).waitFor();
    await look(phone, 'archive-expired-phone');
  });

  office.step(
    'is built again for a purpose that is recorded, with the same fingerprint and bytes',
    async () => {
      const desk = await office.desk('hq-inspection');
      const { page } = desk;
      const row = rowOf(desk);
      await row.getByRole('button', { name: /^重新生成/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('用途').fill('复核审计');
      await look(desk, 'archive-rebuild-dialog');
      await dialog.getByRole('button', { name: '重新生成' }).click();
      await row.getByText('可下载').waitFor({ timeout: 60_000 });
      await row.getByText(/申请重新生成：复核审计$/).waitFor();
      expect(await row.getByText(/^档案指纹：[0-9a-f]{64}$/).innerText()).toBe(fingerprint);
      expect(await downloaded(desk)).toBe(bytes);
      await page.reload();
      await rowOf(desk).getByText('可下载').waitFor();
      await look(desk, 'archive-rebuilt');
      await office.leave('hq-inspection');
    },
  );
});

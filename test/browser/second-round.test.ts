import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWorkbook } from '@xuncha/documents';
import { shanghaiDateOf } from '@xuncha/domain';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect } from 'vitest';
import { bringToMeeting, closeAtMeeting } from '../../scripts/demo/gates.ts';
import { LEDGER_COLUMNS } from '../../scripts/demo/history.ts';
import { importAnew } from '../../scripts/demo/ledger.ts';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const UNIT = 'bhcyc';
const office = new Office();
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

const findingOf = async (no: string, round?: string) => {
  const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
    params: { tenantId: UNIT },
    query: { limit: 100, ...(round ? { round } : {}) },
  });
  const found = data.items.find((finding) => finding.no === no && (!round || finding.round === round));
  if (!found) throw new Error(`the ledger has no finding ${no} of ${round ?? 'any round'}`);
  return found;
};

describe('the Word form of plans (E01)', () => {
  office.step(
    'is refused with the name of what it can’t fill, and taken once that is corrected',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await desk.goto(`/t/${UNIT}/settings`);
      await page.getByRole('tab', { name: '方案模板' }).click();
      await page.getByText('正在使用统一格式').waitFor();
      const download = await desk.download(() => page.getByRole('button', { name: '下载示例模板' }).click());
      const sample = new Uint8Array(await readFile(await download.path()));
      const upload = (name: string, content: Uint8Array) =>
        page
          .getByLabel('上传模板', { exact: true })
          .and(page.locator('input'))
          .setInputFiles({ name, mimeType: WORD, buffer: Buffer.from(content) });
      const parts = unzipSync(sample);
      const text = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
      const wrong = text.replace('<w:body>', '<w:body><w:p><w:r><w:t>{{责任科室}}</w:t></w:r></w:p>');
      expect(wrong).not.toBe(text);
      await upload('本厂方案.docx', zipSync({ ...parts, 'word/document.xml': strToU8(wrong) }));
      await page.getByText('不认识的占位符：责任科室').waitFor();
      await look(desk, 'template-refused');
      expect(await page.getByText('正在使用统一格式').count()).toBe(1);
      await upload('本厂方案.docx', sample);
      await page.getByText('模板已启用').waitFor();
      await page.getByText('本厂方案.docx').waitFor();
      expect(await page.getByText('不认识的占位符').count()).toBe(0);
      await look(desk, 'template-taken');
      await office.leave('bhcyc-office');
    },
  );
});

describe('a recurrence (I07)', () => {
  const AGAIN = '2026年第一轮';

  /** What was closed comes back in the feedback of a later round, in the same words. */
  const recur = async (): Promise<void> => {
    const { cloud } = office;
    const { id: findingId } = await findingOf('3');
    const place = { tenantId: UNIT, findingId };
    await bringToMeeting((login) => cloud.as(login), place, {
      checker: 'bhcyc-jiwei',
      consultant: 'hq-function',
      secretary: 'bhcyc-secretary',
    });
    const today = shanghaiDateOf(new Date());
    const { data: meeting } = await cloud.as('hq-leading').call('meetings.create', {
      body: { title: '领导小组会议', date: today, attendees: ['顾长明'] },
    });
    await closeAtMeeting(cloud.as('hq-leading'), [place], meeting.id);
    const { data } = await cloud.as('bhcyc-office').call('findings.get', { params: place });
    expect(data.finding.state).toBe('closed');
    const content = await writeWorkbook({
      sheets: [
        {
          name: '问题清单',
          title: '北河采油厂巡察反馈问题整改台账',
          subtitles: [`反馈日期：${today}`],
          columns: LEDGER_COLUMNS,
          rows: [
            { section: `一、${data.finding.domain ?? ''}` },
            {
              cells: {
                no: 1,
                category: data.finding.category ?? '',
                text: data.body.text,
                goal: '杜绝',
                measure: '重新清理合同。',
                leader: '总会计师',
                department: '企管法规部',
                handler: '周敏',
                due: '2099年12月31日',
                kind: '限期整改',
              },
            },
          ],
        },
      ],
    });
    await importAnew(cloud.as('hq-inspection'), {
      tenantId: UNIT,
      fileName: '问题清单-再次巡察.xlsx',
      content,
      round: AGAIN,
      title: '再次巡察反馈问题',
      feedbackDate: today,
    });
  };

  office.step(
    'is seen on the new finding, leads to the closed one, and back',
    async () => {
      await recur();
      const [earlier, later] = [await findingOf('3', '2024年第二轮'), await findingOf('1', AGAIN)];
      const desk = await office.desk('hq-inspection');
      const { page } = desk;
      const link = page.getByTestId('finding-matter').getByRole('link', { name: /^边改边犯 · / });
      await desk.goto(`/t/${UNIT}/findings/${later.id}`);
      await link.waitFor();
      await look(desk, 'recurrence-finding');
      await link.click();
      const card = page.getByTestId('recurrence');
      await card.getByText('待确认', { exact: true }).waitFor();
      await card.getByText(/100/).first().waitFor();
      await look(desk, 'recurrence-card');
      await card.getByRole('link', { name: `${earlier.no} ${earlier.title}` }).click();
      await page.waitForURL(`**/findings/${earlier.id}`);
      await link.click();
      await card.getByRole('link', { name: `${later.no} ${later.title}` }).click();
      await page.waitForURL(`**/findings/${later.id}`);
      await link.click();
      await card.getByRole('button', { name: '作出判断' }).click();
      const dialog = desk.dialog('作出判断');
      await dialog.getByLabel('原因').fill('同一问题一年内再次发生。');
      await dialog.getByRole('button', { name: /提\s*交/ }).click();
      await card.getByText('已确认', { exact: true }).waitFor();
      await page.setViewportSize(PHONE_SCREEN);
      await expectUsable(page);
      await office.leave('hq-inspection');
    },
    // Four gates through the workflow, an import and a publication.
    120_000,
  );
});

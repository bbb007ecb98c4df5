import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { bringToCommittee } from '../../scripts/demo/gates.ts';
import { type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const TENANT = 'bhcyc';
const office = new Office();
const idOf = async (no: string): Promise<string> => {
  const { data } = await office.cloud
    .as('bhcyc-office')
    .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100 } });
  return data.items.find((finding) => finding.no === no)?.id ?? '';
};

const look = async ({ page }: Desk, name: string): Promise<void> => {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

describe('deciding', () => {
  office.step(
    'material is checked side by side with its ticks, by keyboard, and the ticks survive a reload',
    async () => {
      const desk = await office.desk('bhcyc-jiwei');
      const { page } = desk;
      await desk.goto(`/t/${TENANT}/findings/${await idOf('3')}#closeout`);
      const panel = page.getByTestId('decision-panel');
      await panel.getByRole('button', { name: '并排核验材料' }).click();
      const side = desk.dialog(/并排核验材料/);
      await side.getByText(/^第 1\/2 份/).waitFor();
      await page.keyboard.press('1');
      await side.getByText(/^第 2\/2 份/).waitFor();
      await expectUsable(page);
      await page.keyboard.press('2');
      await side.getByLabel(/不充分的原因$/).fill('没有日期');
      await side.getByRole('button', { name: '核验完毕，返回' }).click();
      await panel.getByText('已核验 2/2').waitFor();
      await page.reload();
      await panel.getByText('已核验 2/2').waitFor();
      expect(await panel.getByLabel(/不充分的原因$/).inputValue()).toBe('没有日期');
      await panel.getByText('退回', { exact: true }).click();
      await panel.getByRole('button', { name: '材料不完整或不清晰，请重新上传：' }).click();
      expect(await panel.getByLabel('退回原因').inputValue()).toBe('材料不完整或不清晰，请重新上传：');
      await page.setViewportSize(PHONE_SCREEN);
      await expectUsable(page);
      await office.leave('bhcyc-jiwei');
    },
  );

  office.step('the secretary decides at the recorded meeting, and both pages name each other', async () => {
    const params = { tenantId: TENANT };
    const findingId = await idOf('3');
    await bringToCommittee(
      (login) => office.cloud.as(login),
      { ...params, findingId },
      { checker: 'bhcyc-jiwei', consultant: 'hq-function' },
    );
    const { data: meeting } = await office.cloud.as('bhcyc-office').call('unitMeetings.record', {
      params,
      body: {
        title: '党委第9次会议',
        type: 'decision',
        date: '2024-11-12',
        attendees: ['陶启正', '何静怡'],
        agenda: [{ title: '通报安全工作' }, { title: '审议第3号问题销号', findingIds: [findingId] }],
        conclusions: '同意提请集团领导小组销号。',
      },
    });
    const clerk = await office.desk('bhcyc-office');
    await clerk.goto(`/t/${TENANT}/unit-meetings/${meeting.id}`);
    await clerk.page.getByLabel('添加附件').setInputFiles({
      name: '党委会纪要.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('同意提请集团领导小组销号。\n'),
    });
    await clerk.page.getByTestId('matter-file').getByText('已存证').waitFor({ timeout: 30_000 });
    await clerk.page.getByRole('button', { name: '会议归档' }).click();
    await clerk.dialog('会议归档').getByRole('button', { name: '会议归档' }).click();
    await clerk.page.getByText('会议纪要已归档。').waitFor();

    const desk = await office.desk('bhcyc-secretary');
    const { page } = desk;
    await desk.goto(`/t/${TENANT}/findings/${findingId}#closeout`);
    const panel = page.getByTestId('decision-panel');
    await panel.getByText('通过', { exact: true }).click();
    await desk.choose(panel, '决策会议', '2024-11-12 党委第9次会议');
    const taken = panel.getByTestId('recorded-meeting');
    await taken.getByText('陶启正、何静怡').waitFor();
    await taken.getByText('党委会纪要.txt').waitFor();
    expect(await panel.getByLabel('会议日期').count()).toBe(0);
    await panel.getByRole('button', { name: '提交决定' }).click();
    await panel.getByText(/还有 2 处/).waitFor();
    await desk.choose(panel, '会议议题', '审议第3号问题销号');
    await panel.getByLabel('决议内容').fill('同意销号。');
    await look(desk, 'decision-recorded-meeting');
    await panel.getByRole('button', { name: '提交决定' }).click();
    await page.getByTestId('finding-matter').getByRole('link', { name: '会议 · 党委第9次会议' }).click();
    const decided = page.getByTestId('meeting-decided');
    await decided.getByText('审议第3号问题销号').waitFor();
    await look(desk, 'meeting-decided');
    await decided.getByRole('link', { name: '第 3 号问题' }).click();
    const earlier = page.getByTestId('earlier-opinions');
    await earlier.getByRole('link', { name: '查看会议' }).waitFor();
    await earlier.getByText('2024-11-12 · 审议第3号问题销号').waitFor();
    await page.setViewportSize(PHONE_SCREEN);
    await expectUsable(page);
    await office.leave('bhcyc-office', 'bhcyc-secretary');
  });

  office.step('earlier opinions stand beside the decision', async () => {
    const desk = await office.desk('hq-leading');
    await desk.goto(`/t/${TENANT}/findings/${await idOf('3')}#closeout`);
    const earlier = desk.page.getByTestId('earlier-opinions');
    for (const gate of ['材料核验', '征求意见', '党委会决策']) await earlier.getByText(gate).waitFor();
    expect(await earlier.getByText('通过', { exact: true }).count()).toBe(3);
  });

  office.step('a meeting goes from case to case by keyboard, and resumes after a reload', async () => {
    const { data: meeting } = await office.cloud.as('hq-leading').call('meetings.create', {
      body: { title: '领导小组2024年第四次会议', date: '2024-12-05', attendees: ['顾长明', '沈知行'] },
    });
    const desk = await office.desk('hq-leading');
    const { page } = desk;
    await desk.goto(`/meetings/${meeting.id}`);
    const row = page.getByTestId('meeting-case').first();
    await row.waitFor();
    await page.getByText('已定 0/1').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    // The reason is under the keyboard: what is typed now is text, not keys.
    await page.keyboard.type('jar');
    expect(await row.getByLabel(/的原因$/).inputValue()).toBe('jar');
    await row.getByLabel(/的原因$/).fill('');
    await row.getByRole('button', { name: '整改效果尚不明显，请继续整改：' }).click();
    await page.getByText('已定 1/1').waitFor();
    await page.reload();
    await page.getByText('已定 1/1').waitFor();
    await expectUsable(page);
    expect(await row.getByLabel(/的原因$/).inputValue()).toBe('整改效果尚不明显，请继续整改：');
    await page.keyboard.press('a');
    await page.getByRole('button', { name: '提交所选 1 件的决定' }).click();
    await page.getByText('1 件已决定').waitFor();
    await page.getByTestId('meeting-results').getByText('本次提交的结果（1 件）').waitFor();
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('draft'))),
    ).toEqual([]);
    await office.leave('hq-leading');
  });

  office.step('what was applied for a second time is held against the first', async () => {
    const place = { tenantId: TENANT, findingId: await idOf('3') };
    const head = office.cloud.as('bhcyc-qiguan');
    await office.cloud.as('hq-leading').call('findings.reopen', {
      params: place,
      body: { reason: '抽查发现同类问题反弹。' },
    });
    const { data: seen } = await head.call('findings.get', { params: place });
    const measure = seen.measures[0];
    if (!measure) throw new Error('the demonstration has a measure there');
    const content = Buffer.from('复查记录：未再发现拆分采购。\n');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { data } = await head.call('evidence.register', {
      params: place,
      body: {
        purpose: 'measure',
        measureId: measure.id,
        fileName: '复查记录.txt',
        size: content.length,
        sha256,
        contentType: 'text/plain',
        formedOn: '2024-12-20',
      },
    });
    await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
    const evidence = { ...place, evidenceId: data.evidence.id };
    await expect
      .poll(async () => (await head.call('evidence.get', { params: evidence })).data.status, {
        timeout: 15_000,
      })
      .toBe('verified');
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(`/t/${TENANT}/findings/${place.findingId}#closeout`);
    // Before it is applied for again, the present state is the later version.
    await page.getByRole('button', { name: '比较版本' }).click();
    const dialog = desk.dialog('比较历次申请的内容');
    await dialog.getByTestId('evidence-added').getByText('复查记录.txt').waitFor();
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
    await head.call('closeouts.apply', {
      params: place,
      body: { result: '复查后未再发现。', similarCheck: '已重新排查。', newRules: [] },
    });
    await expect
      .poll(
        async () =>
          (await head.call('findings.get', { params: place })).data.cases.filter(({ frozen }) => frozen)
            .length,
        { timeout: 15_000 },
      )
      .toBe(2);
    await page.reload();
    await page.getByRole('button', { name: '比较版本' }).click();
    const file = dialog.getByTestId('evidence-added');
    await file.getByText(sha256).waitFor();
    await dialog
      .getByRole('row', { name: /整改结果/ })
      .getByText('复查后未再发现。')
      .waitFor();
    await expectUsable(page);
    await page.setViewportSize(PHONE_SCREEN);
    await expectUsable(page);
    await desk.picture('versions');
    await office.leave('bhcyc-office');
  });
});

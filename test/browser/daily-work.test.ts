import { addCalendarDays, shanghaiDateOf } from '@xuncha/domain';
import { describe, expect } from 'vitest';
import { PHONE_SCREEN } from './desk.ts';
import { HARDEST, Office } from './office.ts';

const TENANT = 'bhcyc';
const HANDLER = 'bhcyc-wang';
const HEAD = 'bhcyc-dangqun';
const TODAY = shanghaiDateOf(new Date());
/** The ledger's dates lie in 2024: an extension that helps is longer than the unit may grant itself. */
const LATER = addCalendarDays(TODAY, 40);

/** All of it on a phone, by keys alone and on a line that loses things: people are on their way. */
const office = new Office(HARDEST);
let path = '';

const detailOf = async () => {
  const findingId = path.split('/').at(-1) ?? '';
  return (
    await office.cloud.as('bhcyc-office').call('findings.get', { params: { tenantId: TENANT, findingId } })
  ).data;
};

describe('the daily work of handler, department head, rectification office and HQ', () => {
  office.step('the handler reports on the phone, and sees plan and work side by side', async () => {
    const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
      params: { tenantId: TENANT },
      query: { limit: 100, state: 'rectifying' },
    });
    const found = data.items.find(({ no }) => no === '1');
    if (!found) throw new Error('the demonstration has no first finding in rectification');
    path = `/t/${TENANT}/findings/${found.id}`;
    const desk = await office.desk(HANDLER, PHONE_SCREEN);
    await desk.goto(path);
    const { page } = desk;
    await page.getByRole('button', { name: '填报进度：措施 1' }).click();
    const dialog = desk.dialog('填报措施 1 的进度');
    await dialog.getByLabel('完成百分比').fill('70');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await dialog.getByText('请写明本期做了什么').waitFor();
    await dialog.getByLabel('本期工作').fill('征求意见结束，已修改成送审稿。');
    await desk.picture('daily-report-phone');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    const measure = page.getByTestId('measure').first();
    // Shown at once; what the server makes of it comes with its answer, which this line may lose.
    await expect
      .poll(() => measure.getByTestId('measure-course').textContent(), { timeout: 30_000 })
      .toMatch(/逾期.*计划 100%，实际 70%，.*落后 30 个百分点/);
    await measure.getByText('填报记录（2）').click();
    expect(await measure.getByTestId('progress-report').first().textContent()).toMatch(
      /60% → 70%.*征求意见结束，已修改成送审稿。.*王建国/,
    );
    await page.getByText('预警依据').click();
    await page.getByText('偏差 = 计划进度 − 实际进度（百分点）。').waitFor();
    await desk.picture('daily-finding-phone');
  });

  office.step('the department head asks for another date and is told who decides', async () => {
    const desk = await office.desk(HEAD);
    await desk.goto(path);
    const { page } = desk;
    await page.getByRole('button', { name: '申请延期' }).click();
    const dialog = desk.dialog('申请延期');
    await dialog.getByLabel('延至').fill(LATER);
    await dialog.getByText('由巡察办审批').waitFor();
    await dialog.getByLabel('原因').fill('制度须经职工代表大会审议，会期延后。');
    await desk.picture('daily-ask-extension');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await page.getByTestId('pending-extension').getByText('等待巡察办审批，应于').waitFor();
    expect(await page.getByRole('button', { name: '审批延期' }).count()).toBe(0);
    await desk.picture('daily-pending-extension');
  });

  office.step('HQ finds it in the inbox and approves: the date moves, and says why', async () => {
    const desk = await office.desk('hq-inspection');
    const { page } = desk;
    const title = (await detailOf()).finding.title;
    await expect
      .poll(
        async () => {
          await desk.goto('/');
          await desk
            .heading('延期审批')
            .waitFor({ timeout: 5_000 })
            .catch(() => undefined);
          return desk.heading('延期审批').count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await page
      .getByTestId('inbox-task')
      .filter({ hasText: '延期申请待审批' })
      .getByRole('link', { name: new RegExp(`^去办理：.*${title.slice(0, 8)}`) })
      .click();
    await page.getByRole('button', { name: '审批延期' }).click();
    const dialog = desk.dialog('审批延期');
    await dialog.getByLabel('同意延期').check();
    await dialog.getByLabel('原因').fill('情况属实，同意。');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await page.getByText('已延期 1 次').waitFor();
    const { finding } = await detailOf();
    expect(finding).toMatchObject({ dueDate: LATER, extensions: 1 });
    expect(finding.dueWhy).toContain('批准延期');
    await page.getByText('验收和延期记录（2）').click();
    await desk.picture('daily-approved-extension');
  });

  office.step(
    'the rectification office accepts a stage: a stage result, not closed; and opens the green channel',
    async () => {
      const desk = await office.desk('bhcyc-office');
      await desk.goto(path);
      const { page } = desk;
      await page.getByRole('button', { name: '阶段性验收' }).click();
      const dialog = desk.dialog('阶段性验收');
      await dialog.getByLabel('通过').check();
      await dialog.getByLabel('验收意见').fill('送审稿质量符合要求。');
      await dialog.getByRole('button', { name: /提\s*交/ }).click();
      await page.getByText('阶段性成果，持续整改').waitFor();
      await page.getByRole('button', { name: '列入绿色通道' }).click();
      const green = desk.dialog('列入绿色通道');
      await green.getByLabel('原因').fill('涉及职工切身利益。');
      await green.getByRole('button', { name: /提\s*交/ }).click();
      await page.getByText(`绿色通道（${TODAY} 起）`).waitFor();
      await desk.picture('daily-stage');
      expect((await detailOf()).finding).toMatchObject({ state: 'rectifying', result: 'stage' });
      await expect
        .poll(
          async () => {
            await desk.goto('/');
            const figure = page.getByRole('link', { name: /阶段性成果，持续整改/ });
            await figure.waitFor({ timeout: 5_000 }).catch(() => undefined);
            return (await figure.count()) > 0 ? figure.textContent() : '';
          },
          { timeout: 30_000 },
        )
        .toMatch(/^1/);
      await desk.picture('daily-home');
      await page.getByRole('link', { name: /阶段性成果，持续整改/ }).click();
      await page.getByRole('link', { name: (await detailOf()).finding.title }).waitFor();
      await desk.picture('daily-ledger');
    },
  );

  office.step('the department asks another one for help, which answers on the phone', async () => {
    const desk = await office.desk(HEAD);
    await desk.goto(path);
    const { page } = desk;
    await page.getByRole('button', { name: '提出协调请求' }).click();
    const dialog = desk.dialog('提出协调请求');
    await dialog.getByLabel('本单位其他部门').check();
    await desk.choose(dialog, '部门', '企管法规部');
    await dialog.getByLabel('需要协调的问题').fill('请协助审核制度送审稿的合规性。');
    await desk.picture('daily-ask-help');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    const answerer = await office.desk('bhcyc-qiguan', PHONE_SCREEN);
    await expect
      .poll(
        async () => {
          await answerer.goto('/');
          const line = answerer.page.getByTestId('inbox-task').filter({ hasText: '协调事项待答复' });
          await line.waitFor({ timeout: 5_000 }).catch(() => undefined);
          return line.count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await answerer.page
      .getByTestId('inbox-task')
      .filter({ hasText: '协调事项待答复' })
      .getByRole('link', { name: /^去办理/ })
      .click();
    await answerer.page.getByRole('button', { name: '答复', exact: true }).click();
    // The demonstration has asked for help with this finding before: the one just answered is meant.
    const asked = new URL(answerer.page.url()).pathname;
    const reply = answerer.dialog('答复');
    await reply.getByLabel('答复内容').fill('已审核，第五条须与集团制度一致。');
    await reply.getByRole('button', { name: /提\s*交/ }).click();
    await answerer.page.getByText('已答复，待确认').waitFor();
    await answerer.picture('daily-help-phone');
    await page.getByTestId('finding-matter').locator(`a[href="${asked}"]`).click();
    await page.getByRole('button', { name: '确认答复' }).click();
    const settle = desk.dialog('确认答复');
    await settle.getByLabel('问题已解决，办结').check();
    await settle.getByLabel('说明').fill('已按意见修改。');
    await settle.getByRole('button', { name: /提\s*交/ }).click();
    await page.getByText('已办结').first().waitFor();
    await desk.picture('daily-help');
    await office.leave('bhcyc-qiguan@390');
  });

  office.step('the same page on the phone of the department head', async () => {
    const desk = await office.desk(HEAD, PHONE_SCREEN);
    await desk.goto(path);
    await desk.page.getByText('已延期 1 次').waitFor();
    const overflow = await desk.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await desk.picture('daily-course-phone');
    await office.leave(`${HANDLER}@390`, HEAD, `${HEAD}@390`, 'hq-inspection', 'bhcyc-office');
  });
});

import { readFileSync } from 'node:fs';
import type { OutputOf } from '@xuncha/contracts';
import { readWorkbook } from '@xuncha/documents';
import { findingGaps, planList } from '@xuncha/domain';
import { describe, expect } from 'vitest';
import { DESK_SCREEN, type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const office = new Office();
const TENANT = 'bhcyc';
const GOALS = '对照反馈意见逐条整改，三个月内完成集中整改，形成长效机制。';
const ORGANISATION = '成立由党委书记任组长的整改工作领导小组，每周调度一次。';
const CAUSE = '制度没有明确限额标准，审核把关不严。';
const STANDARD = '制度修订印发，专项抽查未发现同类问题';

type Finding = OutputOf<'plans.findings'>['items'][number];
/** What the story made, for its later steps. */
const made = { plan: '', finding: '' };

/** Opens what waits for this person, from the home page. */
const takeUp = async (desk: Desk): Promise<void> => {
  await desk.goto('/');
  await desk.page
    .getByRole('link', { name: /^去办理：.*整改方案$/ })
    .first()
    .click();
  await desk.heading(/巡察反馈问题整改方案$/).waitFor();
};
const save = async (desk: Desk, title: string, button: string): Promise<void> => {
  const dialog = desk.dialog(title);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
};

const findingsOf = async (): Promise<Finding[]> => {
  const client = office.cloud.as('bhcyc-office');
  const planId = made.plan.split('/').at(-1) ?? '';
  const { data } = await client.call('plans.findings', {
    params: { tenantId: TENANT, planId },
    query: { limit: 100 },
  });
  return data.items;
};

/** Closes the gaps of one finding past the browser: each in the way its page would. */
const complete = async ({ id: findingId }: Finding): Promise<void> => {
  const client = office.cloud.as('bhcyc-office');
  const params = { tenantId: TENANT, findingId };
  const seen = async () => client.call('findings.get', { params });
  const first = (await seen()).data;
  if (first.finding.state === 'delivered') await client.call('findings.acknowledge', { params });
  const { data, etag } = await seen();
  const { responsibility, termClass } = data.finding;
  await client.call('findings.assign', {
    params,
    ifMatch: etag,
    body: {
      ...responsibility,
      principalId: undefined,
      leaderId: undefined,
      handlerId: undefined,
      principalName: responsibility.principalName ?? '陶启正',
      leaderName: responsibility.leaderName ?? '段承业',
      handlerName: responsibility.handlerName ?? '何静怡',
    },
  });
  await client.call('findings.analyse', {
    params,
    ifMatch: (await seen()).etag,
    body: {
      // Terms later than the class allows would be asked about; what goes on is held to stages.
      termClass: data.finding.state === 'rectifying' ? termClass : 'continuous',
      causes: ['institution'],
      causeText: CAUSE,
      goal: data.body.goal ?? '问题整改到位',
      standard: { text: STANDARD },
    },
  });
  for (const measure of data.measures.filter(({ status }) => status !== 'withdrawn'))
    await client.call('measures.edit', {
      params: { ...params, measureId: measure.id },
      ifMatch: (await seen()).etag,
      body: {
        text: measure.text,
        departmentId: measure.departmentId,
        handlerName: measure.handlerName,
        leaderName: measure.leaderName,
        term: termClass === 'immediate' ? '2024-09-30' : '2024-12-10',
        stages: [{ on: '2024-10-31', percent: 50, goal: '完成制度修订' }],
      },
    });
};

describe('one plan, three lists (E01–E06)', () => {
  office.step('HQ publishes acceptance standards, and every unit has them', async () => {
    const desk = await office.desk('hq-inspection');
    await desk.follow('单位设置');
    await desk.page.getByRole('tab', { name: '验收标准' }).click();
    await desk.page.getByRole('button', { name: '添加标准' }).click();
    await desk.page.getByLabel('第 1 条标准').fill(STANDARD);
    await desk.page.getByRole('button', { name: '发布新版本' }).click();
    await desk.page.getByText(/^第 1 版，沈知行/).waitFor();
  });

  office.step('the unit’s office finds its plan waiting, and sees what is missing', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await takeUp(desk);
    made.plan = new URL(page.url()).pathname;
    await page.getByText('为什么是这一天').click();
    await page.getByText(/15个工作日/).waitFor();
    await page.getByText('填写总体目标').first().waitFor();
    expect(await page.getByRole('button', { name: '提交党委审议' }).isDisabled()).toBe(true);
    await desk.picture('plan-gaps');
  });

  office.step('a gap leads to where it is closed: cause, standard from HQ’s library', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    const gap = page
      .getByTestId('plan-gaps')
      .getByRole('link', { name: /选择原因分类/ })
      .first();
    await gap.click();
    await desk.heading('原因、目标与标准').waitFor();
    made.finding = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('button', { name: '填写原因与标准' }).click();
    const dialog = desk.dialog('填写原因与标准');
    await dialog.getByLabel('制度机制').check();
    await dialog.getByLabel('原因分析').fill(CAUSE);
    await desk.choose(dialog, '从标准库选用', STANDARD);
    expect(await dialog.getByLabel('验收标准', { exact: true }).inputValue()).toBe(STANDARD);
    await desk.picture('plan-analysis-dialog');
    await save(desk, '填写原因与标准', '保存');
    await page.locator('#analysis').getByText(CAUSE).waitFor();
    await desk.picture('plan-analysis');
  });

  office.step(
    'when everything is there it is submitted',
    async () => {
      for (const finding of await findingsOf())
        if (findingGaps(finding).some(({ blocking }) => blocking)) await complete(finding);
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await desk.goto(made.plan);
      await page.getByRole('button', { name: '填写总体要求' }).click();
      const dialog = desk.dialog('填写总体要求');
      await dialog.getByLabel('总体目标').fill(GOALS);
      await dialog.getByLabel('组织领导').fill(ORGANISATION);
      await save(desk, '填写总体要求', '保存');
      await page.getByText('各项内容齐备').waitFor();
      await page.getByRole('button', { name: '提交党委审议' }).click();
      await save(desk, '提交党委审议', '提交党委审议');
      await page.getByText('党委审议中').waitFor();
    },
    120_000,
  );

  office.step('the secretary decides for the committee on the version that was submitted', async () => {
    const desk = await office.desk('bhcyc-secretary');
    const { page } = desk;
    await takeUp(desk);
    await page.getByText('提交后没有变动').waitFor();
    await page.getByRole('button', { name: '党委审议' }).click();
    await desk.dialog('党委审议').getByLabel('意见').fill('同意，报集团审核。');
    await save(desk, '党委审议', '提交');
    await page.getByText('集团审核中').waitFor();
    await desk.picture('plan-approval');
  });

  office.step(
    'discipline and organisation departments give opinions, the inspection office approves',
    async () => {
      for (const login of ['hq-jiwei', 'hq-zuzhi']) {
        const desk = await office.desk(login);
        await takeUp(desk);
        await desk.page.getByRole('button', { name: '提出意见' }).click();
        await desk.dialog('提出意见').getByLabel('意见').fill('无不同意见。');
        await save(desk, '提出意见', '提交');
        await desk.page.getByText('无不同意见。').first().waitFor();
      }
      const desk = await office.desk('hq-inspection');
      await takeUp(desk);
      await desk.page.getByRole('button', { name: '审核方案' }).click();
      await save(desk, '审核方案', '提交');
      await desk.page.getByText('已批准', { exact: true }).waitFor();
      expect(await desk.page.getByTestId('plan-step').count()).toBe(5);
    },
  );

  office.step('the three lists stand on the page and leave it as Word and Excel', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(made.plan);
    const findings = await findingsOf();
    for (const [title, name] of [
      ['问题清单', 'problems'],
      ['任务清单', 'tasks'],
      ['责任清单', 'responsibilities'],
    ] as const) {
      await page.getByRole('tab', { name: title }).click();
      const rows = page.getByTestId('plan-list-row');
      // The rows of the tab before stand there a moment longer.
      await expect.poll(() => rows.count()).toBe(planList(name, findings).rows.length);
      await desk.picture(`plan-${name}`);
    }
    const take = async (format: RegExp) => {
      await page.getByRole('button', { name: '导出方案和三清单' }).click();
      const dialog = desk.dialog('导出方案和三清单');
      await dialog.getByTestId('classified-notice').waitFor();
      await dialog.getByLabel(format).check();
      const download = await desk.download(() => dialog.getByRole('button', { name: '下载' }).click());
      await dialog.waitFor({ state: 'hidden' });
      return { name: download.suggestedFilename(), path: await download.path() };
    };
    const excel = await take(/^Excel/);
    expect(excel.name).toMatch(/^北河采油厂.*一方案三清单.*\.xlsx$/);
    const sheets = await readWorkbook(new Uint8Array(readFileSync(excel.path)));
    expect(sheets.map(({ name }) => name)).toEqual(['问题清单', '任务清单', '责任清单']);
    expect((await take(/^Word/)).name).toMatch(/\.docx$/);
  });

  office.step('the time line shows every measure, on a desk and on a phone', async () => {
    const desk = await office.desk('bhcyc-office');
    const { page } = desk;
    await desk.goto(`${made.plan}?tab=timeline`);
    const measures = (await findingsOf()).reduce((sum, finding) => sum + finding.measures.length, 0);
    await page.getByTestId('gantt').waitFor();
    expect(await page.getByTestId('gantt-row').count()).toBe(measures);
    await page.getByText('逾期').first().waitFor();
    for (const tab of ['timeline', 'problems'])
      for (const screen of [DESK_SCREEN, PHONE_SCREEN]) {
        await desk.goto(`${made.plan}?tab=${tab}`);
        await page.getByText('按部门').first().waitFor();
        await page.waitForLoadState('networkidle');
        await page.setViewportSize(screen);
        await expectUsable(page);
        await desk.picture(`plan-${tab}-${screen.width}`);
      }
    await page.setViewportSize(DESK_SCREEN);
    await office.leave('bhcyc-office', 'bhcyc-secretary', 'hq-jiwei', 'hq-zuzhi', 'hq-inspection');
  });
});

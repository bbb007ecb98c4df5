import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { verifyArchive } from '@xuncha/archive';
import { addCalendarDays, shanghaiDateOf } from '@xuncha/domain';
import { describe, expect } from 'vitest';
import { bringToMeeting } from '../../scripts/demo/gates.ts';
import type { Desk } from './desk.ts';
import { HARDEST, Office } from './office.ts';
import { NEW_ADMIN, NEW_AUDITOR, NEW_COLLEAGUES, NEW_UNIT, NEW_UNIT_OUTLINE } from './people.ts';

const LEDGER = join(import.meta.dirname, '../data/整改台账-北河采油厂.xlsx');
/** The day named in the ledger's second row. */
const FEEDBACK_DATE = '2024-09-12';
const TODAY = shanghaiDateOf(new Date());

/** The finding of the story: one measure, consulted with the group's 企管法规部 (category 招标采购). */
const BIDDING = '物资采购拆分规避招标';
/** Goes the same way beside it, so that the meeting has a batch: consulted with 党群工作部 (category 作风建设). */
const FORMS = '基层重复报送资料';
const OBJECTED = '落实以往巡察、审计整改不彻底';

const RESULT = '近三年同类物资采购已全部清理，拆分采购的责任人已处理，集中采购目录已发布。';

/**
 * Nobody has a mouse or more than a phone, and in every step a command, a read and a file are lost once: the story comes
 * to the same end, and nothing happens twice.
 */
const office = new Office(HARDEST);

/** Opens what waits for this person, from the home page. */
const takeUp = async (desk: Desk, title: string): Promise<void> => {
  await desk.goto('/');
  await desk.page.getByRole('link', { name: new RegExp(`^去办理：.*${title}`) }).click();
  await desk.heading(new RegExp(title)).waitFor();
};

/** A real PDF, printed by the browser itself. */
const printedPdf = async (desk: Desk, title: string, pages: number): Promise<Buffer> => {
  const page = await desk.context.newPage();
  const body = Array.from({ length: pages }, (_, index) => `<h1>${title}</h1><p>第 ${index + 1} 页</p>`);
  await page.setContent(body.join('<div style="break-after: page"></div>'));
  const pdf = await page.pdf({ format: 'A4' });
  await page.close();
  return pdf;
};

/** Finding numbers of the new unit, past the browser. */
const findingIdOf = async (title: string): Promise<string> => {
  const { data } = await office.cloud.as('xlyq-office').call('findings.list', {
    params: { tenantId: NEW_UNIT.code },
    query: { limit: 100 },
  });
  const found = data.items.find((finding) => finding.title.includes(title));
  if (!found) throw new Error(`the ledger has no finding ${title}`);
  return found.id;
};

/** Prepares the second case through the API, up to the meeting: its way through the pages is the first one's. */
const bringSecondCase = async (): Promise<void> => {
  const { cloud } = office;
  const place = { tenantId: NEW_UNIT.code, findingId: await findingIdOf(FORMS) };
  const params = { ...place };
  const [unitOffice, head] = [cloud.as('xlyq-office'), cloud.as('xlyq-zonghe')];
  const { data: seen, etag } = await unitOffice.call('findings.get', { params });
  const { departmentId, supportingDepartments, handlerName } = seen.finding.responsibility;
  await unitOffice.call('findings.assign', {
    params,
    ifMatch: etag,
    body: { departmentId, supportingDepartments, handlerName, principalName: '柏长风', leaderName: '柏长风' },
  });
  await unitOffice.call('findings.start', { params });
  for (const measure of seen.measures) {
    const content = Buffer.from('基础资料清理清单\n');
    const { data } = await head.call('evidence.register', {
      params,
      body: {
        purpose: 'measure',
        measureId: measure.id,
        fileName: '基础资料清理清单.txt',
        size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        contentType: 'text/plain',
        formedOn: '2024-10-08',
      },
    });
    await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
    await expect
      .poll(
        async () => {
          const evidence = { ...place, evidenceId: data.evidence.id };
          return (await head.call('evidence.get', { params: evidence })).data.status;
        },
        { timeout: 15_000 },
      )
      .toBe('verified');
    await head.call('measures.report', {
      params: { ...place, measureId: measure.id },
      body: { progress: 100, result: '重复报送的资料已取消。' },
    });
  }
  await head.call('closeouts.apply', {
    params,
    body: { result: '重复报送已取消。', similarCheck: '已排查全部报表。', newRules: [] },
  });
  await bringToMeeting((login) => cloud.as(login), place, {
    checker: 'xlyq-jiwei',
    consultant: 'hq-dangqun',
    secretary: 'xlyq-secretary',
  });
};

describe('from the ledger to the proven close-out', () => {
  office.step('the group opens a subsidiary', async () => {
    const admin = await office.desk('hq-admin');
    await admin.follow('单位总览');
    await admin.page.getByRole('button', { name: '开通单位' }).click();
    const dialog = admin.dialog('开通单位');
    await dialog.getByLabel('单位名称').fill(NEW_UNIT.name);
    await dialog.getByLabel('单位代码').fill(NEW_UNIT.code);
    await dialog.getByLabel('组织机构').fill(NEW_UNIT_OUTLINE);
    await dialog.getByText('共 12 个部门，2 级').waitFor();
    await dialog.getByLabel('管理员姓名').fill(NEW_ADMIN.name);
    await dialog.getByLabel('管理员登录名').fill(NEW_ADMIN.login);
    await dialog.getByRole('button', { name: '开通单位' }).click();
    const row = admin.page.getByRole('row', { name: new RegExp(NEW_UNIT.name) });
    await row.getByText('使用中').waitFor();
  });

  office.step('and gives an auditor access for a limited time', async () => {
    const admin = await office.desk('hq-admin');
    await admin.follow('单位设置');
    await admin.page.getByRole('button', { name: '增加人员' }).click();
    const dialog = admin.dialog('增加人员');
    await dialog.getByLabel('姓名').fill(NEW_AUDITOR.name);
    await dialog.getByLabel('登录名').fill(NEW_AUDITOR.login);
    await admin.choose(dialog, '角色', NEW_AUDITOR.role);
    await admin.choose(dialog, /^可查看的单位/, NEW_UNIT.name);
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.getByText('审计员必须填写截止日期').first().waitFor();
    await dialog.getByLabel('截止日期').fill(addCalendarDays(TODAY, 30));
    await dialog.getByRole('button', { name: '保存' }).click();
    await admin.page.getByRole('row', { name: new RegExp(NEW_AUDITOR.name) }).waitFor();
    await office.leave('hq-admin');
  });

  office.step('its administrator adds the people', async () => {
    const admin = await office.desk(NEW_ADMIN.login);
    await admin.follow('单位设置');
    for (const { login, name, role, department } of NEW_COLLEAGUES) {
      await admin.page.getByRole('button', { name: '增加人员' }).click();
      const dialog = admin.dialog('增加人员');
      await dialog.getByLabel('姓名').fill(name);
      await dialog.getByLabel('登录名').fill(login);
      await admin.choose(dialog, '角色', role);
      if (department) await admin.choose(dialog, '部门', department);
      await dialog.getByRole('button', { name: '保存' }).click();
      await admin.page.getByRole('row', { name: new RegExp(name) }).waitFor();
      await dialog.waitFor({ state: 'hidden' });
    }
    expect(await admin.page.getByRole('row').count()).toBe(NEW_COLLEAGUES.length + 2);
    await office.leave(NEW_ADMIN.login);
  });

  office.step('the inspection office imports the ledger', async () => {
    const inspection = await office.desk('hq-inspection');
    const { page } = inspection;
    await inspection.follow('单位总览');
    await page.getByRole('link', { name: NEW_UNIT.name }).click();
    await inspection.follow('台账导入');
    await page.getByText('严禁上传涉密文件').waitFor();
    await page.getByLabel('选择 Excel 文件，或拖到这里').setInputFiles(LEDGER);
    await page.getByRole('heading', { name: '整改台账-北河采油厂.xlsx' }).waitFor();
    const preview = page.getByRole('region', { name: '预览' });
    await preview.getByTestId('preview-row').first().waitFor();
    const figure = (label: string) =>
      preview.locator('dl > div', { has: page.getByText(label, { exact: true }) }).getByRole('definition');
    expect(await figure('问题').textContent()).toBe('6');
    expect(await figure('措施').textContent()).toBe('11');
    expect(await figure('有错误').textContent()).toBe('0');
    expect(await preview.getByTestId('preview-row').count()).toBe(6);
    const commit = page.getByRole('region', { name: '确认导入' });
    await commit.getByLabel('轮次').fill('2024年第二轮');
    await commit.getByLabel('批次名称').fill('新联油气公司巡察反馈');
    await commit.getByRole('button', { name: '导入 6 条问题' }).click();
    await page.getByText('已导入 6 条问题').waitFor();
    await page.getByRole('link', { name: '到反馈批次发布' }).click();
  });

  office.step('and publishes it with the feedback date', async () => {
    const inspection = await office.desk('hq-inspection');
    const { page } = inspection;
    await page.getByRole('button', { name: /^发布反馈/ }).click();
    const publish = inspection.dialog(/^发布“/);
    await publish.getByLabel('反馈日期').fill(FEEDBACK_DATE);
    await publish.getByRole('button', { name: '确认发布' }).click();
    await page.getByText('已发布', { exact: true }).waitFor();
    await page.getByText(`反馈日期 ${FEEDBACK_DATE}`).waitFor();
    await page.getByRole('link', { name: '查看问题' }).click();
    await page.getByTestId('finding-row').first().waitFor();
    expect(await page.getByTestId('finding-row').count()).toBe(6);
  });

  office.step('the unit objects to one finding and acknowledges the others at once', async () => {
    const unit = await office.desk('xlyq-office');
    const { page } = unit;
    await takeUp(unit, OBJECTED);
    await page.getByRole('button', { name: '提出异议' }).click();
    const objection = unit.dialog('提出异议');
    await objection.getByLabel('原因').fill('其中一项已于巡察前整改完成，附有验收记录。');
    await objection.getByRole('button', { name: '提交' }).click();
    await page.getByText('有异议', { exact: true }).waitFor();
    await unit.follow('我的待办');
    await page.getByRole('link', { name: '批量认领' }).click();
    await page.getByTestId('finding-row').first().waitFor();
    expect(await page.getByTestId('finding-row').count()).toBe(5);
    await page.getByRole('checkbox', { name: '选择已显示的全部' }).check();
    await page.getByRole('button', { name: '认领所选（5）' }).click();
    await page.getByText('没有符合条件的问题').waitFor();
  });

  office.step('the inspection office answers the objection', async () => {
    const inspection = await office.desk('hq-inspection');
    await takeUp(inspection, OBJECTED);
    await inspection.page.getByRole('button', { name: '答复异议' }).click();
    const dialog = inspection.dialog('答复异议');
    await dialog.getByText('其中一项已于巡察前整改完成').waitFor();
    await dialog.getByText('维持原问题').click();
    await dialog.getByLabel('原因').fill('验收记录形成于反馈之后，维持原问题。');
    await dialog.getByRole('button', { name: '提交' }).click();
    await inspection.page.getByText(/答复异议，.*维持原问题/).waitFor();
    await office.leave('hq-inspection');
  });

  office.step('the unit names who is responsible and starts', async () => {
    const unit = await office.desk('xlyq-office');
    const { page } = unit;
    await takeUp(unit, BIDDING);
    await page.getByRole('button', { name: '明确责任分工' }).click();
    const dialog = unit.dialog('明确责任分工');
    for (const [label, name] of [
      ['第一责任人', '柏长风'],
      ['责任领导', '柏长风'],
      ['经办人', '刘洋'],
    ] as const) {
      await dialog.getByRole('combobox', { name: label }).fill(name);
      await dialog.getByRole('combobox', { name: label }).press('Tab');
    }
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '开始整改' }).click();
    await page.getByText('整改中', { exact: true }).waitFor();
  });

  office.step('the handler reports half of the way', async () => {
    const handler = await office.desk('xlyq-liu');
    await takeUp(handler, BIDDING);
    await handler.page.getByRole('button', { name: '填报进度：措施 1' }).click();
    const dialog = handler.dialog('填报措施 1 的进度');
    await dialog.getByLabel('完成百分比').fill('50');
    await dialog.getByLabel('本期工作').fill('已清理近三年采购项目清单。');
    await dialog.getByRole('button', { name: '提交' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const bar = handler.page.getByRole('progressbar', { name: '措施 1 进度' });
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('50');
  });

  office.step('uploads the evidence and watches it arrive', async () => {
    const handler = await office.desk('xlyq-liu');
    const { page } = handler;
    const pdf = await printedPdf(handler, '同类物资采购清理情况', 40);
    await page.getByRole('button', { name: '上传材料：措施 1' }).click();
    const dialog = handler.dialog('上传措施 1 的佐证材料');
    await dialog.getByText('严禁上传涉密文件').waitFor();
    await dialog.getByLabel('材料形成日期').fill('2024-10-30');
    await dialog.getByLabel(/^把文件拖到这里/).setInputFiles({
      name: '采购清理情况.pdf',
      mimeType: 'application/pdf',
      buffer: pdf,
    });
    // As on a slow line: about two seconds for this file.
    const line = await handler.context.newCDPSession(page);
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: pdf.length / 2,
    });
    await dialog.getByRole('button', { name: '开始上传（1）' }).click();
    await dialog.getByText('上传中').waitFor();
    await dialog.getByRole('progressbar', { name: '“采购清理情况.pdf”上传进度' }).waitFor();
    await dialog.getByText('1 份材料已校验通过').waitFor();
    await line.detach();
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
    await page.getByTestId('evidence-row').getByText('校验通过', { exact: true }).waitFor();
  });

  office.step('a renamed executable is refused, and replaced by the right file', async () => {
    const handler = await office.desk('xlyq-liu');
    const { page } = handler;
    // Begins as every Windows program does.
    const program = Buffer.concat([Buffer.from('MZ\u0090\u0000', 'latin1'), Buffer.alloc(4096, 1)]);
    await page.getByRole('button', { name: '上传材料：措施 1' }).click();
    const dialog = handler.dialog('上传措施 1 的佐证材料');
    await dialog.getByLabel(/^把文件拖到这里/).setInputFiles({
      name: '责任追究决定.pdf',
      mimeType: 'application/pdf',
      buffer: program,
    });
    await dialog.getByRole('button', { name: '开始上传（1）' }).click();
    await dialog.getByText('被退回').waitFor();
    expect(await dialog.getByRole('alert').last().textContent()).toMatch(/可执行|与扩展名|不一致|内容/);
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
    const row = page.getByTestId('evidence-row').filter({ hasText: '责任追究决定.pdf' });
    await row.getByRole('button', { name: /^重新上传/ }).click();
    const renew = handler.dialog(/^重新上传“责任追究决定.pdf”/);
    await renew.getByLabel('选择文件').setInputFiles({
      name: '责任追究决定.pdf',
      mimeType: 'application/pdf',
      buffer: await printedPdf(handler, '责任追究决定', 1),
    });
    await renew.getByText('校验通过', { exact: true }).waitFor();
    await renew.getByRole('button', { name: '关闭', exact: true }).last().click();
    await row.getByText('校验通过', { exact: true }).waitFor();
    await office.leave('xlyq-liu');
  });

  office.step('the department head reports the result and applies', async () => {
    const head = await office.desk('xlyq-wuzi');
    const { page } = head;
    await takeUp(head, BIDDING);
    const missing = page.getByTestId('missing-list');
    await missing
      .getByRole('link', { name: /^去补齐/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: '填报进度：措施 1' }).click();
    const report = head.dialog('填报措施 1 的进度');
    await report.getByRole('button', { name: '已全部完成（100%）' }).click();
    await report.getByRole('button', { name: '提交' }).click();
    await report.getByText('填报完成时请写明整改结果').waitFor();
    await report.getByLabel('整改结果').fill(RESULT);
    await report.getByRole('button', { name: '提交' }).click();
    await report.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '申请验收' }).click();
    const apply = head.dialog('申请验收');
    await apply.getByLabel('整改结果').fill(RESULT);
    await apply.getByLabel('举一反三情况').fill('对全部物资类别的采购进行了排查，未发现同类问题。');
    await apply.getByRole('button', { name: /举一反三情况的填写说明/ }).click();
    await apply.getByText('没有发现也要写排查范围').waitFor();
    await head.picture('apply-help');
    await apply.getByLabel('新建或修订的制度').fill('物资集中采购管理办法\n招标限额管理规定');
    await apply.getByRole('button', { name: '申请验收' }).click();
    await page.getByText('正在等待“材料核验”办理').waitFor();
    expect(await page.getByRole('button', { name: /^填报进度/ }).count()).toBe(0);
  });

  office.step(
    'the machine loses power; the case still waits and the open page goes on',
    async () => {
      const discipline = await office.desk('xlyq-jiwei');
      const { page } = discipline;
      await takeUp(discipline, BIDDING);
      const panel = page.getByTestId('decision-panel');
      await panel.waitFor();
      await office.cloud.kill();
      for (const tick of await panel.getByTestId('tick-row').all())
        await tick.getByText('充分', { exact: true }).click();
      await panel.getByText('通过', { exact: true }).click();
      await panel.getByRole('button', { name: '提交决定' }).click();
      await page.getByTestId('connection-lost').getByText('连接中断，正在重试').waitFor();
      await office.cloud.resume();
      // The page tries again by itself: nobody need press anything.
      await page.getByText('正在等待“征求意见”办理').waitFor({ timeout: 30_000 });
      expect(
        await page
          .getByTestId('timeline-event')
          .getByText(/“材料核验”决定：/)
          .count(),
      ).toBe(1);
      await office.leave('xlyq-jiwei');
    },
    90_000,
  );

  office.step('the group’s functional department gives its opinion', async () => {
    const functional = await office.desk('hq-function');
    await takeUp(functional, BIDDING);
    const panel = functional.page.getByTestId('decision-panel');
    await panel.getByRole('button', { name: '提交决定' }).click();
    await panel.getByText(/还有 \d 处需要填写/).waitFor();
    await panel.getByText('通过', { exact: true }).click();
    await panel.getByLabel('职能部门意见').fill('集中采购目录已执行，同意销号。');
    await panel.getByRole('button', { name: '提交决定' }).click();
    await functional.page.getByText('正在等待“党委会决策”办理').waitFor();
    await office.leave('hq-function');
  });

  office.step('the secretary records the party committee’s decision with its minutes', async () => {
    const secretary = await office.desk('xlyq-secretary');
    const { page } = secretary;
    await takeUp(secretary, BIDDING);
    const panel = page.getByTestId('decision-panel');
    await panel.getByText('通过', { exact: true }).click();
    await panel.getByLabel('会议日期').fill('2024-11-20');
    await panel.getByLabel('会议议题').fill('审议物资采购问题整改销号');
    const attendees = panel.getByRole('combobox', { name: '参会人员' });
    await attendees.fill('柏长风、钟铭远、温如玉');
    await attendees.press('Tab');
    await panel.getByLabel('决议内容').fill('同意提请集团领导小组销号。');
    await panel.getByRole('button', { name: '上传会议纪要' }).click();
    const upload = secretary.dialog('上传会议纪要');
    await upload.getByLabel(/^把文件拖到这里/).setInputFiles({
      name: '党委会纪要.pdf',
      mimeType: 'application/pdf',
      buffer: await printedPdf(secretary, '党委会纪要', 1),
    });
    await upload.getByRole('button', { name: '开始上传（1）' }).click();
    await upload.getByText('1 份材料已校验通过').waitFor();
    await upload.getByRole('button', { name: '关闭', exact: true }).last().click();
    await panel.getByText('党委会纪要.pdf').waitFor();
    await panel.getByRole('button', { name: '提交决定' }).click();
    await page.getByText('正在等待“领导小组销号”办理').waitFor();
    await office.leave('xlyq-secretary');
  });

  office.step('the leading group decides both waiting cases at its meeting', async () => {
    await bringSecondCase();
    const leading = await office.desk('hq-leading');
    const { page } = leading;
    await leading.follow('领导小组会议');
    await page.getByRole('button', { name: '登记会议' }).first().click();
    const dialog = leading.dialog('登记会议');
    await dialog.getByLabel('会议名称').fill('巡察工作领导小组2024年第四次会议');
    await dialog.getByLabel('会议日期').fill('2024-12-05');
    const attendees = dialog.getByRole('combobox', { name: '参会人员' });
    await attendees.fill('顾长明、沈知行');
    await attendees.press('Tab');
    await dialog.getByLabel('纪要文号').fill('领导小组纪要〔2024〕4号');
    await dialog.getByRole('button', { name: '提交' }).click();
    await leading.heading('巡察工作领导小组2024年第四次会议').waitFor();
    for (const no of ['4', '5'])
      await page.getByRole('checkbox', { name: `选择 ${NEW_UNIT.name} ${no}`, exact: true }).check();
    await page.getByRole('button', { name: '提交所选 2 件的决定' }).click();
    await page.getByText('2 件已决定').waitFor();
    await page.getByText('没有等待领导小组决定的问题').waitFor();
    await page.getByText('已决定 2 件').waitFor();
    await office.leave('hq-leading');
  });

  office.step('the finding shows its close-out number and everything that happened', async () => {
    const unit = await office.desk('xlyq-office');
    const { page } = unit;
    await unit.follow('问题台账');
    await unit.openFromLedger(BIDDING);
    const year = TODAY.slice(0, 4);
    await page
      .getByText(new RegExp(`已销号，编号 .*${NEW_UNIT.code}.*${year}.*\\d`, 'i'))
      .first()
      .waitFor();
    const timeline = page.getByRole('region', { name: '办理记录' });
    await timeline.getByRole('button', { name: /^展开全部/ }).click();
    for (const sentence of [
      '从台账导入',
      '认领了问题',
      '开始整改',
      '登记材料“采购清理情况.pdf”',
      '提交验收申请',
    ])
      await timeline.getByText(sentence).first().waitFor();
    const steps = page.getByTestId('gate-stepper').getByRole('listitem');
    expect(await steps.count()).toBe(5);
    expect(await steps.filter({ hasText: '已通过' }).count()).toBe(5);
    await page.getByRole('button', { name: '查看冻结快照' }).click();
    await unit
      .dialog('申请时冻结的快照')
      .getByText(/[0-9a-f]{64}/)
      .waitFor();
    await office.leave('xlyq-office', 'xlyq-wuzi');
  });

  office.step('the auditor exports the archive, and it verifies outside the system', async () => {
    const auditor = await office.desk(NEW_AUDITOR.login);
    const { page } = auditor;
    await auditor.goto(`/t/${NEW_UNIT.code}/archives`);
    await page.getByText('严禁上传涉密文件').waitFor();
    await page.getByLabel('用途').fill('年度审计');
    await page.getByRole('button', { name: '开始导出' }).click();
    const row = page.getByTestId('archive-row').first();
    await row.getByText('可下载').waitFor({ timeout: 60_000 });
    const file = await auditor.download(() => row.getByRole('button', { name: /^下载/ }).click());
    expect(file.suggestedFilename()).toMatch(/\.zip$/);
    const path = join(await file.path());
    const report = await verifyArchive(path);
    expect(report.problems).toEqual([]);
    expect(report.ok).toBe(true);
    if (spawnSync('unzip', ['--help'], { stdio: 'ignore' }).error === undefined)
      expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected');
    await office.leave(NEW_AUDITOR.login);
  });
});

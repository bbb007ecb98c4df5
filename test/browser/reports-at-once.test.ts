import { describe, expect } from 'vitest';
import type { Desk } from './desk.ts';
import { HARDEST, Office } from './office.ts';

const TENANT = 'bhcyc';
const HANDLER = 'bhcyc-wang';
const HEAD = 'bhcyc-dangqun';

/** On phones, by keys alone, and on a line that in every step loses the first command and the first read. */
const office = new Office(HARDEST);
let path = '';

const detailOf = async () => {
  const findingId = path.split('/').at(-1) ?? '';
  return (
    await office.cloud.as('bhcyc-office').call('findings.get', { params: { tenantId: TENANT, findingId } })
  ).data;
};
const reportsSaying = async (note: string) => (await detailOf()).reports.filter((one) => one.note === note);

/** The form of the first measure, filled in. */
const write = async (desk: Desk, progress: string, note: string) => {
  await desk.page.getByRole('button', { name: '填报进度：措施 1' }).click();
  const form = desk.dialog('填报措施 1 的进度');
  await form.getByLabel('完成百分比').fill(progress);
  await form.getByLabel('本期工作').fill(note);
  return form;
};
const send = (form: ReturnType<Desk['dialog']>) => form.getByRole('button', { name: /提\s*交/ }).click();

describe('a progress report', () => {
  office.step('stands on the page at once, and is done once although its line is lost', async () => {
    const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
      params: { tenantId: TENANT },
      query: { limit: 100, state: 'rectifying' },
    });
    const found = data.items.find(({ no }) => no === '1');
    if (!found) throw new Error('the demonstration has no first finding in rectification');
    path = `/t/${TENANT}/findings/${found.id}`;
    const desk = await office.desk(HANDLER);
    await desk.goto(path);
    const { page } = desk;
    const note = '已走访三家单位。';
    const form = await write(desk, '65', note);
    await send(form);
    await form.waitFor({ state: 'hidden' });
    // The line has lost it: nobody has heard of it yet, and the page shows it.
    await page.getByTestId('report-on-way').getByText(note).waitFor();
    expect(
      await page.getByTestId('measure').first().getByRole('progressbar').getAttribute('aria-valuenow'),
    ).toBe('65');
    await desk.picture('report-on-way');
    await page.getByTestId('report-on-way').waitFor({ state: 'hidden', timeout: 30_000 });
    expect(await reportsSaying(note)).toHaveLength(1);
    expect(await page.getByTestId('report-unsent').count()).toBe(0);
  });

  office.step(
    'survives that the server restarts and that its page is left meanwhile',
    async () => {
      const desk = await office.desk(HANDLER);
      const { page } = desk;
      const note = '两家单位已完成自查。';
      const { title } = (await detailOf()).finding;
      await desk.goto(`/t/${TENANT}/ledger`);
      await desk.openFromLedger(title);
      const form = await write(desk, '70', note);
      await office.cloud.kill();
      await send(form);
      await page.getByTestId('report-on-way').getByText('连接中断').waitFor();
      await page.goBack();
      await page.getByTestId('connection-lost').waitFor();
      await office.cloud.resume();
      await expect.poll(async () => (await reportsSaying(note)).length, { timeout: 45_000 }).toBe(1);
      await desk.goto(path);
      await page.getByTestId('measure').first().getByText('填报记录').waitFor();
      expect(await page.getByTestId('report-unsent').count()).toBe(0);
      expect(await reportsSaying(note)).toHaveLength(1);
    },
    120_000,
  );

  office.step(
    'of two people at once: the second sees what the first has put there, and decides',
    async () => {
      const [handler, head] = [await office.desk(HANDLER), await office.desk(HEAD)];
      await head.goto(path);
      const mine = await write(handler, '75', '制度初稿已完成。');
      const theirs = await write(head, '90', '制度已报党委会审议。');
      await send(theirs);
      await expect
        .poll(async () => (await reportsSaying('制度已报党委会审议。')).length, { timeout: 30_000 })
        .toBe(1);
      await send(mine);
      const row = mine.getByTestId('conflict').getByRole('row', { name: /完成百分比/ });
      await row.getByText('75').waitFor({ timeout: 30_000 });
      await row.getByText('90').waitFor();
      expect(await mine.getByLabel('本期工作').inputValue()).toBe('制度初稿已完成。');
      await handler.picture('report-conflict');
      // What stands there is the other's, until it is decided.
      expect((await detailOf()).measures.find(({ seq }) => seq === 1)?.progress).toBe(90);
      await mine.getByTestId('conflict').getByRole('button', { name: /采用/ }).click();
      await send(mine);
      await expect
        .poll(async () => (await reportsSaying('制度初稿已完成。')).length, { timeout: 30_000 })
        .toBe(1);
      expect((await detailOf()).measures.find(({ seq }) => seq === 1)?.progress).toBe(90);
    },
  );

  office.step('that was typed and not sent is offered again after a reload', async () => {
    const desk = await office.desk(HANDLER);
    const { page } = desk;
    await write(desk, '95', '等待批复。');
    await page.reload();
    const unsent = page.getByTestId('report-unsent');
    await unsent.getByText('有一份填写后还没有提交的内容').waitFor();
    await desk.picture('report-unsent');
    await unsent.getByRole('button', { name: '继续填写' }).click();
    const form = desk.dialog('填报措施 1 的进度');
    expect(await form.getByLabel('本期工作').inputValue()).toBe('等待批复。');
    await send(form);
    await expect.poll(async () => (await reportsSaying('等待批复。')).length, { timeout: 30_000 }).toBe(1);
    await unsent.waitFor({ state: 'hidden' });
    await office.leave(HANDLER, HEAD);
  });
});

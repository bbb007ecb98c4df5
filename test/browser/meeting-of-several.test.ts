import { describe, expect } from 'vitest';
import { bringToMeeting } from '../../scripts/demo/gates.ts';
import { bringToCloseout, findingsByNumber, start } from '../../scripts/demo/progress.ts';
import { PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const TENANT = 'bhcyc';
const office = new Office();
const clientOf = (login: string) => office.cloud.as(login);

/** Two more findings, from other departments, that come to the meeting beside the one that already waits. */
const OTHERS = [
  { no: '2', handler: 'bhcyc-zhao', head: 'bhcyc-dizhi', consultant: 'hq-kaifa', source: '地质研究所' },
  { no: '6', handler: 'bhcyc-gao', head: 'bhcyc-gongcheng', consultant: 'hq-audit', source: '工程管理部' },
] as const;

const places = new Map<string, { tenantId: string; findingId: string }>();
const stateOf = async (no: string): Promise<string> => {
  const params = places.get(no) ?? { tenantId: TENANT, findingId: '' };
  return (await clientOf('bhcyc-office').call('findings.get', { params })).data.finding.state;
};

describe('a meeting with several cases', () => {
  office.step(
    'three cases of three departments wait',
    async () => {
      const ids = await findingsByNumber(clientOf('bhcyc-office'), TENANT);
      for (const no of ['2', '3', '6'])
        places.set(no, { tenantId: TENANT, findingId: ids.get(no) ?? `no finding ${no}` });
      const checker = 'bhcyc-jiwei';
      const secretary = 'bhcyc-secretary';
      for (const { no, handler, head, consultant, source } of OTHERS) {
        const place = places.get(no);
        if (!place) throw new Error(`no finding ${no}`);
        await start(clientOf('bhcyc-office'), place, handler);
        await bringToCloseout(place, clientOf(handler), clientOf(head), {
          unitName: '北河采油厂',
          source,
          formedOn: '2024-11-01',
          body: { result: '已按措施完成整改。', similarCheck: '已排查，未发现同类问题。', newRules: [] },
        });
        await bringToMeeting(clientOf, place, { checker, consultant, secretary });
      }
      const waiting = places.get('3');
      if (!waiting) throw new Error('no finding 3');
      await bringToMeeting(clientOf, waiting, { checker, consultant: 'hq-function', secretary });
    },
    90_000,
  );

  office.step('each is decided in its own way by keyboard, and one is left for later', async () => {
    const { data: meeting } = await clientOf('hq-leading').call('meetings.create', {
      body: { title: '领导小组2024年第四次会议', date: '2024-12-05', attendees: ['顾长明', '沈知行'] },
    });
    const desk = await office.desk('hq-leading');
    const { page } = desk;
    await desk.goto(`/meetings/${meeting.id}`);
    await page.getByText('已定 0/3').waitFor();
    const rows = page.getByTestId('meeting-case');
    const current = page.locator('[data-testid=meeting-case][aria-current]');
    const order: string[] = [];
    for (const text of await rows.locator('.task-no').allInnerTexts())
      order.push(text.split(' ').at(-1) ?? '');
    expect([...order].sort()).toEqual(['2', '3', '6']);

    // Approving goes on to the next; the ends of the list are ends.
    await page.keyboard.press('a');
    await page.getByText('已定 1/3').waitFor();
    expect(await current.locator('.task-no').innerText()).toContain(` ${order[1]}`);
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    expect(await current.locator('.task-no').innerText()).toContain(` ${order[0]}`);
    await page.keyboard.press('j');
    // Going on continuously needs a day and a reason.
    await page.keyboard.press('c');
    await page.getByText('已定 1/3').waitFor();
    await rows.nth(1).locator('input[type=date]').fill('2099-03-31');
    await rows
      .nth(1)
      .getByLabel(/的原因$/)
      .fill('阶段性成果明显，需长期坚持。');
    await page.getByText('已定 2/3').waitFor();
    await desk.heading('领导小组2024年第四次会议').click();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await rows
      .nth(2)
      .getByLabel(/的原因$/)
      .fill('整改效果尚不明显，请继续整改。');
    await page.getByText('已定 3/3').waitFor();
    // Taken off the table again: two are sent, what was written about the third stays.
    await desk.heading('领导小组2024年第四次会议').click();
    await page.keyboard.press('x');
    await page.getByText('已定 2/3').waitFor();
    await page.setViewportSize(PHONE_SCREEN);
    await expectUsable(page);
    await page.getByRole('button', { name: '提交所选 2 件的决定' }).click();
    await page.getByTestId('meeting-results').getByText('本次提交的结果（2 件）').waitFor();
    await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(1);
    expect(
      await rows
        .first()
        .getByLabel(/的原因$/)
        .inputValue(),
    ).toBe('整改效果尚不明显，请继续整改。');
    expect(await stateOf(order[0] ?? '')).toBe('closed');
    expect(await stateOf(order[1] ?? '')).toBe('continuous');
    expect(await stateOf(order[2] ?? '')).toBe('closing');

    await rows.first().getByRole('checkbox').check();
    await page.getByRole('button', { name: '提交所选 1 件的决定' }).click();
    await page.getByText('没有等待领导小组决定的问题').waitFor();
    expect(await stateOf(order[2] ?? '')).toBe('rectifying');
    await office.leave('hq-leading');
  });

  office.step('the meeting names all it has decided', async () => {
    const { data } = await clientOf('hq-leading').call('meetings.list', { query: { limit: 20 } });
    expect(data.items.find(({ title }) => title === '领导小组2024年第四次会议')?.decided).toBe(3);
  });
});

import { readWorkbook } from '@xuncha/documents';
import { detectHeader, shanghaiDateOf } from '@xuncha/domain';
import { expect, it } from 'vitest';
import { monthsUntil, textLater, workbookLater } from './demo-time.ts';
import { openLedger } from './ledger.ts';

it.each([
  ['2024-11-25', 0],
  ['2024-12-12', 0],
  ['2024-12-13', 1],
  ['2026-11-23', 24],
  // Nobody starts in the time before the ledger, but a clock may stand there.
  ['2023-01-01', 0],
])('at %s the demonstration is told %i months later', (today, months) => {
  expect(monthsUntil(today)).toBe(months);
});

it.each([
  [
    '反馈日期：2024年9月12日   填报日期：2024年9月30日',
    '反馈日期：2026年9月12日   填报日期：2026年9月30日',
    24,
  ],
  ['2024年12月底前', '2025年2月底前', 2],
  ['2024.12.31', '2025.02.28', 2],
  ['2024-10-31', '2024-11-30', 1],
  ['2023年12次学习', '2023年12次学习', 24],
  ['抽查2022至2023年合同86份，立行立改', '抽查2022至2023年合同86份，立行立改', 24],
])('%s becomes %s', (text, later, months) => {
  expect(textLater(text, months)).toBe(later);
});

it('the ledger keeps its form: merged cells, wordings, and dates that are dates', async () => {
  const { content } = await openLedger();
  const read = async (months: number) => {
    const [sheet] = await readWorkbook(await workbookLater(content, months));
    if (!sheet) throw new Error('the workbook has no sheet');
    return sheet;
  };
  const [now, later] = [await read(0), await read(24)];
  expect(later.merges).toEqual(now.merges);
  expect(detectHeader(later)).toMatchObject({
    columns: detectHeader(now).columns,
    meta: { feedbackDate: '2026-09-12' },
  });
  const dates = later.rows.flat().filter((cell) => cell?.kind === 'date');
  expect(dates.map((cell) => cell?.value)).toEqual(['2026-11-30']);
});

it('its feedback is told as of two or three months ago, whatever the day', async () => {
  for (let day = 0; day < 400; day += 1) {
    const today = shanghaiDateOf(new Date(Date.UTC(2026, 0, 1 + day)));
    const { feedbackDate } = await openLedger(monthsUntil(today));
    const days = (Date.parse(today) - Date.parse(feedbackDate)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(60);
    expect(days).toBeLessThanOrEqual(93);
  }
});

import { expect, it } from 'vitest';
import { everyMonth } from './OnTimeTrend.tsx';

const month = (name: string, closed: number) => ({ month: name, closed, onTime: closed, late: 0 });

it('shows a month in which nothing was closed, over the turn of a year too', () => {
  const months = everyMonth([month('2025-11', 2), month('2026-02', 1)]);
  expect(months.map((one) => [one.month, one.closed])).toEqual([
    ['2025-11', 2],
    ['2025-12', 0],
    ['2026-01', 0],
    ['2026-02', 1],
  ]);
  expect(everyMonth([])).toEqual([]);
});

import holidayCalendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' };

const chineseNames = (days: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(days).map(([date, label]) => [date, `,${label.split(',')[1] ?? label}`]));

/**
 * The calendar of `chinese-days` without English names, days off by law and days in lieu, which nothing of ours reads:
 * 44 → 16 kB in each function that counts working days. Read as the original is, by `packages/domain/src/limits`.
 */
export const holidayCalendarText = (): string =>
  JSON.stringify({
    holidays: chineseNames(holidayCalendar.holidays),
    workdays: chineseNames(holidayCalendar.workdays),
  });

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCalendarDays,
  addCalendarMonths,
  datePartsOf,
  daysBetween,
  daysInMonth,
  formatChineseDate,
  fromExcelSerial,
  isCalendarDate,
  shanghaiDateOf,
} from './calendar-date.ts';

const anyDate = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('addCalendarMonths (H01, H04)', () => {
  it.each([
    ['2024-09-12', 3, '2024-12-12'],
    ['2024-11-30', 3, '2025-02-28'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2024-08-31', 6, '2025-02-28'],
    ['2024-12-31', 2, '2025-02-28'],
    ['2025-03-31', -1, '2025-02-28'],
    ['2024-01-15', -1, '2023-12-15'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-05-31', 0, '2024-05-31'],
  ])('%s + %i months = %s', (date, months, expected) => {
    expect(addCalendarMonths(date, months)).toBe(expected);
  });

  it('lands in the month asked for, on the same day or its last', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -240, max: 240 }), (date, months) => {
        const from = datePartsOf(date);
        const to = datePartsOf(addCalendarMonths(date, months));
        expect(to.year * 12 + to.month).toBe(from.year * 12 + from.month + months);
        expect(to.day).toBe(Math.min(from.day, daysInMonth(to.year, to.month)));
      }),
    );
  });
});

describe('days', () => {
  it('counts and adds the same', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -5_000, max: 5_000 }), (date, days) => {
        expect(daysBetween(date, addCalendarDays(date, days))).toBe(days);
      }),
    );
  });

  it.each(['2024-02-30', '2024-13-01', '2024-1-1', '20240101', '', '2024-00-10', '0000-01-01'])(
    '%s is no date',
    (text) => {
      expect(isCalendarDate(text)).toBe(false);
      expect(() => addCalendarDays(text, 1)).toThrow(RangeError);
    },
  );

  it('knows the day in Shanghai', () => {
    expect(shanghaiDateOf(new Date('2024-09-12T15:59:59Z'))).toBe('2024-09-12');
    expect(shanghaiDateOf(new Date('2024-09-12T16:00:00Z'))).toBe('2024-09-13');
  });

  it('reads Excel serials', () => {
    expect(fromExcelSerial(45_626)).toBe('2024-11-30');
    expect(fromExcelSerial(36_526)).toBe('2000-01-01');
    expect(fromExcelSerial(45_626.999)).toBe('2024-11-30');
  });

  it('writes dates in Chinese', () => {
    expect(formatChineseDate('2024-09-02')).toBe('2024年9月2日');
  });
});

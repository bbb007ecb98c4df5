import { englishDate, isCalendarDate } from '@xuncha/domain';
import type { i18n } from 'i18next';

/**
 * `2026-11-23` within an English sentence is 23 Nov 2026, and `2026-11-23 09:30` is 23 Nov 2026, 09:30; it does not break
 * at the end of a line. Where a date stands by itself, as in a table, it stays ISO. What is no date stays as it is.
 */
export const dayInEnglish = (text = ''): string => {
  const [day = '', time] = text.split(' ');
  if (!isCalendarDate(day)) return text;
  return `${englishDate(day)}${time ? `, ${time}` : ''}`.replaceAll(' ', '\u00A0');
};

/** English texts name dates as `{{date, day}}`. */
export const addDays = ({ services }: i18n): void =>
  services.formatter?.add('day', (value: unknown) => dayInEnglish(String(value ?? '')));

import { addCalendarMonths, datePartsOf, makeCalendarDate } from '@xuncha/domain';
import ExcelJS from 'exceljs';

/** The day by which all that the demonstration tells of its first unit had happened, in the time of its ledger. */
const TOLD_BY = { year: 2024, month: 11, day: 12 } as const;
/** The first unit's findings come in on the last day but one before the present. */
const DAYS_BEFORE = 1;

/**
 * Months by which the demonstration is told later than its ledger was written, so that its limits lie around the present
 * day: feedback some two to three months ago, some measures late, most of them not. Whole months, because ledgers name
 * months and ends of months.
 *
 * @param today business date at which the system starts
 */
export const monthsUntil = (today: string): number => {
  const { year, month, day } = datePartsOf(today);
  const months = (year - TOLD_BY.year) * 12 + month - TOLD_BY.month;
  return Math.max(0, day < TOLD_BY.day + DAYS_BEFORE ? months - 1 : months);
};

/** 2024年12月31日, 2024年12月, 2024-12-31, 2024.12.31; a year by itself belongs to what was inspected. */
const DATES = /(20\d\d)(年|[-.])(\d{1,2})(?:(月)(?:(\d{1,2})日)?|\2(\d{1,2}))/g;

/** The dates in a text of the ledger so many months later, written as they were; all else stays. */
export const textLater = (text: string, months: number): string =>
  text.replaceAll(DATES, (found, year, mark, month, _month, day, plainDay) => {
    const date = makeCalendarDate(Number(year), Number(month), Number(day ?? plainDay ?? 1));
    if (!date) return found;
    const later = datePartsOf(addCalendarMonths(date, months));
    if (mark !== '年') return [later.year, two(later.month), two(later.day)].join(mark);
    return `${later.year}年${later.month}月${day ? `${later.day}日` : ''}`;
  });

const two = (part: number): string => String(part).padStart(2, '0');

/** A workbook with every date so many months later. */
export const workbookLater = async (content: Uint8Array, months: number): Promise<Uint8Array> => {
  if (months === 0) return content;
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(content).buffer);
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        // The others of a merged range have the value of the first.
        if (cell.master !== cell) return;
        if (typeof cell.value === 'string') cell.value = textLater(cell.value, months);
        if (cell.value instanceof Date)
          cell.value = new Date(addCalendarMonths(cell.value.toISOString().slice(0, 10), months));
      }),
    ),
  );
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};

/** The round of the first unit's feedback. */
export const roundLater = (months: number): string =>
  `${datePartsOf(addCalendarMonths(FEEDBACK_DATE, months)).year}年第二轮`;

/** The day named in the second row of the first unit's ledger. */
export const FEEDBACK_DATE = '2024-09-12';

import type { HeaderDetection } from './detect-header.ts';
import { cellText, columnLetter, type Sheet } from './sheet.ts';

/** What a person is shown of a sheet whose columns they say themselves. */

/** Labels are shown in the mapping editor; a whole paragraph above the table is no label. */
const MAX_LABEL = 60;
/** Examples stand in the item of the import: 30 columns of 16 Chinese characters are 1.5 kB. */
const MAX_SAMPLE = 16;
const SAMPLED_COLUMNS = 30;

export interface SheetColumn {
  /** From 0. */
  readonly column: number;
  readonly letter: string;
  readonly text: string;
  /** The first words below the label. */
  readonly sample?: string;
}

/**
 * The first row of data where no word of the header is known: the header is most likely the first row that fills half of
 * the table's width.
 *
 * @returns index from 0
 */
export const likelyFirstDataRow = (sheet: Sheet): number => {
  const filled = sheet.rows.map((row) => row.filter((cell) => cellText(cell).trim() !== '').length);
  const widest = filled.reduce((most, cells) => Math.max(most, cells), 0);
  const header = filled.findIndex((cells) => cells >= Math.max(2, widest / 2));
  return header + 1 < sheet.rows.length ? header + 1 : 0;
};

/** The first words of a column from this row on. */
const firstWords = (sheet: Sheet, column: number, from: number): string => {
  for (let row = from; row < sheet.rows.length; row += 1) {
    const text = cellText(sheet.rows[row]?.[column]).replace(/\s+/g, ' ').trim();
    if (text !== '') return text;
  }
  return '';
};

/**
 * The label of each column with an example of what stands below it. Where no header was found, the row above the data
 * is taken for it, and where nothing stands there either, the first words of the column.
 *
 * @param firstDataRow index from 0
 */
export const columnsOfSheet = (
  sheet: Sheet,
  detection: HeaderDetection,
  firstDataRow: number,
): SheetColumn[] => {
  const found = detection.headerRows.length > 0 && detection.headerRows.every((row) => row < firstDataRow);
  const labels = new Map(found ? detection.labels.map(({ column, label }) => [column, label] as const) : []);
  const labelOf = (column: number): string =>
    labels.get(column) ||
    (found ? '' : cellText(sheet.rows[firstDataRow - 1]?.[column]).trim()) ||
    firstWords(sheet, column, 0);
  const columns = sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  return Array.from({ length: columns }, (_, column) => {
    const sample = column < SAMPLED_COLUMNS ? firstWords(sheet, column, firstDataRow) : '';
    return {
      column,
      letter: columnLetter(column),
      text: labelOf(column).slice(0, MAX_LABEL),
      ...(sample ? { sample: sample.slice(0, MAX_SAMPLE) } : {}),
    };
  });
};

import { guardFormula } from '@xuncha/domain';

/**
 * CSV that Excel and WPS open right by double click: UTF-8 with byte order mark, CRLF, every cell quoted; a cell that
 * would be run as a formula starts with an apostrophe.
 */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}

function csvCell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' ? guardFormula(text) : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

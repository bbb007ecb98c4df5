/** Bytes of an index sheet nobody needs more than: 20,000 rows. */
const MAX_BYTES = 4 * 1024 ** 2;

export const isIndexSheet = (name: string): boolean =>
  /\.csv$/i.test(name) || (/\.xlsx$/i.test(name) && /索引|目录|清单|index/i.test(name));

/** UTF-8 where the bytes allow it, else what Excel in China writes. */
const textOf = (bytes: ArrayBuffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};

/** Cells as text, row by row, of a CSV or the first sheet of a workbook. */
export const readIndexSheet = async (file: File): Promise<string[][]> => {
  if (file.size > MAX_BYTES) throw new RangeError('the sheet is too large');
  const bytes = await file.arrayBuffer();
  if (/\.csv$/i.test(file.name)) {
    const { parseCsv } = await import('hucre/csv');
    return parseCsv(textOf(bytes)).map((row) => row.map(show));
  }
  const { readXlsx } = await import('hucre/xlsx');
  const book = await readXlsx(new Uint8Array(bytes));
  return (book.sheets[0]?.rows ?? []).map((row) => row.map(show));
};

const show = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
};

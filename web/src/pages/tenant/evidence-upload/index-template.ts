import { INDEX_EXAMPLES, INDEX_TEMPLATE } from '@xuncha/domain';

/** An empty index sheet as a workbook, made in the browser when somebody asks for it. */
export const indexTemplate = async (sheetName: string): Promise<Blob> => {
  const { writeXlsx } = await import('hucre/xlsx');
  const bytes = await writeXlsx({
    sheets: [
      {
        name: sheetName,
        rows: [INDEX_TEMPLATE, ...INDEX_EXAMPLES].map((row) => [...row]),
        // In characters: numbers are short, names of files and papers long.
        columns: [10, 16, 10, 30, 34, 14, 18, 12].map((width) => ({ width })),
        freezePane: { rows: 1 },
      },
    ],
  });
  return new Blob([bytes.slice()], {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  });
};
